"""Time given to people runs out before the next act, unless the township wrote otherwise."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from villages.order.rules import check_exception, check_time_is_over

LAST = dt.date(2026, 12, 9)


@pytest.mark.parametrize(
    ("today", "until", "excepted", "allowed"),
    [
        (LAST - dt.timedelta(days=1), LAST, False, False),
        (LAST, LAST, False, False),
        (LAST, LAST, True, True),
        (LAST + dt.timedelta(days=1), LAST, False, True),
        (LAST, None, False, True),
    ],
)
def test_the_last_day_belongs_to_the_people(today, until, excepted, allowed):
    decision = check_time_is_over(code="early", what="未满。", until=until, today=today, excepted=excepted)

    assert decision.allowed is allowed


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, []),
        ({"known": False}, ["unknown_act"]),
        ({"earlier": True}, ["allowed_before"]),
        ({"reason": " "}, ["no_reason"]),
        ({"paper": " "}, ["no_paper"]),
        ({"decided_on": LAST}, []),
        ({"decided_on": LAST + dt.timedelta(days=1)}, ["decided_later"]),
    ],
)
def test_an_exception_has_its_reason_its_paper_and_its_day(changes, refused):
    given: dict[str, Any] = {
        "known": True, "earlier": False, "reason": "台风", "paper": "演示1号",
        "decided_on": LAST, "today": LAST,
    }  # fmt: skip

    assert [one.code for one in check_exception(**(given | changes)).refusals] == refused
