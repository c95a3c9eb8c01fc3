"""What must hold for every count, whatever its numbers."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.rules import CODES, CountFileError, Outcome, adjudicate, load_count, parse_count, parsing
from ballots.rules.codes import finding
from ballots.rules.facts import CountInput
from ballots.rules.ruleset import COUNTY, rules_of, ruleset_for
from election_office.law.layers import provinces
from election_office.law.rulebooks import rulebook_for
from tests.ballots.counts import BEIJING, DAY_2021, DAY_2026, HENAN, NATION, SHANGHAI, ZHEJIANG, count, entry

NAMES = "甲乙丙丁戊己"


@st.composite
def post_counts(draw: st.DrawFn, post: str, reserved: str | None = None) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=6))
    votes = {
        ("+" if draw(st.integers(0, 5)) == 0 else "") + name: draw(
            st.one_of(st.integers(0, 900), st.sampled_from([400, 401, 267, 300]))
        )
        for name in names
    }
    return entry(
        post,
        votes,
        seats=draw(st.integers(1, 4)),
        reserved=reserved,
        void=draw(st.integers(0, 30)),
        blank=draw(st.integers(0, 30)),
    )


@st.composite
def counts(draw: st.DrawFn, **fixed: Any) -> dict[str, Any]:
    kinds = draw(
        st.lists(
            st.sampled_from([("director", None), ("deputy", None), ("member", None), ("member", "woman")]),
            unique=True,
            min_size=1,
        )
    )
    recovered = draw(st.one_of(st.integers(0, 1000), st.just(800)))
    pairs = st.tuples(
        st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(["spouse", "sibling", "grandparent"])
    )
    relatives = {
        frozenset(pair[:2]): list(pair) for pair in draw(st.lists(pairs, max_size=4)) if pair[0] != pair[1]
    }
    changes = {
        "registered": draw(st.integers(1, 1600)),
        "recovered": recovered,
        "issued": recovered + draw(st.integers(-1, 3)) if recovered else 0,
        "round": draw(st.sampled_from(["first", "runoff", "tie"])),
        "area": draw(st.sampled_from([NATION, ZHEJIANG, SHANGHAI, BEIJING, HENAN])),
        "election_day": draw(st.sampled_from([DAY_2021, DAY_2026])),
        "people": {
            name: {"sex": draw(st.sampled_from(["male", "female"]))}
            | ({"barred": "因犯罪受过刑事处罚"} if draw(st.integers(0, 5)) == 0 else {})
            for name in NAMES
        },
        "relatives": list(relatives.values()),
        "excess_proxies": draw(st.integers(0, 8)),
        "elected_before": draw(
            st.lists(
                st.fixed_dictionaries(
                    {"post": st.sampled_from(["deputy", "member"]), "name": st.sampled_from(NAMES)}
                ),
                unique_by=lambda seat: seat["name"],
                max_size=2,
            )
        ),
        "params": draw(
            st.sampled_from(
                [{}, {"count_down": "final"}, {"majority_base": "valid"}, {"runoff_turnout": False}]
            )
        ),
    } | fixed
    return count(*[draw(post_counts(post, reserved)) for post, reserved in kinds], **changes)


def nobody_is_elected_below_the_share_of_the_round(data: dict[str, Any], outcome: Outcome) -> None:
    if data["params"]:
        return  # other shares or other votes count: the test after this one holds them to the whole law
    for post in outcome.posts:
        for winner in post.elected:
            if data["round"] == "first":
                assert 2 * winner.votes > outcome.voted
            elif data["round"] == "runoff":
                assert 3 * winner.votes >= outcome.voted
            assert winner.votes > 0


def seats_winners_and_the_next_step_agree(data: dict[str, Any], outcome: Outcome) -> None:
    holders = [seat["name"] for seat in data["elected_before"]]
    for given_post, post in zip(data["posts"], outcome.posts, strict=True):
        seated = [winner.name for winner in post.seated]
        holders += seated
        assert post.post == given_post["post"]
        assert len(seated) + post.unfilled == given_post["seats"]
        assert [winner.votes for winner in post.elected] == sorted(
            (winner.votes for winner in post.elected), reverse=True
        )
        expected = "repeat"
        if outcome.valid:
            expected = "tie_vote" if post.tied else "runoff" if post.unfilled else "none"
        assert post.next == expected
        assert not set(post.tied) & set(seated)
        if post.next != "runoff":
            assert post.runoff_candidates == ()
    assert len(holders) == len(set(holders))


def no_two_near_relatives_come_to_sit_together(data: dict[str, Any], outcome: Outcome) -> None:
    avoided = {"spouse", "sibling", "grandparent"}
    if data["election_day"] == DAY_2021:
        avoided = {
            ZHEJIANG: {"spouse", "sibling"},
            HENAN: {"spouse", "sibling"},
            SHANGHAI: {"spouse", "grandparent"},
        }.get(data["area"], set())

    seated = {winner.name for post in outcome.posts for winner in post.seated}

    for first, second, kind in data["relatives"]:
        assert kind not in avoided or not {first, second} <= seated


def runoff_candidates_are_free_to_stand(data: dict[str, Any], outcome: Outcome) -> None:
    taken = {winner.name for post in outcome.posts for winner in post.elected}
    taken |= {seat["name"] for seat in data["elected_before"]}
    barred = {name for name, person in data["people"].items() if "barred" in person}
    for post in outcome.posts:
        assert not set(post.runoff_candidates) & (taken | barred)


def the_robustness_of_a_post_follows_its_formula(data: dict[str, Any], outcome: Outcome) -> None:
    excess = data["excess_proxies"]
    for post in outcome.posts:
        if post.robustness is None:
            continue
        margin = post.robustness.margin
        assert post.robustness.excess_proxies == excess
        assert margin >= 0
        assert post.seated
        if excess and 2 * excess >= margin:
            assert post.robustness.verdict == "undetermined"
        elif excess == 0 or data["round"] == "tie":
            assert post.robustness.verdict == "stands"
        elif data["round"] == "first" and data["params"].get("majority_base") != "valid":
            last = post.seated[-1].votes
            keeps = 2 * (last - excess) > outcome.voted - excess
            assert post.robustness.verdict == ("stands" if keeps else "majority_uncertain")


def every_finding_is_registered_and_is_a_sentence(data: dict[str, Any], outcome: Outcome) -> None:
    for found in outcome.findings:
        assert found == finding(found.code, found.message, found.citation)
        assert found.message.endswith("。")


def the_same_count_gives_the_same_outcome(data: dict[str, Any], outcome: Outcome) -> None:
    assert outcome == adjudicate(parse_count(data))


PROMISES = (
    nobody_is_elected_below_the_share_of_the_round,
    seats_winners_and_the_next_step_agree,
    no_two_near_relatives_come_to_sit_together,
    runoff_candidates_are_free_to_stand,
    the_robustness_of_a_post_follows_its_formula,
    every_finding_is_registered_and_is_a_sentence,
    the_same_count_gives_the_same_outcome,
)


@given(counts())
@settings(max_examples=120)
def test_every_outcome_keeps_every_promise(data: dict[str, Any]):
    """Drawing an election costs more than judging it: each is judged once and asked for all of them."""
    outcome = adjudicate(data)

    for promise in PROMISES:
        promise(data, outcome)


@given(counts(params={}, round="first"), st.sampled_from(["first", "runoff"]))
@settings(max_examples=40)
def test_nobody_is_elected_at_half_in_a_first_round_or_under_a_third_in_a_runoff(data, round_):
    data = {**data, "round": round_}

    nobody_is_elected_below_the_share_of_the_round(data, adjudicate(data))


@given(counts(relatives=[]), st.integers(0, 10_000))
@settings(max_examples=60)
def test_the_order_of_entry_changes_only_the_order_of_equal_votes(data: dict[str, Any], seed: int):
    mixed = {**data, "posts": [{**post, "votes": list(post["votes"])} for post in data["posts"]]}
    shuffle = random.Random(seed)
    for post in mixed["posts"]:
        shuffle.shuffle(post["votes"])

    before, after = adjudicate(data), adjudicate(mixed)

    assert (before.valid, before.voted) == (after.valid, after.voted)
    for left, right in zip(before.posts, after.posts, strict=True):
        assert set(left.elected) == set(right.elected)
        assert set(left.tied) == set(right.tied)
        assert set(left.runoff_candidates) == set(right.runoff_candidates)
        assert (left.unfilled, left.next, left.robustness) == (right.unfilled, right.next, right.robustness)


@given(counts(), st.integers(0, 10**6))
@settings(max_examples=150)
def test_the_quick_way_reads_what_the_close_look_reads(data: dict[str, Any], seed: int):
    """A text as it is, with one value changed, with one key twice: the same count or the same faults."""
    chance = random.Random(seed)
    text = json.dumps(data, ensure_ascii=False, indent=chance.choice([None, 1]))
    marks = [place for place, sign in enumerate(text) if sign in '"0123456789']
    place = chance.choice(marks)
    spoilt = chance.choice(["-1", "1.5", "NaN", '"a":1,"a":1,', " ", "\\\\", "true", "null", '":', "Ａ"])
    doubled = text.replace('"votes":', '"votes": 1, "votes":', 1)
    for tried in (text, text[:place] + spoilt + text[place + chance.choice([0, 1]) :], doubled):
        quick = read(tried)
        with pytest.MonkeyPatch.context() as closely:
            for name in ("plain_json", "plain_post", "plain_votes", "plain_person"):
                closely.setattr(parsing, name, lambda *args: None)
            assert read(tried) == quick


def read(text: str) -> CountInput | list[str]:
    try:
        return load_count(text)
    except CountFileError as error:
        return error.faults


def test_the_villages_of_a_county_share_its_rules_and_their_own_names():
    """Nothing held here is the text of less than a county: only then may villages share what was read."""
    layers = [layer for kind in ("village", "community", "collective") for layer in provinces(kind)]
    assert layers
    assert all(len(layer.area) <= COUNTY for layer in layers)
    for area in (NATION, ZHEJIANG, SHANGHAI, BEIJING, HENAN):
        village = f"{area:0<6}"[:6] + "001002"
        day = date.fromisoformat(DAY_2026)
        shared = ruleset_for(village, day)
        assert shared == rules_of(rulebook_for(village, day))
        assert shared.book.area == village


def test_every_code_says_what_it_means_and_what_to_do():
    for code, entry_ in CODES.items():
        assert code.isidentifier()
        assert code == code.lower()
        assert entry_.meaning.endswith("。")
        assert entry_.what_to_do.endswith("。")
        assert bool(entry_.stops) is (entry_.severity == "error")
