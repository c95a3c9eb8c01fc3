"""Reads shared by the acts, pages and papers of nomination."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from candidates.models import (
    NominationPlan,
    NominationSheet,
    Nominee,
    NomineeObjection,
    Purpose,
    ReviewFile,
)
from candidates.nomination import rules
from candidates.nomination.rules import PostSeats, PostState, Reading, Standing
from candidates.rules import WomenRule
from election_office.documents.models import Document
from election_office.law.decision import Decision
from villages.models import Election, Post
from voters.models import Registration

PRELIMINARY_NOTICE = "candidates.preliminary_notice"


def plan_of(election: Election) -> NominationPlan | None:
    return NominationPlan.objects.filter(election=election).first()


def seats_of(post: Post) -> PostSeats:
    return PostSeats(str(post.pk), post.kind, post.title, post.seats, post.reserved == Post.Reserved.WOMAN)


def reading_of(stored: dict[str, Any]) -> Reading:
    return Reading(stored["recovered"], stored["void"], stored["blank"], stored["votes"])


def stored_reading(reading: Reading) -> dict[str, Any]:
    return {
        "recovered": reading.recovered,
        "void": reading.void,
        "blank": reading.blank,
        "votes": {post: dict(names) for post, names in reading.votes.items()},
    }


@dataclass(frozen=True)
class Totals:
    """All stations together, of the sheets on which two people agree."""

    issued: int
    recovered: int
    void: int
    blank: int
    votes: dict[str, dict[str, int]]


def totals(sheets: Iterable[NominationSheet]) -> Totals:
    issued = recovered = void = blank = 0
    votes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for sheet in sheets:
        if not sheet.agreed:
            continue
        reading = reading_of(sheet.first)
        issued += sheet.issued
        recovered += reading.recovered
        void += reading.void
        blank += reading.blank
        for post, names in reading.votes.items():
            for name, number in names.items():
                votes[post][name] += number
    return Totals(issued, recovered, void, blank, {post: dict(names) for post, names in votes.items()})


@dataclass(frozen=True)
class WrittenName:
    """A name as written on the ballots for a post, with its votes and whom it was taken for."""

    post: Post
    name: str
    votes: int
    nominee: Nominee | None


def written_names(election: Election) -> list[WrittenName]:
    """Every name on the ballots, by post and votes. Three statements."""
    posts = {str(post.pk): post for post in election.posts.all()}
    taken = {
        (nominee.post_id, name): nominee
        for nominee in Nominee.objects.filter(election=election, source=Nominee.Source.BALLOT).with_people()
        for name in nominee.written_as
    }
    read = totals(NominationSheet.objects.filter(election=election)).votes
    return [
        WrittenName(post, name, votes, taken.get((post.pk, name)))
        for key, post in posts.items()
        for name, votes in sorted(read.get(key, {}).items(), key=lambda row: (-row[1], row[0]))
    ]


def turnout(election: Election) -> Decision:
    """Whether enough voters took part, by the sheets read so far."""
    registered = Registration.objects.filter(election=election).registered().count()
    counted = totals(NominationSheet.objects.filter(election=election))
    return rules.check_turnout(counted.recovered, registered, election.rulebook)


@dataclass(frozen=True)
class PostNominees:
    """One post: everybody put forward, most votes first, and how the list would stand now."""

    post: Post
    places: int
    nominees: list[Nominee]
    chosen: list[Nominee]
    tied: list[Nominee]

    @property
    def listed(self) -> list[Nominee]:
        return [one for one in self.nominees if one.listed]


def nominees_by_post(election: Election) -> list[PostNominees]:
    """Posts in order with their nominees and whom the rule would choose now. Three statements."""
    plan = plan_of(election)
    women_rule = election.rulebook.value("women_rule")
    rows: dict[int, list[Nominee]] = defaultdict(list)
    for nominee in Nominee.objects.filter(election=election).with_people():
        rows[nominee.post_id].append(nominee)
    result = []
    for post in election.posts.all():
        nominees = rows[post.pk]
        people = {str(one.pk): one for one in nominees if one.state == Nominee.State.ACCEPTED}
        places = (plan.places if plan else {}).get(str(post.pk), 0)
        # The rule on women speaks of the members; a director's post is not turned over for it.
        rule: WomenRule = women_rule if post.kind == Post.Kind.MEMBER and not post.reserved else "none"
        selection = rules.select_for_list(
            [Standing(key, one.votes, one.person.sex, one.tie_votes or 0) for key, one in people.items()],
            places,
            rule,
        )
        result.append(
            PostNominees(
                post,
                places,
                nominees,
                [people[one.name] for one in selection.chosen],
                [people[one.name] for one in selection.tied],
            )
        )
    return result


def check_preliminary(election: Election, rows: list[PostNominees] | None = None) -> Decision:
    """May the preliminary list be made now?"""
    rows = nominees_by_post(election) if rows is None else rows
    times: dict[int, set[int]] = defaultdict(set)
    names: dict[int, str] = {}
    for row in rows:
        for one in row.nominees:
            if one.state in Nominee.STANDING:
                times[one.person_id].add(one.post_id)
                names[one.person_id] = one.person.name
    sheets = list(NominationSheet.objects.filter(election=election))
    states = [
        PostState(
            seats_of(row.post),
            len(row.chosen),
            tuple(one.person.name for one in row.nominees if one.state == Nominee.State.NOMINATED),
            tuple(one.person.name for one in row.tied),
        )
        for row in rows
    ]
    decision = rules.check_preliminary(
        states,
        [names[person] for person, posts in times.items() if len(posts) > 1],
        [sheet.station for sheet in sheets if not sheet.agreed],
        election.rulebook,
    )
    plan = plan_of(election)
    return decision + turnout(election) if plan is not None and plan.by_ballot else decision


def preliminary_notice(election: Election) -> Document | None:
    return Document.objects.for_election(election.pk).of_kind(PRELIMINARY_NOTICE).in_force().first()


def check_formal(election: Election) -> Decision:
    """May those on the preliminary list become formal candidates?"""
    notice = preliminary_notice(election)
    waiting = NomineeObjection.objects.filter(nominee__election=election, nominee__listed=True, outcome="")
    rows = nominees_by_post(election)
    return rules.check_formal(
        posted=notice is not None and notice.fully_posted_on is not None,
        open_objections=list(dict.fromkeys(waiting.values_list("nominee__person__name", flat=True))),
        listed={str(row.post.pk): len(row.listed) for row in rows},
        posts=[seats_of(row.post) for row in rows],
        book=election.rulebook,
    )


def without_review(election: Election) -> list[Nominee]:
    """Those on the preliminary list for whom no file of the joint review was opened."""
    known = ReviewFile.objects.filter(election=election, purpose=Purpose.COMMITTEE).values("person_id")
    listed = Nominee.objects.filter(election=election, listed=True).exclude(person_id__in=known)
    return list(listed.with_people())


def preliminary_order(election: Election) -> list[tuple[Post, list[Nominee]]]:
    """The preliminary list as it hangs: by strokes or votes, as the rulebook says."""
    by_votes = election.rulebook.value("list_order")["preliminary"] == "votes"
    return [
        (
            row.post,
            sorted(
                row.listed,
                key=lambda one: (-one.votes if by_votes else 0, one.person.stroke_key),
            ),
        )
        for row in nominees_by_post(election)
    ]
