"""Exceptions with their papers, and who may do what."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from candidates.models import ExceptionStatement, ReviewFile
from candidates.review import actions, queries
from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from tests.candidates.review.wording import TODAY, codes, refusal
from tests.candidates.review_scenes import UNITS, Review, scan, sheet
from tests.factories import UserFactory
from villages.models import RuleOverlay

pytestmark = pytest.mark.django_db


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
