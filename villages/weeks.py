"""The next four weeks of an election, as a calendar sheet shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from election_office.law.dates import DaysOff, is_rest_day
from villages.models import Step

WEEKS = 4


@dataclass(frozen=True)
class Entry:
    """``look``: plan (the township's day), law (a statutory limit) or vote."""

    title: str
    look: str
    step_id: int


@dataclass
class Day:
    day: dt.date
    now: bool
    rest: bool
    vote: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{self.day.month}月{self.day.day}日" if self.day.day == 1 or self.now else str(self.day.day)


def four_weeks(
    steps: Iterable[Step], today: dt.date, election_day: dt.date, announced: DaysOff
) -> list[list[Day]]:
    """From the Monday of this week, week by week; what is done is left out."""
    monday = today - dt.timedelta(days=today.weekday())
    days = {
        day: Day(day, day == today, is_rest_day(day, announced), day == election_day)
        for ahead in range(WEEKS * 7)
        for day in [monday + dt.timedelta(days=ahead)]
    }
    for step in steps:
        if step.done_on:
            continue
        if step.due_on in days and step.due_on is not None:
            days[step.due_on].entries.append(Entry(step.title, "plan", step.pk))
        if step.limit_on in days and step.limit_on is not None and step.limit_on != step.due_on:
            days[step.limit_on].entries.append(Entry(f"{step.title}期限", "law", step.pk))
        elif step.limit_on is not None and step.limit_on == step.due_on and step.limit_on in days:
            days[step.limit_on].entries[-1] = Entry(f"{step.title}期限", "law", step.pk)
    every = list(days.values())
    return [every[start : start + 7] for start in range(0, len(every), 7)]
