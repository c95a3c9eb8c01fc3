"""Writes a calendar (RFC 5545): one day for each open step, an alarm before it. Titles and villages only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from election_office.law.dates import is_rest_day
from villages.models import Step

# China keeps one time without summer time since 1992.
ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19920101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)
AT = "T090000"  # when the office opens
ENDS = "T093000"
DAYS_BEFORE = (3, 1)
WIDEST = 74  # octets of a line before it is folded


def calendar(steps: Iterable[Step], *, host: str, now: dt.datetime) -> str:
    """``host``: makes the identities of the entries this office's own."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//township-election-office//plan//ZH"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:换届选举事项", *ZONE]
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    for step in steps:
        lines += _event(step, host, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(step: Step, host: str, stamp: str) -> Iterator[str]:
    day = step.deadline
    if day is None:
        return
    shown = f"{day:%Y%m%d}"
    about = f"期限依据：{step.limit_source}" if step.limit_source and day == step.limit_on else "方案日期"
    if is_rest_day(day, step.election.village.township.days_off):
        about += "；这一天是休息日"
    yield "BEGIN:VEVENT"
    yield f"UID:step-{step.pk}@{host}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;TZID=Asia/Shanghai:{shown}{AT}"
    yield f"DTEND;TZID=Asia/Shanghai:{shown}{ENDS}"
    yield f"SUMMARY:{escaped(f'{step.election.village.name}：{step.title}')}"
    yield f"DESCRIPTION:{escaped(about)}"
    for days in DAYS_BEFORE:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{escaped(f'{step.title}还有{days}天到期')}"
        yield f"TRIGGER;RELATED=START:-P{days}D"
        yield "END:VALARM"
    yield "END:VEVENT"


def escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


def folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, never in the middle of a character."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > WIDEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    yield piece
