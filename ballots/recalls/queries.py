"""What is known about the recalls of a committee's members."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ballots.models import Recall
from ballots.notices.recall_failed import CODE
from ballots.recalls import rules
from ballots.rules.recall import RecallPetition
from election_office.documents.models import Document
from election_office.documents.queries import current_document
from villages.models import Election, Holder


def waiting_of(holder: Holder) -> Recall | None:
    return Recall.objects.waiting().filter(holder=holder).first()


def failed_days(holder: Holder) -> tuple[dt.date, ...]:
    """Days on which a vote on the same person in this election's committee failed."""
    rows = Recall.objects.failed().filter(holder__person_id=holder.person_id, holder__body_id=holder.body_id)
    return tuple(day for day in rows.values_list("voted_on", flat=True) if day is not None)


def petition_of(recall: Recall) -> RecallPetition | None:
    return RecallPetition(**recall.petition) if recall.petition else None


@dataclass(frozen=True, slots=True)
class Shown:
    """One recall on the page of the term. ``due``: by when a waiting one is voted on."""

    recall: Recall
    due: dt.date
    paper: Document | None


def shown(election: Election) -> list[Shown]:
    """Waiting and failed recalls: what passed or came to an end stands among the departures."""
    book = election.rulebook
    rows = Recall.objects.filter(
        holder__body__election=election, outcome__in=(Recall.Outcome.WAITING, Recall.Outcome.FAILED)
    ).select_related("holder__person", "holder__body__election")
    return [
        Shown(
            row,
            rules.vote_by(row.received_on, book),
            current_document(row, CODE) if row.outcome == Recall.Outcome.FAILED else None,
        )
        for row in rows
    ]
