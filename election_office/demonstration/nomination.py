"""A village whose people are being put forward: ballots of nomination, the preliminary list, the review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from candidates.models import NominationSheet, Nominee
from candidates.nomination import actions, queries
from election_office.accounts.models import User
from election_office.demonstration import showcase as demo_showcase
from villages.models import Election, Person, Post
from villages.readings.rules import Reading
from voters.models import Registration

PEOPLE = 300
ISSUED, RECOVERED, VOID, BLANK = 260, 252, 7, 3
# Votes of those put forward for each post, most first: a place more than the list has, so that somebody
# can move up.
VOTES = {"director": (131, 78, 24), "deputy": (120, 96, 17), "member": (188, 171, 150, 92, 61)}
# Ages on the election day: above the law's eighteen, below the policy lines of the plan.
AGES = (25, 43)


def open_nomination(election: Election, officer: User, today: dt.date) -> NominationSheet:
    """The roll hangs, the way of nominating is fixed, one station has handed out its ballots."""
    demo_showcase.begin_election(election, today, officer)
    demo_showcase.import_roll(election, PEOPLE, officer)
    demo_showcase.post_roll(election, today, officer)
    posts = list(election.posts.all())
    actions.set_plan(
        election=election,
        by=officer,
        ways=["ballot"],
        opens_on=today,
        closes_on=today,
        places={post.pk: post.seats + 1 for post in posts},
    )
    return actions.add_sheet(election=election, station="村部会场", issued=ISSUED, by=officer)


def put_forward(election: Election) -> dict[Post, list[tuple[Person, int]]]:
    """Whom the ballots name for each post and with how many votes: men and women in turn."""
    rows = Registration.objects.filter(election=election).registered().with_people().in_roll_order()
    day = election.election_day
    born = (day.replace(year=day.year - AGES[1], day=1), day.replace(year=day.year - AGES[0], day=1))
    fit = rows.filter(person__birth_date__range=born)
    men, women = ([row.person for row in fit.filter(person__sex=sex)[:8]] for sex in ("male", "female"))
    waiting = [person for pair in zip(men, women, strict=True) for person in pair]
    return {post: [(waiting.pop(0), votes) for votes in VOTES[post.kind]] for post in election.posts.all()}


def reading(named: Mapping[Post, Sequence[tuple[Person, int]]]) -> Reading:
    votes = {str(post.pk): {person.name: n for person, n in rows} for post, rows in named.items()}
    return Reading(RECOVERED, VOID, BLANK, votes)


def read_twice(sheet: NominationSheet, whole: Reading, readers: tuple[User, User]) -> None:
    for reader in readers:
        actions.read_sheet(sheet=sheet, reading=whole, by=reader)


def take_down(
    election: Election, named: Mapping[Post, Sequence[tuple[Person, int]]], today: dt.date, officer: User
) -> list[Nominee]:
    """Every name on the ballots is taken for its voter, and each agrees in writing to stand."""
    rows = {
        row.person_id: row
        for row in Registration.objects.filter(election=election).registered().with_people()
    }
    taken = set(Nominee.objects.filter(election=election).values_list("person_id", flat=True))
    made = []
    for post, people in named.items():
        for person, _ in people:
            if person.pk in taken:
                continue
            nominee = actions.nominate(
                election=election,
                post=post,
                registration=rows[person.pk],
                source=Nominee.Source.BALLOT,
                received_on=today,
                written_as=[person.name],
                by=officer,
            )
            made.append(
                actions.answer_nomination(nominee=nominee, accepts=True, answered_on=today, by=officer)
            )
    return made


def post_list(election: Election, officer: User, today: dt.date, *, second: str = "zhen2") -> None:
    """From the ballots to the preliminary list on the walls of the village."""
    sheet = open_nomination(election, officer, today)
    named = put_forward(election)
    read_twice(sheet, reading(named), (officer, User.objects.get(username=second)))
    take_down(election, named, today, officer)
    actions.make_preliminary(election=election, by=officer)
    demo_showcase.issue_and_post(queries.PRELIMINARY_NOTICE, election, election, today, officer)
