"""A strange workbook through the browser: its columns mapped by hand, people it sets apart decided, imported.

The next file of the village with the same titles is read the same way.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from playwright.sync_api import Browser, expect

from tests.journeys.travel import TravellingOffice
from tests.journeys.walk import PATIENCE, Person, people
from tests.voters.rolls import id_number

pytestmark = pytest.mark.journey

IMPORTS = "/elections/1/roll/imports/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLES = ["片", "当家人", "谁", "证", "近况", "爱好"]


@pytest.fixture(scope="module")
def office() -> Iterator[TravellingOffice]:
    with TravellingOffice(OFFICE_DEMO="1") as office:
        yield office


def strange(*people: tuple[str, str, str], struck: int = 0) -> bytes:
    """A workbook whose titles nobody foresaw. ``people``: name, number, state; ``struck``: a row."""
    book = Workbook()
    table = book.active
    assert table is not None
    table.append(TITLES)
    for name, number, state in people:
        table.append(["一组", "演示甲", name, number, state, "下棋"])
    for cell in table[struck] if struck else ():
        cell.font = Font(strike=True)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def upload(clerk: Person, name: str, content: bytes) -> None:
    clerk.open(IMPORTS)
    clerk.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": XLSX, "buffer": content}
    )
    clerk.press("上传并试读")
    expect(clerk.page.get_by_role("heading", name="各列读作什么", exact=True)).to_be_visible(timeout=PATIENCE)


def read_as(clerk: Person, place: int, field: str) -> None:
    clerk.page.locator(f"[name=c0_{place}]").select_option(field)


def test_a_strange_workbook_is_mapped_by_hand_decided_and_imported(
    office: TravellingOffice, browser: Browser
) -> None:
    content = strange(
        ("演示甲", id_number(order=901), ""),
        ("演示乙", id_number(order=902), "外出"),
        ("演示丙", id_number(order=903), "死亡"),
        ("演示丁", id_number(order=904), ""),
        struck=5,
    )
    with people(browser, office, "dongshan") as [clerk]:
        upload(clerk, "东山村片册.xlsx", content)
        clerk.sees("没有找到表头")
        for place, field in enumerate(("GROUP", "HEAD", "NAME", "ID", "STATUS")):
            read_as(clerk, place, field)
        clerk.press("按选定的读法重新试读")

        expect(clerk.page.get_by_role("heading", name="文件另行标出的人")).to_be_visible(timeout=PATIENCE)
        clerk.sees("还差3类没有决定")
        expect(clerk.page.get_by_role("button", name="导入这份文件")).to_have_count(0)
        clerk.page.locator("[name=d_away][value=pending]").check()
        clerk.page.locator("[name=d_dead][value=leave]").check()
        clerk.page.locator("[name=d_struck][value=import]").check()
        clerk.press("保存决定，重新试读")

        expect(clerk.page.get_by_role("button", name="导入这份文件")).to_be_visible(timeout=PATIENCE)
        clerk.press("导入这份文件")
        clerk.agree()
        clerk.sees("已登记2人，待定1人")
        clerk.open("/elections/1/roll/")
        clerk.sees("演示乙")
        assert "演示丙" not in clerk.main_text()

        upload(clerk, "东山村片册二.xlsx", strange(("演示戊", id_number(order=905), "")))
        clerk.sees("新增1人，变更0人")
        expect(clerk.page.locator("[name=c0_2]")).to_have_value("NAME")
