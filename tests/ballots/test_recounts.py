"""A box drawn by lot before the people is counted again before the result is declared."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots import actions
from ballots.models import CountSheet, Recount
from ballots.recounts import rules
from ballots.recounts.actions import draw_box, finish_recount
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.ballots.scenes import Scene
from villages.models import RuleOverlay

BOOK = rulebook_for("369901101201", timezone.localdate())


class _Book:
    """The national book with another number of boxes."""

    def __init__(self, wanted):
        self.wanted = wanted

    def value(self, key):
        assert key == "recount_boxes"
        return self.wanted

    def cite(self, key):
        return BOOK.cite(key)


def codes(decision):
    return [finding.code for finding in decision.refusals]


@pytest.mark.parametrize(
    ("wanted", "boxes", "drawn"), [(0, 3, 0), (1, 3, 1), (2, 3, 2), (3, 3, 3), (4, 3, 3)]
)
def test_never_more_boxes_than_there_are(wanted, boxes, drawn):
    assert rules.boxes_to_draw(_Book(wanted), boxes) == drawn


def test_nobody_recounts_where_nothing_was_decided():
    assert BOOK.value("recount_boxes") == 0
    assert rules.check_recounted(boxes=3, finished=0, waiting=[], book=BOOK).allowed


@pytest.mark.parametrize(
    ("finished", "waiting", "refused"),
    [
        (2, [], []),
        (3, [], []),
        (1, [], ["recount_missing"]),
        (0, [], ["recount_missing"]),
        (1, ["东片投票站"], ["recount_waiting"]),
        (2, ["东片投票站"], ["recount_waiting"]),
    ],
)
def test_two_boxes_wanted(finished, waiting, refused):
    decision = rules.check_recounted(boxes=3, finished=finished, waiting=waiting, book=_Book(2))
    assert codes(decision) == refused


def draw(**changes):
    facts = {"box": "甲箱", "lots": ["甲箱", "乙箱"], "drawn": [], "open_sheets": 0}
    facts |= {"drawn_by": "演示甲", "witness": "演示乙", "book": _Book(1)} | changes
    return codes(rules.check_draw(**facts))


def test_what_refuses_a_draw():
    assert draw() == []
    assert draw(open_sheets=1) == ["sheets_open"]
    assert draw(witness="演示甲") == ["same_person"]
    assert draw(box="丙箱") == ["no_lot"]
    assert draw(drawn=["乙箱"]) == ["none_wanted"]
    assert draw(drawn=["甲箱"], book=_Book(2)) == ["drawn_before"]
    assert draw(book=_Book(0)) == ["none_wanted"]


def test_what_refuses_a_finding():
    def finish(**changes):
        return codes(rules.check_finish(**{"finished": False, "same": True, "found": ""} | changes))

    assert finish() == []
    assert finish(same=False, found="无效票少1张") == []
    assert finish(same=False, found=" ") == ["not_said"]
    assert finish(found="无效票少1张") == ["both"]
    assert finish(finished=True) == ["finished_before"]


@pytest.fixture
def scene(db):
    scene = Scene(listed=False)  # the rules are frozen when the list hangs
    RuleOverlay.objects.create(
        area_code=scene.election.area_code[:9],
        key="recount_boxes",
        value=1,
        paper_number="演示镇〔2026〕6号",
        paper_date=timezone.localdate(),
        entered_by=scene.officer,
    )
    scene.hang_list()
    scene.agreed()
    return scene


def test_a_result_waits_for_the_box_the_lot_fell_on(scene):
    voting = scene.round
    with pytest.raises(RuleRefused, match="抽签复点1个票箱，现在抽了0个"):
        actions.declare_result(round=voting, by=scene.officer)
    row = draw_box(
        round=voting, box=voting.boxes.get(), drawn_by="演示甲", witness="演示 乙", by=scene.officer
    )
    assert row.witness == "演示乙"
    with pytest.raises(RuleRefused, match="还没有登记复点结果"):
        actions.declare_result(round=voting, by=scene.officer)
    finish_recount(recount=row, same=True, found="", counted_by="演示丙、演示丁", by=scene.officer)

    result = actions.declare_result(round=voting, by=scene.officer)

    assert result.outcome["valid"]
    codes_left = AuditEvent.objects.filter(action__startswith="recount.").values_list("action", flat=True)
    assert sorted(codes_left) == ["recount.drawn", "recount.finished"]


def test_where_it_differs_the_sheets_of_the_box_are_typed_anew(scene):
    voting = scene.round
    row = draw_box(
        round=voting, box=voting.boxes.get(), drawn_by="演示甲", witness="演示乙", by=scene.officer
    )
    finish_recount(recount=row, same=False, found="主甲少1票", counted_by="演示丙", by=scene.officer)

    assert set(CountSheet.objects.filter(box=row.box).values_list("state", flat=True)) == {"open"}
    assert Recount.objects.get().found == "主甲少1票"
    with pytest.raises(RuleRefused, match="两次录入一致"):
        actions.declare_result(round=voting, by=scene.officer)
    with pytest.raises(RuleRefused, match="不能再改"):
        finish_recount(recount=row, same=True, found="", counted_by="演示丙", by=scene.officer)

    scene.agree("director", scene.reading(void=1, blank=1, 主甲=11, 主乙=7))
    scene.agree("member", scene.reading(void=1, 委甲=14, 委乙=13, 委丙=8))
    assert actions.declare_result(round=voting, by=scene.officer).outcome["valid"]


def test_the_pages_lead_from_the_count_to_the_finding(client, scene):
    client.force_login(scene.officer)
    count = reverse("ballots:count", args=[scene.election.pk])
    draws = reverse("ballots:recount_draw", args=[scene.election.pk])
    assert draws in client.get(count).content.decode()
    typed = {"box": scene.round.boxes.get().pk, "drawn_by": "演示甲", "witness": "演示甲"}

    refused = client.post(draws, typed)
    assert "不能是同一人" in refused.content.decode()
    assert not Recount.objects.exists()
    client.post(draws, typed | {"witness": "演示乙"})
    finish = reverse("ballots:recount_finish", args=[Recount.objects.get().pk])
    page = client.get(count).content.decode()
    assert "待复点" in page
    assert finish in page
    client.post(finish, {"same": "yes", "counted_by": "演示丙", "found": ""})
    assert "相符" in client.get(count).content.decode()
    assert Recount.objects.get().same is True
