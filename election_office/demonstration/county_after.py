"""What follows the votes of the county to test on, by the acts people use: the result hung and reported,
certificates, and the handover from the old team to the new."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ballots.models import Result, Winner
from ballots.queries import CERTIFICATE
from election_office.accounts.models import User
from election_office.demonstration.afterwards import hand_over, hand_over_without_the_seal
from election_office.documents.actions import PostingEntry, issue, record_posting_round
from villages.models import Election

# The steps that these papers and records close.
BY_PAPERS = ("result_notice", "report", "certificates", "handover")


def post_everywhere(kind: str, subject: object, election: Election, by: User) -> None:
    """Issued two hours ago and hung an hour later; the worker prints it when it comes to it."""
    hour = timezone.now() - dt.timedelta(hours=2)
    document = issue(kind, subject, by=by, at=hour, election_id=election.pk)
    later = hour + dt.timedelta(hours=1)
    entries = [
        PostingEntry(place_key=place["key"], posted_at=later + dt.timedelta(minutes=number))
        for number, place in enumerate(document.places)
    ]
    record_posting_round(document, entries=entries, posted_by=by.name, by=by)


@transaction.atomic
def follow(election: Election, by: User, *, whole: bool) -> None:
    """``whole``: all was handed over; else the seal is missing. Without a vote nothing follows."""
    result = Result.objects.with_places().filter(round__election=election, round__number=1).first()
    if result is None:
        return
    post_everywhere("ballots.result_notice", result, election, by)
    issue("ballots.result_report", result, by=by, election_id=election.pk)
    for winner in Winner.objects.with_places().filter(result=result, status=Winner.Status.ELECTED):
        issue(CERTIFICATE, winner, by=by, election_id=election.pk)
    (hand_over if whole else hand_over_without_the_seal)(election, by, timezone.localdate())
