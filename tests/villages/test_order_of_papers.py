"""A paper is signed in its turn, unless the township wrote otherwise."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.law.decision import RuleRefused
from tests.factories import ElectionFactory, UserFactory
from villages.actions import close_step, reopen_step
from villages.models import Election, OrderException
from villages.order import actions
from villages.order.gates import gate_of_step, words_of
from villages.order.rules import check_order

pytestmark = pytest.mark.django_db

CODE = "villages.register_notice"  # its step waits for the committee
SENTENCE = "“推选村民选举委员会”还没有办结，应当先办结，再签发这份公文。"


@pytest.fixture
def election() -> Election:
    return ElectionFactory(steps="in order")


@pytest.fixture
def officer(election: Election) -> User:
    return UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)


def allow(election: Election, by: User) -> OrderException:
    return actions.allow_early(
        election=election,
        act=gate_of_step("register_notice"),
        reason="两项公告同时张贴。",
        paper_number="演示〔2026〕9号",
        decided_on=timezone.localdate(),
        by=by,
    )


def choose_committee(election: Election, by: User) -> None:
    close_step(election=election, code="committee", done_on=timezone.localdate(), evidence="公告", by=by)


@pytest.mark.parametrize(
    ("missing", "excepted", "allowed"),
    [([], False, True), (["前项"], False, False), (["前项"], True, True)],
)
def test_what_a_step_waits_for_comes_first(missing, excepted, allowed):
    assert check_order(missing=missing, excepted=excepted).allowed is allowed


def test_a_paper_before_its_turn_is_refused_and_leaves_nothing(election, officer):
    with pytest.raises(RuleRefused, match=SENTENCE):
        documents.issue(CODE, election, by=officer)
    assert not Document.objects.exists()

    choose_committee(election, officer)
    assert documents.issue(CODE, election, by=officer).number


def test_a_step_the_village_does_without_holds_nothing_up(election, officer):
    election.steps.filter(code="committee").update(dropped=True)
    assert documents.issue(CODE, election, by=officer).number


def test_a_mistake_is_corrected_whatever_is_open(election, officer):
    choose_committee(election, officer)
    paper = documents.issue(CODE, election, by=officer)
    reopen_step(election.steps.get(code="committee"))
    assert documents.replace(paper, by=officer, reason="地点有误", subject=election).replaces == paper


def test_the_township_lets_a_paper_come_first_and_everybody_sees_it(client: Client, election, officer):
    page = reverse("documents:paper", args=[CODE, election.pk])
    early = reverse("villages:order_except", args=[election.pk, "step.register_notice"])
    client.force_login(officer)
    shown = client.get(page)
    assertContains(shown, SENTENCE)
    assertContains(shown, early)
    assertContains(client.get(early), "前项事项没有办结，先行签发《村民登记公告》")

    day = timezone.localdate() - dt.timedelta(days=1)
    client.post(early, {"paper_number": "演示〔2026〕9号", "decided_on": day, "reason": "两项公告同时张贴。"})
    assert documents.issue(CODE, election, by=officer).number
    assertContains(
        client.get(reverse("villages:election_detail", args=[election.pk])), "先行签发《村民登记公告》"
    )


def test_the_village_reads_why_and_cannot_except_itself(client: Client, election):
    client.force_login(UserFactory(serving=election.area_code))
    shown = client.get(reverse("documents:paper", args=[CODE, election.pk]))
    assertContains(shown, SENTENCE)
    assertNotContains(shown, "登记例外办理")


def test_an_exception_for_one_paper_is_none_for_another(election, officer):
    allow(election, officer)
    with pytest.raises(RuleRefused, match="还没有办结"):
        documents.issue("voters.proxy_notice", election, by=officer)


def test_no_step_without_a_paper_can_be_excepted():
    assert words_of(gate_of_step("handover")) is None
    assert words_of("nothing") is None
