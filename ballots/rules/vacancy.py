"""Seats that are still open: may they stay vacant, who decides, who presides without a director."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from election_office.law.decision import Citation
from election_office.law.rulebooks import Rulebook

Presides = Literal["director", "deputy", "representatives_choose", "most_votes", "not_regulated"]


@dataclass(frozen=True, slots=True)
class VacancyFacts:
    """Where the election stands: seats of the committee, members elected, and after which round."""

    seats: int
    elected: int
    director_elected: bool
    deputy_elected: bool
    after_runoff: bool


@dataclass(frozen=True, slots=True)
class VacancyOptions:
    """`may_stay_vacant`: the open seats may be left empty, by the meeting's decision where `needs_meeting`.
    Otherwise they must be voted on again within `within_days` of the vote."""

    open_seats: int
    may_stay_vacant: bool
    needs_meeting: bool
    within_days: int
    presides: Presides
    reason: str
    vacancy_by: Citation
    runoff_by: Citation
    presides_by: Citation

    @property
    def must_vote_again(self) -> bool:
        return self.open_seats > 0 and not self.may_stay_vacant


NEVER: Final = 99
"""So many members must be elected before a seat may stay empty where no text allows it."""


def may_ever_stay_vacant(book: Rulebook) -> bool:
    """Whether any text of the place lets a seat stay empty, whatever was elected."""
    return bool(book.parameter("vacant_ok").value["min_elected"] < NEVER)


def vacancy_options(facts: VacancyFacts, book: Rulebook) -> VacancyOptions:
    """What may be done about open seats (浙江第三十条, 上海第二十一条, 北京第三十条; the organic law knows no
    vacancy). `reason` says in Chinese which condition decides."""
    rule = book.parameter("vacant_ok").value  # only read: no copy is needed
    open_seats = max(0, facts.seats - facts.elected)
    obstacle = ""
    if not may_ever_stay_vacant(book):
        obstacle = "没有允许空缺的规定"
    elif facts.elected < rule["min_elected"]:
        obstacle = f"只选出{facts.elected}人，允许空缺至少须选出{rule['min_elected']}人"
    elif rule["needs_director"] and not facts.director_elected:
        obstacle = "没有选出主任，不允许空缺"
    elif not facts.after_runoff and not rule["before_runoff"]:
        obstacle = "还没有举行另行选举，不允许空缺"
    if not open_seats:
        reason = "名额已经选足。"
    elif obstacle:
        reason = f"{obstacle}，缺{open_seats}人应当在{book.value('runoff_days')}日内另行选举。"
    else:
        decided = (
            f"，由{book.words.meeting}或者{book.words.representatives}决定" if rule["needs_meeting"] else ""
        )
        reason = f"已选出{facts.elected}人，缺{open_seats}人可以空缺{decided}。"
    return VacancyOptions(
        open_seats=open_seats,
        may_stay_vacant=open_seats > 0 and not obstacle,
        needs_meeting=rule["needs_meeting"],
        within_days=book.value("runoff_days"),
        presides=_presides(facts, book.value("acting_chair")),
        reason=reason,
        vacancy_by=book.cite("vacant_ok"),
        runoff_by=book.cite("runoff_days"),
        presides_by=book.cite("acting_chair"),
    )


def _presides(facts: VacancyFacts, rule: str) -> Presides:
    if facts.director_elected:
        return "director"
    if rule == "deputy_then_meeting":
        return "deputy" if facts.deputy_elected else "representatives_choose"
    if rule == "most_votes":
        return "most_votes"
    return "not_regulated"
