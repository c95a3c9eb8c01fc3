"""The joint review from the empty file to the decision: what happens, what is refused, what it leaves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates import actions as candidates
from candidates import queries as candidate_queries
from candidates.models import Candidate, ExceptionStatement, Inspection, Opinion, ReviewFile, ReviewRequest
from candidates.review import actions, queries
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from tests.candidates.review_scenes import UNITS, Review, scan, sheet
from tests.factories import ElectionFactory, RegistrationFactory, UserFactory, VillageFactory
from villages.models import RuleOverlay
from voters.models import Registration

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def review() -> Review:
    return Review()


def codes(refused: RuleRefused) -> list[str]:
    return [finding.code for finding in refused.decision.refusals]


def refusal(refused: RuleRefused) -> str:
    return "".join(finding.message for finding in refused.decision.refusals)


def adopt(review: Review, *keys: str, **values: object) -> None:
    actions.record_clause(
        **(
            {
                "election": review.election,
                "purpose": "village_committee",
                "keys": keys,
                "article": "第十二条",
                "body": "村民代表会议",
                "passed_on": TODAY(),
                "scan": scan("选举办法.pdf"),
                "by": review.clerk,
            }
            | values
        )
    )


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
    assert opinion.withdrawn_reason == "材料退回补正：简历不实"
    assert opinion.withdrawn_by == review.officer


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


# ------------------------------------------------------------------ the grounds


BAR = {"statutory-criminal_punishment": "2012年因犯罪被判处有期徒刑"}
POLICY = {"unfit-morals": "群众来信反映"}


def test_a_bar_of_the_law_rejects_at_once_and_cites_the_article(review: Review) -> None:
    review.to_county()
    review.send()
    review.answer("公安", found=BAR, conclusion="disagree", remark="有前科")
    file = review.rejects(list(BAR))
    assert file.state == "rejected"
    assert file.decided_on == TODAY()
    ground = file.rulings.get(kind="reject").grounds[0]
    assert ground["citation"] == "《村民委员会组织法》第十八条第一款"
    assert ground["unit"] == "公安"


def test_a_bar_that_nobody_found_rejects_nobody(review: Review) -> None:
    file = review.to_inspection()
    with pytest.raises(RuleRefused) as refused:
        review.rejects(list(BAR), file)
    assert codes(refused.value) == ["ground_not_found"]
    assert review.fresh().state == "inspection"


def test_a_bar_cannot_be_passed_nor_lifted_by_the_county(review: Review) -> None:
    review.to_county()
    review.send()
    review.answer("公安", found=BAR, conclusion="disagree", remark="有前科")
    for unit in UNITS[1:]:
        review.answer(unit)
    with pytest.raises(RuleRefused) as refused:
        review.inspect()
    assert codes(refused.value) == ["statutory_bar"]


def test_a_policy_ground_without_a_clause_can_only_be_reported(review: Review) -> None:
    file = review.to_inspection(found=POLICY, conclusion="disagree", remark="有反映")
    with pytest.raises(RuleRefused) as refused:
        review.passes(file)
    assert codes(refused.value) == ["policy_only"]
    with pytest.raises(RuleRefused) as refused:
        review.rejects(list(POLICY), file)
    assert codes(refused.value) == ["no_basis"]
    assert queries.review_facts(file).found[0].unit == "公安"
    actions.escalate_file(file=file, reason="群众反映", leader="镇书记甲", by=review.officer)
    assert review.fresh().state == "escalated"
    with pytest.raises(RuleRefused) as refused:
        actions.settle_file(
            file=file,
            passed=False,
            reason="不同意",
            paper_number="",
            decided_on=TODAY(),
            scan=None,
            by=review.officer,
        )
    assert codes(refused.value) == ["paper_missing", "scan_missing"]
    actions.settle_file(
        file=file,
        passed=True,
        reason="反映不实",
        paper_number="云换办〔2026〕8号",
        decided_on=TODAY(),
        scan=scan(),
        by=review.officer,
    )
    settled = review.fresh()
    assert settled.state == "passed"
    assert settled.rulings.get(kind="pass").by_county


def test_a_policy_ground_the_village_has_adopted_rejects(review: Review) -> None:
    adopt(review, "unfit-morals")
    review.to_county()
    review.send()
    review.answer("公安", found=POLICY, conclusion="disagree", remark="有反映")
    file = review.rejects(list(POLICY))
    ground = file.rulings.get(kind="reject").grounds[0]
    assert ground["standing"] == "adopted"
    assert ground["citation"].startswith(f"{review.election.village.name}选举办法第十二条")


def test_a_clause_on_another_ground_does_not_carry_this_one(review: Review) -> None:
    adopt(review, "unfit-vote_buying")
    file = review.to_inspection(found=POLICY, conclusion="disagree", remark="有反映")
    with pytest.raises(RuleRefused) as refused:
        review.rejects(list(POLICY), file)
    assert codes(refused.value) == ["no_basis"]


def test_a_withdrawn_clause_carries_nothing(review: Review) -> None:
    adopt(review, "unfit-morals")
    clause = queries.clause_of(review.election, "village_committee")
    assert clause is not None
    actions.withdraw_clause(clause=clause, reason="误登", by=review.officer)
    file = review.to_inspection(found=POLICY, conclusion="disagree", remark="有反映")
    with pytest.raises(RuleRefused):
        review.rejects(list(POLICY), file)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"keys": []}, "clause_empty"),
        ({"keys": ["statutory-criminal_punishment"]}, "clause_unknown"),
        ({"body": "党员大会"}, "clause_body"),
        ({"passed_on": dt.date(2099, 1, 1)}, "clause_future"),
    ],
)
def test_a_clause_that_nobody_passed_is_refused(review: Review, values: dict, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        adopt(review, "unfit-morals", **values)
    assert codes(refused.value) == [code]


def test_an_objection_without_a_ground_is_for_the_county(review: Review) -> None:
    file = review.to_inspection(conclusion="disagree", remark="不宜")
    with pytest.raises(RuleRefused) as refused:
        review.passes(file)
    assert codes(refused.value) == ["objection_without_ground"]


def test_a_reservation_warns_and_does_not_block(review: Review) -> None:
    file = review.to_inspection(conclusion="reserved", remark="信访件已办结")
    assert review.passes(file).state == "passed"


def test_before_2026_no_bar_of_the_law_is_on_the_sheet() -> None:
    election = ElectionFactory(village=VillageFactory(), election_day=dt.date(2021, 3, 20))
    keys = [answer.ground.group for answer in sheet(election)["answers"]]
    assert "statutory" not in keys
    assert keys.count("unfit") == 10
    assert keys.count("content") == 6


# ------------------------------------------------------------------ reopening


def test_a_rejected_person_is_not_reviewed_again_without_a_reopening(review: Review) -> None:
    review.to_county()
    review.send()
    review.answer("公安", found=BAR, conclusion="disagree", remark="有前科")
    file = review.rejects(list(BAR))
    with pytest.raises(ValidationError, match="不能另建材料"):
        actions.open_file(
            election=review.election,
            person=review.person,
            purpose="village_committee",
            by=review.clerk,
            post="member",
            incumbency="new",
            education="junior_college",
            party="群众",
        )
    with pytest.raises(RuleRefused):
        actions.submit_file(file=file, by=review.clerk)
    with pytest.raises(RuleRefused):
        review.send(file)
    with pytest.raises(PermissionDenied):
        actions.reopen_file(file=file, reason="再看看", paper_number="", by=review.clerk)
    actions.reopen_file(file=file, reason="法院改判无罪", paper_number="云法〔2026〕3号", by=review.officer)
    file = review.fresh()
    assert (file.state, file.round, file.decided_on) == ("drafting", 2, None)
    assert file.rulings.get(kind="reopen").reason == "法院改判无罪"


def test_an_earlier_round_counts_no_more(review: Review) -> None:
    file = review.passes(review.to_inspection())
    actions.reopen_file(file=file, reason="接到举报", paper_number="", by=review.officer)
    actions.submit_file(file=review.fresh(), by=review.clerk)
    facts = queries.review_facts(review.fresh())
    assert [unit.conclusion for unit in (*facts.levels, *facts.departments)] == [None] * 5
    assert facts.inspection is None


def test_a_file_on_its_way_is_not_reopened(review: Review) -> None:
    with pytest.raises(RuleRefused):
        actions.reopen_file(file=review.to_township(), reason="再看看", paper_number="", by=review.officer)


# ------------------------------------------------------------------ becoming a candidate


def enter(review: Review, registration: Registration, kind: str = "director") -> Candidate:
    return candidates.enter_candidate(
        election=review.election,
        post=review.election.posts.get(kind=kind),
        registration=registration,
        by=review.clerk,
    )[0]


def test_without_any_review_candidates_are_entered_as_before() -> None:
    registration = RegistrationFactory()
    election = registration.election
    candidate, _ = candidates.enter_candidate(
        election=election,
        post=election.posts.get(kind="member"),
        registration=registration,
        by=UserFactory(serving=election.area_code),
    )
    assert candidate.pk


def test_once_one_person_is_reviewed_everybody_must_pass(review: Review) -> None:
    with pytest.raises(RuleRefused) as refused:
        enter(review, RegistrationFactory(election=review.election))
    assert codes(refused.value) == ["review_incomplete"]
    assert not Candidate.objects.exists()


def test_a_township_may_require_the_review_of_all() -> None:
    registration = RegistrationFactory()
    election = registration.election
    officer = UserFactory(serving=election.village.township.code, role=Role.TOWNSHIP_OFFICER)
    actions.set_review_plan(
        cycle=election.cycle, reference_day=None, required=True, paper_number="", by=officer
    )
    with pytest.raises(RuleRefused) as refused:
        candidates.enter_candidate(
            election=election, post=election.posts.get(kind="member"), registration=registration, by=officer
        )
    assert codes(refused.value) == ["review_incomplete"]


@pytest.mark.parametrize("state", ["drafting", "township", "county", "inspection"])
def test_a_person_on_the_way_is_no_candidate(review: Review, state: str) -> None:
    {
        "drafting": lambda: None,
        "township": review.to_township,
        "county": review.to_county,
        "inspection": review.to_inspection,
    }[state]()
    registration = RegistrationFactory(election=review.election, person=review.person)
    with pytest.raises(RuleRefused) as refused:
        enter(review, registration)
    assert codes(refused.value) == ["review_incomplete"]


def test_passing_for_one_post_does_not_carry_another(review: Review) -> None:
    review.passes(review.to_inspection())
    registration = RegistrationFactory(election=review.election, person=review.person)
    with pytest.raises(RuleRefused) as refused:
        enter(review, registration, "deputy")
    assert "改变职位须重新报审" in refusal(refused.value)


def test_a_list_with_somebody_reopened_is_not_issued(review: Review) -> None:
    file = review.passes(review.to_inspection())
    enter(review, RegistrationFactory(election=review.election, person=review.person))
    actions.reopen_file(file=file, reason="接到举报", paper_number="", by=review.officer)
    found = candidate_queries.check_list(review.election, TODAY()).refusals
    assert "review_incomplete" in [one.code for one in found]


# ------------------------------------------------------------------ exceptions


def test_an_age_beyond_the_line_needs_the_countys_agreement() -> None:
    review = Review(born=dt.date(1960, 1, 1))
    file = review.to_inspection()
    with pytest.raises(RuleRefused) as refused:
        review.passes(file)
    assert codes(refused.value) == ["exception_missing"]
    assert "专项说明" in refusal(refused.value)
    statement = actions.explain_person(
        file=file, reason="身体好，群众公认。", measures="培养接班人。", by=review.officer
    )
    with pytest.raises(ValidationError, match="还没有签发"):
        actions.record_reply(
            statement=statement,
            approved=True,
            paper_number="云换办〔2026〕9号",
            replied_on=TODAY(),
            scan=scan(),
            by=review.officer,
        )
    documents.issue(queries.STATEMENT, statement, by=review.officer)
    with pytest.raises(RuleRefused, match="还没有同意的批复"):
        review.passes(file)
    actions.record_reply(
        statement=statement,
        approved=True,
        paper_number="云换办〔2026〕9号",
        replied_on=TODAY(),
        scan=scan(),
        by=review.officer,
    )
    assert review.passes(file).state == "passed"


def test_a_softer_line_needs_the_paper_alone() -> None:
    review = Review(values={"post": "member", "incumbency": "new", "education": "junior_secondary"})
    file = review.to_inspection()
    statement = actions.explain_person(file=file, reason="能人。", measures="进修。", by=review.officer)
    with pytest.raises(RuleRefused, match="还没有签发"):
        review.passes(file)
    documents.issue(queries.STATEMENT, statement, by=review.officer)
    assert review.passes(file).state == "passed"


def test_a_withdrawn_statement_settles_nothing() -> None:
    review = Review(values={"post": "member", "incumbency": "new", "education": "primary"})
    file = review.to_inspection()
    statement = actions.explain_person(file=file, reason="能人。", measures="进修。", by=review.officer)
    documents.issue(queries.STATEMENT, statement, by=review.officer)
    actions.withdraw_statement(statement=statement, reason="写错了人", by=review.officer)
    with pytest.raises(RuleRefused):
        review.passes(file)


def test_nobody_explains_what_is_in_order(review: Review) -> None:
    with pytest.raises(ValidationError, match="不需要专项说明"):
        actions.explain_person(file=review.file, reason="说明", measures="措施", by=review.officer)
    assert not ExceptionStatement.objects.exists()


def test_a_township_that_makes_the_line_hard_gets_no_exception() -> None:
    review = Review(born=dt.date(1960, 1, 1))
    RuleOverlay.objects.create(
        area_code=review.election.village.township.code,
        key="policy_severity",
        value="error",
        paper_number="演示发〔2026〕2号",
        paper_date=dt.date(2026, 1, 5),
        entered_by=review.officer,
    )
    review.election.__dict__.pop("rulebook", None)
    file = review.to_inspection()
    statement = actions.explain_person(file=file, reason="群众公认。", measures="无。", by=review.officer)
    documents.issue(queries.STATEMENT, statement, by=review.officer)
    with pytest.raises(RuleRefused) as refused:
        review.passes(file)
    assert "nominee_age" in codes(refused.value)


# ------------------------------------------------------------------ who may


def test_the_village_does_none_of_the_townships_acts(review: Review) -> None:
    file = review.to_township()
    for act in (
        lambda: actions.give_township_opinion(file=file, by=review.clerk, **sheet(review.election)),
        lambda: actions.return_file(file=file, reason="退", by=review.clerk),
        lambda: actions.send_batch(
            cycle=review.election.cycle,
            files=[file],
            departments=review.units,
            due_on=TODAY(),
            by=review.clerk,
        ),
        lambda: actions.pass_file(file=file, reason="好", leader="甲", decided_on=TODAY(), by=review.clerk),
        lambda: actions.explain_team(election=review.election, reason="a", measures="b", by=review.clerk),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert review.fresh().state == "township"


def test_a_township_keeps_its_own_units_and_not_the_countys(review: Review) -> None:
    with pytest.raises(PermissionDenied):
        actions.add_department(area_code="369901", name="信访", by=review.officer)
    town = review.election.village.township.code
    actions.add_department(area_code=town, name="派出所", by=review.officer)
    assert {unit.name for unit in queries.departments_of(review.election.area_code)} == {*UNITS, "派出所"}
    with pytest.raises(ValidationError, match="已经在联审单位名单里"):
        actions.add_department(area_code=town, name="公安", by=review.officer)


def test_the_plans_units_are_adopted_once() -> None:
    county = UserFactory(serving="369901", role=Role.COUNTY_SUPERVISOR)
    made = actions.adopt_departments(area_code="369901", by=county)
    assert len(made) == 17
    assert made[0].name == "组织"
    assert actions.adopt_departments(area_code="369901", by=county) == []


def test_a_deferred_village_stands_still(review: Review) -> None:
    review.to_county()
    review.send(due_on=TODAY())
    review.election.deferred = True
    review.election.save()
    with pytest.raises(RuleRefused):
        review.answer("公安")
    assert queries.overdue_count(review.officer, TODAY() + dt.timedelta(days=9)) == 0


def test_the_trail_tells_who_passed_whom(review: Review) -> None:
    file = review.passes(review.to_inspection())
    rows = queries.trace_rows(queries.trace_files(review.person, review.officer)[0])
    told = [
        (row.what, row.unit, row.conclusion, row.handler, row.leader) for row in rows if row.what == "县联审"
    ]
    assert told == [("县联审", unit, "同意", "经办甲", "分管乙") for unit in UNITS]
    assert rows[-1].conclusion == "联审通过"
    assert rows[-1].leader == "镇书记甲"
    assert file.rulings.count() == 1


def test_the_same_file_is_not_passed_twice(review: Review) -> None:
    file = review.passes(review.to_inspection())
    with pytest.raises(RuleRefused):
        review.passes(file)
    assert ReviewFile.objects.get().rulings.count() == 1
