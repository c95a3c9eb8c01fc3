"""A full day at the polls: the first vote leaves a seat open, the runoff of the same day fills it.

The village stands on its election day with 24 voters. Everybody works in a browser of their own: the clerk
counts ballots, two people type every sheet, the officer declares, calls the runoff and issues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser

from tests.journeys.travel import TravellingOffice
from tests.journeys.walk import PASSWORD, Person, people

pytestmark = pytest.mark.journey

VILLAGE = f"""
from tests.ballots.scenes import Scene
scene = Scene(village="演示西河村")
for user, name in ((scene.officer, "xz"), (scene.clerk, "xihe"), (scene.one, "jp1"), (scene.two, "jp2")):
    user.username = name
    user.set_password("{PASSWORD}")
    user.save()
print(scene.election.pk)
"""


@pytest.fixture(scope="module")
def office() -> Iterator[TravellingOffice]:
    with TravellingOffice() as office:
        yield office


class Day:
    """The day of one village, told by what its people do."""

    def __init__(self, election: str, clerk: Person, typists: tuple[Person, Person], officer: Person) -> None:
        self.path = f"/elections/{election}/"
        self.clerk, self.typists, self.officer = clerk, typists, officer

    def vote(self, box: str, ballots: int) -> None:
        """One box, its ballots handed out and counted before everybody; the polls close."""
        clerk = self.clerk
        clerk.open(f"{self.path}ballots/add/")
        clerk.fill("票箱名称", box)
        clerk.press("保存")
        clerk.follow("录票数", within=clerk.page.locator("tr", has_text=box))
        for name, figure in (
            ("issued_own", ballots),
            ("issued_proxy", 0),
            ("spoiled", 0),
            ("recovered", ballots),
        ):
            clerk.page.locator(f"[name={name}]").fill(str(figure))
        clerk.page.locator("[name=opened_by]").fill("监票甲、监票乙")
        clerk.save()
        clerk.open(f"{self.path}ballots/close/")
        clerk.press("开始计票")

    def count(self, *sheets: Mapping[str, int]) -> None:
        """Both typists type every sheet of the one box, in the order of the posts."""
        for typist, act in zip(self.typists, ("第一次录入", "第二次录入"), strict=True):
            for figures in sheets:
                typist.open(f"{self.path}count/")
                typist.follow(act)
                for label, figure in figures.items():
                    typist.fill(label, str(figure))
                typist.press("保存本单")

    def declare(self) -> None:
        self.officer.open(f"{self.path}result/")
        self.officer.follow("当场宣布结果")
        self.officer.press("当场宣布结果")
        self.officer.sees("公开的计票数据")

    def issue(self, row: str, act: str) -> str:
        """Issue the paper of that line of the result page; its words."""
        officer = self.officer
        officer.open(f"{self.path}result/")
        officer.follow(act, within=officer.page.locator("li", has_text=row))
        officer.press("签发")
        officer.sees("查验码")
        return officer.pdf_text(officer.paper_path())


def rest(**figures: int) -> dict[str, int]:
    return {"有效票": figures["valid"], "无效票": figures["void"], "弃权票": figures["blank"]}


def test_a_seat_left_open_is_filled_by_a_runoff_the_same_day(
    office: TravellingOffice, browser: Browser
) -> None:
    election = office.python(VILLAGE).strip().splitlines()[-1]
    with people(browser, office, "xihe", "jp1", "jp2", "xz") as [clerk, first, second, officer]:
        day = Day(election, clerk, (first, second), officer)
        day.vote("主会场票箱", 20)
        day.count(
            {"主甲": 12, "主乙": 8, **rest(valid=20, void=0, blank=0)},
            {"委甲": 14, "委乙": 10, "委丙": 9, **rest(valid=20, void=0, blank=0)},
        )
        day.declare()
        officer.sees(re.compile("不足的1名应当另行选举.*三分之一"))

        officer.open(f"{day.path}result/")
        officer.follow("组织另行选举")
        officer.fill("投票日", office.today.isoformat())
        officer.save()
        officer.sees("已组织另行选举")

        # Seven of twenty ballots would be over a third; here ten are, and the seat is filled.
        day.vote("另行选举票箱", 20)
        day.count({"委乙": 10, "委丙": 9, **rest(valid=19, void=1, blank=0)})
        day.declare()
        notice = day.issue("选举结果公告", "签发")
        certificate = day.issue("当选证书 委乙", "颁发")

        assert "另行选举" in notice
        assert "委乙" in notice
        assert "委乙" in certificate
        officer.open(f"{day.path}result/")
        officer.follow("任期内变动、补选")
        officer.sees("现任成员")
        assert [name in officer.main_text() for name in ("主甲", "委甲", "委乙", "委丙")] == [True] * 3 + [
            False
        ]
        officer.open(f"{day.path}result/?round=1")
        officer.sees("第一次投票结果")
    office.manage("verify_audit")
