"""Reading the void-ballot rules a village has typed (无效票认定规则, notice 15). Pure.

Real villages copied two lines no law supports: every name beside the formal candidates is void (which kills
the write-in), and "more than the number of candidates" where the number of seats is meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ballots.rules.facts import Round
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.rulebooks import Rulebook
from election_office.law.text import cn_number


@dataclass(frozen=True, slots=True)
class BallotFacts:
    """``seats``: post title → seats to be filled in this round. ``round``: by which majority it decides."""

    round: Round
    seats: Mapping[str, int]


VOID: Final = re.compile(r"无效|废票|作废|不计票|不予计票")
NOT_CANDIDATES: Final = re.compile(
    r"(?:不是|不属于|并非|非|不在|除|与|和)(?:本次|本届|已公布的|公布的|选票上的)*(?:正式)?候选人"
    r"|候选人(?:名单)?(?:以外|之外|不符|不一致|不相符|不同)"
)
WRITE_IN: Final = re.compile(r"另选(?:他人|其他|别人)|另写(?:他人|姓名)")
UNCLEAR: Final = re.compile(r"不清|无法辨认|难以辨认|无法辨别|无法确认|难以确认|分不清|同名")
NUMBER: Final = r"[〇零一二两三四五六七八九十\d]+"
COMPARE: Final = re.compile(r"(?:多于|超过|超出|大于|多过)(?P<what>[^的，。；]{1,20})")
FEWER: Final = re.compile(r"(?:少于|不足|不满|未满)[^，。；]{0,12}(?:应选|名额|人数|候选人)")
EQUAL: Final = re.compile(r"等于[^，。；]{0,8}(?:应选|名额)")
BLANK: Final = re.compile(r"空白票|未画任何|没有画任何|未作任何|不画任何|未填写任何")
FOREIGN: Final = re.compile(
    r"其他(?:符号|标记|记号|文字)|规定以外的?(?:符号|标记|记号|标识)|做(?:有)?(?:标记|记号)"
)
WRONG_COUNT: Final = re.compile(r"差额|候选人")


def check_void_rules(lines: Sequence[str], facts: BallotFacts, book: Rulebook) -> Decision:
    """One finding for each fault of each line, ``code`` ending in the line's number (from 1); a line that is
    no void rule, or a lawful one, leaves none. Errors contradict the rulebook, warnings only its default."""
    found: list[Finding] = []
    for number, text in enumerate(lines, start=1):
        line = re.sub(r"\s+", "", text)
        # 「多于的无效；少于的有效」: each clause stands by its own verdict
        for clause in re.split(r"[；;。]", line):
            if VOID.search(clause):
                found += _faults(number, clause, facts, book)
    return Decision(tuple(found))


def _faults(number: int, line: str, facts: BallotFacts, book: Rulebook) -> list[Finding]:
    where = f"第{cn_number(number)}条“{line if len(line) <= 30 else line[:30] + '…'}”"
    found = []
    if book.value("write_in_allowed")[facts.round] and _voids_write_ins(line):
        text = f"{where}会使另选他人的选票无效；本轮可以另选他人，请删去或改写。"
        found.append(_fault("voids_write_ins", number, text, book.cite("write_in_allowed")))
    for compared in COMPARE.finditer(line):
        if (wrong := _wrong_number(compared["what"], facts)) and not _is_over_all(line):
            text = f"{where}{wrong}请改为“所选人数多于应选名额的”。"
            found.append(_fault("wrong_number", number, text, book.cite("invalid_scope")))
    if FEWER.search(line):
        text = f"{where}把少选的票作废；所选人数等于或者少于应选名额的都有效。请删去“少于”。"
        found.append(_fault("voids_fewer", number, text, book.cite("invalid_scope")))
    if EQUAL.search(line):
        text = f"{where}把所选人数等于应选名额的票作废；等于应选名额的有效。"
        found.append(_fault("voids_equal", number, text, book.cite("invalid_scope")))
    if BLANK.search(line) and book.value("blank_is") == "abstain":
        text = f"{where}把空白票作为无效票；按现行规则空白票是弃权票，计入收回的选票。"
        found.append(_fault("blank_is_abstain", number, text, book.cite("blank_is"), warning=True))
    if FOREIGN.search(line) and not book.value("foreign_mark_void"):
        text = f"{where}把画有其他标识的票一律作废；没有读到这样的规定，应由{book.words.committee}认定。"
        found.append(_fault("foreign_mark", number, text, book.cite("foreign_mark_void"), warning=True))
    return found


def _voids_write_ins(line: str) -> bool:
    if NOT_CANDIDATES.search(line) and not COMPARE.search(line):
        return True
    return bool(WRITE_IN.search(line)) and not UNCLEAR.search(line) and not COMPARE.search(line)


def _is_over_all(line: str) -> bool:
    """Recovered against issued is another comparison, of ballots and not of names."""
    return bool(re.search(r"收回|发出|投票人数", line))


def _wrong_number(what: str, facts: BallotFacts) -> str:
    if "应选" in what and not WRONG_COUNT.search(what.replace("应选", "")):
        return _wrong_figure(what, facts)
    if WRONG_COUNT.search(what):
        return f"拿“{what}”作比较，比错了数；"
    return _wrong_figure(what, facts)


def _wrong_figure(what: str, facts: BallotFacts) -> str:
    """A figure in people that is the seats of no post of this round."""
    figure = re.search(rf"({NUMBER})(?:名|人|个)", what)
    if figure is None:
        return ""
    typed = _integer(figure[1])
    if typed in facts.seats.values():
        return ""
    seats = "、".join(f"{title}{count}名" for title, count in facts.seats.items())
    return f"写的是{figure[1]}人，本轮应选{seats}；"


def _integer(words: str) -> int:
    if words.isdecimal():
        return int(words)
    words = words.replace("两", "二").replace("零", "〇")
    return next((n for n in range(100) if cn_number(n).replace("零", "〇") == words), -1)


def _fault(code: str, number: int, text: str, citation: Citation, *, warning: bool = False) -> Finding:
    return Finding(f"{code}:{number}", False, text, citation, "warning" if warning else "error")


def void_rules_for(facts: BallotFacts, book: Rulebook) -> list[str]:
    """The lines the rulebook itself gives, to start a village's own from; they pass the check above."""
    whole = book.value("invalid_scope") == "ballot"
    scope = "整张选票无效" if whole else "该职务一栏无效，不影响其他职务"
    lines = [f"所选人数多于应选名额的，{scope}；等于或者少于应选名额的有效。"]
    if len(facts.seats) > 1:
        lines.append(_two_posts(str(book.value("two_posts_rule")), book.words.committee))
    lines.append(f"字迹不清、无法辨认的，无法辨认的部分无效；难以确认的，由{book.words.committee}决定。")
    if book.value("write_in_allowed")[facts.round]:
        lines.append("另选他人的有效，计入所另选的人得票。")
    if book.value("blank_is") == "abstain":
        lines.append("不画任何符号、也没有另选他人的，是弃权票，计入收回的选票。")
    else:
        lines.append("空白票是无效票，计入收回的选票。")
    if book.value("foreign_mark_void"):
        lines.append("画有规定以外标识的选票无效。")
    return lines


def _two_posts(rule: str, committee: str) -> str:
    words = {
        "void_ballot": "选同一人担任两项以上职务的，整张选票无效。",
        "keep_reserved": "选同一人担任两项职务的，只计单列职位一栏，其他栏不计。",
        "keep_high": "选同一人担任两项职务的，只计较高职务一栏，较低职务一栏不计。",
    }
    return words.get(rule, f"选同一人担任两项职务的，由{committee}决定怎样计票。")
