"""Counts of communities (K) and collectives (J): the golden cases, boxes added again, a second reckoning."""

from __future__ import annotations

import random
from typing import Any

import pytest

from ballots.rules import CountFileError, Outcome, adjudicate, parse_count
from tests.ballots.counts import count, entry
from tests.ballots.kinds_reference import reckon


def community(*posts: dict[str, Any], way: str = "all_voters", **changes: Any) -> dict[str, Any]:
    return count(*posts, **{"area": "330106", "kind": "community", "way": way} | changes)


def collective(*posts: dict[str, Any], way: str = "members", **changes: Any) -> dict[str, Any]:
    return count(*posts, **{"area": "330106", "kind": "collective", "way": way} | changes)


def director(votes: int) -> dict[str, Any]:
    return entry("director", {"甲": votes, "乙": 0})


def elected(outcome: Outcome) -> list[list[str]]:
    return [[winner.name for winner in post.elected] for post in outcome.posts]


def codes(outcome: Outcome) -> list[str]:
    return [finding.code for finding in outcome.findings]


# ── Communities ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "登记参加选举的村民1000人"),
        ({"area": "330106"}, "，选民1000人"),
        ({"area": "330106", "kind": "community", "way": "all_voters"}, "，选民1000人"),
    ],
)
def test_a_finding_says_the_words_of_the_place_and_the_kind(changes: dict[str, Any], said: str) -> None:
    outcome = adjudicate(count(director(300), recovered=300) | changes)
    low = [one.message for one in outcome.findings if one.code == "turnout_not_over_half"]
    assert len(low) == 1
    assert said in low[0]


@pytest.mark.parametrize(
    ("way", "entitled", "enough"),
    [
        ("all_voters", 2400, 1201),  # K02
        ("household_representatives", 850, 426),  # K03
        ("residents_representatives", 60, 41),  # K04: 120 is not more than 120
        ("residents_representatives", 61, 41),  # K05
    ],
)
def test_k02_to_k05_each_way_has_its_own_turnout(way: str, entitled: int, enough: int) -> None:
    low = adjudicate(community(director(enough - 1), way=way, registered=entitled, recovered=enough - 1))
    assert (low.valid, elected(low), low.posts[0].unfilled, low.posts[0].next) == (False, [[]], 1, "repeat")
    assert adjudicate(community(director(enough), way=way, registered=entitled, recovered=enough)).valid


@pytest.mark.parametrize(
    ("way", "entitled", "came", "short", "enough"),
    [("all_voters", 2400, 1201, 600, 601), ("residents_representatives", 60, 41, 20, 21)],
)
def test_k02_k04_more_than_half_of_those_who_voted_wins(
    way: str, entitled: int, came: int, short: int, enough: int
) -> None:
    facts: dict[str, Any] = {"way": way, "registered": entitled, "recovered": came}
    assert elected(adjudicate(community(director(short), **facts))) == [[]]
    assert elected(adjudicate(community(director(enough), **facts))) == [["甲"]]


@pytest.mark.parametrize(("seats", "valid"), [(4, True), (5, True), (9, True), (10, False)])
def test_k10_a_committee_has_at_most_nine_members(seats: int, valid: bool) -> None:
    names = {f"演{number}": 500 - number for number in range(seats + 1)}
    outcome = adjudicate(community(entry("member", names, seats=seats)))
    assert outcome.valid is valid
    assert ("seats_over_limit" in codes(outcome)) is not valid
    if not valid:
        assert (elected(outcome), outcome.posts[0].unfilled) == ([[]], 10)


@pytest.mark.parametrize(("best", "unfilled"), [(200, 0), (199, 1)])
def test_k11_a_third_is_enough_in_the_runoff(best: int, unfilled: int) -> None:
    before = [{"post": "director", "name": name} for name in "戊己庚辛"]
    outcome = adjudicate(
        community(
            entry("member", {"甲": best, "乙": 100}),
            registered=1000,
            recovered=600,
            round="runoff",
            elected_before=before,
        )
    )
    assert outcome.posts[0].unfilled == unfilled


def test_k14_before_2026_the_law_sets_no_shares_and_the_outcome_says_so() -> None:
    outcome = adjudicate(community(director(500), election_day="2025-12-21"))
    assert "law_sets_no_shares" in codes(outcome)
    assert "law_sets_no_shares" not in codes(adjudicate(community(director(500))))


def test_an_outcome_of_a_community_speaks_of_its_own_law_and_people() -> None:
    outcome = adjudicate(community(director(100), recovered=400))
    text = str(outcome.as_dict())
    assert "《城市居民委员会组织法》第十九条第一款" in text
    assert "村民" not in text


# ── Collectives ──────────────────────────────────────────────────────────────────────────────────────


def chair(votes: int) -> dict[str, Any]:
    return entry("chair", {"甲": votes, "乙": 0})


@pytest.mark.parametrize(("came", "valid"), [(400, True), (399, False)])
def test_j01_two_thirds_of_the_members_take_part(came: int, valid: bool) -> None:
    outcome = adjudicate(collective(chair(came), registered=600, recovered=came))
    assert outcome.valid is valid
    assert ("quorum_not_reached" in codes(outcome)) is not valid


@pytest.mark.parametrize(("votes", "names"), [(399, []), (400, ["甲"])])
def test_j02_two_thirds_of_all_members_not_of_those_present(votes: int, names: list[str]) -> None:
    outcome = adjudicate(collective(chair(votes), registered=600, recovered=450))
    assert elected(outcome) == [names]
    assert outcome.posts[0].next == ("none" if names else "charter")
    assert outcome.posts[0].runoff_candidates == ()
    assert "charter_may_differ" in codes(outcome)


@pytest.mark.parametrize(("votes", "names"), [(225, []), (226, ["甲"])])
def test_j03_a_charter_may_ask_for_half_of_the_participants(votes: int, names: list[str]) -> None:
    outcome = adjudicate(
        collective(chair(votes), registered=600, recovered=450, params={"win_rule": "half_of_participants"})
    )
    assert elected(outcome) == [names]
    assert "charter_win_rule" in codes(outcome)


@pytest.mark.parametrize(("votes", "names"), [(19, []), (20, ["甲"])])
def test_j04_two_thirds_of_all_representatives(votes: int, names: list[str]) -> None:
    outcome = adjudicate(collective(chair(votes), way="representatives", registered=30, recovered=25))
    assert elected(outcome) == [names]
    assert "charter_quorum_missing" in codes(outcome)


@pytest.mark.parametrize(("number", "told"), [(20, True), (21, False)])
def test_j05_more_than_twenty_representatives(number: int, told: bool) -> None:
    outcome = adjudicate(
        collective(chair(number), way="representatives", registered=number, recovered=number)
    )
    assert ("representatives_too_few" in codes(outcome)) is told


@pytest.mark.parametrize(("seats", "told"), [(4, True), (5, False), (9, True)])
def test_j06_a_council_is_three_to_seven_and_odd(seats: int, told: bool) -> None:
    names = {f"演{number}": 700 for number in range(seats)}
    outcome = adjudicate(collective(entry("council", names, seats=seats)))
    assert outcome.valid
    assert ("council_size_unusual" in codes(outcome)) is told


def test_j09_who_is_related_to_the_council_does_not_supervise_it() -> None:
    posts = (
        entry("council", {"甲": 780, "乙": 770, "丙": 760}, seats=3),
        entry("supervisor", {"甲弟": 750, "丁": 740, "丁妹": 730}, seats=2),
    )
    outcome = adjudicate(collective(*posts, relatives=[["甲", "甲弟", "sibling"], ["丁", "丁妹", "sibling"]]))
    assert elected(outcome)[1] == ["丁"]  # the seat of the brother stays open: the charter decides
    assert outcome.posts[1].next == "charter"
    alone = adjudicate(collective(posts[1], relatives=[["丁", "甲弟", "sibling"]]))
    assert elected(alone) == [["甲弟", "丁"]]  # two who supervise may be related


def test_j11_before_may_2025_no_national_law_binds_and_the_outcome_says_so() -> None:
    assert "law_sets_no_shares" in codes(adjudicate(collective(chair(700), election_day="2025-04-20")))
    assert "law_sets_no_shares" not in codes(adjudicate(collective(chair(700), election_day="2025-05-01")))


def test_more_takers_than_handed_out_void_the_meeting() -> None:
    outcome = adjudicate(collective(chair(800), registered=1000, recovered=801, issued=800))
    assert (outcome.valid, elected(outcome)) == (False, [[]])


def test_nobody_is_held_to_as_many_names_as_seats() -> None:
    outcome = adjudicate(collective(entry("council", {"甲": 800, "乙": 790, "丙": 780, "丁": 770}, seats=3)))
    assert outcome.errors == ()
    assert elected(outcome) == [["甲", "乙", "丙"]]


def test_an_outcome_of_a_collective_speaks_of_its_own_law() -> None:
    text = str(adjudicate(collective(chair(100), recovered=400)).as_dict())
    assert "《农村集体经济组织法》第二十七条第一款" in text
    assert "村民" not in text


# ── The form ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "town"}, "kind"),
        ({"kind": "community"}, "way：缺少"),
        ({"kind": "community", "way": "members"}, "way"),
        ({"way": "all_voters"}, "way：这一类选举只有一种"),
        ({"kind": "collective", "way": "members"}, "posts[0].post"),
        ({"kind": "collective", "way": "members", "params": {"win_rule": "most"}}, "win_rule"),
        ({"kind": "collective", "way": "members", "params": {"seats_max": 7}}, "没有“seats_max”"),
        ({"kind": "collective", "way": "members", "params": {"quorum": {"num": 1, "den": 2}}}, "不能低于"),
        ({"kind": "collective", "way": "members", "params": {"quorum": {"num": True, "den": 2}}}, "分数"),
    ],
)
def test_a_wrong_kind_way_or_charter_is_named(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(CountFileError) as refused:
        parse_count(count(director(400)) | change)
    assert any(fault in line for line in refused.value.faults)


def test_a_village_may_say_that_it_is_one() -> None:
    plain = count(entry("director", {"甲": 500, "乙": 200}))
    assert adjudicate(plain | {"kind": "village"}).as_dict() == adjudicate(plain).as_dict()


@pytest.mark.parametrize(("post", "seats"), [("director", 2), ("member", 8)])
def test_a_village_count_with_too_many_seats_elects_nobody(post: str, seats: int) -> None:
    names = {f"演{number}": 500 - number for number in range(9)}
    outcome = adjudicate(count(entry(post, names, seats=seats)))
    assert (outcome.valid, elected(outcome)) == (False, [[]])
    assert (outcome.posts[0].unfilled, outcome.posts[0].next) == (seats, "repeat")


# ── Boxes added again ────────────────────────────────────────────────────────────────────────────────


def sheet(post: str, votes: dict[str, Any], void: Any = 0, blank: Any = 0) -> dict[str, Any]:
    lines = [{"name": name, "votes": number} for name, number in votes.items()]
    return {"post": post, "void": void, "blank": blank, "votes": lines}


def in_boxes(main: dict[str, Any], east: dict[str, Any], **changes: Any) -> dict[str, Any]:
    boxes = [
        {"name": "主会场", "issued": 500, "recovered": 500, "posts": [main]},
        {"name": "东片", "issued": 300, "recovered": 300, "posts": [east]},
    ]
    return count(entry("director", {"甲": 500, "乙": 290}, void=6, blank=4), boxes=boxes) | changes


MAIN, EAST = {"甲": 300, "乙": 195}, {"甲": 200, "乙": 95}


def test_boxes_that_add_up_say_nothing() -> None:
    data = in_boxes(sheet("director", MAIN, 4, 1), sheet("director", EAST, 2, 3))
    assert codes(adjudicate(data)) == []
    assert adjudicate(data).posts[0].elected[0].name == "甲"


@pytest.mark.parametrize(
    ("main", "code"),
    [
        (sheet("director", {"甲": 310, "乙": 195}, 4, 1), "box_does_not_add_up"),
        (sheet("director", {"甲": 290, "乙": 195}, 4, 1), "box_votes_missing"),
        (sheet("director", MAIN, 499, 2), "box_does_not_add_up"),
    ],
)
def test_the_box_that_does_not_add_up_is_named(main: dict[str, Any], code: str) -> None:
    outcome = adjudicate(in_boxes(main, sheet("director", EAST, 2, 3)))
    (found,) = [one for one in outcome.findings if one.code == code]
    assert "主会场" in found.message
    assert "东片" not in found.message
    assert "box_sheets_do_not_sum" in codes(outcome)


@pytest.mark.parametrize(("cell", "word"), [("illegible", "字迹不清"), (None, "空白")])
def test_a_cell_nobody_could_read_is_no_nought(cell: Any, word: str) -> None:
    outcome = adjudicate(
        in_boxes(sheet("director", {"甲": 300, "乙": cell}, 4, 1), sheet("director", EAST, 2, 3))
    )
    assert codes(outcome) == ["box_not_read"]
    assert word in outcome.findings[0].message
    nought = adjudicate(
        in_boxes(sheet("director", {"甲": 300, "乙": 0}, 4, 1), sheet("director", EAST, 2, 3))
    )
    assert "box_sheets_do_not_sum" in codes(nought)


def test_a_box_without_its_sheet_is_named_and_not_taken_as_nought() -> None:
    data = in_boxes(sheet("director", MAIN, 4, 1), sheet("director", EAST, 2, 3))
    del data["boxes"][1]["posts"]
    outcome = adjudicate(data)
    assert codes(outcome) == ["box_not_read"]
    assert "东片" in outcome.findings[0].message


# ── A second reckoning ───────────────────────────────────────────────────────────────────────────────


def random_count(rng: random.Random) -> dict[str, Any]:
    kind = rng.choice(["community", "collective"])
    ways = {
        "community": ["all_voters", "household_representatives", "residents_representatives"],
        "collective": ["members", "representatives"],
    }
    way = rng.choice(ways[kind])
    entitled = rng.choice([rng.randint(21, 80), rng.randint(100, 900), 60, 600])
    came = min(
        entitled,
        max(1, rng.choice([entitled * 2 // 3, entitled // 2, rng.randint(1, entitled)]) + rng.randint(-1, 1)),
    )
    params: dict[str, Any] = {}
    if kind == "collective":
        if rng.random() < 0.5:
            params["win_rule"] = rng.choice(["two_thirds_of_all", "half_of_participants"])
        if way == "representatives" and rng.random() < 0.5:
            params["quorum"] = rng.choice([{"num": 2, "den": 3}, {"num": 1, "den": 2}])
    titles = {
        "community": [("director", 1), ("deputy", 2), ("member", 5)],
        "collective": [
            ("chair", 1), ("deputy_chair", 1), ("council", 3), ("supervisory_chair", 1), ("supervisor", 2),
        ],
    }  # fmt: skip
    edges = [came // 2, came // 2 + 1, entitled * 2 // 3, entitled * 2 // 3 + 1, came // 3, came, 0]
    posts = []
    for title, most in rng.sample(titles[kind], rng.randint(1, 3)):
        seats = rng.randint(1, most)
        names = rng.sample("甲乙丙丁戊己庚辛", rng.randint(seats, 8))
        void = rng.randint(0, min(3, came))
        valid = came - void
        votes: dict[str, int] = {}
        room = seats * valid if kind == "community" else len(names) * valid
        for name in names:
            number = min(valid, room, max(0, rng.choice([rng.choice(edges), rng.randint(0, valid)])))
            votes[name], room = number, room - number
        posts.append(entry(title, votes, seats=seats, void=void))
    return count(
        *posts,
        area=rng.choice(["330106", "410101", "360981"]),
        kind=kind,
        way=way,
        params=params,
        registered=entitled,
        recovered=came,
        issued=came + rng.choice([0, 0, 0, 1, -1]),
        round=rng.choice(["first", "first", "runoff", "tie"]) if kind == "community" else "first",
    )


@pytest.mark.parametrize("seed", range(8))
def test_random_counts_are_decided_as_by_the_second_reckoning(seed: int) -> None:
    rng = random.Random(seed)
    both = {True: 0, False: 0}
    for _ in range(250):
        data = random_count(rng)
        outcome, other = adjudicate(data), reckon(data)
        both[outcome.valid] += 1
        assert outcome.valid is other["valid"], data
        for post, expected in zip(outcome.posts, other["posts"], strict=True):
            found = {
                "elected": [winner.name for winner in post.elected],
                "tied": list(post.tied),
                "unfilled": post.unfilled,
                "next": post.next,
            }
            assert found == expected, data
    assert min(both.values()) > 20
