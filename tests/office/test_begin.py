"""An empty office: every address leads to its set-up, once; the list that follows, until a roll hangs."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.dashboard.begin.actions import found_office
from election_office.dashboard.begin.checklist import begun, checklist
from election_office.dashboard.begin.codes import founding_code, welcome_lines
from election_office.dashboard.begin.provinces import coverage
from election_office.documents.models import Document
from tests.factories import CycleFactory, ElectionFactory, TownshipFactory, UserFactory, VillageFactory
from villages.models import County, Township

pytestmark = pytest.mark.django_db

OFFICE = {
    "county_code": "369901",
    "county_name": "云岭县",
    "township_code": "369901150",
    "township_name": "演示镇",
    "guidance_group": "演示镇村民委员会换届选举指导组",
    "office_name": "",
    "county_office": "",
    "phone": "0794-8123456",
    "other_code": "",
    "name": "测试甲",
    "username": "ceshi1",
    "password": "shan-shui-2026",
    "second_name": "测试乙",
    "second_username": "ceshi2",
}


# ------------------------------------------------------------------ every address


@pytest.mark.parametrize("path", ["/", "/villages/", "/login/", "/verify/", "/nowhere/"])
def test_an_empty_office_answers_every_address_with_its_set_up(client, path):
    assertRedirects(client.get(path), reverse("dashboard:founding"))


def test_whoever_watches_the_server_still_gets_an_answer(client):
    assert client.get("/health/").status_code == 200


def test_an_office_that_has_begun_pays_nothing_for_its_set_up():
    UserFactory()
    client = Client()
    client.get("/health/")
    with CaptureQueriesContext(connection) as told:
        client.get("/login/")
    assert not [one for one in told.captured_queries if "accounts_user" in one["sql"]]
    assert client.get(reverse("dashboard:founding")).status_code == 302


# ------------------------------------------------------------------ the set-up


def test_a_wrong_code_opens_nothing(client):
    page = reverse("dashboard:founding")
    assertContains(client.post(page, {"code": "AAAAA-BBBBB"}), "设立码不正确")
    assertRedirects(client.get(reverse("dashboard:founding_office")), page)
    assertRedirects(client.post(reverse("dashboard:founding_office"), OFFICE), page)
    assert not User.objects.exists()


def test_the_code_opens_and_the_office_is_made_in_one_go(client):
    client.post(reverse("dashboard:founding"), {"code": founding_code().lower()})

    done = client.post(reverse("dashboard:founding_office"), {**OFFICE, "again": OFFICE["password"]})

    assertContains(done, "演示镇的平台已设立")
    township = Township.objects.get()
    assert (township.guidance_title, township.phone) == ("演示镇村民委员会换届选举指导组", "0794-8123456")
    assert sorted(Assignment.objects.values_list("user__username", "role", "area_code")) == [
        ("ceshi1", Role.TOWNSHIP_OFFICER, "369901150"),
        ("ceshi2", Role.TOWNSHIP_OFFICER, "369901150"),
    ]
    second = User.objects.get(username="ceshi2")
    assert second.must_change_password
    [(_, password)] = done.context["founded"].handed_out
    assert second.check_password(password)
    assert AuditEvent.objects.filter(action="office.founded").count() == 1
    assertContains(client.get("/"), "开办清单")
    assertRedirects(Client().get("/setup/office/"), reverse("dashboard:founding"), target_status_code=302)


def test_a_township_outside_the_county_is_refused_and_nothing_is_made(client):
    client.post(reverse("dashboard:founding"), {"code": founding_code()})
    form = {**OFFICE, "again": OFFICE["password"], "township_code": "369902150"}

    answer = client.post(reverse("dashboard:founding_office"), form)

    assertContains(answer, "应以县的代码369901开头")
    assert [model.objects.count() for model in (County, User, AuditEvent)] == [0, 0, 0]


def test_a_weak_password_and_doubled_user_names_are_refused(client):
    client.post(reverse("dashboard:founding"), {"code": founding_code()})
    weak = {**OFFICE, "password": "1234567890", "again": "1234567890"}
    same = {**OFFICE, "again": OFFICE["password"], "second_username": "ceshi1"}

    assert client.post(reverse("dashboard:founding_office"), weak).context["form"].errors
    assertContains(client.post(reverse("dashboard:founding_office"), same), "用户名不能相同")
    assert not User.objects.exists()


def test_nobody_founds_an_office_twice():
    found_office(code=founding_code(), **OFFICE)
    with pytest.raises(ValidationError, match="已经设立"):
        found_office(code=founding_code(), **{**OFFICE, "township_code": "369901151"})


def test_the_countys_own_account_is_made_where_it_is_named():
    named = {"supervisor_name": "测试县", "supervisor_username": "xianban"}
    founded = found_office(code=founding_code(), **OFFICE, **named)
    assert [user.username for user, _ in founded.handed_out] == ["ceshi2", "xianban"]
    assert Assignment.objects.get(user__username="xianban").area_code == "369901"


def test_the_terminal_says_the_code_until_the_office_is_set_up():
    out = io.StringIO()
    call_command("setup_code", stdout=out)
    assert founding_code() in out.getvalue()
    assert founding_code() in welcome_lines()[0]

    UserFactory()
    assert welcome_lines() == []
    with pytest.raises(CommandError, match="已经设立"):
        call_command("setup_code")


def test_what_has_been_read_of_a_province_is_said():
    jiangxi = coverage("361002100", dt.date(2027, 3, 1))
    gansu = coverage("620102001", dt.date(2027, 3, 1))
    yunnan = coverage("530102001", dt.date(2027, 3, 1))
    assert len(jiangxi.read) + len(jiangxi.unread) > 10
    assert (gansu.read, len(gansu.unread) > 0) == ([], True)
    assert (yunnan.read, yunnan.unread) == ([], [])


# ------------------------------------------------------------------ the list


@pytest.fixture
def township():
    return TownshipFactory(code="369901150")


@pytest.fixture
def officer(township, client):
    user = UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER)
    client.force_login(user)
    return user


def done(township):
    return [item.done for item in checklist(township).items]


def test_the_list_follows_what_was_really_done(township, officer):
    assert done(township) == [False] * 8

    village = VillageFactory(township=township)
    UserFactory(serving=village.code, password="演示密码")
    assert done(township)[:2] == [True, True]

    CycleFactory(township=township)
    assert done(township)[2:4] == [True, False]


def test_an_account_without_its_slip_is_not_done(township, officer):
    UserFactory(serving=VillageFactory(township=township).code)
    assert "1个账号还没有发密码条" in checklist(township).items[1].text
    assert done(township)[1] is False


def test_the_list_ends_with_the_first_roll_that_hangs(township, officer, client):
    election = ElectionFactory(village__township=township)
    assertContains(client.get("/"), "开办清单")

    Document.objects.create(
        kind="voters.roll_notice",
        area_code=election.area_code,
        election_id=election.pk,
        title="名单",
        facts={},
        issued_by=officer,
        issued_at=timezone.now(),
        code="A" * 12,
        dated=timezone.localdate(),
        fully_posted_on=timezone.localdate(),
    )
    assert begun(officer) is None
    assertNotContains(client.get("/"), "开办清单")
    assertRedirects(client.get(reverse("dashboard:checklist")), "/")


def test_a_clerk_has_no_such_list(township):
    assert begun(UserFactory(serving=VillageFactory(township=township).code)) is None


def test_the_list_costs_the_same_for_one_village_and_for_many(township, officer):
    def cost():
        with CaptureQueriesContext(connection) as told:
            checklist(township)
        return len(told)

    VillageFactory(township=township)
    one = cost()
    for _ in range(6):
        VillageFactory(township=township)
    assert cost() == one
