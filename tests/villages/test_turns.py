"""Every act that ends a step asks what the step waits for; a committee's paper asks whether there is one."""

from __future__ import annotations

import ast

import pytest
from django.conf import settings
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from tests.factories import ElectionFactory, PersonFactory, UserFactory
from tests.factories import done as steps_done
from villages.order import actions
from villages.order.gates import gate_of_paper, gate_of_step
from villages.order.queries import check_committee_acts, check_turn
from villages.order.rules import check_committee

# Where an act that calls ``close_step`` asks in another way.
ASKED_ELSEWHERE = {
    "villages/preparation/actions/closing.py:settle": "missing_before, before it closes",
    "ballots/notices/polling.py:_posted": "a paper hangs whose own step was asked when it was signed",
    "candidates/notices/formal_list.py:_posted": "the same",
    "candidates/notices/preliminary_list.py:_posted": "the same: its signature asks for the committee",
    "election_office/demonstration/showcase.py:record_past": "the demonstration closes what its story tells",
}
APPS = ("villages", "voters", "candidates", "ballots", "election_office")


def _names(node: ast.AST) -> set[str]:
    calls = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    return {func.id if isinstance(func, ast.Name) else getattr(func, "attr", "") for func in calls}


def test_every_act_that_ends_a_step_asks_what_the_step_waits_for():
    closing, silent = set(), set()
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            if "migrations" in path.parts or "close_step" not in (text := path.read_text(encoding="utf-8")):
                continue
            for function in ast.walk(ast.parse(text)):
                if isinstance(function, ast.FunctionDef) and "close_step" in (names := _names(function)):
                    where = f"{path.relative_to(settings.BASE_DIR)}:{function.name}"
                    closing.add(where)
                    if "check_turn" not in names:
                        silent.add(where)

    assert len(closing) >= 9
    assert silent == set(ASKED_ELSEWHERE)


@pytest.mark.parametrize(
    ("chosen", "serving", "seats", "excepted", "codes"),
    [
        (True, 4, 7, False, []), (True, 3, 6, False, ["committee_too_few"]), (True, 0, 0, False, []),
        (False, 0, 0, False, ["before_its_turn"]), (False, 3, 7, True, []),
    ],
)  # fmt: skip
def test_a_committee_that_signs_exists_and_can_meet(chosen, serving, seats, excepted, codes):
    decision = check_committee(
        committee="选举委员会", chosen=chosen, serving=serving, seats=seats, excepted=excepted
    )

    assert [finding.code for finding in decision.refusals] == codes


@pytest.mark.django_db
def test_an_act_before_its_turn_is_refused_until_the_township_writes_otherwise():
    election = ElectionFactory(steps="in order")
    officer = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    PersonFactory(village=election.village)

    [refused] = check_turn(election, "polling").refusals
    actions.allow_early(
        election=election, act=gate_of_step("polling"), reason="选票由县里统一印制。",
        paper_number="演示〔2026〕9号", decided_on=timezone.localdate(), by=officer,
    )  # fmt: skip

    assert refused.code == "before_its_turn"
    assert "“选举投票”" in refused.message or "“投票" in refused.message
    assert check_turn(election, "polling").allowed
    steps_done(election, "register_notice", by=officer)
    assert check_turn(election, "register").allowed


@pytest.mark.django_db
@pytest.mark.parametrize(
    "code", ["candidates.preliminary_notice", "candidates.preselection_method", "voters.objection_decision"]
)
def test_no_paper_of_a_committee_that_does_not_exist(code):
    election = ElectionFactory(steps="in order")
    officer = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    source = documents.elections.source()

    refused = source.check_signer(election, code, election.committee_title).refusals
    steps_done(election, "committee", by=officer)

    assert [finding.code for finding in refused] == ["before_its_turn"]
    assert gate_of_paper(code) in source.exception_url(election, paper=code)
    assert source.check_signer(election, code, election.committee_title).allowed
    assert source.check_signer(election, code, "示例镇指导组").allowed
    assert check_committee_acts(ElectionFactory(), excepted=False).allowed  # no plan: nothing is ordered
