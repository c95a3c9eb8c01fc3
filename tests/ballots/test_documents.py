"""The papers of voting and counting, read back from their PDFs."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pypdf import PdfReader

from ballots import actions
from ballots.models import Box, Result, Winner
from ballots.prints import squares, tally_sheets, term
from ballots.prints.ballot import BALLOT
from ballots.prints.tally_sheets import TALLY_SHEETS
from ballots.rules.recall import RecallVote, check_recall_vote
from ballots.rules.results import QUESTIONS
from election_office.audit.ties import last_link
from election_office.documents import actions as documents
from election_office.documents.actions import working_pdf
from election_office.documents.paper import Para
from election_office.law.dates import cn_date
from election_office.law.rulebooks import rulebook_for
from tests.ballots.conftest import words_of
from tests.ballots.scenes import Scene
from tests.factories import ElectionFactory
from villages import actions as villages
from villages.models import Election, Kinship

pytestmark = pytest.mark.django_db


def build_scene() -> Scene:
    return Scene(village="东山村")


def text_of(data: bytes) -> str:
    """The words of a PDF without the blanks of its layout."""
    pages = PdfReader(io.BytesIO(data)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def declared(scene: Scene) -> Result:
    actions.declare_result(round=scene.agreed(), by=scene.officer)
    return Result.objects.with_places().get()


def with_write_in(scene: Scene) -> Result:
    scene.counting()
    scene.agree("director", scene.reading(主甲=5, 主乙=3, 另选人=12))
    scene.agree("member", scene.reading(委甲=14, 委乙=9, 委丙=9))
    actions.declare_result(round=scene.round, by=scene.officer)
    return Result.objects.with_places().get()


def post_everywhere(document, by):
    for place in document.place_list:
        documents.record_posting(document, place_key=place.key, posted_at=timezone.now(), by=by)


def test_the_polling_notice_says_when_and_where_and_closes_its_step_when_it_hangs(scene):
    villages.set_polling(
        election=scene.election,
        polling_place="东山村文化礼堂",
        opens_at=scene.election.opens_at,
        closes_at=scene.election.closes_at,
        by=scene.clerk,
    )
    actions.add_box(
        election=scene.election,
        name="东片",
        kind="station",
        place="东山小学",
        staff="演示监票员",
        by=scene.clerk,
    )
    election = Election.objects.with_places().get(pk=scene.election.pk)

    text = words_of("ballots.polling_notice", election)
    document = documents.issue("ballots.polling_notice", election, by=scene.clerk)
    post_everywhere(document, scene.clerk)

    for words in ("东山村文化礼堂", "东山小学", "演示监票员", "上午8时", cn_date(timezone.localdate())):
        assert words in text
    assert election.steps.get(code="polling_notice").done_on == timezone.localdate()
    # No mobile box, nobody to list: the step of that list is done with this notice.
    assert election.steps.get(code="mobile_notice").done_on == timezone.localdate()


def test_a_polling_notice_without_a_place_is_refused(scene):
    scene.box()

    with pytest.raises(ValidationError, match="投票时间和地点"):
        words_of("ballots.polling_notice", scene.election)


def test_the_result_notice_names_every_number_every_name_and_the_winners(scene):
    text = text_of(documents.preview_pdf("ballots.result_notice", declared(scene)))

    for words in (
        "登记参加选举的村民24人，发出选票20张，收回选票20张。选举有效。",
        "有效票18张，无效票1张，弃权票1张。",
        "主甲12当选",
        "主乙6",
        "委丙8",
        "主任：主甲。",
        "委员：委甲、委乙。",
        "东山村第十二届村民选举委员会",
    ):
        assert words in text


def test_the_result_notice_at_every_place_closes_its_step_and_ends_the_stage(scene):
    document = documents.issue("ballots.result_notice", declared(scene), by=scene.clerk)

    post_everywhere(document, scene.clerk)

    scene.election.refresh_from_db()
    assert scene.election.stage == "follow_up"


def test_a_winner_who_waits_for_review_is_on_the_notice_by_votes_alone(scene):
    text = words_of("ballots.result_notice", with_write_in(scene))

    assert "另选人（另选）12" in text
    assert "主任：暂无。另选他人达到当选票数的1人" in text
    assert "主任：另选人" not in text


def test_the_notice_of_open_seats_says_what_comes_next_and_by_when(scene):
    text = words_of("ballots.result_notice", with_write_in(scene))

    assert "委员缺1名，另行选举候选人：" in text
    assert "不得少于参加投票人数的三分之一" in text


def test_the_notice_says_why_somebody_with_enough_votes_has_no_seat_and_that_no_woman_sits(scene):
    Kinship.objects.create(
        person=scene.candidates["委甲"].person, relative=scene.candidates["主甲"].person, kind="sibling"
    )
    scene.counting()
    scene.agree("director", scene.reading(主甲=12, 主乙=6, void=2))
    scene.agree("member", scene.reading(委甲=14, 委丙=13, 委乙=8))
    actions.declare_result(round=scene.round, by=scene.officer, accepted=QUESTIONS, reason="演示：已当场说明")
    result = Result.objects.with_places().get()

    notice, report = (words_of(f"ballots.result_{kind}", result) for kind in ("notice", "report"))

    left = "委甲（委员14票）与主甲是兄弟姐妹关系，应当回避，由主甲留任"
    assert left in notice
    assert left in report
    assert "都不是妇女" in notice
    assert "都不是妇女" in report
    assert "用尚未选出的名额、专职专选或者补选产生妇女成员" not in report  # advice stands on the page alone
    assert "登记留任办法" not in report
    assert "未核实" not in notice


def test_a_void_vote_is_announced_as_void_without_votes(scene):
    scene.counting(own=12, recovered=12)
    actions.declare_result(round=scene.round, by=scene.officer)

    text = words_of("ballots.result_notice", Result.objects.with_places().get())

    assert "选举无效。" in text
    assert "重新选举" in text
    assert "主甲" not in text


def test_the_report_has_its_numbers_and_its_signers_and_closes_its_step(scene):
    result = declared(scene)

    end = last_link(scene.election.area_code)
    text = words_of("ballots.result_report", result)
    documents.issue("ballots.result_report", result, by=scene.clerk)

    for words in (
        "总监票人",
        "选举委员会主任",
        "乡镇监督人",
        "有效18无效1弃权1",
        "主甲12当选",
        "唱票人、计票人",
        f"{end.sentence}。",
    ):
        assert words in text
    assert scene.election.steps.get(code="report").done_on == timezone.localdate()


def test_a_certificate_names_the_person_the_post_the_term_and_its_issuer(scene):
    declared(scene)
    winner = Winner.objects.with_places().get(name="主甲")
    end = last_link(scene.election.area_code)

    document = documents.issue("ballots.certificate", winner, by=scene.clerk)
    # Later acts lengthen the trail; the paper says what was its end.
    documents.render(document)
    document.refresh_from_db()

    with document.pdf.open() as file:
        text = text_of(file.read())
    day = timezone.localdate()
    for words in (
        "主甲同志：",
        "您当选为东山村村民委员会主任",
        f"任期五年（{day.year}年{day.month}月至{day.year + 5}年{day.month}月）",
        "东山村第十二届村民选举委员会（章）",
        f"东山村当选证〔{day.year}〕第01号",
        f"操作留痕第{end.number}条，校验值{end.hash[:16]}",
    ):
        assert words in text
    assert document.pages == 1
    assert scene.election.steps.get(code="certificates").done_on == day


def test_one_winner_gets_one_certificate(scene):
    declared(scene)
    winner = Winner.objects.with_places().get(name="主甲")
    documents.issue("ballots.certificate", winner, by=scene.clerk)

    with pytest.raises(ValidationError, match="已有一份"):
        documents.issue("ballots.certificate", winner, by=scene.clerk)


def test_who_waits_for_review_gets_no_certificate(scene):
    with_write_in(scene)
    winner = Winner.objects.with_places().get(status="pending_review")

    with pytest.raises(ValidationError, match="资格审查通过以前"):
        documents.issue("ballots.certificate", winner, by=scene.clerk)


def test_tally_sheets_have_a_page_for_every_box_and_post(scene):
    scene.box()
    scene.box("东片投票站", "station")

    data = working_pdf(TALLY_SHEETS, scene.round)

    text = text_of(data)
    assert len(PdfReader(io.BytesIO(data)).pages) == 4
    assert "票箱：东片投票站职位：委员（应选2名）" in text
    assert "监票人：" in text


def test_a_tally_sheet_has_room_for_every_ballot_of_its_box():
    box = Box(recovered=350, mixed_recovered=12)
    assert tally_sheets.most_ballots(box, 2, 900) == 362
    assert tally_sheets.most_ballots(Box(issued_own=300, issued_proxy=50), 2, 900) == 350
    assert [tally_sheets.most_ballots(Box(), boxes, 900) for boxes in (1, 2, 3)] == [900, 675, 450]
    assert [squares.lines_for(votes) for votes in (0, 100, 101, 350, 2000)] == [1, 1, 2, 4, 20]
    drawn = squares.squares(4)
    assert drawn["path"].count("M") == (4 + 1) + (20 + 1)
    assert (drawn["width"], drawn["height"]) == (120, 28)


def test_the_ballot_lists_the_names_in_order_and_its_rules(scene):
    scene.box()

    text = words_of(BALLOT, scene.round)

    assert "主任（应选一名）" in text
    assert "多于应选名额的" in text


def test_a_hanging_polling_notice_asks_for_its_correction_when_hours_or_boxes_change(scene):
    villages.set_polling(
        reason="演示理由",
        election=scene.election,
        polling_place="东山村文化礼堂",
        opens_at=scene.election.opens_at,
        closes_at=scene.election.closes_at,
        by=scene.clerk,
    )
    actions.add_box(
        election=scene.election, name="东片", kind="station", place="东山小学", staff="", by=scene.clerk
    )
    document = documents.issue("ballots.polling_notice", scene.election, by=scene.clerk)
    post_everywhere(document, scene.clerk)
    step = scene.election.steps.get(code="polling_notice")
    assert step.done_on is not None

    election = Election.objects.with_places().get(pk=scene.election.pk)
    villages.set_polling(
        reason="演示理由",
        election=election,
        polling_place="东山村文化礼堂",
        opens_at=election.opens_at,
        closes_at=dt.time(17, 0),
        by=scene.clerk,
    )

    document.refresh_from_db()
    step.refresh_from_db()
    assert document.untrue == ["投票结束时间"]
    assert step.done_on is None
    actions.add_box(
        election=scene.election, name="西片", kind="station", place="西山小学", staff="", by=scene.clerk
    )
    document.refresh_from_db()
    assert document.untrue == ["投票结束时间", "票箱、投票地点和工作人员"]


def test_staff_named_after_a_notice_that_printed_none_leave_it_true(scene):
    villages.set_polling(
        election=scene.election,
        polling_place="东山村文化礼堂",
        opens_at=scene.election.opens_at,
        closes_at=scene.election.closes_at,
        by=scene.clerk,
    )
    named = {"name": "东片", "kind": "station", "place": "东山小学"}
    box = actions.add_box(election=scene.election, **named, staff="", by=scene.clerk)
    document = documents.issue("ballots.polling_notice", scene.election, by=scene.clerk)

    actions.edit_box(box=box, **named, staff="演示监票员", by=scene.clerk)

    document.refresh_from_db()
    assert document.untrue == []
    actions.edit_box(box=box, **named | {"place": "东山礼堂"}, staff="演示监票员", by=scene.clerk)
    document.refresh_from_db()
    assert document.untrue == ["票箱、投票地点和工作人员"]


def test_the_form_of_a_recall_asks_for_more_than_half_as_the_rule_does():
    """过半数 leaves exactly half out; 二分之一以上 would take it in."""
    facts = term._recall_facts("罢免表决结果报告单", ElectionFactory())
    said = "".join(block.text for block in term.recall_result(facts).blocks if isinstance(block, Para))
    assert "罢免须登记参加选举的村民过半数投票，并且投票的过半数同意。" in said
    half = RecallVote(registered=100, cast=51, in_favour=26)
    book = rulebook_for("369901001201", dt.date(2026, 12, 20))
    assert check_recall_vote(half, book).allowed
    assert not check_recall_vote(replace(half, cast=50), book).allowed
