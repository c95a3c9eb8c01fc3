"""The choice: meetings, nominees, who is elected, the list filed and published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.models import User
from election_office.audit.actions import record
from election_office.law.dates import cn_date
from election_office.law.decision import Decision
from election_office.law.meetings import called_before
from villages.committee import queries, rules
from villages.committee.actions.base import begin, draft, make_chair, not_in_future, seat
from villages.models import (
    CommitteeChange,
    CommitteeChoice,
    CommitteeMeeting,
    CommitteeMember,
    CommitteeNominee,
    Election,
    Group,
    Person,
)


@transaction.atomic
def record_choice(
    *,
    election: Election,
    body: str,
    held_on: dt.date,
    seats: int,
    secret: bool,
    by: User,
    called_on: dt.date | None = None,
) -> CommitteeChoice:
    """Open the record of a choice: the first, or one for a vacancy once the first is confirmed."""
    election = begin(election, by)
    not_in_future(held_on, "held_on")
    Decision((called_before(called_on, held_on),)).require()
    first = queries.first_choice(election)
    choice = CommitteeChoice(
        election=election,
        purpose=CommitteeChoice.Purpose.VACANCY if first else CommitteeChoice.Purpose.FIRST,
        body=body,
        called_on=called_on,
        held_on=held_on,
        seats=seats,
        secret=secret,
        recorded_by=by,
    )
    choice.keep()
    record(
        "committee.choice_recorded",
        target=choice,
        by=by,
        after={"body": body, "held_on": held_on.isoformat(), "seats": seats},
    )
    return choice


@transaction.atomic
def update_choice(
    *,
    choice: CommitteeChoice,
    body: str,
    held_on: dt.date,
    seats: int,
    secret: bool,
    by: User,
    called_on: dt.date | None = None,
    version: int | None = None,
) -> CommitteeChoice:
    """Correct a draft. Another body makes its attendance be entered again."""
    begin(choice.election, by)
    choice = draft(choice, version)
    not_in_future(held_on, "held_on")
    Decision((called_before(called_on, held_on),)).require()
    if choice.body != body:
        if choice.sheets.exists():
            raise ValidationError({"body": "已经登记计票单，不能改变推选方式；确需改变的，请先删除计票单。"})
        choice.meetings.all().delete()
    before = {"body": choice.body, "held_on": choice.held_on.isoformat(), "seats": choice.seats}
    choice.body, choice.held_on, choice.seats, choice.secret = body, held_on, seats, secret
    choice.called_on = called_on
    choice.keep("body", "called_on", "held_on", "seats", "secret")
    record(
        "committee.choice_updated",
        target=choice,
        by=by,
        before=before,
        after={"body": body, "held_on": held_on.isoformat(), "seats": seats},
    )
    return choice


@dataclass(frozen=True)
class MeetingEntry:
    """Attendance as typed; ``group`` None for a meeting of the whole village."""

    group: Group | None
    eligible: int
    present: int
    by_households: bool = False


@transaction.atomic
def set_attendance(*, choice: CommitteeChoice, meetings: Sequence[MeetingEntry], by: User) -> CommitteeChoice:
    """Enter who could come and who came; the earlier entry of the draft is replaced."""
    begin(choice.election, by)
    choice = draft(choice)
    choice.meetings.all().delete()
    for entry in meetings:
        row = CommitteeMeeting(
            choice=choice,
            group=entry.group,
            eligible=entry.eligible,
            present=entry.present,
            by_households=entry.by_households,
        )
        row.full_clean()
        row.save()
    present = {entry.group.pk if entry.group else None: entry.present for entry in meetings}
    if any(sheet.issued > present.get(sheet.group_id, 0) for sheet in choice.sheets.all()):
        raise ValidationError("实到人数不能少于计票单上发出的票数。")
    record(
        "committee.attendance_set",
        target=choice,
        by=by,
        after={
            "eligible": sum(meeting.eligible for meeting in meetings),
            "present": sum(meeting.present for meeting in meetings),
        },
    )
    return choice


@transaction.atomic
def add_nominee(
    *, choice: CommitteeChoice, person: Person, votes: int, passed_over: str = "", by: User
) -> CommitteeNominee:
    """Put one person with the votes received on the ranked list, elected or not: succession needs all. Where
    the meeting's papers are read by two people, the votes come from them."""
    begin(choice.election, by)
    choice = draft(choice)
    if choice.sheets.exists():
        raise ValidationError("得票以两人录入一致的计票单为准，不能手工登记。")
    nominee = CommitteeNominee(choice=choice, person=person, votes=votes, passed_over=passed_over.strip())
    nominee.keep()
    record(
        "committee.nominee_added",
        target=nominee,
        by=by,
        after={"person": person.pk, "votes": votes},
    )
    return nominee


@transaction.atomic
def update_nominee(
    *,
    nominee: CommitteeNominee,
    votes: int,
    tie_votes: int | None,
    passed_over: str,
    by: User,
    version: int | None = None,
) -> CommitteeNominee:
    """Correct a draft's line. Once confirmed the votes stand; a tie broken later, or somebody's refusal
    to serve, may still be entered for those who have not entered the committee."""
    begin(nominee.choice.election, by)
    nominee = CommitteeNominee.objects.select_related("choice__election__village", "person").get(
        pk=nominee.pk
    )
    nominee.expect(version)
    if not nominee.choice.is_draft:
        if CommitteeMember.objects.filter(nominee=nominee).exists():
            raise ValidationError("此人已进入选举委员会，得票不能再改；如登记有误，请先撤回确认。")
        if votes != nominee.votes:
            raise ValidationError({"votes": "推选已经确认，原得票不能再改。"})
    if nominee.written_as and votes != nominee.votes:
        raise ValidationError({"votes": "得票以两人录入一致的计票单为准，不能手工更正。"})
    before = {"votes": nominee.votes, "tie_votes": nominee.tie_votes, "passed_over": nominee.passed_over}
    nominee.votes, nominee.tie_votes, nominee.passed_over = votes, tie_votes, passed_over.strip()
    nominee.keep("votes", "tie_votes", "passed_over")
    record(
        "committee.nominee_updated",
        target=nominee,
        by=by,
        before=before,
        after={"votes": votes, "tie_votes": tie_votes, "passed_over": nominee.passed_over},
    )
    return nominee


@transaction.atomic
def remove_nominee(*, nominee: CommitteeNominee, by: User) -> None:
    """Take a line entered by mistake off a draft."""
    begin(nominee.choice.election, by)
    draft(nominee.choice)
    record(
        "committee.nominee_removed",
        target=nominee,
        by=by,
        before={"person": nominee.person_id, "votes": nominee.votes},
    )
    nominee.delete()


@transaction.atomic
def settle_choice(
    *,
    choice: CommitteeChoice,
    by: User,
    chair: Person | None = None,
    vices: Iterable[Person] = (),
    accepted: str = "",
) -> list[CommitteeMember]:
    """Confirm: those with the most votes are members. Raises RuleRefused; advice not followed needs a reason.

    A choice for a vacancy also writes the change that its notice (2-1) is about.
    """
    election = begin(choice.election, by)
    choice = draft(choice)
    heads = [person.pk for person in vices]
    decision = queries.check_choice(choice, chair=chair.pk if chair else None, vices=heads)
    decision.require()
    if decision.warnings and not accepted.strip():
        raise ValidationError({"accepted": f"有{len(decision.warnings)}项提醒须作说明，请写明理由后再确认。"})
    change = _change_for(choice, by) if choice.purpose == CommitteeChoice.Purpose.VACANCY else None
    members = _seat_elected(choice, election, change, by, chair.pk if chair else None, heads)
    choice.state, choice.settled_at, choice.settled_by = (
        CommitteeChoice.State.SETTLED,
        timezone.now(),
        by.name,
    )
    choice.accepted = accepted.strip()
    choice.keep("state", "settled_at", "settled_by", "accepted")
    record(
        "committee.choice_settled",
        target=choice,
        by=by,
        after={"members": [row.person.name for row in members]},
        reason=choice.accepted,
    )
    return members


def _change_for(choice: CommitteeChoice, by: User) -> CommitteeChange:
    return CommitteeChange.objects.create(
        election=choice.election,
        happened_on=choice.held_on,
        fill=CommitteeChange.Fill.NEW_CHOICE,
        note=f"由{choice.meeting_title}另行推选",
        recorded_by=by,
    )


def _seat_elected(
    choice: CommitteeChoice,
    election: Election,
    change: CommitteeChange | None,
    by: User,
    chair: int | None,
    vices: Sequence[int],
) -> list[CommitteeMember]:
    rows = {row.person_id: row for row in queries.nominees(choice)}
    in_order = rules.elected(queries.ranked(rows.values()), choice.seats)
    made = []
    for entry in in_order:
        role = CommitteeMember.Role.MEMBER
        if entry.person == chair:
            role = CommitteeMember.Role.CHAIR
        elif entry.person in vices:
            role = CommitteeMember.Role.VICE
        nominee = rows[entry.person]
        made.append(seat(nominee, election, choice.held_on, role, change))
    standing = {row.person_id: row for row in election.committee_members.serving()}
    if change is not None and chair is not None and chair in standing:
        make_chair(standing[chair], change)
    return made


@transaction.atomic
def reopen_choice(*, choice: CommitteeChoice, reason: str, by: User) -> CommitteeChoice:
    """Take a confirmation back while nothing has been published from it: the members it made go with it."""
    election = begin(choice.election, by)
    choice = CommitteeChoice.objects.with_places().get(pk=choice.pk)
    if choice.is_draft:
        raise ValidationError("这次推选还没有确认。")
    if choice.purpose != CommitteeChoice.Purpose.FIRST or queries.committee_notice(election) is not None:
        raise ValidationError("名单已经公布，不能撤回确认；请先撤销公告，或者按退出、递补办理。")
    if election.committee_changes.exists():
        raise ValidationError("选举委员会已有退出或者递补，不能撤回确认。")
    members = CommitteeMember.objects.filter(nominee__choice=choice)
    names = [row.person.name for row in members.select_related("person")]
    members.delete()
    choice.state, choice.settled_at, choice.settled_by = CommitteeChoice.State.DRAFT, None, ""
    choice.keep("state", "settled_at", "settled_by")
    record(
        "committee.choice_reopened",
        target=choice,
        by=by,
        before={"members": names},
        reason=reason,
    )
    return choice


@transaction.atomic
def file_with_township(
    *, choice: CommitteeChoice, filed_on: dt.date, filed_paper: str, by: User
) -> CommitteeChoice:
    """报镇备案: the day and the paper on which the township was told."""
    begin(choice.election, by)
    choice = CommitteeChoice.objects.with_places().get(pk=choice.pk)
    not_in_future(filed_on, "filed_on")
    if choice.is_draft:
        raise ValidationError("推选还没有确认，请先确认再报镇备案。")
    if filed_on < choice.held_on:
        raise ValidationError({"filed_on": f"备案日期不能早于推选日期{cn_date(choice.held_on)}。"})
    choice.filed_on, choice.filed_paper = filed_on, filed_paper.strip()
    choice.keep("filed_on", "filed_paper")
    record(
        "committee.filed",
        target=choice,
        by=by,
        after={"filed_on": filed_on.isoformat(), "paper": choice.filed_paper},
    )
    return choice
