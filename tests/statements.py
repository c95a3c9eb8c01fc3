"""Which tests PostgreSQL repeats: every statement the suite sends is sent to it at least once.

A test tries a rule or an act, and that is the same on both databases; what may differ is how they take a
statement. So the run on SQLite notes for each test the statements it sent, and which of them failed; the run
on PostgreSQL takes the fewest tests that send them all again. What touches no database is tried once. A test
without a note is taken too: a new one, or every one where no run on SQLite came before.
"""

from __future__ import annotations

import heapq
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2s
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.db.backends.signals import connection_created

FOLDER = os.environ.get("OFFICE_TEST_STATEMENTS", "")

# One value or a hundred in a list, the name of a savepoint: the same statement.
LISTED = re.compile(r"%s(, %s)+|\(%s\)(, \(%s\))+")
OF_NO_INTEREST = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA", "SET ")


class Notes:
    """An execute wrapper of every connection of this process: what was sent since the last test ended."""

    running: Notes | None = None

    def __init__(self, folder: Path, process: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.file = (folder / f"{process}.jsonl").open("w", encoding="utf-8")
        self.sent: set[str] = set()
        self.known: dict[str, str] = {}

    def begin(self) -> None:
        """From now on for every connection: a browser's walk gives the tests after it another one."""
        Notes.running = self
        connection_created.connect(self._listen)

    def _listen(self, connection: Any, **_: Any) -> None:
        if self not in connection.execute_wrappers:
            connection.execute_wrappers.append(self)

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Mapping[str, Any]
    ) -> Any:
        mark = self.known.get(sql)
        if mark is None:
            mark = self.known[sql] = mark_of(sql)
        try:
            done = execute(sql, params, many, context)
        except DatabaseError as error:
            self.sent.add(f"{mark}!{type(error).__name__}")
            raise
        self.sent.add(mark)
        return done

    def close_test(self, name: str) -> None:
        print(json.dumps([name, sorted(self.sent - {""})]), file=self.file, flush=True)
        self.sent.clear()


def mark_of(sql: str) -> str:
    """Short and the same in every process; empty for what is the same whatever is asked."""
    if sql.startswith(OF_NO_INTEREST):
        return ""
    return blake2s(LISTED.sub("…", sql).encode(), digest_size=6).hexdigest()


def noted(folder: Path) -> dict[str, frozenset[str]]:
    """By test: the statements it sent; a test in two files counts with what it sent last."""
    found: dict[str, frozenset[str]] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            name, sent = json.loads(line)
            found[name] = frozenset(sent)
    return found


def fewest(sent: Mapping[str, frozenset[str]], already: Iterable[str]) -> set[str]:
    """Tests that together send all of ``sent``, given what ``already`` names send: the greedy cover."""
    missing = frozenset().union(*sent.values()) if sent else frozenset()
    for name in already:
        missing -= sent.get(name, frozenset())
    taken: set[str] = set()
    waiting = [(-len(marks & missing), name) for name, marks in sent.items()]
    heapq.heapify(waiting)
    while missing and waiting:
        gain, name = heapq.heappop(waiting)
        now = -len(sent[name] & missing)
        if now == 0:
            continue
        if now != gain:  # others have sent some of it meanwhile
            heapq.heappush(waiting, (now, name))
            continue
        taken.add(name)
        missing -= sent[name]
    return taken
