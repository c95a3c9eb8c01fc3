"""Reads the announcement: its running text, or lines with a day and 休 or 班. Plain values, no Django."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

WORKED, FREE = ("上班", "补班", "班", "工作日"), ("放假", "休")
_DATE = (
    r"(?<![\d.\-/])(?:(?P<y{0}>20\d\d)\s*[年.\-/]\s*)?"
    r"(?:(?P<m{0}>1[0-2]|0?[1-9])\s*[月.\-/]\s*)?(?P<d{0}>3[01]|[12]\d|0?[1-9])(?:\s*日|(?![\d月天年]))"
)
SPAN = re.compile(
    _DATE.format(1)
    + r"(?:\s*(?:至|到|—+|－|-|~|～)\s*"
    + _DATE.format(2).replace(r"(?<![\d.\-/])", "")
    + ")?"
)
IN_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")
# "一、元旦：" names the feast, and its number is no day.
HEADING = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|\d+[.、]\s*(?=[^\d]))?[^\d：:]*[：:]")
MOST_LETTERS = 8_000


@dataclass(frozen=True)
class Announcement:
    """``unread``: passages with a day of which it is not clear whether people rest or work."""

    off: frozenset[dt.date] = frozenset()
    work: frozenset[dt.date] = frozenset()
    unread: tuple[str, ...] = ()


@dataclass
class _Reading:
    year: int
    off: set[dt.date] = field(default_factory=set)
    work: set[dt.date] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)

    def passage(self, words: str) -> None:
        days, whole = _days(words, self.year)
        kind = _kind(words)
        if kind is None or not whole:
            if days or not whole:
                self.unread.append(words[:60])
            return
        kind_days = self.work if kind == "work" else self.off
        kind_days |= days


def read(text: str, year: int) -> Announcement:
    """``year``: of days that name none."""
    found = _Reading(year)
    for line in text[:MOST_LETTERS].splitlines():
        plain = line
        while IN_BRACKETS.search(plain):
            plain = IN_BRACKETS.sub("", plain)
        plain = HEADING.sub("", plain)
        for words in re.split(r"[。；;，,]", plain):
            if re.search(r"\d", words):
                found.passage(words.strip())
    return Announcement(frozenset(found.off), frozenset(found.work), tuple(found.unread))


def _kind(words: str) -> str | None:
    if any(word in words for word in WORKED):
        return "work"
    return "off" if any(word in words for word in FREE) else None


def _days(words: str, year: int) -> tuple[set[dt.date], bool]:
    """The days a passage names; whether every one of them could be read. 共3天 names none."""
    found: set[dt.date] = set()
    month: int | None = None
    whole = True
    for match in SPAN.finditer(words):
        first_month = int(match["m1"]) if match["m1"] else month
        start = _date(int(match["y1"] or year), first_month, int(match["d1"]))
        last_month = int(match["m2"]) if match["m2"] else first_month
        last_year = int(match["y2"] or match["y1"] or year)
        end = _date(last_year, last_month, int(match["d2"])) if match["d2"] else start
        if start is None or end is None or not dt.timedelta(0) <= end - start < dt.timedelta(31):
            whole = False
            continue
        month = end.month
        found |= {start + dt.timedelta(days=n) for n in range((end - start).days + 1)}
    return found, whole


def _date(year: int, month: int | None, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if month else None
    except ValueError:
        return None
