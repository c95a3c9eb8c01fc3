"""Reads about objections, for acts and pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils import timezone

from election_office.core.names import clean_name
from villages.models import Election
from voters.models import Objection, Registration, RollVersion
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


def same_undecided(
    election: Election, objector_name: str, about: Registration | None, about_name: str, claim: str
) -> int | None:
    """The number of an undecided objection by the same person, about the same person, with the same claim."""
    rows = Objection.objects.filter(election=election, claim=claim, objector_name=clean_name(objector_name))
    same = Q(about=about) if about is not None else Q(about=None, about_name=clean_name(about_name))
    return rows.undecided().filter(same).order_by("number").values_list("number", flat=True).first()


def alike(objection: Objection) -> list[Objection]:
    """Other objections about the same person that ask the same, whoever brought them. One statement."""
    same = Q(about_name=objection.about_name)
    if objection.about_id is not None:
        same |= Q(about_id=objection.about_id)
    rows = Objection.objects.filter(same, election_id=objection.election_id, claim=objection.claim)
    return list(rows.exclude(pk=objection.pk).order_by("number"))


def namesakes(objection: Objection) -> list[Registration]:
    """Voters of the name of an objection that says no more than a name. One statement at most."""
    if objection.about_id is not None or objection.state != Objection.State.RECEIVED:
        return []
    rows = Registration.objects.filter(election_id=objection.election_id).registered().with_people()
    return list(rows.filter(person__name=objection.about_name).in_roll_order()[:5])
