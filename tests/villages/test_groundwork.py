"""The groundwork: duty roster, deferred villages, accounts, exceptions, money, goods, examination, drafts."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordFile
from pytest_django.asserts import assertContains, assertNotContains

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from tests.factories import ElectionFactory, TownshipFactory, UserFactory, VillageFactory
from tests.files import jpeg
from villages.actions import decide_deferral, request_deferral
from villages.groundwork import actions, drafting, queries, rules
from villages.groundwork.actions.township import Shift
from villages.models import Activity, Draft, Participant, Pledge, Sitting
from villages.models.elections import Stage
from villages.preparation import actions as preparation
from villages.preparation.actions.township import Attendance
from villages.preparation.queries import Somebody, may_work

DAY = dt.date(2026, 3, 20)


def codes(decision: rules.Decision) -> set[str]:
    return {finding.code for finding in decision.refusals}


# ------------------------------------------------------------------ rules


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("谁主持选举？|甲|乙|B|第十二条", rules.Asked("谁主持选举？", ("甲", "乙"), "B", "第十二条")),
        ("哪些对？｜甲｜乙｜丙｜ca", rules.Asked("哪些对？", ("甲", "乙", "丙"), "AC")),
        ("谁主持选举？|甲|乙", "应写成"),
        ("谁主持选举？|甲|乙|C", "答案C不在选项AB之中。"),
        ("谁主持选举？|甲|甲|A", "题目和选项不能空，选项不能重复。"),
        ("哪个字母在前？|甲|B|A", rules.Asked("哪个字母在前？", ("甲", "B"), "A")),
        ("全都对？|甲|乙|ab", rules.Asked("全都对？", ("甲", "乙"), "AB")),
        ("六项|甲|乙|丙|丁|戊|己|F", rules.Asked("六项", tuple("甲乙丙丁戊己"), "F")),
        ("七项|甲|乙|丙|丁|戊|己|庚|F", "选项最多6个。"),
    ],
)
def test_a_line_of_the_bank_is_a_question_or_says_why_not(line, found):
    read = rules.read_question(line)
    assert read.startswith(found) if isinstance(found, str) else read == found


def test_a_mark_counts_questions_answered_with_exactly_the_right_letters():
    asked = [rules.Asked("一", ("甲", "乙"), "A"), rules.Asked("二", ("甲", "乙", "丙"), "AC")] * 2
    assert rules.mark_of(asked, {0: "A", 1: "CA", 2: "A", 3: "A"}) == 75
    assert rules.mark_of(asked, {}) == 0


def test_a_list_is_a_hundred_only_when_nobody_is_missing():
    wanted = tuple(f"演示{n}" for n in range(201))
    almost = rules.PledgeList("promise", "承诺书", wanted, wanted[:-1])
    assert (almost.share, almost.missing) == (99, ("演示200",))
    assert rules.PledgeList("promise", "承诺书", wanted, wanted).share == 100
    assert rules.PledgeList("promise", "承诺书", (), ()).share == 0


def test_a_scan_is_of_the_one_person_its_name_says():
    missing = ["演示甲", "演示甲乙", "演示丙"]
    assert rules.name_in("承诺书-演示丙.jpg", missing) == "演示丙"
    assert rules.name_in("演示甲乙.jpg", missing) == "演示甲乙"
    assert rules.name_in("演示丙和演示甲.jpg", missing) == ""
    assert rules.name_in("IMG_0001.jpg", missing) == ""


def test_what_a_person_changed_in_a_draft_stays_when_the_records_move_on():
    old = [rules.Section("一", "三个村", "三个村"), rules.Section("二", "两名", "两名，已核对")]
    found = rules.refresh(old, [("一", "四个村"), ("二", "三名"), ("三", "无")])
    assert [section.text for section in found.sections] == ["四个村", "两名，已核对", "无"]
    assert found.clashes == ("二",)
    same = rules.refresh(old, [("一", "三个村"), ("二", "两名")])
    assert same.clashes == ()
    gone = rules.refresh(old, [("一", "三个村")])
    assert [section.heading for section in gone.sections] == ["一", "二"]


@pytest.mark.parametrize(
    ("move", "count", "village", "refused"),
    [
        ("given", 10, 1, set()),
        ("given", 11, 1, {"goods_short"}),
        ("returned", 5, 1, set()),
        ("returned", 6, 1, {"goods_back"}),
        ("bought", 1, 1, {"goods_village"}),
        ("given", 1, None, {"goods_village"}),
    ],
)
def test_goods_are_there_before_they_are_given(move, count, village, refused):
    goods = rules.Goods(bought=15, given={1: 5})
    decision = rules.check_goods(
        move=move, count=count, title="票箱", goods=goods, village=village, receiver="演示甲"
    )
    assert codes(decision) == refused


# ------------------------------------------------------------------ acts


@pytest.fixture
def election(db):
    return ElectionFactory(village__township=TownshipFactory(), stage=Stage.PREPARATION, steps=True)


@pytest.fixture
def officer(election):
    return UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)


@pytest.fixture
def clerk(election):
    return UserFactory(serving=election.area_code, role=Role.VILLAGE_CLERK, name="演示经办")


def today(ago: int = 0) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=ago)


def activity(election, officer, kind, **changes):
    values = {"title": "演示", "held_on": today(1), "paper_number": "演示发〔2026〕9号"} | changes
    return preparation.record_activity(
        cycle=election.cycle, kind=kind, elections=[election], by=officer, **values
    )


def test_a_day_of_the_duty_roster_is_entered_once_and_corrected(election, officer, client):
    lines = [Shift(today(-1), "演示甲", "演示乙", "0790-1"), Shift(today(), "演示甲", "演示丙", "0790-1")]
    assert actions.set_shifts(cycle=election.cycle, lines=lines, by=officer) == 2
    actions.set_shifts(cycle=election.cycle, lines=[Shift(today(), "演示丁", "演示丙", "0790-2")], by=officer)
    assert list(election.cycle.shifts.values_list("leader", flat=True)) == ["演示丁", "演示甲"]
    client.force_login(officer)
    form = reverse("villages:shifts_set", args=[election.cycle_id])
    assertContains(client.post(form, {"lines": "昨天 演示甲 演示乙 0790"}), "第1行：日期“昨天”看不懂")


def test_a_deferred_village_gets_a_task_force_and_is_looked_at_again(election, officer):
    deferral = request_deferral(election=election, reason="账目不清", by=officer)
    values = {"head": "演示甲", "members": "演示乙", "since": today(), "plan": "清账"}
    with pytest.raises(RuleRefused, match="还没有批准"):
        actions.set_force(deferral=deferral, review_on=today(-30), by=officer, **values)
    county = UserFactory(serving=election.area_code[:6], role=Role.COUNTY_SUPERVISOR)
    decide_deferral(deferral=deferral, approve=True, paper_number="演示1号", opinion="同意", by=county)
    force = actions.set_force(deferral=deferral, review_on=today(-30), by=officer, **values)
    with pytest.raises(RuleRefused, match="下一次复查日期"):
        actions.review_deferral(
            force=force, reviewed_on=today(), found="账未清", verdict="goes_on", by=officer
        )
    actions.review_deferral(
        force=force, reviewed_on=today(), found="账未清", verdict="goes_on", next_on=today(-60), by=officer
    )
    assert queries.task_force(election).review_on == today(-60)


def test_a_matter_put_off_is_asked_and_decided_and_the_notice_hangs(election, officer, clerk):
    with pytest.raises(RuleRefused, match="不需要申请例外"):
        actions.ask_exception(election=election, matter="修渠", reason="防汛", asked_on=today(), by=clerk)
    with pytest.raises(RuleRefused, match="还没有登记包括这个村"):
        documents.issue("villages.standstill_notice", election, by=officer)
    activity(election, officer, Activity.Kind.STANDSTILL, what="处置集体资产\n大额支出")
    row = actions.ask_exception(election=election, matter="修渠", reason="防汛", asked_on=today(), by=clerk)
    with pytest.raises(PermissionDenied):
        actions.decide_exception(
            exception=row, allowed=True, decided_on=today(), paper_number="1号", by=clerk
        )
    with pytest.raises(RuleRefused, match="写明理由"):
        actions.decide_exception(
            exception=row, allowed=False, decided_on=today(), paper_number="1号", by=officer
        )
    row = actions.decide_exception(
        exception=row, allowed=True, decided_on=today(), paper_number="1号", by=officer
    )
    assert row.allowed is True
    paper = documents.issue("villages.standstill_notice", election, by=officer)
    assert paper.facts["matters"] == ["处置集体资产", "大额支出"]


def test_money_is_spent_out_of_what_was_arranged(election, officer):
    values = {"kind": "subsidy", "what": "补助", "spent_on": today(), "paper_number": "1号", "by": officer}
    with pytest.raises(RuleRefused, match="还没有登记工作经费安排"):
        actions.spend(cycle=election.cycle, amount=10, election=election, **values)
    activity(election, officer, Activity.Kind.FUNDS, amount=1000)
    row = actions.spend(cycle=election.cycle, amount=1000, election=election, **values)
    before = AuditEvent.objects.count()
    with pytest.raises(RuleRefused, match=r"结余0\.00元"):
        actions.spend(cycle=election.cycle, amount=1, election=election, **values)
    assert AuditEvent.objects.count() == before
    actions.strike_spending(spending=row, reason="重复", by=officer)
    with pytest.raises(RuleRefused, match="给哪个村"):
        actions.spend(cycle=election.cycle, amount=1, **values)
    assert queries.money(election.cycle).left == 1000


def test_a_struck_line_of_goods_leaves_no_village_with_more_than_was_bought(election, officer):
    values = {"kind": "boxes", "moved_on": today(), "handler": "演示甲", "by": officer}
    bought = actions.move_goods(cycle=election.cycle, move="bought", count=3, **values)
    actions.move_goods(
        cycle=election.cycle, move="given", count=2, election=election, receiver="演示乙", **values
    )
    with pytest.raises(ValidationError, match="已经用到这些物资"):
        actions.strike_goods(line=bought, reason="错", by=officer)
    assert queries.goods_of(election.cycle)["boxes"].left == 1


def test_accounts_are_cleared_and_the_old_team_reports(election, officer, clerk, client):
    item = actions.add_cleanup(
        election=election, kind="debts", found="欠工程款", owner="演示甲", due_on=today(), by=officer
    )
    actions.finish_cleanup(item=item, done_on=today(), result="已付清", by=officer)
    values = {"meeting": "representatives", "present": 30, "reporter": "演示甲", "goals": "修路三公里"}
    with pytest.raises(RuleRefused, match="在今天之后"):
        actions.set_term_report(election=election, held_on=today(-1), by=clerk, **values)
    actions.set_term_report(election=election, held_on=today(), by=clerk, **values)
    client.force_login(clerk)
    page = client.get(reverse("villages:groundwork", args=[election.pk]))
    assertContains(page, "已付清")
    assertContains(page, "修路三公里")
    assertNotContains(page, reverse("villages:cleanup_add", args=[election.pk]))


def test_scans_in_bulk_go_to_their_names_or_none_does(election, officer, clerk):
    wanted = ["演示甲", "演示乙", "演示丙"]

    def named(*names):
        return [SimpleUploadedFile(name, b"x") for name in names]

    values = {"election": election, "kind": "guarantee", "signed_on": today(), "wanted": wanted, "by": clerk}
    with pytest.raises(RuleRefused, match=r"看不出是谁的：IMG\.jpg"):
        actions.sign_pledges(scans=named("演示甲.jpg", "IMG.jpg"), **values)
    assert not Pledge.objects.exists()
    actions.sign_pledges(scans=named("演示甲.jpg", "保证书 演示乙.pdf"), **values)
    [lists] = [
        one for one in queries.pledge_lists(election, {"guarantee": wanted}) if one.kind == "guarantee"
    ]
    assert (lists.missing, lists.share) == (("演示丙",), 66)
    actions.withdraw_pledge(pledge=Pledge.objects.get(name="演示甲"), reason="传错", by=clerk)
    assert len(queries.pledges(election)) == 1


# ------------------------------------------------------------------ the examination


@pytest.fixture
def sitter(election, officer, clerk):
    lines = [rules.Asked(f"第{n}题", ("对", "错"), "A") for n in range(5)]
    actions.add_questions(township=election.village.township, lines=lines, by=officer)
    training = activity(election, officer, Activity.Kind.TRAINING, hours=8, pass_mark=80)
    preparation.register_participants(activity=training, lines=[Attendance(election, clerk.name)], by=officer)
    return Participant.objects.get()


def test_an_examination_on_the_screen_gives_the_mark_that_lets_somebody_work(election, clerk, sitter, client):
    who = Somebody(clerk.name, user_id=clerk.pk)
    assert not may_work(election, who).allowed
    client.force_login(clerk)
    start = reverse("villages:exam_start", args=[sitter.pk])
    assertContains(client.get(reverse("villages:preparation", args=[election.pk])), start)
    client.post(start)
    exam = reverse("villages:exam", args=[Sitting.objects.get().pk])
    assertContains(client.get(exam), "第")
    right = {f"q{n}": "A" for n in range(5)}

    response = client.post(exam, right | {"q0": "B", "q1": ""}, follow=True)

    assertContains(response, "得60分，合格线80分")
    assert not may_work(election, who).allowed
    client.post(start)
    client.post(reverse("villages:exam", args=[Sitting.objects.latest("pk").pk]), right | {"q4": "B"})
    sitter.refresh_from_db()
    assert sitter.mark == 80
    assert may_work(election, who).allowed
    assertContains(client.post(start, follow=True), "已经合格，不需要再考")


def test_a_sitting_keeps_its_questions_when_the_bank_changes(election, officer, clerk, sitter):
    sitting = actions.start_sitting(participant=sitter, by=clerk)
    for question in queries.bank(election.village.township):
        actions.withdraw_question(question=question, reason="换题", by=officer)
    done = actions.hand_in(sitting=sitting, answers=dict.fromkeys(range(5), "A"), by=clerk)
    assert done.mark == 100
    with pytest.raises(ValidationError, match="已经交卷"):
        actions.hand_in(sitting=sitting, answers={}, by=clerk)


# ------------------------------------------------------------------ drafts


def test_a_draft_is_made_from_the_records_and_keeps_what_a_person_wrote(election, officer, client):
    preparation.set_survey(
        election=election, surveyed_on=today(), surveyors="演示甲", households=9, team="好", reserves="有",
        mood="稳", by=officer,
    )  # fmt: skip
    preparation.classify(election=election, category="key", category_reasons="选情复杂", by=officer)
    actions.refresh_draft(cycle=election.cycle, kind="analysis", by=officer)
    client.force_login(officer)
    page = reverse("villages:draft", args=[election.cycle_id, "analysis"])
    assertContains(client.get(page), f"重点村1个：{election.village.name}。")
    draft = Draft.objects.get()
    texts = [section.text for section in drafting.sections(draft)]
    texts[1] = "重点村情况另附。"
    form = {f"s{number}": text for number, text in enumerate(texts)} | {"version": draft.version}
    client.post(page, form)
    village = VillageFactory(township=election.village.township)
    ElectionFactory(village=village, cycle=election.cycle, stage=Stage.PREPARATION, steps=True)

    response = client.post(
        reverse("villages:draft_refresh", args=[election.cycle_id, "analysis"]), follow=True
    )

    assertContains(response, "人工修改过，保留原文，但记录已有变化，请核对：选情分类")
    sections = {one.heading: one.text for one in drafting.sections(Draft.objects.get())}
    assert sections["选情分类"] == "重点村情况另附。"
    assert "换届2个村" in sections["基本情况"]
    word = client.get(reverse("villages:draft_word", args=[election.cycle_id, "analysis"]))
    lines = [row.text for row in WordFile(io.BytesIO(word.content)).paragraphs]
    assert "重点村情况另附。" in lines


def test_the_plan_for_people_and_the_statement_name_whom_the_records_name(election, officer):
    person = preparation.add_suitable(
        election=election, name="演示人选", sex="male", birth_year=1960, education="junior", source="other",
        meant_for="委员", by=officer,
    )  # fmt: skip
    preparation.decide_suitable(person=person, approved=True, approved_on=today(), opinion="", by=officer)
    [(village, text)] = drafting.personnel(election.cycle)
    assert village == election.village.name
    assert "演示人选，男，1960年生" in text
    [(_, why)] = drafting.statement(election.cycle)
    assert "没有找到35周岁以下" in why
    assert "没有找到女性合适人选" in why


def test_scans_handed_in_on_the_page_are_looked_into(election, clerk, client):
    client.force_login(clerk)
    page = reverse("ballots:pledges_sign", args=[election.pk])
    form = {"kind": "guarantee", "signed_on": today().isoformat()}
    bad = [SimpleUploadedFile("演示经办.jpg", b"x")]
    assertContains(client.post(page, form | {"scans": bad}), "或者已经损坏")
    client.post(page, form | {"scans": [SimpleUploadedFile("演示经办.jpg", jpeg())]})
    assert Pledge.objects.get().name == "演示经办"
    shown = client.get(reverse("ballots:pledges", args=[election.pk]))
    assertContains(shown, "签订率100%")
    scan = client.get(reverse("ballots:pledge_file", args=[Pledge.objects.get().pk]))
    assert scan.getvalue().startswith(b"\xff\xd8")
    scan.close()
