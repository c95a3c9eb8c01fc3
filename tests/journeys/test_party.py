"""The party branch through the browser: from the plan over two recommendations to the approved result.

A clerk of the village and two officers of the township. The township's calendar moves on while the list
hangs; the joint review of the five people is taken inside the office (party_review).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.travel import TravellingOffice
from tests.journeys.walk import Person, people

pytestmark = pytest.mark.journey

ELECTION = "/elections/1/"
PARTY = ELECTION + "party/"
VILLAGE = "东山村"
NAMES = ("支委甲", "支委乙", "支委丙", "支委丁", "支委戊")
PUBLICITY_DAYS = 5


@pytest.fixture(scope="module")
def office() -> Iterator[TravellingOffice]:
    with TravellingOffice(OFFICE_DEMO="1") as office:
        yield office


def test_a_branch_is_recommended_reviewed_elected_and_approved(
    browser: Browser, office: TravellingOffice
) -> None:
    the_village_knows_its_people(office)
    with people(browser, office, "dongshan", "zhen2") as (clerk, second):
        the_branch_is_planned(clerk)
        both_meetings_recommend(clerk, second)
        five_are_put_before_the_review(clerk)
        assert "5 passed" in office.python(
            f"from tests.journeys.party_review import pass_everybody; pass_everybody({VILLAGE!r})"
        )
        four_are_prepared_and_posted(clerk)
        nothing_is_approved_while_the_list_hangs(second)
    office.travel(PUBLICITY_DAYS + 1)
    with people(browser, office, "dongshan", "zhen2") as (clerk, second):
        the_branch_asks(clerk)
        the_township_approves(second, "candidates", "清禾委〔2026〕31号")
        one_member_is_not_counted(clerk, second)
        the_members_vote(clerk, second)
        the_committee_elects_its_secretary(clerk)
        the_result_is_reported(clerk)
        the_township_approves(second, "result", "清禾委〔2026〕35号")
        the_step_is_closed(clerk)


def the_village_knows_its_people(office: TravellingOffice) -> None:
    """As after a roll was imported; how, is walked in test_roll."""
    office.python(
        "import datetime as dt\n"
        "from tests.factories import made_up_number\n"
        "from villages import actions\n"
        f"village, by = Village.objects.get(name={VILLAGE!r}), User.objects.get(username='dongshan')\n"
        f"for number, name in enumerate({NAMES!r}):\n"
        "    born, sex = dt.date(1984 + 2 * number, 5, 12), ('male', 'female')[number % 2]\n"
        "    actions.add_person(village=village, name=name, sex=sex, birth_date=born, by=by,\n"
        "                       id_number=made_up_number(born, sex, 400 + number))"
    )


def the_branch_is_planned(clerk: Person) -> None:
    clerk.open(ELECTION)
    clerk.go(clerk.page.locator(f"main a[href='{PARTY}']").first)
    clerk.sees("还没有登记村党组织换届安排")
    clerk.follow("换届安排")
    for label, number in {"委员应选人数": 3, "副书记职数": 1, "初步人选人数": 4, "预备人选人数": 4}.items():
        clerk.fill(label, str(number))
    clerk.save()
    clerk.sees("至少5人，安排的是4人")
    clerk.fill("初步人选人数", "5")
    clerk.save()
    clerk.sees("召开党员推荐会议和群众推荐会议")


def both_meetings_recommend(clerk: Person, second: Person) -> None:
    """The second reader reads one name of the members' ballots wrong; only that cell is asked again."""
    for kind, votes in (("members", (33, 28, 22, 15, 9)), ("villagers", (27, 26, 14, 18, 6))):
        clerk.open(PARTY + "recommendations/add/")
        clerk.page.locator("[name=kind]").select_option(kind)
        fill_all(clerk, held_on=clerk.office.today.isoformat(), due=44, present=40, issued=40)
        clerk.save()
        read(clerk, votes)
        read(second, (votes[0] + 1, *votes[1:]) if kind == "members" else votes)
        if kind == "members":
            second.open(PARTY)
            second.follow("重录不一致的格子")
            boxes = second.page.locator("main form input[inputmode=numeric]")
            expect(boxes).to_have_count(1)
            boxes.first.fill(str(votes[0]))
            second.save()
            second.sees("两次录入一致")
    clerk.open(PARTY)
    clerk.sees("按推荐情况提出初步人选，至少5名")


def read(person: Person, votes: tuple[int, ...], names: tuple[str, ...] = NAMES) -> None:
    person.open(PARTY)
    person.go(person.page.get_by_role("link", name="录入", exact=True).first)
    lines = "\n".join(f"{name} {number}" for name, number in zip(names, votes, strict=True))
    fill_all(person, recovered=40, void=0, blank=0, votes=lines)
    person.save()


def fill_all(person: Person, **values: str | int) -> None:
    for name, value in values.items():
        person.page.locator(f"[name={name}]").fill(str(value))


def five_are_put_before_the_review(clerk: Person) -> None:
    posts = ("secretary", "deputy_secretary", "branch_member", "branch_member", "branch_member")
    for name, post in zip(NAMES, posts, strict=True):
        clerk.open(PARTY + "propose/")
        clerk.choose_person("person", name)
        clerk.page.locator("[name=intended]").select_option(post)
        clerk.page.locator(f"[name=written_as][value={name}]").check()
        clerk.save()
        clerk.sees(f"已列为初步人选：{name}。")
    clerk.follow("报资格联审（5人）")
    for field in clerk.page.locator("main select[name^=incumbency]").all():
        field.select_option("new")
    for field in clerk.page.locator("main select[name^=education]").all():
        field.select_option("junior_college")
    for field in clerk.page.locator("main input[name^=party]").all():
        field.fill("中共党员")
    clerk.save()
    clerk.sees("已为5人建立资格审查材料")
    # Nobody goes on before the review has passed them.
    clerk.open(PARTY + "prepare/")
    clerk.page.locator("[name=chosen]").first.check()
    clerk.save()
    clerk.sees("还没有通过资格联审")


def four_are_prepared_and_posted(clerk: Person) -> None:
    clerk.open(PARTY + "prepare/")
    for name in NAMES[:4]:
        clerk.page.get_by_label(name).check()
    clerk.save()
    clerk.sees("已确定预备人选4人")
    clerk.follow("签发预备人选公示")
    clerk.press("签发")
    clerk.sees("查验码")
    notice = clerk.pdf_text(clerk.paper_path())
    assert all(name in notice for name in NAMES[:4])
    assert NAMES[4] not in notice
    clerk.post_everywhere()
    clerk.open(PARTY)
    clerk.sees("起才能签发请示")
    clerk.follow("签发预备人选的请示")
    clerk.press("签发")
    clerk.sees("起才能签发请示")


def the_branch_asks(clerk: Person) -> None:
    """Only when the list has hung its days."""
    clerk.open(PARTY)
    clerk.follow("签发预备人选的请示")
    clerk.press("签发")
    clerk.sees("查验码")
    words = clerk.pdf_text(clerk.paper_path())
    assert "妥否，请批示" in words
    assert "无异议" in words


def answer(officer: Person, subject: str, number: str) -> None:
    officer.open(f"{PARTY}replies/{subject}/")
    fill_all(officer, number=number, replied_on=officer.office.today.isoformat())
    officer.save()


def nothing_is_approved_while_the_list_hangs(officer: Person) -> None:
    answer(officer, "candidates", "清禾委〔2026〕31号")
    officer.sees("请先签发村党组织的请示")


def the_township_approves(officer: Person, subject: str, number: str) -> None:
    answer(officer, subject, number)
    officer.sees(f"已登记批复{number}")


def one_member_is_not_counted(clerk: Person, officer: Person) -> None:
    """51 members; one lies in bed. 40 of 50 due are just enough, 39 are not."""
    day = officer.office.today.isoformat()
    officer.open(PARTY + "exemptions/add/")
    officer.page.locator("[name=ground]").select_option("bedridden")
    fill_all(officer, name="党员卧病", consented_by="儿子党员亲属", consented_on=day)
    fill_all(officer, approval="清禾委〔2026〕32号", approved_on=day)
    officer.save()
    officer.sees("党员大会通过后才不计入应到会")
    clerk.open(PARTY + "exemptions/pass/")
    fill_all(clerk, passed_on=day)
    clerk.save()
    clerk.sees("1人不计入应到会")


def the_members_vote(clerk: Person, second: Person) -> None:
    clerk.open(PARTY)
    clerk.follow("登记党员大会投票")
    day = clerk.office.today.isoformat()
    fill_all(clerk, held_on=day, members=51, present=39, issued=39)
    clerk.save()
    clerk.sees("应到会有选举权的党员50人，实到39人，至少须有40人到会")
    fill_all(clerk, present=40, issued=40)
    clerk.save()
    clerk.sees("应到会50人")
    for person in (clerk, second):
        read(person, (39, 30, 26, 25), NAMES[:4])
    clerk.open(PARTY)
    clerk.follow("宣布结果")
    clerk.sees("当选：支委甲、支委乙、支委丙。")
    clerk.save()
    clerk.sees("已宣布，当选委员3人")


def the_committee_elects_its_secretary(clerk: Person) -> None:
    for name, role, votes in (("支委甲", "secretary", 3), ("支委乙", "deputy_secretary", 2)):
        clerk.open(PARTY + "offices/")
        clerk.page.locator("[name=seat]").select_option(label=name)
        clerk.page.locator("[name=role]").select_option(role)
        fill_all(clerk, present=3, votes=votes)
        clerk.save()
        clerk.sees("已登记：")


def the_result_is_reported(clerk: Person) -> None:
    count = clerk.pdf_text(f"{PARTY}papers/count_report/")
    assert "应到会50人，实到会40人" in count
    clerk.open(PARTY)
    clerk.follow("签发选举结果的报告")
    clerk.press("签发")
    clerk.sees("查验码")
    report = clerk.pdf_text(clerk.paper_path())
    assert "书记：支委甲；副书记：支委乙；委员：支委丙" in report


def the_step_is_closed(clerk: Person) -> None:
    clerk.open(PARTY)
    clerk.sees("村党组织换届已经完成：清禾委〔2026〕35号")
    clerk.open(ELECTION)
    clerk.follow("村党组织换届")
    clerk.sees("批复清禾委〔2026〕35号")
