"""A voter is struck off as strictly as a person is left off: only on a ground that is there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.factories import ElectionFactory, RegistrationFactory, UserFactory
from voters import actions
from voters.models import Registration
from voters.rules import RemovalFacts, check_removal

pytestmark = pytest.mark.django_db
BOOK = rulebook_for("99", dt.date(2026, 12, 20))


@pytest.mark.parametrize("ground", ["mistake", "objection"])
def test_p03_a_lawful_villager_is_not_struck_off_on_a_ground_that_is_not_there(ground: str) -> None:
    election = ElectionFactory()
    clerk = UserFactory(serving=election.area_code)
    row = RegistrationFactory(election=election, name="演示卢", entered_by=clerk)
    with pytest.raises((RuleRefused, ValidationError)):
        actions.cancel_registration(registration=row, ground=ground, reason="上一届没有选民登记", by=clerk)
    row.refresh_from_db()
    assert row.status == "registered"
    assert not AuditEvent.objects.filter(action="registration.cancelled").exists()


def test_a_voter_who_does_not_meet_the_conditions_is_struck_off_as_a_mistake() -> None:
    election = ElectionFactory()
    clerk = UserFactory(serving=election.area_code)
    young = timezone.localdate() - dt.timedelta(days=17 * 365)
    row = RegistrationFactory(election=election, person__birth_date=young, entered_by=clerk)
    actions.cancel_registration(registration=row, ground="mistake", reason="未满十八周岁", by=clerk)
    assert Registration.objects.get().status == "cancelled"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"ground": "mistake", "meets_conditions": True}, ["conditions_met"]),
        ({"ground": "mistake", "meets_conditions": False}, []),
        ({"ground": "objection"}, ["no_objection_upheld"]),
        ({"ground": "objection", "objection_upheld": True}, []),
        ({"ground": "moved", "meets_conditions": True}, []),
    ],
)
def test_a_ground_must_be_there(changes: dict[str, object], found: list[str]) -> None:
    facts = RemovalFacts(registered=True, is_candidate=False, reason="-", **changes)
    assert [finding.code for finding in check_removal(facts, BOOK).refusals] == found
