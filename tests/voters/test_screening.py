"""The comparison over all rolls: what it finds, what it remembers, what settling does."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.jobs.models import Job
from election_office.law.decision import RuleRefused
from tests.factories import (
    CycleFactory,
    ElectionFactory,
    RegistrationFactory,
    TownshipFactory,
    UserFactory,
    VillageFactory,
    made_up_number,
)
from villages import numbers
from villages.actions import update_person
from villages.models import Cycle, Election, Person
from voters.actions import cancel_registration, confirm_roll, grant_proxy, register_person
from voters.models import Proxy, Registration, RollVersion, ScreeningCase
from voters.screening import queries
from voters.screening.actions import ask_screening, recheck_case, settle_as_different, settle_case
from voters.screening.runs import Screened, screen_cycle, screen_election

pytestmark = pytest.mark.django_db
BORN = dt.date(1980, 6, 15)


@pytest.fixture
def cycle() -> Cycle:
    return CycleFactory(township=TownshipFactory(code="369901001", name="演示镇"))


@pytest.fixture
def east(cycle: Cycle) -> Election:
    return village(cycle, "369901001001", "演示东村")


@pytest.fixture
def west(cycle: Cycle) -> Election:
    return village(cycle, "369901001002", "演示西村")


@pytest.fixture
def far() -> Election:
    """A village of the next township, with a cycle of its own."""
    return village(
        CycleFactory(township=TownshipFactory(code="369901002", name="邻镇")), "369901002001", "邻村"
    )


def village(cycle: Cycle, code: str, name: str) -> Election:
    return ElectionFactory(
        village=VillageFactory(township=cycle.township, code=code, name=name),
        cycle=cycle,
        election_day=cycle.default_day,
    )


def voter(election: Election, name: str = "演示甲", **values: object) -> Registration:
    return RegistrationFactory(election=election, name=name, **values)


def officer(code: str = "369901001") -> User:
    return UserFactory(serving=code, role=Role.TOWNSHIP_OFFICER)


def run(cycle: Cycle) -> Screened:
    return screen_cycle(cycle=cycle, by=officer(cycle.area_code))


def settled(case: ScreeningCase, settlement: str, **values: object) -> ScreeningCase:
    by = values.pop("by", None) or officer()
    return settle_case(case=case, settlement=settlement, **{"reason": "已入户核实。", "by": by} | values)


def the_case() -> ScreeningCase:
    return ScreeningCase.objects.get()


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
    assert first.person.id_masked
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

    case = settled(the_case(), "same_person", kept=kept)

    kept.refresh_from_db(), ended.refresh_from_db()
    assert (kept.status, ended.status, ended.ground) == ("registered", "cancelled", "doubled")
    assert (case.kept, ended.reason) == (kept, "已入户核实。")
    assert not Proxy.objects.in_force().exists()
    assert run(cycle) == Screened(0, 0, 0)


def test_a_pending_second_row_is_left_off(cycle, east, west) -> None:
    kept = voter(east)
    pending = RegistrationFactory(election=west, person=kept.person, status="pending")
    run(cycle)
    settled(the_case(), "same_person", kept=kept)
    pending.refresh_from_db()
    assert (pending.status, pending.ground) == ("left_off", "conditions")


def test_nobody_clears_a_roll_of_another_township(cycle, east, far) -> None:
    ours = voter(east)
    theirs = RegistrationFactory(election=far, person=ours.person)
    run(cycle)
    with pytest.raises(ValidationError, match="要取消的登记在邻镇邻村的名单上"):
        settled(the_case(), "same_person", kept=ours)
    assert the_case().state == "open"

    settled(the_case(), "same_person", kept=ours, by=officer("369901002"))

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
    row = voter(east, note="父亲已故")
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


# ------------------------------------------------------------------ pages


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def page(user: User, name: str = "screening", *args: object, **query: str) -> str:
    answer = client(user).get(reverse(f"voters:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_counts_by_kind_and_narrows(cycle, east, west) -> None:
    voter(east), voter(west), voter(west, "演示乙", note="已故")
    run(cycle)
    whole = page(officer())
    assert "演示甲，1980年6月15日出生" in whole
    assert "演示乙仍在名单上" in whole
    narrowed = page(officer(), kind="deceased_noted", village=west.area_code, state="open")
    assert "演示甲，1980年6月15日出生" not in narrowed
    assert "演示乙仍在名单上" in narrowed
    assert "没有符合条件的事项" in page(officer(), kind="deceased_noted", village=east.area_code)


def test_each_sees_the_cases_that_touch_own_villages(cycle, east, west, far) -> None:
    voter(east), voter(west), voter(west, "演示乙", note="已故")
    run(cycle)
    case = ScreeningCase.objects.get(kind="deceased_noted")
    clerk = UserFactory(serving=east.area_code)
    assert "演示乙" not in page(clerk)
    assert "演示甲" in page(clerk)
    assert client(clerk).get(reverse("voters:screening_case", args=[case.pk])).status_code == 404
    assert "演示甲" not in page(officer("369901002"))
    assert "演示乙" in page(UserFactory(serving="369901", role=Role.COUNTY_SUPERVISOR))
    observer = UserFactory(serving=east.area_code, role=Role.OBSERVER)
    assert client(observer).get(reverse("voters:screening")).status_code == 403


def test_the_other_townships_voter_is_shown_masked(cycle, east, far) -> None:
    ours = voter(east)
    theirs = voter(far, note="外出务工", person__address="邻村九号", person__household="演户九")
    run(cycle)
    case = the_case()
    shown = page(officer(), "screening_case", case.pk)
    assert "邻镇邻村" in shown
    assert theirs.person.id_masked in shown
    assert "由所在村掌握" in shown
    assert "邻村九号" not in shown
    assert "外出务工" not in shown
    for row in (ours, theirs):
        assert numbers.decrypt(row.person.id_cipher) not in shown
    own = page(officer("369901002"), "screening_case", case.pk)
    assert "邻村九号" in own


def test_a_case_is_settled_on_its_page(cycle, east, west) -> None:
    kept, ended = voter(east), voter(west)
    run(cycle)
    url = reverse("voters:screening_case", args=[the_case().pk])
    browser = client(officer())
    refused = browser.post(url, {"settlement": "same_person", "reason": "已核实"})
    assert "请选择保留哪一处登记" in refused.content.decode()
    answer = browser.post(url, {"settlement": "same_person", "kept": kept.pk, "reason": "已核实"})
    assert answer.status_code == 302
    ended.refresh_from_db()
    assert ended.status == "cancelled"
    shown = page(officer(), "screening_case", the_case().pk)
    assert "保留演示东村的登记。" in shown
    assert "重新核对" not in shown


def test_a_confirmed_roll_asks_for_the_number_of_the_decision(cycle, east) -> None:
    voter(east, note="已故"), voter(east, "演示乙")
    confirm_roll(election=east, by=UserFactory(serving=east.area_code))
    run(cycle)
    url = reverse("voters:screening_case", args=[the_case().pk])
    browser = client(officer())
    refused = browser.post(url, {"settlement": "struck_off", "reason": "已核实", "died_on": "2026-03-01"})
    assert "变动须填写村民选举委员会决定的文号" in refused.content.decode()
    assert Person.objects.filter(died_on__isnull=False).count() == 0
    said = {"settlement": "struck_off", "reason": "已核实", "paper_number": "演选委〔2026〕3号"}
    assert browser.post(url, said).status_code == 302
    assert RollVersion.objects.filter(election=east, kind="supplement").count() == 1


def test_looking_again_is_a_button(cycle, east) -> None:
    row = voter(east, note="已故")
    run(cycle)
    row.note = ""
    row.save()
    url = reverse("voters:screening_recheck", args=[the_case().pk])
    assert client(officer()).get(url).status_code == 405
    assert client(officer()).post(url).status_code == 302
    assert the_case().settlement == "gone"


def test_ticked_pairs_are_confirmed_before_they_are_decided(cycle, east, west) -> None:
    for name in ("演示甲", "演示乙"):
        voter(east, name), voter(west, name)
    run(cycle)
    url, ticked = reverse("voters:screening_different"), [case.pk for case in ScreeningCase.objects.all()]
    browser = client(officer())
    assert "将2项定为不是同一人" in browser.get(url, {"case": ticked}).content.decode()
    assert ScreeningCase.objects.to_settle().count() == 2
    assert browser.get(url).status_code == 302
    assert "请填写理由" in browser.post(url, {"case": ticked}).content.decode()
    assert browser.post(url, {"case": ticked, "reason": "逐户核实。"}).status_code == 302
    assert ScreeningCase.objects.to_settle().count() == 0


def test_the_comparison_is_asked_for_and_done_in_the_background(
    cycle, east, west, django_capture_on_commit_callbacks
) -> None:
    voter(east), voter(west)
    by = officer()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client(by).post(reverse("voters:screening_run"), {"cycle": cycle.pk})
    job = Job.objects.get(kind="voters.screening")
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    assert (job.state, job.done, job.total) == ("done", 6, 6)
    assert job.result["message"] == "查到1项，新列入1项，情况已消除0项。"
    assert the_case().kind == "twin"


def test_a_clerk_of_one_village_does_not_compare_the_township(cycle, east) -> None:
    clerk = UserFactory(serving=east.area_code)
    assert client(clerk).post(reverse("voters:screening_run"), {"cycle": cycle.pk}).status_code == 302
    assert not Job.objects.exists()
    with pytest.raises(PermissionDenied):
        ask_screening(cycle=cycle, by=clerk)


def test_the_export_holds_text_and_no_open_number(cycle, east, west) -> None:
    row = voter(east, note="=1+1 已故")
    run(cycle)
    settled(the_case(), "stays", reason="=cmd 备注有误")
    answer = client(officer()).get(reverse("voters:screening_export"))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    head, first = list(sheet.iter_rows())
    said = dict(zip([cell.value for cell in head], first, strict=True))
    assert (said["理由"].value, said["理由"].data_type, said["理由"].quotePrefix) == (
        "=cmd 备注有误",
        "s",
        True,
    )
    assert said["身份证号"].value == row.person.id_masked


def test_the_dashboard_asks_once_how_much_waits(cycle, east, west, django_assert_num_queries) -> None:
    voter(east), voter(west), voter(west, "演示乙", note="已故")
    run(cycle)
    clerk = UserFactory(serving=east.area_code)
    with django_assert_num_queries(2):  # the assignments, the count
        assert queries.open_cases_count(clerk) == 1
    assert queries.open_cases_count(UserFactory()) == 0


def test_pages_cost_the_same_for_one_case_and_for_many(cycle, east, west) -> None:
    by = officer()

    def cost() -> tuple[int, int]:
        case = ScreeningCase.objects.first()
        with CaptureQueriesContext(connection) as listed:
            page(by)
        with CaptureQueriesContext(connection) as shown:
            page(by, "screening_case", case.pk)
        return len(listed), len(shown)

    voter(east), voter(west)
    run(cycle)
    one = cost()
    for number in range(12):
        voter(east, f"演示{number}号"), voter(west, f"演示{number}号")
    run(cycle)
    assert cost() == one


def test_the_comparison_costs_the_same_for_two_villages_and_for_eight(cycle, east, west) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            run(cycle)
        return len(asked)

    voter(east), voter(west)
    run(cycle)
    two = cost()
    for number in range(3, 9):
        place = village(cycle, f"369901001{number:03d}", f"演示{number}村")
        for name in ("演示甲", "演示乙", "演示丙"):
            voter(place, f"{name}{number}")
    assert cost() == two
