"""How any set of papers stands: what is due, what hangs, what is missing, what is no longer true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse

from election_office.core.gather import read_ahead
from election_office.documents import elections
from election_office.documents import notice as register
from election_office.documents.models import Document
from election_office.documents.notice import Due, Notice
from election_office.documents.queries import subject_label
from election_office.documents.rules import Standing, standing_of

Wanted = tuple[Notice[Any, Any], Any]  # a paper and what it would be about


@dataclass(frozen=True, slots=True)
class Row:
    """One paper. ``url``: the page that issues and corrects it; ``link``: the page where its work is done."""

    notice: Notice[Any, Any]
    subject: Any
    paper: Document | None
    due: Due | None
    standing: Standing
    url: str
    link: str

    @property
    def changed(self) -> list[str]:
        """In words: what is printed and no longer so."""
        return self.paper.untrue if self.paper else []

    @property
    def posted_on(self) -> date | None:
        return self.paper.fully_posted_on if self.paper else None


def rows(wanted: Iterable[Wanted], election_id: int, today: date) -> list[Row]:
    """The papers by their due days, those without a day last.

    Two statements for all of them, and for each what its own ``needed`` asks.
    """
    pairs = list(wanted)
    papers = _papers(pairs)
    step_days = elections.source().step_days(election_id) if any(n.due is None for n, _ in pairs) else {}
    board = [_row(notice, subject, papers, step_days, election_id, today) for notice, subject in pairs]
    return sorted(board, key=lambda row: (row.due.day if row.due else date.max, row.notice.code))


def for_election(election: Any, today: date) -> list[Row]:
    """Every paper an election may need, by its register."""
    reads = [read.ask(election) for notice in register.every() for read in notice.reads]
    read_ahead(*reads, *elections.source().asks(election))
    wanted = [(notice, subject) for notice in register.every() for subject in notice.subjects_of(election)]
    return rows(wanted, election.pk, today)


def _papers(wanted: list[Wanted]) -> dict[tuple[str, str], Document]:
    """The newest paper in force of each kind about each subject. One statement."""
    found = (
        Document.objects.in_force()
        .filter(
            kind__in={notice.code for notice, _ in wanted},
            subject__in={subject_label(subject) for _, subject in wanted},
        )
        .with_places_posted()
        .defer("facts")
        .order_by("pk")
    )
    return {(paper.kind, paper.subject): paper for paper in found}


def _row(
    notice: Notice[Any, Any],
    subject: Any,
    papers: Mapping[tuple[str, str], Document],
    step_days: Mapping[str, Due],
    election_id: int,
    today: date,
) -> Row:
    paper = papers.get((notice.code, subject_label(subject)))
    due = notice.due_of(subject, step_days)
    return Row(
        notice=notice,
        subject=subject,
        paper=paper,
        due=due,
        standing=standing_of(
            issued=paper is not None,
            due=due.day if due else None,
            today=today,
            untrue=paper is not None and paper.needs_correction,
            hangs=paper is not None and paper.fully_posted_on is not None,
            places=paper is None or bool(paper.places),
            needed=paper is not None or notice.needed(subject),
        ),
        url=notice.issue_url(subject),
        link=link_of(notice, election_id),
    )


def link_of(notice: Notice[Any, Any], election_id: int | None) -> str:
    """The page where the link of the paper stands; empty while there is no such page."""
    try:
        return reverse(notice.link, args=[election_id]) if election_id else ""
    except NoReverseMatch:
        return ""
