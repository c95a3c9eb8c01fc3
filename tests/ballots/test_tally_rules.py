"""Ballots read one by one: how they are typed, and that they add up to the sheet and the result."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.rules import adjudicate
from ballots.rules.sheets import Reading, SheetFacts, check_reading, differing_cells, far_apart
from ballots.rules.tally import Ballot, CommandError, Decided, parse_command, strokes, totals
from election_office.law.rulebooks import rulebook_for

CELLS = ("c1", "c2", "c3")
MERGED = {"w:演示张叁": "w:演示张三", "w:演示乙乙": "c2"}


def parsed(text: str, cells: tuple[str, ...] = CELLS, *, write_ins: bool = True) -> Ballot:
    return parse_command(text, cells, write_ins=write_ins)


@pytest.mark.parametrize(
    ("text", "ballot"),
    [
        ("1 3", Ballot("marked", ("c1", "c3"))),
        ("13", Ballot("marked", ("c1", "c3"))),
        ("1 3 x5", Ballot("marked", ("c1", "c3"), 5)),
        ("2 ×12", Ballot("marked", ("c2",), 12)),
        ("1 +演示甲", Ballot("marked", ("c1", "w:演示甲"))),
        ("＋演示甲", Ballot("marked", ("w:演示甲",))),
        ("0", Ballot("blank")),
        ("0 x3", Ballot("blank", copies=3)),
        ("* x2", Ballot("void", copies=2)),
        ("?3", Ballot("doubtful", label="3")),
        ("？ 12", Ballot("doubtful", label="12")),
    ],
)
def test_a_command_is_one_ballot(text: str, ballot: Ballot):
    assert parsed(text) == ballot


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "请输入"),
        ("4", "没有4号候选人，号码是1至3。"),
        ("1 1", "同一人在一张选票上只录一次"),
        ("张三", "不是候选人的号码"),
        ("1 x0", "张数须在"),
        ("?", "疑难票一张一条"),
        ("?3 x2", "疑难票一张一条"),
        ("-1", "不是候选人的号码"),
        ("+", "另选的姓名"),
    ],
)
def test_what_is_no_ballot_is_refused_with_a_sentence(text: str, says: str):
    with pytest.raises(CommandError, match=says):
        parsed(text)


def test_with_ten_names_a_number_of_two_digits_is_one_name():
    cells = tuple(f"c{number}" for number in range(1, 13))

    assert parsed("12 3", cells) == Ballot("marked", ("c12", "c3"))


def test_no_name_is_written_in_where_it_is_forbidden():
    with pytest.raises(CommandError, match="本轮不能另选他人"):
        parsed("+演示甲", write_ins=False)


def test_more_marks_than_seats_void_a_ballot_and_two_spellings_are_one_mark():
    ballots = [
        Ballot("marked", ("c1", "c2", "c3"), 4),
        Ballot("marked", ("w:演示张叁", "w:演示张三")),
        Ballot("marked", ("c2", "w:演示乙乙", "c1")),
    ]

    sums = totals(ballots, CELLS, 2, merged=MERGED)

    assert sums.reading == Reading(4, 0, {"c1": 1, "c2": 1, "c3": 0, "w:演示张三": 1})
    assert sums.valid == 2


def test_a_doubtful_ballot_counts_only_when_it_was_decided():
    ballots = [Ballot("doubtful", label="1"), Ballot("doubtful", label="2"), Ballot("marked", ("c1",))]

    waiting = totals(ballots, CELLS, 1, decided={"1": Decided("marked", ("c2",))})
    done = totals(ballots, CELLS, 1, decided={"1": Decided("marked", ("c2",)), "2": Decided("void")})

    assert (waiting.open, waiting.valid, waiting.ballots) == (("2",), 2, 3)
    assert done.reading == Reading(1, 0, {"c1": 1, "c2": 1, "c3": 0})


def test_a_cell_far_from_the_first_reading_is_named_without_its_numbers():
    facts = SheetFacts("主任", 1, 100, {"c1": "甲一", "c2": "甲二"})

    far = far_apart(Reading(0, 0, {"c1": 60, "c2": 40}), Reading(0, 0, {"c1": 6, "c2": 41}), facts)

    assert [one.code for one in far] == ["readings_far_apart@c1"]
    assert not any(digits in far[0].message for digits in ("60", "6票"))


def test_strokes_come_in_fives():
    assert [strokes(votes) for votes in (0, 4, 5, 12)] == [(0, 0), (0, 4), (1, 0), (2, 2)]


# ------------------------------------------------------------------ random elections


@st.composite
def piles(draw: st.DrawFn) -> tuple[int, list[Ballot]]:
    """(seats, ballots): some with too many marks, some void or blank, names in several spellings."""
    names = (*CELLS, "w:演示张三", "w:演示张叁", "w:演示乙乙")
    marked = st.builds(
        lambda marks, copies: Ballot("marked", tuple(marks), copies),
        st.lists(st.sampled_from(names), unique=True, max_size=5),
        st.integers(1, 30),
    )
    plain = st.builds(
        lambda kind, copies: Ballot(kind, (), copies), st.sampled_from(["void", "blank"]), st.integers(1, 9)
    )
    return draw(st.integers(1, 4)), draw(st.lists(st.one_of(marked, marked, plain), min_size=1, max_size=40))


def count_file(post: Reading, seats: int, recovered: int) -> dict[str, Any]:
    names = {"c1": "甲一", "c2": "甲二", "c3": "甲三", "w:演示张三": "演示张三"}
    return {
        "format": "election-count/1",
        "area": "330000",
        "election_day": "2026-12-20",
        "params": {},
        "round": "first",
        "registered": recovered,
        "issued": recovered,
        "recovered": recovered,
        "boxes": [],
        "posts": [
            {
                "post": "member",
                "reserved": None,
                "seats": seats,
                "void": post.void,
                "blank": post.blank,
                "votes": [
                    {"name": names[cell], "votes": votes, "write_in": cell.startswith("w:")}
                    for cell, votes in post.votes.items()
                ],
            }
        ],
        "people": {},
        "relatives": [],
        "elected_before": [],
        "excess_proxies": 0,
    }


@given(piles(), st.integers(0, 10_000))
@settings(max_examples=150)
def test_ballots_sheets_and_result_say_the_same_in_any_order(pile: tuple[int, list[Ballot]], seed: int):
    seats, ballots = pile
    shuffle = random.Random(seed)
    mixed = list(ballots)
    shuffle.shuffle(mixed)
    cut = shuffle.randint(0, len(mixed))

    whole = totals(ballots, CELLS, seats, merged=MERGED)
    boxes = [totals(part, CELLS, seats, merged=MERGED) for part in (mixed[:cut], mixed[cut:])]
    votes: Counter[str] = Counter()
    for box in boxes:
        votes.update(box.reading.votes)
    by_hand = sum(one.copies for one in ballots)

    assert differing_cells(whole.reading, totals(mixed, CELLS, seats, merged=MERGED).reading) == []
    assert votes == Counter(whole.reading.votes)
    assert sum(box.ballots for box in boxes) == whole.ballots == by_hand
    facts = SheetFacts("委员", seats, by_hand, {"c1": "甲一", "c2": "甲二", "c3": "甲三"})
    book = rulebook_for("330000", dt.date(2026, 12, 20))
    assert check_reading(whole.reading, whole.valid, facts, book).allowed
    result = adjudicate(count_file(whole.reading, seats, by_hand))
    assert not [one for one in result.findings if one.code in ("votes_exceed_places", "votes_exceed_valid")]
    (post,) = result.posts
    told = {"甲一": "c1", "甲二": "c2", "甲三": "c3", "演示张三": "w:演示张三"}
    for winner in post.elected:
        assert winner.votes == whole.reading.votes[told[winner.name]]
        assert 2 * winner.votes > by_hand
