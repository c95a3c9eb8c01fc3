"""Reads for the paper kit and for what was typed in from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ballots.models import Box, MobileVoter, PaperIssue, Round
from villages.models import Election
from voters.electors.queries import entitled
from voters.models import Proxy, Registration


def numbers_on_roll(election: Election, numbers: Collection[int]) -> dict[int, int]:
    """Number of the roll → registration id. One statement."""
    rows = Registration.objects.filter(election=election, serial__in=set(numbers))
    return {serial: pk for serial, pk in rows.values_list("serial", "pk") if serial is not None}


def lists_of(round: Round) -> list[tuple[Box, list[Registration]]]:
    """Every box with who may sign there: at a mobile box its listed voters. Three statements."""
    voters = list(
        entitled(round.election)
        .filter(serial__isnull=False)
        .with_people()
        .order_by("group__number", "serial")
    )
    listed = set(MobileVoter.objects.filter(box__round=round).values_list("box_id", "registration_id"))
    return [
        (box, [v for v in voters if box.kind != Box.Kind.MOBILE or (box.pk, v.pk) in listed])
        for box in round.boxes.all()
    ]


def mobile_remarks(round: Round) -> dict[int, str]:
    """Registration id → the mobile box that comes to this voter. One statement."""
    rows = MobileVoter.objects.filter(box__round=round).values_list("registration_id", "box__name")
    return dict(rows)


def proxies_of(election: Election) -> list[Proxy]:
    return list(Proxy.objects.filter(election=election).in_force().with_people())


def names_on_the_lists(round: Round) -> Iterable[str]:
    rows = entitled(round.election).order_by("serial", "pk")
    return rows.values_list("person__name", flat=True)


def issues_of(round: Round) -> list[PaperIssue]:
    return list(PaperIssue.objects.filter(box__round=round).select_related("box", "recorded_by"))
