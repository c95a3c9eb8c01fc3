"""Which acts are watched: those that the papers themselves name in ``untrue_by``."""

from __future__ import annotations

from election_office.audit import actions as audit
from election_office.audit.models import AuditEvent
from election_office.documents.truth.actions import compare_papers


def _compare(event: AuditEvent) -> None:
    compare_papers(event.action, area_code=event.area_code)


def begin() -> None:
    """Once at start-up. An act that no paper names costs nothing."""
    audit.follow(_compare)
