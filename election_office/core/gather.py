"""A page gathers each fact once: rules, papers and panels of one page ask the same questions.

While a page is only read (GET, HEAD) nothing changes under it, so a read marked ``read_once`` is answered
from what it found before. An act always asks anew: outside ``gathering`` the mark does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import update_wrapper, wraps
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.db.models import QuerySet

from election_office.core.fetching import fetch_together

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
Row = TypeVar("Row")

_found: ContextVar[dict[Any, Any] | None] = ContextVar("found", default=None)


@contextmanager
def gathering() -> Iterator[None]:
    """Within it, each marked read with the same arguments is made once."""
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


def read_once(read: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """For a read of rows and plain values. A list is given as a copy, its rows are the same rows."""

    @wraps(read)
    def asked(*args: Arguments.args, **named: Arguments.kwargs) -> Answer:
        found = _found.get()
        if found is None or not _can_be_known(key := _key(read, args, named)):
            return read(*args, **named)
        if key not in found:
            found[key] = read(*args, **named)
        answer = found[key]
        return cast(Answer, list(answer)) if isinstance(answer, list) else answer

    return asked


def _key(read: Any, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
    given = tuple(tuple(arg) if isinstance(arg, list) else arg for arg in args)
    return read, given, tuple(sorted(named.items()))


def _can_be_known(key: Any) -> bool:
    try:
        hash(key)
    except TypeError:  # a row that is not stored yet
        return False
    return True


class Ask(Generic[Row]):
    """A read that has not been made yet: what makes it known, and its query set."""

    def __init__(self, key: Any, rows: QuerySet[Any, Row]) -> None:
        self.key, self.rows = key, rows


class Rows(Generic[Arguments, Row]):
    """A read of rows by their query set; see ``rows_once``."""

    def __init__(self, rows: Callable[Arguments, QuerySet[Any, Row]]) -> None:
        self._rows = rows
        update_wrapper(self, rows)

    def __call__(self, *args: Arguments.args, **named: Arguments.kwargs) -> list[Row]:
        return read_together(self.ask(*args, **named))[0]

    def ask(self, *args: Arguments.args, **named: Arguments.kwargs) -> Ask[Row]:
        return Ask(_key(self, args, named), self._rows(*args, **named))


def rows_once(rows: Callable[Arguments, QuerySet[Any, Row]]) -> Rows[Arguments, Row]:
    """For a function that gives a query set: called, it gives the rows, once a page. A page that knows what
    its parts will ask for reads it ahead in one statement: ``read_ahead(talks.ask(election), …)``."""
    return Rows(rows)


def read_together(*asks: Ask[Any]) -> list[list[Any]]:
    """The rows of each, all that was not read yet in one statement."""
    found = _found.get()
    known: dict[Any, list[Any]] = {} if found is None else found
    missing = {ask.key: ask for ask in asks if _can_be_known(ask.key) and ask.key not in known}
    alone = [ask for ask in asks if not _can_be_known(ask.key)]
    fetch_together(*(ask.rows for ask in (*missing.values(), *alone)))
    known.update({key: list(ask.rows) for key, ask in missing.items()})
    return [list(known[ask.key] if _can_be_known(ask.key) else ask.rows) for ask in asks]


def read_ahead(*asks: Ask[Any]) -> None:
    """What the parts of this page will ask for, in one statement. An act asks each anew, when it needs it."""
    if _found.get() is not None:
        read_together(*asks)
