"""The adjudication beyond the golden cases: impossible numbers, rounds, relatives, one seat each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ballots.rules import Outcome, RecallPetition, RecallVote, adjudicate, check_recall, parse_count
from election_office.law.layers import Entry, Layer
from election_office.law.rulebooks import Overlay, rulebook_for
from tests.ballots.counts import HENAN, NATION, SHANGHAI, ZHEJIANG, count, entry


def codes(outcome: Outcome) -> list[str]:
    return [finding.code for finding in outcome.findings]


def elected(outcome: Outcome) -> list[list[str]]:
    return [[winner.name for winner in post.elected] for post in outcome.posts]


# ── Numbers that cannot be true ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "post", "expected"),
    [
        ({}, entry("director", {"甲": 450}, void=500, blank=301), ["unmarked_exceed_recovered"]),
        ({}, entry("director", {"甲": 790}, void=6, blank=5), ["votes_exceed_valid", "votes_exceed_places"]),
        ({}, entry("director", {"甲": 450, "乙": 351}), ["votes_exceed_places"]),
        ({}, entry("director", {"甲": 450, "乙": 350}), []),
        ({}, entry("member", {"甲": 800, "乙": 800, "丙": 1}, seats=2), ["votes_exceed_places"]),
        ({}, entry("director", {"甲": 450}, seats=2), ["director_seats"]),
        ({}, entry("member", {"甲": 450}, seats=8), ["seats_over_limit"]),
        ({"issued": 1001}, entry("director", {"甲": 450}), ["issued_exceeds_registered"]),
        (
            {"boxes": [{"name": "一", "issued": 700, "recovered": 700}]},
            entry("director", {"甲": 450}),
            ["boxes_do_not_sum"],
        ),
        ({"excess_proxies": 801}, entry("director", {"甲": 450}), ["excess_proxies_impossible"]),
    ],
)
def test_an_impossible_number_is_an_error_with_its_name(
    changes: dict[str, Any], post: dict[str, Any], expected: list[str]
):
    outcome = adjudicate(count(post, **changes))

    assert [finding.code for finding in outcome.errors] == expected


@pytest.mark.parametrize(("area", "valid"), [(ZHEJIANG, False), (HENAN, True)])
def test_more_ballots_than_voters_void_the_vote_where_voters_are_the_measure(area: str, valid: bool):
    outcome = adjudicate(count(entry("director", {"甲": 600}), registered=790, area=area))

    assert outcome.valid is valid
    assert "recovered_exceeds_registered" in codes(outcome)


def test_errors_come_before_warnings():
    outcome = adjudicate(
        count(entry("director", {"+甲": 500, "乙": 400}), params={"runoff_turnout": False}, excess_proxies=1)
    )

    severities = [finding.severity for finding in outcome.findings]
    assert severities == sorted(severities)
    assert set(severities) == {"error", "warning"}


# ── Places and days ──────────────────────────────────────────────────────────────────────────────────


def test_the_article_follows_the_election_day():
    old = adjudicate(count(entry("director", {"甲": 300}), recovered=400, election_day="2021-03-20"))

    assert str(old.findings[0].citation) == "《村民委员会组织法》第十五条第二款"


def test_a_count_older_than_the_texts_kept_is_judged_and_says_so():
    outcome = adjudicate(count(entry("director", {"甲": 450}), election_day="2012-03-03"))

    assert elected(outcome) == [["甲"]]
    assert codes(outcome) == ["law_text_not_held"]


def test_no_township_paper_changes_who_is_elected_but_the_text_of_a_province_does():
    day, paper = dt.date(2026, 12, 20), "某镇发〔2026〕9号"
    with pytest.raises(ValueError, match="第十八条第五款"):
        rulebook_for(NATION, day, [Overlay("majority_base", "valid", paper, dt.date(2026, 9, 1))])
    entry_of_text = Entry("valid", "演示选举办法", "第九条", True, "演示文本写明。", "法定", "", "")
    text = Layer(
        "province", "entered-1", "演示选举办法", "", "", day, day, None, NATION[:2], "演示选举办法",
        {"majority_base": entry_of_text},
    )  # fmt: skip
    book = rulebook_for(NATION, day, texts=[text])
    counted = parse_count(count(entry("director", {"甲": 380}, void=50)))

    assert elected(adjudicate(counted)) == [[]]
    assert elected(adjudicate(counted, book=book)) == [["甲"]]


def test_a_stricter_majority_may_be_asked_for():
    params = {"win_threshold": {"num": 2, "den": 3}}

    assert elected(adjudicate(count(entry("director", {"甲": 533}), params=params))) == [[]]
    assert elected(adjudicate(count(entry("director", {"甲": 534}), params=params))) == [["甲"]]


@pytest.mark.parametrize("value", [False, {"first": False}])
def test_where_write_ins_are_forbidden_they_win_nothing(value: Any):
    outcome = adjudicate(
        count(entry("director", {"+甲": 500, "乙": 200, "丙": 50}), params={"write_in_allowed": value})
    )

    assert elected(outcome) == [[]]
    assert outcome.posts[0].runoff_candidates == ("乙", "丙")
    assert "write_in_not_allowed" in codes(outcome)


def test_without_a_review_a_write_in_is_elected_at_once():
    outcome = adjudicate(count(entry("director", {"+甲": 500}), params={"winner_review": False}))

    assert [winner.status for winner in outcome.posts[0].elected] == ["elected"]


# ── Rounds ───────────────────────────────────────────────────────────────────────────────────────────


def test_everyone_equal_on_the_edge_comes_into_the_runoff():
    outcome = adjudicate(count(entry("member", {"甲": 300, "乙": 200, "丙": 200, "丁": 200, "戊": 199})))

    assert outcome.posts[0].runoff_candidates == ("甲", "乙", "丙", "丁")


def test_a_barred_loser_is_left_out_of_the_runoff_and_that_is_said():
    outcome = adjudicate(
        count(
            entry("director", {"甲": 300, "+乙": 250, "丙": 200}),
            people={"乙": {"barred": "因犯罪受过刑事处罚"}},
        )
    )

    assert outcome.posts[0].runoff_candidates == ("甲", "丙")
    assert codes(outcome) == ["barred_not_in_runoff"]


@pytest.mark.parametrize(("votes", "said"), [(200, True), (199, False)])
def test_a_barred_loser_is_named_who_has_as_many_votes_as_the_last_in_the_runoff(votes: int, said: bool):
    outcome = adjudicate(
        count(
            entry("director", {"甲": 300, "丙": 200, "+乙": votes}),
            people={"乙": {"barred": "因犯罪受过刑事处罚"}},
        )
    )

    assert ("barred_not_in_runoff" in codes(outcome)) is said


@pytest.mark.parametrize(
    ("votes", "short"), [({"甲": 300, "乙": 290}, True), ({"甲": 300, "乙": 290, "丙": 280}, False)]
)
def test_a_runoff_without_one_more_name_than_seats_is_said(votes: dict[str, int], short: bool):
    outcome = adjudicate(count(entry("member", votes, seats=2)))

    assert ("runoff_candidates_too_few" in codes(outcome)) is short


@pytest.mark.parametrize(("rule", "names"), [("seats_plus_one", 3), ("seats_times_two", 4)])
def test_how_many_stand_in_the_runoff_is_a_parameter(rule: str, names: int):
    votes = {"甲": 300, "乙": 290, "丙": 280, "丁": 270, "戊": 260}

    outcome = adjudicate(count(entry("member", votes, seats=2), params={"runoff_candidate_count": rule}))

    assert len(outcome.posts[0].runoff_candidates) == names


def test_whoever_already_sits_wins_nothing_in_the_runoff():
    outcome = adjudicate(
        count(
            entry("director", {"+戊": 500, "甲": 270}),
            round="runoff",
            elected_before=[{"post": "member", "name": "戊"}],
        )
    )

    assert elected(outcome) == [["甲"]]
    assert codes(outcome) == ["already_elected"]


def test_a_tie_in_the_runoff_is_voted_on_again():
    outcome = adjudicate(count(entry("director", {"甲": 300, "乙": 300}), round="runoff"))

    assert outcome.posts[0].tied == ("甲", "乙")
    assert outcome.posts[0].next == "tie_vote"


def test_nobody_new_wins_a_vote_among_the_tied():
    outcome = adjudicate(count(entry("director", {"+丙": 400, "甲": 200, "乙": 199}), round="tie"))

    assert elected(outcome) == [["甲"]]


def test_a_vote_among_the_tied_stands_with_few_voters_and_says_so():
    outcome = adjudicate(count(entry("director", {"甲": 200, "乙": 199}), recovered=400, round="tie"))

    assert outcome.valid
    assert codes(outcome) == ["tie_turnout_not_over_half"]


def test_a_place_that_lets_seats_stay_empty_is_named():
    outcome = adjudicate(
        count(
            entry("director", {"甲": 450}),
            entry("member", {"乙": 450, "丙": 440, "丁": 300, "戊": 200}, seats=3),
            area=SHANGHAI,
        )
    )

    assert outcome.posts[1].next == "runoff"
    [finding] = [finding for finding in outcome.warnings if finding.code == "may_stay_vacant"]
    assert "由村民会议或者村民代表会议决定" in finding.message


# ── One person, one seat; relatives ──────────────────────────────────────────────────────────────────


def test_a_woman_who_wins_both_seats_takes_the_reserved_one():
    outcome = adjudicate(
        count(
            entry("member", {"甲": 500, "乙": 450, "丙": 420}, seats=2),
            entry("member", {"甲": 410}, reserved="woman"),
            people={"甲": {"sex": "female"}, "乙": {"sex": "male"}, "丙": {"sex": "male"}},
        )
    )

    assert elected(outcome) == [["乙", "丙"], ["甲"]]
    assert codes(outcome) == ["reserved_seat_kept"]


def test_relatives_in_reserved_and_general_seats_of_one_post_are_measured_by_votes():
    outcome = adjudicate(
        count(
            entry("member", {"妻": 430, "丙": 420, "乙": 405}, seats=2, reserved="woman"),
            entry("member", {"夫": 500}),
            area=ZHEJIANG,
            relatives=[["夫", "妻", "spouse"]],
        )
    )

    assert elected(outcome) == [["丙", "乙"], ["夫"]]


def test_of_three_siblings_one_stays():
    outcome = adjudicate(
        count(
            entry("member", {"大": 420, "二": 430, "三": 410, "丁": 405}, seats=3),
            area=HENAN,
            relatives=[["大", "二", "sibling"], ["二", "三", "sibling"], ["大", "三", "sibling"]],
        )
    )

    assert elected(outcome) == [["二"]]
    assert outcome.posts[0].unfilled == 2
    assert outcome.posts[0].runoff_candidates == ("丁",)
    assert "runoff_candidates_too_few" in codes(outcome)


def test_a_relative_of_an_earlier_director_gives_way():
    outcome = adjudicate(
        count(
            entry("member", {"妻": 400, "乙": 300}),
            round="runoff",
            area=ZHEJIANG,
            relatives=[["夫", "妻", "spouse"]],
            elected_before=[{"post": "director", "name": "夫"}],
        )
    )

    assert elected(outcome) == [["乙"]]


def test_a_relative_of_a_member_elected_earlier_gives_way_whatever_the_votes():
    outcome = adjudicate(
        count(
            entry("member", {"妹": 400, "乙": 300}),
            round="runoff",
            area=ZHEJIANG,
            relatives=[["姐", "妹", "sibling"]],
            elected_before=[{"post": "member", "name": "姐"}],
        )
    )

    assert elected(outcome) == [["乙"]]


def test_a_new_director_sends_a_relative_elected_earlier_away():
    outcome = adjudicate(
        count(
            entry("director", {"夫": 400, "乙": 300}),
            round="runoff",
            relatives=[["夫", "妻", "spouse"]],
            elected_before=[{"post": "member", "name": "妻"}],
        )
    )

    assert elected(outcome) == [["夫"]]
    assert "relative_of_earlier_member" in codes(outcome)


def test_a_relative_cannot_win_a_tie_he_could_not_keep():
    outcome = adjudicate(
        count(
            entry("director", {"夫": 500}),
            entry("member", {"丙": 450, "妻": 410, "乙": 410}, seats=2),
            area=HENAN,
            relatives=[["夫", "妻", "spouse"]],
        )
    )

    assert elected(outcome) == [["夫"], ["丙", "乙"]]
    assert outcome.posts[1].tied == ()


def test_a_barred_person_does_not_hold_up_a_tie():
    outcome = adjudicate(
        count(
            entry("director", {"+甲": 400, "乙": 400}), recovered=790, people={"甲": {"barred": "被开除党籍"}}
        )
    )

    assert elected(outcome) == [["乙"]]
    assert "barred_in_tie" in codes(outcome)


def test_votes_carried_down_add_up_even_where_nobody_wrote_the_name():
    outcome = adjudicate(
        count(
            entry("director", {"甲": 410, "乙": 380}),
            entry("deputy", {"丙": 300, "乙": 15}),
            entry("member", {"丁": 500}),
            params={"count_down": "final"},
        )
    )

    # 乙: 380 + 15 for deputy is too few; nobody wrote 乙 for member, where 395 are too few as well.
    assert elected(outcome) == [["甲"], [], ["丁"]]
    assert outcome.posts[1].runoff_candidates == ("乙", "丙")
    assert outcome.posts[2].robustness is not None
    assert outcome.posts[2].robustness.margin == 500 - 395


def test_a_person_tied_above_and_elected_below_is_pointed_out():
    outcome = adjudicate(
        count(
            entry("deputy", {"丙": 450, "甲": 410, "乙": 410}, seats=2),
            entry("member", {"甲": 450, "丁": 300}),
        )
    )

    assert outcome.posts[0].tied == ("甲", "乙")
    assert "tied_for_higher_post" in codes(outcome)


def test_excess_proxies_that_may_hide_a_winner_are_pointed_out():
    outcome = adjudicate(count(entry("director", {"甲": 400, "乙": 300}), excess_proxies=1))

    assert outcome.posts[0].robustness is None
    assert "excess_may_hide_winner" in codes(outcome)


# ── Recall ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_third_of_the_representatives_may_ask_for_a_recall_too():
    book = rulebook_for(NATION, dt.date(2026, 12, 20))
    petition = RecallPetition(
        voters=1000, signed_by_voters=10, representatives=31, signed_by_representatives=11
    )

    assert check_recall(petition, RecallVote(registered=1000, cast=520, in_favour=261), book).allowed


def test_a_recall_without_reasons_is_refused_with_its_article():
    book = rulebook_for(NATION, dt.date(2026, 12, 20))
    petition = RecallPetition(voters=1000, signed_by_voters=200, states_reasons=False)

    [refusal] = check_recall(petition, RecallVote(registered=1000, cast=520, in_favour=261), book).refusals

    assert refusal.code == "recall_without_reasons"
    assert str(refusal.citation) == "《村民委员会组织法》第十九条第一款"
