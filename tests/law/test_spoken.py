"""What a workbook shows for a value is what it takes for it, for every parameter of every place."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest

from election_office.law import layers
from election_office.law.spoken import Unreadable, as_toml, how_to_say, read, said
from tests.law.books import NATION, NEW, OLD, book

AREAS = (NATION, *sorted({layer.area for layer in layers.provinces()}))


@pytest.mark.parametrize("area", AREAS)
def test_every_value_is_read_back_as_it_was_said(area: str) -> None:
    for day in (OLD, NEW):
        for one in book(area, day).parameters:
            assert read(said(one.value, one.meaning), one.value, one.meaning) == one.value, one.key
            assert how_to_say(one.value, one.meaning), one.key


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("roll_days", "20", 20),
        ("roll_days", "20日", 20),
        ("roll_days", "二十", 20),
        ("roll_days", "20.0", 20),
        ("early_late_months", "没有规定", 99),
        ("runoff_threshold", "1/3", {"num": 1, "den": 3}),
        ("win_threshold", "过半数", {"num": 1, "den": 2}),
        ("secret_booth", "是", True),
        ("modes", "有候选人的差额选举；不确定候选人（自荐直选）", ["with_candidates", "no_candidates"]),
        ("vacant_ok", "至少已选出：3", {"min_elected": 3, "needs_director": False, "needs_meeting": False,
                                  "before_runoff": False}),
        ("reps_minimum", "不足五百人｜人数少于=500｜至少=30",
         [{"code": "own_1", "label": "不足五百人", "below": 500, "min": 30}]),
        ("policy_review_departments", "组织、民政", ["组织", "民政"]),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_people_write(key: str, text: str, value: Any) -> None:
    parameter = book().parameter(key)
    assert read(text, parameter.value, parameter.meaning) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("roll_days", "很多"),
        ("secret_booth", "也许"),
        ("proxy_relation", "随便谁"),
        ("win_threshold", "多数"),
        ("vacant_ok", "三个"),
        ("differential", "主任：随便"),
        ("reps_minimum", "不足五百人｜乱写=1"),
    ],
)
def test_a_cell_that_says_nothing_is_refused_in_a_sentence(key: str, text: str) -> None:
    parameter = book().parameter(key)
    with pytest.raises(Unreadable, match=r"。$"):
        read(text, parameter.value, parameter.meaning)


def test_a_text_written_as_a_file_is_the_text() -> None:
    rows = [(one.key, one.value, "第九条", "有一句“引号”话。") for one in book("33").parameters]
    data = tomllib.loads(as_toml({"version": "x", "passed": date(2026, 1, 5), "area": "33"}, rows))
    assert data["passed"] == date(2026, 1, 5)
    assert {key: row["value"] for key, row in data["parameters"].items()} == {
        one.key: one.value for one in book("33").parameters
    }
