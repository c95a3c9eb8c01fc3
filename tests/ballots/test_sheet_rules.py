"""Closing the polls, reading a sheet, the next round: plain values in, sentences out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from ballots.rules import adjudicate
from ballots.rules.polls import BoxNumbers, PollFacts, balance, check_start_counting, judge_poll
from ballots.rules.results import check_declare, next_step
from ballots.rules.runoffs import check_runoff_day, check_runoff_names, plan_runoff
from ballots.rules.sheets import (
    Reading,
    SheetFacts,
    check_reading,
    differing_cells,
    kept_cells,
    tidy_name,
)
from election_office.law.rulebooks import rulebook_for

DAY = dt.date(2026, 12, 20)
BOOK = rulebook_for("369901", DAY)
NAMES = {"c1": "甲", "c2": "乙"}
SHEET = SheetFacts(title="主任", seats=1, recovered=100, names=NAMES)
LAWFUL = Reading(void=2, blank=1, votes={"c1": 60, "c2": 30, "w:丙": 7})


def faults(reading, valid=97, facts=SHEET):
    return [one.code for one in check_reading(reading, valid, facts, BOOK).refusals]


def test_a_sheet_that_adds_up_has_no_fault():
    decision = check_reading(LAWFUL, 97, SHEET, BOOK)

    assert (decision.refusals, decision.warnings) == ((), ())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"void": 3}, "ballots_do_not_sum"),
        ({"votes": {"c1": 61, "c2": 30, "w:丙": 7}}, "votes_exceed_places"),
        ({"votes": {"c1": 60, "c2": 30, "w:甲": 7}}, "name_is_printed@w:甲"),
        ({"votes": {"c1": 60, "c2": 30, "w:丙\u200b": 7}}, "bad_name@w:丙\u200b"),
    ],
)
def test_a_number_or_name_that_cannot_be_is_a_fault(change, code):
    assert faults(replace(LAWFUL, **change)) == [code]


def test_nobody_has_more_votes_than_there_are_valid_ballots():
    facts = replace(SHEET, seats=2)

    assert faults(replace(LAWFUL, votes={"c1": 98, "c2": 40}), facts=facts) == ["votes_exceed_valid@c1"]


def test_two_equal_readings_differ_in_nothing_whatever_their_order():
    other = replace(LAWFUL, votes=dict(reversed(list(LAWFUL.votes.items()))))

    assert differing_cells(LAWFUL, other) == []


def test_names_only_one_reading_has_are_asked_as_names_and_the_rest_is_kept():
    other = Reading(void=3, blank=1, votes={"c1": 60, "c2": 29, "w:丁": 7})

    differing = differing_cells(LAWFUL, other)

    assert differing == ["c2", "names", "void"]
    assert kept_cells(LAWFUL, other, differing) == Reading(void=0, blank=1, votes={"c1": 60})


def test_blanks_between_the_characters_of_a_name_do_not_make_another_person():
    assert tidy_name(" 张　三 ") == "张三"


# ------------------------------------------------------------------ the polls

FACTS = PollFacts(
    round="first",
    day=DAY,
    today=DAY,
    registered=100,
    proxies=5,
    boxes=(BoxNumbers("会场", 50, 5, 55, True), BoxNumbers("东片", 10, 0, 9)),
    listed=True,
)


def with_boxes(*boxes):
    return replace(FACTS, boxes=boxes)


def test_complete_boxes_on_the_polling_day_may_be_counted():
    assert check_start_counting(FACTS, BOOK).allowed


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(FACTS, today=DAY - dt.timedelta(days=1)), "before_polling_day"),
        (replace(FACTS, boxes=()), "no_boxes"),
        (with_boxes(BoxNumbers("会场", 50, 5, None)), "boxes_incomplete"),
        (replace(FACTS, listed=False), "list_not_issued"),
        (replace(FACTS, registered=0), "nobody_registered"),
        (with_boxes(BoxNumbers("会场", 101, 0, 90)), "issued_exceeds_registered"),
    ],
)
def test_each_obstacle_to_counting_has_its_reason(facts, code):
    assert [one.code for one in check_start_counting(facts, BOOK).refusals] == [code]


def test_a_box_with_too_many_ballots_is_set_aside_where_that_is_the_rule():
    book = BOOK.with_values({"box_level_void": True})
    facts = with_boxes(BoxNumbers("会场", 55, 5, 60), BoxNumbers("东片", 10, 0, 11))

    poll = judge_poll(facts, book)

    assert (poll.valid, poll.voted, poll.set_aside) == (True, 60, frozenset({"东片"}))


def test_too_many_ballots_in_all_make_the_vote_void():
    assert judge_poll(with_boxes(BoxNumbers("会场", 60, 0, 61)), BOOK).valid is False


def test_the_balance_tells_ballots_for_others_beyond_the_authorities():
    lines = {one.code: one for one in balance(replace(FACTS, proxies=3), BOOK)}

    assert lines["proxies"].passed is False
    assert "超出的2张" in lines["proxies"].message


# ------------------------------------------------------------------ results and runoffs


def outcome(**votes):
    count = {
        "format": "election-count/1",
        "area": "369901",
        "election_day": DAY.isoformat(),
        "round": "first",
        "registered": 100,
        "issued": 80,
        "recovered": 80,
        "posts": [
            {
                "post": "member",
                "seats": 2,
                "void": 0,
                "blank": 0,
                "votes": [{"name": name, "votes": number} for name, number in votes.items()],
            }
        ],
    }
    return adjudicate(count)


def test_a_result_with_numbers_that_cannot_be_true_is_not_declared():
    decision = check_declare([], outcome(甲=81, 乙=60), BOOK)

    assert [one.code for one in decision.refusals] == ["votes_exceed_valid"]


def test_a_result_with_a_consequence_is_declared():
    decided = outcome(甲=60, 乙=30, 丙=20)

    assert check_declare([], decided, BOOK).allowed
    assert "最迟在2027年1月19日以前举行" in next_step(decided.as_dict(), DAY, BOOK)[0]


def test_the_runoff_is_among_the_best_of_those_not_elected():
    plan = plan_runoff([outcome(甲=60, 乙=30, 丙=20, 丁=5).as_dict()])

    assert plan is not None
    assert (plan.kind, plan.posts[0].seats, plan.posts[0].names) == ("runoff", 1, ("乙", "丙"))


def test_equal_votes_come_before_the_runoff():
    plan = plan_runoff([outcome(甲=60, 乙=50, 丙=50).as_dict()])

    assert plan is not None
    assert (plan.kind, plan.posts[0].seats, plan.posts[0].names) == ("tie", 1, ("乙", "丙"))


def test_a_void_vote_has_no_runoff():
    assert plan_runoff([outcome(甲=60).as_dict() | {"valid": False}]) is None


def test_the_day_of_a_runoff_is_neither_past_nor_too_late():
    limit = DAY + dt.timedelta(days=BOOK.value("runoff_days"))

    assert check_runoff_day(limit, DAY, DAY, BOOK).allowed
    assert not check_runoff_day(limit + dt.timedelta(days=1), DAY, DAY, BOOK).allowed
    assert not check_runoff_day(DAY, DAY, DAY + dt.timedelta(days=1), BOOK).allowed


def test_one_person_stands_for_one_post_in_a_runoff():
    decision = check_runoff_names({"主任": ["甲"], "委员": ["甲", "乙"]}, [])

    assert [one.code for one in decision.refusals] == ["stands_twice"]


@pytest.mark.parametrize(
    ("printed", "spoiled", "refused"), [(None, 0, False), (0, 0, True), (-1, 0, True), (0, -1, False)]
)
def test_no_more_ballots_leave_the_tables_than_were_printed(printed, spoiled, refused):
    """Counted from the ballots of the scene: as many printed as handed out is enough until one is spoiled."""
    box = replace(FACTS.boxes[0], spoiled=1 + spoiled)
    facts = replace(FACTS, boxes=(box, *FACTS.boxes[1:]))
    facts = replace(facts, printed=None if printed is None else facts.issued + printed)

    found = [one.code for one in check_start_counting(facts, BOOK).refusals]

    assert ("issued_exceeds_printed" in found) is refused
    assert any(one.code == "issued_exceeds_printed" for one in balance(facts, BOOK)) is (printed is not None)
