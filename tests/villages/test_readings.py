"""The law of a counting paper below the polls: two readings, the cells that differ, a third, a choice."""

from __future__ import annotations

import pytest

from villages.readings import rules
from villages.readings.rules import (
    Reading,
    check_reset,
    check_settling,
    check_typist,
    compare_third,
    compare_two,
)


def read(**votes: int) -> Reading:
    return Reading(10, 1, 0, {"3": votes})


def test_only_the_cells_that_differ_are_asked_again():
    first = Reading(10, 1, 0, {"3": {"演示甲": 8, "演示乙": 3}})
    second = Reading(10, 1, 0, {"3": {"演示甲": 9, "演示丙": 3}})

    asked = rules.differing_cells(first, second)

    assert asked == ["3:演示甲", "3:演示乙", "3:演示丙"]
    again = rules.with_cells(second, {"3:演示甲": 8, "3:演示乙": 3, "3:演示丙": 0})
    assert rules.differing_cells(first, again) == []


@pytest.mark.parametrize("cell", ["recovered", "void", "blank"])
def test_the_numbers_of_the_paper_are_cells_too(cell):
    again = rules.with_cells(read(演示甲=8), {cell: 7})

    assert rules.differing_cells(read(演示甲=8), again) == [cell]
    assert rules.cell_label(cell, {}) == rules.LABELS[cell]
    assert rules.cell_label("3:演示甲", {"3": "委员"}) == "委员：演示甲"


@pytest.mark.parametrize(
    ("second", "state", "waiting", "expected"),
    [
        (8, "first", False, ("agreed", False)),
        (9, "first", False, ("differs", True)),
        (8, "differs", True, ("agreed", False)),
        (9, "differs", True, ("differs", None)),
        (9, "differs", False, ("third", None)),
    ],
)
def test_two_readings_agree_or_are_typed_again_once_and_then_a_third_person_reads(
    second, state, waiting, expected
):
    found = compare_two(read(演示甲=8), read(演示甲=second), state=state, waiting=waiting)

    assert (found.state, found.ask) == expected


@pytest.mark.parametrize(("third", "expected"), [(8, ("agreed", 1)), (9, ("agreed", 2)), (10, ("split", 1))])
def test_a_third_reading_agrees_with_one_of_the_two_or_somebody_has_to_choose(third, expected):
    found = compare_third(read(演示甲=8), read(演示甲=9), read(演示甲=third))

    assert (found.state, found.counts) == expected


@pytest.mark.parametrize(
    ("state", "typists", "by", "refused"),
    [
        ("open", (None, None, None), 1, []),
        ("first", (1, None, None), 1, ["same_person"]),
        ("first", (1, None, None), 2, []),
        ("differs", (1, 2, None), 3, ["no_reading_due"]),
        ("third", (1, 2, None), 2, ["same_person"]),
        ("third", (1, 2, None), 3, []),
        ("split", (1, 2, 3), 4, ["no_reading_due"]),
        ("agreed", (1, 2, None), 3, ["no_reading_due"]),
    ],
)
def test_another_person_reads_whenever_a_reading_is_due(state, typists, by, refused):
    assert [one.code for one in check_typist(state, typists, by).refusals] == refused


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, []),
        ({"state": "third"}, ["not_split"]),
        ({"by": 3}, ["decider_typed"]),
        ({"number": 0}, ["unknown_reading"]),
        ({"number": 4}, ["unknown_reading"]),
        ({"names": " "}, ["nobody_decided"]),
        ({"reason": ""}, ["no_reason"]),
    ],
)
def test_the_committee_chooses_by_name_with_a_reason_and_no_reader_does(changes, refused):
    given = {
        "state": "split", "typists": (1, 2, 3), "by": 4, "number": 3,
        "names": "演示主任", "reason": "核对原票",
    }  # fmt: skip

    assert [one.code for one in check_settling(**(given | changes)).refusals] == refused


@pytest.mark.parametrize(
    ("state", "reason", "refused"),
    [("open", "弄错会场", ["nothing_typed"]), ("first", " ", ["no_reason"]), ("agreed", "弄错会场", [])],
)
def test_a_paper_starts_anew_only_with_a_reason(state, reason, refused):
    assert [one.code for one in check_reset(state=state, reason=reason).refusals] == refused
