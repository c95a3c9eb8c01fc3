"""Every number of these rules at its line and a day or one beside it (make mutate)."""

from __future__ import annotations

import datetime as dt

import pytest

from election_office.law.rulebooks import rulebook_for
from voters.cards.rules import check_issue
from voters.objections.rules import ClosingFacts, PublishedRoll, check_closing, check_entry, window_opens

DAY = dt.date(2026, 12, 1)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
BOOK = rulebook_for("369901001201", dt.date(2026, 12, 20))


def codes(decision) -> list[str]:
    return [finding.code for finding in decision.findings if not finding.passed]


@pytest.mark.parametrize(("voters", "wrong"), [(0, ["nobody_registered"]), (1, [])])
def test_cards_are_made_for_one_person_and_not_for_nobody(voters, wrong):
    assert codes(check_issue(confirmed=True, voters=voters, book=BOOK)) == wrong


@pytest.mark.parametrize(
    ("received", "opens"), [(BEFORE, BEFORE), (DAY, DAY), (AFTER, DAY), (BEFORE - dt.timedelta(days=1), DAY)]
)
def test_the_days_count_from_the_last_place_and_before_that_from_the_reading(received, opens):
    roll = PublishedRoll(first_posted_on=BEFORE, fully_posted_on=DAY)

    assert window_opens(roll, received) == opens


def test_what_was_read_on_the_first_day_it_hung_counts_from_that_day():
    assert window_opens(PublishedRoll(DAY, None), DAY) == DAY
    assert window_opens(PublishedRoll(DAY, AFTER), DAY) == DAY


@pytest.mark.parametrize(
    ("due", "decided", "today", "wrong"),
    [
        (DAY, DAY, DAY, []),
        (DAY, AFTER, DAY, ["decided_in_future"]),
        (DAY, DAY, AFTER, ["dated_back"]),
        (DAY, BEFORE, AFTER, ["dated_back"]),
        (DAY, AFTER, AFTER, []),
    ],
)
def test_a_decision_of_the_last_day_entered_a_day_later_is_proved_by_its_paper(due, decided, today, wrong):
    entry = {"due_on": due, "decided_on": decided, "today": today, "book": BOOK}

    assert codes(check_entry(has_file=False, **entry)) == wrong
    assert codes(check_entry(has_file=True, **entry)) == [code for code in wrong if code != "dated_back"]


@pytest.mark.parametrize(("until", "wrong"), [(None, []), (BEFORE, []), (DAY, ["window_open"])])
def test_objections_are_over_on_the_day_after_the_last(until, wrong):
    facts = ClosingFacts(True, (), (), (), window_until=until, today=DAY)

    assert codes(check_closing(facts, BOOK)) == wrong
