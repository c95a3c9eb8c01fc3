"""A village without candidates: who put themselves forward goes on one list, and the ballot (自荐直选)."""

from __future__ import annotations

from candidates.models import Nominee
from candidates.rules import check_sign_up
from election_office.law.decision import Decision
from villages.models import Election


def signed_up(election: Election) -> list[Nominee]:
    """Who agreed in writing to stand, by post and strokes, those already on the list included."""
    rows = Nominee.objects.filter(election=election, state=Nominee.State.ACCEPTED).with_people()
    return sorted(rows, key=lambda row: (row.post.order, row.person.stroke_key))


def check_list(election: Election) -> Decision:
    """May the list of those who signed up be made?"""
    waiting = Nominee.objects.filter(election=election, state=Nominee.State.NOMINATED)
    names = list(dict.fromkeys(waiting.values_list("person__name", flat=True)))
    return check_sign_up(names, len(signed_up(election)), election.rulebook)
