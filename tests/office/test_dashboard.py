"""The board of the township and the day's work: worst first, one's own only, at one price."""

from __future__ import annotations

import datetime as dt
import gzip
import random
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.dashboard import queries
from election_office.dashboard.lines import lines_of
from tests.factories import CountyFactory, ElectionFactory, TownshipFactory, UserFactory, VillageFactory, done
from villages import actions
from villages.models import Cycle, Election, Measure, Step, StepRecord, Township, Village
from villages.models.steps import counts_by_state
from villages.queries import timeline

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
    election.steps.update(due_on=in_days(25), limit_on=None)


# ------------------------------------------------------------------ the board


def test_the_village_with_most_overdue_comes_first(officer, cycle, first):
    late = another(cycle, "乙村")
    settle(first)
    settle(late)
    for code in ("audit", "training"):
        set_days(late, code, due_on=in_days(-2), limit_on=None)
    set_days(first, "audit", due_on=in_days(-2), limit_on=None)

    board = queries.board(officer, timezone.localdate())

    assert [(row.election_id, row.overdue) for row in board.rows] == [(late.pk, 2), (first.pk, 1)]
    assert (board.counts["villages"], board.counts["overdue"], board.counts["late_villages"]) == (2, 3, 2)


def test_a_cell_shows_the_worst_of_its_steps_and_leads_to_it(client, officer, first):
    settle(first)
    set_days(first, "talks", due_on=in_days(-1), limit_on=None)
    late = first.steps.get(code="talks")

    response = client.get(BOARD)

    [row] = response.context["board"].rows
    cell = row.cells[0]
    assert (cell.state, cell.step.pk, cell.done, cell.total) == (Step.State.OVERDUE, late.pk, 0, 9)
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
    first.steps.update(responsible="township")
    set_days(first, "audit", due_on=in_days(-1), limit_on=in_days(-1))
    set_days(first, "talks", due_on=in_days(6))

    todo = client.get(HOME).context["todo"]

    assert [act.code for act in todo.mine[:2]] == ["audit", "talks"]
    ready = [act.code for act in todo.mine[2:]]
    assert "organize" in ready
    assert "survey" not in ready  # waits for organize
    assert (todo.overdue_count, todo.soon_count) == (1, 1)
    assert todo.mine[0].words == "超1天"
    assert [day.count for day in todo.week] == [0, 0, 0, 0, 0, 0, 1]


def test_one_thing_due_in_many_villages_is_one_row(client, officer, cycle, first):
    second = another(cycle, "乙村")
    for election in (first, second):
        settle(election)
        set_days(election, "talks", due_on=in_days(2))
    Step.objects.filter(code="talks").update(closes_with="record")

    response = client.get(HOME)

    [act] = [act for act in response.context["todo"].mine if act.code == "talks"]
    assert [chip.text for chip in act.chips] == ["甲村", "乙村"]
    assert act.button == "一次登记2村"
    assert response.context["todo"].soon_count == 2
    for election in (first, second):
        step = election.steps.get(code="talks")
        assertContains(response, reverse("villages:step", args=[step.pk]))
    assertContains(response, reverse("dashboard:act", args=["talks"]))


def test_what_is_done_leaves_the_list(client, officer, first):
    settle(first)
    set_days(first, "talks", due_on=in_days(-1))
    done(first, "talks", by=officer)

    todo = client.get(HOME).context["todo"]

    assert "talks" not in [act.code for act in todo.mine]
    assert todo.overdue_count == 0


def test_the_work_of_others_stands_apart_with_who_does_it(client, officer, first):
    settle(first)
    set_days(first, "committee", due_on=in_days(1))

    todo = client.get(HOME).context["todo"]

    assert "committee" not in [act.code for act in todo.mine]
    [act] = todo.waiting
    assert (act.code, act.who, act.words) == ("committee", "上届村民委员会", "1天")


def test_a_clerk_sees_no_step_that_is_not_his(client, cycle, first):
    settle(first)
    set_days(first, "audit", due_on=in_days(-1))  # the township's
    set_days(first, "committee", due_on=in_days(1))
    client.force_login(UserFactory(serving=first.area_code))

    response = client.get(HOME)

    todo = response.context["todo"]
    his = {"committee", "outgoing", "branch"}
    assert todo.mine[0].code == "committee"
    assert {act.responsible for act in todo.mine} <= his
    assertNotContains(response, first.steps.get(code="audit").title)
    assert (todo.overdue_count, todo.week_count) == (0, 1)


def test_a_clerk_is_told_who_holds_up_his_own_step(client, first):
    settle(first)
    own = first.steps.filter(responsible="committee").order_by("order").first()
    Step.objects.filter(pk=own.pk).update(waits_for=["audit"])
    client.force_login(UserFactory(serving=first.area_code))

    todo = client.get(HOME).context["todo"]

    assert "audit" in [act.code for act in todo.waiting]


@pytest.mark.parametrize("role", [Role.COUNT_CLERK, Role.OBSERVER])
def test_who_only_counts_or_looks_has_no_step_of_the_plan(client, first, role):
    client.force_login(UserFactory(serving=first.area_code, role=role))

    assert client.get(HOME).context["todo"].mine == []


def test_home_and_board_count_the_same(client, officer, cycle, first):
    second = another(cycle, "乙村")
    settle(first)
    settle(second)
    for code in ("audit", "talks", "committee"):
        set_days(first, code, due_on=in_days(-2), limit_on=None)
    set_days(second, "roll_notice", due_on=in_days(-1), limit_on=in_days(9))  # late to the plan only

    todo = client.get(HOME).context["todo"]
    board = client.get(BOARD).context["board"]
    supervisor = UserFactory(serving=first.area_code[:6], role=Role.COUNTY_SUPERVISOR)
    client.force_login(supervisor)
    county = client.get(BOARD).context["board"]
    theirs = client.get(HOME).context["todo"]

    numbers = {todo.overdue_count, board.counts["overdue"], county.counts["overdue"], theirs.overdue_count}
    assert numbers == {3}
    assert todo.late_count == theirs.late_count == 1
    assert board.counts["late_villages"] == county.counts["late_villages"] == 1
    assert todo.stages == board.stages == county.stages == theirs.stages


def test_the_database_counts_the_states_that_the_rows_have(officer, cycle, first):
    """Every constellation of days: counted in SQL and told by each row, the same."""
    second = another(cycle, "乙村", deferred=True)
    chance = random.Random(2026)
    days = [None, *(in_days(ahead) for ahead in (-9, -1, 0, 1, 3, 4, 30))]
    for step in [*first.steps.all(), *second.steps.all()]:
        step.due_on, step.limit_on = chance.choice(days), chance.choice(days)
        done = chance.random() < 0.3
        step.done_on = in_days(chance.choice([-3, 0])) if done else None
        step.closed_at = timezone.now() if done else None
        step.save()

    counted = Step.objects.filter(dropped=False).aggregate(**counts_by_state(timezone.localdate()))
    states = Counter(line.state for line in lines_of(officer, timezone.localdate()))

    assert len(states) >= 7
    for name in ("done_late", "overdue", "late_to_plan", "soon", "deferred"):
        assert counted[name] == states[Step.State(name)], name
    assert counted["done"] == states[Step.State.DONE] + states[Step.State.DONE_LATE]
    assert counted["total"] == sum(states.values())


def test_what_cannot_be_done_before_the_vote_is_not_the_next_thing_to_do(first):
    today = timezone.localdate()
    settle(first)
    first.steps.update(waits_for=[])
    Election.objects.filter(pk=first.pk).update(election_day=in_days(10))
    first.refresh_from_db()
    set_days(first, "ballots_ready", due_on=in_days(10))
    set_days(first, "polling_notice", due_on=in_days(12), limit_on=in_days(7))
    set_days(first, "organize", due_on=in_days(20), starts_on=in_days(15))

    found = timeline(first, today)

    assert found.next_row.step.code == "polling_notice"
    states = {row.step.code: row.state for stage in found.stages for row in stage.rows}
    assert states["ballots_ready"] == states["organize"] == Step.State.NOT_YET


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
    assert response.context["todo"].mine == response.context["todo"].waiting == []


def test_the_help_page_tells_the_order_of_work(client, officer):
    response = client.get(reverse("dashboard:help"))

    assertContains(response, "先试导，按提示改正，再整份导入")


# ------------------------------------------------------------------ one act for many villages


def together(*steps: Step, **changes: object) -> dict[str, object]:
    return {
        "steps": [step.pk for step in steps],
        "done_on": timezone.localdate().isoformat(),
        "what": "全镇一次会议，签到表附后。",
        "paper_number": "演示发〔2026〕1号",
        **changes,
    }


def act_url(code: str) -> str:
    return reverse("dashboard:act", args=[code])


def test_one_meeting_is_recorded_once_for_the_villages_that_are_ticked(client, officer, cycle, first):
    second, third = another(cycle, "乙村"), another(cycle, "丙村")
    steps = [one.steps.get(code="mobilize") for one in (first, second, third)]
    Step.objects.filter(pk__in=[step.pk for step in steps]).update(waits_for=[], closes_with="record")

    page = client.get(act_url("mobilize"))
    response = client.post(act_url("mobilize"), together(steps[0], steps[2]), follow=True)

    assertContains(page, "丙村")
    assertContains(response, "已为2个村登记")
    assert set(StepRecord.objects.values_list("step", flat=True)) == {steps[0].pk, steps[2].pk}
    steps[1].refresh_from_db()
    assert steps[1].done_on is None


def test_if_one_village_is_refused_none_is_recorded(client, officer, cycle, first):
    second = another(cycle, "乙村")
    steps = [one.steps.get(code="mobilize") for one in (first, second)]
    Step.objects.filter(pk=steps[0].pk).update(waits_for=[], closes_with="record")
    Step.objects.filter(pk=steps[1].pk).update(waits_for=["organize"], closes_with="record")

    response = client.post(act_url("mobilize"), together(*steps))

    assertContains(response, "乙村：")
    assert not StepRecord.objects.exists()


def test_an_act_of_another_township_cannot_be_ticked(client, officer, first):
    other = ElectionFactory(steps=True)
    step = other.steps.get(code="mobilize")
    Step.objects.filter(code="mobilize").update(closes_with="record")

    response = client.post(act_url("mobilize"), together(step))

    assert response.status_code == 200
    assert not StepRecord.objects.exists()


def test_who_records_nothing_is_led_to_each_village(client, first):
    client.force_login(UserFactory(serving=first.area_code, role=Role.OBSERVER))

    response = client.get(act_url("mobilize"))

    assertContains(response, "甲村")
    assertNotContains(response, "为勾选的村登记")
    assert client.post(act_url("mobilize"), {}).status_code == 403


def test_a_sheet_that_one_meeting_fills_leads_to_the_meeting_with_its_villages_ticked(
    client, officer, cycle, first
):
    second = another(cycle, "乙村")
    Step.objects.filter(election=first, code="mobilize").update(
        done_on=timezone.localdate(), closed_at=timezone.now()
    )

    page = client.get(act_url("mobilize"))
    url = reverse("villages:activity_add", args=[cycle.pk, "meeting"]) + f"?villages={second.pk}"

    assertContains(page, f'href="{url}"')
    assert client.get(url).context["form"]["elections"].value() == [second.pk]


def test_a_line_of_a_sheet_is_filled_in_once_for_the_villages_that_are_ticked(client, officer, cycle, first):
    """In all of them with a trail each, or in none with the name of the village that stands in the way."""
    second, third = another(cycle, "乙村"), another(cycle, "丙村")
    url = reverse("dashboard:fill", args=["rectify", "measure"])
    assertContains(client.get(act_url("rectify")), f'href="{url}"')
    assert client.get(url).context["form"]["elections"].value() == [row.pk for row in (first, second, third)]
    line = {"problem": "账目不清", "measure": "集中清理", "owner": "演示甲", "due_on": in_days(20)}
    ticked = {"elections": [first.pk, second.pk]}

    client.post(url, line | ticked)
    assert sorted(Measure.objects.values_list("election", "problem")) == [
        (first.pk, "账目不清"),
        (second.pk, "账目不清"),
    ]
    assert AuditEvent.objects.filter(action="measure.added").count() == 2

    classify = reverse("dashboard:fill", args=["rectify", "classify"])
    form = {"category": "ordinary", "category_reasons": "选情平稳"} | ticked
    refused = client.post(classify, form)
    assertContains(refused, f"{first.village.name}：请先填写摸底表")
    assert not AuditEvent.objects.filter(action="survey.classified").exists()
    assert client.get(reverse("dashboard:fill", args=["survey", "measure"])).status_code == 404


def test_an_act_that_is_nowhere_open_is_not_found(client, officer, first):
    assert client.get(act_url("no-such-step")).status_code == 404


# ------------------------------------------------------------------ a county


@pytest.fixture
def supervisor(client: Client, first: Election) -> User:
    user = UserFactory(serving=first.area_code[:6], role=Role.COUNTY_SUPERVISOR)
    client.force_login(user)
    return user


def test_a_county_sees_townships_worst_first_and_opens_one_under_itself(client, supervisor, first):
    settle(first)
    calm = first.cycle.township
    late = ElectionFactory(
        village__township=TownshipFactory(county=calm.county), village__name="远村", steps=True
    )
    settle(late)
    set_days(late, "audit", due_on=in_days(-2), limit_on=None)
    township = late.village.township

    closed = client.get(BOARD)
    opened = client.get(BOARD, {"open": township.code})
    alone = client.get(BOARD, {"township": township.code})

    assert [row.pk for row in closed.context["board"].rows] == [township.pk, calm.pk]
    row = closed.context["board"].rows[0]
    assert (row.villages, row.late_villages, row.overdue, row.next_words) == (1, 1, 1, "超2天")
    assertNotContains(closed, "远村")
    assertContains(opened, "远村")
    assertNotContains(opened, "甲村")
    assertContains(alone, "远村")
    assertContains(alone, "返回各乡镇")


def test_a_township_of_another_county_opens_nothing(client, supervisor, first):
    county = CountyFactory(code="369902", name="外示例县")
    abroad = TownshipFactory(county=county, code="369902101")
    ElectionFactory(village__township=abroad, village__name="外县村", steps=True)

    for name in ("open", "township"):
        assertNotContains(client.get(BOARD, {name: abroad.code}), "外县村")


def many(cycle: Cycle, count: int) -> None:
    """So many more villages with the steps of the first, written at once."""
    first = cycle.elections.get()
    steps = list(first.steps.values())
    for start in range(0, count, 60):
        township = TownshipFactory(county=cycle.township.county)
        size = min(60, count - start)
        villages = [
            Village(township=township, name=f"演示排{start + n}村", code=f"{township.code}{n + 101}")
            for n in range(size)
        ]
        Village.objects.bulk_create(villages)
        plan = Cycle.objects.create(
            township=township,
            ordinal=cycle.ordinal,
            default_day=cycle.default_day,
            state="approved",
            approved_at=timezone.now(),
            approved_by=UserFactory(),
        )
        elections = [
            Election(village=village, cycle=plan, election_day=first.election_day) for village in villages
        ]
        Election.objects.bulk_create(elections)
        Step.objects.bulk_create(
            Step(**{**row, "id": None, "election_id": election.pk}) for election in elections for row in steps
        )


def test_the_pages_of_a_county_cost_the_same_for_12_and_for_600_villages(client, supervisor, cycle, first):
    set_days(first, "audit", due_on=in_days(-2), limit_on=None)
    first.steps.filter(code="mobilize").update(responsible="county", due_on=in_days(1))  # its own: reminds
    many(cycle, 11)
    client.get(HOME), client.get(BOARD)
    seen = {}
    for count in (12, 600):
        if count == 600:
            many_more = 588
            Cycle.objects.exclude(pk=cycle.pk).update(state="approved")
            many(cycle, many_more)
        assert Election.objects.count() == count
        seen[count] = []
        for path in (HOME, BOARD):
            with CaptureQueriesContext(connection) as statements:
                response = client.get(path, headers={"accept-encoding": "gzip"})
            seen[count].append(len(statements))
            assert len(response.content) <= 60_000  # on the wire
            assert len(gzip.decompress(response.content)) <= 300_000
            if path == BOARD:
                assert response.context["board"].counts["villages"] == count
    assert seen[12] == seen[600]
    assert client.get(HOME).context["todo"].reminders
    assert max(seen[600]) <= 15


def test_the_board_of_a_township_costs_the_same_for_1_and_for_60_villages(client, officer, cycle, first):
    steps = list(first.steps.values())
    client.get(BOARD)
    with CaptureQueriesContext(connection) as before:
        client.get(BOARD)
    # Below 200: above it the factories give out their own.
    villages = [
        Village(township=cycle.township, name=f"演示排{n}村", code=f"{cycle.township.code}{n + 100}")
        for n in range(59)
    ]
    Village.objects.bulk_create(villages)
    elections = [
        Election(village=village, cycle=cycle, election_day=first.election_day) for village in villages
    ]
    Election.objects.bulk_create(elections)
    Step.objects.bulk_create(
        Step(**{**row, "id": None, "election_id": election.pk}) for election in elections for row in steps
    )
    with CaptureQueriesContext(connection) as after:
        response = client.get(BOARD)

    assert len(after) == len(before) <= 10
    assert len(response.content) <= 300_000
