"""Who sits in the new village committee by the results as they stand."""

from __future__ import annotations

import datetime as dt

from ballots import queries
from ballots.models import Winner
from ballots.rules.decided import undetermined_names
from election_office.accounts.models import User
from villages.bodies.actions import Elected, seat_committee
from villages.models import Body, Election


def seat_winners(election: Election, day: dt.date, by: User) -> None:
    """Bring the committee in line: those elected in every round are seated; whoever waits for a review, was
    annulled or left the post since is not, nor whose seat cannot be determined, nor is a name nobody could be
    found for."""
    rows = Winner.objects.filter(
        result__round__election=election,
        result__revoked_at__isnull=True,
        status=Winner.Status.ELECTED,
        person__isnull=False,
    ).select_related("person", "post", "result__round__election")
    gone = queries.departed(election)
    elected = []
    open_seats: dict[int, set[str]] = {}
    for winner in rows:
        assert winner.person is not None, "the query asks for a person"
        if winner.result_id not in open_seats:
            open_seats[winner.result_id] = undetermined_names(winner.result.outcome)
        if winner.name in open_seats[winner.result_id]:
            continue
        left = gone.get((winner.person.pk, winner.post.kind))
        if left is None or left < winner.result.round.day:
            elected.append(Elected(winner.person, winner.post.kind, winner.votes))
    seated = Body.objects.filter(election=election, kind=Body.Kind.VILLAGE_COMMITTEE).exists()
    if elected or seated:
        seat_committee(election=election, elected=elected, elected_on=day, by=by)
