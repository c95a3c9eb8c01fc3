"""One election's reviews: its people as a team, and whether they carry its candidates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from candidates.models import (
    AdoptedClause,
    Candidate,
    ExceptionStatement,
    Opinion,
    Purpose,
    ReviewFile,
    ReviewPlan,
    ReviewRequest,
    ReviewTeam,
)
from candidates.review import rules
from candidates.review.queries.files import person_lines
from election_office.core.gather import read_ahead, rows_once
from election_office.law.decision import Decision, Finding
from villages.models import Election, Person

# ── One election ─────────────────────────────────────────────────────────────────────────────────────


@dataclass
class FileRow:
    """A line of the election's list."""

    file: ReviewFile
    sent: int = 0
    answered: int = 0
    overdue: int = 0
    lines: Decision = field(default_factory=Decision)


def file_rows(election: Election, today: dt.date) -> list[FileRow]:
    """Every file of one election with how far the units have come. Three statements."""
    files = files_of(election)
    rows = {}
    for file in files:
        file.election = election
        rows[file.pk] = FileRow(file, lines=person_lines(file))
    standing = Prefetch(
        "opinions", queryset=Opinion.objects.standing().only("pk", "request_id"), to_attr="standing_opinions"
    )
    requests = ReviewRequest.objects.filter(file__election=election).select_related("batch")
    for request in requests.prefetch_related(standing):
        row = rows[request.file_id]
        if request.round != row.file.round:
            continue
        row.sent += 1
        answered = bool(request.standing_opinions)  # type: ignore[attr-defined]
        row.answered += answered
        row.overdue += not answered and request.batch.due_on < today and row.file.state == "county"
    return list(rows.values())


@rows_once
def plans_of(cycle_id: int) -> QuerySet[ReviewPlan]:
    return ReviewPlan.objects.filter(cycle=cycle_id)


@rows_once
def teams_of(election: Election) -> QuerySet[ReviewTeam]:
    return ReviewTeam.objects.filter(election=election)


@rows_once
def clauses_in_force(election: Election) -> QuerySet[AdoptedClause]:
    return AdoptedClause.objects.filter(election=election, revoked_at__isnull=True)


@rows_once
def statements_of_team(election: Election) -> QuerySet[ExceptionStatement]:
    return ExceptionStatement.objects.standing().filter(election=election, file__isnull=True)


@rows_once
def files_of(election: Election) -> QuerySet[ReviewFile]:
    return ReviewFile.objects.filter(election=election).select_related("person")


def read_list_ahead(election: Election) -> None:
    """What the list of the files of one election asks, in one statement."""
    parts = (teams_of, clauses_in_force, statements_of_team, files_of)
    read_ahead(
        *(part.ask(election) for part in parts), plans_of.ask(election.cycle_id), *election.rule_asks()
    )


def reference_day(election: Election) -> dt.date:
    plan = next(iter(plans_of(election.cycle_id)), None)
    return (plan.reference_day if plan else None) or election.election_day


def check_team(election: Election) -> Decision:
    """The make-up of the people put forward: women, the young member, 一肩挑, paid posts."""
    files = [file for file in files_of(election) if file.state != ReviewFile.State.REJECTED]
    team = next(iter(teams_of(election)), None)
    facts = rules.TeamFacts(
        population=election.village.population,
        members=[
            rules.TeamMember(
                file.person_id,
                file.person.sex,
                file.person.birth_date,
                file.education,
                file.purpose,
                file.post,
            )
            for file in files
        ],
        paid_posts=team.paid_posts if team else None,
    )
    return rules.check_team(facts, reference_day(election), election.rulebook)


# ── Before somebody becomes a candidate ──────────────────────────────────────────────────────────────


def is_required(election: Election) -> bool:
    """Are this election's candidates reviewed? By the plan, or because one of them is under review."""
    return (
        ReviewPlan.objects.filter(cycle_id=election.cycle_id, required=True).exists()
        or ReviewFile.objects.filter(election=election, purpose=Purpose.COMMITTEE).exists()
    )


def review_gap(election: Election, person: Person, post_kind: str) -> str:
    """Why this person cannot be a formal candidate for that post; empty when nothing stands in the way."""
    file = ReviewFile.objects.filter(election=election, person=person, purpose=Purpose.COMMITTEE).first()
    review = rules.EntryReview(
        required=file is not None or is_required(election),
        state=file.state if file else None,
        post=file.post if file else "",
        post_title=file.get_post_display() if file else "",
    )
    return rules.entry_gap(person.name, review, post_kind)


def list_gaps(election: Election) -> Decision:
    """Standing candidates whose review does not carry them: such a list is not issued. Three statements."""
    if not is_required(election):
        return Decision()
    files = {
        row.person_id: row for row in ReviewFile.objects.filter(election=election, purpose=Purpose.COMMITTEE)
    }
    standing = Candidate.objects.filter(election=election).standing().select_related("person", "post")
    findings = []
    for candidate in standing:
        file = files.get(candidate.person_id)
        review = rules.EntryReview(
            required=True,
            state=file.state if file else None,
            post=file.post if file else "",
            post_title=file.get_post_display() if file else "",
        )
        gap = rules.entry_gap(candidate.person.name, review, candidate.post.kind)
        if gap:
            cite = election.rulebook.cite("policy_review_departments")
            findings.append(Finding("review_incomplete", False, gap, cite))
    return Decision(tuple(findings))
