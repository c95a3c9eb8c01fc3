"""What is arranged for the groups' meetings."""

from __future__ import annotations

from villages.bodies.calls.rules import Call, CallsFacts
from villages.models import Election, Group, GroupCall, Step
from villages.queries import steps_of

STEP = "representatives"


def step_of(election: Election) -> Step | None:
    """The plan's days of choosing; None where it names none."""
    return next(
        (row for row in steps_of(election.pk) if row.code == STEP and not row.dropped and row.due_on), None
    )


def calls_of(election: Election) -> list[tuple[Group, GroupCall | None]]:
    """Every group of the village with its meeting. Two statements."""
    held = {call.group_id: call for call in election.group_calls.all()}
    return [(group, held.get(group.pk)) for group in election.village.groups.order_by("number")]


def facts_of(election: Election) -> CallsFacts:
    step, rows = step_of(election), calls_of(election)
    return CallsFacts(
        groups=[group.title for group, _ in rows],
        calls={
            group.title: Call(call.held_on, call.opens_at, call.venue)
            for group, call in rows
            if call is not None
        },
        opens=step.starts_on if step else None,
        closes=step.due_on if step else None,
    )
