"""Who reads what before the day of an election is moved, and what is printed already."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from ballots.consequences import printed_ballots
from ballots.models import StockMovement
from election_office.law.dates import age_on, born_by
from tests.ballots.scenes import Scene
from tests.factories import ElectionFactory, PersonFactory, RegistrationFactory
from voters.consequences import printed_cards, who_comes_of_age
from voters.models import Card, Registration


@pytest.mark.parametrize(
    ("day", "born"),
    [
        (dt.date(2027, 1, 8), dt.date(2009, 1, 8)),
        (dt.date(2026, 3, 1), dt.date(2008, 3, 1)),
        (dt.date(2028, 2, 29), dt.date(2010, 2, 28)),
    ],
)
def test_who_is_born_by_that_day_is_of_age_and_who_is_born_the_day_after_is_not(day, born):
    assert born_by(day, 18) == born
    assert age_on(born, day) == 18
    assert age_on(born + dt.timedelta(days=1), day) == 17


@pytest.mark.django_db
def test_a_later_day_names_who_comes_of_age_and_an_earlier_one_who_no_longer_is():
    today = timezone.localdate()
    election = ElectionFactory(cycle__default_day=today + dt.timedelta(days=40))
    day = election.election_day
    last = born_by(day, 18)
    people = [
        PersonFactory(village=election.village, name=f"演示{name}", birth_date=last + dt.timedelta(days=days))
        for days, name in enumerate("甲乙丙")
    ]
    RegistrationFactory(election=election, person=people[0])

    [later] = who_comes_of_age(election, {"day": day + dt.timedelta(days=1)})
    [earlier] = who_comes_of_age(election, {"day": day - dt.timedelta(days=1)})

    assert "演示乙，共1人" in later
    assert "尚未列入" in later
    assert "演示甲，共1人" in earlier
    assert "除名" in earlier
    assert list(who_comes_of_age(election, {"day": day})) == []
    assert list(who_comes_of_age(election, {"day": today})) == []


@pytest.mark.django_db
def test_printed_cards_and_ballots_are_named_with_their_number():
    scene = Scene()
    assert list(printed_cards(scene.election, {})) == []
    assert list(printed_ballots(scene.election, {})) == []
    Card.objects.create(
        election=scene.election,
        registration=Registration.objects.filter(election=scene.election)[0],
        number=1,
        code="DEMO00000001",
        issued_at=timezone.now(),
        issued_by=scene.clerk,
        printed_at=timezone.now(),
    )
    scene.box()
    made = {"round": scene.round, "kind": "printed", "first_name": "甲", "second_name": "乙"}
    for count in (20, 5):
        StockMovement.objects.create(count=count, moved_at=timezone.now(), recorded_by=scene.officer, **made)

    [cards], [ballots] = printed_cards(scene.election, {}), printed_ballots(scene.election, {})

    assert "1张" in cards
    assert "已印制选票25张" in ballots
