"""Places and people of a demonstration village: booths, a mobile box with its voters, staff, openings."""

from __future__ import annotations

from django.utils import timezone

from ballots.models import Box, Round
from ballots.notices.mobile import CODE as MOBILE_NOTICE
from ballots.notices.staff import CODE as STAFF_NOTICE
from ballots.notices.void_rules import CODE as VOID_RULES_NOTICE
from ballots.notices.writers import CODE as WRITERS_NOTICE
from ballots.preparation import actions
from ballots.preparation.actions import stations
from election_office.accounts.models import User
from villages.models import Election
from voters.models import Registration

REASONS = ("行动不便", "卧病在家", "年老体弱", "行动不便", "卧病在家", "行动不便")
HALL = (
    ("chief", "总监票员甲"),
    ("caller", "唱票员甲"),
    ("counter", "计票员丙"),
    ("issuer", "发票员甲"),
    ("writer", "代写员甲"),
)
NOTICES = (STAFF_NOTICE, MOBILE_NOTICE, WRITERS_NOTICE, VOID_RULES_NOTICE)
WATCHERS = ("监票甲", "监票乙", "监票丙")
AT_A_BOX = (("scrutineer", "监票丁"), ("scrutineer", "监票戊"), ("issuer", "发票员乙"))
WITH_A_MOBILE_BOX = "发票员丙"
EVERYBODY = (
    *(name for _, name in HALL),
    *WATCHERS,
    *(name for _, name in AT_A_BOX),
    WITH_A_MOBILE_BOX,
)


def prepare(election: Election, officer: User, *, watchers: int = len(WATCHERS)) -> None:
    """Everybody and everything for the boxes there are; ``watchers`` at each mobile box."""
    voting = _round(election)
    for role, name in HALL:
        actions.add_worker(round=voting, role=role, name=name, by=officer)
    for box in voting.boxes.all():
        box.round = voting
        if box.kind == Box.Kind.MOBILE:
            _prepare_mobile(box, watchers, officer)
            continue
        stations.equip(box=box, booths=4, by=officer)
        for role, name in AT_A_BOX:
            actions.add_worker(round=voting, role=role, name=name, box=box, by=officer)


def _prepare_mobile(box: Box, watchers: int, officer: User) -> None:
    stations.equip(box=box, route="上午八时从村部出发，经各组，十时三十分前回到会场", by=officer)
    for name in WATCHERS[:watchers]:
        actions.add_worker(round=box.round, role="scrutineer", name=name, box=box, by=officer)
    actions.add_worker(round=box.round, role="issuer", name=WITH_A_MOBILE_BOX, box=box, by=officer)
    roll = Registration.objects.filter(election=box.round.election).registered().with_people()
    oldest = list(roll.order_by("person__birth_date", "pk")[: len(REASONS)])
    for reason in dict.fromkeys(REASONS):
        people = [item for item, why in zip(oldest, REASONS, strict=False) if why == reason]
        stations.list_mobile_voters(box=box, registrations=people, reason=reason, by=officer)


def open_boxes(election: Election, officer: User) -> None:
    """On the polling day: every point met at every box."""
    voting = _round(election)
    for box in voting.boxes.all():
        actions.record_opening(
            box=box,
            names="监票丁、监票戊" if box.kind != Box.Kind.MOBILE else "、".join(WATCHERS),
            opened_at=timezone.now(),
            checks=dict.fromkeys(actions.CHECKS, True),
            by=officer,
        )


def _round(election: Election) -> Round:
    return Round.objects.with_places().filter(election=election).latest("number")
