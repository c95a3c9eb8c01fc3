"""From when to when the 预备人选 hung and what came of it, as the request tells it to the township."""

from __future__ import annotations

from typing import Any

from candidates.party import queries
from candidates.party.rules import publicity_until
from election_office.law.dates import cn_date
from villages.models import Election


def publicity_facts(election: Election) -> dict[str, Any]:
    notice, plan = queries.paper_in_force(election, queries.PUBLICITY), queries.plan_of(election)
    hung = notice.fully_posted_on if notice else None
    heard = queries.objections_of(election)
    return {
        "hung": [cn_date(hung), cn_date(publicity_until(hung, plan.publicity_days))] if hung and plan else [],
        "heard": len(heard),
        "open": sum(not one.outcome for one in heard),
    }


def publicity_words(facts: dict[str, Any]) -> str:
    """Requests issued before the dates were written down only say that there was publicity."""
    if not facts.get("hung"):
        return "和公示，"
    start, end = facts["hung"]
    heard = facts["heard"]
    came = f"收到反映{heard}件，均已核实办结" if heard else "无异议"
    if facts["open"]:
        came = f"收到反映{heard}件，有{facts['open']}件正在核实"
    return f"，并自{start}至{end}公示，公示期间{came}，"
