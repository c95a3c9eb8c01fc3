"""What was typed when the session or the page had expired comes back to whoever typed it, for a day."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from election_office.accounts import typed
from election_office.accounts.models import TypedWork
from tests.factories import UserFactory, VillageFactory
from villages.models import Person, Village

PASSWORD = "Ancient-pass-1"
pytestmark = pytest.mark.django_db
FORM = {
    "name": "演示甲",
    "sex": "female",
    "birth_date": "1980-06-15",
    "id_number": "369901198006150010",
    "phone": "",
    "address": "演示村一号",
}


@pytest.fixture
def village() -> Village:
    return VillageFactory()


@pytest.fixture
def page(village: Village) -> str:
    return reverse("villages:person_add", args=[village.pk])


def clerk(village: Village, username: str):
    return UserFactory(serving=village.code, username=username, password=PASSWORD)


def login(client: Client, username: str, then: str = "/"):
    return client.post(f"/login/?next={then}", {"username": username, "password": PASSWORD})


def end_session(client: Client) -> None:
    """The hour is over: the session is gone, the browser is the same."""
    client.session.flush()
    del client.cookies["sessionid"]


@pytest.fixture
def lost(client: Client, village: Village, page: str) -> Client:
    """A clerk typed a person while the session had ended."""
    clerk(village, "one")
    login(client, "one")
    assert client.get(page).status_code == 200
    end_session(client)
    client.post(page, FORM | {"scan": SimpleUploadedFile("a.pdf", b"x")})
    return client


def test_the_login_page_says_that_the_work_is_safe_and_why_one_stands_there(lost: Client, page: str) -> None:
    answer = lost.get(f"/login/?next={page}")

    assertContains(answer, "登录已经过期，刚才的内容还没有办理。")
    assertContains(answer, "上传的文件须重新选择。")
    assertContains(answer, "二十分钟没有操作会自动退出登录")
    assert not Person.objects.exists()


def test_after_signing_in_again_the_form_holds_what_was_typed(lost: Client, page: str) -> None:
    login(lost, "one", page)

    answer = lost.get(page)

    form = answer.context["form"]
    assert {name: form[name].value() for name in FORM} == FORM
    assertContains(answer, "已找回您")
    assertContains(answer, 'value="演示村一号"')
    assertContains(answer, "不要了，恢复原来的内容")


def test_saved_it_is_forgotten(lost: Client, page: str) -> None:
    login(lost, "one", page)

    lost.post(page, FORM | {"id_number": ""})

    assert Person.objects.get().address == "演示村一号"
    assert not TypedWork.objects.exists()
    assertNotContains(lost.get(page), "已找回您")


def test_refused_it_is_kept_on(lost: Client, page: str) -> None:
    login(lost, "one", page)

    assert lost.post(page, FORM | {"name": ""}).status_code == 200

    assert TypedWork.objects.count() == 1


def test_somebody_else_at_the_same_machine_sees_nothing(lost: Client, village: Village, page: str) -> None:
    clerk(village, "two")
    login(lost, "two", page)

    answer = lost.get(page)

    assertNotContains(answer, "演示甲")
    assertNotContains(answer, "已找回您")


def test_it_lies_sealed_in_the_database(lost: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM accounts_typedwork")
        [(content,)] = cursor.fetchall()

    assert "369901198006150010" not in content
    assert "%E6%BC%94" not in content
    assert TypedWork.objects.get().content.startswith("name=")


def test_after_a_day_it_is_gone(lost: Client, page: str) -> None:
    TypedWork.objects.update(kept_at=timezone.now() - dt.timedelta(days=1, seconds=1))
    login(lost, "one", page)

    assertNotContains(lost.get(page), "演示甲")
    assert not TypedWork.objects.exists()


def test_the_office_purges_when_it_starts(lost: Client) -> None:
    assert typed.purge() == 0
    TypedWork.objects.update(kept_at=timezone.now() - dt.timedelta(days=1, seconds=1))

    assert typed.purge() == 1


def test_thrown_away_the_page_shows_what_is_stored(lost: Client, page: str) -> None:
    login(lost, "one", page)

    answer = lost.post(reverse("accounts:typed_discard"), {"_path": page}, follow=True)

    assertContains(answer, "已放弃找回的内容")
    assertNotContains(answer, "演示甲")
    assert not TypedWork.objects.exists()


def test_after_logging_out_on_purpose_nothing_is_kept_for_a_stranger(
    client: Client, village: Village, page: str
) -> None:
    clerk(village, "one")
    login(client, "one")
    client.post(reverse("accounts:logout"))

    client.post(page, FORM)

    assert not TypedWork.objects.exists()


def test_a_forged_cookie_keeps_nothing(client: Client, village: Village, page: str) -> None:
    client.cookies[typed.COOKIE] = f"{clerk(village, 'one').pk}:forged:signature"

    client.post(page, FORM)

    assert not TypedWork.objects.exists()


# ------------------------------------------------------------------ an expired page


@pytest.fixture
def strict(village: Village) -> Client:
    """A browser whose page is older than its token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk(village, "one"))
    return client


def test_an_expired_page_keeps_what_was_typed(strict: Client, page: str) -> None:
    refused = strict.post(page, FORM, headers={"origin": "http://testserver"})

    assert refused.status_code == 403
    assertContains(refused, "回到刚才的页面就会找回", status_code=403)
    assertContains(refused, f'href="{page}"', status_code=403)
    assertContains(strict.get(page), "演示村一号")


def test_what_another_site_sends_is_not_kept(strict: Client, page: str) -> None:
    strict.post(page, FORM, headers={"origin": "http://elsewhere.example"})

    assert not TypedWork.objects.exists()


# ------------------------------------------------------------------ left without saving


def test_a_page_that_is_left_sends_what_stands_in_it(client: Client, village: Village, page: str) -> None:
    clerk(village, "one")
    login(client, "one")

    answer = client.post(reverse("accounts:typed_keep"), FORM | {"_path": page})

    assert answer.status_code == 200
    assertContains(client.get(page), "演示村一号")


def test_a_password_is_never_kept(client: Client, village: Village) -> None:
    clerk(village, "one")
    login(client, "one")

    client.post(reverse("accounts:typed_keep"), {"_path": "/staff/", "new_password": "geheim"})
    client.post(reverse("accounts:typed_keep"), {"_path": "//elsewhere.example/", "name": "x"})

    assert not TypedWork.objects.exists()


def test_the_version_of_the_row_comes_back_with_what_was_typed(client: Client, village: Village) -> None:
    """What somebody saved meanwhile is compared, not written over."""
    clerk(village, "one")
    login(client, "one")
    url = reverse("villages:edit", args=[village.pk])
    data = {"population": "5", "households": "2", "notice_place": "祠堂", "version": "1"}
    client.post(reverse("accounts:typed_keep"), data | {"_path": url})
    Village.objects.get().keep()

    form = client.get(url).context["form"]
    answer = client.post(url, data | {"version": form["version"].value()})

    assert form["notice_place"].value() == "祠堂"
    assert form["version"].value() == "1"
    assertContains(answer, "改过并保存")


def test_a_script_is_told_that_the_session_is_over(client: Client, village: Village, page: str) -> None:
    """A part of a page leads the whole page to the login, JSON gets the sentence; a session that lives is
    left alone."""
    clerk(village, "one")
    login(client, "one")
    part = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}?a=1"}
    assert "HX-Redirect" not in client.get(page, headers=part)
    end_session(client)
    answer = client.post(page, FORM, headers=part)
    assert (answer.status_code, answer["HX-Redirect"]) == (
        401,
        f"/login/?next={quote(page + '?a=1', safe='')}",
    )
    elsewhere = client.get(page, headers=part | {"HX-Current-URL": "https://far.example/x"})
    assert elsewhere["HX-Redirect"] == "/login/?next=%2F"
    answer = client.post(page, "{}", content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (401, ["error"])
    assert "刚才的操作没有办理" in answer.json()["error"]
    assertContains(client.get("/login/"), "刚才的操作没有办理，请再做一次。")
    assert not TypedWork.objects.exists()


def test_an_expired_page_is_fetched_again_as_a_whole(village: Village, page: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk(village, "one"))
    part = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    answer = strict.post(page, FORM, headers=part)
    assert (answer.status_code, answer["HX-Redirect"]) == (403, page)
    assertContains(strict.get(page), "页面已经打开太久，刚才的操作没有办理")
