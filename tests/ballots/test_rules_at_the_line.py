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
from ballots.afterwards import rules as afterwards
from ballots.issuing.rules import OpeningFacts, check_open_box
from ballots.powercut.rules import LONGEST_RANGE, NAMED, PaperFacts, check_paper, check_rights, read_numbers
from ballots.preparation.rules import stock
from ballots.preparation.rules.design import check_form
from ballots.preparation.rules.staffing import MobileVoter, StationFacts, check_station
from ballots.preparation.rules.void_rules import BallotFacts, check_void_rules, void_rules_for
from election_office.law.dates import months_after
from election_office.law.rulebooks import rulebook_for

DAY = dt.date(2026, 12, 1)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
BOOK = rulebook_for("369901001201", dt.date(2026, 12, 20))
HENAN = rulebook_for("410100000000", dt.date(2026, 12, 20))
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


@pytest.mark.parametrize("more", [0, 1])
def test_of_numbers_not_on_the_roll_the_first_are_named_and_all_counted(more):
    many = NAMED + more
    numbers = {"own": read_numbers(f"1-{many}"), "own_count": many, "on_roll": set()}
    times = {"day": DAY, "now": NOON, "began": NOON - MINUTE, "ended": NOON}
    facts = PaperFacts(**times, **numbers, proxy=read_numbers(""), proxy_count=0, spoiled=0)
    said = [finding.message for finding in check_paper(facts, BOOK).refusals]
    assert any(str(NAMED) in message for message in said)
    assert any(f"等{many}个" in message for message in said) == bool(more)


# ------------------------------------------------------------------ after the result

ITEM = {
    "nothing": False,
    "listed": "1枚",
    "handed": "1枚",
    "receiver": "演示乙",
    "shortfall": "",
    "elected_on": DAY,
    "today": AFTER,
}


@pytest.mark.parametrize(
    ("handed_on", "wrong"),
    [(DAY, []), (BEFORE, ["before_the_vote"]), (AFTER, []), (None, [])],
)
def test_nothing_is_handed_over_before_the_vote_that_made_the_new_committee(handed_on, wrong):
    assert codes(afterwards.check_item(**ITEM, handed_on=handed_on)) == wrong


@pytest.mark.parametrize(("due_on", "wrong"), [(DAY, []), (BEFORE, ["due_before_taken"]), (AFTER, [])])
def test_a_handover_is_ordered_for_the_same_day_or_later(due_on, wrong):
    said = {"done": False, "name": "公章", "kind": "ordered", "paper": "演政〔2026〕1号", "taken_on": DAY}
    assert codes(afterwards.check_measure(**said, due_on=due_on, today=DAY)) == wrong


@pytest.mark.parametrize(
    ("signed_on", "handed", "wrong"),
    [
        (DAY, [BEFORE, DAY], []),
        (BEFORE, [BEFORE, DAY], ["signed_before_handed"]),
        (AFTER, [DAY], []),
        (DAY, [], []),
    ],
)
def test_a_list_is_signed_on_the_day_of_the_last_thing_on_it_or_later(signed_on, handed, wrong):
    said = {"printed": True, "stale": False, "names": ["演示甲", "演示乙", "演示丙"], "today": AFTER}
    assert codes(afterwards.check_signing(**said, signed_on=signed_on, handed=handed, book=SHANGHAI)) == wrong


def month(number: int, year: int = 2026) -> dt.date:
    return dt.date(year, number, 1)


@pytest.mark.parametrize(
    ("first", "last", "today", "wrong"),
    [
        (month(12, 2025), month(1), DAY, ["wages_twice"]),
        (month(12, 2025), month(12, 2025), DAY, []),
        (month(3), month(4), DAY, ["wages_twice"]),
        (month(4), month(4), DAY, []),
        (month(4), month(3), DAY, ["months_in_order"]),
        (month(12), month(12), DAY, []),
        (month(12), month(12), BEFORE, ["months_to_come"]),
    ],
)
def test_wages_are_settled_once_a_month_and_not_ahead(first, last, today, wrong):
    settled = [afterwards.Months(month(1), month(3))]
    wanted = afterwards.Months(first, last)
    decision = afterwards.check_wages(
        name="演示甲", wanted=wanted, settled=settled, paid_from=None, today=today
    )
    assert codes(decision) == wrong


# ------------------------------------------------------------------ before the polling day


@pytest.mark.parametrize(("posts", "wrong"), [(1, []), (2, ["ballot_form"]), (3, ["ballot_form"])])
def test_two_posts_stand_on_two_sheets_where_the_place_wants_it(posts, wrong):
    assert HENAN.value("ballot_form") == "separate_sheets"
    assert codes(check_form("combined", posts, HENAN)) == wrong
    assert codes(check_form("separate", posts, HENAN)) == []


@pytest.mark.parametrize(("watchers", "wrong"), [(2, ["mobile_watchers"]), (3, []), (4, [])])
def test_three_people_watch_a_mobile_box(watchers, wrong):
    voters = (MobileVoter("演示甲", "行动不便"),)
    station = StationFacts("甲箱", mobile=True, booths=0, watchers=watchers, approval="1号", voters=voters)
    assert BOOK.value("mobile_box")["min_watchers"] == 3
    assert codes(check_station(station, BOOK)) == wrong


@pytest.mark.parametrize(
    ("count", "wrong"),
    [(0, ["stock_count"]), (1, []), (9, []), (10, []), (11, ["stock_short"])],
)
def test_no_more_ballots_leave_a_place_than_are_there(count, wrong):
    there = stock.stock_of([stock.Movement("printed", 10), stock.Movement("received", 10)], {})
    new = stock.Movement("given", count, box=1)
    assert codes(stock.check_movement(new, there, ("演示甲", "演示乙"))) == wrong


@pytest.mark.parametrize(
    ("used", "said"), [(11, "比领到的多1张"), (10, "还有0张选票没有退回"), (9, "还有1张选票没有退回")]
)
def test_a_box_has_used_what_it_got(used, said):
    there = stock.stock_of([stock.Movement("given", 10, box=1)], {1: stock.Used(issued=used)})
    box, *_ = stock.check_balance(there, {1: "甲箱"}).findings
    assert (box.passed, said in box.message) == (used == 10, True)


@pytest.mark.parametrize(
    ("printed", "received", "registered", "wrong"),
    [
        (24, 24, 24, []),
        (25, 25, 24, []),
        (23, 24, 24, ["too_few_printed"]),
        (24, 23, 24, ["not_received"]),
        (1, 1, 1, []),
        (1, 1, 0, ["too_few_printed", "not_received"]),
    ],
)
def test_a_ballot_is_printed_and_received_for_everybody_and_there_is_somebody(
    printed, received, registered, wrong
):
    there = stock.Stock(printed, received, 0, 0, {}, 0, 0)
    assert codes(stock.check_ready(there, registered=registered, boxes=["甲箱"], given=["甲箱"])) == wrong


@pytest.mark.parametrize("posts", [1, 2])
def test_who_is_chosen_for_two_posts_is_told_where_there_are_two(posts):
    seats = dict(list({"主任": 1, "委员": 3}.items())[:posts])
    lines = void_rules_for(BallotFacts("first", seats), BOOK)
    assert any("两项" in line for line in lines) == (posts == 2)


@pytest.mark.parametrize("length", [29, 30, 31])
def test_a_void_rule_is_quoted_whole_up_to_thirty_signs(length):
    line = "空白票无效" + "的" * (length - 5)
    [finding] = check_void_rules([line], BallotFacts("first", {"主任": 1}), BOOK).findings
    assert (f"“{line}”" in finding.message, f"“{line[:30]}…”" in finding.message) == (
        length <= 30,
        length > 30,
    )
