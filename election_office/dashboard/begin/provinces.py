"""What the rulebooks know of a province, said before anybody relies on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from election_office.law.rulebooks import Parameter, rulebook_for


@dataclass(frozen=True)
class Coverage:
    """``read``: values somebody has read in the province's own text; ``unread``: entered, not verified."""

    read: list[Parameter]
    unread: list[Parameter]
    rest: int


def coverage(area_code: str, day: dt.date) -> Coverage:
    book = rulebook_for(area_code, day)
    own = [parameter for parameter in book.parameters if parameter.layer == "province"]
    return Coverage(
        read=[row for row in own if row.verified],
        unread=[row for row in own if not row.verified],
        rest=len(book.parameters) - len(own),
    )
