"""Every number of these rules at its line and one beside it (make mutate)."""

from __future__ import annotations

import datetime as dt

import pytest

from candidates.meeting.rules import check_draw, check_held
from election_office.law.rulebooks import rulebook_for

DAY = dt.date(2026, 12, 20)
BEFORE = DAY - dt.timedelta(days=1)
BOOK = rulebook_for("369901001201", DAY)


def codes(decision) -> list[str]:
    return [finding.code for finding in decision.findings if not finding.passed]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"candidates": 0}, ["nobody"]),
        ({"planned_for": DAY}, ["after_the_day"]),
    ],
)
def test_a_meeting_is_planned_before_the_day_of_voting_with_somebody_to_speak(change, wrong):
    lawful = {"listed": True, "candidates": 1, "planned_for": BEFORE, "day": DAY, "book": BOOK}

    assert codes(check_draw(**lawful | change)) == wrong


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"today": BEFORE - dt.timedelta(days=1)}, ["future"]),
        ({"held_on": DAY, "today": DAY}, ["after_the_day"]),
        ({"drawn_on": DAY}, ["before_the_draw"]),
        ({"present": 0}, ["nobody_present"]),
    ],
)
def test_a_meeting_is_held_after_the_draw_and_before_the_day(change, wrong):
    lawful = {
        "held_on": BEFORE,
        "today": BEFORE,
        "day": DAY,
        "drawn_on": BEFORE,
        "present": 1,
        "silent": (),
        "undrawn": (),
        "book": BOOK,
    }

    assert codes(check_held(**lawful | change)) == wrong
