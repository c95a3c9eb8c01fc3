"""Reads of the boxes drawn by lot."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from ballots import queries
from ballots.models import Box, CountSheet, Recount, Round
from ballots.recounts import rules
from election_office.core.gather import rows_once
from election_office.law.decision import Decision


@dataclass(frozen=True, slots=True)
class Recounts:
    """Where the recount by lot of a round stands. ``wanted`` 0: the place has decided on none."""

    rows: list[Recount]
    lots: list[Box]
    wanted: int
    decision: Decision

    @property
    def missing(self) -> int:
        return max(self.wanted - len(self.rows), 0)


@rows_once
def recount_rows(round: Round) -> QuerySet[Recount]:
    return Recount.objects.filter(round=round).select_related("box", "recorded_by", "finished_by")


def recounts_of(round: Round, *, drawn: bool = True) -> Recounts:
    """Two statements; one where the place has decided on none. ``drawn`` False: the caller saw that no box
    was drawn, which saves asking again."""
    rows = recount_rows(round) if drawn else []
    book = round.election.rulebook
    lots = lots_of(round) if rows or book.value("recount_boxes") else []
    decision = rules.check_recounted(
        boxes=len(lots),
        finished=sum(row.same is not None for row in rows),
        waiting=[row.box.name for row in rows if row.same is None],
        book=book,
    )
    return Recounts(rows, lots, rules.boxes_to_draw(book, len(lots)), decision)


def lots_of(round: Round) -> list[Box]:
    """The boxes a lot is made for: those whose ballots were counted by themselves."""
    return [box for box in queries.boxes_of(round) if box.mixed_into_id is None and (box.recovered or 0) > 0]


def open_sheets(round: Round) -> int:
    sheets = queries.sheets_to_count(round)
    return sum(sheet.state != CountSheet.State.AGREED for sheet in sheets)
