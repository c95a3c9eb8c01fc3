"""How many are entitled to vote, and who, whatever the way of the election."""

from __future__ import annotations

from villages.models import Election
from voters.models import Elector, Registration
from voters.models.registrations import RegistrationQuerySet


def entitled(election: Election) -> RegistrationQuerySet:
    """The registrations whose ballot may be handed out: all registered, or the representatives among them."""
    rows = Registration.objects.filter(election=election).registered()
    if not election.by_delegates:
        return rows
    return rows.filter(electors__in=Elector.objects.in_force().filter(of_election=election))


def entitled_count(election: Election) -> int:
    """The base of the turnout. One statement."""
    return entitled(election).count()


def electors_of(election: Election) -> list[Elector]:
    """In the order of the roll. One statement."""
    rows = Elector.objects.in_force().filter(of_election=election).with_people()
    return list(rows.order_by("registration__group__number", "registration__person__stroke_key", "pk"))
