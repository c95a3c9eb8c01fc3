"""How a second file of voters may change a roll, and when a roll is closed for good. RO-14."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook

# A measure of this office, not of the law: above it two people must have looked.
SECOND_OFFICER_PERCENT = 5


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What a file would do. ``before``: people on the roll or waiting; ``registered``: of these, voters.

    ``confirmed``: the roll was confirmed once. Until then a roll comes together file by file, and who is
    added changes nothing that anybody has agreed to.
    """

    before: int
    registered: int
    added: int
    changed: int
    vanished: int
    confirmed: bool = True

    @property
    def touched(self) -> int:
        return (self.added if self.confirmed else 0) + self.changed + self.vanished


def needs_second_officer(facts: ChangeFacts) -> bool:
    """Whether more than 5 % of those registered would change. The first file of a roll changes nothing."""
    return facts.before > 0 and facts.touched * 100 > facts.registered * SECOND_OFFICER_PERCENT


def check_second_officer(*, same_person: bool, asked_by: str, touched: int, registered: int) -> Decision:
    """May this person agree to the import somebody asked for? Only another one."""
    return Decision(
        (
            Finding(
                "same_officer",
                not same_person,
                f"本次变动{touched}人，超过现有登记{registered}人的{SECOND_OFFICER_PERCENT}%，"
                f"须由另一名经办人核准；提请人{asked_by}不能自己核准。",
            ),
        )
    )


def check_unfrozen(*, frozen_on: date | None, book: Rulebook, moment: str = "投票结束时") -> Decision:
    """May the roll still change? ``frozen_on``: the day the roll was closed, None before that or when a
    runoff opened it again. ``moment``: whether that was as the polls opened or, where nobody recorded the
    opening, as they closed."""
    again = (
        "本地规定另行选举重新核对名单，召集另行选举后才能变动。"
        if book.value("runoff_roll") == "updated"
        else "另行选举沿用这份名单。"
    )
    day = cn_date(frozen_on) if frozen_on else ""
    return Decision(
        (
            Finding(
                "roll_frozen",
                frozen_on is None,
                f"名单已于{day}{moment}封存，不能再新增、取消或者更正；{again}",
                book.cite("runoff_roll"),
            ),
        )
    )
