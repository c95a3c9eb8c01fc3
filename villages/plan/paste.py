"""Reads dates out of an 实施方案: its running text, or lines copied from Excel. Proposes, never enters.

A paragraph that names a step and a day is proposed with the words it was read from, so that the person who
confirms sees where each date comes from.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from election_office.law.words import GENERAL
from villages.catalogue import StepKind

# What plans call a step, beside its title in the catalogue.
ALIASES: dict[str, tuple[str, ...]] = {
    "organize": ("组建工作机构", "组建换届工作机构", "成立领导小组"),
    "survey": ("调查摸底",),
    "analysis": ("分析研判",),
    "rectify": ("集中整顿", "先整顿再换届"),
    "audit": ("离任审计", "届满审计", "离任经济责任审计"),
    "talks": ("谈心谈话", "教育引导"),
    "mobilize": ("动员部署",),
    "training": ("业务培训", "换届选举培训", "培训教育"),
    "supplies": ("选举工作经费", "经费"),
    "party_branch": ("党组织换届", "党组织的换届选举"),
    "committee": (f"推选{GENERAL.committee}", f"推选产生{GENERAL.committee}"),
    "register": (f"{GENERAL.voter_short}登记",),
    "nomination": ("海选", "提名候选人", "提名确定候选人"),
    "formal_list": ("正式候选人",),
    "polling": ("投票选举", "组织投票"),
    "supervision": (GENERAL.supervision,),
    "group_leaders": ("配套组织",),
    "handover": ("班子交接", "交接工作"),
    "counsel": ("思想疏导",),
    "induction": ("岗前培训",),
    "archive": ("整理、归档", "整理归档"),
    "summary": ("总结报告", "换届总结"),
    "systems": ("相关机制", "建立完善相关机制"),
}
# Not from the middle of a number: 2027-1-5 is no 7-1-5.
_YEAR = r"(?<![\d.\-/])(?:(?P<y{0}>20\d\d)\s*[年.\-/])?\s*"
_DAY = r"(?P<m{0}>1[0-2]|0?[1-9])\s*[月.\-/]\s*(?P<d{0}>3[01]|[12]\d|0?[1-9])\s*日?"
ONE = re.compile(_YEAR.format(1) + _DAY.format(1))
SPAN = re.compile(
    _YEAR.format(1)
    + _DAY.format(1)
    + r"\s*(?:至|到|—+|－|-|~|～)\s*"
    + _YEAR.format(2).replace(r"(?<![\d.\-/])", "")
    + r"(?:(?P<m2>1[0-2]|0?[1-9])\s*[月.\-/]\s*)?(?P<d2>3[01]|[12]\d|0?[1-9])\s*日?"
)
MOST_LETTERS = 60_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step and the days read for it; ``words``: the passage, for the reader to compare."""

    code: str
    title: str
    start: dt.date | None
    end: dt.date
    unit: str
    people: str
    words: str


def proposals(text: str, kinds: Mapping[str, StepKind], year: int) -> list[Proposal]:
    """``year``: of a day that names none. The first passage with a day counts for each step."""
    found: dict[str, Proposal] = {}
    for line in _passages(text[:MOST_LETTERS]):
        cells = [cell.strip() for cell in line.split("\t")]
        read = _from_row(cells, kinds, year) if len(cells) > 1 else _from_words(line, kinds, year)
        for row in read:
            found.setdefault(row.code, row)
    order = list(kinds)
    return sorted(found.values(), key=lambda row: order.index(row.code))


def _passages(text: str) -> Iterable[str]:
    for line in text.splitlines():
        if "\t" in line:
            yield line
        else:
            yield from (part.strip() for part in re.split(r"[。；;]", line) if part.strip())


def named(words: str, kinds: Mapping[str, StepKind]) -> list[str]:
    """The steps a passage names, the longest name first: 村民选举委员会 is not 选举."""
    plain = re.sub(r"\s", "", words)
    hits: list[tuple[int, str]] = []
    for code, kind in kinds.items():
        names = (kind.title, *ALIASES.get(code, ()))
        longest = max((len(name) for name in names if name in plain), default=0)
        if longest:
            hits.append((longest, code))
    return [code for _, code in sorted(hits, reverse=True)]


def days_in(words: str, year: int) -> tuple[dt.date | None, dt.date] | None:
    """A period, or a day: 3月15日至25日, 2027年1月10日前."""
    span = SPAN.search(words)
    if span:
        first_year = int(span["y1"] or year)
        start = _date(first_year, int(span["m1"]), int(span["d1"]))
        last_year = int(span["y2"] or first_year)
        end = _date(last_year, int(span["m2"] or span["m1"]), int(span["d2"]))
        if start and end:
            return (start, end) if start <= end else (None, end)
    item = ONE.search(words)
    if item:
        day = _date(int(item["y1"] or year), int(item["m1"]), int(item["d1"]))
        return (None, day) if day else None
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _from_words(words: str, kinds: Mapping[str, StepKind], year: int) -> list[Proposal]:
    days = days_in(words, year)
    if days is None:
        return []
    return [
        Proposal(code, kinds[code].title, *days, unit="", people="", words=words[:80])
        for code in named(words, kinds)[:1]
    ]


def _from_row(cells: list[str], kinds: Mapping[str, StepKind], year: int) -> list[Proposal]:
    """A line of a table: 事项, 起, 止, 责任部门, 责任人; or 事项, 起止, 责任部门, 责任人."""
    codes = named(cells[0], kinds)
    if not codes:
        return []
    days: list[dt.date] = []
    rest: list[str] = []
    for cell in cells[1:]:
        read = days_in(cell, year)
        if read is None:
            rest.append(cell)
        else:
            days += [item for item in read if item is not None]
    if not days:
        return []
    words = [cell for cell in rest if cell]
    start = min(days) if len(days) > 1 else None
    return [
        Proposal(
            codes[0],
            kinds[codes[0]].title,
            start,
            max(days),
            unit=words[0][:60] if words else "",
            people=words[1][:120] if len(words) > 1 else "",
            words="　".join(cells)[:80],
        )
    ]
