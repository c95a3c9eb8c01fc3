"""Who gets which page: everything before the polling day."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from ballots.models import BallotMark, MarkDraw, StockMovement
from tests.permissions.lines import CLERKS, TOWNSHIP, act, desk, page, page_with_form
from villages import numbers

TABLE = [
    page("ballots:preparation", "polled"),
    act("ballots:prepare_design", "polled", may=CLERKS),
    act("ballots:prepare_print", "polled", may=CLERKS),
    desk("ballots:prepare_master", "polled", may=CLERKS),
    page_with_form("ballots:prepare_draw", "polled", may=CLERKS),
    act("ballots:prepare_draw_paper", "mark_draw", may=CLERKS),
    desk("ballots:prepare_draw_preview", "mark_draw", may=CLERKS),
    act("ballots:marks", "township", may=TOWNSHIP, neighbours="township"),
    act("ballots:mark_end", "mark", may=TOWNSHIP, neighbours="township"),
    page("ballots:prepare_stock", "polled"),
    act("ballots:prepare_stock_add", "polled", may=CLERKS),
    act("ballots:prepare_stock_difference", "polled", may=CLERKS),
    page("ballots:prepare_stock_book", "polled"),
    act("ballots:prepare_stock_strike", "movement", may=CLERKS),
]


def preparation_rows(rows: dict[str, Any]) -> dict[str, Any]:
    """A colour of the township, an opened draw and a line of the book, of the counted round."""
    round, clerk, now = rows["box"].round, rows["clerk"], timezone.now()
    cipher = numbers.encrypt(json.dumps({"colour": "浅黄", "seal": "甲号章"}))
    options = {"colour": ["浅黄", "浅蓝"], "seal": ["甲号章", "乙号章"]}
    draw = MarkDraw.objects.create(
        round=round,
        cipher=cipher,
        options=options,
        drawer="演示甲",
        witness="演示乙",
        drawn_at=now,
        drawn_by=clerk,
        revealed_at=now,
        revealed_by=clerk,
        revealed_before="演示丙",
    )
    return {
        "mark_draw": draw,
        "mark": BallotMark.objects.create(
            township=rows["township"], kind="colour", name="浅黄", entered_by=clerk
        ),
        "movement": StockMovement.objects.create(
            round=round,
            kind="printed",
            count=20,
            first_name="演示甲",
            second_name="演示乙",
            moved_at=now,
            recorded_by=clerk,
        ),
    }
