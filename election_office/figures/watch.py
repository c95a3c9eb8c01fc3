"""Which acts change a stored number; after each, the village is counted again in the same transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ballots.issuing import outgoing
from ballots.models import HandOut
from election_office.audit import actions as audit
from election_office.audit.models import AuditEvent
from election_office.figures import actions
from election_office.figures.models import TeamMember
from villages.models import Election

ACTS = frozenset(
    {
        "result.declared",
        "result.reopened",
        "winner.confirmed",
        "winner.annulled",
        "winner.declined",
        "winner.escalated",
        "round.cancelled",
        "round.runoff_called",
        "round.repeat_called",
        "party.declared",
        "party.office_elected",
        "incumbent.added",
        "incumbent.brought",
        "incumbent.corrected",
        "suitable.added",
        "suitable.decided",
        "township.imported",
    }
)


def _count(event: AuditEvent) -> None:
    if event.action not in ACTS and not _is_of_a_team(event):
        return
    elections = Election.objects.filter(village__code__startswith=event.area_code)
    for election in elections.exclude(cycle__state="closed").select_related("village", "cycle"):
        actions.count_again(election)


def _is_of_a_team(event: AuditEvent) -> bool:
    """A change of a person who sits in a team: an education, a birth date, a name put right."""
    if event.action != "person.updated":
        return False
    pk = event.target.rpartition(":")[2]
    return pk.isdecimal() and TeamMember.objects.filter(person_id=int(pk)).exists()


def _add(handouts: Sequence[HandOut], sign: int) -> None:
    """Two statements an hour, however many voters one act brings."""
    hours = Counter(
        (row.round_id, row.handed_at.replace(minute=0, second=0, microsecond=0)) for row in handouts
    )
    for (round_id, hour), voters in hours.items():
        actions.add_to_hour(round_id, hour, sign * voters)


def begin() -> None:
    """Once at start-up."""
    audit.follow(_count)
    outgoing.follow(_add)
