"""A department's batch of 30 people in each of 8 villages, in one sitting: its clicks are counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from candidates.models import Opinion, ReviewDepartment, ReviewFile
from candidates.review import actions
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from tests.candidates.review_scenes import scan
from tests.factories import CycleFactory, ElectionFactory, PersonFactory, UserFactory, VillageFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
VILLAGES, PEOPLE = 8, 30
PER_PERSON = 1.5
LINES = ["statutory-criminal_punishment", "unfit-criminal_or_cult", "unfit-administrative_penalty"]


class Counted:
    """Somebody at a page whose every click is counted; reaching a field is one, typing in it is none."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, found: Locator) -> None:
        self.clicks += 1
        found.click()

    def fill(self, name: str, value: str) -> None:
        self.clicks += 1
        self.page.locator(f"[name={name}]").fill(value)

    def choose(self, name: str, label: str) -> None:
        self.clicks += 2
        self.page.locator(f"[name={name}]").select_option(label=label)


def letter(unit_name: str) -> User:
    cycle = CycleFactory()
    township = cycle.township
    officer = UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER)
    unit = ReviewDepartment.objects.create(
        area_code=township.county.code, name=unit_name, full_name="演示县公安局", order=1, keys=LINES
    )
    ReviewDepartment.objects.create(area_code=township.county.code, name="组织", order=2)
    files = []
    for number in range(VILLAGES):
        election = ElectionFactory(village=VillageFactory(township=township), cycle=cycle)
        for place in range(PEOPLE):
            person = PersonFactory(
                village=election.village, name=f"演示{'甲乙丙丁戊己庚辛'[number]}{place + 1}"
            )
            files.append(
                ReviewFile(
                    election=election, person=person, purpose="village_committee", post="member",
                    incumbency="new", education="primary", party="群众", state="county", entered_by=officer,
                )
            )  # fmt: skip
    made = ReviewFile.objects.bulk_create(files)
    actions.send_batch(cycle=cycle, files=made, departments=[unit], due_on=cycle.default_day, by=officer)
    return UserFactory(serving=township.county.code, role=Role.DEPARTMENT_REVIEWER, unit=unit.name)


def test_a_departments_batch_is_answered_in_one_sitting(
    live_server: LiveServer, page: Page, client: Client, tmp_path: Path
) -> None:
    reviewer = letter("公安")
    client.force_login(reviewer)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/review/")
    at = Counted(page)
    at.click(page.get_by_role("link", name=f"{VILLAGES * PEOPLE}人整批填写"))

    ticks = page.locator("input[name=seen]")
    expect(ticks).to_have_count(VILLAGES * PEOPLE)
    for tick in ticks.all():
        at.click(tick)
    for row, name in enumerate(("演示甲3", "演示丁7", "演示辛30")):
        people = page.locator(f"[name=person_{row}] option").all_inner_texts()
        at.choose(f"person_{row}", next(one for one in people if one.endswith(f" {name}")))
        at.choose(f"line_{row}", "因犯罪受过刑事处罚")
        at.fill(f"reason_{row}", "2019年判决书")
    at.click(page.locator("[name=others]"))
    at.fill("handler", "经办甲")
    at.fill("leader", "分管乙")
    at.fill("stamped_on", page.evaluate("new Date().toLocaleDateString('sv')"))
    paper = tmp_path / "盖章名单.pdf"
    paper.write_bytes(scan().read())
    at.clicks += 1
    page.locator("[name=scan]").set_input_files(paper)
    at.click(page.get_by_role("button", name="提交整批意见"))

    expect(page.get_by_text(f"已提交{VILLAGES * PEOPLE}人的审查意见").first).to_be_visible(timeout=60_000)
    assert at.clicks <= PER_PERSON * VILLAGES * PEOPLE
    given = Opinion.objects.filter(level="county")
    assert given.count() == VILLAGES * PEOPLE
    assert sorted(given.filter(conclusion="disagree").values_list("file__person__name", flat=True)) == [
        "演示丁7", "演示甲3", "演示辛30",
    ]  # fmt: skip
    assert given.values("sha256").distinct().count() == 1
