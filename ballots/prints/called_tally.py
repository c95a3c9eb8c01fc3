"""唱票计票单 with the 正 strokes drawn as they were called: the original record, signed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ballots.models import Round
from ballots.prints import specimens
from ballots.rules.tally import strokes
from ballots.tally.queries import standings_of
from election_office.core.templatetags.office import cn_time
from election_office.documents.actions import working_pdf
from election_office.documents.kinds import DocumentKind, register
from election_office.law.dates import cn_date
from villages.documents import heading_facts

CALLED_TALLY = "ballots.called_tally"
SOURCES = {"calls": "唱票记录", "ballots": "逐票录入", "sheet": "计票单录入（已一致）"}


@dataclass(frozen=True, slots=True)
class CalledTally:
    """The record of a round for somebody. ``unagreed``: also what one reader alone has read; only for who
    decides about the count and reads no sheet."""

    round: Round
    unagreed: bool = False


def called_tally_pdf(round: Round, *, unagreed: bool = False) -> bytes:
    """Raises ValidationError for a name that cannot be printed."""
    return working_pdf(CALLED_TALLY, CalledTally(round, unagreed))


def _row(name: str, votes: int) -> dict[str, Any]:
    whole, rest = strokes(votes)
    return {"name": name, "votes": votes, "whole": list(range(whole)), "rest": rest}


def _called_facts(called: CalledTally) -> dict[str, Any]:
    voting = called.round
    election = voting.election
    sheets = []
    for standing in standings_of(voting):
        if not (standing.done or standing.source == "calls" or called.unagreed):
            continue  # what one reader has read is nobody else's to see before both agree
        rows = [_row(name, standing.votes.get(cell, 0)) for cell, name in standing.names.items()]
        rows += [
            _row(f"{cell[2:]}（另选）", votes) for cell, votes in standing.votes.items() if cell[:2] == "w:"
        ]
        sheets.append(
            {
                "box": standing.sheet.box.name,
                "post": standing.sheet.post.title,
                "seats": standing.sheet.seats,
                "recovered": standing.sheet.box.counted,
                "rows": rows,
                "unmarked": [_row("无效票", standing.void), _row("弃权票", standing.blank)],
                "source": SOURCES[standing.source],
                "done": standing.done,
            }
        )
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}{election.words.body}选举唱票计票单",
        "body": election.words.body,
        "round": voting.title,
        "polled": cn_date(voting.day),
        "printed_at": cn_time(timezone.now()),
        "sheets": sheets,
    }


register(
    DocumentKind(
        code=CALLED_TALLY,
        title="唱票计票单（正字）",
        facts=_called_facts,
        template="print/ballots/called_tally.html",
        specimen=lambda: dict(specimens.CALLED_TALLY),
    )
)
