"""One rule for every meeting of a village: was it large enough to decide, and did it agree.

村民会议 counts people (more than half of the adults) or the households' representatives (two thirds of the
households); 村民代表会议 counts its members (two thirds), 村民小组会议 people or households of the group. All
decide by more than half of those present.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from election_office.law.dates import cn_date
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.rulebooks import Rulebook
from election_office.law.text import cn_number

# The days before a meeting by which it is called. A meeting of a group is called as its people are used to.
NOTICE_DAYS = {
    "villager_meeting": "villager_meeting_notice_days",
    "representatives_meeting": "reps_meeting_notice_days",
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. ``kind`` is villager_meeting, representatives_meeting or group_meetings; ``where`` how the
    sentence calls it. ``women`` and ``women_present`` count the women among the representatives."""

    kind: str
    eligible: int
    present: int
    by_households: bool = False
    where: str = ""
    women: int = 0
    women_present: int = 0


def quorum_key(kind: str, by_households: bool) -> str:
    """The rulebook key of the share a meeting of this kind needs."""
    if kind == "villager_meeting":
        return "villager_meeting_households" if by_households else "villager_meeting_voters"
    return {"representatives_meeting": "reps_meeting_quorum", "group_meetings": "group_meeting_quorum"}[kind]


def name_of(kind: str, book: Rulebook) -> str:
    words = book.words
    return {
        "villager_meeting": words.meeting,
        "representatives_meeting": words.representatives,
        "group_meetings": words.group_meeting,
    }[kind]


def quorum(meeting: Meeting, book: Rulebook, *, code: str = "no_quorum", so: str = "") -> Finding:
    """Did enough come? People at a 村民会议 must be more than their share, everybody else at least theirs;
    of a community the households, too, more than theirs.

    ``so`` is what cannot be done without them, ending the sentence: "，不能推选"."""
    key = quorum_key(meeting.kind, meeting.by_households)
    share = book.value(key)
    # In a community the households' representatives, too, must be more than half.
    more_than = key == "villager_meeting_voters" or (
        key == "villager_meeting_households" and book.kind == "community"
    )
    reached, needed = meeting.present * share["den"], meeting.eligible * share["num"]
    unit = "户" if meeting.by_households else "人"
    wanted = "过半数" if more_than else f"{share_words(share)}以上"
    where = meeting.where or name_of(meeting.kind, book)
    return Finding(
        code,
        meeting.eligible > 0 and (reached > needed if more_than else reached >= needed),
        f"{where}应到{meeting.eligible}{unit}，实到{meeting.present}{unit}，没有达到{wanted}{so}。",
        book.cite(key),
    )


def women_quorum(meeting: Meeting, book: Rulebook) -> Finding | None:
    """Where a province asks that enough of the women among the representatives be there."""
    share = book.value("reps_meeting_women_quorum")
    if meeting.kind != "representatives_meeting" or not share["num"]:
        return None
    return Finding(
        "no_women_quorum",
        meeting.women_present * share["den"] >= meeting.women * share["num"],
        f"妇女代表共{meeting.women}人，到会{meeting.women_present}人，没有达到{share_words(share)}以上。",
        book.cite("reps_meeting_women_quorum"),
    )


def check_vote(meeting: Meeting, in_favour: int | None, book: Rulebook, *, known: bool = True) -> Decision:
    """Was the meeting large enough, and did more than half of those present agree? ``known`` False: the
    numbers were not all entered."""
    cite = _agreement(meeting.kind, book)
    if not known or in_favour is None:
        return Decision((Finding("meeting_numbers", False, "请填写会议应到、实到和同意人数。", cite),))
    unit, name = ("户" if meeting.by_households else "人"), name_of(meeting.kind, book)
    here, whole, share = meeting.present, meeting.eligible, book.value("meeting_majority")
    return Decision(
        (
            Finding(
                "meeting_impossible",
                in_favour <= here <= whole and whole > 0,
                f"应到{whole}{unit}、实到{here}{unit}、同意{in_favour}{unit}，数字不能同时成立。",
            ),
            quorum(meeting, book, code="meeting_quorum"),
            Finding(
                "meeting_majority",
                in_favour * share["den"] > here * share["num"],
                f"{name}实到{here}{unit}，同意{in_favour}{unit}，没有超过到会人员的半数。",
                cite,
            ),
        )
    )


def check_call(kind: str, called_on: date | None, held_on: date, book: Rulebook) -> Decision:
    """Was a meeting called early enough? A warning: 遇有特殊情况的，可以临时通知. W14."""
    key = NOTICE_DAYS.get(kind)
    days = book.value(key) if key else 0
    if called_on is None or key is None or not days:
        return Decision()
    return Decision(
        (
            Finding(
                "called_late",
                (held_on - called_on).days >= days,
                f"{name_of(kind, book)}于{cn_date(called_on)}通知、{cn_date(held_on)}召开，"
                f"不足提前{days}日，因特殊情况临时通知的请记明原因。",
                book.cite(key),
                "warning",
            ),
        )
    )


def called_before(called_on: date | None, held_on: date) -> Finding:
    """Nobody is called to a meeting that is over."""
    return Finding(
        "called_after_held",
        called_on is None or called_on <= held_on,
        f"会议通知日期{cn_date(called_on) if called_on else ''}不能晚于会议日期{cn_date(held_on)}。",
    )


def check_called(kind: str, called_on: date | None, held_on: date, book: Rulebook, *, note: str) -> Decision:
    """The call of a meeting as a whole. One called late stands once ``note`` says what was special."""
    early = check_call(kind, called_on, held_on, book)
    if not note.strip():
        early = Decision(tuple(replace(found, severity="error") for found in early.findings))
    return Decision((called_before(called_on, held_on),)) + early


def share_words(share: Mapping[str, int]) -> str:
    return f"{cn_number(share['den'])}分之{cn_number(share['num'])}"


def over_words(share: Mapping[str, int]) -> str:
    """How a share is said that must be exceeded: exactly half is not 过半数."""
    return "过半数" if share["den"] == 2 * share["num"] else f"超过{share_words(share)}"


def _agreement(kind: str, book: Rulebook) -> Citation:
    """The majority stands in the article of each meeting."""
    key = quorum_key(kind, False)
    return book.cite(key)
