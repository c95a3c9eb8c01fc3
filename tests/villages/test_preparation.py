"""The records of the preparation: they close their steps, keep their rules and their fences."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from tests.factories import ElectionFactory, TownshipFactory, UserFactory, VillageFactory
from villages.actions import open_election_stage, record_step
from villages.models import Activity, LastTermMember, Participant, StepRecord
from villages.models.elections import Stage
from villages.preparation import actions, queries, rules
from villages.preparation.actions.township import Attendance

pytestmark = pytest.mark.django_db
Kind = Activity.Kind


def today(ago: int = 0) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=ago)


@pytest.fixture
def township():
    return TownshipFactory()


@pytest.fixture
def officer(township):
    return UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER)


@pytest.fixture
def guide(township):
    return UserFactory(serving=township.code, role=Role.GUIDANCE_MEMBER)


@pytest.fixture
def election(township):
    return ElectionFactory(village__township=township, stage=Stage.PREPARATION, steps=True)


def another(election, **changes):
    village = VillageFactory(township=election.village.township)
    return ElectionFactory(
        village=village, cycle=election.cycle, stage=Stage.PREPARATION, steps=True, **changes
    )


def step(election, code):
    return election.steps.get(code=code)


def incumbent(election, officer, name="演示甲", post="主任", body="committee"):
    return actions.add_incumbent(
        election=election, body=body, post=post, name=name, sex="male", birth_year=1970, birth_month=3,
        education="senior", by=officer,
    )  # fmt: skip


def act(election, officer, kind, *others, **changes):
    values = {"title": f"演示{kind}", "held_on": today(3), "paper_number": "演示发〔2026〕9号", "hours": 8}
    values |= {"amount": 1000} | changes
    if kind != Kind.TRAINING:
        values.pop("hours")
    if kind not in (Kind.FUNDS, Kind.SUPPLIES):
        values.pop("amount")
    return actions.record_activity(
        cycle=election.cycle, kind=kind, elections=[election, *others], by=officer, **values
    )


def audit(election, member, officer, **changes):
    values = {"auditor": "演示审计站", "paper_number": "演示审〔2026〕1号", "reported_on": today(2)}
    return actions.record_audit(
        election=election, member=member, by=officer, **values | {"no_findings": True} | changes
    )


def refused(decision: rules.Decision) -> list[str]:
    return [finding.code for finding in decision.refusals]


# ------------------------------------------------------------------ departure audits and the gate


def post(paper, by):
    for place in paper.places:
        documents.record_posting(
            paper, place_key=place["key"], posted_at=timezone.now(), posted_by="演示员", by=by
        )


def test_the_gate_of_the_audit_opens_when_every_result_hangs(election, officer):
    members = [incumbent(election, officer), incumbent(election, officer, "演示乙", "委员")]
    audit(election, members[0], officer)
    with pytest.raises(RuleRefused, match="还有1人没有登记离任审计结果：演示乙"):
        documents.issue("villages.audit_notice", election, by=officer)

    audit(election, members[1], officer, no_findings=False, findings="白条入账", remedy="限期补齐手续")
    paper = documents.issue("villages.audit_notice", election, by=officer)
    assert step(election, "audit").done_on is None
    post(paper, officer)

    assert step(election, "audit").done_on == today()


def test_nobody_to_audit_is_no_audit(election, officer):
    with pytest.raises(RuleRefused, match="还没有登记现任班子成员"):
        documents.issue("villages.audit_notice", election, by=officer)


def test_a_word_opens_the_gate_no_longer(election, officer):
    for code in ("audit", "training"):
        with pytest.raises(RuleRefused, match="自动办结"):
            record_step(step=step(election, code), done_on=today(), what="已办", by=officer)
    with pytest.raises(RuleRefused, match="离任经济责任审计结果尚未公布"):
        open_election_stage(election=election, by=officer)
    assert not StepRecord.objects.exists()


def test_findings_need_their_remedy_and_no_findings_has_none(election, officer):
    member = incumbent(election, officer)
    with pytest.raises(RuleRefused, match="处理要求"):
        audit(election, member, officer, no_findings=False, findings="白条入账")
    with pytest.raises(RuleRefused, match="不能同时选"):
        audit(election, member, officer, findings="白条入账")
    with pytest.raises(RuleRefused, match="之后"):
        audit(election, member, officer, reported_on=today(-1))
    row = audit(election, member, officer, no_findings=False, findings="白条入账", remedy="补齐")
    with pytest.raises(ValidationError, match="不能早于"):
        actions.remedy_audit(audit=row, remedied_on=today(5), by=officer)
    assert actions.remedy_audit(audit=row, remedied_on=today(1), by=officer).remedied_on == today(1)
    with pytest.raises(ValidationError, match="已经登记"):
        audit(election, member, officer)


def test_the_member_of_another_village_is_not_audited_here(election, officer):
    member = incumbent(another(election), officer)
    with pytest.raises(ValidationError, match="不是这个村"):
        audit(election, member, officer)


# ------------------------------------------------------------------ training


def clerk_of(election, name="演示计票员", role=Role.COUNT_CLERK):
    return UserFactory(serving=election.village.code, role=role, name=name)


def test_a_training_closes_its_step_when_the_villages_staff_passed(election, officer):
    clerk_of(election)
    training = act(election, officer, Kind.TRAINING, pass_mark=80)
    actions.register_participants(
        activity=training, lines=[Attendance(election, "演示计票员", mark=79)], by=officer
    )
    assert step(election, "training").done_on is None
    assert "79分，没有达到合格线80分" in refused_sentence(election)

    actions.register_participants(
        activity=training, lines=[Attendance(election, "演示计票员", mark=80)], by=officer
    )

    assert step(election, "training").done_on == training.held_on
    assert Participant.objects.get().user.name == "演示计票员"


def refused_sentence(election) -> str:
    return "".join(finding.message for finding in queries.trained(election).decision.refusals)


def test_one_training_counts_for_the_villages_it_names_and_no_other(election, officer):
    second, third = another(election), another(election)
    training = act(election, officer, Kind.TRAINING, second)
    lines = [Attendance(one, f"演示{number}") for number, one in enumerate((election, second))]
    actions.register_participants(activity=training, lines=lines, by=officer)

    assert [bool(step(one, "training").done_on) for one in (election, second, third)] == [True, True, False]
    with pytest.raises(ValidationError, match="没有包括"):
        actions.register_participants(activity=training, lines=[Attendance(third, "演示丙")], by=officer)


def test_who_was_excused_by_name_may_work(election, officer):
    clerk = clerk_of(election)
    training = act(election, officer, Kind.TRAINING, pass_mark=80)
    actions.register_participants(
        activity=training, lines=[Attendance(election, "演示计票员", signed_in=False)], by=officer
    )
    assert not queries.account_may_work(election, clerk).allowed

    actions.excuse(election=election, name="演示计票员", reason="上届连任，另行补课", by=officer)

    assert queries.account_may_work(election, clerk).allowed
    with pytest.raises(PermissionDenied):
        actions.excuse(election=election, name="演示乙", reason="无", by=clerk)


def test_before_a_training_is_on_record_nobody_is_asked_for_it(election, officer):
    clerk = clerk_of(election)
    assert queries.account_may_work(election, clerk).allowed
    assert queries.account_may_work(election, officer).allowed


def test_a_training_taken_back_opens_its_steps_again(election, officer):
    training = act(election, officer, Kind.TRAINING)
    actions.register_participants(activity=training, lines=[Attendance(election, "演示甲")], by=officer)
    assert step(election, "training").done_on

    actions.revoke_activity(activity=training, reason="登记错了", by=officer)

    assert step(election, "training").done_on is None
    with pytest.raises(ValidationError, match="已经撤回"):
        actions.revoke_activity(activity=training, reason="再撤", by=officer)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (Attendance(None, "演示甲", mark=70), "没有设考试合格线"),
        (Attendance(None, "演示甲", signed_in=False, mark=70), "没有签到"),
    ],
)
def test_a_mark_needs_an_examination_and_a_signature(election, officer, line, sentence):
    training = act(election, officer, Kind.TRAINING)
    with pytest.raises(RuleRefused, match=sentence):
        actions.register_participants(activity=training, lines=[line], by=officer)
    assert not Participant.objects.exists()


def test_what_a_step_closed_by_an_entry_of_before_says_stays(election, officer):
    old = step(election, "mobilize")
    StepRecord.objects.create(step=old, done_on=today(9), what="已开会", recorded_by=officer)
    old.done_on, old.closed_at = today(9), timezone.now()
    old.save()

    actions.settle(election=election, code="mobilize", by=officer)

    assert step(election, "mobilize").done_on == today(9)


# ------------------------------------------------------------------ the other sheets


def test_talks_with_heads_need_two_leaders_and_close_with_the_last(election, officer, guide):
    head, member = incumbent(election, officer), incumbent(election, officer, "演示乙", "委员")
    talk = {"talked_on": today(1), "first_leader": "演示书记", "outlook": "stands"}
    with pytest.raises(RuleRefused, match="主任是正职"):
        actions.record_talk(election=election, member=head, by=guide, **talk)
    actions.record_talk(election=election, member=head, second_leader="演示组织委员", by=guide, **talk)
    assert "演示乙" in queries.talked(election).decision.refusals[0].message

    actions.record_talk(election=election, member=member, by=guide, **talk)

    assert step(election, "talks").done_on == today(1)
    assert "summary" not in str(AuditEvent.objects.filter(action="talk.recorded").values_list("after"))


def test_somebody_in_both_bodies_is_talked_to_once(election, officer, guide):
    row = incumbent(election, officer)
    incumbent(election, officer, post="书记", body="branch")
    actions.record_talk(
        election=election, member=row, talked_on=today(), first_leader="甲", second_leader="乙",
        outlook="stands", by=guide,
    )  # fmt: skip
    assert step(election, "talks").done_on == today()
    assert LastTermMember.objects.count() == 2


def survey(election, by, **changes):
    values = dict.fromkeys(("team", "reserves", "mood"), "有")
    values |= {f"plan_{name}": "有" for name in ("disturbance", "petition", "opinion", "epidemic")}
    values |= {"surveyed_on": today(5), "surveyors": "演示员", "households": 40}
    return actions.set_survey(election=election, by=by, **values | changes)


def organize(election, officer):
    act(election, officer, Kind.FOUNDING)
    actions.add_member(
        cycle=election.cycle,
        body="leading",
        name="演示组长",
        duty="组长",
        unit="镇党委",
        head=True,
        by=officer,
    )
    actions.add_member(
        cycle=election.cycle, body="office", name="演示员", duty="成员", unit="民政办", by=officer
    )
    actions.set_liaison(election=election, leader="演示领导", duty="委员", from_on=today(6), by=officer)


def test_survey_analysis_and_rectification_close_in_their_order(election, officer, guide):
    survey(election, guide)
    assert step(election, "survey").done_on is None  # waits for the working bodies
    organize(election, officer)
    assert [step(election, code).done_on for code in ("organize", "survey")] == [today(3), today(5)]

    actions.classify(election=election, category="weak", category_reasons="班子瘫痪", by=officer)
    act(election, officer, Kind.ANALYSIS)
    assert step(election, "analysis").done_on == today(3)
    assert refused(queries.rectified(election).decision) == ["no_measures"]

    measure = actions.add_measure(
        election=election, problem="账目不清", measure="清理", owner="演示丁", due_on=today(-9), by=guide
    )
    assert step(election, "rectify").done_on is None
    actions.finish_measure(measure=measure, done_on=today(), result="已公布", by=guide)
    assert step(election, "rectify").done_on == today()


def test_a_new_problem_opens_the_rectification_again(election, officer, guide):
    test_survey_analysis_and_rectification_close_in_their_order(election, officer, guide)
    actions.add_measure(
        election=election, problem="宗族矛盾", measure="调解", owner="演示戊", due_on=today(-9), by=guide
    )
    assert step(election, "rectify").done_on is None


def test_people_found_wait_for_the_offices_decision(election, officer, guide):
    survey(election, guide)
    person = actions.add_suitable(
        election=election, name="演示青年", sex="female", birth_year=2000, education="college",
        source="young", meant_for="委员", by=guide,
    )  # fmt: skip
    assert "undecided" in refused(queries.surveyed(election).decision)
    with pytest.raises(ValidationError, match="写明理由"):
        actions.decide_suitable(person=person, approved=False, approved_on=today(), opinion="", by=officer)
    with pytest.raises(PermissionDenied):
        actions.decide_suitable(person=person, approved=True, approved_on=today(), opinion="", by=guide)
    actions.decide_suitable(person=person, approved=True, approved_on=today(), opinion="", by=officer)
    assert "undecided" not in refused(queries.surveyed(election).decision)


def test_an_assessment_that_does_not_add_up_is_refused(election, guide):
    with pytest.raises(RuleRefused, match="收回测评票31张多于发出的30张"):
        survey(election, guide, issued=30, recovered=31)
    with pytest.raises(RuleRefused, match="合计21票多于收回的20张"):
        survey(election, guide, issued=30, recovered=20, good=15, competent=6)


def test_money_and_goods_close_the_supplies(election, officer):
    with pytest.raises(RuleRefused, match="须有文件"):
        act(election, officer, Kind.FUNDS, paper_number=" ")
    act(election, officer, Kind.FUNDS)
    assert refused(queries.supplied(election).decision) == ["no_supplies"]
    act(election, officer, Kind.SUPPLIES)
    assert step(election, "supplies").done_on == today(3)


def test_a_meeting_nobody_signed_for_closes_nothing(election, officer):
    meeting = act(election, officer, Kind.MEETING)
    assert refused(queries.mobilized(election).decision) == ["nobody_present"]
    actions.register_participants(activity=meeting, lines=[Attendance(election, "演示甲")], by=officer)
    assert step(election, "mobilize").done_on == today(3)


def test_an_act_of_tomorrow_or_for_no_village_is_refused(election, officer):
    with pytest.raises(RuleRefused, match="之后"):
        act(election, officer, Kind.MEETING, held_on=today(-1))
    with pytest.raises(RuleRefused, match="至少选择一个村"):
        actions.record_activity(
            cycle=election.cycle, kind=Kind.MEETING, title="会", held_on=today(), elections=[], by=officer
        )
    foreign = ElectionFactory()
    with pytest.raises(ValidationError, match="本镇这一届"):
        act(election, officer, Kind.MEETING, foreign)
    assert not Activity.objects.exists()


def test_a_new_liaison_ends_the_one_before(election, officer):
    for leader in ("演示甲", "演示乙"):
        actions.set_liaison(election=election, leader=leader, duty="委员", from_on=today(), by=officer)
    assert [row.leader for row in election.liaisons.filter(ended_on__isnull=True)] == ["演示乙"]


# ------------------------------------------------------------------ pages


def url(name, *args):
    return reverse(f"villages:{name}", args=args)


def test_the_sign_in_sheet_is_pasted_with_places_names_and_marks(client, election, officer):
    client.force_login(officer)
    training = act(election, officer, Kind.TRAINING, pass_mark=80)
    name = election.village.name
    wrong = client.post(
        url("activity_participants", training.pk), {"lines": f"{name} 演示甲 计票员 101\n外村 演示乙"}
    )
    assertContains(wrong, "第1行：成绩101应在0至100之间。")
    assertContains(wrong, "第2行：这项工作没有包括“外村”")

    lines = f"{name}\t演示甲\t计票员\t85\n镇 演示乙 换届办\n{name} 演示丙 缺席"
    client.post(url("activity_participants", training.pk), {"lines": lines})

    found = Participant.objects.values_list("name", "duty", "mark", "signed_in")
    assert list(found) == [
        ("演示甲", "计票员", 85, True),
        ("演示乙", "换届办", None, True),
        ("演示丙", "", None, False),
    ]


def test_a_refusal_stands_beside_its_field(client, election, officer):
    client.force_login(officer)
    member = incumbent(election, officer)
    response = client.post(
        url("talk_add", election.pk, member.pk),
        {"talked_on": today().isoformat(), "first_leader": "演示书记", "outlook": "stands"},
    )
    assert "主任是正职" in str(response.context["form"].errors["second_leader"])


def test_what_was_found_out_is_shown_to_those_who_guide_alone(client, election, officer, guide):
    survey(election, guide, mood="有人议论演示内容")
    client.force_login(guide)
    assertContains(client.get(url("preparation", election.pk)), "有人议论演示内容")
    client.force_login(UserFactory(serving=election.village.code))
    response = client.get(url("preparation", election.pk))
    assertContains(response, "各步骤还差什么")
    assertNotContains(response, "有人议论演示内容")


def test_a_clerk_sees_the_people_of_the_own_village_at_a_training(client, election, officer):
    other = another(election)
    training = act(election, officer, Kind.TRAINING, other)
    lines = [Attendance(election, "演示本村人"), Attendance(other, "演示外村人")]
    actions.register_participants(activity=training, lines=lines, by=officer)
    client.force_login(UserFactory(serving=election.village.code))
    response = client.get(url("activity", training.pk))
    assertContains(response, "演示本村人")
    assertNotContains(response, "演示外村人")


def test_the_step_says_what_is_missing_and_offers_no_closing_by_hand(client, election, officer):
    client.force_login(officer)
    response = client.get(url("step", step(election, "talks").pk))
    assertContains(response, "还没有登记现任班子成员，无从知道应当与谁谈话。")
    assertContains(response, url("preparation", election.pk))
    assert "finishes" not in response.context["form"].fields


def cost(client, page):
    with CaptureQueriesContext(connection) as statements:
        assert client.get(page).status_code == 200
    return len(statements)


def test_the_pages_cost_the_same_for_one_person_and_for_three(client, election, officer, guide):
    client.force_login(officer)

    def more(number):
        member = incumbent(election, officer, f"演示{number}", "委员")
        audit(election, member, officer)
        actions.record_talk(
            election=election, member=member, talked_on=today(), first_leader="甲", outlook="stands", by=guide
        )
        training = act(election, officer, Kind.TRAINING, another(election))
        actions.register_participants(
            activity=training, lines=[Attendance(election, f"演示{number}")], by=officer
        )
        clerk_of(election, f"演示{number}")

    pages = url("preparation", election.pk), url("cycle_preparation", election.cycle_id)
    more("甲")
    for page in pages:
        cost(client, page)  # what a process reads once
    once = [cost(client, page) for page in pages]
    more("乙")
    more("丙")
    assert [cost(client, page) for page in pages] == once
