"""Every number of these rules at its line and a day or one beside it (make mutate)."""

from __future__ import annotations

import datetime as dt

import pytest

from election_office.law.dates import months_after
from election_office.law.rulebooks import rulebook_for
from voters.cards.rules import check_issue
from voters.desk.rules import AwayFacts, check_leaving_away, check_reply_deadline
from voters.objections.rules import ClosingFacts, PublishedRoll, check_closing, check_entry, window_opens
from voters.rules.changes import ChangeFacts, needs_second_officer
from voters.rules.confirmation import ConfirmationFacts, check_confirmation
from voters.rules.proxies import effect_of_candidacy, proxy_deadline
from voters.rules.registration import RegistrationFacts
from voters.rules.residents import conditions
from voters.rules.rolls import DecisionFacts, ObjectionFacts, check_decision, check_objection

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
    assert window_opens(PublishedRoll(None, DAY), DAY) == DAY


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


# ------------------------------------------------------------------ those away


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"attempts": 0}, ["no_contact"]),
        ({"reply_by": DAY}, ["deadline_running"]),
    ],
)
def test_who_is_away_is_left_out_the_day_after_the_last_for_answering(change, wrong):
    lawful = {
        "hukou_here": True,
        "lives_here": False,
        "answer": "",
        "answered_on": None,
        "attempts": 1,
        "means": 2,
        "reply_by": BEFORE,
        "notice": "演示〔2026〕1号",
        "today": DAY,
    }

    assert codes(check_leaving_away(AwayFacts(**lawful | change), BOOK)) == wrong


@pytest.mark.parametrize(
    ("days", "until_the_vote", "wrong"),
    [(3, 4, []), (2, 4, ["reply_too_soon"]), (3, 3, ["reply_after_the_vote"])],
)
def test_the_last_day_for_answering_is_three_days_away_and_before_the_vote(days, until_the_vote, wrong):
    asked = {
        "reply_by": DAY + dt.timedelta(days=days),
        "today": DAY,
        "election_day": DAY + dt.timedelta(days=until_the_vote),
    }

    assert codes(check_reply_deadline(book=BOOK, **asked)) == wrong


# ------------------------------------------------------------------ files, the roll, proxies, residents


@pytest.mark.parametrize(
    ("before", "changed", "second"), [(0, 100, False), (100, 5, False), (100, 6, True), (1, 6, True)]
)
def test_more_than_five_of_a_hundred_changed_want_a_second_officer(before, changed, second):
    facts = ChangeFacts(before=before, registered=100, added=0, changed=changed, vanished=0)

    assert needs_second_officer(facts) is second


@pytest.mark.parametrize(("registered", "wrong"), [(0, ["roll_empty"]), (1, [])])
def test_a_roll_of_one_person_is_a_roll(registered, wrong):
    facts = ConfirmationFacts(registered=registered, pending=0, groupless=0, confirmed=False)

    assert codes(check_confirmation(facts, BOOK)) == wrong


def test_a_principal_may_choose_anew_on_the_last_day_and_not_the_day_after():
    last = proxy_deadline(BOOK)

    assert effect_of_candidacy(1, last, BOOK).may_replace
    assert not effect_of_candidacy(1, last + dt.timedelta(days=1), BOOK).may_replace


@pytest.mark.parametrize(("late", "wrong"), [(0, False), (1, True)])
def test_a_resident_of_just_as_many_months_is_long_enough_here(late, wrong):
    book = rulebook_for("369901001001", dt.date(2026, 12, 20), kind="community")
    book = book.with_values({"resident_months": 6})
    since = months_after(book.election_day, -6) + dt.timedelta(days=late)
    facts = RegistrationFacts(
        birth_date=dt.date(1980, 1, 1), hukou_here=False, lives_here=True, lives_since=since, declared=True
    )
    found = [finding.code for finding in conditions(facts, book) if not finding.passed]

    assert ("resident_too_short" in found) is wrong


@pytest.mark.parametrize(("received", "wrong"), [(BEFORE, True), (DAY, False)])
def test_an_objection_comes_on_the_day_of_posting_at_the_earliest(received, wrong):
    decision = check_objection(ObjectionFacts(posted_on=DAY, received_on=received), BOOK)

    assert ("before_posting" in codes(decision)) is wrong


@pytest.mark.parametrize(("decided", "wrong"), [(BEFORE, True), (DAY, False)])
def test_an_objection_may_be_decided_on_the_day_it_came(decided, wrong):
    decision = check_decision(DecisionFacts(received_on=DAY, decided_on=decided), BOOK)

    assert ("decided_before_received" in codes(decision)) is wrong
