"""Reads of the preselection: the meeting in force and its notice."""

from __future__ import annotations

from candidates.models import Preselection
from election_office.documents.models import Document
from villages.models import Election

RESULT_NOTICE = "candidates.preselection_notice"


def meeting_of(election: Election) -> Preselection | None:
    return Preselection.objects.filter(election=election).in_force().prefetch_related("lines").first()


def result_notice(election: Election) -> Document | None:
    return Document.objects.for_election(election.pk).of_kind(RESULT_NOTICE).in_force().first()
