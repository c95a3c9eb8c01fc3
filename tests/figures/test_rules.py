"""Who counts as what, what is listed as odd, and how a draft takes new numbers in."""

from __future__ import annotations

import datetime as dt

import pytest

from election_office.core.drafts import merge
from election_office.figures.rules import (
    Answerable,
    Seat,
    Teams,
    Vote,
    education_level,
    full_years,
    odd,
    odd_teams,
    same_sheets,
    with_marks,
)

DAY = dt.date(2026, 12, 20)


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("大学本科", "bachelor"),
        ("大学专科", "college"),
        ("大专", "college"),
        ("大学", "bachelor"),
        ("硕士研究生", "bachelor"),
        ("中专", "senior"),
        ("高中", "senior"),
        ("初中", "junior"),
        ("小学", "primary"),
        ("不详", ""),
        ("", ""),
    ],
)
def test_a_free_word_for_schooling_has_its_level(words: str, level: str) -> None:
    assert education_level(words) == level


@pytest.mark.parametrize(
    ("born", "age"),
    [((1991, 12, 20), 35), ((1991, 12, 21), 34), ((1990, 12, 20), 36), ((1991, 12, None), 35)],
)
def test_an_age_turns_on_the_birthday(born: tuple[int, int, int | None], age: int) -> None:
    assert full_years(*born, DAY) == age


def seat(name: str, body: str, post: str, **more: object) -> Seat:
    return Seat(key=name, term="new", body=body, post=post, name=name, **more)  # type: ignore[arg-type]


def test_one_person_in_both_bodies_counts_once_and_carries_both_heads() -> None:
    marked = with_marks(
        [
            seat("甲", "committee", "主任", age=35, education="college"),
            seat("乙", "committee", "委员", age=36, education="bachelor"),
            seat("甲", "branch", "书记", age=35, education="college"),
            seat("丙", "branch", "副书记"),
        ],
        before={"乙"},
    )

    assert [(one.name, one.post) for one in marked if one.counted] == [
        ("甲", "书记"),
        ("乙", "委员"),
        ("丙", "副书记"),
    ]
    first = marked[0]
    flags = (first.both_heads, first.crosses, first.secretary, first.young, first.reelected)
    assert flags == (True, True, True, True, False)
    second = next(one for one in marked if one.name == "乙")
    # One year beyond the line, with the schooling.
    assert (second.college, second.young, second.reelected, second.crosses) == (True, False, True, False)
    assert not next(one for one in marked if one.name == "丙").secretary


def vote(name: str, voted: int, **more: object) -> Vote:
    numbers = {"registered": 1000, "issued": voted, "proxies": 0, "recovered": voted, "void": 0} | more
    return Vote(election_id=1, village=name, voted=voted, **numbers)  # type: ignore[arg-type]


def listed(*votes: Vote) -> set[tuple[str, str]]:
    return {(row.village, row.what) for row in odd(votes)}


def test_what_lies_at_a_line_is_listed_and_what_lies_beside_it_is_not() -> None:
    assert listed(vote("甲", 980), vote("乙", 979)) == {("甲", "参选率")}
    assert listed(vote("甲", 550), vote("乙", 551)) == {("甲", "参选率")}
    assert listed(vote("甲", 800, proxies=240), vote("乙", 800, proxies=239)) == {("甲", "委托投票")}
    assert listed(vote("甲", 800, void=80), vote("乙", 800, void=79)) == {("甲", "无效票")}
    far = [vote("甲", 600), vote("乙", 800), vote("丙", 810)]
    assert listed(*far) == {("甲", "参选率与其他村")}
    assert listed(vote("甲", 800, last_registered=1000, last_voted=600)) == {("甲", "参选率比上届")}
    assert listed(vote("甲", 800, last_registered=834, last_voted=667)) == set()
    assert listed(vote("甲", 800, last_registered=833, last_voted=666)) == {("甲", "登记人数比上届")}


def test_what_is_listed_says_its_numbers_and_no_verdict() -> None:
    [row] = odd([vote("甲", 985)])

    assert row.numbers == "登记1000人，参加投票985人，参选率98.5%。"


@pytest.mark.parametrize(
    ("last", "new", "reelected", "listed"),
    [
        ([40, 50, 60], [41, 50, 60], 1, []),
        ([50, 50, 50], [41, 40, 40], 1, []),
        ([50, 50, 50], [40, 40, 40], 1, ["班子平均年龄比上届"]),
        ([50, 50, 50], [50] * 5, 1, []),
        ([50, 50, 50], [50] * 6, 1, ["班子人数比上届"]),
        ([50, 50, 50], [50, 50, 50], 0, ["上届成员连任"]),
        ([50, 50], [50, 50], 0, []),
        ([], [50, 50, 50], 0, []),
        ([50, 50, 50], [], 0, []),
    ],
)
def test_a_team_is_listed_at_its_line_and_not_beside_it(
    last: list[int], new: list[int], reelected: int, listed: list[str]
) -> None:
    team = Teams(1, "演示村", len(new), len(last), new, last, reelected)
    assert [row.what for row in odd_teams([team])] == listed


def test_boxes_with_the_same_count_are_named_once_they_hold_enough_ballots() -> None:
    posts = [{"post": "director", "void": 1, "blank": 0, "votes": [{"name": "甲", "votes": 19}]}]
    other = [{"post": "director", "void": 0, "blank": 1, "votes": [{"name": "甲", "votes": 19}]}]
    boxes = [
        {"name": "东片", "recovered": 20, "posts": posts},
        {"name": "西片", "recovered": 20, "posts": posts},
        {"name": "南片", "recovered": 20, "posts": other},
    ]

    assert same_sheets(boxes) == ["东片和西片"]
    assert same_sheets([box | {"recovered": 19} for box in boxes]) == []


def test_a_refresh_keeps_what_a_person_changed() -> None:
    base = {"a": "参选率90%。", "b": "女性2人。", "c": "选出5人。", "d": "不要的话。"}
    mine = {"a": "参选率90%。", "b": "女性2人，均为连任。", "c": "选出5人！", "d": "", "own-1": "体会。"}
    new = {"a": "参选率91%。", "b": "女性3人。", "c": "选出5人。", "d": "不要的话。", "e": "新的一段。"}

    merged = merge(base, mine, new)

    assert merged.text == {
        "a": "参选率91%。",  # nobody touched it
        "b": "女性2人，均为连任。",  # changed by a person, and its number changed: kept, and shown
        "c": "选出5人！",  # changed by a person, its number the same
        "d": "",  # taken out by a person
        "e": "新的一段。",
        "own-1": "体会。",
    }
    assert merged.clashes == {"b": "女性3人。"}


def test_a_paragraph_the_program_no_longer_says_goes_unless_a_person_changed_it() -> None:
    merged = merge({"a": "甲。", "b": "乙。"}, {"a": "甲。", "b": "乙，改过。"}, {})

    assert merged.text == {"b": "乙，改过。"}


@pytest.mark.parametrize(
    ("answered", "today", "state", "words"),
    [
        (None, DAY, "open", "今天到期"),
        (None, DAY + dt.timedelta(days=1), "overdue", "超期1天未报"),
        (DAY, DAY + dt.timedelta(days=9), "done", "按期上报"),
        (DAY + dt.timedelta(days=2), DAY + dt.timedelta(days=9), "late", "迟报2天"),
    ],
)
def test_a_report_is_late_the_day_after_its_limit(
    answered: dt.date | None, today: dt.date, state: str, words: str
) -> None:
    due = Answerable(DAY, answered)

    assert (due.state(today), due.words(today)) == (state, words)


@pytest.mark.parametrize(("registered", "listed"), [(1199, False), (1200, True), (801, False), (800, True)])
def test_a_fifth_more_or_less_on_the_roll_than_last_time_is_listed(registered: int, listed: bool) -> None:
    vote = Vote(
        election_id=1, village="演示村", registered=registered, voted=registered * 8 // 10, issued=0,
        proxies=0, recovered=0, void=0, last_registered=1000, last_voted=800,
    )  # fmt: skip

    assert ("登记人数比上届" in [row.what for row in odd([vote])]) is listed
