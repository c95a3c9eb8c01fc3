"""Reads shared by the acts, pages and papers of nomination."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from candidates.changes import names_on
from candidates.models import (
    Candidate,
    NominationPlan,
    NominationSheet,
    Nominee,
    NomineeObjection,
    Purpose,
    ReviewFile,
)
from candidates.nomination import rules
from candidates.nomination.rules import PostSeats, PostState, Standing
from candidates.order import FORMAL_LIST
from candidates.preselection import rules as preselection_rules
from candidates.preselection.queries import meeting_of
from candidates.rules import Conflict, Selection, WomenRule, check_nominee_avoidance
from election_office.core.gather import Ask, read_ahead, rows_once
from election_office.documents.models import Document
from election_office.law.decision import Decision
from villages.models import Election, Post
from villages.order.queries import is_excepted
from villages.queries import kin_pairs
from villages.readings.acts import agreed_reading
from voters.models import Registration

PRELIMINARY_NOTICE = "candidates.preliminary_notice"


@rows_once
def plans_of(election: Election) -> QuerySet[NominationPlan]:
    return NominationPlan.objects.filter(election=election)


def plan_of(election: Election) -> NominationPlan | None:
    return next(iter(plans_of(election)), None)


@rows_once
def nominee_rows(election: Election) -> QuerySet[Nominee]:
    return Nominee.objects.filter(election=election).with_people()


@rows_once
def preliminary_notices(election: Election) -> QuerySet[Document]:
    return Document.objects.for_election(election.pk).of_kind(PRELIMINARY_NOTICE).in_force()[:1]


@rows_once
def _left_the_list(election: Election) -> QuerySet[Candidate, int]:
    rows = Candidate.objects.filter(election=election, round_number=1).exclude(state=Candidate.State.FORMAL)
    return rows.values_list("person_id", flat=True)


def read_page_ahead(election: Election, *more: Ask[Any]) -> None:
    """What the pages of the nomination ask of one election, in one statement."""
    parts = (plans_of, nominee_rows, preliminary_notices, _left_the_list, sheets_of)
    read_ahead(*(part.ask(election) for part in parts), *election.rule_asks(), *more)


def seats_of(post: Post) -> PostSeats:
    return PostSeats(str(post.pk), post.kind, post.title, post.seats, post.reserved == Post.Reserved.WOMAN)


@dataclass(frozen=True)
class Totals:
    """All stations together, of the sheets on which two people agree."""

    issued: int
    recovered: int
    void: int
    blank: int
    votes: dict[str, dict[str, int]]


@rows_once
def sheets_of(election: Election) -> QuerySet[NominationSheet]:
    """The stations' papers with their readings. Three statements."""
    return NominationSheet.objects.filter(election=election).with_readings()


def totals(sheets: Iterable[NominationSheet]) -> Totals:
    issued = recovered = void = blank = 0
    votes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for sheet in sheets:
        reading = agreed_reading(sheet)
        if reading is None:
            continue
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
        for nominee in nominee_rows(election)
        if nominee.source == Nominee.Source.BALLOT
        for name in nominee.written_as
    }
    read = totals(sheets_of(election)).votes
    return [
        WrittenName(post, name, votes, taken.get((post.pk, name)))
        for key, post in posts.items()
        for name, votes in sorted(read.get(key, {}).items(), key=lambda row: (-row[1], row[0]))
    ]


def turnout(election: Election) -> Decision:
    """Whether enough voters took part, by the sheets read so far."""
    registered = Registration.objects.filter(election=election).registered().count()
    counted = totals(sheets_of(election))
    return rules.check_turnout(counted.recovered, registered, election.rulebook)


@dataclass(frozen=True)
class PostNominees:
    """One post: everybody put forward, most votes first, and how the list would stand now.

    ``chosen``: who is on the preliminary list, or would be. ``preselects``: a vote must choose among those on
    the list, being more than the places; ``voted``: it has. ``going_on``: who becomes a formal candidate."""

    post: Post
    places: int
    nominees: list[Nominee]
    chosen: list[Nominee]
    tied: list[Nominee]
    going_on: list[Nominee]
    preselects: bool = False
    voted: bool = False

    @property
    def listed(self) -> list[Nominee]:
        return [nominee for nominee in self.nominees if nominee.listed]


def nominees_by_post(election: Election) -> list[PostNominees]:
    """Posts in order with their nominees and whom the rule would choose now. Four statements.

    Somebody who left the formal list does not come back to it; the next by votes is asked instead."""
    plan = plan_of(election)
    women_rule: WomenRule = election.rulebook.value("women_rule")
    gone = set(_left_the_list(election))
    rows: dict[int, list[Nominee]] = defaultdict(list)
    for nominee in nominee_rows(election):
        rows[nominee.post_id].append(nominee)
    posts = list(election.posts.all())
    wanted = plan.places() if plan else {}
    places = {post.pk: wanted.get(post.pk, 0) for post in posts}
    if election.rulebook.value("count_down") == "nomination":
        _count_down(posts, places, rows)
    voting = {post.pk: _voting(plan, rows[post.pk], places[post.pk], gone) for post in posts}

    def choose(post: Post, rule: WomenRule) -> Selection:
        return rules.select_for_list(
            [person.standing for person in voting[post.pk].people], places[post.pk], rule
        )

    # 村民委员会成员 are the director, the deputies and the members: a woman standing for any post counts, and
    # only where none stands does the rule bring one, among those put forward for ordinary member.
    plain = {post.pk: choose(post, "none") for post in posts}
    result = []
    for post in posts:
        others = any(not plain[row.pk].without_woman for row in posts if row.pk != post.pk)
        turns = post.kind == Post.Kind.MEMBER and not post.reserved and not others
        result.append(_row(post, places[post.pk], rows[post.pk], voting[post.pk],
                           choose(post, women_rule if turns else "none")))  # fmt: skip
    return result


@dataclass(frozen=True)
class _Eligible:
    nominee: Nominee
    standing: Standing


@dataclass(frozen=True)
class _Voting:
    """Among whom a post's choice is made, and by which votes."""

    people: list[_Eligible]
    preselects: bool
    voted: bool
    everybody: bool


def _voting(plan: NominationPlan | None, rows: list[Nominee], places: int, gone: set[int]) -> _Voting:
    able = [row for row in rows if row.state == Nominee.State.ACCEPTED and row.person_id not in gone]
    listed = [row for row in able if row.listed]
    preselects = plan is not None and plan.preselects
    if preselects and listed:
        able = listed
    contested = preselects and len(able) > places
    voted = contested and any(row.preselect_votes is not None for row in able)
    people = [
        _Eligible(
            row,
            Standing(
                str(row.pk),
                (row.preselect_votes or 0) if voted else row.counted,
                row.person.sex,
                row.tie_votes or 0,
            ),
        )
        for row in able
    ]
    return _Voting(people, contested, voted, contested and not voted)


def _row(
    post: Post, places: int, nominees: list[Nominee], voting: _Voting, selection: Selection
) -> PostNominees:
    people = {person.standing.key: person.nominee for person in voting.people}
    chosen = [people[row.name] for row in selection.chosen]
    tied = [people[row.name] for row in selection.tied]
    if voting.everybody:
        # Before the vote everybody stays on the preliminary list, equals too; nobody goes on yet.
        return PostNominees(post, places, nominees, list(people.values()), [], [], preselects=True)
    if voting.voted:
        return PostNominees(post, places, nominees, list(people.values()), tied, chosen, True, True)
    # A list that hung goes on whole: nobody on it gives way afterwards.
    going_on = [person for person in people.values() if person.listed]
    return PostNominees(post, places, nominees, chosen, tied, going_on)


def _count_down(posts: list[Post], places: dict[int, int], rows: dict[int, list[Nominee]]) -> None:
    """Put the votes for higher posts beside each nominee's own."""
    by_ballot = {
        post.pk: [row for row in rows[post.pk] if row.source == Nominee.Source.BALLOT] for post in posts
    }
    more = rules.moved_down(
        [
            rules.PostVotes(
                post.kind,
                places[post.pk],
                {
                    str(row.person_id): row.votes
                    for row in by_ballot[post.pk]
                    if row.state in Nominee.STANDING
                },
                {
                    str(row.person_id): row.votes
                    for row in by_ballot[post.pk]
                    if row.state not in Nominee.STANDING
                },
            )
            for post in posts
        ]
    )
    for number, post in enumerate(posts):
        for row in by_ballot[post.pk]:
            row.votes_down = more.get((number, str(row.person_id)), 0)


def check_preliminary(election: Election, rows: list[PostNominees] | None = None) -> Decision:
    """May the preliminary list be made now?"""
    rows = nominees_by_post(election) if rows is None else rows
    times: dict[int, set[int]] = defaultdict(set)
    names: dict[int, str] = {}
    for row in rows:
        for nominee in row.nominees:
            if nominee.state in Nominee.STANDING:
                times[nominee.person_id].add(nominee.post_id)
                names[nominee.person_id] = nominee.person.name
    sheets = sheets_of(election)
    states = [
        PostState(
            seats_of(row.post),
            min(len(row.chosen), row.places) if row.preselects else len(row.chosen),
            tuple(
                nominee.person.name for nominee in row.nominees if nominee.state == Nominee.State.NOMINATED
            ),
            tuple(entry.person.name for entry in row.tied),
        )
        for row in rows
    ]
    decision = rules.check_preliminary(
        states,
        [names[person] for person, posts in times.items() if len(posts) > 1],
        [sheet.station for sheet in sheets if not sheet.agreed],
        election.rulebook,
    )
    decision += check_avoidance(election, [item for row in rows for item in row.chosen])
    plan = plan_of(election)
    if plan is None or not plan.has("ballot"):
        return decision
    # Where the voters vote again on the list, the share that must take part is asked of that vote.
    voters_vote = plan.preselects and election.rulebook.value("preselect_body") == "voters"
    return decision if voters_vote else decision + turnout(election)


def preliminary_notice(election: Election) -> Document | None:
    return next(iter(preliminary_notices(election)), None)


def objection_until(notice: Document, plan: NominationPlan) -> dt.date | None:
    """The last day for objecting, counted from the paper on which the newest name first hung: who only moved
    up by a correction gets the whole time, a correction that only takes a name off begins none."""
    since, names = notice.fully_posted_on, names_on(notice.facts, "people")
    older = notice.replaces
    while since is not None and older is not None and older.fully_posted_on is not None:
        earlier = names_on(older.facts, "people")
        if any(set(people) - set(earlier.get(title, ())) for title, people in names.items()):
            break
        since, older = older.fully_posted_on, older.replaces
    return rules.objection_until(since, plan.objection_days)


def check_formal(election: Election, rows: list[PostNominees] | None = None) -> Decision:
    """May those on the preliminary list become formal candidates?"""
    notice = preliminary_notice(election)
    waiting = NomineeObjection.objects.filter(nominee__election=election, nominee__listed=True, outcome="")
    rows = nominees_by_post(election) if rows is None else rows
    ready = [row for row in rows if not row.preselects or (row.voted and not row.tied)]
    plan = plan_of(election)
    decision = rules.check_formal(
        posted=notice is not None and notice.fully_posted_on is not None,
        until=objection_until(notice, plan) if notice and plan else None,
        today=timezone.localdate(),
        excepted=is_excepted(election, FORMAL_LIST),
        open_objections=list(dict.fromkeys(waiting.values_list("nominee__person__name", flat=True))),
        listed={str(row.post.pk): len(row.going_on) for row in ready},
        posts=[seats_of(row.post) for row in ready],
        book=election.rulebook,
    )
    going_on = [item for row in ready for item in row.going_on]
    return decision + check_preselected(election, rows) + check_avoidance(election, going_on)


def check_preselected(election: Election, rows: list[PostNominees]) -> Decision:
    """What the preselection still owes the formal list; nothing where no post needs one."""
    contested = [row for row in rows if row.preselects]
    meeting = meeting_of(election)
    strong: list[str] = []
    for row in contested:
        names = meeting.written_in(row.post.pk) if meeting else {}
        votes = [entry.preselect_votes or 0 for entry in row.going_on]
        strong += preselection_rules.strong_names(names, votes, row.places)
    return preselection_rules.check_waiting(
        [row.post.title for row in contested if not row.voted],
        {row.post.title: [entry.person.name for entry in row.tied] for row in contested if row.tied},
        strong,
        election.rulebook,
    )


def check_avoidance(election: Election, nominees: list[Nominee]) -> Decision:
    """Near relatives among those who are to stand; one statement, none where the place asks nothing."""
    if not election.rulebook.value("nominee_avoidance"):
        return Decision()
    names = {nominee.person_id: nominee.person.name for nominee in nominees}
    return check_nominee_avoidance(
        [Conflict(names[person], names[other], kind) for person, other, kind in kin_pairs(names)],
        election.rulebook,
    )


def without_review(election: Election, rows: list[PostNominees] | None = None) -> list[Nominee]:
    """Those on the preliminary list for whom no file of the joint review was opened; after a preselection
    only those who go on."""
    known = ReviewFile.objects.filter(election=election, purpose=Purpose.COMMITTEE).values("person_id")
    listed = Nominee.objects.filter(election=election, listed=True).exclude(person_id__in=known)
    rows = nominees_by_post(election) if rows is None else rows
    beaten = {
        entry.pk
        for row in rows
        if row.voted and not row.tied
        for entry in row.listed
        if entry not in row.going_on
    }
    return [row for row in listed.with_people() if row.pk not in beaten]


def preliminary_order(
    election: Election, rows: list[PostNominees] | None = None
) -> list[tuple[Post, list[Nominee]]]:
    """The preliminary list as it hangs: by strokes or votes, as the rulebook says."""
    by_votes = election.rulebook.value("list_order")["preliminary"] == "votes"
    return [
        (
            row.post,
            sorted(
                row.listed,
                key=lambda entry: (-entry.counted if by_votes else 0, entry.person.stroke_key),
            ),
        )
        for row in (nominees_by_post(election) if rows is None else rows)
    ]
