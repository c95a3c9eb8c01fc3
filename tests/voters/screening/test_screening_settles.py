"""How a case is settled, and what a settlement does to the rolls."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.factories import (
    RegistrationFactory,
    UserFactory,
    made_up_number,
)
from tests.voters.screening.places import BORN, officer, run, settled, the_case, voter
from villages import numbers
from villages.actions import update_person
from villages.models import Person
from voters.actions import cancel_registration, grant_proxy, register_person
from voters.models import Proxy, ScreeningCase
from voters.screening.actions import recheck_case, settle_as_different
from voters.screening.runs import Screened

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ settling


def test_two_people_stay_two_people_until_a_fact_changes(cycle, east, west) -> None:
    first, second = voter(east), voter(west)
    run(cycle)
    case = settled(the_case(), "different_people")
    assert run(cycle) == Screened(1, 0, 0)

    second.person.set_id_number("")
    second.person.save()

    assert run(cycle).opened == 2  # the pair again, and the missing number
    assert ScreeningCase.objects.filter(kind="twin").count() == 2
    case.refresh_from_db()
    assert case.settlement == "different_people"
    assert first.status == "registered"


def test_a_settlement_is_traced_in_every_village_concerned(cycle, east, west) -> None:
    voter(east), voter(west)
    run(cycle)
    by = officer()
    settled(the_case(), "different_people", by=by, reason="身份证号不同，已入户核实。")
    events = AuditEvent.objects.filter(action="screening.settled").order_by("area_code")
    assert [event.area_code for event in events] == [east.area_code, west.area_code]
    assert {event.reason for event in events} == {"身份证号不同，已入户核实。"}
    assert the_case().settled_by == by


def test_one_person_keeps_one_roll_and_loses_the_other_with_its_proxies(cycle, east, west) -> None:
    kept, ended = voter(east), voter(west)
    agent = voter(west, "演示乙")
    grant_proxy(
        election=west,
        principal=ended,
        agent=agent,
        card_taken_back=True,
        by=UserFactory(serving=west.area_code),
    )
    run(cycle)

    case = settled(the_case(), "same_person", remaining=kept)

    kept.refresh_from_db(), ended.refresh_from_db()
    assert (kept.status, ended.status, ended.ground) == ("registered", "cancelled", "doubled")
    assert (case.remaining, ended.reason) == (kept, "已入户核实。")
    assert not Proxy.objects.in_force().exists()
    assert run(cycle) == Screened(0, 0, 0)


def test_a_pending_second_row_is_left_off(cycle, east, west) -> None:
    kept = voter(east)
    pending = RegistrationFactory(election=west, person=kept.person, status="pending")
    run(cycle)
    settled(the_case(), "same_person", remaining=kept)
    pending.refresh_from_db()
    assert (pending.status, pending.ground) == ("left_off", "conditions")


def test_nobody_clears_a_roll_of_another_township(cycle, east, far) -> None:
    ours = voter(east)
    theirs = RegistrationFactory(election=far, person=ours.person)
    run(cycle)
    with pytest.raises(ValidationError, match="要取消的登记在邻镇邻村的名单上"):
        settled(the_case(), "same_person", remaining=ours)
    assert the_case().state == "open"

    settled(the_case(), "same_person", remaining=ours, by=officer("369901002"))

    theirs.refresh_from_db()
    assert (theirs.status, theirs.ground) == ("cancelled", "elsewhere")


def test_a_death_is_noted_and_the_voter_struck_off(cycle, east) -> None:
    row = voter(east, note="已故")
    run(cycle)
    settled(the_case(), "struck_off", died_on=dt.date(2026, 3, 1))
    row.refresh_from_db()
    assert (row.status, row.ground) == ("cancelled", "deceased")
    assert Person.objects.get().died_on == dt.date(2026, 3, 1)
    assert AuditEvent.objects.filter(action="person.updated").count() == 1


def test_a_wrong_date_of_death_changes_nothing(cycle, east) -> None:
    row = voter(east, note="已故")
    run(cycle)
    with pytest.raises(ValidationError, match="1970年1月1日早于出生日期"):
        settled(the_case(), "struck_off", died_on=dt.date(1970, 1, 1))
    row.refresh_from_db()
    assert (row.status, the_case().state) == ("registered", "open")


def test_lost_rights_are_noted_on_the_person(cycle, east) -> None:
    row = voter(east, note="剥夺政治权利")
    run(cycle)
    settled(the_case(), "struck_off", paper_number="演选委〔2026〕3号")
    row.refresh_from_db()
    assert (row.ground, row.paper_number) == ("deprived", "演选委〔2026〕3号")
    assert Person.objects.get().rights_deprived is True


def test_a_note_found_wrong_does_not_come_back_until_it_changes(cycle, east) -> None:
    row = voter(east, note="原登记已故")
    run(cycle)
    settled(the_case(), "stays", reason="备注说的是其父亲。")
    assert run(cycle) == Screened(1, 0, 0)
    row.note = "本人已故"
    row.save()
    assert run(cycle) == Screened(1, 1, 0)


def test_a_voter_struck_off_and_registered_again_is_a_case_again(cycle, east) -> None:
    row = voter(east, note="已故")
    run(cycle)
    settled(the_case(), "struck_off")
    row.refresh_from_db()
    row.status, row.ground = "registered", ""
    row.save()
    assert run(cycle) == Screened(1, 1, 0)


def test_striking_off_settles_what_else_was_open_about_the_voter(cycle, east, west) -> None:
    voter(east, note="已故"), voter(west)
    run(cycle)
    settled(ScreeningCase.objects.get(kind="deceased_noted"), "struck_off")
    twin = ScreeningCase.objects.get(kind="twin")
    assert (twin.state, twin.settlement) == ("settled", "gone")


def test_a_refused_settlement_leaves_nothing(cycle, east) -> None:
    voter(east, birth_date=timezone.localdate() - dt.timedelta(days=365))
    run(cycle)
    before = AuditEvent.objects.count()
    with pytest.raises(RuleRefused) as refusal:
        settled(the_case(), "stays")
    assert [finding.code for finding in refusal.value.decision.refusals] == ["way_unknown"]
    assert the_case().state == "open"
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    "serving",
    [
        ("369901", Role.COUNTY_SUPERVISOR),
        ("369901002", Role.TOWNSHIP_OFFICER),
        ("369901001001", Role.OBSERVER),
    ],
)
def test_only_those_who_keep_the_roll_settle(cycle, east, serving) -> None:
    voter(east, note="已故")
    run(cycle)
    with pytest.raises(PermissionDenied):
        settled(the_case(), "stays", by=UserFactory(serving=serving[0], role=serving[1]))


def test_a_candidate_is_not_struck_off(cycle, east) -> None:
    voter(east, note="已故", is_candidate=True)
    run(cycle)
    with pytest.raises(RuleRefused, match="候选人"):
        settled(the_case(), "struck_off", died_on=dt.date(2026, 3, 1))
    assert Person.objects.get().died_on is None


def test_looking_again_closes_what_was_corrected(cycle, east) -> None:
    row = voter(east, id_number="")
    run(cycle)
    by = officer()
    assert recheck_case(case=the_case(), by=by).state == "open"

    number = made_up_number(BORN, "male", 7)
    update_person(person=row.person, by=by, reason="补录身份证号", id_number=number)

    case = recheck_case(case=the_case(), by=by)
    assert (case.state, case.settlement) == ("settled", "gone")


def test_many_pairs_are_decided_at_once_or_not_at_all(cycle, east, west) -> None:
    for name in ("演示甲", "演示乙", "演示丙"):
        voter(east, name), voter(west, name)
    voter(east, "演示丁", note="已故")
    run(cycle)
    pairs = list(ScreeningCase.objects.filter(kind="twin"))
    with pytest.raises(RuleRefused):
        settle_as_different(cases=list(ScreeningCase.objects.all()), reason="已核实", by=officer())
    assert ScreeningCase.objects.to_settle().count() == 4

    assert settle_as_different(cases=pairs, reason="逐户核实，号码不同。", by=officer()) == 3

    assert ScreeningCase.objects.to_settle().count() == 1
    assert AuditEvent.objects.filter(action="screening.settled").count() == 6
    assert run(cycle).opened == 0


def test_registering_the_person_again_needs_the_first_roll_cleared(cycle, east, west) -> None:
    """What the screening calls one person, the roll's own rule refuses by the number."""
    row = voter(east)
    with pytest.raises(RuleRefused, match="演示东村"):
        register_person(
            election=west, by=officer(), name="演示甲", sex="male", birth_date=BORN,
            id_number=numbers.decrypt(row.person.id_cipher), hukou_here=True, lives_here=True,
        )  # fmt: skip
    cancel_registration(registration=row, ground="moved", reason="已迁出", by=officer())
    assert run(cycle) == Screened(0, 0, 0)
