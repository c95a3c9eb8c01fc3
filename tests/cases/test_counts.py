"""Cases about the boxes, the count and the result, each with the number it was reported under."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballots import actions as ballots
from ballots import queries
from ballots.aftermath import actions as aftermath
from ballots.irregularities import irregularities_of
from ballots.issuing import actions as issuing
from ballots.issuing.actions import Act
from ballots.issuing.rules import OpeningFacts, check_open_box
from ballots.models import BallotName, Box, BoxSeal, CountSheet, MarkDraw, PollWorker, Result, Winner
from ballots.notices.certificate import CODE as CERTIFICATE
from ballots.preparation import actions as preparation
from ballots.rules import CODES, adjudicate
from ballots.rules.polls import BoxNumbers, PollFacts, check_box, check_small_boxes
from ballots.rules.results import QUESTIONS
from ballots.rules.sheets import Reading
from candidates.models import Candidate
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.ballots.conftest import words_of
from tests.ballots.scenes import Scene
from villages import actions as villages
from villages.models import Body, Election, Kinship
from voters.models import Registration

pytestmark = pytest.mark.django_db
REFUSED = (RuleRefused, ValidationError)
BOOK = rulebook_for("330106", dt.date(2026, 12, 20))


def undetermined_scene() -> Scene:
    """主甲 leads by 4 with 5 ballots beyond the limit; 委甲 and 委乙 lead by more than they could turn."""
    scene = Scene()
    scene.ballots(scene.box(), 15, 20, proxy=5)
    ballots.start_counting(round=scene.round, by=scene.clerk)
    scene.agree("director", scene.reading(void=1, blank=1, 主甲=11, 主乙=7))
    scene.agree("member", scene.reading(void=1, 委甲=19, 委乙=18, 委丙=1))
    return scene


def undetermined() -> Any:
    scene = undetermined_scene()
    accepted = {"accepted": QUESTIONS, "reason": "演示：已当场说明"}
    return scene, ballots.declare_result(round=scene.round, by=scene.officer, **accepted)


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


def hours(scene: Scene, opens: dt.time, closes: dt.time, reason: str = "") -> None:
    election = Election.objects.with_places().get(pk=scene.election.pk)
    villages.set_polling(
        election=election,
        polling_place="村部",
        opens_at=opens,
        closes_at=closes,
        reason=reason,
        by=scene.officer,
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


def test_hours_changed_on_the_day_need_a_reason_that_stays_in_the_result() -> None:
    scene = Scene()
    scene.box()
    hours(scene, dt.time(8, 0), dt.time(12, 0))
    with pytest.raises(RuleRefused, match="公告的投票时间和地点不能随意改"):
        hours(scene, dt.time(8, 0), dt.time(13, 0))
    hours(scene, dt.time(8, 0), dt.time(12, 0))  # nothing changes, nothing is asked
    hours(scene, dt.time(8, 0), dt.time(13, 0), "停电一小时，选举委员会决定延长，已广播")
    (found,) = [one for one in irregularities_of(scene.round) if one.code == "polling_changed"]
    assert "由08:00至12:00（村部）改为08:00至13:00（村部），理由：停电一小时" in found.message


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


# ------------------------------------------------------------------ after the printing


def stock(scene: Scene, kind: str, count: int) -> None:
    preparation.move_stock(
        round=scene.round,
        kind=kind,
        count=count,
        first_name="演示甲",
        second_name="演示乙",
        moved_at=timezone.now(),
        by=scene.clerk,
    )


def test_a_candidate_who_left_after_the_printing_has_a_line_of_his_own() -> None:
    scene = Scene()
    scene.box()
    stock(scene, "printed", 30)
    candidate = scene.candidates["主乙"]
    candidate.state, candidate.left_on = Candidate.State.WITHDRAWN, timezone.localdate()
    candidate.left_reason = "本人书面退出"
    candidate.save()
    scene.ballots(Box.objects.get(), 20, 20)
    ballots.start_counting(round=scene.round, by=scene.clerk)
    assert [name.label for name in BallotName.objects.filter(candidate=candidate)] == ["主乙（印票后退出）"]
    scene.agree("director", scene.reading(void=1, 主甲=8, 主乙=11))
    scene.agree("member", scene.reading(void=1, 委甲=14, 委乙=13, 委丙=8))
    result = ballots.declare_result(round=scene.round, by=scene.officer)
    line = next(one for one in result.count["posts"][0]["votes"] if one["name"] == "主乙")
    assert line == {"name": "主乙", "votes": 11, "write_in": True}
    assert result.winners.get(name="主乙").status == "pending_review"


def test_who_left_before_the_printing_stands_on_no_sheet() -> None:
    scene = Scene()
    scene.box()
    candidate = scene.candidates["主乙"]
    candidate.state, candidate.left_on = Candidate.State.WITHDRAWN, timezone.localdate()
    candidate.left_reason = "本人书面退出"
    candidate.save()
    stock(scene, "printed", 30)
    scene.ballots(Box.objects.get(), 20, 20)
    ballots.start_counting(round=scene.round, by=scene.clerk)
    assert not BallotName.objects.filter(candidate=candidate).exists()


def decline(scene: Scene, name: str, **changes: Any) -> Any:
    values = {"basis": "own", "reason": "本人书面表示不担任", "paper_number": "本人声明"} | changes
    return aftermath.decide_winner(
        winner=Winner.objects.get(name=name),
        kind="declined",
        decided_on=timezone.localdate(),
        by=scene.officer,
        **values,
    )


def test_a_winner_declines_in_writing_before_the_certificate_and_his_seat_is_voted_on() -> None:
    scene = Scene()
    scene.agreed()
    result = ballots.declare_result(round=scene.round, by=scene.officer)
    decline(scene, "委乙")
    outcome = queries.current_outcome(result)
    members = outcome["posts"][1]
    assert (members["unfilled"], members["next"]) == (1, "runoff")
    assert "委乙" not in members["runoff_candidates"]
    with pytest.raises(ValidationError):
        documents.issue(CERTIFICATE, Winner.objects.get(name="委乙"), by=scene.officer)


@pytest.mark.parametrize(
    ("changes", "message"), [({"paper_number": " "}, "书面意愿"), ({"basis": "higher"}, "本人书面意愿")]
)
def test_nobody_else_declines_for_a_winner(changes: dict[str, Any], message: str) -> None:
    scene = Scene()
    scene.agreed()
    ballots.declare_result(round=scene.round, by=scene.officer)
    with pytest.raises(RuleRefused, match=message):
        decline(scene, "委乙", **changes)
    assert Winner.objects.get(name="委乙").status == "elected"


def test_after_the_certificate_a_winner_resigns_and_does_not_decline() -> None:
    scene = Scene()
    scene.agreed()
    result = ballots.declare_result(round=scene.round, by=scene.officer)
    documents.issue(CERTIFICATE, result.winners.get(name="委乙"), by=scene.officer)
    with pytest.raises(RuleRefused, match="辞职"):
        decline(scene, "委乙")


# ------------------------------------------------------------------ A6: the sealed draw


def drawn(scene: Scene) -> None:
    township = scene.election.village.township
    for kind, name in (("colour", "粉色"), ("colour", "浅蓝"), ("seal", "甲印"), ("seal", "乙印")):
        preparation.add_mark(township=township, kind=kind, name=name, by=scene.officer)
    preparation.draw_marks(round=scene.round, drawer="演示抽签人", witness="演示见证人", by=scene.clerk)


def test_a6_nothing_is_printed_on_a_colour_that_is_sealed_until_one_named_person_opened_it() -> None:
    scene = Scene(day=timezone.localdate() + dt.timedelta(days=3))
    scene.box()
    drawn(scene)
    with pytest.raises(ValidationError, match="印制负责人"):
        stock(scene, "printed", 30)
    with pytest.raises(PermissionDenied):
        preparation.open_draw_for_printing(round=scene.round, printer="演示印制", by=scene.clerk)
    client = Client()
    client.force_login(scene.officer)
    page = client.post(
        reverse("ballots:prepare_draw_print", args=[scene.election.pk]), {"printer": "演示印制"}
    ).content.decode()
    assert "粉色" in page or "浅蓝" in page
    event = AuditEvent.objects.get(action="marks.opened_for_printing")
    assert event.after == {"printer": "演示印制"}
    with pytest.raises(ValidationError, match="只启封一次"):
        preparation.open_draw_for_printing(round=scene.round, printer="演示别人", by=scene.officer)
    stock(scene, "printed", 30)


def test_a6_a_draw_among_what_was_printed_before_needs_no_look() -> None:
    scene = Scene(day=timezone.localdate() + dt.timedelta(days=3))
    scene.box()
    stock(scene, "printed", 30)
    drawn(scene)
    assert MarkDraw.objects.get().among_printed
    stock(scene, "printed", 30)


# ------------------------------------------------------------------ A10: declaring


def test_a10_the_page_shows_what_is_read_aloud_and_an_open_question_blocks_or_is_accepted_by_name() -> None:
    scene = Scene()
    Kinship.objects.create(
        person=scene.candidates["委甲"].person, relative=scene.candidates["主甲"].person, kind="sibling"
    )
    scene.agreed()
    client = Client()
    client.force_login(scene.officer)
    path = reverse("ballots:result_declare", args=[scene.election.pk])
    page = client.get(path).content.decode()
    assert "主任应选1名，有效票18张，无效票1张，弃权票1张。得票：主甲12票，主乙6票。" in page
    assert "主甲当选主任。" in page
    assert "须处理" in page
    assert "须先处理" in client.post(path, {}).content.decode()
    assert "须先处理" in client.post(path, {"relative_no_method": "on"}).content.decode()
    assert not Result.objects.exists()
    answer = client.post(path, {"relative_no_method": "on", "reason": "选委会决定主甲留任"})
    assert answer.status_code == 302
    result = Result.objects.get()
    assert (result.accepted, result.accepted_reason) == (["relative_no_method"], "选委会决定主甲留任")


def test_a1_the_report_says_what_happened_and_not_what_to_do() -> None:
    scene = Scene()
    Kinship.objects.create(
        person=scene.candidates["委甲"].person, relative=scene.candidates["主甲"].person, kind="sibling"
    )
    scene.agreed()
    result = ballots.declare_result(
        round=scene.round, by=scene.officer, accepted=QUESTIONS, reason="演示：已当场说明"
    )
    text = words_of("ballots.result_report", Result.objects.with_places().get(pk=result.pk))
    for code in CODES.values():
        if code.severity == "error":
            assert code.what_to_do not in text
    assert "近亲属回避，未当选" in text
    for signer in ("选举委员会主任", "总监票人", "监票人", "唱票人、计票人", "乡镇监督人"):
        assert signer in text
    document = documents.issue("ballots.result_report", result, by=scene.officer)
    documents.render(document)
    document.refresh_from_db()
    assert document.pages == 1


# ------------------------------------------------------------------ boxes with few ballots


def test_t9_a_box_of_three_ballots_is_not_counted_by_itself_and_mixed_is_one_with_another() -> None:
    scene = Scene()
    main, mobile = scene.box(), scene.box("流动票箱一", "mobile")
    scene.ballots(main, 17, 17)
    scene.ballots(mobile, 3, 3)
    with pytest.raises(RuleRefused, match="单独计票会看出个人的选择"):
        ballots.start_counting(round=scene.round, by=scene.clerk)
    client = Client()
    client.force_login(scene.clerk)
    path = reverse("ballots:box_mix", args=[mobile.pk])
    assert client.post(path, {"into": main.pk, "witnesses": "演示监票员"}).status_code == 302
    ballots.start_counting(round=scene.round, by=scene.clerk)
    sheets = CountSheet.objects.filter(box__round=scene.round).select_related("box")
    assert {(sheet.box.name, sheet.box.counted) for sheet in sheets} == {("主会场票箱", 20)}
    reading = scene.reading(void=1, blank=1, 主甲=12, 主乙=6)
    scene.agree("director", reading, valid=18)
    scene.agree("member", scene.reading(void=1, 委甲=14, 委乙=13, 委丙=8), valid=19)
    result = ballots.declare_result(round=scene.round, by=scene.officer)
    (box,) = result.count["boxes"]
    assert (box["name"], box["issued"], box["recovered"]) == ("主会场票箱、流动票箱一", 20, 20)
    assert adjudicate(result.count).as_dict() == result.outcome
    assert not [one for one in result.outcome["findings"] if one["code"].startswith("box")]
    assert AuditEvent.objects.get(action="box.mixed").after["ballots"] == 3


@pytest.mark.parametrize(("ballots_in_it", "allowed"), [(4, False), (5, True), (0, True)])
def test_t9_the_number_is_the_rulebooks(ballots_in_it: int, allowed: bool) -> None:
    boxes = (
        BoxNumbers("主会场票箱", 20, 0, 20, is_main=True),
        BoxNumbers("流动票箱一", ballots_in_it, 0, ballots_in_it),
    )
    day = dt.date(2026, 12, 20)
    facts = PollFacts("first", day, day, 40, 0, boxes, listed=True)
    assert check_small_boxes(facts, BOOK).allowed is allowed
    alone = PollFacts("first", day, day, 40, 0, boxes[1:], listed=True)
    assert check_small_boxes(alone, BOOK).allowed
    two = (BoxNumbers("流动票箱一", 4, 0, 4), BoxNumbers("流动票箱二", 2, 0, 2))
    small = check_small_boxes(PollFacts("first", day, day, 40, 0, two, listed=True), BOOK)
    assert small.allowed  # nothing larger to mix them with: told in the result
    assert small.warnings


def test_an_open_question_blocks_the_declaring_until_somebody_accepts_it_by_name() -> None:
    """Whoever calls the act: the page, a job or a loader."""
    scene = undetermined_scene()
    with pytest.raises(RuleRefused, match="须先处理"):
        ballots.declare_result(round=scene.round, by=scene.officer)
    with pytest.raises(RuleRefused, match="须先处理"):  # accepted, but nobody says why
        ballots.declare_result(round=scene.round, by=scene.officer, accepted=["result_undetermined"])
    assert not Result.objects.exists()
    result = ballots.declare_result(
        round=scene.round, by=scene.officer, accepted=["result_undetermined"], reason="演示：已当场说明"
    )
    assert (result.accepted, result.accepted_reason) == (["result_undetermined"], "演示：已当场说明")
