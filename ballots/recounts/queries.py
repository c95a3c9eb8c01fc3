"""Reads of the boxes drawn by lot."""

from __future__ import annotations

from dataclasses import dataclass

from ballots import queries
from ballots.models import Box, CountSheet, Recount, Round
from ballots.recounts import rules
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


def recounts_of(round: Round, *, drawn: bool = True) -> Recounts:
    """Two statements; one where the place has decided on none. ``drawn`` False: the caller saw that no box
    was drawn, which saves asking again."""
    recounts = Recount.objects.filter(round=round).select_related("box", "recorded_by", "finished_by")
    rows = list(recounts) if drawn else []
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
    return list(round.boxes.filter(mixed_into__isnull=True, recovered__gt=0))


def open_sheets(round: Round) -> int:
    sheets = queries.sheets_to_count(round)
    return sum(sheet.state != CountSheet.State.AGREED for sheet in sheets)
