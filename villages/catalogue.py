"""The catalogue of steps: what a plan may hold, read from what the apps declare. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from election_office.documents import steps
from election_office.law.words import GENERAL, Words

STAGES = ("preparation", "election", "follow_up")


@dataclass(frozen=True, slots=True)
class StepKind:
    """``days_before``: days before the election day in the plan's default; negative is after it.

    ``closes_with``: "record" (an entry with date and paper), "document:<kind>" (that paper posted at
    every place), "issued:<kind>" (that paper issued), "act:<name>" (an action of a higher app).
    ``optional``: a village may do without it although a paper closes it (no 村民代表会议 in a small village).
    """

    code: str
    title: str
    stage: str
    days_before: int
    responsible: str
    help: str
    order: int
    deadline: str = ""
    closes_with: str = "record"
    waits_for: tuple[str, ...] = field(default=())
    gate: bool = False
    optional: bool = False
    page: str = ""


def step_kinds(words: Words = GENERAL) -> dict[str, StepKind]:
    """Every kind by its code, in order, in the words of an election. Raises ValueError when the declarations
    contradict each other."""
    return _step_kinds(steps.changes(), words)


@lru_cache(maxsize=64)
def _step_kinds(changes: int, words: Words) -> dict[str, StepKind]:
    declared = steps.every()
    waiting: dict[str, list[str]] = {step.code: list(step.waits_for) for step, _ in declared}
    for step, _ in declared:
        for lower in step.before:
            if lower not in waiting:
                raise ValueError(f"Step {step.code} comes before {lower}, which nobody declares.")
            waiting[lower].append(step.code)
    kinds: dict[str, StepKind] = {}
    for step, closes_with in declared:
        unknown = [code for code in waiting[step.code] if code not in kinds]
        if unknown or step.stage not in STAGES:
            raise ValueError(f"Step {step.code} is out of order: {unknown or step.stage}")
        kinds[step.code] = StepKind(
            code=step.code,
            title=step.title.format(w=words),
            stage=step.stage,
            days_before=step.days_before,
            responsible=step.responsible,
            help=step.help.format(w=words),
            order=step.order,
            deadline=step.deadline,
            closes_with=closes_with,
            waits_for=tuple(waiting[step.code]),
            gate=step.gate,
            optional=step.optional,
            page=step.page,
        )
    return kinds
