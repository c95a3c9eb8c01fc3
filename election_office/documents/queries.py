"""Reads shared by pages, actions and higher apps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db.models import Model, QuerySet
from django.urls import reverse

from election_office.core.gather import rows_once
from election_office.documents import kinds
from election_office.documents.kinds import Place
from election_office.documents.models import Document, Posting
from election_office.documents.paper import excerpt_of


def subject_label(subject: object) -> str:
    """What a paper is about, as text: "villages.Election:12". No foreign key points upward.

    A subject that is no model row gives its own ``document_label``.
    """
    if isinstance(subject, Model):
        return f"{subject._meta.label}:{subject.pk}"
    return str(subject.document_label)  # type: ignore[attr-defined]


def has_model_subject(document: Document) -> bool:
    """Whether the paper is about one database row, so that it can be issued again from that row."""
    label, _, pk = document.subject.rpartition(":")
    return pk.isascii() and pk.isdecimal() and any(model._meta.label == label for model in apps.get_models())


def subject_of(document: Document) -> Model | None:
    """The row the paper is about, as it stands now; None when it is about no row."""
    if not has_model_subject(document):
        return None
    label, _, pk = document.subject.rpartition(":")
    row: Model | None = apps.get_model(label)._default_manager.filter(pk=int(pk)).first()
    return row


def issue_page(document: Document) -> str:
    """The page that corrects and withdraws this paper, where its kind is declared in a file of its own."""
    kind = kinds.find(document.kind)
    if kind is None or kind.notice is None or document.is_withdrawn:
        return ""
    return reverse("documents:paper", args=[document.kind, document.subject.rpartition(":")[2]])


def excerpt(document: Document) -> list[str]:
    """The first lines of the paper for the screen; empty where only its PDF can show it."""
    kind = kinds.find(document.kind)
    if kind is None or kind.compose is None:
        return []
    return excerpt_of(kind.compose(kind.facts_of(document)))


def papers_on_walls(election_id: int) -> list[Document]:
    """The papers of an election that hang or are to hang, the newest first, without their contents."""
    papers = Document.objects.in_force().filter(election_id=election_id).exclude(places=[])
    return list(papers.with_places_posted().defer("facts")[:20])


def documents_about(subject: object, *codes: str) -> list[Document]:
    """Papers issued about this subject, newest first; of the given kinds only, when any are given."""
    rows = Document.objects.filter(subject=subject_label(subject))
    return list(rows.of_kind(*codes) if codes else rows)


@rows_once
def current_paper(label: str, kind: str) -> QuerySet[Document]:
    """What ``current_document`` asks, for a page that reads it ahead. ``label``: ``subject_label``."""
    return Document.objects.filter(subject=label, kind=kind).in_force()[:1]


def current_document(subject: object, kind: str) -> Document | None:
    """The newest paper of that kind about this subject that is neither replaced nor revoked."""
    return next(iter(current_paper(subject_label(subject), kind)), None)


def current_documents(subject: object, codes: Iterable[str]) -> dict[str, Document]:
    """Kind → the paper in force about this subject, of these kinds. One statement."""
    rows = Document.objects.filter(subject=subject_label(subject), kind__in=list(codes)).in_force()
    return {row.kind: row for row in reversed(rows)}


def is_fully_posted(document: Document) -> date | None:
    """The day the last required place was hung: the legal day of publication. None until then."""
    return document.fully_posted_on


def first_posted_on(document: Document) -> date | None:
    return document.first_posted_on


@dataclass(frozen=True, slots=True)
class PlaceState:
    """One place of a paper and its valid posting that hangs there now, or the last one that did."""

    place: Place
    posting: Posting | None

    @property
    def is_missing(self) -> bool:
        return self.posting is None and self.place.required


def place_states(document: Document) -> list[PlaceState]:
    """Every place of the paper in its own order; one query."""
    latest: dict[str, Posting] = {}
    for posting in document.postings.valid().select_related("recorded_by", "taken_down_by"):
        latest[posting.place_key] = posting
    return [PlaceState(place, latest.get(place.key)) for place in document.place_list]


def missing_places(document: Document) -> list[Place]:
    """The required places where the paper has never hung."""
    return [state.place for state in place_states(document) if state.is_missing]
