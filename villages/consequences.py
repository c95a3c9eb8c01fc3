"""What follows from a change of an election: read by the one who makes it, before it is made.

The papers an act makes untrue are known from the register of papers. What else is already printed, and
whose rights hang on it, an app above lends here (``lend`` in its ``AppConfig.ready``), so that no page of
this app names one above it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from django.utils import timezone

from election_office.documents.truth.queries import corrections_after
from election_office.law.dates import cn_date
from villages.models import Election
from villages.queries import impossible_on

Consequences = Callable[[Election, Mapping[str, object]], Iterable[str]]
"""From the election as it stands and the values typed: whole sentences, none where nothing follows."""


def impossible(election: Election, typed: Mapping[str, object]) -> Iterable[str]:
    """What could no longer be done in time if the election were on the day typed."""
    day, today = typed.get("day"), timezone.localdate()
    if not isinstance(day, dt.date) or day <= today:
        return  # the act refuses it
    for step in impossible_on(election, day, today):
        limit = f"“{step.title}”的期限{cn_date(step.limit_on)}已经过去，不能按期办理（{step.source}）"
        yield f"选举日改为{cn_date(day)}，{limit}。"


_LENT: dict[str, list[Consequences]] = {"election.day_moved": [impossible]}


def lend(act: str, consequences: Consequences) -> None:
    """``act``: the code under which the change is recorded, such as ``election.day_moved``."""
    rows = _LENT.setdefault(act, [])
    if consequences not in rows:
        rows.append(consequences)


def after(act: str, election: Election, typed: Mapping[str, object]) -> list[str]:
    """Every sentence: the papers to correct first, then what the apps above know."""
    sentences = corrections_after(act, area_code=election.area_code)
    for consequences in _LENT.get(act, ()):
        sentences += consequences(election, typed)
    return sentences
