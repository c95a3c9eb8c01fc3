"""axe-core in a real browser: nothing serious or critical on any page of any role, on a desk and on a phone.

Also measured there: the frame of a phone page, and that no page is wider than its screen.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.travel import TravellingOffice
from tests.journeys.walk import PASSWORD

pytestmark = pytest.mark.journey

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / ".cache" / "axe.min.js"
FRAME = 140
RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter(found => ["serious", "critical"].includes(found.impact))
    .map(found => `${found.id}: ${found.nodes.slice(0, 3).map(node => node.target.join(" ")).join(" | ")}`)"""
OFFICER = [
    "/",
    "/board/",
    "/villages/",
    "/villages/1/",
    "/cycles/",
    "/cycles/1/",
    "/documents/",
    "/jobs/",
    "/audit/",
    "/staff/",
    "/rules/",
    "/help/",
    "/townships/1/",
    "/elections/1/",
    "/elections/2/",
    "/elections/4/",
    "/elections/2/roll/",
    "/elections/2/proxies/",
    "/elections/2/candidates/",
    "/elections/2/preparation/",
    "/elections/4/ballots/",
    "/elections/4/count/",
    "/elections/4/result/",
    "/elections/4/documents/",
    "/elections/1/committee/",
    "/steps/15/",
    "/people/1/",
]
PAGES = {
    "zhen": OFFICER,
    "qingling": ["/", "/board/", "/board/?show=deferred", "/today/handover/"],
    "xian": ["/", "/board/", "/board/?open=369901102", "/board/?township=369901102", "/audit/", "/villages/"],
    "zhidao": ["/", "/board/", "/villages/"],
    "gongan": ["/", "/help/"],
    "dongshan": ["/", "/board/", "/elections/1/", "/elections/1/roll/", "/elections/1/roll/imports/"],
    "jipiao1": ["/", "/elections/1/"],
    "jiandu": ["/", "/elections/1/"],
}


@pytest.fixture(scope="module")
def office(demonstration_office: TravellingOffice) -> TravellingOffice:
    subprocess.run([sys.executable, str(ROOT / ".ci" / "axe.py")], check=True)
    return demonstration_office


def enter(page: Page, office: TravellingOffice, username: str) -> None:
    page.goto(office.url + "/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("width", [1440, 375])
@pytest.mark.parametrize("username", PAGES)
def test_nobody_meets_a_barrier(
    office: TravellingOffice, browser: Browser, username: str, width: int
) -> None:
    # The page's own policy forbids foreign scripts; the test injects one.
    context = browser.new_context(viewport={"width": width, "height": 812}, bypass_csp=True, locale="zh-CN")
    page = context.new_page()
    enter(page, office, username)
    found, seen = [], 0
    for path in PAGES[username]:
        answer = page.goto(office.url + path)
        assert answer is not None
        if answer.status == 404:
            continue
        seen += 1
        page.add_script_tag(path=AXE)
        found += [f"{path} {barrier}" for barrier in page.evaluate(RUN)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{path} is wider than the screen")
        if width == 375:
            frame = page.evaluate(
                "(document.querySelector('.tab-strip') || document.querySelector('.page-title h1'))"
                "?.getBoundingClientRect().bottom ?? 0"
            )
            if frame > FRAME:
                found.append(f"{path} has a frame of {frame} px")
    context.close()
    assert seen >= len(PAGES[username]) * 0.7
    assert found == []
