"""责任追究: who answers for what went wrong, with the paper of the authority that decided it; and the
register of petitions taken out of the office."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.models import Accountability, Cycle, Election, Petition
from villages.preparation.rules import check_day


@transaction.atomic
def record_accountability(
    *,
    cycle: Cycle,
    name: str,
    duty: str,
    about: str,
    measure: str,
    what: str,
    decided_by: str,
    paper_number: str,
    decided_on: dt.date,
    by: User,
    election: Election | None = None,
    petition: Petition | None = None,
    scan: Any = None,
) -> Accountability:
    """Somebody was held responsible: by whom, with which paper, for what."""
    require(by, Permission.SUPERVISE, cycle)
    cycle = cycle.lock()
    check_day(decided_on, timezone.localdate(), "决定日期", "decided_later").require()
    if petition is not None:
        election = petition.election
    if election is not None and election.cycle_id != cycle.pk:
        raise ValidationError({"election": "这个村不在本届换届方案中。"})
    row = Accountability(
        cycle=cycle,
        election=election,
        petition=petition,
        name=name.strip(),
        duty=duty.strip(),
        about=about,
        measure=measure,
        what=what.strip(),
        decided_by=decided_by.strip(),
        paper_number=paper_number.strip(),
        decided_on=decided_on,
        recorded_by=by,
    )
    if scan:
        row.scan.save(scan.name, scan, save=False)
    row.keep()
    after = {"name": row.name, "measure": row.get_measure_display(), "paper": row.paper_number}
    record("accountability.recorded", target=row, by=by, after=after)
    return row


@transaction.atomic
def withdraw_accountability(*, row: Accountability, reason: str, by: User) -> Accountability:
    """Entered by mistake, or its paper was lifted: it stays on record and no longer counts."""
    require(by, Permission.SUPERVISE, row)
    row = row.take_back(by=by, reason=reason, again="这条责任追究已经撤销。")
    record("accountability.withdrawn", target=row, by=by, reason=reason)
    return row


@transaction.atomic
def take_register(*, cycle: Cycle, petitions: int, with_content: bool, reason: str, by: User) -> None:
    """The register of petitions leaves the office: how many, whether with what they say, and what for."""
    require(by, Permission.SUPERVISE, cycle)
    if with_content and not reason.strip():
        raise ValidationError({"reason": "含信访人和内容的台账，请写明用途。"})
    after = {"petitions": petitions, "with_content": with_content}
    record("petition.register_taken", target=cycle, by=by, after=after, reason=reason.strip())
