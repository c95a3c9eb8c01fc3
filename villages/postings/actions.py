"""One entry for what hangs in many villages since the same morning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from election_office.accounts.access import require_held
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.documents import actions as documents
from election_office.documents.actions import PostingEntry
from election_office.documents.models import Document, Posting


@transaction.atomic
def hang_together(
    *,
    spots: Mapping[Document, Sequence[str]],
    posted_at: dt.datetime,
    posted_by: str,
    by: User,
    at_once: bool = False,
) -> list[Posting]:
    """Each paper at those of its places, in every village or in none. Raises ValidationError that names the
    village. ``at_once``: within a village several people went at the same time."""
    require_held(by, Permission.DOCUMENT_POST)
    postings: list[Posting] = []
    for paper, places in spots.items():
        entries = [PostingEntry(place, posted_at) for place in places]
        try:
            postings += documents.record_posting_round(
                paper, entries=entries, posted_by=posted_by, by=by, at_once=at_once
            )
        except ValidationError as refused:
            raise ValidationError(f"《{paper.title}》：{''.join(refused.messages)}") from refused
    return postings
