"""Reads shared by actions, pages, papers and the count."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from candidates import rules
from candidates.changes import ListChange, list_changes, names_on
from candidates.models import Candidate, Purpose, ReviewFile
from candidates.review.queries import clause_in_force, list_gaps
from candidates.rules import Conflict, ListedCandidate, ListFacts, PostFacts
from election_office.core.gather import read_once, rows_once
from election_office.documents import notice as register
from election_office.documents.models import Document
from election_office.documents.queries import current_document
from election_office.law.decision import Decision
from villages.models import Election, Person, Post
from villages.queries import kin_pairs
from voters.models import Registration

FORMAL_NOTICE = "candidates.formal_notice"
CHANGE_REPORT = "candidates.change_report"


@dataclass(frozen=True)
class PostList:
    """One post with its candidates in the order of the list, and its differential."""

    post: Post
    candidates: list[Candidate]


def is_direct(election: Election) -> bool:
    """The village has no candidates: whoever signed up is on the list and on the ballot (自荐直选)."""
    return election.mode == Election.Mode.NO_CANDIDATES


@read_once
def formal_candidates(election: Election, round_number: int = 1) -> list[PostList]:
    """Posts in order, each with its standing candidates in the order of list and ballot. Two statements.

    Order: a place fixed by hand first, then strokes or nomination votes as the rulebook says.
    """
    first = "self_nominated" if is_direct(election) else "formal"
    by_votes = election.rulebook.value("list_order")[first if round_number == 1 else "runoff"] == "votes"
    standing: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in Candidate.objects.filter(election=election).standing(round_number).with_people():
        standing[candidate.post_id].append(candidate)
    return [
        PostList(post, sorted(standing[post.pk], key=lambda item: _place(item, by_votes)))
        for post in election.posts.all()
    ]


def _place(candidate: Candidate, by_votes: bool) -> tuple[int, int, str]:
    fixed = candidate.fixed_order if candidate.fixed_order is not None else 999
    return fixed, -(candidate.nomination_votes or 0) if by_votes else 0, candidate.person.stroke_key


def list_facts(election: Election, on: dt.date) -> ListFacts:
    """Everything the rules on the formal list ask about. Three statements."""
    lists = formal_candidates(election)
    people = {candidate.person_id: candidate.person for row in lists for candidate in row.candidates}
    pairs = kin_pairs(people)
    return ListFacts(
        election_day=election.election_day,
        on=on,
        posts=tuple(
            PostFacts(
                row.post.kind,
                row.post.title,
                row.post.seats,
                tuple(
                    ListedCandidate(candidate.person.name, candidate.person.sex)
                    for candidate in row.candidates
                ),
            )
            for row in lists
        ),
        conflicts=tuple(
            Conflict(people[person].name, people[other].name, kind) for person, other, kind in pairs
        ),
        direct=is_direct(election),
    )


@rows_once
def formal_notices(election: Election) -> QuerySet[Document]:
    return Document.objects.for_election(election.pk).of_kind(FORMAL_NOTICE).in_force()[:1]


def current_notice(election: Election) -> Document | None:
    """The formal list in force, as it hangs."""
    return next(iter(formal_notices(election)), None)


def open_report(election: Election) -> str:
    """The code of the report on changes when one is owed to the township; else empty."""
    report = register.get(CHANGE_REPORT)
    paper = current_document(election, CHANGE_REPORT)
    owed = paper.needs_correction if paper else report.needed(election)
    return CHANGE_REPORT if owed else ""


def formal_changes(election: Election, notice: Document | None) -> list[ListChange]:
    """Who joined, left or changed the post since the list in force was issued."""
    if notice is None:
        return []
    now = {
        row.post.title: [candidate.person.name for candidate in row.candidates]
        for row in formal_candidates(election)
    }
    return list_changes(names_on(notice.facts, "candidates"), now)


def judged_on(notice: Document | None, *, changed: bool, today: dt.date) -> dt.date:
    """The day a list is judged by: that on which it hung everywhere, or today while it does not so hang."""
    if notice is None or changed or notice.fully_posted_on is None:
        return today
    return notice.fully_posted_on


@rows_once
def left_candidates(election: Election) -> QuerySet[Candidate]:
    """Who withdrew or was struck off, newest first."""
    rows = Candidate.objects.filter(election=election, round_number=1).exclude(state=Candidate.State.FORMAL)
    return rows.with_people().order_by("-left_on", "-pk")


def check_list(election: Election, on: dt.date) -> Decision:
    """The list as a whole, and whether the joint review carries everybody on it."""
    return rules.check_formal_list(list_facts(election, on), election.rulebook) + list_gaps(election)


# ── Why somebody is taken off a list ─────────────────────────────────────────────────────────────────


def adopted_clause(election: Election) -> str:
    """The clause of the village's own rules that takes up further grounds; empty without one."""
    clause = clause_in_force(election, Purpose.COMMITTEE)
    return clause.text if clause else ""


def removal_grounds(election: Election) -> dict[str, str]:
    return rules.removal_grounds(election.rulebook, adopted_clause(election))


def ground_label(election: Election, code: str) -> str:
    """The words of a ground in force or gone; what nobody named says so."""
    old = {rules.OBJECTION_GROUND: "意见成立", rules.UNNAMED_GROUND: "当时没有登记情形"}
    return removal_grounds(election).get(code) or old.get(code, code)


def removal_facts(
    election: Election, person: Person, registration: Registration, *, ground: str, reason: str, paper: str
) -> rules.GroundFacts:
    file = ReviewFile.objects.filter(election=election, person=person, purpose=Purpose.COMMITTEE).first()
    return rules.GroundFacts(
        name=person.name,
        ground=ground,
        reason=reason,
        paper=paper,
        registered=registration.status == Registration.Status.REGISTERED,
        file=file.state if file else "",
        clause=adopted_clause(election),
    )
