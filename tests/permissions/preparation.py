"""Who gets which page: everything before the polling day."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from ballots.models import BallotMark, Box, MarkDraw, MobileVoter, PollWorker, StockMovement
from tests.permissions.lines import CLERKS, TOWNSHIP, act, button, desk, page, page_with_form
from villages import numbers

TABLE = [
    page("ballots:preparation", "polled"),
    act("ballots:prepare_design", "polled", may=CLERKS),
    page_with_form("ballots:prepare_print", "polled", may=CLERKS),
    desk("ballots:prepare_master", "polled", may=CLERKS),
    desk("ballots:prepare_master_word", "polled", may=CLERKS),
    page_with_form("ballots:prepare_draw", "polled", may=CLERKS),
    act("ballots:prepare_draw_print", "polled", may=TOWNSHIP),
    act("documents:paper", "ballots.draw_record", "mark_draw", may=CLERKS),
    desk("documents:paper_preview", "ballots.draw_record", "mark_draw", may=CLERKS),
    act("ballots:marks", "township", may=TOWNSHIP, neighbours="township"),
    act("ballots:mark_end", "mark", may=TOWNSHIP, neighbours="township"),
    page("ballots:prepare_stock", "polled"),
    act("ballots:prepare_stock_add", "polled", may=CLERKS),
    act("ballots:prepare_stock_difference", "polled", may=CLERKS),
    page("ballots:prepare_stock_book", "polled"),
    act("ballots:prepare_stock_strike", "movement", may=CLERKS),
    # places, people, openings, notices
    page("ballots:stations", "polled"),
    act("ballots:station_edit", "box", may=CLERKS),
    act("ballots:station_approve", "mobile_box", may=TOWNSHIP),
    page_with_form("ballots:mobile_voters", "mobile_box", may=CLERKS),
    act("ballots:mobile_voter_remove", "mobile_voter", may=CLERKS),
    page("ballots:staff", "polled"),
    act("ballots:worker_add", "polled", may=CLERKS),
    desk("ballots:worker_search", "polled", may=CLERKS),
    button("ballots:staff_carry", "polled", may=CLERKS),
    act("ballots:worker_assign", "worker", may=CLERKS),
    act("ballots:worker_remove", "worker", may=CLERKS),
    page("ballots:openings", "polled"),
    page("ballots:opening_sheet", "polled"),
    act("ballots:opening", "box", may=CLERKS),
    page("ballots:notices", "polled"),
    act("documents:paper", "ballots.void_rules_notice", "polled_round", may=CLERKS),
    desk("documents:paper_preview", "ballots.void_rules_notice", "polled_round", may=CLERKS),
]


def preparation_rows(rows: dict[str, Any]) -> dict[str, Any]:
    """A colour of the township, an opened draw, a line of the book, a mobile box with a voter and somebody
    who serves, of the counted round."""
    voting, clerk, now = rows["box"].round, rows["clerk"], timezone.now()
    cipher = numbers.encrypt(json.dumps({"colour": "浅黄", "seal": "甲号章"}))
    options = {"colour": ["浅黄", "浅蓝"], "seal": ["甲号章", "乙号章"]}
    draw = MarkDraw.objects.create(
        round=voting,
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
    mobile = Box.objects.create(round=voting, name="演示流动票箱", kind="mobile", order=9)
    return {
        "mobile_box": mobile,
        "mobile_voter": MobileVoter.objects.create(
            box=mobile,
            registration=voting.election.registrations.order_by("pk").last(),
            reason="行动不便",
            listed_by=clerk,
        ),
        "worker": PollWorker.objects.create(round=voting, role="chief", name="演示甲", listed_by=clerk),
        "mark_draw": draw,
        "mark": BallotMark.objects.create(
            township=rows["township"], kind="colour", name="浅黄", entered_by=clerk
        ),
        "movement": StockMovement.objects.create(
            round=voting,
            kind="printed",
            count=20,
            first_name="演示甲",
            second_name="演示乙",
            moved_at=now,
            recorded_by=clerk,
        ),
    }
