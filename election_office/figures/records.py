"""What the records of one village come to: read when one of them changed, and stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ballots.models import Box, Result, Round, Winner
from candidates.models import PartySeat, ReviewFile
from election_office.figures.models import TeamMember
from election_office.figures.rules import (
    FROM_REVIEW,
    Seat,
    education_level,
    full_years,
    same_sheets,
    with_marks,
)
from villages.models import Election, LastTermMember, Person, Post, SuitablePerson

LATER = (Round.Kind.RUNOFF, Round.Kind.TIE)


# Raised when the same records come to other numbers: villages counted before are counted anew by themselves.
COUNTED_WITH = 1


def polling(election: Election) -> dict[str, Any]:
    """The columns of ``Polling``. The first round's ballots; a repeat takes its place."""
    results = list(
        Result.objects.in_force()
        .filter(round__election=election)
        .exclude(round__kind=Round.Kind.BY_ELECTION)
        .select_related("round")
        .order_by("round__number")
    )
    found: dict[str, Any] = {
        "counted_with": COUNTED_WITH,
        "seats": sum(Post.objects.filter(election=election).values_list("seats", flat=True)),
        "elected": Winner.objects.filter(
            result__in=results, status__in=(Winner.Status.ELECTED, Winner.Status.PENDING_REVIEW)
        ).count(),
        "rounds": len(results),
        "later_rounds": Round.objects.held().filter(election=election, kind__in=LATER).count(),
        "withdrawn": Result.objects.filter(round__election=election, revoked_at__isnull=False).count(),
    }
    whole = [result for result in results if result.round.kind not in LATER]
    # A vote with no ballots yet has noughts, and whatever was there before goes.
    names = ("registered", "voted", "issued", "proxies", "recovered", "void")
    found |= dict.fromkeys(names, 0) | {"declared_at": None, "at_first": False, "same_sheets": []}
    return found | _ballots(whole[-1]) if whole else found


def _ballots(result: Result) -> dict[str, Any]:
    count, outcome = result.count, result.outcome
    posts = outcome["posts"]
    return {
        "declared_at": result.declared_at,
        "registered": count["registered"],
        "voted": outcome["turnout"]["voted"],
        "issued": count["issued"],
        "proxies": sum(
            number or 0
            for number in Box.objects.filter(round=result.round_id).values_list("issued_proxy", flat=True)
        ),
        "recovered": count["recovered"],
        "void": count["posts"][0]["void"] if count["posts"] else 0,
        "at_first": result.round.number == 1
        and bool(outcome["valid"])
        and all(not post["unfilled"] and not post["tied"] for post in posts),
        "same_sheets": same_sheets(count.get("boxes", [])),
    }


# ------------------------------------------------------------------ the teams


def team(election: Election) -> list[TeamMember]:
    """The rows of the last team and of the new one."""
    last = _last_team(election)
    new = _new_team(election)
    known = {seat.key for seat in last}
    marked = [*with_marks(last), *with_marks(_with_sources(election, new, last), known)]
    columns = [name for name in Seat.__dataclass_fields__ if name != "key"]
    return [
        TeamMember(election=election, **{name: getattr(seat, name) for name in columns}) for seat in marked
    ]


def _last_team(election: Election) -> list[Seat]:
    day = election.election_day
    return [
        Seat(
            key=_key(row.name, row.birth_year),
            term=TeamMember.Term.LAST,
            body=row.body,
            post=row.post,
            name=row.name,
            sex=row.sex,
            age=full_years(row.birth_year, row.birth_month, None, day),
            education=row.education,
            party_member=row.party_member,
            wealth=row.wealth,
            veteran=row.veteran,
        )
        for row in LastTermMember.objects.before(election)
    ]


def _key(name: str, year: int) -> str:
    return f"{name}{year}"


def _new_team(election: Election) -> list[Seat]:
    """Who was elected to the committee (confirmed, in results in force) and to the party branch."""
    winners = (
        Winner.objects.filter(
            result__round__election=election,
            result__revoked_at__isnull=True,
            status=Winner.Status.ELECTED,
        )
        .exclude(result__round__kind=Round.Kind.BY_ELECTION)
        .select_related("person", "post")
        .order_by("post__order", "-votes", "pk")
    )
    seats = PartySeat.objects.filter(election=election).select_related("person")
    people = {row.person_id for row in winners if row.person_id} | {row.person_id for row in seats}
    schooling = {
        file.person_id: FROM_REVIEW.get(file.education, "")
        for file in ReviewFile.objects.filter(election=election, person__in=people).order_by("pk")
    }
    found = [_seat(election, "committee", row.post.title, row.name, row.person, schooling) for row in winners]
    order = {PartySeat.Role.SECRETARY: 0, PartySeat.Role.DEPUTY: 1}
    branch = sorted(seats, key=lambda row: (order.get(PartySeat.Role(row.role), 2), -row.votes))
    titles = {"secretary": "书记", "deputy_secretary": "副书记", "member": "支部委员"}
    return found + [
        _seat(election, "branch", titles[row.role], row.person.name, row.person, schooling) for row in branch
    ]


def _seat(
    election: Election, body: str, post: str, name: str, person: Person | None, schooling: dict[int, str]
) -> Seat:
    if person is None:
        # A name that fits nobody or several people: only the name is known.
        return Seat(f"?{name}", TeamMember.Term.NEW, body, post, name)
    born = person.birth_date
    return Seat(
        key=_key(person.name, born.year),
        term=TeamMember.Term.NEW,
        body=body,
        post=post,
        name=person.name,
        sex=person.sex,
        age=full_years(born.year, born.month, born.day, election.election_day),
        education=schooling.get(person.pk) or education_level(person.education),
        party_member=person.party_member or body == "branch",
        person_id=person.pk,
    )


def _with_sources(election: Election, seats: Iterable[Seat], last: Iterable[Seat]) -> list[Seat]:
    """致富能手 and 退役军人 as the survey and the last team know them: by name and year of birth."""
    rows = SuitablePerson.objects.filter(election=election).values_list("name", "birth_year", "source")
    wealth = {_key(name, year) for name, year, source in rows if source == SuitablePerson.Source.WEALTH}
    veterans = {_key(name, year) for name, year, source in rows if source == SuitablePerson.Source.VETERAN}
    wealth |= {seat.key for seat in last if seat.wealth}
    veterans |= {seat.key for seat in last if seat.veteran}
    return [replace(seat, wealth=seat.key in wealth, veteran=seat.key in veterans) for seat in seats]
