"""Counting anew by itself: after an upgrade, what was counted another way or never. A chore of run_office."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from ballots.models import HandOut, Result, Round
from election_office.figures import actions
from election_office.figures.models import HourCount
from election_office.figures.records import COUNTED_WITH
from villages.models import Election

AT_ONCE = 20


def continue_recount() -> bool:
    """Some villages and some past votes at a time; costs two statements when nothing is left. Never asks for
    a new worker."""
    for election in list(outdated()[:AT_ONCE]):
        with transaction.atomic():
            actions.count_again(election)
    for round_id in list(without_hours()[:AT_ONCE]):
        with transaction.atomic():
            actions.count_hours(round_id)
    return False


def outdated() -> QuerySet[Election]:
    """Elections that were never counted, or counted as an earlier version did."""
    older = Q(polling__isnull=True) | Q(polling__counted_with__lt=COUNTED_WITH)
    rows: QuerySet[Election] = Election.objects.filter(older)
    return rows.select_related("village", "cycle").order_by("pk")


def without_hours() -> QuerySet[Round, int]:
    """Votes that are over and were handed out here, and of which no hour is stored."""
    out = HandOut.objects.filter(round=OuterRef("pk"), revoked_at__isnull=True)
    hours = HourCount.objects.filter(round=OuterRef("pk"))
    over = Result.objects.filter(round=OuterRef("pk"))
    rows = Round.objects.filter(Exists(over), Exists(out), ~Exists(hours))
    return rows.order_by("pk").values_list("pk", flat=True)
