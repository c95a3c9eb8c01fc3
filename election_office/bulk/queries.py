"""What an order would make, read in a fixed number of statements however many villages there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from ballots.models import Winner
from ballots.queries import CERTIFICATE
from election_office.bulk.models import Batch, Item
from election_office.documents import notice as register
from election_office.documents.models import Document
from election_office.law.words import in_words_of
from villages.models import Cycle, Election, Step
from voters.models import Card, Registration

DUE_WITHIN = dt.timedelta(days=7)
CARDS = "voters.cards"


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing that would be made. ``subject``: 0 where the paper finds its subject when it is made."""

    election: Election
    code: str
    subject: int
    title: str
    note: str


def planned(cycle: Cycle, what: str, today: dt.date) -> list[Planned]:
    elections = {
        election.pk: election
        for election in Election.objects.filter(cycle=cycle, deferred=False)
        .with_places()
        .order_by("village__code", "pk")
    }
    if what == Batch.What.CARDS:
        return _cards(elections)
    if what == Batch.What.CERTIFICATES:
        return _certificates(elections)
    return _papers(elections, today)


def _papers(elections: dict[int, Election], today: dt.date) -> list[Planned]:
    """Papers of open steps that are late or due within a week and are not in force yet."""
    steps = Step.objects.filter(election__in=elections).on_the_clock()
    due = Q(due_on__lte=today + DUE_WITHIN) | Q(limit_on__lte=today + DUE_WITHIN)
    rows = steps.filter(due).order_by("election__village__code", "order")
    there = set(
        Document.objects.in_force().filter(election_id__in=list(elections)).values_list("election_id", "kind")
    )
    found = []
    for step in rows:
        way, _, code = step.closes_with.partition(":")
        notice = register.find(code) if way in ("document", "issued") else None
        if notice is None or code == CERTIFICATE or (step.election_id, code) in there:
            continue
        election = elections[step.election_id]
        about_election = notice.subject is Election
        day = step.deadline
        note = f"限{day:%-m月%-d日}" + ("，已逾期" if day < today else "") if day else ""
        title = in_words_of(election.kind, notice.title)
        found.append(Planned(election, code, election.pk if about_election else 0, title, note))
    return found


def _cards(elections: dict[int, Election]) -> list[Planned]:
    """Villages in which somebody on the roll has no card yet, or a card that was never printed."""
    registered = Registration.objects.registered().filter(election=OuterRef("pk"), serial__isnull=False)
    unprinted = Card.objects.in_force().filter(election=OuterRef("pk"), printed_at__isnull=True)
    without = registered.exclude(Exists(Card.objects.in_force().filter(registration=OuterRef("pk"))))
    wanted = Election.objects.filter(pk__in=elections).filter(Exists(unprinted) | Exists(without))
    open_ones = set(wanted.values_list("pk", flat=True))
    return [
        Planned(election, CARDS, election.pk, election.words.card, "未制发或者未打印")
        for pk, election in elections.items()
        if pk in open_ones
    ]


def _certificates(elections: dict[int, Election]) -> list[Planned]:
    winners = Winner.objects.filter(
        result__round__election__in=elections,
        result__revoked_at__isnull=True,
        status=Winner.Status.ELECTED,
    ).with_places()
    labels = set(
        Document.objects.in_force()
        .filter(kind=CERTIFICATE, election_id__in=list(elections))
        .values_list("subject", flat=True)
    )
    found: list[Planned] = []
    for number, winner in enumerate(winners.order_by("result__round__election__village__code", "pk"), 1):
        if f"{Winner._meta.label}:{winner.pk}" not in labels:
            election = elections[winner.election.pk]
            title = f"当选证书（{winner.post.title}，第{number}张）"
            found.append(Planned(election, CERTIFICATE, winner.pk, title, ""))
    return found


def items_of(batch: Batch) -> Any:
    rows = Item.objects.filter(batch=batch).select_related("election__village", "document")
    return rows.order_by("election__village__code", "pk")


def counts_of(batch: Batch) -> dict[str, int]:
    return Item.objects.filter(batch=batch).aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(state=Item.State.DONE)),
        failed=Count("pk", filter=Q(state=Item.State.FAILED)),
    )
