"""From the ballots of nomination to the formal list on the walls, in the browser: two people read the
ballots, one candidate withdraws, one does not pass the joint review, and the next by votes moves up."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_review import SCAN
from tests.journeys.travel import TravellingOffice
from tests.journeys.walk import Person, people

pytestmark = pytest.mark.journey

VILLAGE = "东山村"
ELECTION = "/elections/1/"
NOMINATION = ELECTION + "nomination/"
Votes = dict[str, list[tuple[str, int]]]

SETTING = """
import json
from django.utils import timezone
from election_office.accounts.models import User
from election_office.demonstration import nomination as demo
from election_office.demonstration import showcase as demo_showcase
from villages.models import Election
officer, today = User.objects.get(username="zhen"), timezone.localdate()
election = Election.objects.with_places().get(pk=1)
"""
ROLL = """
demo_showcase.import_roll(election, demo.PEOPLE, officer)
demo_showcase.post_roll(election, today, officer)
named = demo.put_forward(election)
print(json.dumps({post.title: [(one.name, votes) for one, votes in rows] for post, rows in named.items()}))
"""
OBJECTION_DAYS = 3
TAKE_DOWN = "demo.take_down(election, demo.put_forward(election), today, officer)"


@pytest.fixture(scope="module")
def office() -> Iterator[TravellingOffice]:
    with TravellingOffice(OFFICE_DEMO="1") as office:
        yield office


def test_a_village_nominates_and_its_formal_list_hangs(browser: Browser, office: TravellingOffice) -> None:
    votes: Votes = json.loads(office.python(SETTING + ROLL).splitlines()[-1])
    first, second, third = (name for name, _ in votes["主任"])
    with people(browser, office, "dongshan", "zhen", "gongan") as (clerk, officer, reviewer):
        the_way_of_nominating_is_fixed(clerk)
        two_people_read_the_ballots(clerk, officer, votes)
        somebody_is_taken_down_and_agrees(clerk, first)
        office.python(SETTING + TAKE_DOWN)
        the_preliminary_list_hangs(clerk, votes)
        withdrawn, moved_up = votes["委员"][0][0], votes["委员"][-1][0]
        somebody_withdraws_and_the_next_moves_up(clerk, withdrawn, moved_up)
        the_list_is_corrected(clerk, withdrawn, moved_up)
        review(office, f"send_everybody_new({VILLAGE!r}, but={second!r})")
        a_unit_finds_a_bar(reviewer, second)
        the_township_rejects(officer, second)
        review(office, f"pass_the_cleared({VILLAGE!r})")
        who_did_not_pass_makes_room(clerk, second, third)
        the_list_is_corrected(clerk, second, third)
        review(office, f"send_everybody_new({VILLAGE!r}); pass_the_cleared({VILLAGE!r})")
        the_days_for_objecting_are_waited_for(clerk)
    office.travel(OBJECTION_DAYS + 1)
    with people(browser, office, "dongshan") as (clerk,):
        words = the_formal_list_hangs(clerk)
    for gone in (withdrawn, second):
        assert gone not in words
    for here in (first, third, moved_up):
        assert here in words


def review(office: TravellingOffice, code: str) -> None:
    office.python(f"from tests.journeys.nomination_review import *; {code}")


def the_way_of_nominating_is_fixed(clerk: Person) -> None:
    clerk.open(ELECTION)
    clerk.follow("候选人")
    clerk.follow("提名和初步名单")
    clerk.sees("还没有登记提名安排")
    clerk.follow("登记提名安排")
    clerk.page.get_by_label("本人自荐").uncheck()
    for label in ("提名开始日期", "提名截止日期"):
        clerk.fill(label, clerk.office.today.isoformat())
    clerk.save()
    clerk.sees("召开提名会议以后，登记会场")


def two_people_read_the_ballots(clerk: Person, officer: Person, votes: Votes) -> None:
    """The second reads one figure wrong: it alone is asked again, and not what the first had read."""
    clerk.follow("登记会场")
    clerk.fill("提名会场", "村部会场")
    clerk.fill("发出提名票", "260")
    clerk.save()
    for reader, void in ((clerk, 7), (officer, 9)):
        reader.open(NOMINATION)
        reader.follow("录入计票单")
        for label, number in (("收回提名票", 252), ("无效票", void), ("弃权票", 3)):
            reader.fill(label, str(number))
        for post, rows in votes.items():
            lines = "\n".join(f"{name} {number}" for name, number in rows)
            reader.page.get_by_label(f"{post}提名得票", exact=True).fill(lines)
        reader.save()
    officer.sees("两次录入不一致")
    officer.follow("录入计票单")
    expect(officer.page.locator("main form input[name^=cell_]")).to_have_count(1)
    expect(officer.page.locator("[name=cell_0]")).to_have_value("")
    officer.fill("无效票", "7")
    officer.save()
    officer.sees("村部会场：两次录入一致。")


def somebody_is_taken_down_and_agrees(clerk: Person, name: str) -> None:
    clerk.open(NOMINATION)
    clerk.sees("提名票上还有11个姓名没有认定到人。")
    clerk.follow("登记被提名人")
    clerk.choose_person("registration", name)
    clerk.page.get_by_label(f"主任：{name}（131票）").check()
    clerk.save()
    clerk.follow("本人意见")
    clerk.page.get_by_label("同意参选这个职位", exact=True).check()
    clerk.save()
    clerk.sees(f"已登记{name}的书面意见。")


def the_preliminary_list_hangs(clerk: Person, votes: Votes) -> None:
    clerk.open(NOMINATION)
    clerk.follow("产生初步名单")
    clerk.sees(f"{votes['副主任'][0][0]}（120票）")
    clerk.press("产生名单")
    clerk.sees("已产生初步候选人8名。")
    clerk.follow("签发名单公告")
    clerk.press("签发")
    clerk.post_everywhere()
    clerk.open(NOMINATION)
    clerk.sees("初步候选人中有8人还没有报资格联审。")


def leave(clerk: Person, how: str, reason: str) -> None:
    clerk.page.get_by_label(how).check()
    clerk.fill("原因和依据", reason)
    clerk.press("登记退出")


def row_of(person: Person, name: str) -> str:
    row = person.page.locator("main tr", has=person.page.get_by_role("rowheader", name=name)).last
    return str(row.inner_text())


def somebody_withdraws_and_the_next_moves_up(clerk: Person, name: str, following: str) -> None:
    row = clerk.page.locator("main tr", has=clerk.page.get_by_role("rowheader", name=name)).last
    clerk.follow("退出", within=row)
    leave(clerk, "本人书面退出", "本人书面声明退出。")
    clerk.sees(f"{name}已退出。按提名得票由{following}递补。")
    assert "初步候选人" in row_of(clerk, following)
    assert "已退出" in row_of(clerk, name)


def the_list_is_corrected(clerk: Person, gone: str, here: str) -> None:
    """Nobody becomes a candidate from a list that the walls do not show."""
    clerk.sees(f"{gone}不再列入名单，{here}列入名单")
    clerk.follow("签发更正公告")
    clerk.fill("理由", "名单有变动")
    clerk.press("签发更正公文")
    clerk.sees("初步候选人名单更正公告")
    clerk.post_everywhere()
    clerk.open(NOMINATION)
    expect(clerk.page.get_by_text(f"{gone}不再列入名单")).to_have_count(0)


def a_unit_finds_a_bar(reviewer: Person, name: str) -> None:
    reviewer.open("/review/")
    reviewer.follow(name)
    reviewer.follow("填写意见")
    rows = reviewer.page.locator("form.office-form tbody tr").all()
    for line in rows:
        line.locator("input[type=radio][value=no]").check()
    rows[0].locator("input[type=radio][value=yes]").check()
    rows[0].locator("textarea, input[type=text]").first.fill("判决书已核对。")
    reviewer.page.get_by_label("不同意", exact=True).check()
    reviewer.page.locator("[name=remark]").fill("不得作为候选人。")
    reviewer.fill("经办人", "经办演示甲")
    reviewer.fill("分管领导", "分管演示乙")
    reviewer.fill("盖章日期", reviewer.office.today.isoformat())
    reviewer.page.locator("input[type=file]").set_input_files(SCAN)
    reviewer.save()
    reviewer.sees("的审查意见已提交。")


def the_township_rejects(officer: Person, name: str) -> None:
    officer.open(ELECTION + "review/")
    officer.follow(name)
    officer.follow("作出不通过决定")
    page = officer.page
    page.get_by_label("联审不通过", exact=True).check()
    page.locator("[name=keys]").first.check()
    officer.fill("理由", "查明有法律规定不得作为候选人的情形。")
    officer.fill("签批人", "签批演示丙")
    officer.sees("决定作出后只能由乡镇登记重新审查才能改变。")
    page.locator("main form .form-actions button[type=submit]").first.click()
    officer.sees("联审不通过")


def who_did_not_pass_makes_room(clerk: Person, name: str, following: str) -> None:
    clerk.open(NOMINATION)
    clerk.sees(f"{name}没有通过资格联审，办理退出")
    clerk.follow("办理退出")
    leave(clerk, "资格联审不通过", "联审不通过。")
    clerk.sees(f"{name}已退出。按提名得票由{following}递补。")
    assert "未通过审查" in row_of(clerk, name)


def the_days_for_objecting_are_waited_for(clerk: Person) -> None:
    """Who moved up by the last correction gets the whole time too."""
    clerk.open(NOMINATION)
    clerk.sees("起才能确定正式候选人")


def the_formal_list_hangs(clerk: Person) -> str:
    clerk.open(NOMINATION)
    clerk.follow("确定正式候选人")
    clerk.page.get_by_label("已逐人核对").check()
    clerk.press("确定正式候选人")
    clerk.sees("已确定正式候选人8名。")
    clerk.follow("签发名单公告")
    clerk.press("签发")
    clerk.sees("查验码")
    words = clerk.pdf_text(clerk.paper_path())
    clerk.post_everywhere()
    clerk.open(ELECTION)
    for step in ("提名候选人", "公布初步候选人名单", "公布正式候选人名单"):
        row = clerk.page.locator("main li", has_text=step).first
        expect(row).to_contain_text("已完成")
    return words
