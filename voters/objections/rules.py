"""When an objection's decision may be entered, and when the step of objections is over. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class PublishedRoll:
    """The days a version's notice hung: first anywhere, and at the last required place."""

    first_posted_on: date | None
    fully_posted_on: date | None


def window_opens(roll: PublishedRoll, received_on: date) -> date | None:
    """The day the five days count from for something received on ``received_on``; None: nothing is posted.

    The period begins when the last place has its notice. Who reads an earlier one may object at once.
    """
    if roll.fully_posted_on is not None and received_on >= roll.fully_posted_on:  # equal is the same
        return roll.fully_posted_on
    if roll.first_posted_on is not None and received_on >= roll.first_posted_on:
        return received_on
    return roll.fully_posted_on or roll.first_posted_on


def check_entry(*, due_on: date, decided_on: date, today: date, has_file: bool, book: Rulebook) -> Decision:
    """May a decision of that day be entered today?

    Entered after the limit, a day before the limit must be proved by the signed decision itself.
    """
    dated_back = decided_on <= due_on < today
    return Decision(
        (
            Finding("decided_in_future", decided_on <= today, "处理决定的日期不能晚于今天。"),
            Finding(
                "dated_back",
                not dated_back or has_file,
                f"决定期限{cn_date(due_on)}已过，补登{cn_date(decided_on)}作出的决定，须附当日的处理决定书。",
                book.cite("decision_days"),
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """Everything that keeps the step of objections open.

    ``undecided`` and ``unposted`` are the numbers of the objections; ``untold`` the versions of the roll
    whose notice does not hang everywhere; ``window_until`` the last day for objecting to what hangs.
    """

    confirmed: bool
    undecided: Sequence[int]
    unposted: Sequence[int]
    untold: Sequence[int]
    window_until: date | None
    today: date


def check_closing(facts: ClosingFacts, book: Rulebook) -> Decision:
    """Is everything said against the roll decided and made known, and can nobody object any more?"""
    article = book.cite("decision_days")
    return Decision(
        (
            Finding(
                "not_confirmed", facts.confirmed, f"{book.words.roll_short}还没有确认，谈不上申诉处理完毕。"
            ),
            Finding(
                "undecided",
                not facts.undecided,
                f"第{_numbers(facts.undecided)}号申诉还没有作出处理决定。",
                article,
            ),
            Finding(
                "unposted",
                not facts.unposted,
                f"第{_numbers(facts.unposted)}号申诉的处理结果还没有公布。",
                article,
            ),
            Finding(
                "untold",
                not facts.untold,
                f"第{_numbers(facts.untold)}版名单的公告还没有在规定地点全部张贴。",
                book.cite("roll_places"),
            ),
            Finding(
                "window_open",
                facts.window_until is None or facts.window_until < facts.today,
                f"申诉期到{cn_date(facts.window_until or facts.today)}为止，届满的次日才能办结。",
                book.cite("objection_days"),
            ),
        )
    )


def _numbers(numbers: Sequence[int]) -> str:
    return "、".join(str(number) for number in numbers)
