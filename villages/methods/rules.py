"""What a 选举办法 needs before it is in force. Plain values in, a Decision out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.meetings import Meeting, called_before, check_call, check_vote, name_of, women_quorum
from election_office.law.rulebooks import Rulebook

FEWEST_ARTICLES = 3


@dataclass(frozen=True, slots=True)
class Passing:
    """The meeting as it was entered. ``committee_since``: the day the electoral committee was confirmed,
    None before. ``frozen``: whether the formal list hangs."""

    meeting: Meeting
    in_favour: int
    called_on: date | None
    held_on: date
    today: date
    election_day: date
    committee_since: date | None
    frozen: bool


def check_draft(*, frozen: bool, has_draft: bool, book: Rulebook) -> Decision:
    """May a new text be drafted? One at a time, and none once the formal list hangs."""
    return Decision(
        (
            _open(frozen, book),
            Finding("draft_exists", not has_draft, "已有一份正在起草的选举办法，请在原稿上修改。"),
        )
    )


def check_text(articles: Sequence[str]) -> Decision:
    return Decision(
        (
            Finding(
                "too_short",
                len(articles) >= FEWEST_ARTICLES,
                f"正文只有{len(articles)}条，至少应有{FEWEST_ARTICLES}条，每行一条。",
            ),
        )
    )


def check_key(key: str, book: Rulebook) -> Decision:
    """Only what is left to the village may be set by its 选举办法."""
    known = key in book.by_key
    label = book.parameter(key).label if known else key
    return Decision(
        (
            Finding("key_unknown", known, "没有这一事项。"),
            Finding(
                "not_the_villages",
                not known or "village" in book.parameter(key).meaning.set_by,
                f"“{label}”不是{book.words.local_method}可以规定的事项。",
                book.cite(key) if known else None,
            ),
        )
    )


def check_passing(facts: Passing, book: Rulebook) -> Decision:
    """Was it passed by a meeting entitled to, large enough, in time, and with its majority?"""
    kind, held = facts.meeting.kind, facts.held_on
    allowed: Collection[str] = book.value("method_passed_by")
    names = "或者".join(name_of(item, book) for item in allowed)
    women = women_quorum(facts.meeting, book)
    early = facts.committee_since is not None and held < facts.committee_since
    since = cn_date(facts.committee_since) if facts.committee_since else ""
    findings = (
        _open(facts.frozen, book),
        Finding(
            "passed_by",
            kind in allowed,
            f"选举办法应当由{names}讨论通过。",
            book.cite("method_passed_by"),
        ),
        Finding(
            "no_committee",
            facts.committee_since is not None,
            f"{book.words.committee}还没有推选产生，选举办法由它拟订后提交会议，请先确认推选结果。",
            book.cite("ec_chosen_by"),
        ),
        Finding(
            "before_committee",
            not early,
            f"会议日期{cn_date(held)}早于{book.words.committee}产生的{since}。",
            book.cite("ec_chosen_by"),
        ),
        Finding("held_in_future", held <= facts.today, f"会议日期{cn_date(held)}在今天之后。"),
        called_before(facts.called_on, held),
        Finding(
            "after_election",
            held <= facts.election_day,
            f"会议日期{cn_date(held)}晚于选举日{cn_date(facts.election_day)}，不能用于这次选举。",
        ),
        *((women,) if women else ()),
    )
    return (
        Decision(findings)
        + check_vote(facts.meeting, facts.in_favour, book)
        + check_call(kind, facts.called_on, held, book)
    )


def check_revoking(*, paper_in_force: bool) -> Decision:
    """A passing is taken back only when nothing on the walls says it."""
    return Decision(
        (
            Finding(
                "paper_in_force",
                not paper_in_force,
                "选举办法公告仍在张贴，请先撤销公告，再撤回会议通过的登记。",
            ),
        )
    )


def _open(frozen: bool, book: Rulebook) -> Finding:
    return Finding(
        "rules_frozen",
        not frozen,
        f"正式候选人名单已经公布，规则已经定格，{book.words.local_method}不能再制定或者修改。",
        book.cite("method_passed_by"),
    )
