"""Posts a 换届 plan wants filled by certain people (专职专选、定位产生): policy, never a bar. No Django."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from candidates.review.rules.lines import full_years, reaches
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook

# What nobody's data say: the office marks who is meant for the work.
MARKED: Final = ("veteran_officer", "party_publicist")


@dataclass(frozen=True, slots=True)
class PolicyPerson:
    """Somebody who stands. ``education`` is the review file's, empty while there is none."""

    name: str
    sex: str
    born: date
    education: str = ""
    marked: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class PolicySeat:
    """One line of the structure: how many are wanted, who meets it, of whom it cannot be said yet."""

    code: str
    label: str
    wanted: int
    people: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    @property
    def short(self) -> int:
        return max(self.wanted - len(self.people), 0)


def meets(code: str, person: PolicyPerson, reference: date, book: Rulebook) -> bool | None:
    """Does this person meet a policy post? None: the schooling is not on file. Ages at ``reference``."""
    if code == "woman":
        return person.sex == "female"
    if code == "young":
        wanted = book.value("policy_young_member")
        if full_years(person.born, reference) > wanted["age"]:
            return False
        return reaches(person.education, wanted["education"]) if person.education else None
    return code in person.marked


def structure(
    people: Sequence[PolicyPerson], wanted: Mapping[str, int], reference: date, book: Rulebook
) -> list[PolicySeat]:
    """Every policy post of the plan with what is wanted and who meets it. One person may meet several."""
    rows = []
    for kind in book.value("policy_reserved_seats"):
        code = kind["code"]
        answers = [(person.name, meets(code, person, reference, book)) for person in people]
        rows.append(
            PolicySeat(
                code,
                kind["label"],
                wanted.get(code, 0),
                tuple(name for name, answer in answers if answer),
                tuple(name for name, answer in answers if answer is None),
            )
        )
    return rows


def check_structure(rows: Sequence[PolicySeat], book: Rulebook) -> Decision:
    """What the plan wants and those who stand do not bring: a reminder with the policy's place."""
    return Decision(
        tuple(
            Finding(
                "policy_seat_short",
                row.short == 0,
                f"政策要求“{row.label}”{row.wanted}人，现有{len(row.people)}人，差{row.short}人。"
                "这是政策安排，不影响提名和当选。",
                book.cite("policy_reserved_seats"),
                severity="warning",
            )
            for row in rows
        )
    )
