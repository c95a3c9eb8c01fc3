"""What papers that are not declared in a file of their own still share: facts as plain values.

A paper of ``<app>/notices/`` reads ``villages.notices.shared`` instead; when the last has moved there, this
module goes.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from election_office.law.dates import cn_date
from villages.models import Election
from villages.notices.shared import NOTICE_NUMBER, election_of, places_of

__all__ = ["NOTICE_NUMBER", "day_of", "election_of", "heading_facts", "places_of"]


def heading_facts(election: Election) -> dict[str, Any]:
    """What every notice of an election names."""
    return {
        "township": election.village.township.name,
        "village": election.village.name,
        "term": election.cycle.title,
        "committee": election.committee_title,
        "day": election.election_day.isoformat(),
    }


def day_of(facts: dict[str, Any]) -> str:
    return cn_date(dt.date.fromisoformat(facts["day"]))
