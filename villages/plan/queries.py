"""What a plan's pages and acts read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from election_office.law.rulebooks import Rulebook, rulebook_for
from election_office.law.words import words_for
from villages.catalogue import StepKind, step_kinds
from villages.models import Cycle, PlanStep, RuleOverlay
from villages.plan.rules import DayPlan, PlanLine, limits_on

Days = Mapping[str, tuple[dt.date | None, dt.date]]


def book_of(cycle: Cycle) -> Rulebook:
    """The rules of the township on the plan's own day; a village's own values come in when it is approved."""
    return books_of(cycle, [cycle.default_day])[cycle.default_day]


def books_of(cycle: Cycle, days: Collection[dt.date]) -> dict[dt.date, Rulebook]:
    """The same on each of these election days, by one statement."""
    rows = RuleOverlay.objects.in_force().filter(
        area_code=cycle.township.code, kind="village", election__isnull=True
    )
    overlays = [row.as_overlay() for row in rows.order_by("pk")]
    return {day: rulebook_for(cycle.township.code, day, overlays, strict=False) for day in days}


def kinds_of(cycle: Cycle) -> dict[str, StepKind]:
    return step_kinds(words_for(cycle.township.code))


def lines_of(
    cycle: Cycle, steps: Sequence[PlanStep], day: dt.date, book: Rulebook, typed: Days | None = None
) -> list[PlanLine]:
    """The plan's steps in use, on their days for that election day, or on the days somebody is typing.

    ``typed`` days are those of the common election day; for another they move with it.
    """
    moved = day - cycle.default_day
    kinds = kinds_of(cycle)
    limits = limits_on(book, day)
    lines = []
    for step in steps:
        if not step.in_use:
            continue
        kind = kinds.get(step.code)
        start, end = step.starts_on(day), step.due_on(day)
        if typed and step.code in typed:
            first, last = typed[step.code]
            start, end = first + moved if first else None, step.fixed_on or last + moved
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


def day_plans(cycle: Cycle, steps: Sequence[PlanStep], typed: Days | None = None) -> list[DayPlan]:
    """The plan for each day on which some village votes, the common day first."""
    on: dict[dt.date, list[str]] = {cycle.default_day: []}
    for row in village_days(cycle):
        on.setdefault(row.day, []).append(row.name)
    if len(on) > 1 and not on[cycle.default_day]:
        del on[cycle.default_day]
    books = books_of(cycle, list(on))
    return [
        DayPlan(day, tuple(on[day]), tuple(lines_of(cycle, steps, day, books[day], typed)))
        for day in sorted(on, key=lambda day: (day != cycle.default_day, day))
    ]


def village_days(cycle: Cycle) -> list[DayRow]:
    return [
        DayRow(row.pk, row.name, cycle.day_of(row.pk), str(row.pk) in cycle.village_days)
        for row in cycle.township.villages.in_being()
    ]
