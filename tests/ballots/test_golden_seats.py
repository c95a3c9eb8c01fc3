"""The golden cases of who keeps a seat: relatives, excess proxies, open seats, recall, women."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ballots.rules import (
    Outcome,
    PostOutcome,
    RecallPetition,
    RecallVote,
    VacancyFacts,
    adjudicate,
    check_recall_petition,
    check_recall_vote,
    vacancy_options,
)
from election_office.law.rulebooks import rulebook_for
from tests.ballots.counts import BEIJING, DAY_2021, HENAN, NATION, SHANGHAI, ZHEJIANG, count, entry


def codes(outcome: Outcome) -> set[str]:
    return {finding.code for finding in outcome.findings}


def names(post: PostOutcome) -> list[str]:
    return [winner.name for winner in post.elected]


def director(votes: dict[str, int], **changes: Any) -> PostOutcome:
    return adjudicate(count(entry("director", votes), **changes)).posts[0]


# ── Near relatives ───────────────────────────────────────────────────────────────────────────────────

COUPLE = (
    entry("director", {"夫": 500, "丙": 200}),
    entry("member", {"妻": 450, "乙": 430, "丁": 410}, seats=2),
)
MARRIED = [["夫", "妻", "spouse"]]


@pytest.mark.parametrize(
    ("area", "members", "unfilled"),
    [(ZHEJIANG, ["乙", "丁"], 0), (HENAN, ["乙"], 1), (NATION, ["乙"], 1)],
)
def test_g22_of_a_couple_the_higher_post_stays(area: str, members: list[str], unfilled: int):
    outcome = adjudicate(count(*COUPLE, area=area, relatives=MARRIED))

    assert names(outcome.posts[0]) == ["夫"]
    assert (names(outcome.posts[1]), outcome.posts[1].unfilled) == (members, unfilled)
    assert "妻" not in outcome.posts[1].runoff_candidates
    assert "relative_left" in codes(outcome)
    assert ("relative_no_method" in codes(outcome)) is (area == NATION)


def test_g22_under_the_law_of_2018_relatives_may_sit_together():
    outcome = adjudicate(count(*COUPLE, relatives=MARRIED, election_day=DAY_2021))

    assert names(outcome.posts[1]) == ["妻", "乙"]


def test_g23_of_two_sisters_in_one_post_the_one_with_more_votes_stays():
    outcome = adjudicate(
        count(
            entry("member", {"妹": 415, "姐": 430, "丁": 410}, seats=2),
            area=ZHEJIANG,
            relatives=[["姐", "妹", "sibling"]],
        )
    )

    assert names(outcome.posts[0]) == ["姐", "丁"]


def test_g23_two_sisters_with_equal_votes_are_voted_on_again():
    outcome = adjudicate(
        count(
            entry("member", {"妹": 430, "姐": 430, "丁": 410}, seats=2),
            area=ZHEJIANG,
            relatives=[["姐", "妹", "sibling"]],
        )
    )

    [post] = outcome.posts
    assert (names(post), post.tied, post.unfilled, post.next) == (["丁"], ("妹", "姐"), 1, "tie_vote")


@pytest.mark.parametrize(
    ("area", "day", "stays"),
    [
        (NATION, "2026-12-20", False),
        (ZHEJIANG, DAY_2021, True),
        (HENAN, DAY_2021, True),
        (NATION, DAY_2021, True),
    ],
)
def test_g24_grandfather_and_grandson_collide_only_under_the_law_of_2025(area: str, day: str, stays: bool):
    outcome = adjudicate(
        count(
            entry("director", {"祖": 500}),
            entry("member", {"孙": 450}),
            area=area,
            election_day=day,
            relatives=[["祖", "孙", "grandparent"]],
        )
    )

    assert (names(outcome.posts[1]) == ["孙"]) is stays


def test_g24_a_township_that_keeps_the_provincial_circle_is_shown_the_wider_one():
    outcome = adjudicate(
        count(
            entry("director", {"祖": 500}),
            entry("member", {"孙": 450}),
            area=ZHEJIANG,
            relatives=[["祖", "孙", "grandparent"]],
            params={"member_relation_set": "spouse_parent_child_sibling"},
        )
    )

    assert names(outcome.posts[1]) == ["孙"]
    assert "relatives_nationally" in codes(outcome)


# ── Proxies beyond the limit ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("winner", "loser", "margin", "verdict"),
    [
        (412, 402, 10, "undetermined"),
        (412, 401, 11, "majority_uncertain"),
        (430, 380, 50, "stands"),
    ],
)
def test_g29_abc_five_excess_proxies(winner: int, loser: int, margin: int, verdict: str):
    outcome = adjudicate(
        count(entry("director", {"王": winner, "李": loser}), recovered=820, excess_proxies=5),
    )

    robustness = outcome.posts[0].robustness
    assert robustness is not None
    assert (robustness.excess_proxies, robustness.margin, robustness.verdict) == (5, margin, verdict)
    said = {"undetermined": "result_undetermined", "majority_uncertain": "majority_uncertain"}.get(verdict)
    assert codes(outcome) == {"excess_proxies"} | ({said} if said else set())


def test_g29d_only_the_last_seat_is_in_doubt():
    outcome = adjudicate(
        count(entry("member", {"甲": 500, "乙": 430, "丁": 424}, seats=2), recovered=820, excess_proxies=3)
    )

    robustness = outcome.posts[0].robustness
    assert robustness is not None
    assert (robustness.margin, robustness.verdict) == (6, "undetermined")
    [finding] = [finding for finding in outcome.findings if finding.code == "result_undetermined"]
    assert "甲的当选不受影响" in finding.message


def test_excess_proxies_that_carry_the_turnout_are_named():
    outcome = adjudicate(
        count(entry("director", {"甲": 400, "乙": 50}), recovered=502, excess_proxies=2, registered=1000)
    )

    assert outcome.valid
    assert "turnout_uncertain" in codes(outcome)


# ── After the vote ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("area", "elected", "director", "after_runoff", "vacant"),
    [
        (ZHEJIANG, 3, False, True, True),
        (ZHEJIANG, 3, False, False, False),
        (SHANGHAI, 2, False, True, False),
        (SHANGHAI, 3, False, False, True),
        (BEIJING, 3, False, True, False),
        (BEIJING, 4, True, True, True),
        (BEIJING, 4, False, True, False),
        (NATION, 4, True, True, False),
    ],
)
def test_g39_whether_open_seats_may_stay_empty(
    area: str, elected: int, director: bool, after_runoff: bool, vacant: bool
):
    book = rulebook_for(area, dt.date(2026, 12, 20))

    options = vacancy_options(
        VacancyFacts(
            seats=5,
            elected=elected,
            director_elected=director,
            deputy_elected=True,
            after_runoff=after_runoff,
        ),
        book,
    )

    assert options.may_stay_vacant is vacant
    assert options.must_vote_again is not vacant


@pytest.mark.parametrize(("deputy", "presides"), [(True, "deputy"), (False, "representatives_choose")])
def test_g39_who_presides_in_zhejiang_without_a_director(deputy: bool, presides: str):
    book = rulebook_for(ZHEJIANG, dt.date(2026, 12, 20))
    facts = VacancyFacts(seats=5, elected=3, director_elected=False, deputy_elected=deputy, after_runoff=True)

    assert vacancy_options(facts, book).presides == presides


def test_g39_shanghai_and_beijing_name_the_days_of_the_runoff():
    facts = VacancyFacts(seats=5, elected=2, director_elected=False, deputy_elected=True, after_runoff=False)
    day = dt.date(2026, 12, 20)

    assert vacancy_options(facts, rulebook_for(SHANGHAI, day)).within_days == 30
    assert vacancy_options(facts, rulebook_for(BEIJING, day)).within_days == 15


@pytest.mark.parametrize(("signed", "allowed"), [(200, True), (199, False)])
def test_g40_one_fifth_of_the_voters_may_ask_for_a_recall(signed: int, allowed: bool):
    book = rulebook_for(NATION, dt.date(2026, 12, 20))

    decision = check_recall_petition(RecallPetition(voters=1000, signed_by_voters=signed), book)

    assert decision.allowed is allowed


@pytest.mark.parametrize(
    ("cast", "yes", "refusals"),
    [
        (520, 261, []),
        (520, 260, ["recall_not_passed"]),
        (500, 400, ["recall_turnout_not_over_half"]),
    ],
)
def test_g40_a_recall_needs_two_majorities(cast: int, yes: int, refusals: list[str]):
    book = rulebook_for(NATION, dt.date(2026, 12, 20))

    decision = check_recall_vote(RecallVote(registered=1000, cast=cast, in_favour=yes), book)

    assert [finding.code for finding in decision.refusals] == refusals


def test_g43_no_loser_takes_a_mans_place_when_no_woman_is_elected():
    people = {name: {"sex": "male"} for name in ("甲", "乙", "丙")} | {"丁": {"sex": "female"}}
    outcome = adjudicate(
        count(
            entry("member", {"甲": 400, "乙": 300, "丙": 260, "丁": 150}, seats=3),
            registered=900,
            recovered=500,
            people=people,
        )
    )

    assert outcome.valid
    assert names(outcome.posts[0]) == ["甲", "乙", "丙"]
    [finding] = outcome.findings
    assert (finding.code, finding.severity) == ("no_woman_elected", "error")
