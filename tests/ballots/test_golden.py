"""The golden cases of the rule table that a count decides. Each name begins with the number of its case."""

from __future__ import annotations

from typing import Any

import pytest

from ballots.rules import (
    Outcome,
    PostOutcome,
    adjudicate,
)
from tests.ballots.counts import DAY_2021, ZHEJIANG, count, entry


def codes(outcome: Outcome) -> set[str]:
    return {finding.code for finding in outcome.findings}


def names(post: PostOutcome) -> list[str]:
    return [winner.name for winner in post.elected]


def director(votes: dict[str, int], **changes: Any) -> PostOutcome:
    return adjudicate(count(entry("director", votes), **changes)).posts[0]


# ── Turnout and ballots ──────────────────────────────────────────────────────────────────────────────


def test_g01_exactly_half_of_the_registered_is_no_election_and_elects_nobody():
    outcome = adjudicate(count(entry("member", {"甲": 400, "乙": 390}, seats=2), recovered=500))

    assert not outcome.valid
    [finding] = outcome.findings
    assert (finding.code, finding.severity) == ("turnout_not_over_half", "error")
    assert str(finding.citation) == "《村民委员会组织法》第十八条第二款"
    assert "500" in finding.message
    assert "1000" in finding.message
    [post] = outcome.posts
    assert (post.elected, post.unfilled, post.next) == ((), 2, "repeat")
    assert (post.tied, post.runoff_candidates, post.robustness) == ((), (), None)


@pytest.mark.parametrize(
    ("registered", "recovered", "valid"), [(1000, 501, True), (1001, 501, True), (1001, 500, False)]
)
def test_g02_one_ballot_more_than_half_is_an_election(registered: int, recovered: int, valid: bool):
    outcome = adjudicate(count(entry("director", {"甲": 300}), registered=registered, recovered=recovered))

    assert outcome.valid is valid


@pytest.mark.parametrize(("votes", "elected", "step"), [(400, [], "runoff"), (401, ["甲"], "none")])
def test_g03_g04_a_winner_needs_more_than_half_of_the_ballots_cast(votes: int, elected: list[str], step: str):
    post = director({"甲": votes, "乙": 300})

    assert (names(post), post.next) == (elected, step)


def test_g05_more_ballots_than_issued_void_the_election_whatever_the_turnout():
    outcome = adjudicate(count(entry("director", {"甲": 600}), recovered=801, issued=800))

    assert not outcome.valid
    assert codes(outcome) == {"recovered_exceeds_issued"}
    assert outcome.posts[0].next == "repeat"


BOXES = [
    {"name": "一号", "issued": 400, "recovered": 398},
    {"name": "二号", "issued": 260, "recovered": 260},
    {"name": "三号", "issued": 120, "recovered": 121},
]


def test_g06_one_box_with_a_ballot_too_many_does_not_void_the_rest():
    outcome = adjudicate(
        count(entry("director", {"甲": 400}), registered=1300, recovered=779, issued=780, boxes=BOXES)
    )

    assert outcome.valid
    assert outcome.voted == 779
    assert codes(outcome) == {"box_excess"}


def test_g06_where_a_box_is_void_its_ballots_leave_the_count():
    outcome = adjudicate(
        count(
            entry("director", {"甲": 330, "乙": 300}),
            registered=1300,
            recovered=779,
            issued=780,
            boxes=BOXES,
            params={"box_level_void": True},
        )
    )

    assert outcome.valid
    assert outcome.voted == 658
    assert names(outcome.posts[0]) == ["甲"]  # 660 > 658, but 660 < 779
    assert codes(outcome) == {"box_voided", "params_override"}


def test_g06_votes_that_still_hold_the_void_box_are_named():
    outcome = adjudicate(
        count(
            entry("director", {"甲": 400, "乙": 370}),
            registered=1300,
            recovered=779,
            issued=780,
            boxes=BOXES,
            params={"box_level_void": True},
        )
    )

    assert "votes_include_voided_box" in codes(outcome)


@pytest.mark.parametrize(("params", "elected"), [({}, []), ({"majority_base": "valid"}, ["甲"])])
def test_g07_void_and_blank_ballots_stay_in_the_base_by_default(params: dict[str, Any], elected: list[str]):
    counted = count(
        entry("director", {"甲": 298, "乙": 200}, void=30, blank=20),
        registered=900,
        recovered=600,
        params=params,
    )

    assert names(adjudicate(counted).posts[0]) == elected


@pytest.mark.parametrize(("scope", "director_void", "elected"), [("ballot", 1, []), ("post", 0, ["甲"])])
def test_g08_an_over_marked_ballot_counts_among_the_cast_either_way(
    scope: str, director_void: int, elected: list[str]
):
    # One ballot of the 101 cast names three members for two seats. Under "ballot" the director it names loses
    # that vote too; under "post" he keeps it. The tally brings the difference, the base stays 101.
    votes = 51 - director_void
    counted = count(
        entry("director", {"甲": votes}, void=director_void),
        entry("member", {"乙": 60, "丙": 55}, seats=2, void=1),
        registered=200,
        recovered=101,
        params={"invalid_scope": scope},
    )

    outcome = adjudicate(counted)

    assert names(outcome.posts[0]) == elected
    assert outcome.voted == 101


def test_g09_a_ballot_with_fewer_names_than_seats_is_whole():
    outcome = adjudicate(count(entry("member", {"甲": 800, "乙": 800, "丙": 0}, seats=3)))

    assert names(outcome.posts[0]) == ["甲", "乙"]
    assert "votes_exceed_places" not in codes(outcome)


def test_g10_a_person_who_wins_two_posts_keeps_the_higher():
    outcome = adjudicate(
        count(entry("member", {"张": 500, "丁": 450}), entry("director", {"张": 420, "丙": 100}))
    )

    assert names(outcome.posts[1]) == ["张"]
    assert names(outcome.posts[0]) == ["丁"]
    assert "higher_post_kept" in codes(outcome)


ZHANG = (
    entry("director", {"张": 210, "丙": 200}),
    entry("deputy", {"张": 150, "丁": 140}),
    entry("member", {"张": 80, "戊": 310, "己": 305}, seats=2),
)


def test_g11_votes_are_not_carried_down_by_default():
    outcome = adjudicate(count(*ZHANG, recovered=600))

    assert [names(post) for post in outcome.posts] == [[], [], ["戊", "己"]]


def test_g11_where_votes_are_carried_down_they_elect_to_the_lower_post_once():
    outcome = adjudicate(count(*ZHANG, recovered=600, params={"count_down": "final"}))

    assert names(outcome.posts[0]) == []
    assert [(winner.name, winner.votes) for winner in outcome.posts[1].elected] == [("张", 360)]
    assert names(outcome.posts[2]) == ["戊", "己"]


def test_g12_equal_votes_on_the_last_seat_are_voted_on_again():
    outcome = adjudicate(count(entry("member", {"甲": 420, "乙": 400, "丙": 400}, seats=2), recovered=700))

    [post] = outcome.posts
    assert names(post) == ["甲"]
    assert (post.tied, post.unfilled, post.next) == (("乙", "丙"), 1, "tie_vote")
    assert post.runoff_candidates == ()
    assert "tie_vote_needed" in codes(outcome)


def test_g12_the_vote_among_the_tied_needs_no_share():
    outcome = adjudicate(
        count(
            entry("member", {"乙": 201, "丙": 200}, void=299),
            recovered=700,
            round="tie",
            elected_before=[{"post": "member", "name": "甲"}],
        )
    )

    assert names(outcome.posts[0]) == ["乙"]
    assert outcome.posts[0].next == "none"


def test_g13_more_over_half_than_seats_are_taken_by_votes():
    outcome = adjudicate(
        count(entry("member", {"戊": 351, "甲": 420, "丁": 380, "乙": 400}, seats=2), recovered=700)
    )

    assert names(outcome.posts[0]) == ["甲", "乙"]
    assert outcome.posts[0].next == "none"


# ── Write-ins and bars ───────────────────────────────────────────────────────────────────────────────

WRITE_IN = {"李": 320, "王": 20, "+赵": 355}


def test_g14_a_write_in_over_half_waits_for_review():
    outcome = adjudicate(count(entry("director", WRITE_IN), recovered=700))

    [post] = outcome.posts
    assert [(winner.name, winner.status) for winner in post.elected] == [("赵", "pending_review")]
    assert (post.unfilled, post.next) == (0, "none")
    assert codes(outcome) == {"write_in_pending"}


PUNISHED = {"赵": {"sex": "male", "barred": "因犯罪受过刑事处罚"}}


def test_g15_a_barred_winner_is_annulled_and_stays_off_the_runoff_ballot():
    outcome = adjudicate(count(entry("director", WRITE_IN), recovered=700, people=PUNISHED))

    [post] = outcome.posts
    assert [(winner.name, winner.votes, winner.status) for winner in post.elected] == [
        ("赵", 355, "annulled")
    ]
    assert (post.unfilled, post.next, post.runoff_candidates) == (1, "runoff", ("李", "王"))
    assert post.robustness is None
    [finding] = [finding for finding in outcome.findings if finding.code == "barred_winner_annulled"]
    assert str(finding.citation) == "《村民委员会组织法》第十八条第一款"


def test_g16_without_a_legal_basis_a_barred_winner_is_sent_to_the_township():
    outcome = adjudicate(
        count(entry("director", WRITE_IN), recovered=700, people=PUNISHED, election_day=DAY_2021)
    )

    [winner] = outcome.posts[0].elected
    assert winner.status == "pending_review"
    assert "barred_winner_escalated" in codes(outcome)
    assert "barred_winner_annulled" not in codes(outcome)


def test_g16_zhejiang_let_its_committee_annul_in_2021():
    outcome = adjudicate(
        count(
            entry("director", WRITE_IN), recovered=700, people=PUNISHED, election_day=DAY_2021, area=ZHEJIANG
        )
    )

    assert [winner.status for winner in outcome.posts[0].elected] == ["annulled"]


def test_a_barred_person_on_the_printed_ballot_is_an_error():
    outcome = adjudicate(
        count(entry("director", {"李": 500, "赵": 200}), recovered=800, people=PUNISHED),
    )

    assert names(outcome.posts[0]) == ["李"]
    assert codes(outcome) == {"barred_on_ballot"}


# ── The women's seat and the runoff ──────────────────────────────────────────────────────────────────

SEXES = {name: {"sex": "female"} for name in ("甲女", "乙女")} | {
    name: {"sex": "male"} for name in ("丙", "丁")
}


def test_g17_the_womens_seat_stays_open_for_a_runoff_of_its_own():
    outcome = adjudicate(
        count(
            entry("member", {"甲女": 260, "乙女": 200}, reserved="woman"),
            entry("member", {"丙": 400, "丁": 350}, seats=2),
            recovered=600,
            people=SEXES,
        )
    )

    women, general = outcome.posts
    assert (names(women), women.unfilled, women.next) == ([], 1, "runoff")
    assert women.runoff_candidates == ("甲女", "乙女")
    assert (names(general), general.next) == (["丙", "丁"], "none")


def test_a_man_in_the_womens_column_is_not_elected():
    outcome = adjudicate(
        count(entry("member", {"丙": 700, "甲女": 500}, reserved="woman"), people=SEXES),
    )

    assert names(outcome.posts[0]) == ["甲女"]
    assert "outside_reserved" in codes(outcome)


@pytest.mark.parametrize(("best", "elected", "step"), [(187, ["甲女"], "none"), (186, [], "runoff")])
def test_g18_the_runoff_of_the_womens_seat(best: int, elected: list[str], step: str):
    outcome = adjudicate(
        count(
            entry("member", {"甲女": best, "乙女": 186}, reserved="woman"),
            registered=1100,
            recovered=560,
            round="runoff",
            people=SEXES,
            elected_before=[{"post": "member", "name": "丙"}, {"post": "member", "name": "丁"}],
        )
    )

    assert outcome.valid
    assert (names(outcome.posts[0]), outcome.posts[0].next) == (elected, step)


@pytest.mark.parametrize(("cast", "best", "elected"), [(600, 200, True), (601, 200, False), (601, 201, True)])
def test_g19_a_third_of_the_runoffs_own_ballots_is_enough(cast: int, best: int, elected: bool):
    post = director({"甲": best, "乙": 150}, recovered=cast, round="runoff")

    assert bool(post.elected) is elected


def test_g20_the_runoff_is_measured_by_its_own_ballots():
    first = director({"甲": 340, "乙": 330}, recovered=700)
    second = director({"甲": 205, "乙": 180}, recovered=600, round="runoff")

    assert first.runoff_candidates == ("甲", "乙")
    assert names(second) == ["甲"]  # 615 ≥ 600, though 615 < 700


@pytest.mark.parametrize(("params", "valid"), [({}, False), ({"runoff_turnout": False}, True)])
def test_g21_the_runoff_needs_half_of_the_voters_unless_the_place_says_otherwise(
    params: dict[str, Any], valid: bool
):
    outcome = adjudicate(
        count(entry("director", {"甲": 300, "乙": 100}), recovered=480, round="runoff", params=params)
    )

    assert outcome.valid is valid
    assert names(outcome.posts[0]) == (["甲"] if valid else [])
    assert ("turnout_half_not_required" in codes(outcome)) is valid


# ── Real results ─────────────────────────────────────────────────────────────────────────────────────


def test_g47_the_first_round_with_published_counts():
    outcome = adjudicate(
        count(
            entry("director", {"正甲": 6205, "正乙": 350}),
            entry("deputy", {"副甲": 3609, "副乙": 3100, "副丙": 2400}, seats=2),
            entry(
                "member",
                {"委一": 3300, "委二": 3200, "委三": 3100, "委四": 2900, "委五": 2500, "委六": 2400},
                seats=4,
            ),
            registered=8363,
            issued=6899,
            recovered=6812,
        )
    )

    director, deputy, member = outcome.posts
    assert outcome.valid
    assert (names(director), director.next) == (["正甲"], "none")
    assert (names(deputy), deputy.unfilled, deputy.next) == (["副甲"], 1, "runoff")
    assert deputy.runoff_candidates == ("副乙", "副丙")
    assert (names(member), member.unfilled, member.next) == ([], 4, "runoff")
    assert member.runoff_candidates == ("委一", "委二", "委三", "委四", "委五")


@pytest.mark.parametrize(("votes", "elected"), [(281, ["甲"]), (280, [])])
def test_g48_a_village_of_921_voters_needs_281_votes(votes: int, elected: list[str]):
    post = director({"甲": votes, "乙": 200}, registered=921, recovered=561)

    assert names(post) == elected
