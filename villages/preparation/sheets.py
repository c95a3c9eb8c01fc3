"""The sheets of steps: each step that its records close lends one, from whichever app keeps the records."""

from __future__ import annotations

from collections.abc import Callable

from villages.models import Election
from villages.preparation.rules import Standing

BY_SHEET = "act:sheet"
"""``closes_with`` of a step that is done when its sheet is complete."""

_sheets: dict[str, Callable[[Election], Standing]] = {}


def lend(code: str, sheet: Callable[[Election], Standing]) -> None:
    _sheets[code] = sheet


def has(code: str) -> bool:
    return code in _sheets


def standing(election: Election, code: str) -> Standing | None:
    """How far that step is; None for a step without a sheet."""
    sheet = _sheets.get(code)
    return sheet(election) if sheet else None


def codes() -> list[str]:
    return list(_sheets)
