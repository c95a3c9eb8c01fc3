"""催办 and 提醒: whom a reminder reaches, once a day; when one is reminded of a limit; what it costs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.dashboard.models import Seen, Urging
from election_office.dashboard.reminders.rules import LIMIT, PLAN, may_urge, moment_of, words_of
from tests.factories import ElectionFactory, UserFactory, VillageFactory
from villages import actions
from villages.models import Step

HOME, REMINDERS = reverse("dashboard:home"), reverse("dashboard:reminders")
DAY = dt.date(2026, 12, 14)


# ------------------------------------------------------------------ rules


@pytest.mark.parametrize(
    ("ahead", "offset"),
    [(4, None), (3, -3), (2, -3), (1, -1), (0, 0), (-1, 1), (-6, 1), (-7, 7), (-20, 7), (-21, None)],
)
def test_one_is_reminded_three_days_and_a_day_before_on_the_day_and_twice_after(ahead, offset):
    moment = moment_of(due_on=None, limit_on=DAY + dt.timedelta(days=ahead), today=DAY)

    assert (moment.offset if moment else None) == offset


def test_of_two_reminders_the_newest_stands_and_of_one_day_the_limits():
    def of(due: int | None, limit: int | None) -> tuple[str, int] | None:
        days = [None if ahead is None else DAY + dt.timedelta(days=ahead) for ahead in (due, limit)]
        moment = moment_of(due_on=days[0], limit_on=days[1], today=DAY)
        return (moment.kind, moment.offset) if moment else None

    assert of(-1, 3) == (LIMIT, -3)
    assert of(-1, 2) == (PLAN, 1)
    assert of(2, 2) == (LIMIT, -3)
    assert of(None, None) is None


def test_the_words_say_how_many_days():
    said = [words_of(LIMIT, DAY + dt.timedelta(days=ahead), DAY) for ahead in (3, 1, 0, -1)]

    assert said == ["期限还有3天到期", "期限明天到期", "期限今天到期", "期限已过1天，还没有办结"]
    assert words_of(PLAN, DAY, DAY) == "计划日期今天到期"


def test_what_is_done_ones_own_not_begun_or_urged_today_is_not_urged():
    def of(**changes: bool) -> list[str]:
        facts = {"done": False, "own": False, "may_begin": True, "urged_today": False, **changes}
        return [finding.code for finding in may_urge(what="甲村培训", **facts).refusals]

    assert of() == []
    assert [*of(done=True), *of(own=True), *of(may_begin=False), *of(urged_today=True)] == [
        *("done", "own", "begins", "once")
    ]


# ------------------------------------------------------------------ pages


@pytest.fixture
def first(db):
    return ElectionFactory(village__name="甲村", steps=True)


@pytest.fixture
def officer(first):
    return UserFactory(name="演示办甲", serving=first.area_code[:9], role=Role.TOWNSHIP_OFFICER)


@pytest.fixture
def clerk(first):
    return UserFactory(name="演示经办甲", serving=first.area_code)


def settle(election, code="register", ahead=1):
    """One step of the village's own committee, due so many days ahead; nothing else."""
    election.steps.update(due_on=None, limit_on=None, starts_on=None)
    day = timezone.localdate() + dt.timedelta(days=ahead)
    election.steps.filter(code=code).update(due_on=day, waits_for=[])
    return election.steps.get(code=code)


def test_the_row_reminds_whoever_it_waits_for_once_a_day(client, first, officer, clerk):
    step = settle(first)
    url = reverse("dashboard:urge", args=[step.code])
    client.force_login(officer)

    assertContains(client.get(HOME), f'action="{url}?by={step.due_on:%Y-%m-%d}"')
    answer = client.post(url, follow=True)
    again = client.post(url, follow=True)

    assertContains(answer, f"已催办甲村“{step.title}”。演示经办甲打开工作台即可看到。")
    assertContains(answer, "演示办甲已催办")
    assertNotContains(answer, f'action="{url}')
    assertContains(again, "今天已经催办过，每件事每天催办一次")
    assert [(row.step_id, row.urged_by) for row in Urging.objects.all()] == [(step.pk, officer)]
    assert AuditEvent.objects.filter(action="step.urged").count() == 1
    client.force_login(clerk)
    home = client.get(HOME)
    assertContains(home, f"演示办甲{timezone.localdate():%-m月%-d日}催办")
    key = next(row.key for row in home.context["todo"].unread if row.by)
    client.post(REMINDERS, {"key": key})
    assert [row.by for row in client.get(HOME).context["todo"].unread if row.by] == []
    assertContains(client.get(REMINDERS), "演示办甲")
    # What one does oneself is nobody else's to be reminded of.
    assertContains(client.post(url, follow=True), "由您自己办理，不用催办")
    # Done: the reminder goes.
    Step.objects.filter(pk=step.pk).update(done_on=timezone.localdate(), closed_at=timezone.now())
    assertNotContains(client.get(REMINDERS), "演示办甲")


def test_a_village_without_an_account_is_named(client, first, officer):
    step = settle(first)
    client.force_login(officer)

    answer = client.post(reverse("dashboard:urge", args=[step.code]), follow=True)

    assertContains(answer, "甲村没有能收到的账号，请电话催办")


def test_a_mark_holds_until_more_villages_fall_due(client, first, officer):
    step = settle(first, "mobilize")
    client.force_login(officer)
    assertContains(client.get(HOME), "计划日期明天到期")
    client.post(REMINDERS, {})
    assert client.get(HOME).context["todo"].unread == []

    village = VillageFactory(township=first.village.township, name="乙村")
    settle(ElectionFactory(village=village, cycle=first.cycle, steps=True), "mobilize")

    [row] = client.get(HOME).context["todo"].unread
    assert (row.title, row.where, row.villages) == (step.title, "甲村、乙村", 2)
    assert Seen.objects.filter(user=officer).count() == 1


def test_the_county_is_reminded_of_a_deferral(client, first, officer):
    supervisor = UserFactory(serving=first.area_code[:6], role=Role.COUNTY_SUPERVISOR)
    deferral = actions.request_deferral(election=first, reason="演示：情况复杂", by=officer)
    client.force_login(officer)
    url = reverse("dashboard:urge_deferral", args=[deferral.pk])

    assertContains(client.post(url, follow=True), "今天已催办")
    assertContains(client.post(url, follow=True), "今天已经催办过")

    client.force_login(supervisor)
    assertContains(client.get(HOME), "暂缓换届待批准")
    assert Urging.objects.get().deferral == deferral


@pytest.mark.parametrize("role", [Role.TOWNSHIP_OFFICER, Role.COUNTY_SUPERVISOR])
def test_reminders_cost_the_same_for_one_village_and_for_three(client, first, clerk, role):
    digits = 9 if role == Role.TOWNSHIP_OFFICER else 6
    user = UserFactory(serving=first.area_code[:digits], role=role)
    counts = []
    for name in ("", "乙村", "丙村"):
        election = first
        if name:
            village = VillageFactory(township=first.village.township, name=name)
            election = ElectionFactory(village=village, cycle=first.cycle, steps=True)
        step = settle(election)
        Urging(step=step, place_code=step.area_code, urged_on=timezone.localdate(), urged_by=clerk).keep()
        client.force_login(user)
        client.get(REMINDERS)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(REMINDERS).status_code == 200
        counts.append(len(statements))
    assert counts == [counts[0]] * 3
