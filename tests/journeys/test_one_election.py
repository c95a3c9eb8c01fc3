"""One village's election through the browser, from the Excel file to the result notice's text.

The people are those of the demonstration. Between the postings and the polling day the office's own
calendar moves on (tests/journeys/travel.py); nothing is dated back.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

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
    # The stages that are done stand closed.
    person.page.locator("details.stage").evaluate_all(
        "(all) => all.forEach((stage) => { stage.open = true })"
    )
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
        clerk.sees("已登记1052人")
        clerk.open(ELECTION + "roll/")
        assert "1052" in clerk.main_text().replace(",", "")

        clerk.open(ELECTION + "roll/confirm/")
        clerk.press("确认名单，共1052人")
        clerk.sees("名单已确认，共1052人")
        clerk.press("签发")
        clerk.sees("查验码")
        notice = clerk.pdf_text(clerk.paper_path())
        assert "登记参加选举的村民名单" in notice
        assert "第十一村民小组" in notice
        assert not re.search(r"\d{17}[\dX]", notice)

        clerk.post_everywhere()
        done = step_of(clerk, "公布选民名单")
        assert "已完成" in done
        assert "《村民委员会组织法》第十七条" in done


CANDIDATES = {
    "主任": ["冯文强", "秦华明"],
    "副主任": ["薛丽刚", "贾梅国"],
    "委员": ["薛水来", "丁军文", "万怡娜", "王敏"],
}


def enter_candidate(clerk: Person, post: str, name: str) -> None:
    clerk.open(ELECTION + "candidates/add/")
    clerk.choose_person("registration", name)
    clerk.page.locator("[name=post]").select_option(label=post)
    clerk.page.locator("[name=entry_reason]").fill("提名在系统外进行，见提名结果报告单")
    clerk.page.locator("[name=checked]").check()
    clerk.press("录入")
    clerk.sees(f"已录入{name}")


def issue_and_post(clerk: Person, kind: str) -> str:
    """Issue a notice of the election, hang it everywhere; its words."""
    clerk.open(f"{ELECTION}notices/{kind}/")
    clerk.press("签发")
    clerk.sees("查验码")
    words = clerk.pdf_text(clerk.paper_path())
    clerk.post_everywhere()
    return words


def test_the_candidates_are_posted_in_stroke_order(office: TravellingOffice, browser: Browser) -> None:
    with people(browser, office, "dongshan") as [clerk]:
        enter_candidate(clerk, "主任", "冯文强")
        clerk.open(f"{ELECTION}notices/candidates.formal_notice/")
        clerk.press("签发")
        clerk.sees(
            re.compile("主任应选1人，候选人1人，候选人应当多于应选名额.*《村民委员会组织法》第十八条第一款")
        )

        for post, names in CANDIDATES.items():
            for name in names:
                if name != "冯文强":
                    enter_candidate(clerk, post, name)
        words = issue_and_post(clerk, "candidates.formal_notice")
        assert "丁军文、万怡娜（女）、王敏（女）、薛水来" in words
        assert "已完成" in step_of(clerk, "公布正式候选人名单")


def grant_proxy(clerk: Person, principal: str, agent: str) -> None:
    clerk.open(ELECTION + "proxies/grant/")
    clerk.choose_person("principal", principal)
    clerk.choose_person("agent", agent)
    clerk.page.locator("[name=card_taken_back]").check()
    clerk.press("办理委托")


def test_a_proxy_is_granted_a_candidate_refused_and_the_list_posted(
    office: TravellingOffice, browser: Browser
) -> None:
    with people(browser, office, "dongshan") as [clerk]:
        grant_proxy(clerk, "韦鹏根", "冯文强")
        clerk.sees(re.compile("候选人.*依据：《村民委员会组织法》第十八条第四款"))
        grant_proxy(clerk, "韦鹏根", "毛浩")
        clerk.open(ELECTION + "proxies/")
        clerk.sees("韦鹏根")

        clerk.open(ELECTION + "polling/")
        clerk.page.locator("[name=polling_place]").fill("东山村文化广场")
        clerk.press("保存")
        for name, kind in (("主会场票箱", "main"), ("东片投票站", "station")):
            clerk.open(ELECTION + "ballots/add/")
            clerk.page.locator("[name=name]").fill(name)
            clerk.page.locator("[name=kind]").select_option(kind)
            clerk.press("保存")
            clerk.sees(name)

        assert "韦鹏根" in issue_and_post(clerk, "voters.proxy_notice")
        assert "东山村文化广场" in issue_and_post(clerk, "ballots.polling_notice")
        assert "已完成" in step_of(clerk, "公布投票时间和地点")


# What stands on the paper sheets: box → post → name → votes; 有效, 无效, 弃权 follow from the box.
SHEETS: dict[str, dict[str, dict[str, int]]] = {
    "主会场票箱": {
        "主任": {"冯文强": 300, "秦华明": 150, "有效票": 450, "无效票": 20, "弃权票": 29},
        "副主任": {"薛丽刚": 265, "贾梅国": 185, "有效票": 450, "无效票": 20, "弃权票": 29},
        "委员": {
            **{"丁军文": 400, "万怡娜": 350, "王敏": 300, "薛水来": 200},
            **{"有效票": 480, "无效票": 10, "弃权票": 9},
        },
    },
    "东片投票站": {
        "主任": {"冯文强": 180, "秦华明": 110, "有效票": 290, "无效票": 6, "弃权票": 4},
        "副主任": {"薛丽刚": 150, "贾梅国": 140, "有效票": 290, "无效票": 6, "弃权票": 4},
        "委员": {
            **{"丁军文": 250, "万怡娜": 200, "王敏": 180, "薛水来": 100},
            **{"有效票": 290, "无效票": 6, "弃权票": 4},
        },
    },
}
BALLOTS = {"主会场票箱": (499, 1, 499), "东片投票站": (300, 0, 300)}


def open_sheet(clerk: Person, box: str, post: str, act: str) -> None:
    clerk.open(ELECTION + "count/")
    column = list(SHEETS[box]).index(post)
    row = clerk.page.locator("tr", has=clerk.page.get_by_role("rowheader", name=box))
    clerk.go(row.locator("td").nth(column).get_by_role("link", name=act))


def type_sheet(clerk: Person, box: str, post: str, act: str, figures: Mapping[str, int]) -> None:
    open_sheet(clerk, box, post, act)
    for label, figure in figures.items():
        clerk.page.get_by_label(label, exact=False).first.fill(str(figure))
    clerk.press("保存本单")


def test_polling_day_from_the_boxes_to_the_declared_result(
    office: TravellingOffice, browser: Browser, tmp_path: Path
) -> None:
    office.travel(38)
    with people(browser, office, "dongshan", "jipiao1", "jipiao2", "zhen") as [clerk, first, second, officer]:
        for box, (own, proxy, recovered) in BALLOTS.items():
            clerk.open(ELECTION + "ballots/")
            row = clerk.page.locator("tr", has=clerk.page.get_by_role("rowheader", name=box))
            clerk.follow("录票数", within=row)
            for name, figure in (
                ("issued_own", own),
                ("issued_proxy", proxy),
                ("spoiled", 0),
                ("recovered", recovered),
            ):
                clerk.page.locator(f"[name={name}]").fill(str(figure))
            clerk.page.locator("[name=opened_by]").fill("监票甲、监票乙")
            clerk.save()
        clerk.open(ELECTION + "ballots/close/")
        clerk.press("开始计票")

        for box, posts in SHEETS.items():
            for post, figures in posts.items():
                type_sheet(first, box, post, "第一次录入", figures)
                mistyped = {"丁军文": 399} if (box, post) == ("主会场票箱", "委员") else {}
                type_sheet(second, box, post, "第二次录入", {**figures, **mistyped})

        # The clerks differ in one cell: each is asked for that cell alone, and sees no other figure.
        open_sheet(first, "主会场票箱", "委员", "重录不一致项")
        expect(first.page.locator("input.input-count")).to_have_count(1)
        for clerk_again in (first, second):
            type_sheet(clerk_again, "主会场票箱", "委员", "重录不一致项", {"丁军文": 400})
        first.open(ELECTION + "count/")
        first.sees("6张计票单，6张两次一致")

        officer.open(ELECTION + "result/")
        officer.follow("当场宣布结果")
        officer.press("当场宣布结果")
        officer.sees("公开的计票数据")

        # Anybody recomputes the result from the published count.
        answers = {}
        for name in ("count", "outcome"):
            link = officer.page.get_by_role("link", name={"count": "计票数据", "outcome": "选举结果（"}[name])
            answers[name] = officer.page.request.get(
                office.url + str(link.first.get_attribute("href"))
            ).body()
        (tmp_path / "count.json").write_bytes(answers["count"])
        again = subprocess.run(
            [sys.executable, "manage.py", "adjudicate", str(tmp_path / "count.json")],
            capture_output=True,
            check=True,
            env=office.environment,
        )
        assert json.loads(again.stdout) == json.loads(answers["outcome"])
        outcome = json.loads(again.stdout)
        elected = {post["post"]: [one["name"] for one in post["elected"]] for post in outcome["posts"]}
        assert elected == {
            "director": ["冯文强"],
            "deputy": ["薛丽刚"],
            "member": ["丁军文", "万怡娜", "王敏"],
        }


def test_the_result_notice_the_report_and_the_certificates_are_issued(
    office: TravellingOffice, browser: Browser
) -> None:
    with people(browser, office, "zhen", "dongshan") as [officer, clerk]:
        papers = {}
        for title in ("选举结果公告", "选举结果报告单"):
            officer.open(ELECTION + "result/")
            item = officer.page.locator("li", has_text=title)
            officer.follow("签发", within=item)
            officer.press("签发")
            officer.sees("查验码")
            papers[title] = officer.pdf_text(officer.paper_path())
            if title == "选举结果公告":
                officer.post_everywhere()
        notice = papers["选举结果公告"]
        for words in ("1052", "799", "冯文强", "480", "薛丽刚", "415", "丁军文", "650"):
            assert words in notice
        assert "总监票人" in papers["选举结果报告单"]

        officer.open(ELECTION + "result/")
        officer.follow("颁发", within=officer.page.locator("li", has_text="当选证书 冯文强"))
        officer.press("签发")
        officer.sees("查验码")
        certificate = officer.pdf_text(officer.paper_path())
        assert "当选证书" in certificate
        assert "冯文强" in certificate

        # The paper on the wall is vouched for without a login.
        code = officer.page.get_by_role("link", name=re.compile("^[0-9A-Z]{5}-[0-9A-Z]{5}$")).inner_text()
        clerk.open(f"/verify/{code}/")
        clerk.sees("东山村")

        assert "已完成" in step_of(clerk, "公布选举结果")
    office.manage("verify_audit")
