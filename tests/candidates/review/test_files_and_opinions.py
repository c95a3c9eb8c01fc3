"""A file from its opening to the opinions of every unit."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from candidates import actions as candidates
from candidates import queries as candidate_queries
from candidates.models import Inspection, Opinion, ReviewRequest
from candidates.review import actions, queries
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.candidates.review.wording import TODAY, codes, refusal
from tests.candidates.review_scenes import UNITS, Review, scan, sheet
from tests.factories import RegistrationFactory, UserFactory, VillageFactory

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ the file


def test_an_incomplete_file_is_told_every_gap_at_once(review: Review) -> None:
    actions.edit_file(file=review.file, by=review.clerk, cv="", family="")
    with pytest.raises(RuleRefused) as refused:
        actions.submit_file(file=review.file, by=review.clerk)
    text = refusal(refused.value)
    for gap in ("个人简历", "家庭成员情况", "照片", "换届纪律承诺书", "换届纪律责任书", "换届纪律保证书"):
        assert gap in text
    assert review.fresh().state == "drafting"


def test_a_candidate_is_never_excused_from_the_commitment(review: Review) -> None:
    with pytest.raises(ValidationError, match="每名候选人都要签订"):
        actions.set_paper(file=review.file, kind="commitment", excused="不愿签", by=review.clerk)
    assert not review.file.papers.exists()


def test_a_scan_that_is_no_picture_and_no_pdf_is_refused_and_nothing_is_kept(review: Review) -> None:
    with pytest.raises(ValidationError, match="PDF、JPG或者PNG"):
        actions.set_paper(
            file=review.file,
            kind="commitment",
            signed_on=TODAY(),
            scan=scan("承诺书.pdf", b"MZ executable"),
            by=review.clerk,
        )
    assert not review.file.papers.exists()
    assert not AuditEvent.objects.filter(action="review.paper_set").exists()


def test_a_person_of_another_village_gets_no_file_here(review: Review) -> None:
    other = Review()
    with pytest.raises(ValidationError, match="人员记录不在"):
        actions.open_file(
            election=review.election, person=other.person, purpose="village_committee", by=review.clerk
        )


def test_a_handed_in_file_is_no_longer_changed(review: Review) -> None:
    review.fill()
    actions.submit_file(file=review.file, by=review.clerk)
    with pytest.raises(RuleRefused) as refused:
        actions.edit_file(file=review.file, by=review.clerk, cv="改写")
    assert codes(refused.value) == ["file_elsewhere"]


def test_a_file_sent_back_takes_its_opinions_with_it(review: Review) -> None:
    file = review.to_township()
    actions.return_file(file=file, reason="简历不实", by=review.officer)
    assert review.fresh().state == "drafting"
    opinion = Opinion.objects.get()
    assert opinion.revoked_reason == "材料退回补正：简历不实"
    assert opinion.revoked_by == review.officer


# ------------------------------------------------------------------ opinions


def test_the_whole_way_ends_in_a_candidate(review: Review) -> None:
    file = review.to_inspection()
    assert review.passes(file).state == "passed"
    registration = RegistrationFactory(election=review.election, person=review.person)
    candidate, _ = candidates.enter_candidate(
        election=review.election,
        post=review.election.posts.get(kind="director"),
        registration=registration,
        by=review.clerk,
        entry_reason="提名在系统外进行",
    )
    assert candidate.state == "formal"
    assert candidate_queries.check_list(review.election, TODAY()).refusals[0].code == "candidates_too_few"
    acts = list(AuditEvent.objects.filter(action__startswith="review.").values_list("action", flat=True))
    assert {"review.file_submitted", "review.batch_sent", "review.inspected", "review.passed"} <= set(acts)
    assert acts.count("review.opinion_given") == 2 + len(UNITS)


def test_a_sheet_with_an_unanswered_line_is_refused(review: Review) -> None:
    review.to_county()
    review.send()
    filled = sheet(review.election)
    filled["answers"] = filled["answers"][1:]
    with pytest.raises(RuleRefused) as refused:
        actions.answer_request(request=review.request("公安"), by=review.reviewers["公安"], **filled)
    assert codes(refused.value) == ["lines_unanswered"]
    assert Opinion.objects.filter(level="county").count() == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scan": None}, "scan_missing"),
        ({"handler": " "}, "signature_missing"),
        ({"leader": ""}, "leader_missing"),
        ({"leader": "经办甲"}, "same_signature"),
        ({"conclusion": "disagree"}, "remark_missing"),
        ({"conclusion": "reserved"}, "remark_missing"),
        ({"stamped_on": dt.date(2099, 1, 1)}, "stamped_future"),
        ({"stamped_on": dt.date(2020, 1, 1)}, "stamped_early"),
        ({"found": {"statutory-criminal_punishment": "2010年判处有期徒刑"}}, "conclusion_contradicts"),
        ({"found": {"unfit-morals": " "}}, "reason-unfit-morals"),
    ],
)
def test_a_sheet_that_is_not_whole_is_refused(review: Review, change: dict, code: str) -> None:
    review.to_county()
    review.send()
    with pytest.raises(RuleRefused) as refused:
        review.answer("公安", **change)
    assert codes(refused.value) == [code]
    assert not Opinion.objects.filter(level="county").exists()


def test_a_unit_answers_for_itself_alone(review: Review) -> None:
    review.to_county()
    review.send()
    with pytest.raises(PermissionDenied):
        actions.answer_request(
            request=review.request("公安"), by=review.reviewers["法院"], **sheet(review.election)
        )
    for stranger in (review.officer, review.clerk):
        with pytest.raises(PermissionDenied):
            actions.answer_request(request=review.request("公安"), by=stranger, **sheet(review.election))
    assert not Opinion.objects.filter(level="county").exists()


def test_the_same_unit_of_another_county_answers_nothing_here(review: Review) -> None:
    review.to_county()
    review.send()
    stranger = UserFactory(serving="369902", role=Role.DEPARTMENT_REVIEWER, unit="公安")
    assert ReviewRequest.objects.sent_to(stranger).count() == 0
    with pytest.raises(PermissionDenied):
        actions.answer_request(request=review.request("公安"), by=stranger, **sheet(review.election))


def test_a_unit_answers_once_and_may_take_its_answer_back(review: Review) -> None:
    review.to_county()
    review.send()
    opinion = review.answer("公安")
    with pytest.raises(ValidationError, match="已经答复"):
        review.answer("公安")
    actions.withdraw_opinion(opinion=opinion, reason="看错了人", by=review.reviewers["公安"])
    again = review.answer("公安", conclusion="reserved", remark="有信访件正在核实")
    assert list(Opinion.objects.standing().filter(level="county")) == [again]
    assert Opinion.objects.get(pk=opinion.pk).conclusion == "agree"


def test_the_database_itself_refuses_a_second_standing_answer(review: Review) -> None:
    review.to_county()
    review.send()
    opinion = review.answer("公安")
    opinion.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        opinion.save(force_insert=True)


def test_a_number_is_shown_once_for_a_purpose_that_is_kept(review: Review) -> None:
    review.to_county()
    review.send()
    request = review.request("公安")
    number = actions.reveal_number(request=request, purpose="比对犯罪记录", by=review.reviewers["公安"])
    assert number.startswith("3699")
    assert len(number) == 18
    event = AuditEvent.objects.get(action="review.number_revealed")
    assert event.reason == "比对犯罪记录"
    assert number not in str(event.after)
    with pytest.raises(PermissionDenied):
        actions.reveal_number(request=request, purpose="看看", by=review.reviewers["法院"])
    with pytest.raises(ValidationError):
        actions.reveal_number(request=request, purpose=" ", by=review.reviewers["公安"])
    assert AuditEvent.objects.filter(action="review.number_revealed").count() == 1


# ------------------------------------------------------------------ sending


def test_a_pair_is_sent_once_and_a_new_unit_gets_the_rest(review: Review) -> None:
    review.to_county()
    first = review.send()
    assert [batch.department.name for batch in first] == list(UNITS)
    with pytest.raises(RuleRefused) as refused:
        review.send()
    assert codes(refused.value) == ["sent_before"]
    _, other = review.another("演示审查乙")
    review.to_county(other)
    second = review.send(review.fresh(), review.fresh(other))
    assert [batch.serial for batch in second] == [2, 2, 2]
    assert [batch.requests.count() for batch in second] == [1, 1, 1]


def test_a_file_still_in_the_village_is_not_sent(review: Review) -> None:
    review.to_township()
    with pytest.raises(RuleRefused) as refused:
        review.send()
    assert codes(refused.value) == ["file_elsewhere"]


def test_a_unit_that_takes_part_no_longer_is_sent_nothing(review: Review) -> None:
    review.to_county()
    county = UserFactory(serving="369901", role=Role.COUNTY_SUPERVISOR)
    actions.edit_department(department=review.units[0], name="公安", active=False, by=county)
    assert [batch.department.name for batch in review.send()] == list(UNITS[1:])


def test_overdue_units_are_named_until_they_answer(review: Review) -> None:
    review.to_county()
    review.send(due_on=TODAY() + dt.timedelta(days=2))
    review.answer("公安")
    assert queries.overdue_count(review.officer, TODAY()) == 0
    later = TODAY() + dt.timedelta(days=3)
    late = queries.late_units(review.officer, later)
    assert [(unit.department, unit.count) for unit in late] == [("法院", 1), ("纪委监委", 1)]
    assert late[0].villages == [review.election.village.name]
    assert queries.overdue_count(review.officer, later) == 2
    elsewhere = UserFactory(serving=VillageFactory().township.code, role=Role.TOWNSHIP_OFFICER)
    assert queries.overdue_requests(elsewhere, later) == []


# ------------------------------------------------------------------ nobody passes by silence


def test_nobody_is_inspected_while_a_unit_is_silent(review: Review) -> None:
    review.to_county()
    review.send()
    review.answer("公安")
    with pytest.raises(RuleRefused) as refused:
        review.inspect()
    assert codes(refused.value) == ["departments_silent"]
    assert "法院、纪委监委" in refusal(refused.value)
    assert not Inspection.objects.exists()


def test_a_unit_that_was_never_asked_counts_as_missing(review: Review) -> None:
    file = review.to_inspection()
    county = UserFactory(serving="369901", role=Role.COUNTY_SUPERVISOR)
    actions.add_department(area_code="369901", name="信访", by=county)
    with pytest.raises(RuleRefused) as refused:
        review.passes(file)
    assert codes(refused.value) == ["departments_unsent"]
    assert review.fresh().state == "inspection"


def test_without_any_unit_nobody_passes(review: Review) -> None:
    review.to_county()
    for unit in review.units:
        unit.active = False
        unit.save()
    with pytest.raises(RuleRefused) as refused:
        review.inspect()
    assert "no_departments" in codes(refused.value)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"recovered": 41, "good": 23}, "survey_more_than_issued"),
        ({"good": 19}, "survey_does_not_add_up"),
        ({"talks": 0}, "talks_missing"),
    ],
)
def test_an_inspection_whose_numbers_disagree_is_refused(review: Review, values: dict, code: str) -> None:
    review.to_county()
    review.send()
    for unit in UNITS:
        review.answer(unit)
    with pytest.raises(RuleRefused) as refused:
        review.inspect(**values)
    assert codes(refused.value) == [code]
    assert review.fresh().state == "county"


def test_an_unfit_conclusion_goes_to_the_county(review: Review) -> None:
    review.to_county()
    review.send()
    for unit in UNITS:
        review.answer(unit)
    review.inspect(conclusion="unfit", text="群众认可度低。")
    with pytest.raises(RuleRefused) as refused:
        review.passes(review.fresh())
    assert codes(refused.value) == ["inspection_unfit"]
    actions.escalate_file(file=review.fresh(), reason="考察不合适", leader="镇书记甲", by=review.officer)
    assert review.fresh().state == "escalated"
