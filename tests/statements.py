"""Which tests PostgreSQL repeats: every statement the suite sends is sent to it at least once.

A test tries a rule or an act, and that is the same on both databases; what may differ is how they take a
statement. So the run on SQLite notes for each test the statements it sent, and which of them failed; the run
on PostgreSQL takes tests that send them all again, those that send most in a second first. What touches no
database is tried once. A test without a note is taken too: a new one, or every one where no run on SQLite
came before.
"""

from __future__ import annotations

import heapq
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2s
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.db.backends.signals import connection_created

FOLDER = os.environ.get("OFFICE_TEST_STATEMENTS", "")

# One value or a hundred in a list, the name of a savepoint: the same statement.
LISTED = re.compile(r"%s(, %s)+|\(%s\)(, \(%s\))+")
OVERHEAD = 0.02  # seconds of any test, beside its own
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

    def close_test(self, name: str, seconds: float) -> None:
        print(json.dumps([name, sorted(self.sent - {""}), round(seconds, 3)]), file=self.file, flush=True)
        self.sent.clear()


def mark_of(sql: str) -> str:
    """Short and the same in every process; empty for what is the same whatever is asked."""
    if sql.startswith(OF_NO_INTEREST):
        return ""
    return blake2s(LISTED.sub("…", sql).encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Note:
    """What one test sent to SQLite, and how long it took there."""

    sent: frozenset[str]
    seconds: float


def noted(folder: Path) -> dict[str, Note]:
    """By test; a test in two files counts with what it sent last."""
    found: dict[str, Note] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            name, sent, seconds = json.loads(line)
            found[name] = Note(frozenset(sent), seconds)
    return found


def cheapest(notes: Mapping[str, Note], already: Iterable[str]) -> set[str]:
    """Tests that together send all that is noted, given what ``already`` names send: the greedy cover by
    statements a second. The walk through two hundred pages comes last and has nothing left to add."""
    missing = frozenset().union(*(note.sent for note in notes.values())) if notes else frozenset()
    for name in already:
        if name in notes:
            missing -= notes[name].sent

    def worth(name: str) -> float:
        return -len(notes[name].sent & missing) / (OVERHEAD + notes[name].seconds)

    taken: set[str] = set()
    waiting = [(worth(name), name) for name in notes]
    heapq.heapify(waiting)
    while missing and waiting:
        gain, name = heapq.heappop(waiting)
        now = worth(name)
        if now == 0:
            continue
        if now != gain:  # others have sent some of it meanwhile
            heapq.heappush(waiting, (now, name))
            continue
        taken.add(name)
        missing -= notes[name].sent
    return taken
