"""Who must sign: secretaries, everybody who stands or is nominated, everybody who works on the election."""

from __future__ import annotations

from ballots.models import PollWorker
from candidates.models import Candidate, Nominee
from villages.groundwork import queries
from villages.models import Election, Pledge


def wanted(election: Election) -> dict[str, list[str]]:
    """Kind of the pledge → names. Nine statements, however many people."""
    stands = Candidate.objects.filter(election=election).standing().select_related("person")
    listed = Nominee.objects.filter(election=election, listed=True).select_related("person")
    workers = PollWorker.objects.filter(round__election=election)
    candidates = [row.person.name for row in stands] or [row.person.name for row in listed]
    return {
        Pledge.Kind.RESPONSIBILITY: queries.secretaries(election),
        Pledge.Kind.PROMISE: candidates,
        Pledge.Kind.GUARANTEE: [
            *queries.office_staff(election),
            *workers.order_by("pk").values_list("name", flat=True),
        ],
    }
