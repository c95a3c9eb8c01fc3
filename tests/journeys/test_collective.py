"""A meeting of a collective in the browser: the readings differ, the township decides, the result stands."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from ballots.collective import queries
from tests.ballots.collective_scene import CollectiveScene, name_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def test_a_meeting_is_counted_decided_and_declared(
    live_server: LiveServer, page: Page, client: Client
) -> None:
    scene = CollectiveScene()
    term = scene.open()
    scene.call(term)
    client.force_login(scene.officer)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    def go(role: str, name: str) -> None:
        page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    page.goto(f"{live_server.url}/collectives/")
    go("link", scene.collective.name)
    go("link", "第十二届换届")
    go("link", "第1次成员大会")
    go("link", "登记参加人数")
    for name, value in (
        ("present", "19"),
        ("host", "演示主持"),
        ("recorder", "演示记录"),
        ("tellers", "演示监票"),
    ):
        page.locator(f"[name={name}]").fill(value)
    go("button", "登记")
    expect(page.get_by_text("没有达到法定人数")).to_be_visible()
    go("link", "修改参加人数")
    page.locator("[name=present]").fill("22")
    go("button", "登记")

    go("link", "录入票数")
    for one, yes in zip(queries.to_vote_on(term), (22, 21, 19, 5, 22), strict=True):
        for part, number in (("yes", yes), ("against", 22 - yes), ("abstained", 0)):
            page.locator(f"[name={part}-{one.pk}]").fill(str(number))
    go("button", "保存")
    expect(page.get_by_text("两种算法得出的当选人不同")).to_be_visible()
    expect(page.get_by_role("link", name="宣布结果")).to_have_count(0)
    go("link", "认定算法")
    page.get_by_label("全体三分之二以上同意").check()
    page.locator("[name=paper]").fill("演示农〔2026〕5号")
    page.locator("[name=note]").fill("章程没有写明，从严掌握。")
    go("button", "认定")
    go("link", "第1次成员大会")
    go("link", "宣布结果")
    go("button", "宣布")
    expect(page.get_by_text("已宣布结果")).to_be_visible()

    go("link", "签发理事会、监事会选举结果公告")
    go("button", "签发")
    expect(page.get_by_role("heading", level=1)).to_contain_text("选举结果公告")
    page.goto(f"{live_server.url}/collectives/terms/{term.pk}/")
    expect(page.get_by_text("理事长变动，须办理变更登记")).to_be_visible()
    go("link", "申请变更登记")
    go("button", "登记申请")
    expect(page.get_by_text(f"变更为{name_of(1)}")).to_be_visible()
