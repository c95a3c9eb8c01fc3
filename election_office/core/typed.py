"""What somebody typed before the page was lost, for the form of the page that is being answered now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import QueryDict

_again: ContextVar[QueryDict | None] = ContextVar("typed_again", default=None)


def current() -> QueryDict | None:
    return _again.get()


@contextmanager
def again(data: QueryDict | None) -> Iterator[None]:
    """Forms made meanwhile that nobody has sent start from ``data`` (``OfficeForm``)."""
    token = _again.set(data)
    try:
        yield
    finally:
        _again.reset(token)
