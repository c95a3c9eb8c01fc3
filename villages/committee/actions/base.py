"""What several acts on the electoral committee begin with or end in."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.law.dates import cn_date
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import (
    CommitteeChange,
    CommitteeChoice,
    CommitteeMember,
    CommitteeNominee,
    Election,
)
from villages.models.elections import Stage


def begin(election: Election, by: User) -> Election:
    """The first lines of every act: may this user, one desk at a time, is it the time for it."""
    require(by, Permission.STEP_RECORD, election)
    election = locked(election)
    require_stage(election, Stage.ELECTION, Stage.FOLLOW_UP)
    return election


def draft(choice: CommitteeChoice, version: int | None = None) -> CommitteeChoice:
    """The choice as it stands, or a refusal: what is confirmed is corrected by taking it back first."""
    choice = CommitteeChoice.objects.with_places().get(pk=choice.pk)
    if not choice.is_draft:
        raise ValidationError("这次推选已经确认；如登记有误，请先撤回确认。")
    return choice.expect(version)


def not_in_future(day: dt.date, field: str) -> None:
    if day > timezone.localdate():
        raise ValidationError({field: f"日期{cn_date(day)}在今天之后，只能登记已经办理的事项。"})


def seat(
    nominee: CommitteeNominee,
    election: Election,
    joined_on: dt.date,
    role: str,
    change: CommitteeChange | None,
) -> CommitteeMember:
    member = CommitteeMember(
        election=election,
        person=nominee.person,
        nominee=nominee,
        role=role,
        first_role=role,
        joined_on=joined_on,
        joined_by=change,
    )
    member.keep()
    return member


def make_chair(member: CommitteeMember, change: CommitteeChange) -> None:
    """One chair at a time: a chair still in office becomes an ordinary member first."""
    member.election.committee_members.serving().filter(role=CommitteeMember.Role.CHAIR).exclude(
        pk=member.pk
    ).update(role=CommitteeMember.Role.MEMBER, updated_at=timezone.now())
    member.role = CommitteeMember.Role.CHAIR
    member.keep("role")
    change.new_chair = member
    change.keep("new_chair")
