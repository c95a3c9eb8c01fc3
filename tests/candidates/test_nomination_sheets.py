"""A station's paper with two clerks who both insist: a third reading, a choice by name, a fresh start."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains

from candidates.models import NominationReading, NominationSheet
from candidates.nomination import actions, queries
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.candidates.test_nomination_actions import clerk, election, key, other, plan
from tests.factories import UserFactory
from tests.tails import says
from villages.models import Election
from villages.readings.rules import Reading

pytestmark = pytest.mark.django_db

__all__ = ["clerk", "election", "other"]


@pytest.fixture
def third(election: Election) -> User:
    return UserFactory(serving=election.area_code)


@pytest.fixture
def officer(election: Election) -> User:
    return UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)


@pytest.fixture
def sheet(election: Election, clerk: User) -> NominationSheet:
    plan(election, clerk)
    return actions.add_sheet(election=election, station="村部会场", issued=100, by=clerk)


def read(sheet: NominationSheet, votes: int, by: User) -> NominationSheet:
    column = key(sheet.election, "director")
    return actions.read_sheet(sheet=sheet, reading=Reading(90, 2, 1, {column: {"演示甲": votes}}), by=by)


def again(sheet: NominationSheet, votes: int, by: User, typed: int | None = None) -> NominationSheet:
    cells = {f"{key(sheet.election, 'director')}:演示甲": votes}
    return actions.reread_cells(sheet=sheet, cells=cells, by=by, typed=typed)


def insist(sheet: NominationSheet, clerk: User, other: User) -> NominationSheet:
    read(sheet, 50, clerk)
    read(sheet, 51, other)
    again(sheet, 50, clerk)
    return again(sheet, 51, other)


def test_two_who_insist_are_followed_by_a_third_reader(sheet, clerk, other, third):
    sheet = insist(sheet, clerk, other)
    assert sheet.state == "third"
    for who in (clerk, other):
        with pytest.raises(ValidationError, match="另一人"):
            read(sheet, 51, who)

    sheet = read(sheet, 51, third)

    assert (sheet.state, sheet.counts, sheet.third_by) == ("agreed", 2, third)
    assert queries.totals(queries.sheets_of(sheet.election)).votes == {
        key(sheet.election, "director"): {"演示甲": 51}
    }


def test_three_different_readings_are_settled_by_name_with_a_reason(sheet, clerk, other, third, officer):
    sheet = read(insist(sheet, clerk, other), 52, third)
    assert sheet.state == "split"
    assert queries.totals(queries.sheets_of(sheet.election)).recovered == 0
    given: dict[str, Any] = {"sheet": sheet, "number": 3, "names": "演示主任", "reason": "当众核对原票"}
    with pytest.raises(PermissionDenied):
        actions.settle_sheet(**given, by=clerk)
    with pytest.raises(RuleRefused, match="姓名"):
        actions.settle_sheet(**(given | {"names": " "}), by=officer)

    sheet = actions.settle_sheet(**given, by=officer)

    assert (sheet.state, sheet.counts, sheet.settled_by) == ("agreed", 3, "演示主任")
    event = AuditEvent.objects.get(action="nomination.sheet_settled")
    assert (event.after, event.reason) == ({"entry": 3, "settled_by": "演示主任"}, "当众核对原票")


def test_a_second_complete_reading_counts_though_its_form_was_opened_before(sheet, clerk, other):
    opened_before = NominationSheet.objects.get(pk=sheet.pk)
    read(sheet, 50, clerk)

    assert read(opened_before, 50, other).state == "agreed"


def test_a_cell_typed_in_another_window_is_noticed_and_nothing_is_typed_twice(sheet, clerk, other):
    read(sheet, 50, clerk)
    sheet = read(sheet, 51, other)
    with pytest.raises(ValidationError, match="另一个窗口"):
        again(sheet, 51, clerk, typed=9)
    again(sheet, 50, clerk, typed=1)
    with pytest.raises(ValidationError, match="您已经重录"):
        again(sheet, 51, clerk)
    assert NominationSheet.objects.get().state == "differs"


def test_a_paper_begins_anew_with_a_reason_and_its_readings_stay(sheet, clerk, other, officer):
    insist(sheet, clerk, other)
    with pytest.raises(PermissionDenied):
        actions.reset_sheet(sheet=sheet, reason="录错会场", by=clerk)

    sheet = actions.reset_sheet(sheet=sheet, reason="录错会场", by=officer)

    assert (sheet.state, sheet.typists) == ("open", (None, None, None))
    old = NominationReading.objects.filter(revoked_reason="录错会场", revoked_by=officer)
    assert old.count() == 2
    assert AuditEvent.objects.get(action="nomination.sheet_reset").before == {"state": "third"}
    assert read(sheet, 50, other).state == "first"


def test_nobody_sees_anothers_reading_before_it_is_agreed(sheet, clerk, other, third, officer, client):
    here = reverse("candidates:nomination_sheet", args=[sheet.pk])
    settle = reverse("candidates:nomination_sheet_settle", args=[sheet.pk])
    overview = reverse("candidates:nomination", args=[sheet.election_id])
    read(sheet, 57, clerk)
    read(sheet, 63, other)
    for who in (clerk, other, third, officer):
        client.force_login(who)
        for address in (here, overview):
            # The page's token against forgery is drawn by lot and may hold any figures.
            page = re.sub(r'"csrfmiddlewaretoken" value="\w+"', "", client.get(address).content.decode())
            assert not says(page, 57)
            assert not says(page, 63)
    again(sheet, 57, clerk)
    again(sheet, 63, other)
    read(sheet, 71, third)
    client.force_login(officer)
    assertContains(client.get(settle), "57、63、71")
    for event in AuditEvent.objects.filter(action__startswith="nomination.sheet_"):
        assert not says(str(event.after), 57)
        assert not says(str(event.after), 63)


def test_the_page_of_the_choice_settles_the_paper(sheet, clerk, other, third, officer, client):
    read(insist(sheet, clerk, other), 52, third)
    client.force_login(officer)
    settle = reverse("candidates:nomination_sheet_settle", args=[sheet.pk])
    refused = client.post(settle, {"number": "3", "names": "", "reason": "核对"})
    assert "names" in refused.context["form"].errors

    client.post(settle, {"number": "3", "names": "演示主任", "reason": "核对"})

    overview = client.get(reverse("candidates:nomination", args=[sheet.election_id]))
    assertContains(overview, "演示主任认定采用第3次：核对")
