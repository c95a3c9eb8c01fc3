"""The branch's rules at the line and one beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from candidates.party import rules
from candidates.party.rules import BRANCH, Prospect
from election_office.law.decision import Decision
from election_office.law.rulebooks import rulebook_for
from villages.readings.rules import Reading

BOOK = rulebook_for("360000", dt.date(2026, 12, 20))
DAY = dt.date(2026, 12, 1)


def codes(decision: Decision) -> list[str]:
    return [one.code for one in decision.refusals]


def office(**changes: Any) -> list[str]:
    given: dict[str, Any] = {
        "role": "secretary", "committee": 6, "present": 5, "votes": 4, "held": {}, "deputies": 1,
        "book": BOOK,
    }  # fmt: skip
    return codes(rules.check_office(**(given | changes)))


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, []),
        # Half of the committee is not more than half.
        ({"votes": 3}, ["office_without_majority"]),
        ({"committee": 5, "votes": 3}, []),
        ({"committee": 5, "votes": 2}, ["office_without_majority"]),
        ({"present": 6}, []),
        ({"present": 7}, ["present_more_than_committee"]),
        ({"votes": 5}, []),
        ({"votes": 6}, ["votes_more_than_present"]),
        ({"held": {"secretary": 1}}, ["office_taken"]),
        ({"role": "deputy_secretary", "held": {"deputy_secretary": 0}}, []),
        ({"role": "deputy_secretary", "held": {"deputy_secretary": 1}}, ["office_taken"]),
        ({"role": "deputy_secretary", "held": {"deputy_secretary": 1}, "deputies": 2}, []),
    ],
)
def test_a_secretary_needs_more_than_half_of_the_committee(changes, refused):
    assert office(**changes) == refused


@pytest.mark.parametrize(
    ("today", "excepted", "heard", "refused"),
    [
        (dt.date(2026, 12, 5), False, [], ["publicity_running"]),
        (dt.date(2026, 12, 6), False, [], ["publicity_running"]),
        (dt.date(2026, 12, 7), False, [], []),
        (dt.date(2026, 12, 6), True, [], []),
        (dt.date(2026, 12, 7), False, ["演示甲"], ["objections_open"]),
        (dt.date(2026, 12, 6), True, ["演示甲"], ["objections_open"]),
    ],
)
def test_the_branch_asks_after_the_last_day_of_publicity(today, excepted, heard, refused):
    assert rules.publicity_until(DAY, 5) == dt.date(2026, 12, 6)
    decision = rules.check_request(
        posted_on=DAY, days=5, today=today, open_objections=heard, excepted=excepted
    )
    assert codes(decision) == refused


def test_what_does_not_hang_is_not_asked_for():
    decision = rules.check_request(posted_on=None, days=5, today=DAY, open_objections=[], excepted=True)

    assert codes(decision) == ["not_posted"]


@pytest.mark.parametrize(
    ("replied_on", "refused"),
    [(dt.date(2026, 12, 6), ["publicity_not_over"]), (dt.date(2026, 12, 7), [])],
)
def test_the_reply_comes_after_the_publicity(replied_on, refused):
    given = {"requested": True, "posted_on": DAY, "days": 5, "subject": "candidates"}
    assert codes(rules.check_reply(**given, replied_on=replied_on)) == refused


@pytest.mark.parametrize(
    ("reading", "refused"),
    [
        (Reading(10, 0, 0, {BRANCH: {"演示甲": 10}}), []),
        (Reading(11, 0, 0, {BRANCH: {"演示甲": 10}}), ["more_than_issued"]),
        (Reading(10, 5, 5, {BRANCH: {}}), []),
        (Reading(10, 5, 6, {BRANCH: {}}), ["unmarked_exceed"]),
        (Reading(10, 0, 0, {BRANCH: {"演示甲": 10, "演示乙": 10, "演示丙": 10}}), []),
        (Reading(10, 0, 0, {BRANCH: {"甲": 10, "乙": 10, "丙": 10, "丁": 1}}), ["too_many_names"]),
        (Reading(10, 1, 0, {BRANCH: {"演示甲": 10}}), ["votes_exceed_valid"]),
    ],
)
def test_a_reading_is_possible_up_to_its_numbers(reading, refused):
    assert codes(rules.check_reading(reading, 10, 3)) == refused


def exemption(**changes: Any) -> list[str]:
    ground = BOOK.value("party_not_due_grounds")[0]["code"]
    given: dict[str, Any] = {
        "ground": ground, "consented_on": DAY, "approved_on": DAY, "passed_on": DAY, "book": BOOK,
    }  # fmt: skip
    return codes(rules.check_exemption(**(given | changes)))


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, []),
        ({"passed_on": None}, []),
        ({"ground": "other"}, ["ground_unknown"]),
        ({"consented_on": DAY + dt.timedelta(days=1)}, ["approved_before_consent"]),
        ({"passed_on": DAY - dt.timedelta(days=1)}, ["passed_before_approval"]),
    ],
)
def test_consent_approval_and_the_meeting_follow_each_other(changes, refused):
    assert exemption(**changes) == refused


@pytest.mark.parametrize(
    ("members", "exempt", "present", "refused"),
    [
        (50, 0, 40, []),
        (50, 0, 39, ["party_quorum_missed"]),
        (2, 1, 1, []),
        (2, 2, 0, ["nobody_due"]),
    ],
)
def test_the_meeting_needs_its_quorum_of_those_due(members, exempt, present, refused):
    decision = rules.check_meeting(approved=True, members=members, exempt=exempt, present=present, book=BOOK)
    assert codes(decision) == refused


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, []),
        ({"open_seats": 0}, ["no_open_seat"]),
        ({"elected": 0}, ["nobody_elected"]),
        ({"in_favour": 20}, ["reduction_without_majority"]),
        ({"in_favour": 21}, []),
    ],
)
def test_seats_are_given_up_by_more_than_half_of_those_due(changes, refused):
    given = {"open_seats": 1, "elected": 1, "due": 40, "in_favour": 30, "book": BOOK}
    assert codes(rules.check_reduction(**(given | changes))) == refused


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, []),
        ({"elected": 0}, ["nobody_elected"]),
        ({"open_seats": 1}, ["seats_open"]),
        ({"tied": ["演示甲"]}, ["tie_open"]),
        ({"secretary": False}, ["no_secretary"]),
    ],
)
def test_the_report_waits_for_every_seat_and_the_secretary(changes, refused):
    given: dict[str, Any] = {"elected": 1, "open_seats": 0, "tied": [], "secretary": True}
    assert codes(rules.check_report(**(given | changes))) == refused


def test_two_of_one_name_cannot_be_told_apart_on_the_ballot():
    people = [Prospect(name, "passed", True, "中共党员") for name in ("甲", "乙", "丙", "丁")]
    assert rules.check_prepared(people, 4, 3, BOOK).allowed
    twins = [*people[:3], people[0]]
    assert codes(rules.check_prepared(twins, 4, 3, BOOK)) == ["same_name"]
    assert "prepared_not_as_arranged" in codes(rules.check_prepared(people, 5, 3, BOOK))
