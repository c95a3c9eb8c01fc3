"""What is sent to the units, and what they owe."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Max, Prefetch, QuerySet

from candidates.models import (
    Opinion,
    ReviewBatch,
    ReviewFile,
    ReviewRequest,
)
from election_office.accounts.models import User
from election_office.core.gather import rows_once
from villages.models import Cycle

# ── Sending, and what is late ────────────────────────────────────────────────────────────────────────


def files_to_send(cycle: Cycle) -> list[ReviewFile]:
    """Files of the township that stand at the county."""
    rows = ReviewFile.objects.filter(election__cycle=cycle, state=ReviewFile.State.COUNTY)
    return list(rows.select_related("person", "election__village").order_by("election__village__code", "pk"))


def next_serial(cycle: Cycle) -> int:
    return (ReviewBatch.objects.filter(cycle=cycle).aggregate(last=Max("serial"))["last"] or 0) + 1


@dataclass
class BatchRow:
    batch: ReviewBatch
    people: int
    answered: int
    overdue: bool


def batch_rows(cycle: Cycle, today: dt.date) -> list[BatchRow]:
    """Every letter of a township with how many were answered. Three statements."""
    standing = Prefetch(
        "opinions", queryset=Opinion.objects.standing().only("pk", "request_id"), to_attr="standing_opinions"
    )
    requests = ReviewRequest.objects.select_related("file").prefetch_related(standing)
    batches = ReviewBatch.objects.filter(cycle=cycle).select_related("department")
    rows = []
    for batch in batches.prefetch_related(Prefetch("requests", queryset=requests)):
        members = list(batch.requests.all())
        answered = [member for member in members if member.standing_opinions]  # type: ignore[attr-defined]
        waiting = [
            member
            for member in members
            if member not in answered and member.file.state == "county" and member.round == member.file.round
        ]
        rows.append(BatchRow(batch, len(members), len(answered), bool(waiting) and batch.due_on < today))
    return rows


@dataclass
class LateUnit:
    """One unit that owes answers: how many, to how many villages, since when."""

    department: str
    count: int
    oldest_due: dt.date
    villages: list[str]
    cycle_id: int
    department_id: int
    township_code: str


@rows_once
def overdue_requests(user: User, today: dt.date) -> QuerySet[ReviewRequest]:
    """What the units owe in this user's divisions, oldest first. One statement."""
    rows = ReviewRequest.objects.visible_to(user).overdue(today).with_people()
    return rows.order_by("batch__due_on", "department__order", "pk")


def overdue_count(user: User, today: dt.date) -> int:
    return ReviewRequest.objects.visible_to(user).overdue(today).count()


def late_units(user: User, today: dt.date) -> list[LateUnit]:
    """``overdue_requests`` by unit, the ones that owe most first: for the township's board."""
    units: dict[tuple[int, int], LateUnit] = {}
    villages: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    for request in overdue_requests(user, today):
        key = (request.file.election.cycle_id, request.department_id)
        unit = units.setdefault(
            key,
            LateUnit(
                request.department.name,
                0,
                request.batch.due_on,
                [],
                request.file.election.cycle_id,
                request.department_id,
                request.file.election.village.code[:9],
            ),
        )
        unit.count += 1
        villages[key][request.file.election.village.name] = None
    for key, unit in units.items():
        unit.villages = list(villages[key])
    return sorted(units.values(), key=lambda unit: (-unit.count, unit.oldest_due))
