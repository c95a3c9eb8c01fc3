"""The issuing table through a bad network: what was handed out is neither lost nor counted twice.

A village on its polling day with two desks. The line is cut, the page is loaded again without it, the office
fails, an answer is lost on its way; meanwhile the other desk goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.journeys.travel import TravellingOffice
from tests.journeys.walk import PASSWORD, people

pytestmark = pytest.mark.journey

VILLAGE = f"""
import json
from django.utils import timezone
from tests.ballots.scenes import Scene
from tests.factories import UserFactory
from villages.models import Person
from voters.models import Proxy, Registration
scene = Scene(village="演示南河村")
other = UserFactory(serving=scene.election.area_code)
for user, name in ((scene.clerk, "fapiao1"), (other, "fapiao2")):
    user.username = name
    user.set_password("{PASSWORD}")
    user.save()
voters = list(Registration.objects.filter(election=scene.election, is_candidate=False).order_by("pk")[:8])
for voter, name in zip(voters, "甲乙丙丁戊己庚辛"):
    Person.objects.filter(pk=voter.person_id).update(name=f"领票{{name}}")
Proxy.objects.create(
    election=scene.election, number=1, principal=voters[1], agent=voters[0],
    requested_on=timezone.localdate(), granted_by=scene.clerk,
)
boxes = [scene.box().pk, scene.box("东片投票站", "station").pk]
print(json.dumps({{"election": scene.election.pk, "boxes": boxes}}))
"""
KEPT = """
import json
from ballots.models import HandOut, IssueConflict
here = HandOut.objects.filter(box__round__election={election})
conflicts = IssueConflict.objects.filter(box__round__election={election})
rows = here.order_by("voter__person__name").values_list("voter__person__name", "box__name")
print(json.dumps({{
    "handed": [f"{{name}} {{box}}" for name, box in rows],
    "proxies": here.filter(proxy__isnull=False).count(),
    "conflicts": list(conflicts.values_list("voter__person__name", flat=True)),
}}, ensure_ascii=False))
"""


@pytest.fixture(scope="module")
def office() -> Iterator[TravellingOffice]:
    with TravellingOffice() as office:
        yield office


@pytest.fixture(scope="module")
def village(office: TravellingOffice) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(office.python(VILLAGE).splitlines()[-1])
    return told


class Desk:
    """One window at an issuing table; a script that throws fails the test in ``close``."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(address)

    def found(self, name: str) -> Locator:
        """The line of this person; a search also finds those for whom the person votes."""
        self.page.locator("[data-find]").fill(name)
        lines = self.page.locator("[data-found] li")
        return lines.filter(has=self.page.get_by_text(name, exact=True))

    def hand_out(self, name: str, act: str = "发本人选票") -> None:
        self.found(name).get_by_role("button", name=act).click()

    def says(self, text: str) -> None:
        expect(self.page.locator("[data-last]")).to_contain_text(text)

    def stands(self, text: str) -> None:
        expect(self.page.locator("[data-state]")).to_contain_text(text, timeout=30_000)

    def shows(self, name: str, text: str) -> None:
        expect(self.found(name)).to_contain_text(text, timeout=30_000)

    def is_kept(self) -> None:
        """The page may be loaded again without the network."""
        expect(self.page.locator("[data-desk][data-kept]")).to_be_attached()


def kept(office: TravellingOffice, village: dict[str, Any]) -> dict[str, Any]:
    """What was handed out here; the rest of the demonstration also has polling days."""
    asked = KEPT.format(election=village["election"])
    rows: dict[str, Any] = json.loads(office.python(asked).splitlines()[-1])
    return rows


def refuse(route: Route) -> None:
    route.fulfill(status=503, body="no")


def lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort()


def test_a_desk_goes_on_through_a_cut_a_reload_and_a_failing_office(
    browser: Browser, office: TravellingOffice, village: dict[str, Any]
) -> None:
    with people(browser, office, "fapiao1", "fapiao2") as (first, second):
        main, east = (
            Desk(person.page, f"{office.url}/boxes/{box}/desk/")
            for person, box in zip((first, second), village["boxes"], strict=True)
        )
        line = main.page.context
        main.hand_out("领票甲")
        main.says("已登记：领票甲的选票，请发票。")
        main.hand_out("领票乙", "凭委托证发票")
        main.says("已登记：领票乙的选票（领票甲代领）")
        main.stands("全部已送达")
        main.is_kept()

        line.set_offline(True)
        for name in ("领票丙", "领票丁"):
            main.hand_out(name)
            main.says("离线登记")
        main.stands("离线，已存2条")
        main.page.reload()
        main.stands("离线，已存2条")
        main.shows("领票丙", "已发票，待送达")
        main.shows("领票甲", "已发票：主会场票箱")
        main.hand_out("领票戊")
        main.stands("离线，已存3条")
        # The other desk has the network and has not heard of 丁.
        east.hand_out("领票丁")
        east.says("已登记：领票丁")

        # The line is back, the office is not; then it takes what was sent, and the answer is lost.
        desk = f"**/boxes/{village['boxes'][0]}/desk/"
        main.page.route(desk, refuse)
        line.set_offline(False)
        main.stands("离线，已存3条")
        main.page.unroute(desk)
        main.page.route(desk, lose_the_answer, times=1)
        main.stands("联网，全部已送达")
        refusals = main.page.locator("[data-refusals]")
        expect(refusals).to_contain_text("离线时已发出，立即追回这张选票：领票丁的选票已于")
        expect(refusals.locator("li")).to_have_count(1)
        main.shows("领票丁", "已发票：东片投票站")
        assert kept(office, village) == {
            "handed": sorted(
                ["领票丁 东片投票站", *(f"领票{name} 主会场票箱" for name in ("丙", "乙", "戊", "甲"))]
            ),
            "proxies": 1,
            "conflicts": ["领票丁"],
        }

        # What could not be taken over holds the count until somebody has written down what was done.
        first.open(f"/elections/{village['election']}/ballots/close/")
        first.sees("还有1条离线发票冲突没有处理")
        first.open(f"/elections/{village['election']}/polling-day/")
        first.follow("写处理情况")
        first.page.locator("[name=reason]").fill("选票当场追回，封存。")
        first.press("登记处理情况")
        first.sees("选票当场追回，封存。")
        assert main.faults + east.faults == []


def test_two_windows_at_one_box_keep_one_account_and_a_logout_leaves_nothing(
    browser: Browser, office: TravellingOffice, village: dict[str, Any]
) -> None:
    address = f"{office.url}/boxes/{village['boxes'][1]}/desk/"
    with people(browser, office, "fapiao1") as [clerk]:
        line = clerk.page.context
        left, right = Desk(clerk.page, address), Desk(line.new_page(), address)
        left.is_kept()
        line.set_offline(True)
        left.hand_out("领票己")
        right.shows("领票己", "已发票，待送达")
        right.hand_out("领票庚")
        for desk in (left, right):
            desk.stands("离线，已存2条")
        line.set_offline(False)
        for desk in (left, right):
            desk.stands("联网，全部已送达")
            desk.shows("领票庚", "已发票：东片投票站")
        told = kept(office, village)
        assert [told["handed"].count(f"领票{name} 东片投票站") for name in "己庚"] == [1, 1]
        assert told["conflicts"] == ["领票丁"]
        assert left.faults + right.faults == []

        right.page.close()
        clerk.open("/")
        clerk.press("退出")
        clerk.sees("登录")
        clerk.page.wait_for_function("caches.keys().then((names) => names.length === 0)")
        assert clerk.page.evaluate("Object.keys(localStorage)") == []
