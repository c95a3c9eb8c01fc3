"""After the result: handover, duties and pay, those who left or lost, training and rules of the new team."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from ballots.actions import declare_result
from ballots.afterwards import actions, queries, rules
from ballots.afterwards.box import village_box
from ballots.models import HandoverItem
from ballots.notices.handover import NOTICE
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.ballots.scenes import Scene
from tests.factories import CycleFactory, ElectionFactory, PersonFactory, UserFactory, done
from tests.files import pdf
from villages.bodies import actions as bodies
from villages.models import Activity, Election, LastTermMember
from villages.preparation import actions as preparation
from villages.preparation.actions.township import Attendance
from villages.preparation.queries import incumbents

DAY = dt.date(2026, 3, 20)
BOOK = rulebook_for("360101", DAY)


def build_scene() -> Scene:
    """Declared: 主甲, 委甲 and 委乙 sit, 主乙 and 委丙 lost; of the old team the head goes and 委甲 stays."""
    scene = Scene()
    declare_result(round=scene.agreed(), by=scene.officer)
    for name, post, year in (("演示旧主任", "主任", 1968), ("委甲", "委员", 1980)):
        LastTermMember.objects.create(
            village=scene.election.village, body="committee", post=post, name=name, sex="male",
            birth_year=year, birth_month=6, education="senior",
        )  # fmt: skip
    done(scene.election, "result_notice", by=scene.officer)
    scene.election = Election.objects.with_places().get(pk=scene.election.pk)
    return scene


def today(ago: int = 0) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=ago)


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("签字件.pdf", pdf())


def codes(decision: rules.Decision) -> set[str]:
    return {finding.code for finding in decision.findings if not finding.passed}


def step(scene: Scene, code: str):
    return scene.election.steps.get(code=code)


# ------------------------------------------------------------------ rules


def full(**changes: dict[str, object]) -> list[rules.Item]:
    return [
        rules.Item(kind, title, **({"handed_on": DAY} | changes.get(kind, {})))  # type: ignore[arg-type]
        for kind, title in rules.KINDS.items()
    ]


def judged(items: list[rules.Item], *, signed: bool = True, late: bool = False) -> set[str]:
    decision = rules.check_handover(
        items, signed_on=DAY if signed else None, limit=DAY, today=DAY + dt.timedelta(days=late), book=BOOK
    )
    return codes(decision)


def test_a_handover_is_complete_with_every_kind_given_and_three_signatures():
    assert judged(full()) == set()
    assert judged(full(services={"handed_on": None, "nothing": True})) == set()
    assert judged(full()[1:]) == {"kinds_missing"}
    assert judged(full(), signed=False) == {"not_signed"}


def test_who_does_not_hand_over_is_dealt_with_as_the_law_of_the_place_says():
    shandong, zhejiang = (rulebook_for(code, DAY) for code in ("370101", "330106"))
    assert "五日内下达移交通知书" in rules.refusal_words(shandong)
    assert "第九条第一款" in rules.refusal_words(shandong)
    assert "第四十三条" in rules.refusal_words(zhejiang)
    assert "系统默认" in rules.refusal_words(BOOK)
    assert rules.order_due(DAY, shandong) == DAY + dt.timedelta(days=5)
    assert rules.order_due(DAY, zhejiang) is None
    assert rules.order_due(DAY, BOOK) is None


def test_a_missing_seal_keeps_it_open_until_it_is_settled_and_asks_for_a_measure_after_the_limit():
    missing = {"handed_on": None, "shortfall": "公章1枚"}
    assert judged(full(seal=missing)) == {"open_items"}
    assert judged(full(seal=missing), late=True) == {"open_items", "nobody_urged"}
    assert judged(full(seal=missing | {"measures": 1}), late=True) == {"open_items"}
    assert judged(full(seal=missing | {"settled_on": DAY}), late=True) == set()
    refusal = rules.check_handover(
        full(seal=missing), signed_on=DAY, limit=DAY, today=DAY, book=BOOK
    ).refusals
    assert "2026年3月20日以前" in refusal[0].message
    assert "组织法" in str(refusal[0].citation)


def test_the_list_is_printed_when_every_item_was_gone_through():
    assert codes(rules.check_list(full(seal={"handed_on": None}), BOOK)) == {"not_gone_through"}
    assert rules.check_list(full(seal={"handed_on": None, "shortfall": "公章"}), BOOK).allowed


def test_nobody_is_paid_twice():
    chair, secretary = rules.Post(1, "演示甲", "主任", paid=True), rules.Post(1, "演示甲", "书记")
    assert rules.check_pay([chair, secretary]).allowed
    twice = rules.check_pay([chair, rules.Post(1, "演示甲", "书记", paid=True)])
    assert codes(twice) == {"paid_twice"}
    assert "主任、书记" in twice.refusals[0].message
    elsewhere = [rules.Post(1, "演示甲", "书记", other_pay="演示局"), chair]
    assert codes(rules.check_pay(elsewhere)) == {"paid_elsewhere"}


@pytest.mark.parametrize(
    ("first", "last", "paid_from", "expected"),
    [
        ((2026, 1), (2026, 2), None, set()),
        ((2025, 12), (2026, 1), None, {"wages_twice"}),
        ((2026, 2), (2026, 3), dt.date(2026, 3, 15), {"wages_and_new_post"}),
        ((2026, 2), (2026, 2), dt.date(2026, 3, 15), set()),
        ((2026, 4), (2026, 5), None, {"months_to_come"}),
        ((2026, 3), (2026, 2), None, {"months_in_order"}),
    ],
)
def test_wages_of_a_month_are_settled_once(first, last, paid_from, expected):
    settled = [rules.Months(dt.date(2025, 1, 1), dt.date(2025, 12, 1))]
    wanted = rules.Months(dt.date(*first, 1), dt.date(*last, 1))
    decision = rules.check_wages(
        name="演示甲", wanted=wanted, settled=settled, paid_from=paid_from, today=dt.date(2026, 4, 2)
    )
    assert codes(decision) == expected


def test_four_heads_are_one_person_only_when_all_four_are_named():
    assert rules.GroupHeads("一组", "甲", "甲", "甲", "甲").one_person
    assert not rules.GroupHeads("一组", "甲", "甲", "甲", "").one_person
    assert not rules.GroupHeads("一组").one_person


# ------------------------------------------------------------------ acts


def list_all(scene: Scene, missing: str = "") -> dict[str, HandoverItem]:
    made = {}
    for kind, title in rules.KINDS.items():
        item = actions.add_item(
            election=scene.election, kind=kind, name=title, listed="1份", giver="演示旧主任", by=scene.clerk
        )
        gone = {"handed_on": today(), "handed": "1份", "receiver": "主甲"}
        values = {"shortfall": "1份"} if kind == missing else gone
        made[kind] = actions.update_item(
            item=item, listed="1份", giver="演示旧主任", by=scene.clerk, **values
        )
    return made


def sign(scene: Scene, **changes: object):
    names = {"host": "演示选委", "giver": "演示旧主任", "receiver": "主甲", "supervisor": "演示包村"}
    return actions.sign_list(
        election=scene.election, by=scene.clerk, **{"signed_on": today(), "file": scan()} | names | changes
    )


def test_a_handover_with_a_missing_seal_closes_when_the_seal_is_given(scene):
    items = list_all(scene, missing="seal")
    documents.issue(NOTICE.code, scene.election, by=scene.clerk)
    sign(scene)
    assert step(scene, "handover").done_on is None
    with pytest.raises(ValidationError, match="已经签字"):
        actions.update_item(item=items["seal"], listed="2份", by=scene.clerk)
    with pytest.raises(PermissionDenied):
        actions.take_measure(
            item=items["seal"], kind="ordered", against="演示旧主任", taken_on=today(), due_on=today(),
            paper_number="演示令1号", what="限期交出", by=scene.clerk,
        )  # fmt: skip
    actions.take_measure(
        item=items["seal"], kind="ordered", against="演示旧主任", taken_on=today(), due_on=today(),
        paper_number="演示令1号", what="限期交出", by=scene.officer,
    )  # fmt: skip

    actions.settle_item(item=items["seal"], settled_on=today(), settled="补交公章", by=scene.clerk)

    assert step(scene, "handover").done_on == today()
    assert "三方签字" in step(scene, "handover").evidence
    assert AuditEvent.objects.filter(action="handover.measure_taken").count() == 1


def test_the_list_is_signed_by_three_people_on_the_list_as_it_is(scene):
    with pytest.raises(RuleRefused, match="还没有登记：公章"):
        documents.issue(NOTICE.code, scene.election, by=scene.clerk)
    items = list_all(scene)
    with pytest.raises(RuleRefused, match="先签发移交清单"):
        sign(scene)
    documents.issue(NOTICE.code, scene.election, by=scene.clerk)
    with pytest.raises(RuleRefused, match="三个不同的人"):
        sign(scene, receiver="演示旧主任")
    actions.update_item(
        item=items["books"], listed="2份", handed_on=today(), handed="2份", receiver="主甲", by=scene.clerk
    )
    assert Document.objects.get(kind=NOTICE.code).untrue == ["移交事项"]
    with pytest.raises(RuleRefused, match="先更正移交清单"):
        sign(scene)
    assert step(scene, "handover").done_on is None


def test_an_undone_signing_opens_the_step_again(scene):
    list_all(scene)
    documents.issue(NOTICE.code, scene.election, by=scene.clerk)
    signing = sign(scene)
    assert step(scene, "handover").done_on == today()

    actions.undo_signing(signing=signing, reason="传错文件", by=scene.officer)

    assert step(scene, "handover").done_on is None


def test_counsel_closes_when_everybody_who_left_or_lost_was_talked_to_and_nobody_is_owed(scene):
    people = {row.name: row for row in queries.leavers(scene.election)}
    assert {name: row.left for name, row in people.items()} == {
        "演示旧主任": True,
        "主乙": False,
        "委丙": False,
    }
    for row in people.values():
        actions.talk_to(
            election=scene.election, about=row, talked_on=today(), leader="演示书记", mood="calm",
            by=scene.officer,
        )  # fmt: skip
    assert step(scene, "counsel").done_on is None
    month = {"from_month": dt.date(2026, 1, 9), "to_month": dt.date(2026, 2, 1), "amount": 900}
    old = people["演示旧主任"]
    actions.care_for(
        election=scene.election, about=old, kind="wages", done_on=today(), by=scene.officer, **month
    )
    assert step(scene, "counsel").done_on == today()
    with pytest.raises(RuleRefused, match="2026年1月至2026年2月的报酬已经结清"):
        actions.care_for(
            election=scene.election, about=old, kind="wages", done_on=today(), by=scene.officer, **month
        )


def test_a_duty_that_pays_somebody_twice_is_refused_and_leaves_nothing(scene):
    seats = {row.person.name: row for row in queries.team(scene.election)}
    chair = seats["主甲"]
    branch = bodies.record_body(
        election=scene.election, kind="party_branch", chosen_by="own_meeting", chosen_on=today(),
        by=scene.clerk,
    )  # fmt: skip
    secretary = bodies.add_holder(body=branch, person=chair.person, post="secretary", by=scene.clerk)
    actions.set_duty(holder=chair, work="全面工作", from_on=today(), paid=True, by=scene.clerk)
    before = AuditEvent.objects.count()
    with pytest.raises(RuleRefused, match="只能按一个职务领取"):
        actions.set_duty(holder=secretary, work="党建", from_on=today(), paid=True, by=scene.clerk)
    assert AuditEvent.objects.count() == before
    actions.set_duty(holder=secretary, work="党建", from_on=today(), by=scene.clerk)
    paper = documents.issue("ballots.member_filing", secretary, by=scene.officer)
    assert paper.facts["reason"] == "党组织书记"
    roster = documents.issue("ballots.team_roster", scene.election, by=scene.clerk)
    assert [row["work"] for row in roster.facts["members"] if row["name"] == "主甲"] == ["全面工作", "党建"]


def test_induction_closes_when_the_heads_signed_in(scene):
    held = preparation.record_activity(
        cycle=scene.election.cycle, kind=Activity.Kind.INDUCTION, title="岗前培训", held_on=today(), hours=8,
        elections=[scene.election], by=scene.officer,
    )  # fmt: skip
    lines = [Attendance(scene.election, "主甲", "主任", signed_in=False)]
    preparation.register_participants(activity=held, lines=lines, by=scene.officer)
    assert step(scene, "induction").done_on is None
    lines = [Attendance(scene.election, "主甲", "主任")]
    preparation.register_participants(activity=held, lines=lines, by=scene.officer)
    assert step(scene, "induction").done_on == today()


def test_systems_close_with_rules_duties_and_a_head_of_every_grid(scene):
    done(scene.election, "handover", by=scene.officer)
    for kind, title in rules.NEEDED_SYSTEMS.items():
        actions.adopt_system(
            election=scene.election, kind=kind, title=title, adopted_by="representatives",
            adopted_on=today(), text="修好主干道。", by=scene.clerk,
        )  # fmt: skip
    grids = bodies.record_body(
        election=scene.election, kind="grids", chosen_by="appointed", chosen_on=today(), by=scene.clerk
    )
    for row in queries.team(scene.election):
        actions.set_duty(holder=row, work="分管", from_on=today(), by=scene.clerk)
    assert "no_grid" in codes(queries.set_up(scene.election).decision)
    for group in scene.election.village.groups.all():
        person = PersonFactory(village=scene.election.village)
        bodies.add_holder(body=grids, person=person, post="head", group=group, by=scene.clerk)
    assert step(scene, "systems").done_on == today()


# ------------------------------------------------------------------ pages


def test_the_sheet_says_what_is_missing_and_costs_the_same_for_seven_items(scene, client):
    client.force_login(scene.clerk)
    page = reverse("ballots:afterwards", args=[scene.election.pk])
    with CaptureQueriesContext(connection) as empty:
        assertContains(client.get(page), "移交清单还没有登记：公章")
    list_all(scene, missing="seal")
    with CaptureQueriesContext(connection) as many:
        response = client.get(page)
    assertContains(response, "有缺失")
    assert len(many) <= len(empty) + 3  # the measures of items, in each of their three readings

    add = reverse("ballots:after_item_add", args=[scene.election.pk])
    response = client.post(add, {"kind": "seal", "name": "财务章"})
    assertContains(response, "请写明应移交多少")
    assertContains(response, "财务章")
    client.force_login(UserFactory(serving="369901009001", role=Role.VILLAGE_CLERK))
    assert client.get(page).status_code == 404


def test_the_box_of_the_village_names_what_is_there_and_what_is_not(scene):
    lines = {line.title: line for line in village_box(scene.election)}
    assert lines["计票单和选举结果"].there is True
    assert lines["签字的移交清单"].there is False
    assert lines["选票、票根、计票单"].there is None
    assert "/stock/" in lines["选票领用登记和剩余选票"].url
    early = {line.title: line for line in village_box(ElectionFactory())}
    assert early["选票领用登记和剩余选票"].url == ""  # no round yet: the page would be a 404


def test_the_team_elected_now_is_the_team_in_office_before_the_next_election(scene):
    day = scene.election.election_day + dt.timedelta(days=1826)
    cycle = CycleFactory(township=scene.election.village.township, ordinal=13, default_day=day)
    following = ElectionFactory(village=scene.election.village, cycle=cycle, election_day=day, steps=True)
    rows = preparation.bring_team(election=following, by=scene.officer)

    assert {row.name for row in rows} == {"主甲", "委甲", "委乙"}
    assert {one.name for one in incumbents(following)} == {"主甲", "委甲", "委乙"}
    assert {one.name for one in incumbents(scene.election)} == {"演示旧主任", "委甲"}
    with pytest.raises(ValidationError, match="已经带入"):
        preparation.bring_team(election=following, by=scene.officer)
    with pytest.raises(ValidationError, match="没有这个村上一届选举的结果"):
        preparation.bring_team(election=scene.election, by=scene.officer)


def test_what_is_not_handed_over_in_time_stands_on_the_page_of_the_day(scene, client):
    items = list_all(scene, missing="seal")
    scene.election.steps.filter(code="handover").update(limit_on=today(1))
    client.force_login(scene.officer)
    home = reverse("dashboard:home")
    assertContains(client.get(home), "还没有催交")
    actions.take_measure(
        item=items["seal"], kind="urged", against="演示旧主任", taken_on=today(), paper_number="演示催1号",
        what="交出公章", by=scene.clerk,
    )  # fmt: skip
    response = client.get(home)
    assertContains(response, "逾期没有移交")
    assertContains(response, "已催交1次")
    actions.settle_item(item=items["seal"], settled_on=today(), settled="补交", by=scene.clerk)
    assertNotContains(client.get(home), "逾期没有移交")
