"""What a roll says, as plain entries: compared, and sealed by a digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


class Entry(NamedTuple):
    """One voter of a version. ``group`` is the group's number, None for nobody's group."""

    serial: int
    group: int | None
    name: str
    sex: str
    person: int


class Correction(NamedTuple):
    """The same voter before and after."""

    before: Entry
    after: Entry


class Difference(NamedTuple):
    """What happened between two states of a roll, each in the order of the serial numbers."""

    added: list[Entry]
    removed: list[Entry]
    corrected: list[Correction]

    @property
    def empty(self) -> bool:
        return not (self.added or self.removed or self.corrected)

    def as_json(self) -> dict[str, Any]:
        return {
            "added": [list(entry) for entry in self.added],
            "removed": [list(entry) for entry in self.removed],
            "corrected": [[list(row.before), list(row.after)] for row in self.corrected],
        }


def digest_of(entries: Iterable[Entry]) -> str:
    """SHA-256 of the whole roll, in hex: anybody with the same names in the same order gets the same."""
    text = json.dumps(sorted(entries), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def replay(versions: Iterable[tuple[str, Any]]) -> dict[int, Entry]:
    """Serial → entry after the versions ``(kind, entries)`` in their order."""
    state: dict[int, Entry] = {}
    for kind, entries in versions:
        if kind != "supplement":
            state = {row[0]: Entry(*row) for row in entries}
            continue
        for row in entries["added"]:
            state[row[0]] = Entry(*row)
        for row in entries["removed"]:
            state.pop(row[0], None)
        for _, after in entries["corrected"]:
            state[after[0]] = Entry(*after)
    return state


def difference(before: dict[int, Entry], now: Sequence[Entry]) -> Difference:
    """What must be told of between a sealed state and the present one."""
    present = {entry.serial: entry for entry in now}
    return Difference(
        added=[entry for serial, entry in sorted(present.items()) if serial not in before],
        removed=[entry for serial, entry in sorted(before.items()) if serial not in present],
        corrected=[
            Correction(before[serial], entry)
            for serial, entry in sorted(present.items())
            if serial in before and before[serial] != entry
        ],
    )
