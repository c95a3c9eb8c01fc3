"""The township's own plan: what fits, own steps, several days, pasted text, changes after approval, print."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.law.dates import DaysOff
from election_office.law.decision import Citation, RuleRefused
from election_office.law.festivals import FESTIVALS
from tests.factories import TownshipFactory, UserFactory, VillageFactory, done
from villages import actions
from villages.catalogue import step_kinds
from villages.models import Cycle, Election, PlanChange, Step
from villages.plan import actions as plan
from villages.plan import queries as plan_queries
from villages.plan import rules
from villages.plan.gantt import WIDTH, gantt, headings
from villages.plan.paste import days_in, proposals
from villages.plan.rules import PlanLine

DAY = dt.date(2027, 3, 20)
LAW = Citation("村民委员会组织法", "第十七条第一款")


def line(code="register", end=dt.date(2027, 2, 10), **more):
    return PlanLine(code, more.pop("title", "选民登记"), more.pop("start", None), end, **more)


def told(lines):
    return [(one.code, one.finding.code, one.blocks) for one in rules.remarks(lines, DAY)]


@pytest.mark.parametrize(("room", "title"), [(92, "2026年10月"), (91.9, "10月"), (44, "10月"), (43.9, "")])
def test_a_month_is_named_as_far_as_there_is_room(room, title):
    starts = [(dt.date(2026, 10, 1), 300.0), (dt.date(2026, 11, 1), 300.0 + room)]
    assert headings(starts)[0].title == title
    assert headings([(dt.date(2026, 10, 1), WIDTH - room)])[0].title == title


# ------------------------------------------------------------------ what fits


def test_days_in_order_within_their_limits_say_nothing():
    first = line("register_notice", dt.date(2027, 2, 9), title="公布选民登记办法")
    assert told([first, line(waits_for=("register_notice",))]) == []


def test_a_step_before_the_one_it_waits_for_blocks():
    first = line("register_notice", dt.date(2027, 2, 12), title="公布选民登记办法")
    assert told([first, line(waits_for=("register_notice",))]) == [
        ("register", "before_its_forerunner", True)
    ]


def test_the_last_lawful_day_fits_and_the_day_after_blocks_with_its_article():
    limit = dt.date(2027, 2, 26)
    assert told([line(end=limit, limit=limit, law=LAW)]) == []

    late = line(end=dt.date(2027, 3, 1), limit=limit, law=LAW)
    [remark] = rules.remarks([late], DAY)
    assert remark.blocks
    assert "最迟应在2027年2月26日" in remark.finding.message
    assert remark.finding.citation == LAW


def test_a_rest_day_is_said_and_blocks_nothing():
    assert told([line(end=dt.date(2027, 2, 13))]) == [("register", "rest_day", False)]
    assert rules.why_rest(dt.date(2026, 10, 1)) == "国庆节假期"
    assert rules.why_rest(dt.date(2027, 2, 15)) == ""


def test_festivals_of_the_moon_calendar_are_days_off_without_being_typed():
    """春节 of 2027 (6 February) by the day; every year of the table has four festivals in season."""
    near = {n: rules.why_rest(dt.date(2027, 2, n)) for n in range(4, 10)}
    assert [n for n, why in near.items() if why == "春节假期"] == [5, 6, 7, 8]
    assert near[4] == near[9] == ""
    assert rules.why_rest(dt.date(2024, 2, 9)) == ""  # the Eve was none yet
    assert [rules.why_rest(dt.date(2026, *day)) for day in ((4, 5), (6, 19), (9, 25), (9, 24))] == [
        "清明节假期",
        "端午节假期",
        "中秋节假期",
        "",
    ]
    assert told([line(end=dt.date(2027, 2, 8))]) == [("register", "rest_day", False)]
    seasons = {"春节": {1, 2}, "清明节": {4}, "端午节": {5, 6}, "中秋节": {9, 10}}
    assert all(day.month in seasons[name] for day, name in FESTIVALS.items())
    assert len(FESTIVALS) == 12 * 7 - 1


def test_with_several_election_days_a_remark_names_the_villages_it_concerns():
    """Steps move with the day; what is wrong on every day alike is said once and without names."""
    later = DAY + dt.timedelta(days=5)
    fixed = dt.date(2027, 3, 1)
    plans = [
        rules.DayPlan(DAY, ("演示甲村",), (line(end=fixed, limit=dt.date(2027, 2, 28), law=LAW),)),
        rules.DayPlan(later, ("演示乙村", "演示丙村"), (line(end=fixed, limit=dt.date(2027, 3, 5)),)),
    ]
    [remark] = rules.remarks_of_days(plans)
    assert remark.finding.message.startswith("3月20日选举的演示甲村：选民登记定在2027年3月1日，最迟应在")
    assert not rules.check_days(plans).allowed
    assert rules.check_days(plans[1:]).allowed

    resting = [replace(plan, lines=(line(end=dt.date(2027, 2, 27)),)) for plan in plans]
    assert [one.finding.message for one in rules.remarks_of_days(resting)] == [
        "选民登记定在2027年2月27日，是星期六。"
    ]


def test_what_the_state_council_announced_decides_over_the_weekend():
    announced = DaysOff(off=frozenset({dt.date(2027, 2, 10)}), work=frozenset({dt.date(2027, 2, 14)}))
    assert rules.why_rest(dt.date(2027, 2, 10), announced) == "放假安排里的休息日"
    assert rules.why_rest(dt.date(2027, 2, 14), announced) == ""
    assert rules.why_rest(dt.date(2027, 2, 14)) == "星期日"


def test_a_period_that_ends_before_it_begins_blocks():
    assert told([line(start=dt.date(2027, 2, 11))]) == [("register", "start_after_end", True)]


def test_the_picture_has_a_bar_a_step_and_marks_what_is_wrong():
    drawn = gantt([line(), line("talks", dt.date(2027, 1, 5), title="谈心谈话")], DAY, {"talks"})
    assert [(bar.title, bar.tone) for bar in drawn.bars] == [("选民登记", "plan"), ("谈心谈话", "wrong")]
    assert drawn.bars[1].x < drawn.bars[0].x < drawn.day_x


# ------------------------------------------------------------------ pasted text


SEED = """2.全面调查摸底。逐村摸排。调查摸底工作于2027年1月10日前全面完成。
届满审计工作于2027年1月1日前全面完成。
（1）推选村民选举委员会（2027年2月10日前）。
（2）依法做好选民登记（2027年2月10日前）。
（4）依法组织投票选举（3月15日—25日）。在选举日的二十日前公布名单。"""


def test_the_days_of_a_plans_text_are_proposed_with_their_words():
    found = {one.code: one for one in proposals(SEED, step_kinds(), 2027)}

    assert found["survey"].end == dt.date(2027, 1, 10)
    assert found["audit"].end == dt.date(2027, 1, 1)
    assert found["committee"].end == dt.date(2027, 2, 10)
    assert (found["polling"].start, found["polling"].end) == (dt.date(2027, 3, 15), dt.date(2027, 3, 25))
    assert "调查摸底工作于2027年1月10日前" in found["survey"].words
    assert "roll_notice" not in found


def test_a_row_from_a_spreadsheet_brings_its_unit_and_its_people():
    [one] = proposals("谈心谈话\t2027-1-5\t2027-1-15\t组织办\t演示甲、演示乙", step_kinds(), 2027)
    assert (one.code, one.start, one.end) == ("talks", dt.date(2027, 1, 5), dt.date(2027, 1, 15))
    assert (one.unit, one.people) == ("组织办", "演示甲、演示乙")


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("1月10日前", (None, dt.date(2027, 1, 10))),
        ("2026年12月20日至2027年1月8日", (dt.date(2026, 12, 20), dt.date(2027, 1, 8))),
        ("2月30日", None),
        ("二十日前", None),
    ],
)
def test_a_day_or_a_period_is_read_and_nothing_is_guessed(words, days):
    assert days_in(words, 2027) == days


# ------------------------------------------------------------------ the draft


@pytest.fixture
def township():
    return TownshipFactory()


@pytest.fixture
def officer(township, client):
    user = UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER, name="测试镇")
    client.force_login(user)
    return user


@pytest.fixture
def villages(township):
    return [VillageFactory(township=township) for _ in range(3)]


@pytest.fixture
def cycle(township, villages, officer):
    return actions.create_cycle(
        township=township,
        ordinal=12,
        default_day=timezone.localdate() + dt.timedelta(days=90),
        paper_number="演示发〔2026〕1号",
        by=officer,
    )


OWN = {"title": "三个100%承诺书", "stage": "preparation", "responsible": "township"}
PAPER = {"reason": "雨雪天气", "paper_number": "演示发〔2027〕5号"}


def own_step(cycle, officer, **more):
    due = cycle.default_day - dt.timedelta(days=50)
    return plan.add_own_step(cycle=cycle, starts_on=None, due_on=due, by=officer, **(OWN | more))


@pytest.mark.django_db
def test_the_catalogues_own_days_can_be_approved(cycle, officer):
    assert len(actions.approve_cycle(cycle=cycle, by=officer)) == 3


@pytest.mark.django_db
def test_an_own_step_reaches_every_village_and_closes_with_a_file_only(cycle, officer):
    own_step(cycle, officer, unit="组织办", people="演示甲")
    actions.approve_cycle(cycle=cycle, by=officer)

    steps = Step.objects.filter(own=True)
    assert [(one.title, one.unit, one.people) for one in steps] == [
        ("三个100%承诺书", "组织办", "演示甲")
    ] * 3
    waited_for = {code for waits in Step.objects.values_list("waits_for", flat=True) for code in waits}
    assert steps[0].code not in waited_for
    done = {"step": steps[0], "done_on": timezone.localdate(), "what": "已签", "by": officer}
    with pytest.raises(ValidationError, match="请上传附件"):
        actions.record_step(**done)
    actions.record_step(**done, file=SimpleUploadedFile("承诺书.pdf", b"%PDF-"))
    steps[0].refresh_from_db()
    assert steps[0].done_on == timezone.localdate()


@pytest.mark.django_db
def test_a_policy_step_is_renamed_moved_and_left_out_with_a_reason(cycle, officer):
    changes = {
        "talks": {"title": "谈心谈话全覆盖", "order": 15},
        "counsel": {"in_use": False, "left_out_reason": "并入谈心谈话"},
    }
    actions.set_plan_steps(cycle=cycle, changes=changes, by=officer)
    actions.approve_cycle(cycle=cycle, by=officer)

    election = Election.objects.first()
    titles = list(election.steps.values_list("title", flat=True))
    assert titles[:2] == ["组建换届工作机构", "谈心谈话全覆盖"]
    assert not election.steps.filter(code="counsel").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "reason", "why"),
    [("counsel", "", "请写明理由"), ("audit", "不审", "法定事项"), ("roll_notice", "不贴", "法定事项")],
)
def test_no_step_is_left_out_in_silence_and_none_of_the_laws(cycle, officer, code, reason, why):
    with pytest.raises(RuleRefused, match=why):
        actions.set_plan_steps(
            cycle=cycle, changes={code: {"in_use": False, "left_out_reason": reason}}, by=officer
        )
    assert cycle.plan_steps.get(code=code).in_use


@pytest.mark.django_db
def test_a_plan_that_contradicts_itself_is_saved_and_not_approved(cycle, officer):
    early = (cycle.plan_steps.get(code="day_notice").days_before) + 3
    actions.set_plan_steps(cycle=cycle, changes={"committee": {"days_before": early}}, by=officer)

    with pytest.raises(RuleRefused, match="要等“公布选举日”办结"):
        actions.approve_cycle(cycle=cycle, by=officer)
    assert not Election.objects.exists()


@pytest.mark.django_db
def test_villages_vote_on_their_own_days_within_the_window(cycle, officer, villages):
    day = cycle.default_day
    days = {villages[0].pk: day + dt.timedelta(days=2)}
    window = {"window_from": day, "window_to": day + dt.timedelta(days=5)}
    plan.set_village_days(cycle=cycle, days=days, by=officer, **window)
    cycle.refresh_from_db()
    actions.approve_cycle(cycle=cycle, by=officer)

    found = dict(Election.objects.values_list("village", "election_day"))
    assert found == {villages[0].pk: days[villages[0].pk], villages[1].pk: day, villages[2].pk: day}
    steps = Step.objects.filter(code="polling").values_list("election__village", "due_on")
    assert dict(steps)[villages[0].pk] == days[villages[0].pk]

    with pytest.raises(RuleRefused, match="方案已经批准"):
        plan.set_village_days(cycle=Cycle.objects.get(), days={}, by=officer, **window)


@pytest.mark.django_db
def test_each_day_of_the_window_is_judged_and_its_villages_are_named(client, cycle, officer, villages):
    """A step on a fixed date fits the later election and not the earlier; the plan is not approved."""
    day = cycle.default_day
    limit_days = (day - plan_queries.lines_of(
        cycle, [cycle.plan_steps.get(code="roll_notice")], day, plan_queries.book_of(cycle)
    )[0].limit).days  # fmt: skip
    cycle.plan_steps.filter(code="roll_notice").update(fixed_on=day - dt.timedelta(days=limit_days))
    early = {villages[0].pk: day - dt.timedelta(days=3)}
    plan.set_village_days(cycle=cycle, days=early, by=officer, window_from=None, window_to=None)

    page = client.get(url("cycle_steps", cycle.pk))
    assertContains(page, f"选举的{villages[0].name}：")
    with pytest.raises(RuleRefused, match=f"选举的{villages[0].name}：.*最迟应在"):
        actions.approve_cycle(cycle=cycle, by=officer)


@pytest.mark.django_db
def test_a_day_outside_the_window_is_refused(cycle, officer, villages):
    day = cycle.default_day
    with pytest.raises(RuleRefused, match="不在窗口"):
        plan.set_village_days(
            cycle=cycle,
            window_from=day,
            window_to=day + dt.timedelta(days=5),
            days={villages[0].pk: day + dt.timedelta(days=6)},
            by=officer,
        )


# ------------------------------------------------------------------ after the approval


@pytest.fixture
def approved(cycle, officer):
    actions.approve_cycle(cycle=cycle, by=officer)
    return Cycle.objects.get()


@pytest.mark.django_db
def test_an_amendment_says_what_where_why_and_on_what_paper(approved, officer, villages):
    elections = list(approved.elections.all())
    due = approved.default_day - dt.timedelta(days=57)

    plan.amend_step(
        cycle=approved, code="talks", starts_on=None, due_on=due, elections=elections[:2], by=officer, **PAPER
    )

    found = Step.objects.filter(code="talks").order_by("election__village__code")
    assert [one.due_on == due for one in found] == [True, True, False]
    change = PlanChange.objects.get()
    assert (change.reason, change.paper_number, len(change.villages)) == (*PAPER.values(), 2)
    assert AuditEvent.objects.filter(action="cycle.amended").count() == 1


@pytest.mark.django_db
def test_no_amendment_passes_the_law_or_touches_what_is_done(approved, officer):
    elections = list(approved.elections.all())
    late = {"code": "roll_notice", "starts_on": None, "due_on": approved.default_day}
    with pytest.raises(RuleRefused, match="超过期限"):
        plan.amend_step(cycle=approved, elections=elections, by=officer, **late, **PAPER)

    done(elections[0], "organize", by=officer)
    again = {"code": "organize", "starts_on": None, "due_on": approved.default_day}
    with pytest.raises(RuleRefused, match="已经办结"):
        plan.amend_step(cycle=approved, elections=elections, by=officer, **again, **PAPER)
    assert not PlanChange.objects.exists()


@pytest.mark.django_db
def test_another_unit_and_other_people_are_named_after_the_approval(client, approved, officer):
    elections = list(approved.elections.all())
    form = {"code": "talks", "responsible": "guidance", "unit": "组织办", "people": "演示甲、演示乙", **PAPER}
    form["elections"] = [row.pk for row in elections[:2]]
    assertRedirects(client.post(url("amend_owner", approved.pk), form), url("cycle_detail", approved.pk))

    steps = Step.objects.filter(code="talks").order_by("election__village__code")
    assert [(one.responsible, one.unit, one.people) for one in steps] == [
        *[("guidance", "组织办", "演示甲、演示乙")] * 2,
        ("township", "", ""),
    ]
    what = "谈心谈话改由组织办（演示甲、演示乙）负责"
    assertContains(client.get(url("cycle_detail", approved.pk)), what)
    paper = client.get(url("plan_print", approved.pk)).content
    printed = "".join(one.extract_text().replace("\n", "") for one in PdfReader(io.BytesIO(paper)).pages)
    assert PAPER["paper_number"] in printed
    trail = AuditEvent.objects.get(action="cycle.amended")
    assert (trail.after["what"], len(trail.after["villages"])) == (what, 2)

    assertContains(client.post(url("amend_owner", approved.pk), form), "与现在相同")
    done(elections[0], "organize", by=officer)
    assertContains(client.post(url("amend_owner", approved.pk), form | {"code": "organize"}), "已经办结")
    assert PlanChange.objects.count() == 1


@pytest.mark.django_db
def test_the_day_of_many_villages_is_moved_by_one_act(approved, officer):
    day = approved.default_day + dt.timedelta(days=4)
    plan.amend_day(cycle=approved, day=day, elections=list(approved.elections.all()), by=officer, **PAPER)

    assert set(Election.objects.values_list("election_day", flat=True)) == {day}
    assert PlanChange.objects.get().what.startswith("选举日改为")


@pytest.mark.django_db
def test_a_village_joins_late_with_posts_and_steps(approved, officer, township):
    late = VillageFactory(township=township)
    election = plan.join_village(cycle=approved, village=late, day=approved.default_day, by=officer, **PAPER)

    other = Election.objects.exclude(pk=election.pk).first()
    assert election.steps.count() == other.steps.count()
    assert election.posts.exists()
    with pytest.raises(ValidationError, match="已经在方案里"):
        plan.join_village(cycle=approved, village=late, day=approved.default_day, by=officer, **PAPER)


@pytest.mark.django_db
def test_a_clerk_amends_nothing(approved, villages):
    clerk = UserFactory(serving=villages[0].code)
    with pytest.raises(PermissionDenied):
        plan.amend_day(
            cycle=approved,
            day=approved.default_day,
            elections=list(approved.elections.all()),
            by=clerk,
            **PAPER,
        )


# ------------------------------------------------------------------ pages and paper


def url(name, *args):
    return reverse(f"villages:{name}", args=args)


@pytest.mark.django_db
def test_the_table_shows_limits_and_conflicts_before_anything_is_saved(client, cycle, officer):
    steps = list(cycle.plan_steps.all())
    form = {f"{one.code}_on": one.due_on(cycle.default_day).isoformat() for one in steps}
    form |= {f"{one.code}_use": "on" for one in steps}
    form["roll_notice_on"] = cycle.default_day.isoformat()

    page = client.post(url("cycle_steps", cycle.pk), {**form, "check": "1"})
    assertContains(page, "最迟应在")
    assertContains(page, "<svg")
    part = client.post(url("cycle_steps", cycle.pk), form, headers={"hx-request": "true"})
    assertNotContains(part, "<html")
    row = part.content.decode().split('<div id="marks-roll_notice" hx-swap-oob="true">')[1].split("</div>")[0]
    assert "最迟应在" in row
    mistyped = client.post(
        url("cycle_steps", cycle.pk), form | {"talks_on": "2月30日"}, headers={"hx-request": "true"}
    ).content.decode()
    assert "overdue" in mistyped.split('<div id="marks-talks" hx-swap-oob="true">')[1].split("</div>")[0]
    assert "最迟应在" in mistyped.split('<div id="marks-roll_notice"')[1].split("</div>")[0]
    assert cycle.plan_steps.get(code="roll_notice").days_before != 0

    assertRedirects(client.post(url("cycle_steps", cycle.pk), form), url("cycle_detail", cycle.pk))
    assert cycle.plan_steps.get(code="roll_notice").days_before == 0


@pytest.mark.django_db
def test_pasted_text_is_shown_then_taken(client, cycle, officer):
    year = cycle.default_day.year
    end = cycle.default_day - dt.timedelta(days=66)
    text = f"调查摸底工作于{end.year}年{end.month}月{end.day}日前完成。"
    shown = client.post(url("plan_paste", cycle.pk), {"year": year, "text": text})
    assertContains(shown, "读到1项")
    assert cycle.plan_steps.get(code="survey").days_before == 68

    taken = {"year": year, "text": text, "take": "1", "survey_take": "on", "survey_end": end.isoformat()}
    assertRedirects(client.post(url("plan_paste", cycle.pk), taken), url("cycle_steps", cycle.pk))
    assert cycle.plan_steps.get(code="survey").days_before == 66


@pytest.mark.django_db
def test_the_bands_of_population_are_the_townships_own(client, cycle, officer):
    form = {"default_day": cycle.default_day.isoformat(), "paper_number": "演示发〔2026〕1号"}
    form |= {"band0_up_to": "1500", "band0_director": "1", "band0_member": "2"}
    form |= {"band1_up_to": "", "band1_director": "1", "band1_deputy": "1", "band1_member": "3"}

    client.post(url("cycle_edit", cycle.pk), form)

    cycle.refresh_from_db()
    assert [(band["up_to"], band["member"]) for band in cycle.seat_table] == [(1500, 2), (None, 3)]
    assertContains(client.post(url("cycle_edit", cycle.pk), form | {"band1_up_to": "900"}), "逐档增加")


@pytest.mark.django_db
def test_days_amendments_and_joining_have_their_pages(client, approved, officer, township):
    late = VillageFactory(township=township, name="演示晚村")
    election = approved.elections.first()
    day = (approved.default_day + dt.timedelta(days=3)).isoformat()
    client.post(url("amend_day", approved.pk), {"day": day, "elections": [election.pk], **PAPER})
    client.post(url("village_join", approved.pk), {"village": late.pk, "day": day, **PAPER})

    page = client.get(url("cycle_detail", approved.pk))
    assertContains(page, "演示晚村加入方案")
    assertContains(page, "演示发〔2027〕5号")
    assert Election.objects.get(pk=election.pk).election_day.isoformat() == day


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "width"), [("plan_print", 595), ("wall_print", 1191)])
def test_the_plan_is_printed_on_its_own_size(client, cycle, officer, name, width):
    reader = PdfReader(io.BytesIO(client.get(url(name, cycle.pk)).content))
    assert round(float(reader.pages[0].mediabox.width)) == width
    assert "选民登记" in "".join(one.extract_text() for one in reader.pages)
