"""Villagers' opinions on the list, and the answers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from election_office.accounts.models import User
from election_office.audit.actions import record
from villages.committee import queries, rules
from villages.committee.actions.base import begin
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
        objector_name=objector.strip(),
        received_on=received_on,
        text=what.strip(),
        in_time=not decision.warnings,
        entered_by=by,
    ).keep()
    record(
        "committee.objection_recorded",
        target=row,
        by=by,
        after={"received_on": received_on.isoformat(), "late": not row.in_time},
    )
    return row


@transaction.atomic
def answer_objection(
    *, objection: CommitteeObjection, upheld: bool, answer: str, decided_on: dt.date, by: User
) -> CommitteeObjection:
    """The village committee's answer. An opinion that holds is then carried out as a change."""
    begin(objection.election, by)
    objection = objection.lock()
    objection.keep(*objection.take_answer(upheld=upheld, answer=answer, decided_on=decided_on))
    record(
        "committee.objection_answered",
        target=objection,
        by=by,
        after={"upheld": upheld, "decided_on": decided_on.isoformat()},
        reason=answer,
    )
    return objection
