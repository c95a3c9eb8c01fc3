"""A village whose party branch has been recommended by members and villagers; the review comes next."""

from __future__ import annotations

import datetime as dt

from candidates.models import PartyCount
from candidates.party import actions as party
from candidates.party.rules import BRANCH
from election_office.accounts.models import User
from election_office.core.idnumbers import check_digit
from villages import actions
from villages.models import Election
from villages.readings.rules import Reading

# Five people for three seats: name, sex, year of birth, what they are put forward for.
NAMED = (
    ("支委甲", "male", 1983, "secretary"),
    ("支委乙", "female", 1984, "deputy_secretary"),
    ("支委丙", "male", 1988, "branch_member"),
    ("支委丁", "female", 1992, "branch_member"),
    ("支委戊", "male", 1996, "branch_member"),
)
# Meeting → due, present, ballots recovered, void among them, and the votes in the order of NAMED.
MEETINGS: dict[str, tuple[int, int, int, int, tuple[int, ...]]] = {
    "members": (46, 41, 41, 1, (36, 31, 22, 17, 9)),
    "villagers": (38, 33, 33, 2, (27, 25, 16, 18, 7)),
}


def recommend(election: Election, first: User, second: User, today: dt.date) -> None:
    """The plan, both meetings read by two people, and the five 初步人选."""
    party.set_plan(
        election=election, body="branch", seats=3, deputies=1, recommended=5, prepared=4, publicity_days=5,
        by=first,
    )  # fmt: skip
    for kind, (due, present, recovered, void, votes) in MEETINGS.items():
        count = party.hold_recommendation(
            election=election, kind=kind, held_on=today, due=due, present=present, issued=present, by=first
        )
        names = {line[0]: number for line, number in zip(NAMED, votes, strict=True)}
        _read(count, Reading(recovered, void, 0, {BRANCH: names}), first, second)
    for serial, (name, sex, year, post) in enumerate(NAMED):
        first17 = f"369901{year}0512{880 + 2 * serial + (sex == 'male')}"
        person = actions.add_person(
            village=election.village,
            name=name,
            sex=sex,
            birth_date=dt.date(year, 5, 12),
            id_number=first17 + check_digit(first17),
            by=first,
        )
        party.propose(election=election, person=person, intended=post, written_as=[name], by=first)


def _read(count: PartyCount, reading: Reading, *people: User) -> None:
    for person in people:
        party.read_count(count=count, reading=reading, by=person)
