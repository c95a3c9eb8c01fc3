"""Before the polling day, through the actions: design, draw, stock, staff and the opening of a station."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ballots import actions as ballots
from ballots.models import BallotMark, MarkDraw, StockMovement
from ballots.preparation import actions, queries
from ballots.preparation.rules.stock import Stock, check_balance, check_ready
from ballots.preparation.sheet import ready
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.ballots.scenes import Scene
from tests.factories import PersonFactory
from villages.models import Kinship, Step
from voters.models import Registration

TODAY = timezone.localdate


def build_scene() -> Scene:
    made = Scene()
    made.main, made.mobile = made.box(), made.box("流动票箱一", "mobile")  # type: ignore[attr-defined]
    return made


def design(scene: Scene, void_rules: str = "", **more: object) -> None:
    actions.decide_design(
        round=scene.round,
        form="combined",
        sheet="A4",
        per_sheet=2,
        reserve_percent=10,
        with_stub=True,
        void_rules=void_rules,
        by=scene.clerk,
        **more,  # type: ignore[arg-type]
    )


def move(scene: Scene, kind: str, count: int, **more: object) -> StockMovement:
    return actions.move_stock(
        round=scene.round,
        kind=kind,
        count=count,
        first_name="演示甲",
        second_name="演示乙",
        moved_at=timezone.now(),
        by=scene.clerk,
        **more,  # type: ignore[arg-type]
    )


def test_a_design_with_a_rule_against_write_ins_is_refused_and_one_with_a_warning_wants_a_reader(
    scene: Scene,
) -> None:
    with pytest.raises(RuleRefused, match="另选他人"):
        design(scene, "选正式候选人以外的人无效")
    with pytest.raises(ValidationError):
        design(scene, "空白票为无效票")
    design(scene, "空白票为无效票", accepted=True)
    assert queries.copies_of(scene.round, queries.design_of(scene.round)) == 27
    move(scene, "printed", 27)
    with pytest.raises(ValidationError, match="样式不能再改"):
        design(scene)


def test_the_draw_is_kept_from_everybody_until_the_polling_day(scene: Scene) -> None:
    election = scene.election
    township = election.village.township
    with pytest.raises(ValidationError, match="至少须有2种"):
        actions.draw_marks(round=scene.round, drawer="演示甲", witness="演示乙", by=scene.clerk)
    with pytest.raises(PermissionDenied):
        actions.add_mark(township=township, kind="seal", name="私章", by=scene.clerk)
    for kind, names in {"colour": ("浅黄", "浅蓝", "浅绿"), "seal": ("甲号章", "乙号章")}.items():
        for name in names:
            actions.add_mark(township=township, kind=kind, name=name, by=scene.officer)
    with pytest.raises(ValidationError):
        actions.draw_marks(round=scene.round, drawer="演示甲", witness="演示甲", by=scene.clerk)
    draw = actions.draw_marks(round=scene.round, drawer="演示甲", witness="演示乙", by=scene.clerk)
    entry = AuditEvent.objects.get(action="marks.drawn")
    known = [mark.name for mark in BallotMark.objects.all()]
    assert not any(name in str(entry.after) or name in draw.cipher for name in known)
    assert actions.revealed(draw) == {}
    with pytest.raises(ValidationError, match="只抽一次"):
        actions.draw_marks(round=scene.round, drawer="演示甲", witness="演示乙", by=scene.clerk)
    type(election).objects.filter(pk=election.pk).update(election_day=TODAY() + dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="投票日发票前才能启封"):
        actions.reveal_marks(round=scene.round, before="演示甲", by=scene.clerk)
    type(election).objects.filter(pk=election.pk).update(election_day=TODAY())
    shown = actions.reveal_marks(round=scene.round, before="演示甲、演示乙", by=scene.clerk)
    assert shown["colour"].startswith("浅")
    assert shown["seal"].endswith("号章")
    assert actions.revealed(MarkDraw.objects.get()) == shown


def test_the_book_balances_only_when_every_ballot_is_told(scene: Scene) -> None:
    main = scene.main  # type: ignore[attr-defined]
    move(scene, "printed", 27)
    received = move(scene, "received", 27)
    given = move(scene, "given", 24, box=main)
    with pytest.raises(RuleRefused, match="现有选票3张"):
        move(scene, "given", 4, box=main)
    with pytest.raises(ValidationError, match="先划去后面的登记"):
        actions.strike_movement(movement=received, reason="数错", by=scene.clerk)
    scene.ballots(main, 20, 20, spoiled=1)
    with pytest.raises(ValidationError, match="先划去后面的登记"):
        actions.strike_movement(movement=given, reason="数错", by=scene.clerk)
    boxes = {main.pk: main.name}
    assert not check_balance(queries.stock_of_round(scene.round), boxes).allowed
    with pytest.raises(RuleRefused, match="现有选票3张"):
        move(scene, "returned", 4, box=main)
    move(scene, "returned", 3, box=main)
    move(scene, "sealed", 6)
    assert check_balance(queries.stock_of_round(scene.round), boxes).allowed


@pytest.mark.parametrize(
    ("printed", "received", "given", "code"),
    [
        (24, 24, ("主会场",), ""),
        (23, 24, ("主会场",), "too_few_printed"),
        (24, 23, ("主会场",), "not_received"),
        (24, 24, (), "boxes_without"),
    ],
)
def test_ballots_are_ready_at_the_line_and_not_one_below(
    printed: int, received: int, given: tuple[str, ...], code: str
) -> None:
    stock = Stock(printed, received, 0, 0, {}, 0, 0)
    decision = check_ready(stock, registered=24, boxes=("主会场",), given=given)
    assert [finding.code for finding in decision.refusals] == ([code] if code else [])
    assert not check_ready(stock, registered=0, boxes=("主会场",), given=given).allowed


def test_the_step_of_the_ballots_closes_by_the_book_and_opens_when_a_line_is_struck_or_a_box_comes(
    scene: Scene,
) -> None:
    step = Step.objects.get(election=scene.election, code="ballots_ready")
    Step.objects.filter(pk=step.pk).update(waits_for=[])
    move(scene, "printed", 30)
    move(scene, "received", 30)
    move(scene, "given", 20, box=scene.main)  # type: ignore[attr-defined]
    step.refresh_from_db()
    assert step.done_on is None
    assert "流动票箱一" in str(ready(scene.election).decision.refusals)
    last = move(scene, "given", 4, box=scene.mobile)  # type: ignore[attr-defined]
    step.refresh_from_db()
    assert (step.done_on, step.evidence) == (TODAY(), "印制30张，领到30张，发给2个票箱")
    actions.strike_movement(movement=last, reason="数错", by=scene.clerk)
    step.refresh_from_db()
    assert step.done_on is None
    move(scene, "given", 4, box=scene.mobile)  # type: ignore[attr-defined]
    late = scene.box("迟到票箱")
    step.refresh_from_db()
    assert step.done_on is None
    ballots.remove_box(box=late, by=scene.clerk)
    step.refresh_from_db()
    assert step.done_on == TODAY()


def test_a_candidates_brother_may_not_count_and_his_cousin_may(scene: Scene) -> None:
    candidate = scene.candidates["主甲"].person
    brother, cousin = PersonFactory.create_batch(2, village=scene.election.village)
    Kinship.objects.create(person=candidate, relative=brother, kind="sibling", declared_by="演示甲")
    for person in (candidate, brother):
        with pytest.raises(RuleRefused, match="不得担任计票人"):
            actions.add_worker(round=scene.round, role="counter", person=person, by=scene.clerk)
    row, decision = actions.add_worker(round=scene.round, role="counter", person=cousin, by=scene.clerk)
    assert decision.allowed
    assert row.name == cousin.name
    actions.add_worker(round=scene.round, role="chief", name="外村甲", by=scene.clerk)
    with pytest.raises(ValidationError, match="只设一名"):
        actions.add_worker(round=scene.round, role="chief", name="外村乙", by=scene.clerk)
    with pytest.raises(PermissionDenied):
        actions.remove_worker(worker=row, by=scene.one)


def test_only_the_township_approves_a_mobile_box_and_its_voters_are_listed_once(scene: Scene) -> None:
    mobile, main = scene.mobile, scene.main  # type: ignore[attr-defined]
    paper = {"booths": 0, "route": "上午九时东片", "approval": "演示镇〔2026〕9号", "approved_on": TODAY()}
    with pytest.raises(PermissionDenied):
        actions.set_station(box=mobile, by=scene.clerk, **paper)
    actions.set_station(box=mobile, by=scene.officer, **paper)
    actions.set_station(box=mobile, by=scene.clerk, **(paper | {"route": "上午十时东片"}))
    voter = Registration.objects.filter(election=scene.election, is_candidate=False).first()
    assert voter is not None
    with pytest.raises(ValidationError, match="只有流动票箱"):
        actions.list_mobile_voter(box=main, registration=voter, reason="卧病", by=scene.clerk)
    actions.list_mobile_voter(box=mobile, registration=voter, reason="卧病在家", by=scene.clerk)
    second = scene.box("流动票箱二", "mobile")
    with pytest.raises(ValidationError, match="只列一处"):
        actions.list_mobile_voter(box=second, registration=voter, reason="卧病", by=scene.clerk)
    row = next(one for one in queries.station_rows(scene.round) if one.box == mobile)
    assert row.facts.voters[0].reason == "卧病在家"


def test_a_station_opens_with_every_point_met_or_with_the_reason_why_not(scene: Scene) -> None:
    main = scene.main  # type: ignore[attr-defined]
    met = dict.fromkeys(actions.CHECKS, True)
    now = timezone.now()
    with pytest.raises(ValidationError, match="请写明原因"):
        actions.record_opening(
            box=main, names="演示甲", opened_at=now, checks=met | {"booths_ready": False}, by=scene.clerk
        )
    assert queries.unopened(scene.round) == ["主会场票箱", "流动票箱一"]
    actions.record_opening(
        box=main,
        names="演示甲、演示乙",
        opened_at=now,
        checks=met | {"booths_ready": False},
        reason="隔板未到，借用教室",
        by=scene.clerk,
    )
    assert queries.unopened(scene.round) == ["流动票箱一"]
    with pytest.raises(ValidationError, match="已经登记"):
        actions.record_opening(box=main, names="演示甲", opened_at=now, checks=met, by=scene.clerk)


def test_nothing_is_prepared_any_more_once_the_count_began(scene: Scene) -> None:
    mobile = scene.mobile  # type: ignore[attr-defined]
    ballots.remove_box(box=mobile, by=scene.clerk)
    scene.ballots(scene.main, 20, 20)  # type: ignore[attr-defined]
    ballots.start_counting(round=scene.round, by=scene.clerk)
    with pytest.raises(ValidationError, match="投票准备不能再改"):
        actions.add_worker(round=scene.round, role="caller", name="外村甲", by=scene.clerk)
