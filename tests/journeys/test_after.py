"""A handover with a missing seal, and an examination that keeps a clerk from the count."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from ballots.actions import declare_result
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from tests.ballots.scenes import Scene
from tests.factories import UserFactory, done
from tests.files import PDF
from tests.journeys.walk import every
from villages.groundwork import actions as groundwork
from villages.groundwork.rules import Asked
from villages.models import Activity
from villages.preparation import actions as preparation
from villages.preparation.actions.township import Attendance

PASSWORD = "Ancient-pass-1"
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def login(page: Page, user: User, address: str) -> None:
    page.context.clear_cookies()
    page.goto(address)
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_a_handover_lacks_its_seal_until_it_is_given(
    live_server: LiveServer, page: Page, tmp_path: Path
) -> None:
    scene = Scene()
    declare_result(round=scene.agreed(), by=scene.officer)
    done(scene.election, "result_notice", by=scene.officer)
    clerk = UserFactory(serving=scene.election.area_code, username="clerk", password=PASSWORD)
    sheet = live_server.url + reverse("ballots:afterwards", args=[scene.election.pk])
    login(page, clerk, sheet)
    for kind, name in (("公章", "演示公章"), ("账簿", "总账"), ("资金、资产、资源", "资产清单"),
                       ("合同", "承包合同"), ("债权债务", "债务明细"), ("档案", "档案")):  # fmt: skip
        page.get_by_role("link", name="登记移交事项").click()
        page.get_by_label("类别").select_option(label=kind)
        page.get_by_label("名称").fill(name)
        page.get_by_label("应移交").fill("1份")
        page.get_by_role("button", name="登记").click()
        row = page.get_by_role("row").filter(has_text=name)
        row.get_by_role("link", name="登记移交").click()
        if kind == "公章":
            page.get_by_label("差额或者缺失").fill("公章没有交出")
        else:
            page.get_by_label("移交日期").fill(timezone.localdate().isoformat())
            page.get_by_label("实移交").fill("1份")
            page.get_by_label("接收人").fill("主甲")
        page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="登记移交事项").click()
    page.get_by_label("类别").select_option(label="公共服务事项")
    page.get_by_label("名称").fill("由便民服务站办理")
    page.get_by_label("没有这一类").check()
    page.get_by_role("button", name="登记").click()

    page.get_by_role("link", name="移交清单", exact=True).click()
    page.get_by_role("button", name="签发").first.click()
    page.goto(sheet)
    page.get_by_role("link", name="登记三方签字").click()
    for label, name in (("主持人", "演示选委"), ("移交人签字", "演示旧主任"), ("接收人签字", "主甲"),
                        ("监交人签字", "演示包村")):  # fmt: skip
        page.get_by_label(label).fill(name)
    scan = tmp_path / "签字件.pdf"
    scan.write_bytes(PDF)
    page.get_by_label("签字的移交清单").set_input_files(scan)
    page.get_by_role("button", name="登记").click()
    seal = page.get_by_role("row").filter(has_text="演示公章")
    expect(seal.get_by_text("有缺失")).to_be_visible()
    step = page.get_by_role("row").filter(has_text="工作移交").first
    expect(step.get_by_text("未办结")).to_be_visible()
    _look(page, "after")

    seal.get_by_role("link", name="解决差额").click()
    page.get_by_label("处理结果").fill("补交公章")
    page.get_by_role("button", name="登记").click()

    expect(page.get_by_role("row").filter(has_text="工作移交").first.get_by_text("已办结")).to_be_visible()


def test_an_examination_keeps_a_clerk_from_the_count_until_it_is_passed(
    live_server: LiveServer, page: Page
) -> None:
    scene = Scene()
    scene.counting()
    code = scene.election.area_code
    clerk = UserFactory(
        serving=code, role=Role.COUNT_CLERK, username="counter", password=PASSWORD, name="演示计票员"
    )
    lines = [Asked(f"演示第{n}题", ("应当", "不应当"), "A") for n in range(5)]
    groundwork.add_questions(township=scene.election.village.township, lines=lines, by=scene.officer)
    training = preparation.record_activity(
        cycle=scene.election.cycle, kind=Activity.Kind.TRAINING, title="演示培训", hours=8, pass_mark=80,
        held_on=timezone.localdate(), elections=[scene.election], by=scene.officer,
    )  # fmt: skip
    preparation.register_participants(
        activity=training, lines=[Attendance(scene.election, clerk.name)], by=scene.officer
    )
    sheet = live_server.url + reverse("ballots:sheet", args=[scene.sheet().pk])

    login(page, clerk, sheet)
    for box in every(page.locator("form input[inputmode=numeric]")):
        box.fill("0")
    page.get_by_role("button", name="保存本单").click()
    expect(page.get_by_text("没有参加").first).to_be_visible()

    page.goto(live_server.url + reverse("villages:preparation", args=[scene.election.pk]))
    page.get_by_role("link", name="参加“演示培训”考试").click()
    page.get_by_role("button", name="开始考试").click()
    _look(page, "exam")
    for answer in every(page.get_by_label("应当", exact=True)):
        answer.check()
    page.get_by_role("button", name="交卷").click()
    expect(page.get_by_text("得100分").first).to_be_visible()
    page.goto(live_server.url + reverse("villages:preparation", args=[scene.election.pk]))
    expect(page.locator("#training tr").filter(has_text="演示计票员")).to_contain_text("可以上岗")


def _look(page: Page, name: str) -> None:
    folder = os.environ.get("LOOK")
    for width in (375, 1440) if folder else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1366, "height": 768})
