"""Every number of these rules at its line and one beside it (make mutate)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from candidates.meeting.rules import check_draw, check_held
from candidates.nomination import rules
from candidates.party import rules as party
from candidates.preselection.rules import Meeting, check_numbers
from candidates.review.rules import decisions, grounds, lines, sanctions
from candidates.rules import (
    ListFacts,
    Nominee,
    PartyBallot,
    check_formal_list,
    check_party_quorum,
    check_withdrawal,
    decide_party_ballot,
    select_candidates,
)
from election_office.law.rulebooks import rulebook_for
from election_office.law.words import GENERAL
from tests.candidates.test_nomination_rules import facts
from villages.readings.rules import Reading

DAY = dt.date(2026, 12, 20)
BEFORE = DAY - dt.timedelta(days=1)
BOOK = rulebook_for("369901001201", DAY)


def codes(decision) -> list[str]:
    return [finding.code for finding in decision.findings if not finding.passed]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"candidates": 0}, ["nobody"]),
        ({"planned_for": DAY}, ["after_the_day"]),
    ],
)
def test_a_meeting_is_planned_before_the_day_of_voting_with_somebody_to_speak(change, wrong):
    lawful = {"listed": True, "candidates": 1, "planned_for": BEFORE, "day": DAY, "book": BOOK}

    assert codes(check_draw(**lawful | change)) == wrong


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"today": BEFORE - dt.timedelta(days=1)}, ["future"]),
        ({"held_on": DAY, "today": DAY}, ["after_the_day"]),
        ({"drawn_on": DAY}, ["before_the_draw"]),
        ({"present": 0}, ["nobody_present"]),
    ],
)
def test_a_meeting_is_held_after_the_draw_and_before_the_day(change, wrong):
    lawful = {
        "held_on": BEFORE,
        "today": BEFORE,
        "day": DAY,
        "drawn_on": BEFORE,
        "present": 1,
        "silent": (),
        "undrawn": (),
        "book": BOOK,
    }

    assert codes(check_held(**lawful | change)) == wrong


# ------------------------------------------------------------------ nomination and preselection


@pytest.mark.parametrize(("closes", "wrong"), [(DAY, ["closes_late"]), (BEFORE, [])])
def test_nominations_close_the_day_before_the_vote_at_the_latest(closes, wrong):
    plan = {"ways": {"ballot": True}, "election_day": DAY, "mode": "with_candidates", "book": BOOK}

    assert codes(rules.check_plan(closes_on=closes, **plan)) == wrong


@pytest.mark.parametrize(("filed", "wrong"), [(BEFORE, False), (BEFORE - dt.timedelta(days=1), True)])
def test_the_township_may_be_told_on_the_day_of_the_meeting_and_not_before_it(filed, wrong):
    decision = rules.check_plan(
        ways={"self": True},
        closes_on=BEFORE - dt.timedelta(days=20),
        election_day=DAY,
        mode="no_candidates",
        book=BOOK.with_values({"no_candidates_consent": True}),
        consented_on=BEFORE,
        filed_on=filed,
    )

    assert ("no_consent" in codes(decision)) is wrong


@pytest.mark.parametrize(("void", "wrong"), [(10, []), (11, ["unmarked_exceed"])])
def test_all_ballots_of_nomination_may_be_void_and_no_more_than_all(void, wrong):
    assert codes(rules.check_reading(Reading(10, void, 0), 10, (), BOOK)) == wrong


@pytest.mark.parametrize(("day", "wrong"), [(30, True), (1, False), (5, False), (6, True)])
def test_a_nomination_comes_on_the_first_or_the_last_day_and_not_beside_them(day, wrong):
    month = 11 if day == 30 else 12
    decision = rules.check_nomination(facts(source="self", received_on=dt.date(2026, month, day)), BOOK)

    assert ("outside_window" in codes(decision)) is wrong


@pytest.mark.parametrize(("received", "wrong"), [(BEFORE, True), (DAY, False)])
def test_an_objection_to_the_list_comes_on_the_day_it_hangs_at_the_earliest(received, wrong):
    assert ("list_not_posted" in codes(rules.check_objection(DAY, received, 3))) is wrong


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"expected": 9}, ["more_present"]),
        ({"void": 10}, []),
        ({"void": 11}, ["more_void"]),
    ],
)
def test_numbers_of_a_preselection_may_be_equal_and_not_turned_round(change, wrong):
    lawful = {"body": "voters", "expected": 10, "present": 10, "issued": 10, "recovered": 10, "void": 0}
    meeting = Meeting(**lawful | change)

    assert codes(check_numbers(meeting, (), BOOK)) == wrong


@pytest.mark.parametrize(("prepared", "wrong"), [(10, False), (11, True)])
def test_as_many_are_put_to_the_branch_as_were_recommended_and_no_more(prepared, wrong):
    decision = party.check_plan(3, 10, prepared, BOOK)

    assert ("prepared_more_than_recommended" in codes(decision)) is wrong


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"files": 0}, ["no_files"]),
        ({"departments": 0}, ["no_departments"]),
        ({"due_on": BEFORE}, ["due_passed"]),
    ],
)
def test_somebody_is_sent_to_somebody_with_a_day_that_is_not_over(change, wrong):
    lawful = {"files": 1, "departments": 1, "due_on": DAY, "today": DAY, "repeated": (), "book": BOOK}

    assert codes(decisions.check_sending(**lawful | change)) == wrong


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"issued": 0}, ["survey_more_than_issued"]),
        ({"recovered": 0, "votes": (0, 0, 0, 0)}, ["survey_empty"]),
        ({"talks": 0}, ["talks_missing"]),
        ({"visited_on": DAY + (DAY - BEFORE)}, ["inspection_future"]),
    ],
)
def test_an_inspection_has_a_returned_paper_a_talk_and_a_visit_that_was(change, wrong):
    lawful = {
        "issued": 1, "recovered": 1, "votes": (1, 0, 0, 0), "talks": 1, "held_on": BEFORE, "visited_on": DAY,
        "today": DAY, "conclusion": "fit", "text": "符合条件。", "has_scan": True,
    }  # fmt: skip

    assert codes(decisions.check_inspection(decisions.InspectionFacts(**lawful | change), BOOK)) == wrong


def test_a_clause_may_name_every_ground_there_is_on_the_day_it_was_passed():
    def clause(**change):
        keys = [ground.key for ground in grounds.adoptable(BOOK)]
        lawful = {
            "keys": keys, "body": GENERAL.meeting, "purpose": "committee", "passed_on": DAY, "today": DAY,
            "book": BOOK,
        }  # fmt: skip
        return codes(grounds.check_clause(**lawful | change))

    assert clause() == []
    assert clause(keys=["no-such-ground"]) == ["clause_unknown"]
    assert clause(passed_on=DAY, today=BEFORE) == ["clause_future"]


# ------------------------------------------------------------------ lines of policy


def aged(years: int, days: int = 0) -> dt.date:
    """Born so that somebody is that old on the day, or a day younger for each of ``days``."""
    return DAY.replace(year=DAY.year - years) + dt.timedelta(days=days)


def wrong_of(born: dt.date, **change) -> set[str]:
    lawful = {
        "name": "演示甲", "sex": "male", "born": born, "education": "bachelor", "post": "director",
        "post_title": "主任", "incumbency": "same",
    }  # fmt: skip
    return set(codes(lines.check_person_lines(lines.PersonLine(**lawful | change), DAY, BOOK)))


@pytest.mark.parametrize(
    ("code", "oldest", "change"),
    [
        ("nominee_age", 59, {}),
        ("nominee_age", 54, {"sex": "female"}),
        ("new_head_age", 45, {"incumbency": "other"}),
        ("deputy_age", 55, {"post": "deputy"}),
        ("deputy_age", 50, {"post": "deputy", "sex": "female"}),
        ("new_member_age", 45, {"post": "member", "incumbency": "new"}),
    ],
)
def test_an_age_fits_up_to_the_day_before_the_next_birthday(code, oldest, change):
    assert code not in wrong_of(aged(oldest + 1, 1), **change)
    assert code in wrong_of(aged(oldest + 1), **change)


def test_the_least_schooling_is_enough():
    new = {"post": "member", "incumbency": "new"}

    assert "new_member_education" not in wrong_of(aged(30), education="senior_secondary", **new)
    assert "new_member_education" in wrong_of(aged(30), education="junior_secondary", **new)


def team(count: int, women: int, youngest: dt.date, *, population: int = 1500, posts: int = 4) -> set[str]:
    members = [
        lines.TeamMember(
            person=number, sex="female" if number < women else "male", born=aged(50) if number else youngest,
            education="junior_college", purpose="village_committee", post="member",
        )
        for number in range(count)
    ]  # fmt: skip
    return set(codes(lines.check_team(lines.TeamFacts(population, members, posts), DAY, BOOK)))


def test_three_of_ten_are_women_and_somebody_is_thirty_five():
    assert team(10, 3, aged(36, 1)) == set()
    assert team(10, 2, aged(36, 1)) == {"women_target"}
    assert team(10, 3, aged(36)) == {"young_member"}


@pytest.mark.parametrize(
    ("population", "fewest", "most"), [(999, 3, 4), (1000, 4, 5), (1999, 4, 5), (2000, 3, 6)]
)
def test_paid_posts_go_by_the_people_of_the_village(population, fewest, most):
    fits = [
        posts
        for posts in range(1, 9)
        if "paid_posts" not in team(10, 3, aged(30), population=population, posts=posts)
    ]

    assert fits == list(range(fewest, most + 1))


def test_a_sanction_is_tolerated_from_the_day_it_was_given():
    facts = sanctions.ToleranceFacts(
        decided_on=DAY, paper="演示1号", approved_on=DAY, approval_paper="演示2号", given_on=DAY,
        nominated_on=DAY, file_decided=False, today=DAY,
    )  # fmt: skip

    assert codes(sanctions.check_tolerance(facts, BOOK)) == []
    late = replace(facts, decided_on=BEFORE, approved_on=BEFORE)
    assert codes(sanctions.check_tolerance(late, BOOK)) == ["decided_before_sanction"]


# ------------------------------------------------------------------ lists, withdrawal, the branch's ballot


@pytest.mark.parametrize(("places", "chosen"), [(0, 0), (1, 0), (2, 2)])
def test_equal_votes_matter_only_where_somebody_would_be_left_out(places, chosen):
    nominees = [Nominee("演示甲", 5, "female"), Nominee("演示乙", 5, "female")]

    assert len(select_candidates(nominees, places, "none").chosen) == chosen


@pytest.mark.parametrize(("seats", "elected"), [(0, 0), (1, 0), (2, 2)])
def test_equal_votes_of_the_branch_matter_only_where_a_seat_is_short(seats, elected):
    ballot = PartyBallot(
        seats=seats, due=50, present=45, issued=45, recovered=45, votes=(("演示甲", 40), ("演示乙", 40))
    )

    assert len(decide_party_ballot(ballot, BOOK).elected) == elected


def test_nobody_due_is_no_quorum():
    assert codes(check_party_quorum(0, 0, BOOK)) == ["party_quorum_missed"]


@pytest.mark.parametrize(("late", "wrong"), [(0, False), (1, True)])
def test_the_last_day_of_the_list_and_of_leaving_it_still_count(late, wrong):
    beside = dt.timedelta(days=late)
    listed = DAY - dt.timedelta(days=BOOK.value("candidate_list_days")) + beside
    facts = ListFacts(election_day=DAY, on=listed, posts=(), conflicts=())
    left = DAY - dt.timedelta(days=BOOK.value("withdraw_deadline")["days"]) + beside

    assert ("list_late" in codes(check_formal_list(facts, BOOK))) is wrong
    assert codes(check_withdrawal(left, DAY, None, BOOK)) == ["withdrawn_late"] * wrong
