"""Candidates: differential, the rule on women, the order of lists; and the ballots of a party meeting."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from candidates.rules import (
    GroundFacts,
    Nominee,
    PartyBallot,
    Selection,
    check_differential,
    check_party_differential,
    check_party_quorum,
    check_removal,
    decide_party_ballot,
    order_names,
    party_recommended_least,
    party_votes_win,
    select_candidates,
)
from election_office.law.rulebooks import rulebook_for

DAY = dt.date(2026, 12, 20)
NATION = rulebook_for("360000", DAY)
SHANGHAI = rulebook_for("310000", DAY)
BEIJING = rulebook_for("110000", DAY)
HENAN = rulebook_for("410000", DAY)
ZHEJIANG = rulebook_for("330000", DAY)


# ── G36: more candidates than seats ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("post", "seats"), [("director", 1), ("member", 3)])
def test_as_many_candidates_as_seats_are_too_few(post: str, seats: int):
    [refusal] = check_differential(post, seats, seats, NATION).refusals

    assert refusal.code == "candidates_too_few"
    assert f"至少须有{seats + 1}人" in refusal.message
    assert str(refusal.citation) == "《村民委员会组织法》第十八条第一款"


def test_the_article_is_that_of_the_election_day():
    [refusal] = check_differential("director", 1, 1, rulebook_for("360000", dt.date(2021, 3, 20))).refusals

    assert str(refusal.citation) == "《村民委员会组织法》第十五条第一款"


@pytest.mark.parametrize(
    ("book", "post", "seats", "candidates", "codes"),
    [
        (NATION, "member", 3, 20, []),
        (ZHEJIANG, "member", 3, 9, []),
        (SHANGHAI, "director", 1, 2, []),
        (SHANGHAI, "director", 1, 3, ["candidates_too_many"]),
        (SHANGHAI, "member", 3, 6, []),
        (SHANGHAI, "member", 3, 7, ["candidates_too_many"]),
        (BEIJING, "director", 1, 3, []),
        (BEIJING, "member", 3, 6, ["candidates_too_many"]),
        (HENAN, "deputy", 1, 3, ["candidates_too_many"]),
        (HENAN, "member", 3, 5, []),
        (HENAN, "member", 3, 6, ["candidates_too_many"]),
        (HENAN, "member", 3, 3, ["candidates_too_few"]),
    ],
)
def test_each_place_sets_how_many_more(book, post: str, seats: int, candidates: int, codes: list[str]):
    decision = check_differential(post, seats, candidates, book)

    assert [refusal.code for refusal in decision.refusals] == codes


# ── G37: a woman among the candidates ────────────────────────────────────────────────────────────────

MEN = [Nominee(name, votes, "male") for name, votes in (("甲", 300), ("乙", 280), ("丙", 250), ("丁", 240))]
WOMEN = [Nominee("戊", 90, "female"), Nominee("己", 60, "female")]


def votes_of(selection: Selection) -> list[int]:
    return [nominee.votes for nominee in selection.chosen]


@pytest.mark.parametrize(
    ("rule", "votes"),
    [
        ("replace", [300, 280, 250, 90]),
        ("add", [300, 280, 250, 240, 90]),
        ("none", [300, 280, 250, 240]),
        ("column", [300, 280, 250, 240]),
    ],
)
def test_the_woman_with_most_votes_comes_in_by_the_rule_of_the_place(rule, votes: list[int]):
    selection = select_candidates([*WOMEN, *MEN], 4, rule)

    assert votes_of(selection) == votes
    assert selection.without_woman is (90 not in votes)


def test_who_gave_way_is_on_record():
    selection = select_candidates([*MEN, *WOMEN], 4, "replace")

    assert (selection.woman, selection.gave_way) == (WOMEN[0], MEN[3])


def test_a_woman_chosen_by_votes_moves_nobody():
    selection = select_candidates([*MEN[:3], Nominee("戊", 245, "female"), MEN[3]], 4, "replace")

    assert votes_of(selection) == [300, 280, 250, 245]
    assert selection.woman is None


def test_without_any_woman_nominated_the_list_says_so():
    selection = select_candidates(MEN, 4, "replace")

    assert votes_of(selection) == [300, 280, 250, 240]
    assert selection.without_woman


def test_equal_votes_on_the_last_place_are_left_to_another_vote():
    selection = select_candidates([*MEN[:3], Nominee("庚", 250, "female")], 3, "none")

    assert votes_of(selection) == [300, 280]
    assert [nominee.name for nominee in selection.tied] == ["丙", "庚"]


# ── G38: the order of a list ─────────────────────────────────────────────────────────────────────────

THREE = [
    Nominee("王某", 120, stroke_key="04"),
    Nominee("丁某", 90, stroke_key="02"),
    Nominee("李某", 200, stroke_key="07"),
]


@pytest.mark.parametrize(
    ("book", "stage", "names"),
    [
        (NATION, "formal", ["丁某", "王某", "李某"]),
        (ZHEJIANG, "formal", ["李某", "王某", "丁某"]),
        (ZHEJIANG, "self_nominated", ["丁某", "王某", "李某"]),
        (NATION, "runoff", ["李某", "王某", "丁某"]),
    ],
)
def test_a_list_follows_strokes_or_votes_as_the_place_orders(book, stage, names: list[str]):
    assert [nominee.name for nominee in order_names(THREE, stage, book)] == names


# ── G41: quorum and majority of a party meeting ──────────────────────────────────────────────────────


@pytest.mark.parametrize(("present", "allowed"), [(40, True), (39, False)])
def test_four_fifths_of_those_due_make_a_meeting(present: int, allowed: bool):
    assert check_party_quorum(50, present, NATION).allowed is allowed


@pytest.mark.parametrize(("votes", "wins"), [(26, True), (25, False)])
def test_a_party_candidate_needs_more_than_half_of_those_due(votes: int, wins: bool):
    assert party_votes_win(votes, 50, 40, NATION) is wins


def test_the_older_base_of_those_present_is_a_parameter():
    book = NATION.with_values({"party_win_base": "present"})

    assert party_votes_win(21, 50, 40, book)
    assert not party_votes_win(20, 50, 40, book)


def meeting(**changes: object) -> PartyBallot:
    values = {
        "seats": 3,
        "due": 50,
        "present": 45,
        "issued": 45,
        "recovered": 45,
        "votes": (("甲", 40), ("乙", 38), ("丙", 30), ("丁", 20)),
    } | changes
    return PartyBallot(**values)


def test_a_party_ballot_elects_by_votes():
    result = decide_party_ballot(meeting(), NATION)

    assert (result.elected, result.tied, result.unfilled) == (("甲", "乙", "丙"), (), 0)


def test_equal_votes_at_the_last_seat_of_a_party_ballot_wait():
    result = decide_party_ballot(meeting(votes=(("甲", 40), ("乙", 30), ("丙", 30)), seats=2), NATION)

    assert (result.elected, result.tied, result.unfilled) == (("甲",), ("乙", "丙"), 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"present": 39, "issued": 39, "recovered": 39}, "party_quorum_missed"),
        ({"recovered": 46}, "party_too_many_ballots"),
    ],
)
def test_a_meeting_that_is_not_valid_elects_nobody(changes: dict[str, int], code: str):
    result = decide_party_ballot(meeting(**changes), NATION)

    assert [refusal.code for refusal in result.decision.refusals] == [code]
    assert (result.elected, result.unfilled) == ((), 3)


# ── G42: differential of a party ballot ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("seats", "candidates", "allowed"),
    [(7, 8, False), (7, 9, True), (5, 6, True), (6, 7, False), (3, 3, False)],
)
def test_one_more_than_the_seats_is_not_always_a_fifth(seats: int, candidates: int, allowed: bool):
    assert check_party_differential(seats, candidates, NATION).allowed is allowed


@pytest.mark.parametrize(("rounding", "least"), [("ceil", [5, 8]), ("floor", [4, 7])])
def test_one_and_a_half_times_the_seats_is_rounded_as_the_plan_says(rounding: str, least: list[int]):
    book = NATION.with_values({"party_recommended_rounding": rounding})

    assert [party_recommended_least(seats, book) for seats in (3, 5)] == least


# ── Taken off a list only on a ground of the law ─────────────────────────────────────────────────────


def removal(**changes: object) -> list[str]:
    book = NATION.with_values({"nominee_avoidance": False})
    facts = GroundFacts(name="演示甲", ground="statutory-criminal_punishment", reason="判决书", paper="3号")
    return [one.code for one in check_removal(replace(facts, **changes), book).refusals]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, []),
        ({"paper": " "}, ["ground_paper_missing"]),
        ({"reason": " "}, ["ground_reason"]),
        ({"ground": "under_investigation"}, ["ground_unknown"]),
        ({"ground": "", "paper": ""}, ["ground_unknown"]),
        ({"ground": "review", "file": "rejected", "paper": ""}, []),
        ({"ground": "review", "file": "county"}, ["ground_not_reviewed"]),
        ({"ground": "not_registered", "registered": False}, []),
        ({"ground": "not_registered", "registered": True}, ["ground_registered"]),
        ({"ground": "adopted"}, ["ground_unknown"]),
        ({"ground": "adopted", "clause": "演示村选举办法第十条"}, []),
        ({"ground": "kinship"}, ["ground_unknown"]),
    ],
)
def test_somebody_is_taken_off_only_on_a_ground_of_the_law(changes: dict[str, object], refused: list[str]):
    assert removal(**changes) == refused


def test_near_relatives_are_a_ground_where_the_place_has_nominees_avoid_each_other():
    book = NATION.with_values({"nominee_avoidance": True})

    assert check_removal(GroundFacts("演示甲", "kinship", "近亲属回避"), book).allowed
