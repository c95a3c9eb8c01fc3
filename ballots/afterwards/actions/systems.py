"""The rules the new team works by."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from ballots.actions.gates import require_declared_stage
from ballots.models import VillageSystem
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions.elections import locked
from villages.models import Election
from villages.preparation.actions import settle
from villages.preparation.rules import check_day


@transaction.atomic
def adopt_system(
    *,
    election: Election,
    kind: str,
    title: str,
    adopted_by: str,
    adopted_on: dt.date,
    text: str,
    by: User,
    posted_on: dt.date | None = None,
    file: UploadedFile[Any] | None = None,
) -> VillageSystem:
    """A meeting adopted a rule, or the goals of the term: with its words, and the day it was put up."""
    require(by, Permission.STEP_RECORD, election)
    election = locked(election)
    require_declared_stage(election)
    today = timezone.localdate()
    check_day(adopted_on, today, "通过日期").require()
    if posted_on is not None:
        check_day(posted_on, today, "公布日期", "posted_later").require()
        if posted_on < adopted_on:
            raise ValidationError({"posted_on": "公布日期不能早于通过日期。"})
    row = VillageSystem(
        election=election,
        kind=kind,
        title=title.strip(),
        adopted_by=adopted_by,
        adopted_on=adopted_on,
        posted_on=posted_on,
        text=text.strip(),
        recorded_by=by,
    )
    if file is not None:
        row.filename, row.file = (file.name or "文本")[:120], file
    row.keep()
    settle(election=election, code="systems", by=by)
    record("system.adopted", target=row, by=by, after={"system": row.title, "adopted_on": adopted_on})
    return row


@transaction.atomic
def end_system(*, system: VillageSystem, reason: str, by: User) -> VillageSystem:
    """Replaced by another, or entered by mistake: it stays to be read."""
    require(by, Permission.STEP_RECORD, system)
    election = locked(system.election)
    system = system.take_back(by=by, reason=reason, again="这项制度已经撤下。")
    settle(election=election, code="systems", by=by)
    record("system.ended", target=system, by=by, before={"system": system.title}, reason=reason)
    return system
