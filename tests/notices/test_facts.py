"""Facts to JSON and back, strictly."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from election_office.documents.facts import Facts, from_json, to_json


@dataclass(frozen=True)
class Line:
    name: str
    votes: int | None


@dataclass(frozen=True)
class Sample(Facts):
    day: dt.date
    at: dt.time
    open: bool
    lines: tuple[Line, ...]
    pair: tuple[str, int]
    by_post: dict[str, tuple[int, ...]]
    note: str | None


SAMPLE = Sample(
    day=dt.date(2026, 12, 20),
    at=dt.time(8, 30),
    open=True,
    lines=(Line("演示甲", 3), Line("演示乙", None)),
    pair=("主任", 1),
    by_post={"主任": (1, 2)},
    note=None,
)
STORED = {
    "day": "2026-12-20",
    "at": "08:30:00",
    "open": True,
    "lines": [{"name": "演示甲", "votes": 3}, {"name": "演示乙", "votes": None}],
    "pair": ["主任", 1],
    "by_post": {"主任": [1, 2]},
    "note": None,
}


def test_facts_are_stored_as_plain_values_and_come_back_the_same() -> None:
    assert to_json(SAMPLE) == STORED
    assert from_json(Sample, STORED) == SAMPLE


@pytest.mark.parametrize(
    "change",
    [
        {"day": "not a day"},
        {"day": 20261220},
        {"open": 1},
        {"lines": [{"name": "演示甲"}]},
        {"lines": [{"name": "演示甲", "votes": True}]},
        {"lines": {"name": "演示甲"}},
        {"pair": ["主任"]},
        {"by_post": []},
        {"note": 5},
        {"more": "than asked"},
    ],
)
def test_data_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(Sample, STORED | change)


def test_a_missing_fact_is_refused_by_its_name() -> None:
    with pytest.raises(ValueError, match="'pair'"):
        from_json(Sample, {name: value for name, value in STORED.items() if name != "pair"})


@pytest.mark.parametrize("value", [1.5, b"bytes", {1, 2}, object()])
def test_what_would_not_come_back_as_it_was_is_no_fact(value: object) -> None:
    with pytest.raises(TypeError, match="Facts cannot hold"):
        to_json(value)
