"""What goes to the log: a line an event, with the number of the request, and nothing that anybody typed.

The text of an exception often holds the value it failed at, so a log names its kind and the places in the
code; the page people see names the same number.
"""

from __future__ import annotations

import json
import logging
import secrets
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from django.http import HttpRequest, HttpResponse

_number: ContextVar[str] = ContextVar("request_number", default="")


def request_number() -> str:
    """The number of the request being answered; nothing in a worker."""
    return _number.get()


class NumberedRequests:
    """Gives each request a number, which its log lines, its answer and its error page bear."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _number.set(secrets.token_hex(5))
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_number()
            return response
        finally:
            _number.reset(token)


def _places(error: BaseException, trace: TracebackType | None) -> list[str]:
    found = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        found += [f"because of {type(cause).__name__}", *_places(cause, cause.__traceback__)]
    return found


class Plain(logging.Formatter):
    """For a terminal."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {number}{message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        number = request_number()
        record.number = f"[{number}] " if number else ""
        return super().format(record)

    def formatException(self, ei: Any) -> str:
        kind, error, trace = ei
        return "\n".join([kind.__name__, *(f"  {place}" for place in _places(error, trace))])


class JsonLines(logging.Formatter):
    """For a collector: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "request": request_number(),
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None and record.exc_info[1] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[1], record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)
