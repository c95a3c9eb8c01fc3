"""Reminding others, and marking as read what one was reminded of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates.models import ReviewDepartment
from candidates.review.queries import late_units
from election_office.accounts.access import require, require_held
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.dashboard.models import ONCE_A_DAY, Seen, Urging
from election_office.dashboard.reminders import queries
from election_office.dashboard.reminders.rules import may_urge
from villages.models import Deferral, Step

# A mark outlives its reminder by a while, then it goes.
MARKS_DAYS = 60


@transaction.atomic
def urge(*, steps: Sequence[Step], by: User) -> list[Step]:
    """Remind whoever these steps wait for: one row of a day's page. Left out is what was urged today, cannot
    be begun yet or is the asker's own; when nothing remains, it is refused with the reason."""
    require_held(by, Permission.STEP_URGE)
    for step in steps:
        require(by, Permission.STEP_URGE, step)
    today = timezone.localdate()
    judged = [(step, may_urge(**facts)) for step, facts in queries.urging_facts(steps, by, today)]
    wanted = [step for step, decision in judged if decision.allowed]
    if not wanted:
        for _, decision in judged:
            decision.require()
    for step in wanted:
        Urging(step=step, place_code=step.area_code, urged_on=today, urged_by=by).keep()
        record("step.urged", target=step, by=by, after={"step": step.code})
    return wanted


@transaction.atomic
def urge_decision(*, deferral: Deferral, by: User) -> Urging:
    """Remind the county of a deferral it has not decided."""
    require(by, Permission.DEFER_REQUEST, deferral)
    if deferral.state != Deferral.State.REQUESTED:
        raise ValidationError(f"这份暂缓申请{deferral.get_state_display()}，不用催办。")
    today = timezone.localdate()
    if Urging.objects.filter(deferral=deferral, urged_on=today).exists():
        raise ValidationError(ONCE_A_DAY)
    row = Urging(deferral=deferral, place_code=deferral.area_code, urged_on=today, urged_by=by).keep()
    record("deferral.urged", target=deferral, by=by)
    return row


@transaction.atomic
def urge_unit(*, department: ReviewDepartment, by: User) -> list[Urging]:
    """Remind a unit of the joint review of the answers it owes to this township, or to each of several."""
    require_held(by, Permission.REVIEW_DECIDE)
    today = timezone.localdate()
    owed = {unit.township_code for unit in late_units(by, today) if unit.department_id == department.pk}
    if not owed:
        raise ValidationError(f"{department.name}没有逾期未答复的，不用催办。")
    urged = Urging.objects.filter(department=department, place_code__in=owed, urged_on=today)
    wanted = sorted(owed - set(urged.values_list("place_code", flat=True)))
    if not wanted:
        raise ValidationError(ONCE_A_DAY)
    made = []
    for code in wanted:
        row = Urging(department=department, place_code=code, urged_on=today, urged_by=by).keep()
        record("review.urged", target=department, area_code=code, by=by, after={"unit": department.name})
        made.append(row)
    return made


@transaction.atomic
def mark_seen(*, marks: Mapping[str, int], by: User) -> None:
    """``marks``: the key of each reminder with the number of its villages."""
    old = timezone.now() - dt.timedelta(days=MARKS_DAYS)
    Seen.objects.filter(user=by, updated_at__lt=old).delete()
    Seen.objects.bulk_create(
        [Seen(user=by, key=key, villages=villages) for key, villages in marks.items()],
        update_conflicts=True,
        unique_fields=["user", "key"],
        update_fields=["villages"],
    )
