"""Villagers' opinions on the list, and the answers."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.models import User
from election_office.audit.actions import record
from election_office.law.dates import cn_date
from villages.committee import queries, rules
from villages.committee.actions.base import begin, not_in_future
from villages.models import (
    CommitteeObjection,
    Election,
)


@transaction.atomic
def record_objection(
    *, election: Election, objector: str, received_on: dt.date, what: str, by: User
) -> CommitteeObjection:
    """Log an opinion on the list of members; one that came too late is logged as late."""
    election = begin(election, by)
    decision = rules.check_objection(
        received_on, queries.posted_on(election), timezone.localdate(), election.rulebook
    )
    decision.require()
    row = CommitteeObjection(
        election=election,
        objector=objector.strip(),
        received_on=received_on,
        what=what.strip(),
        late=any(finding.code == "late" for finding in decision.warnings),
        recorded_by=by,
    )
    row.full_clean()
    row.save()
    record(
        "committee.objection_recorded",
        target=row,
        area_code=election.area_code,
        by=by,
        after={"received_on": received_on.isoformat(), "late": row.late},
    )
    return row


@transaction.atomic
def answer_objection(
    *, objection: CommitteeObjection, upheld: bool, answer: str, answered_on: dt.date, by: User
) -> CommitteeObjection:
    """The village committee's answer. An opinion that holds is then carried out as a change."""
    begin(objection.election, by)
    not_in_future(answered_on, "answered_on")
    objection = CommitteeObjection.objects.select_related("election__village").get(pk=objection.pk)
    if objection.answered_on:
        raise ValidationError("这条意见已经答复。")
    if answered_on < objection.received_on:
        raise ValidationError({"answered_on": f"答复日期不能早于收到日期{cn_date(objection.received_on)}。"})
    objection.upheld, objection.answer, objection.answered_on = upheld, answer.strip(), answered_on
    objection.full_clean()
    objection.save()
    record(
        "committee.objection_answered",
        target=objection,
        area_code=objection.area_code,
        by=by,
        after={"upheld": upheld, "answered_on": answered_on.isoformat()},
        reason=answer,
    )
    return objection
