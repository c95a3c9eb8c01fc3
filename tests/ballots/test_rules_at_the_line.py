"""Every number of these rules at its line and a day or one beside it (make mutate)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from ballots.aftermath.rules import (
    CallFacts,
    DepartureFacts,
    by_election_by,
    check_call,
    check_departure,
    endangered,
)
from ballots.issuing.rules import OpeningFacts, check_open_box
from ballots.powercut.rules import LONGEST_RANGE, NAMED, PaperFacts, check_paper, check_rights, read_numbers
from election_office.law.dates import months_after
from election_office.law.rulebooks import rulebook_for

DAY = dt.date(2026, 12, 1)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
BOOK = rulebook_for("369901001201", dt.date(2026, 12, 20))
SHANGHAI = rulebook_for("310000000000", dt.date(2026, 12, 20))
CALL = CallFacts(
    day=DAY,
    today=DAY,
    ordered_on=DAY,
    last_day=DAY,
    names={"主任": "甲乙"},
    seats={"主任": 1},
    with_candidates=True,
)


def codes(decision) -> list[str]:
    return [finding.code for finding in decision.findings if not finding.passed]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"day": AFTER, "last_day": AFTER}, []),
        ({"day": BEFORE}, ["day_in_the_past"]),
        ({"ordered_on": BEFORE}, []),
        ({"ordered_on": AFTER}, ["ordered_later"]),
        ({"last_day": AFTER}, []),
        ({"day": AFTER}, ["too_late"]),
        ({"last_day": None, "day": AFTER}, []),
        ({"names": {"主任": "甲乙丙"}}, []),
        ({"names": {"主任": "甲"}}, ["too_few_candidates"]),
        ({"names": {"主任": "甲"}, "with_candidates": False}, []),
        ({"seats": {}}, ["no_posts"]),
    ],
)
def test_a_later_vote_is_called_within_its_days_with_more_names_than_seats(changes, wrong):
    assert codes(check_call(replace(CALL, **changes), "补选", BOOK.cite("by_election_months"), BOOK)) == wrong


@pytest.mark.parametrize(("excess", "names"), [(4, []), (5, ["乙"]), (9, ["乙"]), (10, ["甲", "乙"])])
def test_a_seat_is_endangered_when_twice_the_excess_reaches_its_lead(excess, names):
    """甲 leads the first loser by 20 votes, 乙 by 10; whose seat was annulled has none to lose."""
    elected = [
        {"name": "甲", "votes": 120, "status": "elected"},
        {"name": "乙", "votes": 110, "status": "elected"},
        {"name": "丙", "votes": 101, "status": "annulled"},
    ]
    robust = {"verdict": "undetermined", "margin": 10, "excess_proxies": excess}
    assert endangered({"robustness": robust, "elected": elected}, {}) == names
    assert endangered({"robustness": robust | {"verdict": "robust"}, "elected": elected}, {}) == []


@pytest.mark.parametrize(("left", "last"), [(2, months_after(DAY, 3)), (3, None), (4, None)])
def test_a_by_election_has_a_last_day_where_fewer_than_three_are_left(left, last):
    assert SHANGHAI.value("seats_min") == 3
    assert by_election_by(left, DAY, SHANGHAI) == last
    assert by_election_by(left, None, SHANGHAI) is None
    assert by_election_by(left, DAY, BOOK) is None


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"today": AFTER}, []),
        ({"today": BEFORE}, ["ended_later"]),
        ({"term_from": BEFORE}, []),
        ({"term_from": AFTER}, ["ended_before_term"]),
    ],
)
def test_a_seat_ends_within_its_term_and_not_tomorrow(changes, wrong):
    facts = DepartureFacts(cause="died", name="演示甲", ended_on=DAY, today=DAY, term_from=DAY)
    assert codes(check_departure(replace(facts, **changes), BOOK)) == wrong


NOON = dt.datetime(2026, 12, 1, 12, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
BOX = OpeningFacts(
    name="甲箱", at=NOON, closes_at=NOON, handed_out=1, elsewhere=9, reason="", by_township=False
)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"at": NOON - MINUTE}, ["opened_before_closing"]),
        ({"at": NOON + MINUTE}, []),
        ({"handed_out": 0}, ["opened_without_hand_out"]),
        ({"handed_out": 0, "elsewhere": 0}, []),
    ],
)
def test_a_box_is_opened_at_the_announced_minute(changes, wrong):
    assert codes(check_open_box(replace(BOX, **changes), BOOK)) == wrong


@pytest.mark.parametrize(
    ("text", "values", "unread"),
    [
        ("1", (1,), ()),
        ("0", (), ("0",)),
        ("3-3", (3,), ()),
        ("4-3", (), ("4-3",)),
        ("999999", (999999,), ()),
        ("1000000", (), ("1000000",)),
        (f"1-{LONGEST_RANGE + 1}", (), (f"1-{LONGEST_RANGE + 1}",)),
    ],
)
def test_a_number_of_the_list_has_one_to_six_digits_and_a_range_an_end(text, values, unread):
    read = read_numbers(text)
    assert (read.values, read.unread) == (values, unread)
    assert len(read_numbers(f"1-{LONGEST_RANGE}").values) == LONGEST_RANGE


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"spoiled": 2}, ["spoiled"]),
        ({"now": NOON - MINUTE}, ["times"]),
        ({"began": NOON}, ["times"]),
        ({"began": NOON - MINUTE, "now": NOON + MINUTE}, []),
    ],
)
def test_a_paper_list_ends_after_it_began_and_spoils_no_more_than_it_handed_out(changes, wrong):
    facts = PaperFacts(
        day=DAY,
        now=NOON,
        began=NOON - MINUTE,
        ended=NOON,
        own=read_numbers("1"),
        proxy=read_numbers(""),
        own_count=1,
        proxy_count=0,
        spoiled=1,
        on_roll={1},
    )
    assert codes(check_paper(replace(facts, **changes), BOOK)) == wrong


@pytest.mark.parametrize(("more", "said"), [(0, ""), (1, "还有1人。")])
def test_of_rights_already_used_the_first_are_named_and_the_rest_counted(more, said):
    refused = [(number, "已经领票。") for number in range(1, NAMED + more + 1)]
    finding = check_rights(refused, taken=1, as_conflicts=False).findings[0]
    assert not finding.passed
    assert ("还有" in finding.message, said in finding.message) == (bool(more), True)
    assert codes(check_rights(refused, taken=1, as_conflicts=True)) == []
    assert codes(check_rights(refused, taken=0, as_conflicts=True)) == ["rights_used"]
