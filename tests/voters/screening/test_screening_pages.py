"""The pages of the screening."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.jobs.models import Job
from tests.factories import (
    UserFactory,
)
from tests.tails import tail_of
from tests.voters.screening.places import officer, run, settled, the_case, village, voter
from villages import numbers
from villages.models import Person
from voters.actions import confirm_roll
from voters.models import RollVersion, ScreeningCase
from voters.screening import queries
from voters.screening.actions import ask_screening

pytestmark = pytest.mark.django_db


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
    assert tail_of(theirs.person) not in shown
    assert "已登记" in shown
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
    answer = browser.post(url, {"settlement": "same_person", "remaining": kept.pk, "reason": "已核实"})
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
    assert said["身份证号"].value == "已登记"
    assert tail_of(row.person) not in str([cell.value for cell in first])


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
