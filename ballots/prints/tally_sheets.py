"""Working papers of the polling day, printed without number or code: sheets for tallies, the ballot."""

from __future__ import annotations

import math
from typing import Any

from ballots import queries
from ballots.models import Box, Round
from ballots.prints import specimens
from ballots.prints.squares import lines_for, squares
from election_office.documents.kinds import DocumentKind, register
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.documents import heading_facts
from voters.electors.queries import entitled_count

TALLY_SHEETS = "ballots.tally_sheets"
MOST_BLANK_ROWS = 8


UNMARKED = 0.1  # so many of the ballots may be void or blank


def most_ballots(box: Box, boxes: int, registered: int) -> int:
    """How many ballots the sheet of a box must hold: those that are in it or were handed out; before, half
    more than an equal share of everybody, and never more than everybody.
    """
    known = box.counted or box.issued
    return known or min(registered, math.ceil(registered / boxes * 1.5))


def _box(box: Box, boxes: int, registered: int) -> dict[str, Any]:
    most = most_ballots(box, boxes, registered)
    return {
        "name": box.name,
        "most": most,
        "lines": squares(lines_for(most)),
        "fewer": squares(lines_for(most * UNMARKED)),
        "single": squares(1),
    }


def _posts(round: Round) -> list[dict[str, Any]]:
    names = queries.printed_names(round)
    write_in = round.election.rulebook.value("write_in_allowed")[round.judged_as]
    posts = []
    for contest in queries.contests_of(round):
        printed = names.get(contest.post.pk, [])
        cells = len(printed) + (contest.seats if write_in else 0)
        posts.append(
            {
                "title": contest.post.title,
                "seats": contest.seats,
                "seats_words": cn_number(contest.seats),
                "names": [name.name for name in printed],
                "blank_rows": list(range(min(MOST_BLANK_ROWS, contest.seats + 2))),
                "boxes": list(range(contest.seats)),
                "cells": cells,
                "columns": cells + 1,
            }
        )
    return posts


def _tally_facts(round: Round) -> dict[str, Any]:
    election = round.election
    boxes = queries.boxes_of(round)
    registered = round.registered or entitled_count(election)
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}{election.words.body}选举唱票计票单",
        "body": election.words.body,
        "round": round.title,
        "polled": cn_date(round.day),
        "boxes": [_box(box, len(boxes), registered) for box in boxes],
        "posts": _posts(round),
        "write_in": election.rulebook.value("write_in_allowed")[round.judged_as],
    }


register(
    DocumentKind(
        code=TALLY_SHEETS,
        title="唱票计票单",
        facts=_tally_facts,
        template="print/ballots/tally_sheets.html",
        specimen=lambda: dict(specimens.TALLY_SHEETS),
    )
)
