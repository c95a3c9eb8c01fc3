"""A sanction within its period: no higher post than before, unless the county tolerates the error (容错纠错).

Policy (S003 三（一）): it keeps a person from being passed in the review, never from the ballot by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook

RANKS: Final = {
    "none": 0,
    "member": 1,
    "branch_member": 1,
    "deputy": 2,
    "deputy_secretary": 2,
    "director": 3,
    "secretary": 3,
}
"""Which post is higher; the two bodies of a village stand side by side."""


@dataclass(frozen=True, slots=True)
class SanctionFacts:
    """One sanction on record. ``before``: the code of the post held when it was given; ``until``: the last
    day of its period. ``tolerated``: the county has decided so, with its approval from above."""

    title: str
    given_on: date
    until: date
    before: str
    before_title: str
    paper: str
    tolerated: bool = False


@dataclass(frozen=True, slots=True)
class ToleranceFacts:
    """The county's decision. ``nominated_on``: the day the nomination was closed, None while it is open."""

    decided_on: date
    paper: str
    approved_on: date
    approval_paper: str
    given_on: date
    nominated_on: date | None
    file_decided: bool
    today: date


def check_sanctions(
    name: str, wanted: str, wanted_title: str, sanctions: Sequence[SanctionFacts], day: date, book: Rulebook
) -> Decision:
    """Is the post wanted higher than the one held when a sanction still in its period was given?"""
    if not book.value("policy_sanction_ceiling"):
        return Decision()
    return Decision(
        tuple(
            Finding(
                "sanction_ceiling",
                sanction.tolerated or RANKS[wanted] <= RANKS[sanction.before],
                f"{name}{cn_date(sanction.given_on)}受到{sanction.title}（{sanction.paper}），影响期到{cn_date(sanction.until)}，"
                f"原任{sanction.before_title}，影响期内不能提名为更高的{wanted_title}；"
                "适用容错纠错的，须由县委研判决定并报上级组织部门审核同意。",
                book.cite("policy_sanction_ceiling"),
            )
            for sanction in sanctions
            if sanction.given_on <= day <= sanction.until
        )
    )


def check_period(given_on: date, until: date, today: date) -> Decision:
    return Decision(
        (
            Finding("given_in_future", given_on <= today, f"处理日期{cn_date(given_on)}在今天之后。"),
            Finding(
                "until_before_given",
                until >= given_on,
                f"影响期届满日{cn_date(until)}早于处理日期{cn_date(given_on)}。",
            ),
        )
    )


def check_tolerance(facts: ToleranceFacts, book: Rulebook) -> Decision:
    """May the decision be recorded? Approved above first, decided before the nomination ends."""
    cite = book.cite("policy_tolerance")
    closed = cn_date(facts.nominated_on) if facts.nominated_on else ""
    return Decision(
        (
            Finding("paper_missing", bool(facts.paper.strip()), "请填写县委研判决定的文号。", cite),
            Finding(
                "approval_missing",
                bool(facts.approval_paper.strip()),
                "请填写上级组织部门审核同意的文号。",
                cite,
            ),
            Finding(
                "approved_after",
                facts.approved_on <= facts.decided_on,
                f"审核同意日期{cn_date(facts.approved_on)}晚于决定日期{cn_date(facts.decided_on)}，"
                "作出决定前应当先报审核同意。",
                cite,
            ),
            Finding(
                "decided_before_sanction",
                facts.given_on <= facts.decided_on,
                f"决定日期{cn_date(facts.decided_on)}早于处理日期{cn_date(facts.given_on)}。",
            ),
            Finding(
                "decided_in_future",
                facts.decided_on <= facts.today,
                f"决定日期{cn_date(facts.decided_on)}在今天之后。",
            ),
            Finding(
                "after_nomination",
                facts.nominated_on is None or facts.decided_on <= facts.nominated_on,
                f"提名已于{closed}结束，{cn_date(facts.decided_on)}的决定不是在提名过程中作出的。",
                cite,
            ),
            Finding(
                "file_decided",
                not facts.file_decided,
                "此人的联审已经决定，须先登记重新审查。",
            ),
        )
    )
