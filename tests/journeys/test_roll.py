"""The roll through the browser: import, faults, import again; an objection; proxies that are refused.

One village of the demonstration, three journeys one after the other. The office's calendar moves on
between them (tests/journeys/travel.py); nothing is dated back.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, Locator, expect

from election_office.core.idnumbers import check_digit
from election_office.law.dates import cn_date
from tests.journeys.travel import TravellingOffice
from tests.journeys.walk import DATA, PATIENCE, Person, people

pytestmark = pytest.mark.journey

ELECTION = "/elections/1/"
ROLL = ELECTION + "roll/"
DAYS_TO_POLLING = 38  # the demonstration's polling day, counted from the day it is loaded
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Somebody of the file who lives elsewhere and has not said whether to take part.
AWAY = "金水"

# Code in roll_messy.expected.json → what the page calls it, what the fault workbook says of the row.
KINDS = {
    "name_missing": ("没有姓名", "【错误】没有填写姓名"),
    "id_missing": ("没有身份证号", "【错误】没有填写身份证号"),
    "id_rounded": ("身份证号末几位丢失", "【错误】身份证号被当作数字保存，后几位已经丢失"),
    "id_15_digits": ("15位旧身份证号", "【错误】填写的是15位旧身份证号"),
    "id_checksum": ("身份证号校验码不对", "【错误】身份证号校验码不对"),
    "id_duplicate_in_file": ("文件内身份证号重复", "重复。"),
    "birth_mismatch": ("出生日期与身份证号不一致", "【错误】出生日期填的是"),
    "sex_mismatch": ("性别与身份证号不一致", "【错误】性别填的是"),
    "formula_cell": ("单元格是公式", "是公式，请改成文字"),
    "non_resident_no_request": ("外出村民没有表示参加", "【待补】户籍在本村但不在本村居住"),
    "outsider_no_consent": ("外来人员缺申请或者同意", "【待补】户籍不在本村，登记还缺本人申请"),
    "under_age": ("选举日不满法定年龄", "未满18周岁，不列入名单"),
    "note_deceased": ("备注提到去世", "【提醒】备注写有「2025年已故」"),
    "note_deprived_of_rights": ("备注提到剥夺政治权利", "【提醒】备注写有「剥夺政治权利」"),
}
# Whom a clerk takes off the file: the second row of one person, and those who have no business on it.
TAKEN_OFF = {"id_duplicate_in_file", "outsider_no_consent", "note_deceased", "note_deprived_of_rights"}


@pytest.fixture(scope="module")
def office() -> Iterator[TravellingOffice]:
    with TravellingOffice(OFFICE_DEMO="1") as office:
        yield office


# ------------------------------------------------------------------ the file


def expected(office: TravellingOffice) -> dict[str, Any]:
    """What the file's author promises, for this office's polling day instead of 2026-12-20.

    The seven born on 2008-12-21 are the only people whom a later polling day makes adults.
    """
    told: dict[str, Any] = json.loads((DATA / "roll_messy.expected.json").read_text(encoding="utf-8"))
    if office.today + dt.timedelta(days=DAYS_TO_POLLING - office.days) >= dt.date(2026, 12, 21):
        told["findings"] = [one for one in told["findings"] if one["code"] != "under_age"]
    return told


class Sheet:
    """One sheet of the roll by the titles of its second row."""

    def __init__(self, table: Worksheet) -> None:
        self.table = table
        titles = [str(cell.value or "").replace(" ", "") for cell in table[2]]
        self.columns = {title: number for number, title in enumerate(titles, start=1)}

    def read(self, row: int, title: str) -> str:
        value = self.table.cell(row, self.columns[title]).value
        return "" if value is None else str(value)

    def write(self, row: int, title: str, value: str) -> None:
        cell = self.table.cell(row, self.columns[title])
        cell.value = value
        cell.number_format = "@"


def sheet_of(book: Workbook, name: str) -> Sheet:
    table = book[name]
    assert isinstance(table, Worksheet)
    return Sheet(table)


def last_column(book: Workbook, sheets: list[str]) -> dict[tuple[str, int], str]:
    """What the last column says of each row it says something of; its title is 问题."""
    said = {}
    for name in sheets:
        table = sheet_of(book, name).table
        assert table.cell(2, table.max_column).value == "问题"
        for row in range(3, table.max_row + 1):
            if words := table.cell(row, table.max_column).value:
                said[name, row] = str(words)
    return said


def identity_number(birth: str, sex: str, serial: int) -> str:
    """A number of no place for somebody born on ``birth`` (1970-01-05); ``serial`` is below 100."""
    first17 = f"369901{birth.replace('-', '')}{800 + 2 * serial + (sex == '男')}"
    return first17 + check_digit(first17)


def put_right(sheet: Sheet, row: int, code: str, serial: int) -> None:
    """What the clerk types into a faulty row after asking the household."""
    number = sheet.read(row, "身份证号")
    match code:
        case "id_missing" | "id_rounded":
            born, sex = sheet.read(row, "出生年月日"), sheet.read(row, "性别")
            sheet.write(row, "身份证号", identity_number(born, sex, serial))
        case "id_15_digits":
            first17 = f"{number[:6]}19{number[6:]}"
            sheet.write(row, "身份证号", first17 + check_digit(first17))
        case "id_checksum":
            sheet.write(row, "身份证号", number[:17] + check_digit(number[:17]))
        case "birth_mismatch":
            sheet.write(row, "出生年月日", f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
        case "sex_mismatch":
            sheet.write(row, "性别", "男" if int(number[16]) % 2 else "女")
        case "name_missing" | "formula_cell":
            sheet.write(row, "姓名", "补名" + "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"[serial % 16])
        case _:
            assert code == "under_age", f"nobody knows how to mend {code}"


def mended(faults: Path, findings: list[dict[str, Any]]) -> tuple[bytes, int]:
    """The fault workbook as the clerk sends it back, and how many rows were taken off."""
    book = load_workbook(faults)
    off: list[tuple[str, int]] = []
    for serial, finding in enumerate(findings):
        sheet, row, code = sheet_of(book, finding["sheet"]), finding["row"], finding["code"]
        absent = code == "non_resident_no_request" and sheet.read(row, "姓名") != AWAY
        if code in TAKEN_OFF or absent:
            off.append((finding["sheet"], row))
        elif code != "non_resident_no_request":
            put_right(sheet, row, code, serial)
    for name, row in sorted(off, reverse=True):
        sheet_of(book, name).table.delete_rows(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue(), len(off)


# ------------------------------------------------------------------ the pages


def stat(person: Person, label: str) -> Locator:
    """The figure above a label at the top of a page."""
    tile = person.page.locator(".stat", has=person.page.get_by_text(label, exact=True))
    return tile.locator(".stat-number")


def kinds_shown(person: Person) -> dict[str, int]:
    """The table of the trial: kind of fault → how many."""
    rows = person.page.locator("table.sheet", has_text="处数").locator("tbody tr")
    cells = rows.locator("th, td.num").all_inner_texts()
    return {
        title.strip(): int(count.removesuffix("处"))
        for title, count in zip(cells[::2], cells[1::2], strict=True)
    }


def share(person: Person, label: str) -> Locator:
    """How many people of a file become what its trial says."""
    row = person.page.locator(".reading-shares tr", has=person.page.get_by_text(label, exact=True))
    return row.locator("td")


def upload(person: Person, name: str, content: bytes) -> None:
    person.open(ROLL + "imports/")
    person.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": XLSX, "buffer": content}
    )
    person.press("上传并试读")
    expect(person.page.get_by_role("heading", name="问题分类")).to_be_visible(timeout=PATIENCE)


def pick(person: Person, field: str, name: str) -> None:
    """Search somebody in a picker and take exactly that name among those found."""
    person.page.locator(f"[name={field}_words]").fill(name)
    found = person.page.locator(f"label:has([name={field}][type=radio])")
    found.filter(has=person.page.get_by_text(name, exact=True)).first.locator("input").check()


def test_a_messy_file_is_mended_with_its_fault_workbook_and_imported(
    office: TravellingOffice, browser: Browser, tmp_path: Path
) -> None:
    told = expected(office)
    findings: list[dict[str, Any]] = told["findings"]
    counted = Counter(finding["code"] for finding in findings)
    with people(browser, office, "dongshan") as [clerk]:
        upload(clerk, "东山村选民登记表.xlsx", (DATA / "roll_messy.xlsx").read_bytes())
        clerk.sees("有必须改正的问题，还不能导入")
        assert kinds_shown(clerk) == {KINDS[code][0]: count for code, count in counted.items()}
        expect(clerk.page.locator(".reading-total b")).to_have_text(str(told["people_rows"]))
        expect(clerk.page.get_by_role("button", name="导入这份文件")).to_have_count(0)

        with clerk.page.expect_download() as download:
            clerk.page.get_by_role("link", name="下载问题表").first.click()
        faults = tmp_path / download.value.suggested_filename
        assert faults.name == "东山村选民登记表（问题表）.xlsx"
        download.value.save_as(faults)

        said = last_column(load_workbook(faults), told["sheets"])
        assert said.keys() == {(finding["sheet"], finding["row"]) for finding in findings}
        for finding in findings:
            assert KINDS[finding["code"]][1] in said[finding["sheet"], finding["row"]]

        clerk.open(ROLL)
        clerk.sees("名单上还没有人")
        content, off = mended(faults, findings)
        voters = told["people_rows"] - off - 1 - counted["under_age"]
        upload(clerk, "东山村选民登记表（改正）.xlsx", content)
        expect(share(clerk, "不能导入")).to_have_text("0人")
        expect(share(clerk, "可以登记")).to_have_text(f"{voters}人")
        assert kinds_shown(clerk)["外出村民没有表示参加"] == 1
        clerk.press("导入这份文件")
        clerk.agree()
        clerk.sees(f"已登记{voters}人，待定1人")

        clerk.open(ROLL)
        expect(stat(clerk, "已登记")).to_have_text(f"{voters}人")
        expect(stat(clerk, "待定")).to_have_text("1人")


def object_to_the_roll(clerk: Person, objector: str, about: str, text: str) -> None:
    """Fill in that somebody was left off, said in writing; sending it is the caller's."""
    clerk.open(ROLL + "objections/add/")
    clerk.page.locator("[name=how][value=written]").check()
    clerk.page.locator("[name=claim]").select_option("add")
    for field, words in {"objector_name": objector, "about_name": about, "text": text}.items():
        clerk.page.locator(f"[name={field}]").fill(words)


def test_an_upheld_objection_makes_a_supplement_and_a_late_one_is_taken_down_as_late(
    office: TravellingOffice, browser: Browser
) -> None:
    today = office.today
    with people(browser, office, "dongshan") as [clerk]:
        clerk.open(ROLL + "?status=pending")
        clerk.follow(AWAY)
        clerk.follow("不列入")
        clerk.page.locator("[name=ground]").select_option("conditions")
        clerk.fill("理由", "在外务工，未表示参加选举。")
        clerk.save()
        expect(clerk.page).to_have_url(re.compile(r"/registrations/\d+/$"), timeout=PATIENCE)
        expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("不列入")

        clerk.open(ROLL + "confirm/")
        voters = int(re.sub(r"\D", "", stat(clerk, "已登记").inner_text()))
        clerk.press(f"确认名单，共{voters}人")
        clerk.press("签发")
        clerk.sees("查验码")
        clerk.post_everywhere()

        object_to_the_roll(clerk, "金家人甲", AWAY, "本人已经托人带口信，表示参加本村选举。")
        pick(clerk, "about", AWAY)
        clerk.press("受理")
        clerk.sees("已受理第1号申诉")
        clerk.sees(f"{cn_date(today + dt.timedelta(days=5))}止")
        objection = clerk.page.url

        clerk.follow("申诉成立")
        clerk.page.locator("[name=decision_number]").fill("东选〔2026〕3号")
        clerk.page.locator("[name=text]").fill("经核实，本人在登记期间已表示参加选举。")
        clerk.page.locator("[name=change-declared]").check()
        clerk.press("登记决定并变动名单")
        clerk.sees("已登记处理决定，名单已按决定变动")

        clerk.follow("补充公告待签发")
        clerk.press("签发")
        clerk.sees("查验码")
        supplement = clerk.pdf_text(clerk.paper_path())
        assert "补充公告" in supplement
        assert AWAY in supplement
        clerk.post_everywhere()

        clerk.open(objection)
        clerk.follow("签发处理决定书")
        clerk.press("签发")
        clerk.sees("已签发")
        clerk.post_everywhere()
        clerk.open(objection)
        expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("已公布")

        clerk.open(ROLL + "versions/")
        rows = clerk.page.locator("table.sheet tbody tr")
        expect(rows).to_have_count(2)
        for row, people_told in zip((rows.nth(0), rows.nth(1)), (voters + 1, voters), strict=True):
            expect(row.locator("[data-label=人数]")).to_have_text(str(people_told))
            expect(row.locator("[data-label=公告]")).to_have_text(f"{cn_date(today)}全部张贴")
        expect(rows.nth(0).locator("[data-label=事由]")).to_contain_text("东选〔2026〕3号")

    office.travel(7)
    with people(browser, office, "dongshan") as [clerk]:
        object_to_the_roll(clerk, "金家人乙", "名单外一人", "户口在本村，名单上没有。")
        clerk.press("受理")
        clerk.sees("这件申诉逾期收到，已登记，由村民选举委员会自行核对。")
        last = cn_date(today + dt.timedelta(days=5))
        clerk.sees(
            f"申诉期到{last}为止，本件由村民选举委员会自行核对（依据：《村民委员会组织法》第十七条第二款）。"
        )


PRINCIPALS = ("谭轩华", "向秀兴", "潘国来")
FOURTH = "石然怡"
AGENT = "郝洋华"


def ask_for_proxy(clerk: Person, principal: str, agent: str) -> None:
    clerk.open(ELECTION + "proxies/grant/")
    pick(clerk, "principal", principal)
    pick(clerk, "agent", agent)
    clerk.page.locator("[name=card_taken_back]").check()
    clerk.press("办理委托")


def test_the_fourth_principal_the_handed_on_and_the_late_proxy_are_refused(
    office: TravellingOffice, browser: Browser
) -> None:
    with people(browser, office, "dongshan") as [clerk]:
        for principal in PRINCIPALS:
            ask_for_proxy(clerk, principal, AGENT)
            clerk.sees(f"已办理：{principal}委托{AGENT}投票。")

        ask_for_proxy(clerk, FOURTH, AGENT)
        # The three are named in the refusal.
        clerk.sees(
            re.compile("受委托人已接受3人委托.*每人最多接受3人。（依据：《村民委员会组织法》第十八条第四款）")
        )
        # What an agent holds is not handed on, and who has given the own vote away votes for nobody.
        pick(clerk, "agent", PRINCIPALS[0])
        clerk.press("办理委托")
        clerk.sees("受委托人自己也委托了他人投票，不能再替别人投票。")
        ask_for_proxy(clerk, AGENT, FOURTH)
        clerk.sees("委托人已接受3人委托，不能再委托他人。")

        clerk.open(ELECTION + "proxies/")
        expect(stat(clerk, "有效委托")).to_have_text("3项")
        expect(clerk.page.locator("table tbody tr")).to_have_count(len(PRINCIPALS))
        assert FOURTH not in clerk.main_text()

    office.travel(29)
    with people(browser, office, "dongshan") as [clerk]:
        ask_for_proxy(clerk, FOURTH, PRINCIPALS[0])
        deadline = cn_date(office.today - dt.timedelta(days=1))
        clerk.sees(f"办理委托的截止日期是{deadline}，提出的日期是{cn_date(office.today)}，已经超过。")
        clerk.open(ELECTION + "proxies/")
        expect(stat(clerk, "有效委托")).to_have_text("3项")
    office.manage("verify_audit")
