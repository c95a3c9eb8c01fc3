"""A change of candidates after the list was published is reported upward for the record."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from candidates import actions
from candidates.models import Candidate
from candidates.queries import FORMAL_NOTICE
from election_office.accounts.models import User
from election_office.documents import actions as documents
from election_office.documents import notice as register
from election_office.documents.models import Document
from election_office.law.decision import RuleRefused
from tests.factories import CandidateFactory, ElectionFactory, UserFactory
from villages.models import Election

pytestmark = pytest.mark.django_db

CODE = "candidates.change_report"


@pytest.fixture
def election() -> Election:
    election = ElectionFactory(steps=True)
    for kind, names in {"director": "甲乙丙", "deputy": "丁戊", "member": "己庚辛壬"}.items():
        for name in names:
            CandidateFactory(registration__election=election, registration__name=f"演示{name}", kind=kind)
    return election


@pytest.fixture
def clerk(election: Election) -> User:
    return UserFactory(serving=election.area_code)


def leave(name: str, by: User) -> Candidate:
    candidate = Candidate.objects.get(person__name=name)
    return actions.withdraw_candidate(candidate=candidate, reason="本人书面退出。", by=by)


def test_without_a_change_there_is_nothing_to_report(election, clerk):
    notice = register.get(CODE)
    assert not notice.needed(election)
    documents.issue(FORMAL_NOTICE, election, by=clerk)
    assert not notice.needed(election)
    with pytest.raises(RuleRefused, match="没有变动，不须报告"):
        documents.issue(CODE, election, by=clerk)


def test_who_left_before_the_list_is_not_in_the_report(election, clerk):
    leave("演示丙", clerk)
    documents.issue(FORMAL_NOTICE, election, by=clerk)
    assert not register.get(CODE).needed(election)


def test_who_left_after_the_list_hung_is_reported_with_reason(client: Client, election, clerk):
    listed = documents.issue(FORMAL_NOTICE, election, by=clerk)
    leave("演示丙", clerk)
    listed.refresh_from_db()
    assert "各职位候选人和应选名额" in "".join(listed.untrue)
    client.force_login(clerk)
    assertContains(client.get(reverse("candidates:list", args=[election.pk])), "报乡镇备案")

    documents.replace(listed, by=clerk, reason="一人退出", subject=election)
    report = documents.issue(CODE, election, by=clerk)

    [change] = report.facts["changes"]
    assert (change["name"], change["post"], change["what"]) == ("演示丙", "主任", "已退出")
    assert change["reason"] == "本人书面退出"
    assert report.facts["notice"] == listed.number
    assertNotContains(client.get(reverse("candidates:list", args=[election.pk])), "报乡镇备案")


def test_another_change_asks_for_the_report_again(election, clerk):
    documents.issue(FORMAL_NOTICE, election, by=clerk)
    leave("演示丙", clerk)
    report = documents.issue(CODE, election, by=clerk)
    leave("演示壬", clerk)

    report.refresh_from_db()
    assert report.needs_correction
    newer = documents.replace(report, by=clerk, reason="又有一人退出", subject=election)
    assert [change["name"] for change in newer.facts["changes"]] == ["演示丙", "演示壬"]
    assert Document.objects.in_force().filter(kind=CODE).count() == 1
