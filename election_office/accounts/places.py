"""Names for division codes. Accounts knows codes only; the app that owns the places lends their names.

``villages`` calls ``register(...)`` once at start-up; until then a code stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from election_office.core.gather import read_once


@dataclass(frozen=True, slots=True)
class PlaceSource:
    """Both answer with one query, however many codes are asked for.

    ``names``: codes → {code: name}, unknown codes left out.
    ``below``: codes → [(code, name)] of these places and all within them, widest first.
    """

    names: Callable[[Collection[str]], dict[str, str]]
    below: Callable[[Collection[str]], list[tuple[str, str]]]


_sources: list[PlaceSource] = []


def register(source: PlaceSource) -> None:
    """Use this source from now on; a second registration replaces the first."""
    _sources[:] = [source]


@read_once
def _known(codes: frozenset[str]) -> dict[str, str]:
    return _sources[0].names(codes)


def names(codes: Collection[str]) -> dict[str, str]:
    """A name for every code asked for; a code nobody can name is its own name."""
    wanted = {code for code in codes if code}
    known = _known(frozenset(wanted)) if _sources and wanted else {}
    return {code: known.get(code, code) for code in wanted}


def below(codes: Collection[str]) -> list[tuple[str, str]]:
    """The places a form offers; empty while no app lends names, and then the code is typed."""
    return _sources[0].below(codes) if _sources and codes else []
