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
    own = [one for one in book.parameters if one.layer == "province"]
    return Coverage(
        read=[one for one in own if one.verified],
        unread=[one for one in own if not one.verified],
        rest=len(book.parameters) - len(own),
    )
