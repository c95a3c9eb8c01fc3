"""The one act of this room."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions.elections import locked
from villages.models import Election, OrderException
from villages.order import rules
from villages.order.gates import words_of
from villages.order.queries import is_excepted


@transaction.atomic
def allow_early(
    *, election: Election, act: str, reason: str, paper_number: str, decided_on: dt.date, by: User
) -> OrderException:
    """The township lets ``act`` happen before the time given to people is over. Raises RuleRefused."""
    require(by, Permission.CYCLE_PLAN, election)
    election = locked(election)
    words = words_of(act)
    rules.check_exception(
        known=words is not None,
        earlier=is_excepted(election, act),
        reason=reason,
        paper=paper_number,
        decided_on=decided_on,
        today=timezone.localdate(),
    ).require()
    row = OrderException(
        election=election,
        act=act,
        words=words or "",
        reason=reason.strip(),
        paper_number=paper_number.strip(),
        decided_on=decided_on,
        allowed_by=by,
    ).keep()
    record(
        "order.excepted",
        target=row,
        by=by,
        after={"words": row.words, "paper_number": row.paper_number, "decided_on": decided_on},
        reason=row.reason,
    )
    return row
