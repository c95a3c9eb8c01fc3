"""What a change of the election means for the ballots that are printed already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Sum

from ballots.models import Round, StockMovement
from villages import consequences
from villages.models import Election


def printed_ballots(election: Election, _typed: Mapping[str, object]) -> Iterable[str]:
    """The ballots of voting that has no result yet carry names, posts and numbers of seats, and the day."""
    rows = StockMovement.objects.filter(
        round__election=election, kind=StockMovement.Kind.PRINTED, revoked_at__isnull=True
    ).exclude(round__state__in=[Round.State.DECLARED, Round.State.CANCELLED])
    printed = rows.aggregate(all=Sum("count"))["all"]
    if printed:
        yield f"已印制选票{printed}张；票面上的职位、名额、候选人或者日期改变的，须封存旧票，重新印制。"


def lend() -> None:
    for act in ("election.day_moved", "election.posts_set", "candidate.withdrew"):
        consequences.lend(act, printed_ballots)
