"""A unit of the joint review through the browser: it answers for the people sent to it and sees no more.

The demonstration has two people of one village before all units of the plan; one unit has an account.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.files import PDF
from tests.journeys.travel import TravellingOffice
from tests.journeys.walk import Person, people

pytestmark = pytest.mark.journey

INBOX = "/review/"
SCAN: FilePayload = {
    "name": "审查表.pdf",
    "mimeType": "application/pdf",
    "buffer": PDF,
}


@pytest.fixture(scope="module")
def office(demonstration_office: TravellingOffice) -> TravellingOffice:
    return demonstration_office


def waiting_names(reviewer: Person) -> list[str]:
    reviewer.open(INBOX)
    table = reviewer.page.locator("section", has=reviewer.page.get_by_role("heading", name="待答复"))
    return table.locator("tbody th").all_inner_texts()


def test_a_unit_answers_for_one_person_and_sees_nothing_else(
    browser: Browser, office: TravellingOffice
) -> None:
    with people(browser, office, "gongan", "zhen") as (reviewer, officer):
        first, second = waiting_names(reviewer)
        a_unit_may_open_no_page_of_the_township(reviewer, officer)
        nothing_is_answered_by_silence(reviewer, first)
        the_unit_answers(reviewer)
        assert waiting_names(reviewer) == [second]
        the_township_reads_who_answered(officer, first)


def a_unit_may_open_no_page_of_the_township(reviewer: Person, officer: Person) -> None:
    """Every address an officer finds in the menu or in the village, and the other's files."""
    officer.open("/elections/2/review/")
    links = officer.page.locator("main a[href^='/'], nav a[href^='/']")
    addresses = {str(link.get_attribute("href")).split("?")[0] for link in links.all()}
    beyond = {
        one for one in addresses if one.startswith(("/elections/", "/cycles/", "/people/", "/review/f"))
    }
    assert len(beyond) > 10
    for address in sorted(beyond):
        answer = reviewer.page.request.get(reviewer.office.url + address)
        # A list anybody may open is empty here.
        assert answer.status in (403, 404) or "清禾" not in answer.text(), address


def nothing_is_answered_by_silence(reviewer: Person, name: str) -> None:
    reviewer.open(INBOX)
    reviewer.follow(name)
    reviewer.follow("填写意见")
    reviewer.save()
    expect(reviewer.page.locator(".error-summary")).to_be_visible()
    expect(reviewer.page.locator("form input[type=radio]:checked")).to_have_count(0)


def the_unit_answers(reviewer: Person) -> None:
    page = reviewer.page
    for line in page.locator("form.office-form tbody tr").all():
        line.locator("input[type=radio][value=no]").check()
    page.get_by_label("同意", exact=True).check()
    reviewer.fill("经办人", "经办演示甲")
    reviewer.fill("分管领导", "分管演示乙")
    reviewer.fill("盖章日期", reviewer.office.today.isoformat())
    page.locator("input[type=file]").set_input_files(SCAN)
    reviewer.save()
    reviewer.sees("的审查意见已提交。")


def the_township_reads_who_answered(officer: Person, name: str) -> None:
    officer.open("/elections/2/review/")
    officer.follow(name)
    officer.sees("经办演示甲")
    officer.sees("分管演示乙")
