"""A page gathers each fact once: rules, papers and panels of one page ask the same questions.

While a page is only read (GET, HEAD) nothing changes under it, so a read marked ``read_once`` is answered
from what it found before. An act always asks anew: outside ``gathering`` the mark does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

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
        if found is None:
            return read(*args, **named)
        given = tuple(tuple(arg) if isinstance(arg, list) else arg for arg in args)
        key = (read, given, tuple(sorted(named.items())))
        try:
            known = key in found
        except TypeError:  # a row that is not stored yet
            return read(*args, **named)
        if not known:
            found[key] = read(*args, **named)
        answer = found[key]
        return cast(Answer, list(answer)) if isinstance(answer, list) else answer

    return asked
