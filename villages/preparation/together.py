"""What a step's sheet takes as one entry for many villages: each app lends its form and its act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm


@dataclass(frozen=True, slots=True)
class Entry:
    """``act`` takes ``election``, the values of ``form`` and ``by``."""

    name: str
    steps: tuple[str, ...]
    title: str
    form: type[OfficeForm]
    act: Callable[..., object]
    permission: Permission


_entries: dict[str, Entry] = {}


def lend(entry: Entry) -> None:
    _entries[entry.name] = entry


def entry_of(name: str, step: str) -> Entry | None:
    found = _entries.get(name)
    return found if found is not None and step in found.steps else None


def entries_of(step: str) -> list[Entry]:
    return [entry for entry in _entries.values() if step in entry.steps]
