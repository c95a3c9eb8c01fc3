"""What a record of the groundwork must say. Plain values in, a Decision out; no Django, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from election_office.core.drafts import merge
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from villages.preparation.rules import check_day, names_of

LETTERS = "ABCDEF"
FEWEST_QUESTIONS, DRAWN_QUESTIONS = 5, 20

# ------------------------------------------------------------------ deferred villages


def check_force(*, approved: bool, since: date, review_on: date, today: date) -> Decision:
    return check_day(since, today, "进驻日期", "since_later") + Decision(
        (
            Finding("not_deferred", approved, "这个村的暂缓换届还没有批准，或者已经恢复。"),
            Finding(
                "review_before",
                review_on > since,
                f"复查日期应在进驻日期{cn_date(since)}以后。",
            ),
        )
    )


def check_review(*, verdict: str, reviewed_on: date, next_on: date | None, today: date) -> Decision:
    goes_on = verdict == "goes_on"
    return check_day(reviewed_on, today, "复查日期", "reviewed_later") + Decision(
        (
            Finding("no_next", not goes_on or next_on is not None, "继续整治的，请填写下一次复查日期。"),
            Finding(
                "next_before",
                next_on is None or next_on > reviewed_on,
                "下一次复查应在这一次以后。",
            ),
        )
    )


# ------------------------------------------------------------------ matters put off


def check_asked(*, standstill: bool, asked_on: date, today: date) -> Decision:
    return check_day(asked_on, today, "申请日期") + Decision(
        (Finding("no_standstill", standstill, "还没有登记停止或者延期办理重大事项的通知，不需要申请例外。"),)
    )


def check_decided(*, open_: bool, allowed: bool, opinion: str, decided_on: date, today: date) -> Decision:
    return check_day(decided_on, today, "决定日期") + Decision(
        (
            Finding("decided_already", open_, "这项申请已经作出决定。"),
            Finding("refused_why", allowed or bool(opinion.strip()), "不同意的，请写明理由。"),
        )
    )


# ------------------------------------------------------------------ money and goods


def check_spending(
    *, kind: str, village: bool, amount: Decimal, spent: Decimal, budget: Decimal, spent_on: date, today: date
) -> Decision:
    """``budget``: all money arranged so far; ``spent``: before this line."""
    left = budget - spent
    return check_day(spent_on, today, "支出日期") + Decision(
        (
            Finding("no_budget", budget > 0, "还没有登记工作经费安排，不能登记支出。"),
            Finding(
                "over_budget",
                budget <= 0 or amount <= left,
                f"经费安排{budget}元，已支出{spent}元，结余{left}元，不足以支出{amount}元；追加的经费先登记安排。",
            ),
            Finding("subsidy_to_whom", kind != "subsidy" or village, "补助须写明给哪个村。"),
        )
    )


@dataclass(frozen=True, slots=True)
class Goods:
    """One kind of goods: what was bought, and what each village has (by its key)."""

    bought: int = 0
    given: Mapping[int, int] | None = None

    @property
    def left(self) -> int:
        return self.bought - sum((self.given or {}).values())

    def at(self, village: int) -> int:
        return (self.given or {}).get(village, 0)


def check_goods(
    *, move: str, count: int, title: str, goods: Goods, village: int | None, receiver: str
) -> Decision:
    """Nothing is given that is not there, nor comes back that was not given."""
    at = goods.at(village) if village is not None else 0
    return Decision(
        (
            Finding(
                "goods_village", (move == "bought") == (village is None), "购入不选村；发出和退回须选择村。"
            ),
            Finding(
                "goods_short",
                move != "given" or count <= goods.left,
                f"{title}现有{goods.left}，不能发出{count}。",
            ),
            Finding(
                "goods_back",
                move != "returned" or count <= at,
                f"这个村领了{title}{at}，不能退回{count}。",
            ),
            Finding("goods_receiver", move != "given" or bool(receiver.strip()), "请写明领取人。"),
        )
    )


# ------------------------------------------------------------------ the examination


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. ``answer``: the letters that are right, in their order."""

    text: str
    options: tuple[str, ...]
    answer: str
    article: str = ""


def read_question(line: str) -> Asked | str:
    """A line of the bank: 题目|选项|选项|…|答案|依据. A sentence where it is none."""
    parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    at = next((n for n, part in enumerate(parts) if n > 2 and _is_answer(part)), None)
    if at is None:
        return "应写成“题目|选项|选项|…|答案”，答案用字母，例如B或者AC。"
    text, options, answer = parts[0], tuple(parts[1:at]), parts[at].upper()
    if not text or not all(options) or len(set(options)) != len(options):
        return "题目和选项不能空，选项不能重复。"
    if len(options) > len(LETTERS):
        return f"选项最多{len(LETTERS)}个。"
    if not set(answer) <= set(LETTERS[: len(options)]) or len(set(answer)) != len(answer):
        return f"答案{answer}不在选项{LETTERS[: len(options)]}之中。"
    return Asked(text, options, "".join(sorted(answer)), "|".join(parts[at + 1 :]))


def _is_answer(part: str) -> bool:
    return bool(part) and all(letter in LETTERS for letter in part.upper())


def check_sitting(
    *, name: str, signed_in: bool, pass_mark: int | None, bank: int, passed: bool, open_: bool
) -> Decision:
    """May somebody sit the examination now?"""
    return Decision(
        (
            Finding("not_signed_in", signed_in, f"{name}没有在这次培训签到，不能考试。"),
            Finding("no_exam", pass_mark is not None, "这次培训没有设考试合格线。"),
            Finding(
                "bank_short",
                bank >= FEWEST_QUESTIONS,
                f"题库只有{bank}题，至少{FEWEST_QUESTIONS}题才能考试。",
            ),
            Finding("passed_already", not passed, f"{name}已经合格，不需要再考。"),
            Finding("sitting_open", not open_, f"{name}还有一次考试没有交卷。"),
        )
    )


def mark_of(questions: Sequence[Asked], answers: Mapping[int, str]) -> int:
    """Of 100: questions answered with exactly the right letters."""
    if not questions:
        return 0
    right = sum("".join(sorted(answers.get(n, ""))) == asked.answer for n, asked in enumerate(questions))
    return right * 100 // len(questions)


# ------------------------------------------------------------------ signed pledges


@dataclass(frozen=True, slots=True)
class PledgeList:
    """One of the three 100%: who must sign, who did."""

    kind: str
    title: str
    wanted: tuple[str, ...]
    signed: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in self.wanted if name not in self.signed)

    @property
    def share(self) -> int:
        """Of 100, rounded down: 100 only when nobody is missing."""
        return (len(self.wanted) - len(self.missing)) * 100 // len(self.wanted) if self.wanted else 0


def name_in(filename: str, missing: Sequence[str]) -> str:
    """Whose scan a file is by its name; empty where it names nobody, or two."""
    found = [name for name in missing if name in filename]
    longest = [name for name in found if not any(name != other and name in other for other in found)]
    return longest[0] if len(longest) == 1 else ""


def check_scans(*, unknown: Sequence[str], twice: Sequence[str]) -> Decision:
    return Decision(
        (
            Finding(
                "scan_of_whom",
                not unknown,
                f"看不出是谁的：{names_of(unknown)}。文件名请写姓名，例如“演示甲.jpg”；已经签订的不用再传。",
            ),
            Finding("scan_twice", not twice, f"同一人传了两份：{names_of(twice)}。"),
        )
    )


# ------------------------------------------------------------------ drafts


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a draft. ``made``: what the records said when it was last read; ``text``: as it stands."""

    heading: str
    made: str
    text: str

    @property
    def changed(self) -> bool:
        """A person wrote it otherwise."""
        return self.text != self.made


@dataclass(frozen=True, slots=True)
class Refreshed:
    sections: tuple[Section, ...]
    clashes: tuple[str, ...] = ()
    """Headings whose text a person changed although the records say something else by now."""


def refresh(old: Sequence[Section], new: Sequence[tuple[str, str]]) -> Refreshed:
    """The records were read again: what a person changed stays, everything else follows the records."""
    made, mine = {part.heading: part.made for part in old}, {part.heading: part.text for part in old}
    merged, now = merge(made, mine, dict(new)), {heading for heading, _ in new}
    sections = [Section(heading, words, merged.text[heading]) for heading, words in new]
    sections += [section for section in old if section.heading not in now and section.changed]
    return Refreshed(tuple(sections), tuple(merged.clashes))
