"""Two clerks who differ until a third reads the sheet, and the screen in the hall beside the caller."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.travel import TravellingOffice
from tests.journeys.walk import PASSWORD, Person, people

pytestmark = pytest.mark.journey

ELECTION = "/elections/1/"
BOX = "主会场票箱"
POLL = f"""
from tests.ballots.scenes import Scene
from tests.factories import RegistrationFactory
scene = Scene(village="演示北河村")
for _ in range(300):
    RegistrationFactory(election=scene.election, entered_by=scene.clerk)
scene.counting(own=300, recovered=300)
for user, name in ((scene.officer, "zhen"), (scene.one, "jipiao1"), (scene.two, "jipiao2")):
    user.username = name
    user.set_password("{PASSWORD}")
    user.save()
"""


@pytest.fixture(scope="module")
def office() -> Iterator[TravellingOffice]:
    with TravellingOffice() as office:
        office.python(POLL)
        yield office


def open_sheet(person: Person, act: str) -> None:
    person.open(ELECTION + "count/")
    row = person.page.locator("tr", has=person.page.get_by_role("rowheader", name=BOX))
    person.go(row.locator("td").first.get_by_role("link", name=act, exact=True))


def type_votes(person: Person, act: str, first: int) -> None:
    """The first printed name gets ``first`` of the 300 ballots, the second the rest."""
    open_sheet(person, act)
    cells = person.page.locator("input.input-count[name^=c]")
    expect(cells.first).to_be_visible()
    for index in range(cells.count()):
        cells.nth(index).fill(str((first, 300 - first, 0, 0)[index]))
    for name, figure in (("valid", 300), ("void", 0), ("blank", 0)):
        field = person.page.locator(f"[name={name}]")
        if field.count():
            field.fill(str(figure))
    person.press("保存本单")


def test_the_screen_in_the_hall_follows_the_caller_within_two_seconds(
    browser: Browser, office: TravellingOffice
) -> None:
    with people(browser, office, "zhen", "jipiao1") as (officer, caller):
        officer.open(ELECTION + "count/")
        officer.follow("唱票大屏")
        officer.press("生成链接")
        link = officer.page.locator("[data-screen-link]").get_attribute("href")
        hall = browser.new_context(viewport={"width": 1920, "height": 1080})
        screen = hall.new_page()
        screen.goto(str(link))
        expect(screen.get_by_text("暂计，以公布结果为准")).to_be_visible()

        open_sheet(caller, "唱票")
        button = caller.page.locator(".call-button[data-key='1']")
        name = str(button.inner_text()).split()[1]
        total = screen.locator(".row", has_text=name).locator(".total")
        button.click()
        expect(total).to_have_text("1")
        for called in range(2, 8):
            button.click()
            started = time.monotonic()
            expect(total).to_have_text(str(called), timeout=10_000)
            assert time.monotonic() - started <= 2.0
        expect(screen.locator(".row", has_text=name).locator("svg")).to_have_count(2)

        # The line is cut: the page goes on counting, and what waited is sent once when it is back.
        caller.page.context.set_offline(True)
        for _ in range(3):
            button.click()
        expect(caller.page.locator("[data-state]")).to_contain_text("3条存在本机")
        expect(button.locator("b")).to_have_text("10")
        caller.page.context.set_offline(False)
        expect(total).to_have_text("10", timeout=20_000)
        expect(caller.page.locator("[data-state]")).to_have_text("全部已送达")

        officer.press("停用链接")
        expect(screen.get_by_text("链接已停用")).to_be_visible(timeout=10_000)
        hall.close()


def test_two_clerks_who_differ_twice_leave_the_sheet_to_a_third_reader(
    browser: Browser, office: TravellingOffice
) -> None:
    with people(browser, office, "jipiao1", "jipiao2", "zhen") as (first, second, third):
        type_votes(first, "第一次录入", 200)
        type_votes(second, "第二次录入", 120)
        second.sees("相差超过本箱选票的十分之一")
        assert "200" not in second.main_text()
        type_votes(first, "重录不一致项", 200)
        type_votes(second, "重录不一致项", 120)
        second.sees("请第三人独立计票")
        first.open(ELECTION + "count/")
        first.sees("等第三人计票")

        type_votes(third, "第三次录入", 200)

        third.sees(re.compile("计票一致"))
        open_sheet(third, "查看")
        third.sees("采用第1次")
