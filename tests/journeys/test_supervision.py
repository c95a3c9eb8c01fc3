"""An inspection on a phone where there is no network, and a petition that bars a candidate."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Route, expect

from tests.journeys.travel import TravellingOffice
from tests.journeys.walk import PASSWORD, every, people

pytestmark = pytest.mark.journey

VILLAGE = f"""
import json
from election_office.accounts.permissions import Role
from tests.ballots.scenes import Scene
from tests.factories import UserFactory
scene = Scene(village="演示北河村")
guide = UserFactory(serving=scene.election.area_code, role=Role.GUIDANCE_MEMBER)
for user, name in ((guide, "zhidao1"), (scene.officer, "huanjie1")):
    user.username = name
    user.set_password("{PASSWORD}")
    user.save()
print(json.dumps({{"election": scene.election.pk}}))
"""
KEPT = """
import json
from villages.models import Visit
rows = Visit.objects.filter(election__village__name="演示北河村").order_by("pk")
faults = [row.items.filter(answer="fault").count() for row in rows]
kept = [[row.step.code, row.offline, row.photos.count(), count] for row, count in zip(rows, faults)]
print(json.dumps(kept))
"""
GONE = """
import json
from candidates.models import Candidate
rows = Candidate.objects.filter(state="struck").values_list("person__name", "left_paper")
print(json.dumps(list(rows)))
"""


@pytest.fixture(scope="module")
def office(demonstration_office: TravellingOffice) -> TravellingOffice:
    return demonstration_office


@pytest.fixture(scope="module")
def election(office: TravellingOffice) -> int:
    return int(json.loads(office.python(VILLAGE).splitlines()[-1])["election"])


def told(office: TravellingOffice, script: str) -> Any:
    return json.loads(office.python(script).splitlines()[-1])


def lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort()


def test_an_inspection_without_network_reaches_the_office_once(
    browser: Browser, office: TravellingOffice, election: int
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (320, 240), "#336699").save(picture, "JPEG")
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    with people(browser, office, "zhidao1") as [guide]:
        page, line = guide.page, guide.page.context
        page.set_viewport_size({"width": 375, "height": 700})
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        guide.open(f"/elections/{election}/inspect/")
        expect(page.locator("[data-offline-home][data-kept]")).to_be_attached()

        # On the road: the page of a step opens, is filled in and kept.
        line.set_offline(True)
        page.get_by_role("link", name="选民登记", exact=True).click()
        page.locator("[name=inspectors]").fill("指导组甲")
        page.locator("[name=place_visited]").fill("村委会议室")
        for answer in every(page.locator("input[type=radio][value=right]")):
            answer.check()
        page.locator("[name=answer_1][value=fault]").check()
        page.locator("[name=finding_1]").fill("登记表缺签字")
        page.locator("[name=remedy_1]").fill("三日内补齐")
        page.locator("[name=due_1]").fill((office.today).isoformat())
        page.locator("[name=photos]").set_input_files([photo])
        page.get_by_role("button", name="登记检查").click()
        expect(page.locator("[data-waiting-text]")).to_contain_text("本机存有1份没有送达")
        assert told(office, KEPT) == []

        # Back in reach: the first answer is lost on its way, the form goes again and is kept once.
        page.route("**/inspect/*/", lose_the_answer, times=1)
        line.set_offline(False)
        expect(page.locator("[data-waiting]")).to_be_hidden(timeout=30_000)
        assert told(office, KEPT) == [["register", True, 1, 1]]
        guide.open(f"/elections/{election}/supervision/")
        guide.sees("登记表缺签字")
        assert faults == []


def test_a_petition_found_true_bars_a_candidate(
    browser: Browser, office: TravellingOffice, election: int
) -> None:
    with people(browser, office, "huanjie1") as [officer]:
        page = officer.page
        officer.open(f"/elections/{election}/inspect/petition/")
        page.locator("[name=anonymous]").check()
        page.locator("[name=content]").fill("反映主乙受过刑事处罚。")
        page.get_by_role("button", name="登记信访").click()
        officer.follow("分办")
        page.locator("[name=handler]").fill("演示承办")
        officer.save()
        officer.follow("作出结论")
        page.locator("[name=verdict]").select_option("true")
        page.locator("[name=findings]").fill("法院判决书查实。")
        page.locator("[name=answer]").fill("反映的情况属实，已依法处理。")
        officer.save()
        officer.follow("取消参选资格")
        page.locator("[name=target]").select_option(label="主乙（主任正式候选人）")
        page.locator("[name=ground]").select_option(label="因犯罪受过刑事处罚")
        page.locator("[name=reason]").fill("法院判决书查实")
        officer.save()
        officer.sees("须填写证明这一情形的判决书、处分决定或者认定文书的文号")
        assert told(office, GONE) == []
        page.locator("[name=paper_number]").fill("演示刑初〔2020〕1号")
        officer.save()
        officer.sees("取消主乙的主任参选资格")
        assert told(office, GONE) == [["主乙", "演示刑初〔2020〕1号"]]
        officer.follow("答复意见书")
        officer.sees("签发换届信访答复意见书")
