"""Who may be entered as representative, and when their list is closed. Plain values in, a Decision out."""

from __future__ import annotations

from dataclasses import dataclass

from election_office.law.decision import Decision, Finding
from election_office.law.electorates import ALL, HOUSEHOLDS, entitled_words
from election_office.law.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class ElectorFacts:
    """Somebody about to be entered. ``listed``: the notice of the list has been issued, and changes are
    told by its correction; ``frozen``: the voting has begun."""

    way: str
    name: str
    registered: bool
    household: str = ""
    signed: bool = False
    frozen: bool = False


def check_elector(facts: ElectorFacts, book: Rulebook) -> Decision:
    who = entitled_words(facts.way, book)
    of_a_household = facts.way == HOUSEHOLDS
    return Decision(
        (
            Finding(
                "everybody_votes",
                facts.way not in ("", ALL),
                f"本次选举由全体{book.words.voter}投票，不登记代表。",
                book.cite("electorate") if "electorate" in book.by_key else None,
            ),
            *_open(facts.frozen, book),
            Finding(
                "not_registered",
                facts.registered,
                f"{facts.name}不在{book.words.roll}上，不能登记为{who}。",
                book.cite("roll_days"),
            ),
            Finding(
                "household_missing",
                not of_a_household or bool(facts.household.strip()),
                "请写明代表的是哪一户。",
            ),
            Finding(
                "not_signed",
                not of_a_household or facts.signed,
                "户的代表应当由本户推举并签字确认，请先收齐推举书。",
                book.cite("household_one_representative") if of_a_household else None,
            ),
        )
    )


def check_end(reason: str, frozen: bool, book: Rulebook) -> Decision:
    return Decision(
        (*_open(frozen, book), Finding("reason_missing", bool(reason.strip()), "请写明终止的原因。"))
    )


def _open(frozen: bool, book: Rulebook) -> tuple[Finding, ...]:
    message = "投票已经开始，代表名单不能再变动。"
    return (Finding("voting_begun", not frozen, message, book.cite("turnout_threshold")),)
