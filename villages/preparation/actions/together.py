"""One entry of a sheet for many villages: in all of them, or in none."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from election_office.accounts.access import require_held
from election_office.accounts.models import User
from election_office.law.decision import RuleRefused
from villages.actions.steps import refusal_of
from villages.models import Election
from villages.preparation.together import Entry


@transaction.atomic
def fill_together(*, entry: Entry, elections: Collection[Election], by: User, **values: Any) -> int:
    """The entry's own act for each village; it asks, records and settles the step. Returns how many.

    Raises ValidationError with the village's name.
    """
    require_held(by, entry.permission)
    files = [value for value in values.values() if isinstance(value, UploadedFile)]
    # The trail of many divisions is written in the order of their codes.
    for election in sorted(elections, key=lambda row: row.area_code):
        for file in files:
            file.seek(0)
        try:
            entry.act(election=election, by=by, **values)
        except (ValidationError, RuleRefused) as refused:
            raise ValidationError(f"{election.village.name}：{refusal_of(refused)}") from refused
    return len(elections)
