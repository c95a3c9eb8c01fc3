"""Working papers of the polling day, printed without number or code: sheets for tallies, the ballot."""

from __future__ import annotations

from typing import Any

from ballots import queries
from ballots.models import Round
from election_office.documents.kinds import DocumentKind, register
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.documents import heading_facts

TALLY_SHEETS = "ballots.tally_sheets"
MOST_BLANK_ROWS = 8


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
                "names": [one.name for one in printed],
                "blank_rows": list(range(min(MOST_BLANK_ROWS, contest.seats + 2))),
                "boxes": list(range(contest.seats)),
                "cells": cells,
                "columns": cells + 1,
            }
        )
    return posts


def _tally_facts(round: Round) -> dict[str, Any]:
    election = round.election
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}{election.words.body}选举唱票计票单",
        "body": election.words.body,
        "round": round.title,
        "polled": cn_date(round.day),
        "boxes": [box.name for box in queries.boxes_of(round)],
        "posts": _posts(round),
        "write_in": election.rulebook.value("write_in_allowed")[round.judged_as],
    }


register(
    DocumentKind(
        code=TALLY_SHEETS,
        title="唱票计票单",
        facts=_tally_facts,
        template="print/ballots/tally_sheets.html",
    )
)
