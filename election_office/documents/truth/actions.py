"""Marking papers whose facts changed, as a part of the act that changed them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from election_office.documents import elections
from election_office.documents import notice as register
from election_office.documents.models import Document
from election_office.documents.notice import Notice
from election_office.documents.truth import queries


def compare_papers(act: str, *, area_code: str) -> list[Document]:
    """After an act of that name: mark the papers in force there that are no longer true, and take the mark
    from those that are true again. Returns the papers whose mark changed.

    A part of an act that has asked who may and leaves the trace; it asks and records nothing itself.
    """
    notices = {notice.code: notice for notice in register.changed_by(act)}
    return _compare(notices, area_code) if notices else []


@transaction.atomic
def _compare(notices: Mapping[str, Notice[Any, Any]], area_code: str) -> list[Document]:
    papers = Document.objects.in_force().filter(kind__in=notices, area_code__startswith=area_code)
    changed = []
    for paper in papers.order_by("pk"):
        notice = notices[paper.kind]
        subject = notice.subject._default_manager.filter(pk=paper.subject.rpartition(":")[2]).first()
        words = queries.changes(notice, subject, paper) if subject is not None else ()
        if list(words) != paper.untrue:
            _mark(paper, list(words), closes_a_step=notice.closes is not None)
            changed.append(paper)
    return changed


def _mark(paper: Document, words: list[str], *, closes_a_step: bool) -> None:
    was_untrue = bool(paper.untrue)
    paper.untrue = words
    paper.untrue_since = (paper.untrue_since or timezone.now()) if words else None
    paper.save(update_fields=["untrue", "untrue_since"])
    if not closes_a_step or was_untrue == bool(words):
        return
    if words:
        elections.source().paper_untrue(paper)
    else:
        elections.source().paper_true_again(paper)
