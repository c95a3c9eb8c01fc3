"""Who gets which page: what is made for all villages at once."""

from __future__ import annotations

from typing import Any

from election_office.bulk.models import Batch
from tests.permissions.lines import TOWNSHIP, act, button, desk

TABLE = [
    desk("bulk:list", "cycle", may=TOWNSHIP, neighbours="township"),
    act("bulk:order", "cycle", "papers", may=TOWNSHIP, neighbours="township"),
    desk("bulk:batch", "batch", may=TOWNSHIP, neighbours="township"),
    button("bulk:again", "batch", may=TOWNSHIP, neighbours="township"),
    button("bulk:download", "empty_batch", may=TOWNSHIP, neighbours="township"),
]
FILE = "bulk/papers.zip"


def bulk_rows(rows: dict[str, Any]) -> dict[str, Any]:
    """An order that is not packed yet, and one whose file is there."""
    return {
        "batch": Batch.objects.create(cycle=rows["cycle"], what="papers", ordered_by=rows["clerk"]),
        "empty_batch": Batch.objects.create(
            cycle=rows["cycle"],
            what="cards",
            ordered_by=rows["clerk"],
            file=FILE,
            sha256="0" * 64,
            size=1,
            packed_at=rows["cycle"].created_at,
        ),
    }
