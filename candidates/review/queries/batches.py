"""Reads of one letter to one unit."""

from __future__ import annotations

from candidates.models import ReviewBatch, ReviewRequest
from election_office.law.rulebooks import Rulebook, rulebook_for


def open_requests(batch: ReviewBatch, *, lock: bool = False) -> list[ReviewRequest]:
    """Who of this letter is still to be answered, by village and strokes. One statement."""
    rows = ReviewRequest.objects.filter(batch=batch).waiting().with_people()
    if lock:
        rows = rows.select_for_update(of=("self", "file"))
    return list(rows.order_by("file__election__village__code", "file__person__stroke_key", "pk"))


def book_of(batch: ReviewBatch) -> Rulebook:
    return rulebook_for(batch.cycle.township.code, batch.cycle.default_day)
