"""Sending persons to the units of the joint review, many at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from candidates.models import ReviewBatch, ReviewDepartment, ReviewFile, ReviewRequest
from candidates.review import queries, rules
from candidates.review.actions.shared import STAGES
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.rulebooks import rulebook_for
from villages.actions import require_stage
from villages.models import Cycle


@transaction.atomic
def send_batch(
    *,
    cycle: Cycle,
    files: Sequence[ReviewFile],
    departments: Sequence[ReviewDepartment],
    due_on: dt.date,
    by: User,
) -> list[ReviewBatch]:
    """One letter to each unit, naming the persons it has not been sent in their present round.

    A pair that was sent before is passed over; a batch with nothing new is refused. Raises RuleRefused.
    """
    require(by, Permission.REVIEW_DECIDE, cycle)
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("township").get(pk=cycle.pk)
    fresh = list(
        ReviewFile.objects.select_for_update(of=("self",))
        .filter(pk__in=[file.pk for file in files], election__cycle=cycle)
        .select_related("election__village__township__county", "election__cycle", "person")
    )
    for file in fresh:
        require_stage(file.election, *STAGES)
        rules.check_state(file.state, (ReviewFile.State.COUNTY,), file.person.name).require()
    units = [
        department for department in queries.departments_of(cycle.township.code) if department in departments
    ]
    known = set(
        ReviewRequest.objects.filter(file__in=fresh, department__in=units).values_list(
            "file_id", "department_id", "round"
        )
    )
    wanted = {
        unit.pk: [file for file in fresh if (file.pk, unit.pk, file.round) not in known] for unit in units
    }
    nothing_new = bool(fresh and units) and not any(wanted.values())
    book = rulebook_for(cycle.township.code, cycle.default_day)
    sending = rules.check_sending(
        files=len(fresh),
        departments=len(units),
        due_on=due_on,
        today=timezone.localdate(),
        repeated=["所选人员已经全部送过所选单位"] if nothing_new else [],
        book=book,
    )
    # A line is also covered by a unit that was asked before.
    asked = queries.departments_of(cycle.township.code)
    (sending + rules.check_covered([unit.keys for unit in asked], book)).require()
    serial, now = queries.next_serial(cycle), timezone.now()
    made = []
    for unit in units:
        if not wanted[unit.pk]:
            continue
        batch = ReviewBatch(
            cycle=cycle, serial=serial, department=unit, due_on=due_on, sent_at=now, sent_by=by
        )
        batch.keep()
        ReviewRequest.objects.bulk_create(
            ReviewRequest(batch=batch, department=unit, file=file, round=file.round)
            for file in wanted[unit.pk]
        )
        made.append(batch)
    record(
        "review.batch_sent",
        target=made[0],
        by=by,
        after={
            "serial": serial,
            "departments": [batch.department.name for batch in made],
            "people": sorted({file.pk for files_sent in wanted.values() for file in files_sent}),
            "due_on": due_on,
        },
    )
    return made


@transaction.atomic
def move_due_day(*, batch: ReviewBatch, due_on: dt.date, reason: str, by: User) -> ReviewBatch:
    """Give a unit more time, with the reason; what was late until then is in the trail."""
    require(by, Permission.REVIEW_DECIDE, batch)
    batch = (
        ReviewBatch.objects.select_for_update(of=("self",)).select_related("cycle__township").get(pk=batch.pk)
    )
    rules.check_sending(
        files=1,
        departments=1,
        due_on=due_on,
        today=timezone.localdate(),
        repeated=(),
        book=rulebook_for(batch.cycle.township.code, batch.cycle.default_day),
    ).require()
    before = batch.due_on
    batch.due_on = due_on
    batch.keep("due_on")
    record(
        "review.due_moved",
        target=batch,
        by=by,
        before={"due_on": before},
        after={"due_on": due_on},
        reason=reason,
    )
    return batch
