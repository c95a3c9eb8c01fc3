"""When somebody is reminded of a day, and what may be urged. No Django, no clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from election_office.law.decision import Decision, Finding

# Days after the day itself: twice before, on the day, twice after. The calendar's alarms say the first two.
OFFSETS = (-3, -1, 0, 1, 7)
# A reminder stands for so long; after that the lists of what is late say it.
STAYS_DAYS = 14
LIMIT, PLAN = "limit", "plan"


@dataclass(frozen=True, slots=True)
class Moment:
    """The newest reminder of a step: of which of its days, how long before or after it."""

    kind: str
    day: dt.date
    offset: int

    @property
    def at(self) -> dt.date:
        return self.day + dt.timedelta(days=self.offset)


def moment_of(*, due_on: dt.date | None, limit_on: dt.date | None, today: dt.date) -> Moment | None:
    """The newest of a step's reminders that stands today; of two made on one day, the limit's."""
    days = [(LIMIT, limit_on)] if limit_on else []
    if due_on and due_on != limit_on:
        days.append((PLAN, due_on))
    found = [
        moment
        for kind, day in days
        if day is not None
        for offset in OFFSETS
        if 0 <= (today - (moment := Moment(kind, day, offset)).at).days < STAYS_DAYS
    ]
    return max(found, key=lambda moment: (moment.at, moment.kind == LIMIT), default=None)


def words_of(kind: str, day: dt.date, today: dt.date) -> str:
    """法定期限明天到期, 计划日期已过7天."""
    name = "期限" if kind == LIMIT else "计划日期"
    days = (day - today).days
    if days < 0:
        return f"{name}已过{-days}天，还没有办结"
    return f"{name}" + {0: "今天", 1: "明天"}.get(days, f"还有{days}天") + "到期"


def may_urge(*, what: str, done: bool, own: bool, may_begin: bool, urged_today: bool) -> Decision:
    """``own``: it is the asker's own work; ``may_begin``: no other step and no later day keeps it back."""
    return Decision(
        (
            Finding("done", not done, f"“{what}”已经办结，不用催办。"),
            Finding("own", not own, f"“{what}”由您自己办理，不用催办。"),
            Finding("begins", may_begin, f"“{what}”还等着前项或者没有到开始的日子，现在催办没有用。"),
            Finding("once", not urged_today, f"“{what}”今天已经催办过，每件事每天催办一次，明天可以再催。"),
        )
    )
