"""Plans, stages and steps, without a database."""

import datetime as dt

import pytest

from election_office.law.rulebooks import rulebook_for
from villages import rules
from villages.catalogue import step_kinds
from villages.rules import SeatBand, SeatRow

DAY = dt.date(2026, 12, 20)
BOOK = rulebook_for("369901001201", DAY)
ZHEJIANG = rulebook_for("330101001201", DAY)


def codes(decision):
    return [finding.code for finding in decision.refusals]


def test_three_to_seven_with_one_director_is_lawful():
    assert rules.check_seats([SeatRow("director", 1), SeatRow("member", 2)], BOOK).allowed
    assert rules.check_seats([SeatRow("director", 1), SeatRow("member", 6)], BOOK).allowed


def test_a_committee_of_nine_is_refused_with_its_article():  # G45
    [refusal] = rules.check_seats([SeatRow("director", 1), SeatRow("member", 8)], BOOK).refusals

    assert refusal.code == "seats_out_of_range"
    assert str(refusal.citation).startswith("《村民委员会组织法》第八条")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([SeatRow("director", 1), SeatRow("member", 1)], "seats_out_of_range"),
        ([SeatRow("director", 2), SeatRow("member", 2)], "one_director"),
        ([SeatRow("member", 4)], "one_director"),
        ([SeatRow("director", 1), SeatRow("member", 1), SeatRow("member", 2)], "post_doubled"),
    ],
)
def test_one_fault_in_the_posts_gives_one_refusal(rows, code):
    assert codes(rules.check_seats(rows, BOOK)) == [code]


BANDS = [SeatBand(1000, 1, 0, 2), SeatBand(None, 1, 1, 3, woman=1)]


def test_the_first_band_that_reaches_the_population_gives_the_seats():
    assert rules.seats_for(1000, BANDS) == [SeatRow("director", 1), SeatRow("member", 2)]
    assert rules.seats_for(1001, BANDS)[-1] == SeatRow("member", 1, "woman")


def test_a_seat_table_without_an_open_end_says_so():
    with pytest.raises(ValueError, match="1001"):
        rules.seats_for(1001, BANDS[:1])


def test_every_step_waits_only_for_steps_before_it():
    seen = set()
    for kind in step_kinds().values():
        assert set(kind.waits_for) <= seen
        seen.add(kind.code)


def planned(book, day=DAY):
    return {step.kind.code: step for step in rules.plan_steps(book, day)}


def test_the_roll_is_limited_twenty_days_before_the_election():
    step = planned(BOOK)["roll_notice"]

    assert step.limit_on == dt.date(2026, 11, 30)
    assert step.limit_kind == "hard"
    assert step.limit_source == "《村民委员会组织法》第十七条第一款"


def test_a_plan_day_is_never_later_than_the_limit():
    for step in rules.plan_steps(ZHEJIANG, DAY):
        assert step.limit_on is None or step.due_on <= step.limit_on


def test_the_notice_of_polling_has_its_limit_five_days_before_in_zhejiang():
    step = planned(ZHEJIANG)["polling_notice"]

    assert (step.limit_on, step.limit_kind) == (dt.date(2026, 12, 15), "province")


def test_a_working_date_without_a_law_behind_it_is_a_plan_and_no_limit():
    step = planned(BOOK)["day_notice"]

    assert (step.limit_on, step.limit_kind) == (None, "plan")


def test_without_an_audit_the_election_stage_stays_shut():
    decision = rules.check_open_election_stage(
        open_gates=["离任经济责任审计并公布结果", "业务培训"], deferred=False, book=BOOK, audit_open=True
    )

    assert codes(decision) == ["audit_open", "gate_open"]
    assert "第四十条" in str(decision.refusals[0].citation)


def test_with_every_gate_done_the_election_stage_opens():
    decision = rules.check_open_election_stage(open_gates=[], deferred=False, book=BOOK, audit_open=False)

    assert decision.allowed


RECORD = {
    "done_on": dt.date(2026, 11, 1),
    "today": dt.date(2026, 11, 1),
    "closes_with": "record",
    "missing": [],
    "finishes": True,
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"done_on": dt.date(2026, 11, 2)}, "future"),
        ({"closes_with": "document:voters.roll_notice"}, "closed_by_paper"),
        ({"missing": ["调查摸底"]}, "waits_for"),
    ],
)
def test_a_step_is_not_recorded_when(change, code):
    assert codes(rules.check_record(**RECORD | change)) == [code]


def test_what_happened_meanwhile_may_be_noted_before_the_step_is_ready():
    assert rules.check_record(**RECORD | {"missing": ["调查摸底"], "finishes": False}).allowed


def test_a_day_that_leaves_a_posted_roll_too_little_time_is_refused():
    decision = rules.check_move_day(
        day=dt.date(2026, 12, 10),
        today=dt.date(2026, 11, 25),
        polling_done=False,
        roll_posted_on=dt.date(2026, 11, 25),
        book=BOOK,
    )

    assert codes(decision) == ["roll_posted_late"]


def test_after_polling_the_day_stays():
    decision = rules.check_move_day(
        day=DAY, today=dt.date(2026, 11, 1), polling_done=True, roll_posted_on=None, book=BOOK
    )

    assert codes(decision) == ["polling_done"]


@pytest.mark.parametrize(("population", "told"), [(1000, []), (2000, []), (950, [])])
def test_q07_a_plan_of_shaanxi_is_compared_with_the_population(population, told):
    shaanxi = rulebook_for("610101001201", DAY)
    three = (rules.SeatRow("director", 1), rules.SeatRow("member", 2))
    seven = (rules.SeatRow("director", 1), rules.SeatRow("member", 6))

    def codes(seats):
        village = rules.VillageInPlan("演示村", population, 3, seats, DAY)
        decision = rules.check_plan([village], {"演示村": shaanxi}, DAY - dt.timedelta(days=90))
        return [one.code for one in decision.warnings]

    assert codes(three) == told
    assert "seats_for_the_population" in codes(seven)
