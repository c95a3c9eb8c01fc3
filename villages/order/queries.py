"""Reads of the exceptions of one election."""

from __future__ import annotations

from villages.models import Election, OrderException


def is_excepted(election: Election, act: str) -> bool:
    return OrderException.objects.filter(election=election, act=act).exists()


def exceptions_of(election: Election) -> list[OrderException]:
    """Everything that was let happen before its time, for every page that shows the election's course."""
    return list(OrderException.objects.filter(election=election).select_related("allowed_by"))
