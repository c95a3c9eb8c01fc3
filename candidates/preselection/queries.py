"""Reads of the preselection: the meeting in force and its notice."""

from __future__ import annotations

from django.db.models import QuerySet

from candidates.models import Preselection
from election_office.core.gather import rows_once
from election_office.documents.models import Document
from villages.models import Election

RESULT_NOTICE = "candidates.preselection_notice"


@rows_once
def meetings_of(election: Election) -> QuerySet[Preselection]:
    return Preselection.objects.filter(election=election).in_force().prefetch_related("lines")[:1]


@rows_once
def earlier_meetings(election: Election) -> QuerySet[Preselection]:
    return Preselection.objects.filter(election=election).exclude(revoked_at=None)


@rows_once
def result_notices(election: Election) -> QuerySet[Document]:
    return Document.objects.for_election(election.pk).of_kind(RESULT_NOTICE).in_force()[:1]


def meeting_of(election: Election) -> Preselection | None:
    return next(iter(meetings_of(election)), None)


def result_notice(election: Election) -> Document | None:
    return next(iter(result_notices(election)), None)
