"""The steps of an election, as the apps declare them: a paper in its ``closes``, any other in ``steps.toml``.

No Django here: the rules of a plan read this register.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RECORD = "record"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an election.

    ``title`` and ``help`` ask for the words of the election: ``{w.committee}``.
    ``order``: where it stands among all steps. ``days_before``: the plan's usual day, counted back from
    the election day; negative is after it. ``deadline``: the row of the law's table that limits it.
    ``waits_for``: steps of this app or of an app below it that come first. ``before``: steps of an app
    below it that wait for this step: the lower app does not name the higher. ``page``: the URL, by the
    election's key, where the work is done. ``when_issued``: its paper closes it when it is issued, not
    when it hangs. ``optional``: a village may do without it although a paper closes it.
    """

    code: str
    title: str
    stage: str
    order: int
    days_before: int
    responsible: str
    help: str
    deadline: str = ""
    waits_for: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    gate: bool = False
    optional: bool = False
    page: str = ""
    when_issued: bool = False


_steps: dict[str, tuple[Step, str]] = {}
_changes = 0


def declare(step: Step, closes_with: str = RECORD) -> None:
    """``closes_with``: "record" (an entry with date and paper), "act:<name>" (an act of an app),
    "document:<kind>" (that paper at every place), "issued:<kind>" (that paper issued)."""
    global _changes
    if step.code in _steps:
        raise ValueError(f"Two steps are called {step.code!r}.")
    _steps[step.code] = step, closes_with
    _changes += 1


def forget(code: str) -> None:
    """Take a step out of the register. For tests that add a paper."""
    global _changes
    del _steps[code]
    _changes += 1


def changes() -> int:
    """How often the register changed: what was worked out from it holds as long as this number."""
    return _changes


def every() -> list[tuple[Step, str]]:
    """All steps in their order, each with what closes it."""
    return sorted(_steps.values(), key=lambda pair: (pair[0].order, pair[0].code))


def read(path: Path) -> list[tuple[Step, str]]:
    """The steps of a ``steps.toml``. Raises TypeError for a key that no step has."""
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["step"]
    steps = []
    for row in rows:
        closes_with = str(row.pop("closes_with", RECORD))
        for name in ("waits_for", "before"):
            row[name] = tuple(row.get(name, ()))
        steps.append((Step(**row), closes_with))
    return steps
