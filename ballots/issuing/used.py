"""Lends the voters app what was handed out, so that no act there takes a used right away."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from ballots.issuing.queries import moment
from ballots.models import HandOut, Round
from villages.models import Election
from voters.rules import UsedRight


def used_rights(election: Election, voters: Collection[int]) -> list[tuple[UsedRight, frozenset[int]]]:
    """The rights used in the voting that has no result yet, by one of these voters or through them. One
    statement. What was handed out in a round declared before binds no longer: its numbers are fixed."""
    rows = (
        HandOut.objects.in_force()
        .filter(round__election=election)
        .exclude(round__state__in=[Round.State.DECLARED, Round.State.CANCELLED])
        .filter(Q(voter__in=voters) | Q(proxy__agent__in=voters))
        .select_related("voter__person", "box", "proxy__agent__person")
        .order_by("voter__serial", "voter_id")
    )
    return [
        (
            UsedRight(
                name=row.voter.person.name,
                place=f"已于{moment(row.handed_at)}在“{row.box.name}”",
                agent=row.proxy.agent.person.name if row.proxy else "",
            ),
            frozenset([row.proxy_id]) if row.proxy_id else frozenset(),
        )
        for row in rows
    ]
