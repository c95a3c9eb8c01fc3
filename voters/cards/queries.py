"""What pages and papers ask about cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from election_office.jobs.models import Job
from villages.models import Cycle, Election
from voters.models import Card, Proxy, Registration, RollVersion


@dataclass(frozen=True, slots=True)
class CardCounts:
    """Of one village's cards; ``missing`` voters have a number on the roll and no card in force."""

    voters: int
    in_force: int
    void: int
    unprinted: int
    handed_over: int
    missing: int
    stale: int  # in force, though the voter has left the roll


def without_card(election: Election) -> QuerySet[Registration]:
    """Registered with a number, without a card in force."""
    held = Card.objects.filter(election=election).in_force().values("registration_id")
    rows = Registration.objects.filter(election=election, serial__isnull=False).registered()
    return rows.exclude(pk__in=held)


def left_the_roll(election: Election) -> QuerySet[Card]:
    """Cards still in force of people who are no longer registered."""
    return (
        Card.objects.filter(election=election)
        .in_force()
        .exclude(registration__status=Registration.Status.REGISTERED)
    )


def card_counts(election: Election) -> CardCounts:
    """Two statements."""
    force = Q(revoked_at__isnull=True)
    registered = Q(registration__status=Registration.Status.REGISTERED)
    counted = Card.objects.filter(election=election).aggregate(
        in_force=Count("pk", filter=force & registered),
        void=Count("pk", filter=~force),
        unprinted=Count("pk", filter=force & registered & Q(printed_at__isnull=True)),
        handed_over=Count("pk", filter=force & registered & Q(handed_over_at__isnull=False)),
        stale=Count("pk", filter=force & ~registered),
    )
    voters = Registration.objects.filter(election=election, serial__isnull=False).registered().count()
    return CardCounts(voters=voters, missing=voters - counted["in_force"], **counted)


def printable(election: Election, *, only_new: bool, job: Job | None = None) -> list[Card]:
    """The cards to be printed, in the order of the sheets. ``job``'s own count as new: it may run again."""
    cards = Card.objects.filter(
        election=election, registration__status=Registration.Status.REGISTERED
    ).in_force()
    if only_new:
        new = Q(printed_at__isnull=True)
        cards = cards.filter(new | Q(print_job=job) if job is not None else new)
    return list(cards.with_people().in_roll_order())


def proxies_of_holders(cards: Iterable[Card]) -> dict[int, Proxy]:
    """Registration id → the proxy this holder gave: whose card must have been taken back."""
    ids = [card.registration_id for card in cards]
    given = Proxy.objects.in_force().filter(principal_id__in=ids).select_related("agent__person")
    return {proxy.principal_id: proxy for proxy in given}


@dataclass(frozen=True, slots=True)
class VillageCards:
    """One village on the township's page."""

    election: Election
    confirmed: bool
    voters: int
    in_force: int
    unprinted: int
    handed_over: int


def township_rows(cycle: Cycle) -> list[VillageCards]:
    """Every village of the plan in the order of its code. Four statements, however many villages."""
    elections = list(Election.objects.with_places().filter(cycle=cycle).order_by("village__code"))
    confirmed = set(RollVersion.objects.filter(election__cycle=cycle).values_list("election_id", flat=True))
    voters = dict(
        Registration.objects.filter(election__in=elections)  # named one by one: found by the index
        .registered()
        .order_by("election_id")
        .values_list("election_id")
        .annotate(count=Count("pk"))
    )
    counted: dict[int, Any] = {
        row["election_id"]: row
        for row in Card.objects.filter(
            election__in=elections, registration__status=Registration.Status.REGISTERED
        )
        .in_force()
        .order_by("election_id")
        .values("election_id")
        .annotate(
            in_force=Count("pk"),
            unprinted=Count("pk", filter=Q(printed_at__isnull=True)),
            handed_over=Count("pk", filter=Q(handed_over_at__isnull=False)),
        )
    }
    names = ("in_force", "unprinted", "handed_over")
    none = dict.fromkeys(names, 0)
    return [
        VillageCards(
            election=election,
            confirmed=election.pk in confirmed,
            voters=voters.get(election.pk, 0),
            **{name: counted.get(election.pk, none)[name] for name in names},
        )
        for election in elections
    ]
