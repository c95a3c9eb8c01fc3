"""A session that ends in a long form, and a page left by the back button: the work is there again."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from election_office.accounts.models import StaffSession, TypedWork
from tests.factories import UserFactory, VillageFactory
from villages.models import Person

PASSWORD = "Ancient-pass-1"
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def login(page: Page) -> None:
    page.get_by_label("用户名").fill("one")
    page.get_by_label("密码", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_a_long_form_survives_the_end_of_its_session_and_the_back_button(
    live_server: LiveServer, page: Page
) -> None:
    village = VillageFactory(name="演示村")
    UserFactory(serving=village.code, username="one", password=PASSWORD, name="演示员")
    form = live_server.url + reverse("villages:person_add", args=[village.pk])
    page.goto(form)
    expect(page.get_by_text("您要打开的页面须先登录。")).to_be_visible()
    login(page)
    page.get_by_label("姓名").fill("演示甲")
    page.get_by_label("性别").select_option("female")
    page.get_by_label("出生日期").fill("1980-06-15")
    page.get_by_label("住址").fill("演示村一号")

    StaffSession.objects.all().delete()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("登录已经过期，刚才的内容还没有办理。")).to_be_visible()
    login(page)

    expect(page.get_by_text("没有保存成功的内容")).to_be_visible()
    expect(page.get_by_label("姓名")).to_have_value("演示甲")
    expect(page.get_by_label("性别")).to_have_value("female")
    expect(page.get_by_label("住址")).to_have_value("演示村一号")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已登记演示甲。")).to_be_visible()
    assert Person.objects.get().address == "演示村一号"

    # Typed again, and left without saving: the page asks, and keeps it all the same.
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(form)
    page.get_by_label("姓名").press_sequentially("演示乙")
    page.goto(live_server.url + reverse("villages:people", args=[village.pk]))
    # The page that sent it is gone, and its answer with it: the row is what can be waited for.
    for _ in range(100):
        if TypedWork.objects.exists():
            break
        page.wait_for_timeout(50)
    page.go_back()
    expect(page.get_by_label("姓名")).to_have_value("演示乙")
    page.get_by_role("button", name="不要了").click()
    expect(page.get_by_label("姓名")).to_have_value("")
