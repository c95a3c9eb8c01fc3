"""How the pages of this app learn which election they stand in, without knowing what an election is.

The app that owns elections lends one function at start-up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from election_office.accounts.models import User

Finder = Callable[[User, int], Any | None]

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """``finder(user, election_id)``: the row templates/layout/election.html needs, or None when this
    user may not see it. A second registration replaces the first."""
    _finders[:] = [finder]


def is_known() -> bool:
    return bool(_finders)


def find(user: User, election_id: int) -> Any | None:
    """The election as its own app shows it to this user; None when unseen or no app lends elections."""
    return _finders[0](user, election_id) if _finders else None
