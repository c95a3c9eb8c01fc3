"""Three tasks of the practice tour by clicks: its answers are the platform's own, read from the same page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from election_office.accounts.models import User
from election_office.practice import loading, queries
from voters.models import Objection, Proxy, Registration

pytestmark = pytest.mark.journey

PATIENCE = 60_000


class Learner:
    """Whoever practises, from the page of the tasks and back to it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.home = page, url + reverse("practice:home")

    def begin(self, code: str) -> None:
        self.page.goto(self.home)
        expect(self.task(code)).to_contain_text("未完成")
        self.task(code).get_by_role("link", name="去办").click()

    def task(self, code: str) -> Any:
        return self.page.locator(f"#task-{code}")

    def has_done(self, code: str, number: int) -> None:
        self.page.goto(self.home)
        expect(self.task(code)).to_contain_text("已完成")
        expect(self.page.get_by_text(f"已完成{number}道，共10道")).to_be_visible()

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def says(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)

    def choose(self, field: str, name: str) -> None:
        self.page.locator(f"[name={field}_words]").fill(name)
        self.page.locator(f"[name={field}][type=radio]").first.check()


@pytest.fixture
def learner(page: Page, live_server: LiveServer, client: Client, settings: Any) -> Learner:
    loading.load()
    settings.PRACTICE = True
    client.force_login(User.objects.get(username="yanlian1"))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.set_default_timeout(PATIENCE)
    return Learner(page, live_server.url)


def test_three_tasks_are_done_by_clicks_and_ticked_off(learner: Learner, tmp_path: Path) -> None:
    page = learner.page
    # The file as it is: its trial finds the missing name. Mended, it goes in.
    page.goto(learner.home)
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载演练名册").click()
    file = tmp_path / "名册.xlsx"
    taken.value.save_as(file)
    learner.begin("import")
    page.locator("input[type=file]").first.set_input_files(file)
    learner.press("上传并试读")
    learner.says("有必须改正的问题，还不能导入")
    book = load_workbook(file)
    book.worksheets[0].cell(loading.FAULTY_ROW, loading.NAME_COLUMN).value = "演示补名"
    book.save(file)
    learner.begin("import")
    page.locator("input[type=file]").first.set_input_files(file)
    learner.press("上传并试读")
    page.get_by_role("button", name="导入这份文件", exact=True).click()
    with page.expect_navigation():
        page.locator("dialog[open] [data-answer=yes]").click()
    learner.says("已登记")
    learner.has_done("import", 1)

    # Three proxies for the same person, and the fourth is refused with its article.
    election = queries.elections()[1]
    names = Registration.objects.filter(election=election).registered().values_list("person__name", flat=True)
    agent, *principals = [name for name in dict.fromkeys(names) if list(names).count(name) == 1][:5]
    for number, principal in enumerate(principals, start=1):
        page.goto(learner.home)
        learner.task("proxy").get_by_role("link", name="去办").click()
        page.get_by_role("link", name="办理委托").first.click()
        learner.choose("principal", principal)
        learner.choose("agent", agent)
        page.locator("[name=relation]").select_option("sibling")
        learner.press("办理委托")
        assert Proxy.objects.filter(election=election).count() == min(number, 3)
    learner.says("依据：《村民委员会组织法》")
    assert Proxy.objects.filter(election=election).count() == 3
    learner.has_done("proxy", 2)

    # An objection taken in, and its answer.
    learner.begin("objection")
    page.get_by_role("link", name="受理申诉").first.click()
    page.locator("[name=how][value=written]").check()
    page.locator("[name=objector_name]").fill("演示申诉人")
    page.locator("[name=about_name]").fill("演示某人")
    page.locator("[name=claim]").select_option("add")
    page.locator("[name=text]").fill("应当列入名单。")
    learner.press("受理")
    page.get_by_role("link", name="申诉不成立").click()
    page.locator("[name=decision_number]").fill("1号")
    page.locator("[name=text]").fill("户籍不在本村。")
    learner.press("登记决定")
    learner.says("待公布")
    assert Objection.objects.get(election=election).outcome == "rejected"
    learner.has_done("objection", 3)
