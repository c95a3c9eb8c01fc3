"""One village's election through the browser, from the Excel file to the result notice's text.

The people are those of the demonstration. Between the postings and the polling day the office's own
calendar moves on (tests/journeys/travel.py); nothing is dated back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.travel import TravellingOffice
from tests.journeys.walk import DATA, PATIENCE, Person, people

pytestmark = pytest.mark.journey

ELECTION = "/elections/1/"
PLACES = 12  # the village board and eleven groups


@pytest.fixture(scope="module")
def office() -> Iterator[TravellingOffice]:
    with TravellingOffice(OFFICE_DEMO="1") as office:
        yield office


def step_of(person: Person, title: str) -> str:
    """What the timeline says of a step."""
    person.open(ELECTION)
    row = person.page.locator("li.step", has=person.page.get_by_role("link", name=title, exact=True))
    return row.inner_text()


def test_the_roll_goes_from_the_excel_file_to_every_notice_board(
    office: TravellingOffice, browser: Browser
) -> None:
    with people(browser, office, "dongshan") as [clerk]:
        clerk.open(ELECTION + "roll/")
        clerk.follow("导入名册")
        clerk.page.locator("input[type=file]").set_input_files(DATA / "roll_messy.xlsx")
        clerk.press("上传并试读")
        clerk.sees("有必须改正的问题，还不能导入")

        clerk.open(ELECTION + "roll/imports/")
        clerk.page.locator("input[type=file]").set_input_files(DATA / "roll_clean.xlsx")
        clerk.press("上传并试读")
        button = clerk.page.get_by_role("button", name="导入这份文件")
        expect(button).to_be_visible(timeout=PATIENCE)
        button.click()
        clerk.agree()
        clerk.sees("这份文件已导入")
        clerk.open(ELECTION + "roll/")
        assert "1052" in clerk.main_text().replace(",", "")

        clerk.open(ELECTION + "roll/confirm/")
        clerk.press("确认名单，共1052人")
        clerk.agree()
        clerk.sees("第1版")
        clerk.follow("签发公告")
        clerk.press("签发公告")
        clerk.sees("查验码")
        notice = clerk.pdf_text(clerk.paper_path())
        assert "选民名单" in notice
        assert "第十一村民小组" in notice
        assert not re.search(r"\d{17}[\dX]", notice)

        clerk.post_everywhere()
        done = step_of(clerk, "公布选民名单")
        assert "已完成" in done
        assert "《村民委员会组织法》第十七条" in done
