"""From when to when the 预备人选 hung and what came of it, as the request tells it to the township."""

from __future__ import annotations

from dataclasses import dataclass

from candidates.party import queries
from candidates.party.rules import publicity_until
from election_office.law.dates import cn_date
from villages.models import Election


@dataclass(frozen=True)
class Publicity:
    """``heard``: what was reported while the names hung; ``still_open``: of it not yet settled."""

    start: str
    end: str
    heard: int
    still_open: int


def publicity_of(election: Election) -> Publicity | None:
    notice, plan = queries.paper_in_force(election, queries.PUBLICITY), queries.plan_of(election)
    hung = notice.fully_posted_on if notice else None
    if hung is None or plan is None:
        return None
    reports = queries.objections_of(election)
    return Publicity(
        start=cn_date(hung),
        end=cn_date(publicity_until(hung, plan.publicity_days)),
        heard=len(reports),
        still_open=sum(not report.outcome for report in reports),
    )
