"""The board of the township and the day's work: worst first, one's own only, at one price."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.dashboard import queries
from tests.factories import ElectionFactory, TownshipFactory, UserFactory, VillageFactory
from villages import actions
from villages.models import Cycle, Election, Step, Township

pytestmark = pytest.mark.django_db

HOME, BOARD = reverse("dashboard:home"), reverse("dashboard:board")


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def township() -> Township:
    return TownshipFactory()


@pytest.fixture
def officer(client: Client, township: Township) -> User:
    user = UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER)
    client.force_login(user)
    return user


@pytest.fixture
def cycle(township: Township) -> Cycle:
    return ElectionFactory(village__township=township, village__name="甲村", steps=True).cycle


@pytest.fixture
def first(cycle: Cycle) -> Election:
    return cycle.elections.get()


def another(cycle: Cycle, name: str, **changes: object) -> Election:
    village = VillageFactory(township=cycle.township, name=name)
    return ElectionFactory(village=village, cycle=cycle, steps=True, **changes)


def set_days(election: Election, code: str, **days: dt.date | None) -> None:
    Step.objects.filter(election=election, code=code).update(**days)


def settle(election: Election) -> None:
    """Nothing is due soon in this village."""
    election.steps.update(due_on=in_days(90), limit_on=None)


# ------------------------------------------------------------------ the board


def test_the_village_with_most_overdue_comes_first(officer, cycle, first):
    late = another(cycle, "乙村")
    settle(first)
    settle(late)
    for code in ("audit", "training"):
        set_days(late, code, due_on=in_days(-2), limit_on=None)
    set_days(first, "audit", due_on=in_days(-2), limit_on=None)

    board = queries.board(officer, timezone.localdate())

    assert [(row.election, row.overdue) for row in board.rows] == [(late, 2), (first, 1)]
    assert (board.counts["villages"], board.counts["overdue"], board.counts["late_villages"]) == (2, 3, 2)


def test_a_cell_shows_the_worst_of_its_steps_and_leads_to_it(client, officer, first):
    settle(first)
    set_days(first, "talks", due_on=in_days(-1), limit_on=None)
    late = first.steps.get(code="talks")

    response = client.get(BOARD)

    [row] = response.context["board"].rows
    cell = row.cells[0]
    assert (cell.state, cell.step, cell.done, cell.total) == (Step.State.OVERDUE, late, 0, 9)
    assertContains(response, reverse("villages:step", args=[late.pk]))


def test_a_plan_day_that_passed_before_the_limit_is_late_to_plan_only(officer, first):
    settle(first)
    set_days(first, "roll_notice", due_on=in_days(-1), limit_on=in_days(5))

    [row] = queries.board(officer, timezone.localdate()).rows

    assert row.overdue == 0
    assert row.cells[4].state == Step.State.LATE_TO_PLAN


def test_a_deferred_village_stays_in_the_totals_and_off_the_clock(officer, first):
    set_days(first, "audit", due_on=in_days(-9), limit_on=in_days(-9))
    Election.objects.filter(pk=first.pk).update(deferred=True)

    board = queries.board(officer, timezone.localdate())

    assert (board.counts["villages"], board.counts["deferred"], board.counts["overdue"]) == (1, 1, 0)
    assert {cell.state for cell in board.rows[0].cells if cell} == {Step.State.DEFERRED}


def test_a_closed_plan_leaves_the_board(client, officer, cycle):
    Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.State.CLOSED)

    assertContains(client.get(BOARD), "还没有可看的进度")


def test_the_board_costs_the_same_for_one_village_and_for_three(client, officer, cycle):
    client.get(BOARD)
    counts = []
    for name in ("", "乙村", "丙村"):
        if name:
            another(cycle, name)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(BOARD).status_code == 200
        counts.append(len(statements))
    assert counts == [counts[0]] * 3


def test_a_clerk_sees_the_own_village_alone(client, cycle, first):
    another(cycle, "乙村")
    client.force_login(UserFactory(serving=first.area_code))

    for path in (BOARD, HOME):
        response = client.get(path)
        assertContains(response, "甲村")
        assertNotContains(response, "乙村")


# ------------------------------------------------------------------ today


def test_todays_work_names_what_is_late_what_is_due_and_what_can_be_done(client, officer, first):
    settle(first)
    set_days(first, "audit", due_on=in_days(-1), limit_on=in_days(-1))
    set_days(first, "talks", due_on=in_days(6))

    todo = client.get(HOME).context["todo"]

    assert [group.step.code for group in todo.overdue] == ["audit"]
    assert [group.step.code for group in todo.soon] == ["talks"]
    ready = [group.step.code for group in todo.next_up]
    assert "organize" in ready
    assert "survey" not in ready  # waits for organize
    assert (todo.overdue_count, todo.soon_count) == (1, 1)


def test_one_thing_due_in_many_villages_is_one_line(client, officer, cycle, first):
    second = another(cycle, "乙村")
    for election in (first, second):
        settle(election)
        set_days(election, "talks", due_on=in_days(2))

    response = client.get(HOME)

    [group] = response.context["todo"].soon
    assert [row.step.election for row in group.rows] == [first, second]
    assert response.context["todo"].soon_count == 2
    for election in (first, second):
        step = election.steps.get(code="talks")
        assertContains(response, reverse("villages:step", args=[step.pk]))


def test_what_is_done_leaves_the_list(client, officer, first):
    settle(first)
    set_days(first, "talks", due_on=in_days(-1))
    actions.record_step(
        step=first.steps.get(code="talks"), done_on=timezone.localdate(), what="已谈话", by=officer
    )

    todo = client.get(HOME).context["todo"]

    assert (todo.overdue, todo.soon) == ([], [])


def test_the_county_is_asked_for_its_decision_and_the_township_is_told_it_waits(client, officer, first):
    deferral = actions.request_deferral(election=first, reason="选情特别复杂", by=officer)
    decide = reverse("villages:deferral_decide", args=[deferral.pk])

    assertNotContains(client.get(HOME), decide)
    assertContains(client.get(HOME), "甲村申请暂缓换届，待县批准")
    client.force_login(UserFactory(serving=first.area_code[:6], role=Role.COUNTY_SUPERVISOR))
    assertContains(client.get(HOME), decide)


def test_todays_work_costs_the_same_for_one_village_and_for_three(client, officer, cycle, first):
    actions.request_deferral(election=first, reason="选情复杂", by=officer)
    client.get(HOME)
    counts = []
    for name in ("", "乙村", "丙村"):
        if name:
            actions.request_deferral(election=another(cycle, name), reason="选情复杂", by=officer)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(HOME).status_code == 200
        counts.append(len(statements))
    assert counts == [counts[0]] * 3


def test_a_reviewer_who_reads_no_village_is_shown_an_empty_desk(client, first):
    user = UserFactory(serving=first.area_code, role=Role.DEPARTMENT_REVIEWER, unit="公安分局")
    client.force_login(user)

    response = client.get(HOME)

    assertNotContains(response, "甲村")
    assertContains(response, "没有超期事项。")


def test_the_help_page_tells_the_order_of_work(client, officer):
    response = client.get(reverse("dashboard:help"))

    assertContains(response, "先试导，按提示改正，再整份导入")
