"""What must hold for papers and postings. Plain values in, sentences out; no database, no clock."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

# No 0/O, 1/I/L, 5/S, 8/B, U/V: the code is read from paper and typed by hand.
CODE_ALPHABET = "234679ACDEFGHJKMNPQRTWXYZ"
CODE_LENGTH = 10
_ID_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx](?![0-9])")


class Standing(Enum):
    """How a paper stands, on boards and walls; what is wrong comes first. Words, and a tone of the office."""

    OUT = "已经失效，应当撤下", "overdue"
    UNTRUE = "与现行事实不符，须更正", "overdue"
    LATE = "逾期未贴全", "overdue"
    LATE_TO_ISSUE = "逾期未签发", "overdue"
    TO_HANG = "待张贴", "doing"
    TO_ISSUE = "待签发", "todo"
    HANGS = "已贴全", "done"
    ISSUED = "已签发", "done"
    NOT_NEEDED = "不需要", "deferred"

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def tone(self) -> str:
        return self.value[1]

    @property
    def is_wrong(self) -> bool:
        return self.tone == "overdue"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.tone not in ("done", "deferred")


def standing_of(
    *,
    issued: bool,
    due: date | None,
    today: date,
    withdrawn: bool = False,
    untrue: bool = False,
    hangs: bool = False,
    places: bool = True,
    needed: bool = True,
) -> Standing:
    """``hangs``: it has hung at every place that must have it. ``places``: whether it must hang anywhere.
    On its last day nothing is late yet."""
    if withdrawn:
        return Standing.OUT
    if untrue:
        return Standing.UNTRUE
    if issued and not places:
        return Standing.ISSUED
    if hangs:
        return Standing.HANGS
    if not issued and not needed:
        return Standing.NOT_NEEDED
    late = due is not None and due < today
    if issued:
        return Standing.LATE if late else Standing.TO_HANG
    return Standing.LATE_TO_ISSUE if late else Standing.TO_ISSUE


def canonical(facts: Mapping[str, Any]) -> bytes:
    """The one way to write facts as bytes, so that equal facts have equal hashes."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def normal_code(text: str) -> str:
    """A verification code as typed by a person (spaces, hyphens, small or full-width letters) → as stored."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())


def strings_in(value: Any) -> Iterator[str]:
    """Every piece of text inside JSON-like data, keys of objects left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from strings_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings_in(inner)


def text_with_id_number(texts: Iterable[str]) -> str | None:
    """The first text that holds a full identity number (18 digits), its number masked; else None."""
    for text in texts:
        found = _ID_NUMBER.search(text)
        if found:
            number = found.group()
            return text.replace(number, f"{number[:6]}********{number[-4:]}")
    return None


def publication_dates(
    posted: Iterable[tuple[str, date]], required: Iterable[str]
) -> tuple[date | None, date | None]:
    """(first, full): the day the paper first hung anywhere, and the day it hung at every required place.

    ``posted``: place key and local day of each valid posting. A place counts from its earliest
    posting; the paper counts as published on the latest of its required places, so that a period
    beginning with publication is never counted from a day on which some group had not seen it yet.
    A paper without required places is published where it first hangs.
    """
    earliest: dict[str, date] = {}
    for key, day in posted:
        earliest[key] = min(day, earliest.get(key, day))
    if not earliest:
        return None, None
    first = min(earliest.values())
    needed = set(required)
    if not needed:
        return first, first
    if not needed <= earliest.keys():
        return first, None
    return first, max(earliest[key] for key in needed)
