"""A candidate who withdraws after the ballots are printed; two clerks at one sheet in the same minute."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from ballots import actions as ballots
from ballots.models import BallotName, Box, StockMovement
from candidates.models import Candidate
from election_office.accounts.models import User
from tests.ballots.scenes import Scene
from villages.models import Election

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def as_user(page: Page, server: LiveServer, user: User) -> Page:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])
    return page


def test_a_candidate_withdraws_after_printing_and_has_a_line_of_his_own(
    live_server: LiveServer, page: Page
) -> None:
    scene = Scene()
    scene.box()
    StockMovement.objects.create(
        round=scene.round, kind="printed", count=30, moved_at=timezone.now() - dt.timedelta(minutes=1),
        first_name="甲", second_name="乙", recorded_by=scene.officer,
    )  # fmt: skip
    candidate, today = scene.candidates["主乙"], scene.election.election_day
    rows = Election.objects.filter(pk=scene.election.pk)
    rows.update(election_day=today + dt.timedelta(days=10))  # days before the vote a candidate may
    as_user(page, live_server, scene.officer)

    page.goto(live_server.url + reverse("candidates:leave", args=[candidate.pk]))
    expect(page.get_by_text("已印制选票30张")).to_be_visible()
    expect(page.get_by_text("须签发更正公告").first).to_be_visible()
    page.locator("[name=reason]").fill("本人书面退出")
    page.get_by_role("button", name="退出名单").click()
    expect(page.get_by_text("主乙已不再是候选人。", exact=False).first).to_be_visible()

    page.goto(live_server.url + reverse("documents:board", args=[scene.election.pk]))
    expect(page.get_by_text("与现行事实不符").first).to_be_visible()
    assert Candidate.objects.get(pk=candidate.pk).state == Candidate.State.WITHDRAWN
    rows.update(election_day=today)
    scene.ballots(Box.objects.get(), 20, 20)
    ballots.start_counting(round=scene.round, by=scene.clerk)
    page.goto(live_server.url + reverse("ballots:sheet", args=[scene.sheet().pk]))
    assert BallotName.objects.get(candidate=candidate).label == "主乙（印票后退出）"


def test_two_clerks_save_one_sheet_in_the_same_minute_and_both_readings_count(
    live_server: LiveServer, browser: Browser
) -> None:
    scene = Scene()
    scene.counting()
    sheet = scene.sheet()
    address = live_server.url + reverse("ballots:sheet", args=[sheet.pk])
    pages = [as_user(browser.new_context().new_page(), live_server, one) for one in (scene.one, scene.two)]

    for page in pages:  # both open it before either saves
        page.goto(address)
        for name, votes in {"主甲": 12, "主乙": 8}.items():
            page.locator(f"[name=c{scene.candidates[name].pk}]").fill(str(votes))
        for name, count in {"void": 0, "blank": 0, "valid": 20}.items():
            page.locator(f"[name={name}]").fill(str(count))
    for page in pages:
        page.get_by_role("button", name="保存本单").click()
        expect(page).not_to_have_url(address)
        expect(page.get_by_text("已被他人更新")).to_have_count(0)

    assert scene.sheet().state == "agreed"
    assert scene.sheet().entries.count() == 2
    for page in pages:
        page.context.close()
