"""The catalogue of steps (catalogue.toml): what a plan may hold. Plain data, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

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


@cache
def step_kinds() -> dict[str, StepKind]:
    """Every kind by its code, in order. Raises ValueError when the file contradicts itself."""
    raw = tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))
    kinds: dict[str, StepKind] = {}
    for order, row in enumerate(raw["step"], start=1):
        waits_for = tuple(row.pop("waits_for", ()))
        unknown = [code for code in waits_for if code not in kinds]
        if unknown or row["stage"] not in STAGES or row["code"] in kinds:
            raise ValueError(f"catalogue.toml: step {row['code']} is out of order or doubled: {unknown}")
        kinds[row["code"]] = StepKind(order=order * 10, waits_for=waits_for, **row)
    return kinds
