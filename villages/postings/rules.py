"""How long a paper stays on the wall. No Django, no clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from election_office.law.dates import window_end


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
