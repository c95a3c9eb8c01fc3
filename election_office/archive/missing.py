"""What an archive ought to hold and does not, a sentence each."""

from __future__ import annotations

from django.utils import timezone

from ballots.afterwards.box import village_box
from ballots.models import Round
from ballots.notices.shared import held_rounds
from election_office.archive.boxes import originals
from election_office.archive.queries import STEP, standing_holdings
from election_office.documents import board
from election_office.documents.rules import Standing
from villages.models import Election
from villages.queries import steps_of


def of(election: Election) -> list[str]:
    """By name: papers, results, steps and originals."""
    papers = _papers(election)
    return [
        *(f"{line.title}在平台上没有。" for line in village_box(election) if line.there is False),
        *papers,
        *_rounds(election),
        *_steps(election),
        *_originals(election),
    ]


def _papers(election: Election) -> list[str]:
    said = {
        Standing.UNTRUE: "与现行事实不符，没有更正",
        Standing.LATE: "没有张贴",
        Standing.TO_HANG: "没有张贴",
        Standing.LATE_TO_ISSUE: "没有签发",
        Standing.TO_ISSUE: "没有签发",
    }
    found = [
        f"《{row.notice.title}》{said[row.standing]}。"
        for row in board.for_election(election, timezone.localdate())
        if row.standing in said
    ]
    return list(dict.fromkeys(found))


def _rounds(election: Election) -> list[str]:
    ended = (Round.State.DECLARED, Round.State.CANCELLED)
    rounds = [voting for voting in held_rounds(election) if voting.state not in ended]
    return [f"{row.title}没有宣布结果，没有计票数据。" for row in rounds]


def _steps(election: Election) -> list[str]:
    steps = sorted(steps_of(election.pk), key=lambda step: step.pk)
    rows = [step for step in steps if step.done_on is None and not step.dropped]
    return [f"“{step.title}”没有办结。" for step in rows if step.code != STEP]


def _originals(election: Election) -> list[str]:
    remaining = {row.what for row in standing_holdings(election)}
    return [f"{row.title}没有登记原件。" for code, row in originals().items() if code not in remaining]
