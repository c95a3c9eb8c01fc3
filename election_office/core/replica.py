"""Boards may be read from a copy of the database: a streaming replica that ``OFFICE_REPLICA_URL`` names.

    @require_safe
    @replica.read_from_copy
    def board(request): ...

Only what such a view reads goes there. Sessions and permissions are read before the view, from the office's
own database; whatever writes, locks or stands in a transaction stays there too. Somebody who has just sent
a form looks at the own database for some seconds, or would miss what they did. A copy that does not answer,
or is too far behind, is not read. Without the setting nothing of this does anything.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, transaction
from django.http import HttpRequest, HttpResponse

ALIAS = "replica"
COOKIE = "just_sent"
# How long after their last form somebody looks at the own database, and how old a board may be.
SECONDS_AFTER_SENDING = 15
OLDEST = 10.0
# How long what is known of the copy counts: how far it is behind, or that it does not answer.
LOOK_AGAIN = 5.0

Arguments = ParamSpec("Arguments")
Asked = TypeVar("Asked", bound=HttpRequest)
log = logging.getLogger(__name__)

# While a view reads from the copy: how many transactions were open when it began. None: nobody does.
_reading: ContextVar[int | None] = ContextVar("reading_from_the_copy", default=None)

# Received all there is and keeps receiving: then nothing is missing, however long ago the last act was. A
# copy that lost its line has also applied all that it received, so the line itself is looked at.
BEHIND = """
SELECT CASE
    WHEN NOT pg_is_in_recovery() THEN 0
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
        AND EXISTS (SELECT 1 FROM pg_stat_wal_receiver) THEN 0
    ELSE EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp())
END
"""


def is_set() -> bool:
    return ALIAS in settings.DATABASES


def may_read_copy(*, method: str | None, just_sent: bool, behind: float | None) -> bool:
    """The rule. ``behind``: seconds, None where nobody knows."""
    return method in ("GET", "HEAD") and not just_sent and behind is not None and behind <= OLDEST


class CopyRouter:
    """Reads of a board go to the copy, everything else to the office's own database, by name: a row that was
    read from the copy must never be saved there."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        began = _reading.get()
        return ALIAS if began is not None and _open_transactions() <= began else DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, row: Any, other: Any, **hints: Any) -> bool:
        return True  # they are the same rows

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == ALIAS else None


def _open_transactions() -> int:
    connection = transaction.get_connection()
    return int(connection.in_atomic_block) + len(connection.savepoint_ids)


@contextmanager
def copied() -> Iterator[None]:
    """What is read within it is read from the copy."""
    token = _reading.set(_open_transactions())
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def own() -> Iterator[None]:
    """Within ``copied``: what must not be late, such as whether the worker lives."""
    token = _reading.set(None)
    try:
        yield
    finally:
        _reading.reset(token)


def read_from_copy(
    view: Callable[Concatenate[Asked, Arguments], HttpResponse],
) -> Callable[Concatenate[Asked, Arguments], HttpResponse]:
    """For a view that only looks. Where the copy fails midway the view is answered from the own database."""

    @wraps(view)
    def answered(request: Asked, /, *args: Arguments.args, **named: Arguments.kwargs) -> HttpResponse:
        if not is_set() or not may_read_copy(
            method=request.method, just_sent=COOKIE in request.COOKIES, behind=state.behind()
        ):
            return view(request, *args, **named)
        try:
            with copied():
                return view(request, *args, **named)
        except (OperationalError, InterfaceError) as fault:
            log.warning("the copy did not answer a board: %s", type(fault).__name__)
            connections[ALIAS].close()
            state.forget()
            return view(request, *args, **named)

    return answered


class State:
    """What this process knows of the copy, looked at anew every few seconds."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until = 0.0
        self._behind: float | None = None

    def behind(self) -> float | None:
        """Seconds; None where it does not answer. While one looks, the others go by what was known."""
        if time.monotonic() < self._until or not self._lock.acquire(blocking=False):
            return self._behind
        try:
            self._behind = seconds_behind()
            self._until = time.monotonic() + LOOK_AGAIN
        finally:
            self._lock.release()
        return self._behind

    def forget(self) -> None:
        """It has just failed: not read again before it is looked at again."""
        self._behind, self._until = None, time.monotonic() + LOOK_AGAIN


state = State()


def seconds_behind() -> float | None:
    """How far the copy is behind now; another kind than PostgreSQL says nothing and counts as fresh."""
    connection = connections[ALIAS]
    try:
        with connection.cursor() as cursor:
            if connection.vendor != "postgresql":
                cursor.execute("SELECT 0")
            else:
                cursor.execute(BEHIND)
            found = cursor.fetchone()[0]
    except (OperationalError, InterfaceError):
        connection.close()
        return None
    return None if found is None else max(0.0, float(found))


def report() -> dict[str, dict[str, float | None]]:
    """For the health page; empty where there is no copy."""
    if not is_set():
        return {}
    behind = seconds_behind()
    return {ALIAS: {"seconds_behind": None if behind is None else round(behind, 1)}}


def fault() -> str:
    """The sentence of the health page."""
    if not is_set():
        return ""
    behind = seconds_behind()
    if behind is None:
        return "进度看板所读的数据库副本连不上，看板改读主库，请检查副本服务器。"
    if behind > OLDEST:
        late = f"落后{behind:.0f}秒，超过{OLDEST:.0f}秒"
        return f"进度看板所读的数据库副本{late}，看板改读主库，请检查副本服务器。"
    return ""


class RememberSending:
    """Whoever sent a form carries a mark for some seconds. It says nothing but that, and browsers drop it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_set() and request.method not in ("GET", "HEAD", "OPTIONS"):
            response.set_cookie(
                COOKIE,
                "1",
                max_age=SECONDS_AFTER_SENDING,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
