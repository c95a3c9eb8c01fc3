"""Pieces that forms share: heads of meetings, tables of hand-written rows, who signs."""

from __future__ import annotations

from collections.abc import Sequence

from election_office.documents.paper import Column, Fields, Para, Signatures, Table
from villages.shelf.register import FormFacts

DAY = "　　年　月　日"
PEOPLE = "　　　　人"
PAPERS = "　　　　张"


def held(*more: tuple[str, str]) -> Fields:
    """When and where a meeting was held, and who came."""
    return Fields(
        (
            ("时间", DAY),
            ("地点", ""),
            ("主持人", ""),
            ("记录人", ""),
            ("应到", PEOPLE),
            ("实到", PEOPLE),
            *more,
        ),
        per_line=2,
    )


def ballots_counted() -> Fields:
    """What a count by hand adds up to before it comes to names."""
    return Fields(
        (
            ("发出选票", PAPERS),
            ("收回选票", PAPERS),
            ("有效票", PAPERS),
            ("无效票", PAPERS),
            ("弃权票", PAPERS),
        ),
        per_line=2,
    )


def by_hand(
    titles: Sequence[tuple[str, float]], rows: int, *, numbered: bool = True, mm: float = 10
) -> Table:
    """A table of empty rows."""
    columns = [Column(title, width) for title, width in titles]
    if numbered:
        columns.insert(0, Column("序号", 0.7))
    empty = [""] * len(titles)
    filled = [[str(n), *empty] if numbered else list(empty) for n in range(1, rows + 1)]
    return Table(columns, filled, row_height_mm=mm)


def row_height(rows: int, area: float = 150, most: float = 13, least: float = 7) -> float:
    """How high a row to write in may be, so that all of them stand on the sheet: they have ``area`` mm."""
    return max(least, min(most, area / max(rows, 1)))


def seats_said(facts: FormFacts) -> str:
    """主任一人，副主任一人，委员三人: the seats to be filled, as a sentence says them."""
    return "，".join(f"{post.title}{post.seats}人" for post in facts.posts)


def read_and_signed(*people: str) -> tuple[Para, Signatures]:
    return Para("以上记录宣读无误。"), Signatures(people, per_line=2)
