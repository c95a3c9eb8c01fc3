"""What every act of the branch's election begins with and leaves behind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from candidates.models import (
    PartyCount,
    PartyNominee,
    PartyPlan,
    PartyReply,
)
from candidates.party import queries
from candidates.review.actions.shared import STAGES
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election

Kind = PartyCount.Kind
Subject = PartyReply.Subject


def begin(election: Election, by: User, permission: Permission = Permission.CANDIDATE_EDIT) -> Election:
    require(by, permission, election)
    election = locked(election)
    require_stage(election, *STAGES)
    return election


def plan_of(election: Election) -> PartyPlan:
    plan = queries.plan_of(election)
    if plan is None:
        raise ValidationError("请先登记村党组织换届安排。")
    if queries.approved(election, Subject.RESULT) is not None:
        raise ValidationError("选举结果已经乡镇党委批复，不能再改。")
    return plan


def not_later_than_today(**days: dt.date) -> None:
    for field, day in days.items():
        if day > timezone.localdate():
            raise ValidationError({field: "日期不能晚于今天。"})


def leave_trace(action: str, target: Any, by: User, reason: str = "", **after: Any) -> None:
    record(action, target=target, by=by, after=after, reason=reason)


def locked_count(count: PartyCount, election: Election) -> PartyCount:
    row = PartyCount.objects.select_for_update(of=("self",)).get(pk=count.pk)
    if row.declared_on is not None:
        raise ValidationError("结果已经宣布，计票不能再改。")
    if row.kind != Kind.MEETING and PartyNominee.objects.filter(election=election, prepared=True).exists():
        raise ValidationError("预备人选已经确定，推荐计票不能再改。")
    row.election = election
    return row
