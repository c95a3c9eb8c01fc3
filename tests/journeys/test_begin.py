"""From an empty office to the first posted roll, in the browser alone, with the clicks counted.

The set-up code is read where the server runs. The gates of the election stage have journeys of their own
and are passed here by their actions.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.travel import TravellingOffice
from tests.journeys.walk import DATA, PATIENCE, Person
from tests.villages.workbooks import rows_for, written
from villages.workbook.columns import GROUPS, VILLAGES

pytestmark = pytest.mark.journey

TOWN = "369901150"
PASSWORD = "shan-shui-2026"
MOST_CLICKS = 60
AHEAD = 90  # days from today to the election day

# What the plan of seed 003 says, as days before its election day of 20 March: 1月1日 is 78 days before.
SEED = (
    ("届满审计工作于{}前全面完成", 78),
    ("调查摸底工作于{}前全面完成", 69),
    ("召开动员部署会议，{}前", 74),
    ("县乡两级换届选举培训工作于{}前全面完成", 69),
    ("推选村民选举委员会（{}前）", 38),
    ("依法做好选民登记（{}前）", 38),
    ("海选（{}前完成）", 16),
    ("同步推选产生村务监督委员会（{}前）", -11),
    ("新老班子交接工作于{}前全面完成", -21),
    ("思想疏导工作于{}前全面完成", -21),
)


class Founder(Person):
    """The first officer, who has no account yet. Every click and every sending is counted."""

    def __init__(self, page: Page, office: TravellingOffice) -> None:
        self.office = office
        self.page = page
        self.clicks = 0

    def go(self, control: Locator) -> None:
        self.clicks += 1
        super().go(control)


@pytest.fixture(scope="module")
def office() -> Iterator[TravellingOffice]:
    with TravellingOffice(OFFICE_DEMO="0") as office:
        yield office


@pytest.fixture
def founder(browser: Browser, office: TravellingOffice) -> Iterator[Founder]:
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(PATIENCE)
    yield Founder(context.new_page(), office)
    context.close()


def workbook() -> bytes:
    """Thirty villages, 120 accounts; the first village is the one whose roll there is."""
    rows = rows_for(TOWN, 30)
    first = rows[VILLAGES][0][2]
    rows[VILLAGES][0][4] = 1600
    rows[GROUPS] = [row for row in rows[GROUPS] if row[0] != first]
    rows[GROUPS] += [[first, number, "", f"第{number}组公告栏", "", ""] for number in range(1, 12)]
    return written(rows)


def set_up(founder: Founder) -> None:
    code = founder.office.manage("setup_code").strip().removeprefix("设立码：")
    founder.open("/villages/")
    founder.fill("设立码", code)
    founder.press("开始设立")
    founder.follow("自己填写")
    for name, value in {
        "county_code": "369901",
        "county_name": "云岭县",
        "township_code": TOWN,
        "township_name": "演示镇",
        "guidance_group": "演示镇村民委员会换届选举指导组",
        "phone": "0794-8123456",
        "name": "测试甲",
        "username": "ceshi1",
        "password": PASSWORD,
        "again": PASSWORD,
        "second_name": "测试乙",
        "second_username": "ceshi2",
    }.items():
        founder.page.locator(f"[name={name}]").fill(value)
    founder.press("设立平台")
    founder.sees("演示镇的平台已设立")
    founder.follow("下一步：登记村庄")


def bring_in(founder: Founder, tmp_path: Path) -> None:
    founder.follow("用工作簿导入")
    file = tmp_path / "资料.xlsx"
    file.write_bytes(workbook())
    founder.page.locator("input[type=file]").set_input_files(file)
    founder.press("试读")
    founder.sees("没有要改正的地方。")
    founder.press("导入这份文件")
    founder.sees("已导入")
    with founder.page.expect_download() as slips:
        founder.clicks += 1
        founder.page.get_by_role("button", name="生成密码条").click()
    assert slips.value.suggested_filename == "演示镇账号密码条.pdf"


def plan(founder: Founder, day: dt.date) -> None:
    founder.open("/begin/")
    founder.follow("拟订方案")
    founder.page.locator("[name=ordinal]").fill("12")
    founder.page.locator("[name=default_day]").fill(day.isoformat())
    founder.page.locator("[name=paper_number]").fill("演示发〔2026〕1号")
    founder.save()
    founder.follow("事项日期")
    founder.follow("从实施方案粘贴")
    lines = [
        text.format(f"{one.year}年{one.month}月{one.day}日")
        for text, before in SEED
        for one in [day - dt.timedelta(days=before)]
    ]
    founder.page.locator("textarea[name=text]").first.fill("。\n".join(lines))
    founder.press("读取日期")
    founder.sees(f"读到{len(SEED)}项")
    founder.press("采用勾选的日期")
    # The seed registers voters before its committee has said how, and hands over eleven days late: the page
    # says both, and four days mend it.
    founder.sees(re.compile(r"要等“公布选举日”办结"))
    founder.sees("（依据：《村民委员会组织法》第二十四条）")
    expect(founder.page.locator("#marks-handover")).to_contain_text("最迟应在")
    for code, before in (("day_notice", 44), ("method", 38), ("register_notice", 38), ("handover", -10)):
        value = (day - dt.timedelta(days=before)).isoformat()
        founder.page.locator(f"[name={code}_on]").fill(value)
    # Beside the row while it is typed, before anything is saved.
    founder.page.locator("[name=handover_on]").blur()
    expect(founder.page.locator("#marks-handover")).not_to_contain_text("最迟应在")
    expect(founder.page.locator("#plan-count")).not_to_contain_text("最迟应在")
    founder.press("保存")
    founder.follow("批准方案")
    founder.save()
    founder.sees("30个村的选举和步骤已经排定")


PASS_THE_GATES = """
from election_office.accounts.models import User
from election_office.demonstration.loading import _prepare
from election_office.demonstration.showcase import begin_election
from django.utils import timezone
from villages.models import Election
election = Election.objects.with_places().order_by("village__code").first()
officer = User.objects.get(username="ceshi1")
_prepare(election, timezone.localdate(), officer)
begin_election(election, timezone.localdate(), officer)
print(election.pk)
"""


def test_an_empty_office_posts_its_first_roll(
    office: TravellingOffice, founder: Founder, tmp_path: Path
) -> None:
    set_up(founder)
    bring_in(founder, tmp_path)
    plan(founder, office.today + dt.timedelta(days=AHEAD))
    founder.open("/begin/")
    founder.sees("办结准备工作，进入选举阶段")
    election = office.python(PASS_THE_GATES).strip().splitlines()[-1]

    founder.open("/begin/")
    founder.follow("导入名册")
    founder.page.locator("input[type=file]").first.set_input_files(DATA / "roll_clean.xlsx")
    founder.press("上传并试读")
    button = founder.page.get_by_role("button", name="导入这份文件")
    expect(button).to_be_visible(timeout=PATIENCE)
    founder.clicks += 2
    button.click()
    founder.agree()
    founder.sees("已登记1052人")
    assert founder.clicks <= MOST_CLICKS, founder.clicks

    founder.open(f"/elections/{election}/roll/confirm/")
    founder.press("确认名单，共1052人")
    founder.sees("名单已确认，共1052人")
    founder.press("签发")
    founder.sees("查验码")
    assert "登记参加选举的村民名单" in founder.pdf_text(founder.paper_path())
    founder.post_everywhere()
    founder.open("/")
    expect(founder.page.get_by_text("开办清单")).to_have_count(0)
