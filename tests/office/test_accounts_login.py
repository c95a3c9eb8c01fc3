"""Coming and going: traced, held at a first password, locked after too many failures."""

import datetime as dt

import pytest
from django.urls import reverse

from election_office.accounts import actions
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from tests.factories import UserFactory

TOWN, VILLAGE = "369901001", "369901001001"
PASSWORD = "Ancient-pass-1"
LOGIN = "/login/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings):
    settings.LOGIN_REDIRECT_URL = "accounts:profile"


@pytest.fixture
def clerk():
    return UserFactory(serving=VILLAGE, username="clerk", password=PASSWORD, name="测试甲")


def login(client, password=PASSWORD, username="clerk", **extra):
    return client.post(LOGIN, {"username": username, "password": password}, **extra)


def trail():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.usefixtures("clerk")
def test_a_login_leads_to_the_office_and_leaves_a_trace(client):
    response = login(client)
    assert response.status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 200
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.area_code) == ("login.succeeded", "测试甲", VILLAGE)


@pytest.mark.usefixtures("clerk")
def test_a_failed_login_says_so_and_leaves_a_trace_without_the_password(client):
    response = login(client, "Wrong-pass-9")
    assert "用户名或密码不正确" in response.content.decode()
    event = AuditEvent.objects.get()
    assert (event.action, event.after) == ("login.failed", {"locked": False})


@pytest.mark.usefixtures("clerk")
def test_an_unknown_user_name_is_not_written_down(client):
    response = login(client, username=PASSWORD)
    assert "用户名或密码不正确" in response.content.decode()
    assert trail() == []


def test_every_page_but_the_login_asks_for_one(client):
    UserFactory()
    response = client.get(reverse("accounts:profile"))
    assert response.status_code == 302
    assert response.url.startswith(LOGIN)


@pytest.mark.usefixtures("clerk")
def test_the_sixth_try_is_locked_out_even_with_the_right_password(client):
    for _ in range(4):
        assert login(client, "Wrong-pass-9").status_code == 200
    assert login(client, "Wrong-pass-9").status_code == 429
    response = login(client)
    assert response.status_code == 429
    page = response.content.decode()
    assert "密码连续输错5次，请30分钟后再试。" in page
    assert "请联系本镇换届办" in page
    assert AuditEvent.objects.order_by("pk").last().after == {"locked": True}


@pytest.mark.usefixtures("clerk")
def test_a_lock_out_ends_by_itself_after_half_an_hour(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC))
    for _ in range(5):
        login(client, "Wrong-pass-9")
    time_machine.shift(dt.timedelta(minutes=29))
    assert login(client).status_code == 429
    time_machine.shift(dt.timedelta(minutes=31))
    assert login(client).status_code == 302


def test_a_lock_out_of_one_person_does_not_lock_out_another(client, clerk):
    UserFactory(serving=VILLAGE, username="other", password=PASSWORD)
    for _ in range(5):
        login(client, "Wrong-pass-9")
    assert login(client, username="other").status_code == 302


def test_a_reset_password_lifts_the_lock_out(client, clerk):
    officer = UserFactory(serving=TOWN, role=Role.TOWNSHIP_OFFICER)
    for _ in range(5):
        login(client, "Wrong-pass-9")
    password = actions.reset_password(clerk, by=officer)
    assert login(client, password).status_code == 302


def test_a_first_login_leads_nowhere_but_to_the_password_page(client, clerk):
    clerk.must_change_password = True
    clerk.save()
    login(client)
    response = client.get(reverse("accounts:profile"))
    assert response.url == reverse("accounts:password_change")
    assert "请先修改密码" in client.get(response.url).content.decode()
    given = {"old": PASSWORD, "new": "Modern-pass-2", "again": "Modern-pass-2"}
    assert client.post(response.url, given).status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 200  # still logged in


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"old": "Wrong-pass-9"}, "old", "现在的密码不正确。"),
        ({"again": "Other-pass-3"}, "again", "两次输入的新密码不一致。"),
        ({"new": PASSWORD, "again": PASSWORD}, None, "新密码不能与现在的密码相同。"),
    ],
)
def test_a_refused_password_is_told_beside_its_field(client, clerk, given, field, sentence):
    client.force_login(clerk)
    lawful = {"old": PASSWORD, "new": "Modern-pass-2", "again": "Modern-pass-2"}
    response = client.post(reverse("accounts:password_change"), lawful | given)
    assert response.context["form"].errors[field or "__all__"] == [sentence]
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


def test_logging_out_takes_a_post_and_leaves_a_trace(client, clerk):
    client.force_login(clerk)
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert trail() == ["login.ended"]
    assert client.get(reverse("accounts:profile")).status_code == 302


@pytest.mark.usefixtures("clerk")
def test_the_profile_tells_when_the_account_was_last_used(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 1, 1, tzinfo=dt.UTC))
    login(client)
    assert "这是首次登录" in client.get(reverse("accounts:profile")).content.decode()
    time_machine.move_to(dt.datetime(2026, 6, 2, 1, tzinfo=dt.UTC))
    login(client)
    client.post("/logout/")
    login(client)
    assert "2026年6月2日 09:00" in client.get(reverse("accounts:profile")).content.decode()


def test_the_profile_names_every_current_post(client, clerk):
    client.force_login(clerk)
    response = client.get(reverse("accounts:profile"))
    assert [post[:3] for post in response.context["posts"]] == [
        ("村选举委员会经办人", "村选举委员会经办人", VILLAGE)
    ]


@pytest.mark.usefixtures("clerk")
def test_twenty_idle_minutes_end_the_session(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 1, 1, tzinfo=dt.UTC))
    login(client)
    assert client.get(reverse("accounts:profile")).status_code == 200
    time_machine.shift(dt.timedelta(minutes=21))
    assert client.get(reverse("accounts:profile")).status_code == 302


@pytest.mark.usefixtures("clerk")
def test_a_page_that_asks_by_itself_keeps_no_session_alive(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 1, 1, tzinfo=dt.UTC))
    login(client)
    profile = reverse("accounts:profile")
    for minutes in (8, 8):
        time_machine.shift(dt.timedelta(minutes=minutes))
        assert client.get(profile, headers={"x-polling": "1"}).status_code == 200
    time_machine.shift(dt.timedelta(minutes=5))
    assert client.get(profile, headers={"x-polling": "1"}).status_code == 302
    login(client)
    for minutes in (15, 15):
        time_machine.shift(dt.timedelta(minutes=minutes))
        assert client.get(profile).status_code == 200


@pytest.mark.usefixtures("clerk")
def test_a_login_leads_only_to_pages_of_this_office(client):
    response = client.post(
        f"{LOGIN}?next=https://elsewhere.example/", {"username": "clerk", "password": PASSWORD}
    )
    assert response.url == reverse("accounts:profile")
