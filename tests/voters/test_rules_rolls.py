"""Posting the roll and objecting to it. G31 and G32 are golden cases of the rule table."""

import datetime as dt

import pytest

from election_office.law.dates import DaysOff
from election_office.law.rulebooks import rulebook_for
from voters.rules import (
    DecisionFacts,
    ObjectionFacts,
    Posting,
    RollPostingFacts,
    check_decision,
    check_objection,
    check_roll_posting,
    decision_due,
    objections_until,
    roll_posting_deadline,
)

DAY = dt.date(2026, 3, 28)
NATION = rulebook_for("99", DAY)
HENAN = rulebook_for("410000", DAY)
POSTED = dt.date(2026, 3, 1)


def posted(village, *groups):
    places = [Posting("village", "村民委员会所在地", village)]
    places += [Posting(f"group:{n}", f"第{n}村民小组", day) for n, day in enumerate(groups, start=1)]
    return RollPostingFacts(tuple(places))


def codes(findings):
    return [finding.code for finding in findings]


def test_g32_the_twentieth_day_before_is_the_last():
    assert roll_posting_deadline(NATION) == dt.date(2026, 3, 8)
    on_the_line = check_roll_posting(posted(dt.date(2026, 3, 8), dt.date(2026, 3, 8)), NATION)

    assert on_the_line.allowed
    [warning] = on_the_line.warnings
    assert warning.code == "posted_on_last_day"
    assert "2026年3月7日" in warning.message


def test_g32_a_day_later_is_a_violation():
    decision = check_roll_posting(posted(dt.date(2026, 3, 9), dt.date(2026, 3, 9)), NATION)

    assert codes(decision.refusals) == ["posted_late", "posted_late"]
    assert "2026年3月8日" in decision.refusals[0].message
    assert str(decision.refusals[0].citation) == "《村民委员会组织法》第十七条第一款"


def test_g32_at_the_village_in_time_and_in_a_group_late_is_a_violation():
    decision = check_roll_posting(
        posted(dt.date(2026, 3, 5), dt.date(2026, 3, 5), dt.date(2026, 3, 10)), NATION
    )

    [finding] = decision.refusals
    assert (finding.code, "第2村民小组" in finding.message) == ("posted_late", True)


def test_a_place_without_a_posting_is_named():
    decision = check_roll_posting(posted(dt.date(2026, 3, 5), None), NATION)

    assert [finding.message for finding in decision.refusals] == ["名单没有在第1村民小组张榜公布。"]
    assert codes(check_roll_posting(RollPostingFacts(()), NATION).refusals) == ["not_posted"]


def test_with_clear_days_the_line_moves_by_one_and_nobody_is_warned():
    clear = NATION.with_values({"count_mode": "clear"})

    assert codes(check_roll_posting(posted(dt.date(2026, 3, 8)), clear).refusals) == ["posted_late"]
    in_time = check_roll_posting(posted(dt.date(2026, 3, 7)), clear)
    assert (in_time.allowed, in_time.warnings) == (True, ())


def test_where_only_the_village_counts_groups_are_not_asked():
    village = NATION.with_values({"roll_places": "village"})

    assert check_roll_posting(posted(dt.date(2026, 3, 5), None), village).allowed


def test_g31_five_days_from_the_posting():
    assert objections_until(POSTED, NATION) == dt.date(2026, 3, 6)
    in_time = check_objection(ObjectionFacts(POSTED, dt.date(2026, 3, 6)), NATION)
    late = check_objection(ObjectionFacts(POSTED, dt.date(2026, 3, 7)), NATION)

    assert (in_time.allowed, in_time.warnings) == (True, ())
    assert (late.allowed, codes(late.warnings)) == (True, ["too_late"])


def test_g31_henan_refuses_a_late_objection_by_its_own_article():
    [finding] = check_objection(ObjectionFacts(POSTED, dt.date(2026, 3, 7)), HENAN).refusals

    assert (finding.code, finding.message.endswith("不予受理。")) == ("too_late", True)
    assert "河南省" in str(finding.citation)


@pytest.mark.parametrize(
    ("received", "refused", "warned"),
    [
        (dt.date(2026, 12, 5), [], []),
        (dt.date(2026, 12, 6), [], ["after_a_rest_day"]),
        (dt.date(2026, 12, 7), [], ["after_a_rest_day"]),
        (dt.date(2026, 12, 8), ["too_late"], []),
    ],
)
def test_l07_nobody_is_turned_away_because_the_fifth_day_was_a_saturday(received, refused, warned):
    henan = rulebook_for("410000", dt.date(2026, 12, 20))
    decision = check_objection(ObjectionFacts(dt.date(2026, 11, 30), received), henan)

    assert (codes(decision.refusals), codes(decision.warnings)) == (refused, warned)
    if warned:
        assert str(decision.warnings[0].citation) == "《民法典》第二百零三条第一款"


def test_the_announced_working_sunday_ends_the_rest_and_an_announced_day_off_prolongs_it():
    day = dt.date
    worked = DaysOff(work=frozenset({day(2026, 12, 6)}))
    free = DaysOff(off=frozenset({day(2026, 12, 7)}))
    for received, announced, refused in [
        (day(2026, 12, 6), worked, []),
        (day(2026, 12, 7), worked, ["too_late"]),
        (day(2026, 12, 8), free, []),
        (day(2026, 12, 9), free, ["too_late"]),
    ]:
        facts = ObjectionFacts(day(2026, 11, 30), received, announced=announced)
        henan = rulebook_for("410000", day(2026, 12, 20))
        assert codes(check_objection(facts, henan).refusals) == refused, received


def test_henan_wants_the_objection_in_writing():
    facts = ObjectionFacts(POSTED, dt.date(2026, 3, 5), written=False)

    assert codes(check_objection(facts, HENAN).refusals) == ["not_written"]
    assert check_objection(facts, NATION).allowed


def test_an_objection_before_the_posting_is_refused():
    assert codes(check_objection(ObjectionFacts(POSTED, dt.date(2026, 2, 28)), NATION).refusals) == [
        "before_posting"
    ]


def test_g31_a_decision_is_due_in_three_days():
    assert decision_due(dt.date(2026, 3, 5), NATION) == dt.date(2026, 3, 8)


@pytest.mark.parametrize(
    ("decided", "published", "warnings"),
    [
        (8, 8, []),
        (9, 9, ["decided_late"]),
        (8, None, ["not_published"]),
        (9, None, ["decided_late", "not_published"]),
    ],
)
def test_a_late_or_unpublished_decision_stays_on_the_record(decided, published, warnings):
    facts = DecisionFacts(
        received_on=dt.date(2026, 3, 5),
        decided_on=dt.date(2026, 3, decided),
        published_on=dt.date(2026, 3, published) if published else None,
    )
    decision = check_decision(facts, NATION)

    assert (decision.allowed, codes(decision.warnings)) == (True, warnings)


def test_beijing_wants_the_decision_in_writing():
    facts = DecisionFacts(
        dt.date(2026, 3, 5), dt.date(2026, 3, 6), written=False, published_on=dt.date(2026, 3, 6)
    )

    assert codes(check_decision(facts, rulebook_for("110000", DAY)).refusals) == ["decision_not_written"]
    assert check_decision(facts, NATION).allowed


def test_a_decision_cannot_precede_its_objection():
    facts = DecisionFacts(dt.date(2026, 3, 5), dt.date(2026, 3, 4), published_on=dt.date(2026, 3, 5))

    assert codes(check_decision(facts, NATION).refusals) == ["decided_before_received"]
