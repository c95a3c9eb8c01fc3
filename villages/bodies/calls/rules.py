"""Is every group's meeting arranged, within the days of the plan. Plain values in, a Decision out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding


@dataclass(frozen=True, slots=True)
class Call:
    held_on: date
    opens_at: time
    venue: str


@dataclass(frozen=True, slots=True)
class CallsFacts:
    """``groups``: their names. ``calls``: name → what is arranged. ``opens`` and ``closes``: the plan's days;
    one day where it names no beginning."""

    groups: Sequence[str]
    calls: Mapping[str, Call]
    opens: date | None
    closes: date | None


def check_calls(facts: CallsFacts) -> Decision:
    missing = [group for group in facts.groups if group not in facts.calls]
    first, last = facts.opens or facts.closes, facts.closes
    outside = [
        f"{group}{cn_date(call.held_on)}"
        for group, call in facts.calls.items()
        if first and last and not first <= call.held_on <= last
    ]
    days = ""
    if first and last:
        days = cn_date(last) if first == last else f"{cn_date(first)}至{cn_date(last)}"
    return Decision(
        (
            Finding("no_day_for_bodies", last is not None, "方案没有写明推选的日期，请先在方案中填写。"),
            Finding(
                "calls_missing",
                not missing,
                f"{'、'.join(missing)}还没有安排推选的时间和地点。",
            ),
            Finding(
                "calls_outside_plan",
                not outside,
                f"{'、'.join(outside)}不在方案的推选日期{days}以内。",
            ),
        )
    )
