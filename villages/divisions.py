"""The Statistics Bureau's list of townships and villages, as `make setup` cut it; read without a network.

An aid for typing, never a source of law: what it says is shown for correction before anything is entered.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from election_office.law.words import GENERAL, words_for

FOUND_AT_MOST = 20
COMMUNITY = words_for("", "community")
# Longest first: an ending is taken off once.
_ENDINGS = (
    *((f"村{name}", "村", f"村{GENERAL.body}") for name in (GENERAL.body, GENERAL.body_short)),
    *((name, "村", GENERAL.body) for name in (GENERAL.body, GENERAL.body_short)),
    *((f"社区{name}", "社区", f"社区{COMMUNITY.body}") for name in (COMMUNITY.body, COMMUNITY.body_short)),
    *((name, "社区", COMMUNITY.body) for name in (COMMUNITY.body, COMMUNITY.body_short)),
)
# The tenth digit of a code, counted over the whole country: 0 and 1 are communities, 2 and 3 villages.
_KIND_OF_DIGIT = {"0": "community", "1": "community", "2": "village", "3": "village"}


@dataclass(frozen=True, slots=True)
class TownshipEntry:
    code: str
    name: str
    county: str
    city: str
    province: str

    @property
    def county_code(self) -> str:
        return self.code[:6]


@dataclass(frozen=True, slots=True)
class VillageEntry:
    """``kind``: "village", "community", or "" where the code does not tell and somebody must."""

    code: str
    official: str
    name: str
    body_name: str
    kind: str


def folder() -> Path:
    return Path(settings.DIVISIONS_DIR)


def as_of() -> dt.date | None:
    """The day the list stands for; None when this machine has none."""
    try:
        about = json.loads((folder() / "about.json").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    return dt.date.fromisoformat(about["as_of"])


def _lines(name: str) -> list[list[str]]:
    path = folder() / f"{name}.tsv.gz"
    if not path.exists():
        return []
    return [line.split("\t") for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


@lru_cache(maxsize=1)
def _townships(path: str, _stamp: float) -> tuple[TownshipEntry, ...]:
    return tuple(TownshipEntry(*row) for row in _lines("townships"))


def townships() -> tuple[TownshipEntry, ...]:
    """Forty thousand townships, read once a process and again when the file is new."""
    path = folder() / "townships.tsv.gz"
    return _townships(str(path), path.stat().st_mtime) if path.exists() else ()


def search_townships(words: str) -> list[TownshipEntry]:
    """By name, or by code; several words narrow each other (“临川 上顿渡”). At most twenty."""
    wanted = words.split()
    found: list[TownshipEntry] = []
    if not wanted:
        return found
    for row in townships():
        said = f"{row.code}{row.province}{row.city}{row.county}{row.name}"
        if all(word in said for word in wanted):
            found.append(row)
            if len(found) == FOUND_AT_MOST:
                break
    return found


def township(code: str) -> TownshipEntry | None:
    return next((row for row in townships() if row.code == code), None)


def villages_of(township_code: str) -> list[VillageEntry]:
    """The list's villages of one township, in the order of their codes."""
    rows = _lines(township_code[:6]) if township_code[:6].isascii() and township_code[:6].isdecimal() else []
    return [entry(code, official) for code, official in rows if code.startswith(township_code)]


def entry(code: str, official: str) -> VillageEntry:
    """A line of the list with its short and its full legal name. Never told by its ending what it is:
    the code says so, and where the code does not, a person is asked."""
    kind = _KIND_OF_DIGIT.get(code[9:10], "")
    for ending, short, full in _ENDINGS:
        if official.endswith(ending) and len(official) > len(ending):
            stem = official.removesuffix(ending)
            return VillageEntry(code, official, stem + short, stem + full, kind)
    body = {"village": GENERAL.body, "community": COMMUNITY.body}.get(kind, "")
    return VillageEntry(code, official, official, official + body if body else "", kind)
