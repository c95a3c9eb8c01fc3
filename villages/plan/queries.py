"""What a plan's pages and acts read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from election_office.law.rulebooks import Rulebook, rulebook_for
from election_office.law.words import words_for
from villages.catalogue import StepKind, step_kinds
from villages.models import Cycle, PlanStep, RuleOverlay
from villages.plan.rules import PlanLine, limits_on

Days = Mapping[str, tuple[dt.date | None, dt.date]]


def book_of(cycle: Cycle) -> Rulebook:
    """The rules of the township on the plan's own day; a village's own values come in when it is approved."""
    rows = RuleOverlay.objects.in_force().filter(
        area_code=cycle.township.code, kind="village", election__isnull=True
    )
    overlays = [row.as_overlay() for row in rows.order_by("pk")]
    return rulebook_for(cycle.township.code, cycle.default_day, overlays, strict=False)


def kinds_of(cycle: Cycle) -> dict[str, StepKind]:
    return step_kinds(words_for(cycle.township.code))


def lines_of(
    cycle: Cycle, steps: Sequence[PlanStep], day: dt.date, book: Rulebook, typed: Days | None = None
) -> list[PlanLine]:
    """The plan's steps in use, on their days for that election day, or on the days somebody is typing."""
    kinds = kinds_of(cycle)
    limits = limits_on(book, day)
    lines = []
    for step in steps:
        if not step.in_use:
            continue
        kind = kinds.get(step.code)
        start, end = (typed or {}).get(step.code) or (step.starts_on(day), step.due_on(day))
        limit, law = limits.get(step.code, (None, None))
        own_day = kind is None or step.fixed_on is not None or (day - end).days != kind.days_before
        lines.append(
            PlanLine(
                code=step.code,
                title=step.title,
                start=start,
                end=end,
                waits_for=kind.waits_for if kind else (),
                typed=own_day or start is not None,
                limit=limit,
                law=law,
            )
        )
    return lines


@dataclass(frozen=True)
class DayRow:
    """A village and the day the plan gives it."""

    village_id: int
    name: str
    day: dt.date
    own: bool


def village_days(cycle: Cycle) -> list[DayRow]:
    return [
        DayRow(row.pk, row.name, cycle.day_of(row.pk), str(row.pk) in cycle.village_days)
        for row in cycle.township.villages.in_being()
    ]
