"""A township enters what was announced for a year. Entered again, the newer counts; the trail keeps both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.holidays import rules
from villages.holidays.announcement import read
from villages.models import Township


@transaction.atomic
def set_rest_days(
    *, township: Township, year: int, text: str, paper_number: str, by: User, version: int | None = None
) -> Township:
    """The days of that year as read from the text. Raises RuleRefused, Outdated."""
    require(by, Permission.CYCLE_PLAN, township)
    township = township.lock(version)
    found = read(text, year)
    rules.check_announcement(year, found).require()
    key = str(year)
    before: dict[str, Any] = township.rest_days.get(key, {})
    after = {"off": _stored(found.off), "work": _stored(found.work), "paper": paper_number.strip()}
    township.rest_days = township.rest_days | {key: after}
    township.keep("rest_days")
    record("township.rest_days_set", target=township, by=by, before=before, after={"year": year, **after})
    return township


@transaction.atomic
def remove_rest_days(
    *, township: Township, year: int, reason: str, by: User, version: int | None = None
) -> Township:
    """Take a year out again: only what the decree itself fixes counts then."""
    require(by, Permission.CYCLE_PLAN, township)
    township = township.lock(version)
    key = str(year)
    if key not in township.rest_days:
        raise ValidationError(f"没有登记{year}年的放假安排。")
    before = township.rest_days[key]
    township.rest_days = {name: days for name, days in township.rest_days.items() if name != key}
    township.keep("rest_days")
    record(
        "township.rest_days_removed",
        target=township,
        by=by,
        before={"year": year, **before},
        reason=reason,
    )
    return township


def _stored(days: Collection[dt.date]) -> list[str]:
    return sorted(day.isoformat() for day in days)
