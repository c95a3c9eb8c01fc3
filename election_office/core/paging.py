"""Pages of a list that may be endless: each begins where the one before ended, and nobody counts the rows.

``OFFSET`` reads every row it passes and ``COUNT`` every row there is; a key is found by the index at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Stretch(Generic[Row]):
    """Rows one after the other, the newest first. ``older``: the key of what follows, empty at the end."""

    rows: list[Row]
    older: str
    is_first: bool

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def newest_first(rows: QuerySet[Row], moment: str, key: str, size: int) -> Stretch[Row]:
    """``size`` rows after ``key`` by the field ``moment``; a key that says nothing begins at the newest."""
    after = _read(key)
    if after is not None:
        at, pk = after
        rows = rows.filter(
            Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "pk__lt": pk}), **{f"{moment}__lte": at}
        )
    found = list(rows.order_by(f"-{moment}", "-pk")[: size + 1])
    more = len(found) > size
    shown = found[:size]
    return Stretch(shown, _key(shown[-1], moment) if more else "", after is None)


def _key(row: Any, moment: str) -> str:
    at: dt.datetime = getattr(row, moment)
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}Z_{row.pk}"


def _read(key: str) -> tuple[dt.datetime, int] | None:
    text, _, pk = key.partition("_")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    try:
        at = parse_datetime(f"{text[:4]}-{text[4:6]}-{text[6:11]}:{text[11:13]}:{text[13:]}")
    except ValueError:
        return None
    return (at, int(pk)) if at is not None and at.tzinfo is not None else None
