"""How a paper stands on the wall, and how long it stays there. No Django, no clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from election_office.law.dates import window_end


class Mark(Enum):
    """How a paper stands; what is wrong comes first. Words, and a tone of the office."""

    OUT = "已经失效，应当撤下", "overdue"
    UNTRUE = "与现行事实不符，应当更正", "overdue"
    LATE = "逾期未贴全", "overdue"
    LATE_TO_ISSUE = "逾期未签发", "overdue"
    TO_HANG = "待张贴", "doing"
    TO_ISSUE = "待签发", "todo"
    HANGS = "已贴全", "done"

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def tone(self) -> str:
        return self.value[1]

    @property
    def is_wrong(self) -> bool:
        return self.tone == "overdue"

    @property
    def is_open(self) -> bool:
        return self is not Mark.HANGS


ORDER = list(Mark)


def mark_of(
    *, issued: bool, withdrawn: bool, untrue: bool, hangs: bool, due: dt.date | None, today: dt.date
) -> Mark:
    """``hangs``: it has hung at every place that must have it. On its last day nothing is late yet."""
    if withdrawn:
        return Mark.OUT
    if untrue:
        return Mark.UNTRUE
    if hangs:
        return Mark.HANGS
    late = due is not None and due < today
    if issued:
        return Mark.LATE if late else Mark.TO_HANG
    return Mark.LATE_TO_ISSUE if late else Mark.TO_ISSUE


@dataclass(frozen=True, slots=True)
class Stay:
    """The last day on which a paper must hang. ``why``: what that day is; no day: nothing prescribes it."""

    day: dt.date | None
    why: str


def stay_of(
    *, due: dt.date | None, posted_on: dt.date | None, objection_days: int, election_day: dt.date
) -> Stay:
    """What hangs before the vote stays until the vote; and at least as long as people may object."""
    first = posted_on or due
    window = window_end(posted_on, objection_days) if posted_on and objection_days else None
    if first is not None and first <= election_day:
        if window is not None and window > election_day:
            return Stay(window, "异议期满")
        return Stay(election_day, "选举日")
    return Stay(window, "异议期满" if window else "没有规定，由村安排")
