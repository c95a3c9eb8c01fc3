"""Who may work on an election without the training."""

from __future__ import annotations

from django.db import transaction

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions.elections import locked
from villages.models import Election, TrainingExcuse
from villages.preparation.actions.closing import settle


@transaction.atomic
def excuse(*, election: Election, name: str, reason: str, by: User) -> TrainingExcuse:
    """The township lets somebody work without the training: by name, with its reason, for all to see."""
    require(by, Permission.CYCLE_PLAN, election)
    election = locked(election)
    row = TrainingExcuse(election=election, name=name.strip(), reason=reason.strip(), excused_by=by).keep()
    settle(election=election, code="training", by=by)
    record("training.excused", target=row, by=by, after={"name": row.name}, reason=row.reason)
    return row
