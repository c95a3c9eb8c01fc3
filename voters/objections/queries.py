"""Reads about objections, for acts and pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils import timezone

from villages.models import Election
from voters.models import Objection, RollVersion
from voters.objections.rules import ClosingFacts, PublishedRoll
from voters.rules import objections_until


def posted_versions(election: Election) -> list[RollVersion]:
    """The versions whose notice hangs somewhere, newest first. One statement."""
    rows = RollVersion.objects.filter(election=election, document__first_posted_on__isnull=False)
    return list(rows.without_entries().select_related("document").order_by("-number"))


def published(version: RollVersion) -> PublishedRoll:
    document = version.document
    if document is None:
        return PublishedRoll(None, None)
    return PublishedRoll(document.first_posted_on, document.fully_posted_on)


def closing_facts(election: Election) -> ClosingFacts:
    """Two statements."""
    versions = list(
        RollVersion.objects.filter(election=election)
        .exclude(kind=RollVersion.Kind.FINAL)
        .without_entries()
        .select_related("document")
        .order_by("number")
    )
    hung = [row.document.fully_posted_on for row in versions if row.document]
    days = [day for day in hung if day is not None]
    rows = list(Objection.objects.filter(election=election).order_by("number").values_list("number", "state"))
    return ClosingFacts(
        confirmed=bool(versions),
        undecided=[number for number, state in rows if state == Objection.State.RECEIVED],
        unposted=[number for number, state in rows if state == Objection.State.DECIDED],
        untold=[row.number for row in versions if not (row.document and row.document.fully_posted_on)],
        window_until=objections_until(max(days), election.rulebook) if days else None,
        today=timezone.localdate(),
    )


@dataclass(frozen=True, slots=True)
class ObjectionCounts:
    total: int
    undecided: int
    unposted: int
    late: int


def counts(election: Election) -> ObjectionCounts:
    """The numbers at the top of the list. ``late``: not decided in time, whether decided since or not."""
    late = Q(decided_on__gt=F("due_on")) | Q(state="received", due_on__lt=timezone.localdate())
    return ObjectionCounts(
        **Objection.objects.filter(election=election).aggregate(
            total=Count("pk"),
            undecided=Count("pk", filter=Q(state=Objection.State.RECEIVED)),
            unposted=Count("pk", filter=Q(state=Objection.State.DECIDED)),
            late=Count("pk", filter=late),
        )
    )
