"""Cases about the boxes, the count and the result, each with the number it was reported under."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballots import actions as ballots
from ballots.documents import CERTIFICATE
from ballots.issuing import actions as issuing
from ballots.issuing.actions import Act
from ballots.issuing.rules import OpeningFacts, check_open_box
from ballots.models import Box, BoxSeal, PollWorker
from ballots.preparation import actions as preparation
from ballots.rules import adjudicate
from ballots.rules.polls import BoxNumbers, check_box
from ballots.rules.sheets import Reading
from candidates.models import Candidate
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.ballots.conftest import words_of
from tests.ballots.scenes import Scene
from villages import actions as villages
from villages.models import Body, Election
from voters.models import Registration

pytestmark = pytest.mark.django_db
REFUSED = (RuleRefused, ValidationError)
BOOK = rulebook_for("330106", dt.date(2026, 12, 20))


def undetermined() -> Any:
    """主甲 leads by 4 with 5 ballots beyond the limit; 委甲 and 委乙 lead by more than they could turn."""
    scene = Scene()
    scene.ballots(scene.box(), 15, 20, proxy=5)
    ballots.start_counting(round=scene.round, by=scene.clerk)
    scene.agree("director", scene.reading(void=1, blank=1, 主甲=11, 主乙=7))
    scene.agree("member", scene.reading(void=1, 委甲=19, 委乙=18, 委丙=1))
    return scene, ballots.declare_result(round=scene.round, by=scene.officer)


def test_p08_the_seat_that_is_not_determined_gets_no_certificate() -> None:
    scene, result = undetermined()
    with pytest.raises(REFUSED, match="不能确定"):
        documents.issue(CERTIFICATE, result.winners.get(name="主甲"), by=scene.officer)
    documents.issue(CERTIFICATE, result.winners.get(name="委甲"), by=scene.officer)


def test_p08_no_paper_names_a_winner_of_the_seat_and_nobody_is_seated() -> None:
    scene, result = undetermined()
    notice = words_of("ballots.result_notice", result)
    assert "主任：暂无。主甲得票在前，这一名额的结果不能确定，应当重新投票。" in notice
    body = Body.objects.get(election=scene.election, kind=Body.Kind.VILLAGE_COMMITTEE)
    assert sorted(body.holders.values_list("person__name", flat=True)) == ["委乙", "委甲"]


@pytest.mark.parametrize(("printed", "written"), [("艾力·吐尔逊", "艾力•吐尔逊"), ("王 五", "王五")])
def test_p09_a_printed_name_written_in_another_way_is_the_printed_candidate(
    printed: str, written: str
) -> None:
    scene = Scene(candidates={"director": (printed, "主乙"), "member": ("委甲", "委乙", "委丙")})
    scene.counting()
    cells = {f"c{scene.candidates[printed].pk}": 9, f"c{scene.candidates['主乙'].pk}": 8, f"w:{written}": 3}
    with pytest.raises(REFUSED):
        scene.enter("director", Reading(0, 0, cells), scene.one)


def test_c01_one_name_in_two_spellings_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    count = {
        "format": "election-count/1",
        "area": "650000",
        "election_day": "2026-12-20",
        "round": "first",
        "registered": 24,
        "issued": 20,
        "recovered": 20,
        "posts": [
            {
                "post": "director",
                "seats": 1,
                "void": 0,
                "blank": 0,
                "votes": [
                    {"name": "艾力·吐尔逊", "votes": 9},
                    {"name": "主乙", "votes": 8},
                    {"name": "艾力•吐尔逊", "votes": 3, "write_in": True},
                ],
            }
        ],
    }
    path = tmp_path / "c01.json"
    path.write_text(json.dumps(count, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        call_command("adjudicate", str(path))
    assert stop.value.code == 2
    assert "重复出现" in capsys.readouterr().err


def test_p10_a_mobile_box_nobody_approved_is_told_in_the_result() -> None:
    scene = Scene()
    main, mobile = scene.box(), scene.box("流动票箱一", "mobile")
    scene.ballots(main, 12, 12)
    scene.ballots(mobile, 8, 8)
    ballots.start_counting(round=scene.round, by=scene.clerk)
    for box, one, two in (("主会场票箱", (6, 6), (8, 8, 4)), ("流动票箱一", (6, 2), (6, 5, 4))):
        scene.agree("director", scene.reading(主甲=one[0], 主乙=one[1]), box=box)
        scene.agree("member", scene.reading(委甲=two[0], 委乙=two[1], 委丙=two[2]), box=box)
    result = ballots.declare_result(round=scene.round, by=scene.officer)
    assert any("流动" in one["message"] for one in result.outcome["findings"])
    assert adjudicate(result.count).as_dict() == result.outcome


def test_p17_as_many_candidates_as_seats_is_told_in_the_result() -> None:
    scene = Scene()
    Candidate.objects.filter(pk=scene.candidates["主乙"].pk).update(
        state="withdrawn", left_on=timezone.localdate(), left_reason="本人书面退出"
    )
    scene.counting()
    scene.agree("director", scene.reading(主甲=20))
    scene.agree("member", scene.reading(void=1, 委甲=14, 委乙=13, 委丙=8))
    result = ballots.declare_result(round=scene.round, by=scene.officer)
    (found,) = [one for one in result.outcome["findings"] if one["code"] == "candidates_not_more"]
    assert "主任应选1名，投票时正式候选人只有1名" in found["message"]


def test_a12_one_watcher_in_two_places_and_staff_nobody_knows_are_told_in_the_result() -> None:
    scene = Scene()
    main, east = scene.box(), scene.box("东片投票站", "station")
    for box in (main, east):
        preparation.add_worker(
            round=scene.round, role="scrutineer", name="演示监票丁", box=box, by=scene.clerk
        )
    assert PollWorker.objects.count() == 2
    scene.ballots(main, 12, 12)
    scene.ballots(east, 8, 8)
    ballots.start_counting(round=scene.round, by=scene.clerk)
    for name, votes in (("主会场票箱", (7, 5)), ("东片投票站", (5, 3))):
        scene.agree("director", scene.reading(主甲=votes[0], 主乙=votes[1]), box=name)
        scene.agree("member", scene.reading(委甲=votes[0], 委乙=votes[1], 委丙=0), box=name)
    result = ballots.declare_result(round=scene.round, by=scene.officer)
    told = {one["code"]: one["message"] for one in result.outcome["findings"]}
    assert "演示监票丁同时列在“主会场票箱”、“东片投票站”" in told["staff_in_two_places"]
    assert "演示监票丁" in told["staff_kinship_unknown"]


def hours(scene: Scene, opens: dt.time, closes: dt.time) -> None:
    election = Election.objects.with_places().get(pk=scene.election.pk)
    villages.set_polling(
        election=election, polling_place="村部", opens_at=opens, closes_at=closes, by=scene.officer
    )


def voter_of(scene: Scene) -> Registration:
    return Registration.objects.filter(election=scene.election, is_candidate=False).latest("pk")


def hand_out(scene: Scene, box: Box) -> None:
    act = Act(uuid.uuid4(), "own", voter_of(scene).pk, timezone.now())
    row = Box.objects.select_related("round__election").get(pk=box.pk)
    assert [one.state for one in issuing.take_acts(box=row, acts=[act], by=scene.clerk)] == ["done"]


def test_p20_a_ballot_handed_out_outside_the_hours_is_told_in_the_result() -> None:
    scene = Scene()
    box = scene.box()
    hand_out(scene, box)
    hours(scene, dt.time(0, 0), dt.time(0, 1))
    scene.ballots(box, 20, 20, difference="签到簿二十人")
    ballots.start_counting(round=scene.round, by=scene.clerk)
    scene.agree("director", scene.reading(void=1, blank=1, 主甲=12, 主乙=6))
    scene.agree("member", scene.reading(void=1, 委甲=14, 委乙=13, 委丙=8))
    result = ballots.declare_result(round=scene.round, by=scene.officer)
    assert "outside_hours" in [one["code"] for one in result.outcome["findings"]]


# ------------------------------------------------------------------ A2: opening a box


def opening(minute: int, *, reason: str = "", township: bool = False, **numbers: int) -> OpeningFacts:
    at = dt.datetime(2026, 12, 20, 12, minute, tzinfo=timezone.get_current_timezone())
    closes = at.replace(minute=30)
    here, elsewhere = numbers.get("here", 5), numbers.get("elsewhere", 0)
    return OpeningFacts("主会场票箱", at, closes, here, elsewhere, reason, township)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (opening(30), []),
        (opening(29), ["opened_before_closing"]),
        (opening(29, reason="暴雨"), ["opened_before_closing"]),
        (opening(29, township=True), ["opened_before_closing"]),
        (opening(29, reason="暴雨", township=True), []),
        (opening(30, here=0, elsewhere=7), ["opened_without_hand_out"]),
        (opening(30, here=1, elsewhere=7), []),
        (opening(30, here=0, elsewhere=0), []),
        (opening(30, here=0, elsewhere=7, reason="本站没有人来投票"), []),
    ],
)
def test_a2_a_box_waits_for_the_announced_end(facts: OpeningFacts, codes: list[str]) -> None:
    assert [one.code for one in check_open_box(facts, BOOK).refusals] == codes


def sealed(scene: Scene) -> Box:
    box = scene.box()
    row = Box.objects.select_related("round__election").get(pk=box.pk)
    issuing.seal_box(box=row, names="演示监票员", at=timezone.now(), by=scene.clerk)
    return Box.objects.select_related("round__election").get(pk=box.pk)


def test_a2_the_page_refuses_before_the_end_and_the_township_puts_a_slip_right() -> None:
    scene = Scene()
    box = sealed(scene)
    hours(scene, dt.time(0, 0), dt.time(23, 59, 59))
    client = Client()
    client.force_login(scene.clerk)
    path = reverse("ballots:box_seal", args=[box.pk])
    page = client.get(path).content.decode()
    assert "本箱已发出选票0张。公告的投票结束时间是23:59。" in page
    data = {"names": "演示丙", "at": timezone.localtime().isoformat(), "intact": "yes"}
    assert "还不能开箱" in client.post(path, data).content.decode()
    assert BoxSeal.objects.get(box=box).opened_at is None

    client.force_login(scene.officer)
    client.post(path, data | {"early_reason": "全部选民已经投票"})
    assert BoxSeal.objects.get(box=box).opened_at is not None
    again = reverse("ballots:box_close_again", args=[box.pk])
    client.force_login(scene.clerk)
    assert client.post(again, {"reason": "误登"}).status_code == 403
    client.force_login(scene.officer)
    assert client.post(again, {"reason": "点错票箱，箱未打开"}).status_code == 302
    assert BoxSeal.objects.get(box=box).opened_at is None
    assert AuditEvent.objects.get(action="box.opening_undone").reason == "点错票箱，箱未打开"
    hand_out(scene, box)


# ------------------------------------------------------------------ A9: received, handed out, recovered


@pytest.mark.parametrize(
    ("issued", "spoiled", "recounted", "allowed"),
    [(200, 0, False, True), (201, 0, False, False), (199, 2, False, False), (201, 0, True, True)],
)
def test_a9_a_box_uses_no_more_than_it_received(
    issued: int, spoiled: int, recounted: bool, allowed: bool
) -> None:
    numbers = BoxNumbers("主会场票箱", issued, 0, None, spoiled=spoiled, received=200)
    decision = check_box(numbers, recounted, BOOK)
    assert decision.allowed is allowed
    if not allowed:
        assert "重新清点" in decision.refusals[0].message


def test_a9_the_difference_stays_in_the_result_and_no_line_calls_unequal_numbers_equal() -> None:
    scene = Scene()
    box = scene.box()
    for kind, names in (("printed", ("甲", "乙")), ("received", ("甲", "乙")), ("given", ("甲", "乙"))):
        preparation.move_stock(
            round=scene.round,
            kind=kind,
            count=30 if kind != "given" else 18,
            box=box if kind == "given" else None,
            first_name=f"演示{names[0]}",
            second_name=f"演示{names[1]}",
            moved_at=timezone.now(),
            by=scene.clerk,
        )
    with pytest.raises(RuleRefused, match="领到选票18张，发出20张，多出2张"):
        scene.ballots(box, 20, 20)
    scene.ballots(box, 20, 20, recounted=True)
    client = Client()
    client.force_login(scene.clerk)
    page = client.get(reverse("ballots:boxes", args=[scene.election.pk])).content.decode()
    assert "多出2张，请重新清点" in page
    assert "相符" not in page.replace("互相不符", "")
    ballots.start_counting(round=scene.round, by=scene.clerk)
    scene.agree("director", scene.reading(void=1, blank=1, 主甲=12, 主乙=6))
    scene.agree("member", scene.reading(void=1, 委甲=14, 委乙=13, 委丙=8))
    result = ballots.declare_result(round=scene.round, by=scene.officer)
    assert "ballots_beyond_stock" in [one["code"] for one in result.outcome["findings"]]
