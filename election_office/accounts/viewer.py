"""For whom the page at hand is made: numbers are shown to few, and a list cannot ask each time.

Outside a page (a worker, a command) nobody reads, and what depends on the reader stays hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from election_office.accounts.models import User


@dataclass(slots=True)
class Viewer:
    """``known``: what was looked up about the reader, once for the whole page."""

    user: User
    known: dict[str, Any] = field(default_factory=dict)


_current: ContextVar[Viewer | None] = ContextVar("viewer", default=None)


def current() -> Viewer | None:
    return _current.get()


@contextmanager
def reading(user: User | None) -> Iterator[None]:
    """What is made inside is read by this person, and by nobody else."""
    token = _current.set(Viewer(user) if user is not None else None)
    try:
        yield
    finally:
        _current.reset(token)
