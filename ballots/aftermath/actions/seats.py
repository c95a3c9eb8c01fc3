"""Seats that stay empty by resolution, and members whose post ends within the term."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots import queries as counting
from ballots.actions.gates import require_declared_stage
from ballots.aftermath import queries, rules
from ballots.models import Departure, Recall, SeatVacancy
from ballots.recalls import queries as recalls
from ballots.recalls.rules import check_registered_before
from ballots.rules.recall import RecallPetition, RecallVote
from ballots.rules.runoffs import RunoffPost
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.decision import Decision, Finding
from election_office.law.meetings import check_called
from villages.actions.elections import locked
from villages.bodies.actions import end_committee_seat
from villages.models import Body, Election, Holder


@transaction.atomic
def leave_vacant(
    *,
    election: Election,
    meeting: rules.MeetingVote,
    decided_on: dt.date,
    paper_number: str,
    by: User,
    called_on: dt.date | None = None,
    call_note: str = "",
) -> list[SeatVacancy]:
    """All seats that wait for another vote stay empty instead, where the rules of the place allow it."""
    require(by, Permission.COUNT_DECIDE, election)
    election = locked(election)
    require_declared_stage(election)
    plan = counting.runoff_plan(election)
    if plan is None or plan.kind != "runoff":
        raise ValidationError("现在没有等待另行选举的名额，不需要决定空缺。")
    options = queries.vacancy_options_of(election)
    book = election.rulebook
    decision = Decision(
        (
            Finding("may_not_stay_vacant", options.may_stay_vacant, options.reason, options.vacancy_by),
            Finding("decided_later", decided_on <= timezone.localdate(), "决定日期不能晚于今天。"),
        )
    )
    if options.needs_meeting:
        decision += rules.check_meeting(meeting, book)
        decision += check_called(meeting.kind, called_on, decided_on, book, note=call_note)
    decision.require()
    posts = {(post.kind, post.reserved): post for post in election.posts.all()}
    return [
        _keep_vacancy(
            election,
            SeatVacancy(post=posts[post.key], called_on=called_on, call_note=call_note.strip()),
            post,
            meeting,
            decided_on,
            paper_number,
            by,
        )
        for post in plan.posts
    ]


def _keep_vacancy(
    election: Election,
    row: SeatVacancy,
    seats: RunoffPost,
    meeting: rules.MeetingVote,
    decided_on: dt.date,
    paper_number: str,
    by: User,
) -> SeatVacancy:
    row.election, row.seats, row.recorded_by = election, seats.seats, by
    row.meeting, row.decided_on = meeting.kind, decided_on
    row.eligible, row.present, row.in_favour = meeting.eligible, meeting.present, meeting.in_favour
    row.paper_number = paper_number.strip()
    row.article = str(election.rulebook.cite("vacant_ok"))
    row.keep(
        "election",
        "seats",
        "recorded_by",
        "meeting",
        "decided_on",
        "eligible",
        "present",
        "in_favour",
        "paper_number",
        "article",
    )
    record(
        "seat.left_vacant",
        target=row,
        by=by,
        after={"post": row.post.title, "seats": row.seats, "paper": row.paper_number},
    )
    return row


@transaction.atomic
def end_membership(
    *,
    holder: Holder,
    cause: str,
    ended_on: dt.date,
    paper_number: str,
    reason: str,
    by: User,
    meeting: rules.MeetingVote | None = None,
    petition: RecallPetition | None = None,
    vote: RecallVote | None = None,
    called_on: dt.date | None = None,
    call_note: str = "",
) -> Departure:
    """A member resigned, was recalled, or left the post by law: the seat is vacant and may be filled by a
    by-election. Raises RuleRefused, each missing majority with its numbers."""
    require(by, Permission.COUNT_DECIDE, holder)
    election = locked(holder.body.election)
    require_declared_stage(election)
    if holder.body.kind != Body.Kind.VILLAGE_COMMITTEE:
        raise ValidationError(f"这里只登记{election.words.body}成员的职务终止。")
    book = election.rulebook
    vote = replace(vote, way=election.electing_way) if vote else None
    waiting, recalled = recalls.waiting_of(holder), cause == Departure.Cause.RECALLED
    if waiting is not None and recalled:  # the demand was looked at when it came in
        petition = recalls.petition_of(waiting)
    decision = rules.check_departure(
        rules.DepartureFacts(
            cause=cause,
            name=holder.person.name,
            ended_on=ended_on,
            today=timezone.localdate(),
            term_from=holder.term_from,
            meeting=meeting,
            petition=petition,
            vote=vote,
            called_on=called_on,
            call_note=call_note,
            demanded_by_township=waiting is not None and waiting.basis == Recall.Basis.TOWNSHIP,
        ),
        book,
    )
    if recalled:
        failed = recalls.failed_days(holder)
        decision += check_registered_before(failed, waiting is not None, holder.person.name, book)
    decision.require()
    departure = Departure(
        holder=holder,
        cause=cause,
        ended_on=ended_on,
        numbers=queries.numbers_of(meeting, petition, vote),
        paper_number=paper_number.strip(),
        called_on=called_on,
        call_note=call_note.strip(),
        reason=reason.strip(),
        article=str(rules.departure_article(cause, book)),
        recorded_by=by,
    )
    departure.full_clean()
    end_committee_seat(holder=holder, ended_on=ended_on, reason=departure.get_cause_display(), by=by)
    departure.save()
    if waiting is not None:
        waiting.outcome = Recall.Outcome.PASSED if recalled else Recall.Outcome.ENDED
        waiting.recorded_by = by
        waiting.keep("outcome", "recorded_by")
    record(
        "member.departed",
        target=departure,
        by=by,
        after={
            "person": holder.person_id,
            "cause": departure.get_cause_display(),
            "ended_on": ended_on.isoformat(),
            "paper": paper_number,
        },
        reason=reason,
    )
    return departure
