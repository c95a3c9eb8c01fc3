"""The picture of a plan: one bar a step, the election day and the limits as lines. The same on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from villages.plan.rules import PlanLine

LABEL, WIDTH, ROW, HEAD = 230, 1180, 24, 44
# As attributes too: paper does not read the style sheet of the screen.
COLOURS = {"plan": "#9fb8c6", "law": "#23547a", "wrong": "#96210f"}
SHORTEST = 6  # a day is drawn this wide at least
WHOLE, SHORT = 92, 44  # what 2026年12月 and 12月 take


@dataclass(frozen=True)
class Bar:
    title: str
    y: int
    text_y: int
    x: float
    width: float
    tone: str
    limit_x: float | None
    tooltip: str

    @property
    def colour(self) -> str:
        return COLOURS[self.tone]


@dataclass(frozen=True)
class Month:
    x: float
    text_x: float
    title: str


@dataclass(frozen=True)
class Gantt:
    width: int
    height: int
    label: int
    head: int
    bars: list[Bar]
    months: list[Month]
    day_x: float
    day_title: str


def gantt(lines: Sequence[PlanLine], day: dt.date, wrong: Collection[str] = ()) -> Gantt:
    """``wrong``: codes of steps with something that does not fit: drawn with the tone of a fault."""
    edges = [day, *(line.end for line in lines), *(line.start for line in lines if line.start)]
    edges += [line.limit for line in lines if line.limit and abs((line.limit - day).days) < 200]
    first = min(edges) - dt.timedelta(days=4)
    last = max(edges) + dt.timedelta(days=4)
    scale = (WIDTH - LABEL) / max((last - first).days, 1)

    def at(day: dt.date) -> float:
        return round(LABEL + (day - first).days * scale, 1)

    bars = []
    for index, line in enumerate(lines):
        y = HEAD + index * ROW
        start = line.start or line.end
        width = max(at(line.end) - at(start) + scale, SHORTEST)
        shown = f"{start.month}月{start.day}日—" if line.start else ""
        shown += f"{line.end.month}月{line.end.day}日"
        within = line.limit is not None and first <= line.limit <= last
        bars.append(
            Bar(
                title=line.title,
                y=y + 5,
                text_y=y + 17,
                x=at(start),
                width=round(width, 1),
                tone="wrong" if line.code in wrong else "law" if line.limit else "plan",
                limit_x=at(line.limit) + scale if line.limit and within else None,
                tooltip=f"{line.title}：{shown}",
            )
        )
    return Gantt(
        width=WIDTH,
        height=HEAD + len(bars) * ROW + 10,
        label=LABEL,
        head=HEAD,
        bars=bars,
        months=headings([(month, at(max(month, first))) for month in months(first, last)]),
        day_x=at(day),
        day_title=f"选举日{day.month}月{day.day}日",
    )


def headings(starts: Sequence[tuple[dt.date, float]]) -> list[Month]:
    """Each month with as much of its name as there is room for up to the next one or the edge."""
    ends = [x for _, x in starts[1:]] + [float(WIDTH)]
    found = []
    for (month, x), end in zip(starts, ends, strict=True):
        short = f"{month.month}月" if end - x >= SHORT else ""
        found.append(Month(x, x + 4, f"{month.year}年{month.month}月" if end - x >= WHOLE else short))
    return found


def months(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first of every month that the span touches."""
    found, item = [], first.replace(day=1)
    while item <= last:
        found.append(item)
        item = (item + dt.timedelta(days=32)).replace(day=1)
    return found
