"""What the opinions lead to: a ruling, a reopening, a candidate."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from candidates import actions as candidates
from candidates import queries as candidate_queries
from candidates.models import Candidate
from candidates.review import actions, queries
from candidates.rules import check_all_reviewed
from candidates.sheets import reviewed
from election_office.accounts.permissions import Role
from election_office.law.decision import RuleRefused
from tests.candidates.review.wording import TODAY, adopt, codes, refusal
from tests.candidates.review_scenes import UNITS, Review, scan, sheet
from tests.factories import ElectionFactory, RegistrationFactory, UserFactory, VillageFactory
from villages.models import Step
from voters.models import Registration

pytestmark = pytest.mark.django_db


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


def test_the_step_of_the_review_closes_when_everybody_is_judged_and_opens_for_one_more(
    review: Review,
) -> None:
    step = Step.objects.create(
        election=review.election, code="review", title="联审", stage="election", order=210,
        responsible="township", closes_with="act:sheet",
    )  # fmt: skip
    assert [finding.code for finding in reviewed(review.election).decision.refusals] == ["files_waiting"]
    review.passes(review.to_inspection())
    step.refresh_from_db()
    assert (step.done_on, step.evidence) == (TODAY(), "联审1人，通过1人，不通过0人")
    review.another("演示审查乙")
    step.refresh_from_db()
    assert step.done_on is None
    assert "演示审查乙" in str(reviewed(review.election).decision.refusals)


@pytest.mark.parametrize(
    ("files", "waiting", "missing", "code"),
    [
        (1, (), (), ""),
        (0, (), (), "no_files"),
        (1, ("甲",), (), "files_waiting"),
        (1, (), ("乙",), "files_missing"),
    ],
)
def test_the_review_is_over_when_nobody_is_missing_or_waiting(
    files: int, waiting: tuple[str, ...], missing: tuple[str, ...], code: str
) -> None:
    found = check_all_reviewed(files=files, waiting=waiting, missing=missing).refusals
    assert [finding.code for finding in found] == ([code] if code else [])


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
        entry_reason="提名在系统外进行",
    )[0]


def test_without_any_review_candidates_are_entered_as_before() -> None:
    registration = RegistrationFactory()
    election = registration.election
    candidate, _ = candidates.enter_candidate(
        election=election,
        post=election.posts.get(kind="member"),
        registration=registration,
        by=UserFactory(serving=election.area_code),
        entry_reason="提名在系统外进行",
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
            election=election,
            post=election.posts.get(kind="member"),
            registration=registration,
            by=officer,
            entry_reason="提名在系统外进行",
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
