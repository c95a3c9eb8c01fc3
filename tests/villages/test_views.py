"""The pages of villages, plans, elections and steps: they work, refuse beside the field, and stay cheap."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from tests.factories import (
    CycleFactory,
    ElectionFactory,
    PersonFactory,
    TownshipFactory,
    UserFactory,
    VillageFactory,
    done,
)
from villages import actions
from villages.models import Cycle, Deferral, Election, Kinship, Person, RuleOverlay, Step, Township, Village
from villages.models.elections import Stage

pytestmark = pytest.mark.django_db

ID_MAN_1980 = "369901198006150010"
PAPER = {"paper_number": "演示发〔2026〕2号"}


@pytest.fixture
def township() -> Township:
    return TownshipFactory()


@pytest.fixture
def officer(client: Client, township: Township) -> User:
    """Logged in, for every page of the township."""
    user = UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER, name="测试镇")
    client.force_login(user)
    return user


@pytest.fixture
def village(township: Township) -> Village:
    return VillageFactory(township=township, name="演示村")


@pytest.fixture
def election(village: Village) -> Election:
    return ElectionFactory(village=village, steps=True)


def url(name: str, *args: object) -> str:
    return reverse(f"villages:{name}", args=args)


def cost(client: Client, path: str) -> int:
    """Statements of one page, the session already known."""
    client.get(path)
    with CaptureQueriesContext(connection) as statements:
        response = client.get(path)
    assert response.status_code == 200
    return len(statements)


def errors(response: Any, field: str) -> str:
    return "".join(response.context["form"].errors.get(field, []))


# ------------------------------------------------------------------ villages and people


def test_a_village_is_registered_and_its_groups_are_asked_for_next(client, officer, township):
    form = {"code": f"{township.code}301", "name": "演示新村", "population": 900, "households": 260}

    response = client.post(url("add", township.pk), form | {"notice_place": "村口"})

    village = Village.objects.get(name="演示新村")
    assertRedirects(response, url("groups", village.pk))
    client.post(url("groups", village.pk), {"count": 3})
    assert [group.number for group in village.groups.all()] == [1, 2, 3]


def test_two_villages_of_one_name_are_refused(client, officer, village, township):
    form = {"code": f"{township.code}302", "name": village.name, "population": 1, "households": 1}

    response = client.post(url("add", township.pk), form | {"notice_place": "村口"})

    assertContains(response, "本乡镇已有同名的村。")
    assert Village.objects.filter(township=township).count() == 1


def test_a_village_outside_its_township_by_code_is_refused(client, officer, township):
    form = {
        "code": "369902001001",
        "name": "别处村",
        "population": 1,
        "households": 1,
        "notice_place": "村口",
    }

    response = client.post(url("add", township.pk), form)

    assert f"区划代码应以{township.code}开头" in errors(response, "code")
    assert not Village.objects.filter(name="别处村").exists()


def test_a_clerk_lists_the_own_village_only(client, village, township):
    VillageFactory(township=township, name="邻村")
    client.force_login(UserFactory(serving=village.code))

    response = client.get(url("list"))

    assert [one.name for one in response.context["villages"]] == ["演示村"]


def test_people_are_found_by_initials_and_shown_with_masked_numbers(client, officer, village):
    PersonFactory(village=village, name="演小示", id_number=ID_MAN_1980)
    PersonFactory(village=village, name="别人")

    response = client.get(url("people", village.pk), {"q": "yxs"})

    assertContains(response, "尾号0010")
    assertNotContains(response, "1980年6月15日")
    assertNotContains(response, "别人")
    assertNotContains(response, ID_MAN_1980)


def test_a_number_that_contradicts_the_birth_date_is_refused_beside_it(client, officer, village):
    form = {"name": "演示丙", "sex": "male", "birth_date": "1981-06-15", "id_number": ID_MAN_1980}

    response = client.post(url("person_add", village.pk), form)

    assert "与身份证号不一致" in errors(response, "birth_date")
    assert not Person.objects.exists()


def test_a_whole_number_is_shown_once_for_a_purpose_and_leaves_its_trace(client, officer, village):
    person = PersonFactory(village=village, id_number=ID_MAN_1980)
    page = url("person_reveal", person.pk)

    refused = client.post(page, {"what": "id", "purpose": ""})
    shown = client.post(page, {"what": "id", "purpose": "核对户口簿"})

    assertNotContains(refused, ID_MAN_1980)
    assertContains(shown, ID_MAN_1980)
    assertNotContains(client.get(page), ID_MAN_1980)
    assert [event.reason for event in AuditEvent.objects.filter(action="person.number_revealed")] == [
        "核对户口簿"
    ]


def test_a_relative_is_searched_then_declared_and_ended_with_a_reason(client, officer, village):
    person, relative = (
        PersonFactory(village=village, name="演示丁"),
        PersonFactory(village=village, name="演示戊"),
    )
    page = url("kinship_add", person.pk)

    assertContains(client.get(page, {"q": "演示戊"}), "演示戊")
    client.post(page, {"q": "演示戊", "relative": relative.pk, "kind": "spouse", "source": "户口簿"})

    kinship = Kinship.objects.get(person=person, relative=relative)
    assertContains(client.get(url("person", relative.pk)), "演示戊是演示丁的配偶")
    client.post(url("kinship_end", kinship.pk), {"reason": "已离婚"})
    kinship.refresh_from_db()
    assert kinship.ended_on == timezone.localdate()


# ------------------------------------------------------------------ the plan


def test_a_plan_is_drafted_adjusted_and_approved(client, officer, township, village):
    day = timezone.localdate() + dt.timedelta(days=80)

    client.post(
        url("cycle_add", township.pk),
        {"ordinal": 12, "default_day": day.isoformat(), "paper_number": "演示发〔2026〕1号"},
    )
    cycle = Cycle.objects.get()
    assertContains(client.get(url("cycle_detail", cycle.pk)), village.name)
    response = client.post(url("cycle_approve", cycle.pk))

    assertRedirects(response, url("cycle_detail", cycle.pk))
    election = Election.objects.get(village=village)
    assert (election.election_day, election.stage) == (day, Stage.PREPARATION)
    assertContains(client.get(url("cycle_detail", cycle.pk)), url("election_detail", election.pk))


def test_a_day_of_the_plan_is_changed_on_its_page_and_moves_with_the_election_day(client, officer, township):
    cycle = actions.create_cycle(
        township=township,
        ordinal=12,
        default_day=timezone.localdate() + dt.timedelta(days=80),
        paper_number="",
        by=officer,
    )
    form = {f"{step.code}_on": step.due_on(cycle.default_day).isoformat() for step in cycle.plan_steps.all()}
    form |= {f"{step.code}_use": "on" for step in cycle.plan_steps.all() if step.code != "counsel"}
    form["counsel_reason"] = "并入谈心谈话"
    form["training_on"] = (cycle.default_day - dt.timedelta(days=50)).isoformat()

    client.post(url("cycle_steps", cycle.pk), form)

    assert cycle.plan_steps.get(code="training").days_before == 50
    assert [step.code for step in cycle.plan_steps.filter(in_use=False)] == ["counsel"]


def test_a_plan_that_cannot_be_approved_says_why_with_the_article(client, officer, township):
    VillageFactory(township=township, name="无组村", groups=0)
    cycle = CycleFactory(township=township)

    response = client.post(url("cycle_approve", cycle.pk))

    assertContains(response, "无组村还没有登记村民小组")
    assertContains(response, "（依据：《村民委员会组织法》第十七条第一款）")
    assert not Election.objects.exists()


# ------------------------------------------------------------------ one election


def test_the_timeline_names_the_next_step_the_posts_and_every_stage(client, officer, election):
    response = client.get(url("election_detail", election.pk))

    assert response.context["timeline"].next_row.step.code == "organize"
    for text in ("下一步", "组建换届工作机构", "主任1名", "准备阶段", "选举阶段（当前）", "后续阶段"):
        assertContains(response, text)


def test_too_many_seats_are_refused_with_the_article(client, officer, election):
    response = client.post(url("posts", election.pk), {"director": 1, "deputy": 3, "member": 5, "woman": 0})

    assertContains(response, "村民委员会应由3至7人组成，现设9人。（依据：《村民委员会组织法》第八条第一款）")
    assert sum(post.seats for post in election.posts.all()) == 5


def test_a_day_in_the_past_is_refused_beside_the_day(client, officer, election):
    past = timezone.localdate() - dt.timedelta(days=1)

    response = client.post(url("day_move", election.pk), {"day": past.isoformat(), "reason": "x"})

    assert "已过，请填今后的日期" in errors(response, "day")
    assert Election.objects.get().election_day == election.election_day


def test_a_moved_day_warns_of_what_can_no_longer_be_done_in_time(client, officer, election):
    near = timezone.localdate() + dt.timedelta(days=10)

    form = {"day": near.isoformat(), "reason": "统一安排"}
    asked = client.post(url("day_move", election.pk), form)
    assertContains(asked, "“公布选民名单”的期限")
    assert Election.objects.get().election_day == election.election_day
    form |= {"understood": asked.context["understood"]}
    response = client.post(url("day_move", election.pk), form, follow=True)

    assertContains(response, "公布选民名单的期限")
    assertContains(response, "按新的选举日无法按期办理。")


def test_the_election_stage_opens_only_after_audit_and_training(client, officer, village):
    election = ElectionFactory(village=village, stage=Stage.PREPARATION, steps=True)

    refused = client.post(url("stage_open", election.pk))

    assertContains(refused, "离任经济责任审计结果尚未公布")
    assertContains(refused, "依据：《村民委员会组织法》")
    done(election, "audit", "training", by=officer)
    assertRedirects(client.post(url("stage_open", election.pk)), url("election_detail", election.pk))
    election.refresh_from_db()
    assert election.stage == Stage.ELECTION


def test_polling_ends_after_it_begins(client, officer, election):
    form = {"polling_place": "村文化礼堂", "opens_at": "09:00", "closes_at": "08:00"}

    refused = client.post(url("polling", election.pk), form)
    client.post(url("polling", election.pk), form | {"closes_at": "15:30"})

    assert "结束时间应在开始时间之后" in errors(refused, "closes_at")
    assertContains(client.get(url("election_detail", election.pk)), "村文化礼堂，09:00至15:30")


def test_a_deferral_is_asked_by_the_township_decided_by_the_county_and_ended(client, officer, election):
    county = UserFactory(serving=election.area_code[:6], role=Role.COUNTY_SUPERVISOR)
    client.post(url("deferral_request", election.pk), {"reason": "选情特别复杂"})
    deferral = Deferral.objects.get(election=election)

    client.force_login(county)
    assertContains(client.get("/"), url("deferral_decide", deferral.pk))
    refused = client.post(url("deferral_decide", deferral.pk), {"approve": "1", "paper_number": ""})
    client.post(url("deferral_decide", deferral.pk), {"approve": "1", "paper_number": "演示县〔2026〕8号"})

    assert "批准暂缓请填写批准文号" in errors(refused, "paper_number")
    assertContains(client.get(url("election_detail", election.pk)), "暂缓换届：已批准暂缓")
    client.force_login(officer)
    response = client.post(url("deferral_end", deferral.pk), {"reason": "整顿完成"})
    assertRedirects(response, url("day_move", election.pk))
    election.refresh_from_db()
    assert not election.deferred


def test_a_refused_deferral_leaves_the_village_on_the_clock(client, officer, election):
    deferral = actions.request_deferral(election=election, reason="选情复杂", by=officer)
    client.force_login(UserFactory(serving=election.area_code[:6], role=Role.COUNTY_SUPERVISOR))

    client.post(url("deferral_decide", deferral.pk), {"approve": "0", "opinion": "不符合条件"})

    deferral.refresh_from_db()
    election.refresh_from_db()
    assert (deferral.state, election.deferred) == (Deferral.State.REFUSED, False)


# ------------------------------------------------------------------ steps


def entry(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    return {"done_on": today, "paper_number": "演示〔2026〕3号", "what": "已办理", "finishes": "on"} | changes


def test_what_was_done_is_recorded_with_its_file_and_the_file_comes_back(client, officer, election):
    step = election.steps.get(code="survey")
    file = SimpleUploadedFile("摸底材料.txt", "逐村摸底".encode())

    client.post(url("step", step.pk), entry(finishes="", file=file))

    record = step.records.get()
    answer = client.get(url("record_file", record.pk))
    assert answer.getvalue().decode() == "逐村摸底"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert Step.objects.get(pk=step.pk).done_on is None


def test_a_record_of_tomorrow_is_refused_beside_its_day(client, officer, election):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    response = client.post(
        url("step", election.steps.get(code="organize").pk), entry(done_on=tomorrow.isoformat())
    )

    assert "在今天之后，只能登记已经办理的事项。" in errors(response, "done_on")


def test_a_step_waits_for_the_one_before_it(client, officer, election):
    own = Step.objects.create(
        election=election, code="own-1", title="自定事项", stage="preparation", order=11,
        responsible="township", waits_for=["organize"],
    )  # fmt: skip

    response = client.post(url("step", own.pk), entry())

    assert "前项尚未办结：组建换届工作机构" in errors(response, "finishes")
    assert not election.steps.filter(done_on__isnull=False).exists()


def test_a_withdrawn_record_stays_crossed_out_and_its_step_is_open(client, officer, election):
    step = election.steps.get(code="organize")
    client.post(url("step", step.pk), entry(what="成立领导小组"))

    client.post(url("record_withdraw", step.records.get().pk), {"reason": "登记错村"})

    response = client.get(url("step", step.pk))
    assertContains(response, "<s>成立领导小组</s>（已撤回：登记错村）", html=False)
    assert response.context["step"].done_on is None


def test_a_missed_limit_is_explained_and_stays_red(client, officer, election):
    step = election.steps.get(code="roll_notice")
    Step.objects.filter(pk=step.pk).update(limit_on=timezone.localdate() - dt.timedelta(days=2))

    client.post(
        url("step_explain", step.pk), {"explanation": "名册核对未完", "paper_number": "演示〔2026〕4号"}
    )

    response = client.get(url("step", step.pk))
    assert response.context["state"] == Step.State.OVERDUE
    assertContains(response, "名册核对未完（演示〔2026〕4号）")


def test_a_step_of_the_plan_alone_may_be_dropped_and_a_statutory_one_not(client, officer, election):
    own, lawful = election.steps.get(code="counsel"), election.steps.get(code="roll_notice")

    client.post(url("step_drop", own.pk), {"reason": "无落选人员"})
    refused = client.post(url("step_drop", lawful.pk), {"reason": "来不及"})

    assertContains(refused, "法定事项和进入选举阶段的前提不能取消。")
    assert list(election.steps.filter(dropped=True)) == [own]


# ------------------------------------------------------------------ rules


def test_every_rule_is_shown_with_its_source_and_what_is_not_verified_says_so(client, officer, election):
    response = client.get(url("rules"), {"election": election.pk})

    text = response.content.decode()
    parameters = election.rulebook.parameters
    assert all(f'id="rule-{one.key}"' in text for one in parameters)
    for one in parameters:
        assertContains(response, conditional_escape(one.citation))
        assertContains(response, conditional_escape(one.sentence))
    unverified = [one for one in parameters if not one.verified]
    assert text.count("（未核实）") >= len(unverified) > 0
    assertContains(response, "《村民委员会组织法》第十七条第一款")


def overlay_page(election: Election, key: str = "roll_days") -> str:
    return f"{url('overlay_add')}?election={election.pk}&key={key}"


PAPER = {"paper_date": "2026-01-05", "paper_number": "演示发〔2026〕2号"}


def test_a_value_of_the_township_is_entered_shown_with_its_paper_and_ended(client, officer, election):
    client.post(overlay_page(election), PAPER | {"value": "25"})

    overlay = RuleOverlay.objects.get()
    assert (overlay.area_code, overlay.value) == (election.village.township.code, 25)
    assertContains(
        client.get(url("rules"), {"election": election.pk}),
        "名单在选举日前几日公布：25日（演示发〔2026〕2号",
    )
    client.post(url("overlay_end", overlay.pk), {"reason": "文件废止"})
    assert Election.objects.get(pk=election.pk).rulebook.value("roll_days") == 20


def test_a_value_without_its_paper_is_refused_beside_the_paper(client, officer, election):
    response = client.post(overlay_page(election), PAPER | {"value": "25", "paper_number": ""})

    assert "请填写依据文号" in errors(response, "paper_number")
    assert not RuleOverlay.objects.exists()


def test_a_looser_value_than_the_law_is_refused_beside_the_value(client, officer, election):
    response = client.post(overlay_page(election), PAPER | {"value": "15"})

    assert "《村民委员会组织法》第十七条第一款" in errors(response, "value")
    assert Election.objects.get(pk=election.pk).rulebook.value("roll_days") == 20


# ------------------------------------------------------------------ the cost of a page


def test_the_list_of_villages_costs_the_same_for_one_and_for_three(client, officer, election, township):
    one = cost(client, url("list"))
    for _ in range(2):
        ElectionFactory(village__township=township, cycle=election.cycle)

    assert cost(client, url("list")) == one
    assert len(client.get(url("list")).context["villages"]) == 3


def test_a_plan_costs_the_same_for_one_village_and_for_three(client, officer, election, township):
    draft = CycleFactory(township=township)
    Cycle.objects.filter(pk=election.cycle_id).update(state=Cycle.State.APPROVED)
    pages = [url("cycle_detail", draft.pk), url("cycle_detail", election.cycle_id), url("cycle_list")]
    before = [cost(client, page) for page in pages]
    for _ in range(2):
        ElectionFactory(village__township=township, cycle=election.cycle)

    assert [cost(client, page) for page in pages] == before


def test_a_timeline_costs_the_same_however_much_was_recorded(client, officer, election):
    page = url("election_detail", election.pk)
    before = cost(client, page)
    for code in ("organize", "talks", "mobilize"):
        client.post(url("step", election.steps.get(code=code).pk), entry())

    # Records are fetched with the steps; who wrote them comes along when there are any.
    assert cost(client, page) <= before + 1
    once = cost(client, page)
    for code in ("audit", "training", "supplies"):
        client.post(url("step", election.steps.get(code=code).pk), entry())
    done(election, "audit", "training", "supplies", by=officer)
    assert cost(client, page) == once


def test_a_page_of_people_costs_the_same_for_one_and_for_three(client, officer, village):
    PersonFactory(village=village, group=village.groups.first())
    one = cost(client, url("people", village.pk))
    for _ in range(2):
        PersonFactory(village=village, group=village.groups.last())

    assert cost(client, url("people", village.pk)) == one


def test_a_persons_page_costs_the_same_for_one_relative_and_for_three(client, officer, village):
    person = PersonFactory(village=village)

    def declare() -> None:
        relative = PersonFactory(village=village)
        Kinship.objects.create(person=person, relative=relative, kind="child", declared_by="测试员")

    declare()
    one = cost(client, url("person", person.pk))
    declare()
    declare()

    assert cost(client, url("person", person.pk)) == one


def test_a_step_costs_the_same_for_one_record_and_for_three(client, officer, election):
    page = url("step", election.steps.get(code="talks").pk)
    client.post(page, entry(finishes=""))
    one = cost(client, page)
    for _ in range(2):
        client.post(page, entry(finishes=""))

    assert cost(client, page) == one


def test_the_rules_cost_the_same_for_one_local_value_and_for_three(client, officer, election, township):
    def overlay(key: str, value: Any) -> None:
        RuleOverlay.objects.create(
            area_code=township.code,
            key=key,
            value=value,
            paper_number="演示发〔2026〕2号",
            paper_date=dt.date(2026, 1, 5),
            entered_by=UserFactory(),
        )

    overlay("roll_days", 25)
    one = cost(client, url("rules"))
    overlay("ec_size_min", 5)
    overlay("ec_size_max", 7)

    assert cost(client, url("rules")) == one
