"""Drawing the order, and entering the meeting as it was held."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates.meeting import rules
from candidates.models import Candidate, MeetingSpeaker, VotersMeeting
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.core.fields import holds_numbers
from villages.actions import close_step, require_stage
from villages.actions.elections import locked
from villages.models import Election
from villages.order.queries import check_turn

STEP = "meet_voters"


def _standing(election: Election) -> list[Candidate]:
    rows = Candidate.objects.filter(election=election).standing().select_related("person")
    return list(rows.order_by("pk"))


@transaction.atomic
def draw(
    *, election: Election, planned_for: dt.date, place_held: str, drawn_before: str, by: User
) -> VotersMeeting:
    """Draw by lot in which order the candidates speak, before the witnesses named. Drawn again as long as
    the meeting has not been held: the order before stays in the trail."""
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    require_stage(election)
    standing = _standing(election)
    rules.check_draw(
        listed=election.steps.filter(code="formal_list", done_on__isnull=False).exists(),
        candidates=len(standing),
        planned_for=planned_for,
        day=election.election_day,
        book=election.rulebook,
    ).require()
    meeting = VotersMeeting.objects.filter(election=election).first()
    if meeting is not None and meeting.held_on:
        raise ValidationError("见面会已经召开，不能重新抽签。")
    if meeting is None:
        meeting = VotersMeeting(election=election, recorded_by=by)
    meeting.planned_for, meeting.place_held = planned_for, place_held.strip()
    meeting.drawn_before, meeting.drawn_at = drawn_before.strip(), timezone.now()
    meeting.keep("planned_for", "place_held", "drawn_before", "drawn_at")
    written = {row.candidate_id: (row.resume, row.promise) for row in meeting.speakers.all()}
    meeting.speakers.all().delete()
    secrets.SystemRandom().shuffle(standing)
    MeetingSpeaker.objects.bulk_create(
        _speaker(meeting, candidate, turn, *written.get(candidate.pk, ("", "")))
        for turn, candidate in enumerate(standing, start=1)
    )
    order = [candidate.person.name for candidate in standing]
    record("voters_meeting.drawn", target=meeting, by=by, after={"order": order, "day": planned_for})
    return meeting


def _speaker(
    meeting: VotersMeeting, candidate: Candidate, turn: int, resume: str, promise: str
) -> MeetingSpeaker:
    """Drawn again, somebody keeps what was written for the draw before."""
    return MeetingSpeaker(meeting=meeting, candidate=candidate, turn=turn, resume=resume, promise=promise)


@transaction.atomic
def hold(
    *,
    meeting: VotersMeeting,
    held_on: dt.date,
    present: int,
    by: User,
    absent: Mapping[int, str] | None = None,
    version: int | None = None,
) -> VotersMeeting:
    """The meeting was held: its day, how many came, and who of the candidates did not, with the reason
    (speaker → reason). Closes the step of the plan."""
    require(by, Permission.CANDIDATE_EDIT, meeting)
    election = locked(meeting.election)
    require_stage(election)
    meeting = meeting.lock(version)
    if meeting.held_on:
        raise ValidationError("见面会已经登记召开。")
    absent = {pk: reason.strip() for pk, reason in (absent or {}).items()}
    speakers = list(meeting.speakers.select_related("candidate__person"))
    drawn = {speaker.candidate_id for speaker in speakers}
    check_turn(election, STEP).require()
    rules.check_held(
        held_on=held_on,
        today=timezone.localdate(),
        day=election.election_day,
        drawn_on=timezone.localdate(meeting.drawn_at),
        present=present,
        silent=[str(speaker) for speaker in speakers if absent.get(speaker.pk) == ""],
        undrawn=[row.person.name for row in _standing(election) if row.pk not in drawn],
        book=election.rulebook,
    ).require()
    for speaker in speakers:
        speaker.spoke, speaker.absent_reason = speaker.pk not in absent, absent.get(speaker.pk, "")
        speaker.keep("spoke", "absent_reason")
    meeting.held_on, meeting.present = held_on, present
    meeting.keep("held_on", "present")
    close_step(
        election=election,
        code=STEP,
        done_on=held_on,
        evidence=f"{meeting.place_held}，{present}人到会",
        by=by,
    )
    record("voters_meeting.held", target=meeting, by=by, after={"day": held_on, "present": present})
    return meeting


@transaction.atomic
def keep_promise(
    *, speaker: MeetingSpeaker, promise: str, by: User, resume: str = "", version: int | None = None
) -> MeetingSpeaker:
    """The resume that people may read, and what a candidate promised to do in office, kept for the term."""
    require(by, Permission.CANDIDATE_EDIT, speaker)
    rules.check_resume(holds_numbers=holds_numbers(resume) or holds_numbers(promise)).require()
    locked(speaker.meeting.election)
    speaker = speaker.lock(version)
    speaker.resume, speaker.promise = resume.strip(), promise.strip()
    speaker.keep("resume", "promise")
    record("voters_meeting.promised", target=speaker, by=by, after={"name": str(speaker)})
    return speaker
