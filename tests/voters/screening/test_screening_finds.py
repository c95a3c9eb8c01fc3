"""What the comparison of rolls finds, and when a case is over."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from election_office.audit.models import AuditEvent
from tests.factories import (
    CycleFactory,
    RegistrationFactory,
    TownshipFactory,
)
from tests.tails import tail_of
from tests.voters.screening.places import officer, run, the_case, village, voter
from voters.actions.screening import screen_election
from voters.models import ScreeningCase
from voters.screening.runs import Screened

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ finding


def test_people_who_differ_are_no_case(cycle, east, west) -> None:
    voter(east, "演示甲")
    voter(west, "演示乙")
    voter(west, "演示甲", birth_date=dt.date(1981, 6, 15))
    assert run(cycle) == Screened(0, 0, 0)


def test_one_name_and_birth_date_in_two_villages_is_one_case(cycle, east, west) -> None:
    rows = voter(east), voter(west)

    assert run(cycle) == Screened(1, 1, 0)

    case = the_case()
    assert (case.kind, case.area_code, case.state) == ("twin", "369901001", "open")
    assert [party.registration for party in case.parties.all()] == list(rows)


def test_a_second_run_adds_nothing(cycle, east, west) -> None:
    voter(east), voter(west)
    voter(east, "演示乙", note="已故")
    voter(west, "演示丙", id_number="")
    assert run(cycle) == Screened(3, 3, 0)
    assert run(cycle) == Screened(3, 0, 0)
    assert ScreeningCase.objects.count() == 3


def test_three_namesakes_are_three_pairs(cycle, east, west) -> None:
    voter(east), voter(west), voter(west)
    assert run(cycle).opened == 3


def test_one_person_on_two_rolls_of_the_cycle_is_one_case(cycle, east, west) -> None:
    person = voter(east).person
    RegistrationFactory(election=west, person=person, status="pending")
    assert run(cycle).opened == 1
    assert the_case().kind == "same_id"


def test_one_person_registered_in_two_townships_is_one_case_for_both(cycle, east, far) -> None:
    person = voter(east).person
    RegistrationFactory(election=far, person=person)
    assert run(cycle).opened == 1
    case = the_case()
    assert (case.kind, case.area_code) == ("registered_elsewhere", "369901")
    assert run(far.cycle) == Screened(1, 0, 0)
    for place in ("369901001", "369901002"):
        assert ScreeningCase.objects.visible_to(officer(place)).get() == case


def test_a_closed_election_of_another_cycle_is_not_compared(cycle, east, far) -> None:
    RegistrationFactory(election=far, person=voter(east).person)
    voter(far, "演示乙"), voter(east, "演示乙")
    far.stage = "closed"
    far.save()
    assert run(cycle) == Screened(0, 0, 0)


def test_another_county_is_not_compared(cycle, east) -> None:
    other = TownshipFactory(code="369902001", county__code="369902", county__name="外县")
    voter(village(CycleFactory(township=other), "369902001001", "外村"))
    voter(east)
    assert run(cycle) == Screened(0, 0, 0)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("deceased_noted", {"note": "2026年5月已故"}),
        ("deceased_noted", {"person__died_on": dt.date(2026, 5, 1)}),
        ("deprived_noted", {"note": "剥夺政治权利三年"}),
        ("deprived_noted", {"person__rights_deprived": True}),
        ("no_id", {"id_number": ""}),
        ("unprintable_name", {"name": "演\ue000甲"}),
    ],
)
def test_each_kind_is_found_on_a_registered_voter_only(cycle, east, west, kind, values) -> None:
    voter(east, **values)
    voter(west, status="pending", **{"name": "演示乙"} | values | {"birth_date": dt.date(1990, 1, 1)})
    assert run(cycle) == Screened(1, 1, 0)
    case = the_case()
    assert (case.kind, case.area_code) == (kind, east.area_code)


def test_age_counts_on_the_election_day_of_each_village(cycle, east, west) -> None:
    day = cycle.default_day
    west.election_day = day - dt.timedelta(days=1)
    west.save()
    born = day.replace(year=day.year - 18)
    voter(east, "演示甲", birth_date=born)
    voter(west, "演示乙", birth_date=born)
    assert run(cycle).opened == 1
    case = the_case()
    assert case.kind == "under_age"
    assert case.detail.startswith("演示乙")


def test_what_a_row_leaves_open_is_said_without_the_number(cycle, east, west) -> None:
    first = voter(east)
    RegistrationFactory(election=west, person=first.person, status="pending")
    run(cycle)
    assert tail_of(first.person) not in the_case().detail
    assert "3699" not in the_case().detail


def test_an_import_compares_its_own_village_with_all_others(east, west) -> None:
    voter(east), voter(west)
    voter(west, "演示乙", note="已故")
    assert screen_election(east) == Screened(1, 1, 0)
    event = AuditEvent.objects.get(action="screening.run")
    assert (event.area_code, event.after) == (east.area_code, {"found": 1, "opened": 1, "gone": 0})
    assert screen_election(east) == Screened(1, 0, 0)
    assert AuditEvent.objects.filter(action="screening.run").count() == 1


def test_a_situation_that_is_over_closes_its_case(cycle, east) -> None:
    row = voter(east, note="已故")
    run(cycle)
    row.note = ""
    row.save()
    assert run(cycle) == Screened(0, 0, 1)
    case = the_case()
    assert (case.state, case.settlement, case.settled_by) == ("settled", "gone", None)


def test_an_open_case_tells_of_things_as_they_are_now(cycle, east, west) -> None:
    person = voter(east).person
    RegistrationFactory(election=west, person=person, status="pending")
    run(cycle)
    third = village(cycle, "369901001003", "演示南村")
    RegistrationFactory(election=third, person=person, status="pending")
    assert run(cycle) == Screened(1, 0, 0)
    assert "在3处名单" in the_case().detail.replace("列在", "在")
    assert the_case().parties.count() == 3


def test_a_case_between_two_others_stays_open_when_one_roll_is_cleared(cycle, east, west) -> None:
    third = village(cycle, "369901001003", "演示南村")
    person = voter(west).person
    leaving = RegistrationFactory(election=east, person=person, status="pending")
    RegistrationFactory(election=third, person=person, status="pending")
    run(cycle)
    leaving.status, leaving.reason = "left_off", "在演示西村登记"
    leaving.decided_by, leaving.decided_on = "村民选举委员会", timezone.localdate()
    leaving.save()
    assert screen_election(east) == Screened(1, 0, 0)
    assert the_case().state == "open"
    assert the_case().parties.count() == 2
