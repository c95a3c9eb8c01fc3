"""Boxes, sheets and results as acts: they happen and leave their trace, or are refused and leave nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ballots import actions
from ballots.models import Box, CountEntry, CountSheet, Result, Round, Winner
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.law.decision import RuleRefused
from tests.ballots.scenes import Scene
from villages.actions.people import update_person
from villages.models import Election, Holder

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [finding.code for finding in refused.value.decision.refusals]


# ------------------------------------------------------------------ boxes


def test_the_first_box_begins_the_first_round_and_leaves_its_trace(scene):
    box = scene.box()

    assert (box.round.number, box.round.kind, box.round.state) == (1, "first", "preparing")
    assert AuditEvent.objects.get(action="box.added").after["name"] == "主会场票箱"


def test_two_boxes_of_one_name_are_refused(scene):
    scene.box()

    with pytest.raises(ValidationError, match="同名"):
        scene.box()


def test_a_count_clerk_keeps_no_boxes(scene):
    with pytest.raises(PermissionDenied):
        actions.add_box(election=scene.election, name="甲", kind="main", place="", staff="", by=scene.one)


def test_no_ballots_are_entered_before_the_polling_day():
    scene = Scene(day=timezone.localdate() + dt.timedelta(days=3))
    box = scene.box()

    with pytest.raises(RuleRefused, match="投票还没有开始"):
        scene.ballots(box, 20, 20)

    box.refresh_from_db()
    assert box.issued is None


def test_the_first_numbers_begin_the_voting(scene):
    scene.ballots(scene.box(), 20, 20)

    assert scene.round.state == Round.State.VOTING
    assert AuditEvent.objects.get(action="box.ballots_entered").after["recovered"] == 20


def test_more_ballots_than_handed_out_are_kept_only_after_another_count(scene):
    box = scene.box()

    with pytest.raises(RuleRefused) as refused:
        scene.ballots(box, 20, 21)
    scene.ballots(box, 20, 21, recounted=True)

    assert codes(refused) == ["recovered_exceeds_issued"]
    assert Box.objects.get().recovered == 21


def test_recovered_ballots_need_the_name_of_who_opened_the_box(scene):
    with pytest.raises(ValidationError, match="开箱"):
        actions.enter_ballots(
            box=scene.box(), issued_own=5, issued_proxy=0, recovered=5, opened_by=" ", by=scene.clerk
        )


def test_a_box_with_numbers_is_not_removed(scene):
    box = scene.box()
    scene.ballots(box, 20, 20)

    with pytest.raises(ValidationError, match="不能删除"):
        actions.remove_box(box=box, by=scene.clerk)

    assert Box.objects.filter(pk=box.pk).exists()


def test_a_box_entered_by_mistake_is_removed_and_told(scene):
    actions.remove_box(box=scene.box(), by=scene.clerk)

    assert not Box.objects.exists()
    assert AuditEvent.objects.filter(action="box.removed").count() == 1


# ------------------------------------------------------------------ closing the polls


def test_closing_the_polls_freezes_the_register_and_lays_out_the_sheets(scene):
    voting = scene.counting()

    assert (voting.registered, voting.proxies, voting.state) == (24, 0, "counting")
    assert CountSheet.objects.filter(state="open").count() == 2
    assert [name.name for name in voting.posts.first().ballot_names.all()] == ["主乙", "主甲"]
    assert AuditEvent.objects.get(action="round.counting_started").after["recovered"] == 20


def test_the_polls_stay_open_while_a_box_is_not_complete(scene):
    scene.ballots(scene.box(), 20, 20)
    scene.box("东片投票站", "station")

    with pytest.raises(RuleRefused, match="东片投票站"):
        actions.start_counting(round=scene.round, by=scene.clerk)

    assert scene.round.registered is None


def test_more_ballots_handed_out_than_voters_stop_the_count(scene):
    scene.ballots(scene.box(), 25, 20)

    with pytest.raises(RuleRefused) as refused:
        actions.start_counting(round=scene.round, by=scene.clerk)

    assert codes(refused) == ["issued_exceeds_registered"]


def test_nothing_is_counted_without_the_list_of_candidates(scene):
    scene.ballots(scene.box(), 20, 20)
    documents.revoke(Document.objects.get(), by=scene.clerk, reason="名单有误")

    with pytest.raises(RuleRefused) as refused:
        actions.start_counting(round=scene.round, by=scene.clerk)

    assert codes(refused) == ["list_not_issued"]


def test_too_many_ballots_stop_the_count_and_the_vote_is_declared_void(scene):
    scene.ballots(scene.box(), 20, 21, recounted=True)
    voting = actions.start_counting(round=scene.round, by=scene.clerk)

    result = actions.declare_result(round=voting, by=scene.officer)

    assert not CountSheet.objects.exists()
    assert result.outcome["valid"] is False
    assert {post["next"] for post in result.outcome["posts"]} == {"repeat"}
    assert scene.election.steps.get(code="polling").done_on is None


def test_half_of_the_voters_is_not_more_than_half_and_nothing_is_counted(scene):
    scene.counting(own=12, recovered=12)

    assert not CountSheet.objects.exists()


def test_a_deferred_village_does_not_close_its_polls(scene):
    scene.ballots(scene.box(), 20, 20)
    Election.objects.filter(pk=scene.election.pk).update(deferred=True)

    with pytest.raises(RuleRefused, match="暂缓"):
        actions.start_counting(round=scene.round, by=scene.clerk)


def test_numbers_are_not_changed_by_the_clerk_once_the_count_began(scene):
    scene.counting()

    with pytest.raises(ValidationError, match="不能再改"):
        scene.ballots(Box.objects.select_related("round__election").get(), 19, 19)


def test_a_corrected_number_of_ballots_opens_the_sheets_of_its_box_again(scene):
    scene.counting()
    scene.agree("director", scene.reading(主甲=12, 主乙=8))

    actions.correct_ballots(
        box=Box.objects.select_related("round__election__village").get(),
        issued_own=20,
        issued_proxy=0,
        spoiled=0,
        recovered=19,
        opened_by="演示监票员",
        reason="开箱单抄错",
        by=scene.officer,
    )

    assert scene.sheet("director").state == CountSheet.State.OPEN
    assert CountEntry.objects.filter(revoked_reason__contains="开箱单抄错").count() == 2
    assert AuditEvent.objects.get(action="box.ballots_corrected").reason == "开箱单抄错"


# ------------------------------------------------------------------ sheets


def test_two_people_who_type_the_same_agree(scene):
    scene.counting()

    sheet = scene.agree("director", scene.reading(void=1, blank=1, 主甲=12, 主乙=5, 另选人=1))

    assert (sheet.state, sheet.first_by, sheet.second_by) == ("agreed", scene.one, scene.two)
    assert AuditEvent.objects.filter(action="sheet.entered").count() == 2


def test_the_second_entry_by_the_same_person_is_refused_and_leaves_nothing(scene):
    scene.counting()
    reading = scene.reading(主甲=12, 主乙=8)
    scene.enter("director", reading, scene.one)

    with pytest.raises(RuleRefused, match="须由另一人进行"):
        scene.enter("director", reading, scene.one)

    assert CountEntry.objects.count() == 1


def test_all_faults_of_a_sheet_are_told_at_once(scene):
    scene.counting()

    with pytest.raises(RuleRefused) as refused:
        scene.enter("director", scene.reading(void=3, 主甲=19, 主乙=2), scene.one, valid=18)

    cell = f"c{scene.candidates['主甲'].pk}"
    assert codes(refused) == ["ballots_do_not_sum", "votes_exceed_places", f"votes_exceed_valid@{cell}"]
    assert not CountEntry.objects.exists()


def test_a_printed_name_is_not_written_in_beside_itself(scene):
    scene.counting()
    reading = scene.reading(主甲=12, 主乙=6)
    reading.votes["w:主甲"] = 2

    with pytest.raises(RuleRefused, match="应计入候选人一栏"):
        scene.enter("director", reading, scene.one)


def test_an_unusual_share_of_void_ballots_is_confirmed_with_a_reason(scene):
    scene.counting()
    reading = scene.reading(void=5, 主甲=12, 主乙=3)

    with pytest.raises(RuleRefused, match="十分之一"):
        scene.enter("director", reading, scene.one)
    with pytest.raises(RuleRefused, match="写明理由"):
        scene.enter("director", reading, scene.one, accepted=["many_unmarked"])
    scene.enter(
        "director",
        reading,
        scene.one,
        accepted=["many_unmarked"],
        accepted_reason="多选作废，已逐张复核",
    )

    entry = CountEntry.objects.get()
    assert (entry.accepted, entry.accepted_reason) == ("many_unmarked", "多选作废，已逐张复核")


def test_a_complete_entry_opened_before_the_first_was_saved_is_the_second(scene):
    scene.counting()
    stale = scene.sheet().version
    scene.enter("director", scene.reading(主甲=12, 主乙=8), scene.one)

    sheet = scene.enter("director", scene.reading(主甲=12, 主乙=8), scene.two, version=stale)

    assert (sheet.state, sheet.first_by, sheet.second_by) == ("agreed", scene.one, scene.two)


def test_a_form_opened_before_the_sheet_was_started_anew_is_refused(scene):
    scene.counting()
    stale = scene.sheet().version
    scene.enter("director", scene.reading(主甲=12, 主乙=8), scene.one)
    actions.reset_sheet(
        sheet=scene.sheet(), version=scene.sheet().version, reason="重新清点", by=scene.officer
    )
    scene.enter("director", scene.reading(主甲=12, 主乙=8), scene.one)

    with pytest.raises(ValidationError, match="此计票单已被他人更新"):
        scene.enter("director", scene.reading(主甲=12, 主乙=8), scene.two, version=stale)


TRUE = {"委甲": 14, "委乙": 13, "委丙": 8}


def differ(scene):
    """Both typed the members; the second wrote 委甲 one vote short."""
    scene.counting()
    scene.enter("member", scene.reading(**TRUE), scene.one)
    return scene.enter("member", scene.reading(**TRUE | {"委甲": 13}), scene.two)


def retype(scene, by, kind="member", **votes):
    sheet = scene.sheet(kind)
    reading = scene.reading(**votes)
    return actions.retype_cells(
        sheet=sheet, version=sheet.version, reading=reading, valid=20 - reading.void, by=by
    )


def test_only_the_differing_cells_are_asked_again_of_both(scene):
    sheet = differ(scene)

    assert sheet.state == "differs"
    assert sheet.differing == [f"c{scene.candidates['委甲'].pk}"]
    assert list(CountEntry.objects.values_list("recheck", flat=True)) == [True, True]


def test_the_typist_who_was_wrong_types_the_cell_again_and_the_sheet_agrees(scene):
    differ(scene)

    sheet = retype(scene, scene.two, **TRUE)

    assert sheet.state == "agreed"
    event = AuditEvent.objects.get(action="sheet.retyped")
    assert (event.before["votes"]["委甲"], event.after["votes"]["委甲"]) == (13, 14)


def test_a_cell_that_was_not_asked_cannot_be_changed(scene):
    differ(scene)

    with pytest.raises(ValidationError, match="已被他人更新"):
        retype(scene, scene.two, **TRUE | {"委乙": 12})


def test_nobody_types_the_cells_of_another(scene):
    differ(scene)

    with pytest.raises(ValidationError, match="原来的两位录入人"):
        retype(scene, scene.officer, **TRUE)


def test_a_name_corrected_between_two_readings_is_still_the_same_person(scene):
    scene.counting()
    read = scene.reading(主甲=12, 主乙=8)
    scene.enter("director", read, scene.one)
    person = scene.candidates["主甲"].person
    update_person(person=person, name="主嘉", reason="户口簿为嘉", by=scene.clerk)

    assert scene.enter("director", read, scene.two).agreed

    scene.agree("member", scene.reading(委甲=14, 委乙=13, 委丙=8))
    result = actions.declare_result(round=scene.round, by=scene.officer)
    winner = result.winners.get(post__kind="director")
    # The paper says what was printed; the seat is the person's, under the name of today.
    assert (winner.name, winner.person) == ("主甲", person)
    assert Holder.objects.in_office().get(post="director").person.name == "主嘉"


def test_two_who_still_differ_leave_the_sheet_to_a_third_person(scene):
    differ(scene)
    retype(scene, scene.one, **TRUE | {"委甲": 12})

    with pytest.raises(ValidationError, match="请等另一位"):
        retype(scene, scene.one, **TRUE)
    sheet = retype(scene, scene.two, **TRUE)

    assert sheet.state == "third"
    with pytest.raises(RuleRefused, match="第三次计票须由另一人进行"):
        scene.enter("member", scene.reading(**TRUE), scene.one)


def test_a_name_only_one_of_them_has_is_asked_again_as_a_name(scene):
    scene.counting()
    scene.enter("director", scene.reading(主甲=12, 主乙=7, 另选人=1), scene.one)
    sheet = scene.enter("director", scene.reading(主甲=12, 主乙=7, 另远人=1), scene.two)

    agreed = retype(scene, scene.two, "director", 主甲=12, 主乙=7, 另选人=1)

    assert (sheet.differing, agreed.state) == (["names"], "agreed")


def test_a_sheet_started_anew_keeps_what_was_typed_as_withdrawn(scene):
    differ(scene)
    sheet = scene.sheet("member")

    actions.reset_sheet(sheet=sheet, version=sheet.version, reason="计票单损坏，重新唱票", by=scene.officer)

    assert scene.sheet("member").state == "open"
    assert set(CountEntry.objects.values_list("revoked_reason", flat=True)) == {"计票单损坏，重新唱票"}
    assert AuditEvent.objects.get(action="sheet.reset").reason == "计票单损坏，重新唱票"


def test_a_count_clerk_may_not_start_a_sheet_anew(scene):
    differ(scene)
    sheet = scene.sheet("member")

    with pytest.raises(PermissionDenied):
        actions.reset_sheet(sheet=sheet, version=sheet.version, reason="试试", by=scene.one)


# ------------------------------------------------------------------ the result


def test_a_result_is_declared_from_agreed_sheets_and_closes_the_polling(scene):
    voting = scene.agreed()

    result = actions.declare_result(round=voting, by=scene.officer)

    assert [(one.name, one.votes, one.status) for one in Winner.objects.all()] == [
        ("主甲", 12, "elected"),
        ("委甲", 14, "elected"),
        ("委乙", 13, "elected"),
    ]
    assert all(one.candidate and one.person for one in Winner.objects.all())
    assert scene.round.state == Round.State.DECLARED
    assert scene.election.steps.get(code="polling").done_on == timezone.localdate()
    assert AuditEvent.objects.get(action="result.declared").after["count_sha256"] == result.count_sha256


def test_no_result_while_a_sheet_is_missing(scene):
    scene.counting()
    scene.agree("director", scene.reading(主甲=12, 主乙=8))

    with pytest.raises(RuleRefused, match="主会场票箱 委员"):
        actions.declare_result(round=scene.round, by=scene.officer)

    assert not Result.objects.exists()


def test_a_count_clerk_declares_nothing(scene):
    with pytest.raises(PermissionDenied):
        actions.declare_result(round=scene.agreed(), by=scene.one)


def test_a_second_declaration_is_refused(scene):
    voting = scene.agreed()
    actions.declare_result(round=voting, by=scene.officer)

    with pytest.raises(ValidationError, match="已宣布结果"):
        actions.declare_result(round=voting, by=scene.officer)


def test_a_winner_who_was_written_in_waits_for_review(scene):
    scene.counting()
    scene.agree("director", scene.reading(主甲=5, 主乙=3, 另选人=12))
    scene.agree("member", scene.reading(委甲=14, 委乙=13, 委丙=8))

    actions.declare_result(round=scene.round, by=scene.officer)

    winner = Winner.objects.get(post__kind="director")
    assert (winner.name, winner.status, winner.person) == ("另选人", "pending_review", None)
