"""What ends for a voter who leaves the roll."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from election_office.accounts.models import User
from villages.models import Election
from voters.actions.proxies import end_proxy
from voters.cards.actions import withdraw_cards
from voters.handouts import require_unused
from voters.models import Proxy


def release(*, election: Election, registrations: Collection[int], reason: str, by: User) -> None:
    """The proxies these voters (ids) gave or hold, and their cards, end with their place on the roll.

    Called inside the act that takes them off, under its lock; each end leaves its own trace.
    """
    require_unused(election, registrations)
    theirs = Q(principal__in=registrations) | Q(agent__in=registrations)
    for proxy in Proxy.objects.in_force().filter(theirs).with_people():
        end_proxy(proxy, election=election, reason=reason, by=by)
    withdraw_cards(election=election, registrations=registrations, reason=reason, by=by)
