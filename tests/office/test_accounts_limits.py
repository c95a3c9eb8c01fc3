"""How often somebody may try, from where; what a password must be; which log-ins last."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse

from election_office.accounts import actions, limits
from election_office.accounts.access import require_apart
from election_office.accounts.models import Attempt, OpenSession
from election_office.accounts.permissions import Role
from election_office.accounts.validators import Classes, Varied
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.factories import UserFactory

TOWN, VILLAGE = "369901001", "369901001001"
PASSWORD = "Ancient-pass-1"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return UserFactory(serving=VILLAGE, username="clerk", password=PASSWORD)


def login(client: Client, password: str = PASSWORD, username: str = "clerk", **more: str) -> int:
    return client.post("/login/", {"username": username, "password": password}, **more).status_code


def test_whoever_guesses_elsewhere_cannot_lock_a_colleague_out(clerk) -> None:
    own, strange = Client(), Client()
    assert login(own) == 302
    own.post("/logout/")
    for _ in range(5):
        login(strange, "Wrong-pass-9")
    assert login(strange) == 429
    for address in range(30):
        login(Client(), "Wrong-pass-9", REMOTE_ADDR=f"10.0.0.{address}")
    assert login(Client(), REMOTE_ADDR="10.0.9.9") == 429  # strange browsers, wherever they are
    assert login(own) == 302


def test_the_own_browser_is_limited_too_and_its_cookie_cannot_be_made_up(clerk) -> None:
    own = Client()
    login(own)
    own.post("/logout/")
    assert [login(own, "Wrong-pass-9") for _ in range(5)][-1] == 429
    forged = Client()
    forged.cookies[limits.COOKIE] = "eyJicm93c2VyIjogIngifQ:1abc:xyz"
    assert login(forged) == 302  # a forged one is as good as none


def test_one_address_does_not_try_one_password_on_every_name(clerk, settings) -> None:
    settings.OFFICE_LIMITS = settings.OFFICE_LIMITS | {"login_address": (8, 30)}
    answers = [login(Client(), username=f"nobody{number}") for number in range(9)]
    assert answers == [200] * 7 + [429] * 2
    assert login(Client(), username="nobody1", REMOTE_ADDR="10.1.1.1") == 200


def test_no_name_that_was_tried_is_kept(clerk) -> None:
    login(Client(), username="my-own-password-1")
    login(Client(), "Wrong-pass-9")
    rows = str(list(Attempt.objects.values()))
    assert "my-own-password" not in rows
    assert "clerk" not in rows
    assert Attempt.objects.count() == 6


@pytest.mark.parametrize(
    ("proxies", "heard", "address"),
    [
        ([], "1.2.3.4", "127.0.0.1"),  # nobody declared: what anybody says about himself counts for nothing
        (["127.0.0.1"], "1.2.3.4", "1.2.3.4"),
        (["127.0.0.0/8"], "6.6.6.6, 1.2.3.4", "1.2.3.4"),  # what a visitor put before it
        (["127.0.0.1", "10.0.0.0/8"], "1.2.3.4, 10.0.0.7", "1.2.3.4"),
        (["127.0.0.1"], "", "127.0.0.1"),
    ],
)
def test_a_declared_proxy_says_who_asks(settings, proxies, heard, address) -> None:
    settings.OFFICE_PROXIES = proxies
    assert limits.address_of(RequestFactory().get("/", headers={"x-forwarded-for": heard})) == address


def test_the_old_password_is_not_guessed_at_an_open_session(client, clerk) -> None:
    client.force_login(clerk)
    page = reverse("accounts:password_change")
    wrong = {"old": "Wrong-pass-9", "new": "Modern-pass-2", "again": "Modern-pass-2"}
    assert [client.post(page, wrong).status_code for _ in range(6)] == [200] * 5 + [429]
    assert client.post(page, wrong | {"old": PASSWORD}).status_code == 429
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


def test_codes_of_papers_are_not_tried_in_a_row(clerk, settings) -> None:
    settings.OFFICE_LIMITS = settings.OFFICE_LIMITS | {"verify": (3, 10)}
    page = reverse("documents:verify_code", args=["2NHYA34XQN"])
    assert [Client().get(page).status_code for _ in range(4)] == [404, 404, 404, 429]
    assert Client().get(page, REMOTE_ADDR="10.2.2.2").status_code == 404


@pytest.mark.parametrize("password", ["aaaaaaaaab", "qqqqqqqqqz", "qinghe2026", "abcdefgh12", "qwertyuiop1"])
def test_what_is_quickly_guessed_is_no_password(password) -> None:
    with pytest.raises(ValidationError):
        Varied().validate(password)


def test_levels_of_protection_ask_for_more() -> None:
    Varied().validate("Modern-pass-2")
    Classes().validate("Modern-pass-2")
    with pytest.raises(ValidationError, match="3种"):
        Classes().validate("modern-pass-")


def test_a_password_does_not_come_back_and_grows_old_where_a_setting_says_so(
    client, clerk, settings, time_machine
) -> None:
    time_machine.move_to(dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
    for number in range(2):
        actions.change_own_password(password=f"Modern-pass-{number}", by=clerk)
    with pytest.raises(ValidationError, match="最近5次"):
        actions.change_own_password(password="Modern-pass-0", by=clerk)
    settings.OFFICE_PASSWORD_DAYS = 90
    time_machine.shift(dt.timedelta(days=89))
    client.force_login(clerk)
    assert client.get(reverse("accounts:profile")).status_code == 200
    time_machine.shift(dt.timedelta(days=2))
    client.force_login(clerk)
    assert client.get(reverse("accounts:profile")).url == reverse("accounts:password_change")


def test_log_ins_are_listed_and_ended_from_elsewhere(clerk) -> None:
    office, phone = Client(), Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120"})
    login(office)
    login(phone)
    page = office.get(reverse("accounts:profile")).content.decode()
    assert "安卓手机，谷歌浏览器" in page
    row = OpenSession.objects.get(browser__startswith="安卓")
    other = Client()
    other.force_login(UserFactory(serving=VILLAGE))
    assert other.post(reverse("accounts:session_end", args=[row.pk])).status_code == 404
    assert phone.get(reverse("accounts:profile")).status_code == 200
    assert office.post(reverse("accounts:session_end", args=[row.pk])).status_code == 302
    assert phone.get(reverse("accounts:profile")).status_code == 302
    assert AuditEvent.objects.filter(action="login.ended_elsewhere").count() == 1
    office.post("/logout/")
    assert not OpenSession.objects.exists()


def test_a_session_ends_after_a_working_day_however_busy(clerk, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 6, 1, 0, tzinfo=dt.UTC))
    client = Client()
    login(client)
    for _ in range(47):
        time_machine.shift(dt.timedelta(minutes=15))
        assert client.get(reverse("accounts:profile")).status_code == 200
    time_machine.shift(dt.timedelta(minutes=16))
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_a_reset_notes_who_knows_the_password(clerk) -> None:
    officer = UserFactory(serving=TOWN, role=Role.TOWNSHIP_OFFICER)
    client = Client()
    login(client)
    actions.reset_password(clerk, by=officer)
    clerk.refresh_from_db()
    assert (clerk.password_given_by, clerk.password_given_at is not None) == (officer, True)
    assert client.get(reverse("accounts:profile")).status_code == 302
    actions.change_own_password(password="Modern-pass-2", by=clerk)
    clerk.refresh_from_db()
    assert clerk.password_given_by == officer


def test_two_accounts_are_two_people_only_a_day_after_one_gave_the_other_a_password(
    clerk, time_machine
) -> None:
    time_machine.move_to(dt.datetime(2026, 6, 1, 1, tzinfo=dt.UTC))
    officer = UserFactory(serving=TOWN, role=Role.TOWNSHIP_OFFICER, name="演示甲")
    third = UserFactory(serving=VILLAGE)
    require_apart(officer, [clerk.pk, None, officer.pk])
    actions.reset_password(clerk, by=officer)
    clerk.refresh_from_db()
    actions.change_own_password(password="Modern-pass-2", by=clerk)
    for by, other in ((officer, clerk), (clerk, officer)):
        with pytest.raises(RuleRefused, match=r"演示甲在2026年6月1日09:00给.*06月02日09:00以后办理"):
            require_apart(by, [third.pk, other.pk])
    require_apart(third, [clerk.pk, officer.pk])
    time_machine.shift(dt.timedelta(hours=23, minutes=59))
    with pytest.raises(RuleRefused):
        require_apart(officer, [clerk.pk])
    time_machine.shift(dt.timedelta(minutes=2))
    require_apart(officer, [clerk.pk])
