"""The sheets of steps: each step that its records close lends one, from whichever app keeps the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from villages.models import Election
from villages.preparation.rules import Standing

BY_SHEET = "act:sheet"
"""``closes_with`` of a step that is done when its sheet is complete."""

_sheets: dict[str, Callable[[Election], Standing]] = {}
_readers: dict[str, list[str]] = {}


def lend(code: str, sheet: Callable[[Election], Standing], *, reads: Iterable[str] = ()) -> None:
    """``reads``: what else of a lower app the sheet looks at ("bodies"); its acts settle the step."""
    _sheets[code] = sheet
    for what in reads:
        _readers.setdefault(what, []).append(code)


def readers(what: str) -> list[str]:
    """The steps whose sheets look at what such an act has changed."""
    return list(_readers.get(what, ()))


def has(code: str) -> bool:
    return code in _sheets


def standing(election: Election, code: str) -> Standing | None:
    """How far that step is; None for a step without a sheet."""
    sheet = _sheets.get(code)
    return sheet(election) if sheet else None


def codes() -> list[str]:
    return list(_sheets)
