"""What must never be false on a roll, whoever writes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import ElectionFactory, RegistrationFactory, UserFactory, VillageFactory
from villages.models import Election
from voters.models import Proxy, Registration, RollVersion

pytestmark = pytest.mark.django_db


def refused() -> object:
    return pytest.raises(IntegrityError)


def neighbour_of(election: Election) -> Election:
    """Another village of the same township and cycle."""
    return ElectionFactory(village=VillageFactory(township=election.village.township), cycle=election.cycle)


def test_a_person_has_one_row_in_an_election() -> None:
    first = RegistrationFactory()
    with refused(), transaction.atomic():
        RegistrationFactory(election=first.election, person=first.person)
    assert Registration.objects.count() == 1


def test_a_person_stands_on_one_roll_of_a_cycle() -> None:
    first = RegistrationFactory()
    other = neighbour_of(first.election)
    with refused(), transaction.atomic():
        RegistrationFactory(election=other, person=first.person)


def test_somebody_left_off_elsewhere_may_be_registered_here() -> None:
    first = RegistrationFactory(
        status="left_off",
        reason="本人表示不参加",
        decided_by="村民选举委员会",
        decided_on=dt.date(2026, 11, 1),
    )
    other = neighbour_of(first.election)
    RegistrationFactory(election=other, person=first.person)
    assert Registration.objects.registered().count() == 1


def test_a_serial_number_is_used_once() -> None:
    first = RegistrationFactory(serial=1)
    with refused(), transaction.atomic():
        RegistrationFactory(election=first.election, serial=1)


@pytest.mark.parametrize("status", ["left_off", "cancelled"])
def test_nobody_leaves_the_roll_without_a_decision(status: str) -> None:
    with refused(), transaction.atomic():
        RegistrationFactory(status=status)


def test_who_decided_and_when_come_together() -> None:
    with refused(), transaction.atomic():
        RegistrationFactory(decided_by="村民选举委员会")


def make_proxy(**changes: object) -> Proxy:
    election = changes.pop("election", None) or ElectionFactory()
    values: dict[str, object] = {
        "election": election,
        "number": 1,
        "requested_on": timezone.localdate(),
        "granted_by": UserFactory(),
    }
    for side in ("principal", "agent"):
        if side not in changes:
            values[side] = RegistrationFactory(election=election)
    return Proxy.objects.create(**values | changes)


def test_a_voter_gives_one_proxy_at_a_time() -> None:
    first = make_proxy()
    with refused(), transaction.atomic():
        make_proxy(election=first.election, principal=first.principal, number=2)


def test_nobody_is_the_own_agent() -> None:
    voter = RegistrationFactory()
    with refused(), transaction.atomic():
        make_proxy(election=voter.election, principal=voter, agent=voter)


def test_a_proxy_is_revoked_by_somebody_for_a_reason() -> None:
    with refused(), transaction.atomic():
        make_proxy(revoked_at=timezone.now())


def test_a_roll_is_confirmed_once() -> None:
    election, by = ElectionFactory(), UserFactory()
    values = {"election": election, "kind": "initial", "voter_count": 0, "digest": "0" * 64}
    RollVersion.objects.create(number=1, frozen_at=timezone.now(), frozen_by=by, **values)
    with refused(), transaction.atomic():
        RollVersion.objects.create(number=2, frozen_at=timezone.now(), frozen_by=by, **values)
