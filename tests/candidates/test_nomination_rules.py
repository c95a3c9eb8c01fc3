"""Nomination and the preliminary list: what the rules answer to plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from candidates.nomination import rules
from candidates.nomination.rules import NominationFacts, PostSeats, PostState, Reading, Standing
from election_office.law.rulebooks import Rulebook, rulebook_for

DAY = dt.date(2026, 12, 20)
MEMBER = PostSeats("3", "member", "委员", 3)
WOMAN = PostSeats("4", "member", "妇女委员", 1, women_only=True)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook_for("369901", DAY)


@pytest.fixture(scope="module")
def zhejiang() -> Rulebook:
    return rulebook_for("330000", DAY)


def codes(decision: object) -> list[str]:
    return [one.code for one in decision.refusals]


def facts(**changes: object) -> NominationFacts:
    given = NominationFacts(
        name="演示甲", sex="male", registered=True, source="ballot", allowed=True, post=MEMBER,
        received_on=dt.date(2026, 12, 3), opens_on=dt.date(2026, 12, 1), closes_on=dt.date(2026, 12, 5),
    )  # fmt: skip
    return replace(given, **changes)


@pytest.mark.parametrize(
    ("ways", "mode", "refused"),
    [
        ({"ballot": True}, "with_candidates", []),
        ({}, "with_candidates", ["no_way"]),
        ({"party": True}, "with_candidates", []),
        ({"ballot": True}, "no_candidates", ["no_list_mode", "no_consent"]),
    ],
)
def test_the_committee_chooses_among_the_ways_of_its_place(book, ways, mode, refused):
    day = dt.date(2026, 12, 5)
    decision = rules.check_plan(ways=ways, closes_on=day, election_day=DAY, mode=mode, book=book)

    assert codes(decision) == refused


def test_under_the_law_of_2018_the_party_organisation_does_not_nominate():
    day = dt.date(2021, 3, 15)
    decision = rules.check_plan(
        ways={"party": True}, closes_on=day - dt.timedelta(15), election_day=day, mode="with_candidates",
        book=rulebook_for("369901", day),
    )  # fmt: skip

    assert codes(decision) == ["party_not_here"]
    assert "第十五条" in str(decision.refusals[0].citation)


@pytest.mark.parametrize(("days", "late"), [(10, False), (9, True)])
def test_those_who_put_themselves_forward_without_a_list_come_ten_days_before(zhejiang, days, late):
    decision = rules.check_plan(
        ways={"self": True}, closes_on=DAY - dt.timedelta(days), election_day=DAY, mode="no_candidates",
        book=zhejiang,
    )  # fmt: skip

    assert ("self_nomination_late" in codes(decision)) is late


def test_a_ballot_names_no_more_people_than_seats(book):
    fits = Reading(10, 1, 1, {"3": {"演示甲": 8, "演示乙": 8, "演示丙": 8}})
    over = Reading(10, 1, 1, {"3": {"演示甲": 8, "演示乙": 8, "演示丙": 8, "演示丁": 1}})

    assert rules.check_reading(fits, 10, [MEMBER], book).allowed
    assert codes(rules.check_reading(over, 10, [MEMBER], book)) == ["too_many_names"]


def test_no_more_ballots_come_back_than_went_out(book):
    assert codes(rules.check_reading(Reading(11, 0, 0), 10, [MEMBER], book)) == ["more_than_issued"]


@pytest.mark.parametrize(("recovered", "enough"), [(50, False), (51, True)])
def test_more_than_half_take_part_where_the_place_asks_for_it(zhejiang, recovered, enough):
    assert rules.check_turnout(recovered, 100, zhejiang).allowed is enough


def test_where_no_text_asks_for_a_turnout_none_is_asked(book):
    assert rules.check_turnout(1, 100, book).allowed


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, []),
        ({"registered": False}, ["not_registered"]),
        ({"allowed": False}, ["way_not_planned"]),
        ({"merged": ("演示甲", "演示岬")}, ["merge_without_reason"]),
        ({"merged": ("演示甲", "演示岬"), "reason": "同音误写，唱票时已确认"}, []),
        ({"source": "joint", "signers": 9}, ["too_few_signers"]),
        ({"source": "joint", "signers": 10}, []),
        ({"source": "self", "declared": False}, ["not_declared"]),
        ({"source": "self", "received_on": dt.date(2026, 12, 6)}, ["outside_window"]),
        ({"post": WOMAN}, ["woman_seat"]),
        ({"post": WOMAN, "sex": "female"}, []),
    ],
)
def test_who_may_be_put_forward(book, changes, refused):
    assert codes(rules.check_nomination(facts(**changes), book)) == refused


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("village", "演示甲没有登记参加本村选举，不能被提名。"),
        ("community", "演示甲没有登记参加本社区选举，不能被提名。"),
    ],
)
def test_a_refusal_says_the_words_of_the_kind_of_election(kind, said):
    own = rulebook_for("330106", DAY, kind=kind)

    assert [one.message for one in rules.check_nomination(facts(registered=False), own).refusals] == [said]


FIVE = [Standing(f"男{n}", n, "male") for n in (300, 280, 250, 240)] + [Standing("女90", 90, "female")]


@pytest.mark.parametrize(
    ("rule", "chosen"),
    [
        ("replace", ["男300", "男280", "男250", "女90"]),
        ("add", ["男300", "男280", "男250", "男240", "女90"]),
        ("none", ["男300", "男280", "男250", "男240"]),
    ],
)
def test_g37_a_woman_comes_on_the_list_by_the_rule_of_the_place(rule, chosen):
    assert [one.name for one in rules.select_for_list(FIVE, 4, rule).chosen] == chosen


def test_when_one_leaves_the_next_by_votes_moves_up():
    left = [one for one in FIVE if one.key != "男280"]

    assert [one.name for one in rules.select_for_list(left, 3, "none").chosen] == ["男300", "男250", "男240"]


def test_equals_on_the_edge_wait_for_a_second_ballot_that_decides_among_them_alone():
    equals = [Standing("甲", 50, "male"), Standing("乙", 40, "male"), Standing("丙", 40, "male")]
    assert [one.name for one in rules.select_for_list(equals, 2, "none").tied] == ["乙", "丙"]

    decided = [equals[0], replace(equals[1], tie_votes=12), replace(equals[2], tie_votes=90)]
    assert [one.name for one in rules.select_for_list(decided, 2, "none").chosen] == ["甲", "丙"]


def test_g36_the_preliminary_list_needs_more_names_than_seats(book):
    decision = rules.check_preliminary([PostState(MEMBER, 3)], [], [], book)

    assert codes(decision) == ["candidates_too_few"]


def test_the_preliminary_list_waits_for_answers_choices_and_sheets(book):
    state = PostState(MEMBER, 4, waiting=("演示甲",), tied=("演示乙", "演示丙"))

    decision = rules.check_preliminary([state], ["演示丁"], ["一组会场"], book)

    assert codes(decision) == ["sheets_not_agreed", "two_posts", "waiting_for_answer", "tied_on_the_edge"]


def test_a_late_objection_is_taken_in_and_marked():
    posted = dt.date(2026, 12, 7)

    assert rules.check_objection(posted, dt.date(2026, 12, 10), 3).warnings == ()
    late = rules.check_objection(posted, dt.date(2026, 12, 11), 3)
    assert late.allowed
    assert [one.code for one in late.warnings] == ["objection_late"]
    assert codes(rules.check_objection(None, posted, 3)) == ["list_not_posted"]


def test_the_formal_list_waits_for_the_notice_and_the_answers(book):
    decision = rules.check_formal(
        posted=False, until=None, today=dt.date(2026, 12, 6), excepted=False,
        open_objections=["演示甲"], listed={"3": 4}, posts=[MEMBER], book=book,
    )  # fmt: skip

    assert codes(decision) == ["preliminary_not_posted", "objections_open"]


@pytest.mark.parametrize(
    ("today", "excepted", "refused"),
    [
        (dt.date(2026, 12, 8), False, ["objection_time_running"]),
        (dt.date(2026, 12, 9), False, ["objection_time_running"]),
        (dt.date(2026, 12, 9), True, []),
        (dt.date(2026, 12, 10), False, []),
    ],
)
def test_nobody_is_a_formal_candidate_before_the_days_for_objecting_are_over(book, today, excepted, refused):
    until = rules.objection_until(dt.date(2026, 12, 6), 3)
    decision = rules.check_formal(
        posted=True, until=until, today=today, excepted=excepted, open_objections=[], listed={"3": 4},
        posts=[MEMBER], book=book,
    )  # fmt: skip

    assert until == dt.date(2026, 12, 9)
    assert codes(decision) == refused
