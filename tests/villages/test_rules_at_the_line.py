"""Every number of these rules at its line and one beside it: what moves by one is seen (make mutate)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from election_office.law.dates import DaysOff
from election_office.law.deadlines import deadlines_for
from election_office.law.rulebooks import rulebook_for
from tests.villages.test_bodies_rules import representatives, supervision
from tests.villages.test_committee_rules import LAWFUL, composition
from villages import rules
from villages.bodies.rules import Seat, check_members, check_representatives, check_supervision
from villages.committee.rules import Ranked, check_choice, check_objection, tied_at_cut
from villages.groundwork import rules as groundwork
from villages.lawtexts.rules import check_confirmation, check_paper
from villages.plan import rules as plan
from villages.postings.rules import Stay, stay_of
from villages.preparation import rules as preparation
from villages.preparation.rules import check_audit_in_time
from villages.supervision import rules as supervision_rules

DAY = dt.date(2026, 12, 20)
ONE = dt.timedelta(days=1)
NATION = rulebook_for("610101001201", DAY)
JIANGXI = rulebook_for("369901001201", DAY)
ZHEJIANG = rulebook_for("330101001201", DAY)


def found(decision, code):
    return any(finding.code == code and not finding.passed for finding in decision.findings)


# ------------------------------------------------------------------ representatives: 300 households, 20 to 60


@pytest.mark.parametrize(("count", "wrong"), [(19, True), (20, False), (60, False), (61, True)])
def test_the_number_of_representatives_reaches_from_a_household_share_to_the_other(count, wrong):
    assert found(check_representatives(representatives(count, women=count), NATION), "number") is wrong


@pytest.mark.parametrize(("count", "wrong"), [(0, True), (1, False)])
def test_one_representative_is_somebody(count, wrong):
    facts = representatives(count, women=count, by_households=False)

    assert found(check_representatives(facts, NATION), "no_representatives") is wrong


@pytest.mark.parametrize(("extra", "wrong"), [(0, False), (1, True)])
def test_as_many_of_a_household_as_the_province_lets_sit_and_no_more(extra, wrong):
    most = ZHEJIANG.value("reps_per_household_max")
    facts = representatives(40, women=20)
    seats = [
        replace(seat, group="1", household="7") if number < most + extra else seat
        for number, seat in enumerate(facts.seats)
    ]

    assert found(check_representatives(replace(facts, seats=seats), ZHEJIANG), "one_household") is wrong


def test_the_least_number_changes_at_its_population_and_not_before():
    bands = [row for row in ZHEJIANG.value("reps_minimum") if row["code"] != "by_groups"]
    first, second = bands[0], bands[1]
    between = (first["min"] + second["min"]) // 2
    low = min(first["min"], second["min"])

    def told(population, count):
        facts = representatives(count, women=count, by_households=True, population=population)
        [line] = [f for f in check_representatives(facts, ZHEJIANG).findings if f.code == "minimum"]
        return line

    assert first["label"] in told(first["below"] - 1, between).message
    assert second["label"] in told(first["below"], between).message
    assert told(first["below"] - 1, first["min"]).passed
    assert not told(first["below"] - 1, first["min"] - 1).passed
    assert low < between or first["min"] == second["min"]


# ------------------------------------------------------------------ sizes of committees


@pytest.mark.parametrize(("count", "wrong"), [(2, True), (3, False), (7, False), (8, True)])
def test_the_village_committee_has_three_to_seven(count, wrong):
    posts = ["director", "deputy", *["member"] * 9]
    seats = [Seat(key, f"演示{key}", posts[key], woman=key == 2) for key in range(count)]

    assert found(check_members(seats, [], NATION), "size") is wrong


@pytest.mark.parametrize("past", [0, 1])
def test_the_supervision_committee_reaches_its_largest_size(past):
    low, high = NATION.value("supervision_min"), NATION.value("supervision_max")

    def of(count):
        seats = [Seat(100 + key, f"演示{key}", "chair" if key == 0 else "member") for key in range(count)]
        return check_supervision(supervision(seats=seats), NATION)

    assert found(of(high + past), "size") is bool(past)
    assert found(of(low - past), "size") is bool(past)


@pytest.mark.parametrize("past", [0, 1])
def test_the_electoral_committee_reaches_its_largest_size(past):
    low, high = JIANGXI.value("ec_size_min"), JIANGXI.value("ec_size_max")

    assert found(composition(high + past, JIANGXI), "size_large") is bool(past)
    assert found(composition(low - past, JIANGXI), "size_small") is bool(past)


@pytest.mark.parametrize(("seats", "tied"), [(1, ["演示1", "演示2"]), (2, []), (3, []), (0, [])])
def test_equals_are_named_only_where_the_cut_goes_through_them(seats, tied):
    rows = [Ranked(1, "演示1", 9), Ranked(2, "演示2", 9), Ranked(3, "演示3", 5)]

    assert tied_at_cut(rows, seats) == tied


def test_with_no_seat_nobody_is_tied_even_among_equals():
    assert tied_at_cut([Ranked(1, "演示1", 9), Ranked(2, "演示2", 9)], 0) == []


@pytest.mark.parametrize(("present", "wrong"), [(30, False), (29, True)])
def test_nobody_has_more_votes_than_people_were_there(present, wrong):
    most = max(row.votes for row in LAWFUL.rows)
    assert most == 30

    assert found(check_choice(replace(LAWFUL, present=present), NATION), "votes_over") is wrong


def test_every_member_may_be_a_vice_until_there_is_a_chair():
    members = tuple(row.person for row in LAWFUL.rows[: LAWFUL.seats])
    waiting = replace(LAWFUL, chair=None, vice_presides=True)

    assert not found(check_choice(replace(waiting, vices=members), JIANGXI), "vice")
    assert found(check_choice(replace(waiting, vices=(*members, 99)), JIANGXI), "vice")


# ------------------------------------------------------------------ days


@pytest.mark.parametrize(
    ("received", "today", "future", "early"),
    [(0, 0, False, False), (1, 0, True, False), (-1, 0, False, True)],
)
def test_an_opinion_of_the_day_of_posting_and_of_today_counts(received, today, future, early):
    decision = check_objection(DAY + ONE * received, DAY, DAY + ONE * today, NATION)

    assert (found(decision, "future"), found(decision, "not_posted")) == (future, early)


def village(**changes):
    facts = {"name": "演示村", "population": 1000, "groups": 1, "seats": (), "day": DAY}
    return rules.VillageInPlan(**facts | changes)


@pytest.mark.parametrize(("groups", "wrong"), [(0, True), (1, False)])
def test_a_village_with_one_group_has_groups(groups, wrong):
    decision = rules.check_plan([village(groups=groups)], {"演示村": NATION}, DAY - 90 * ONE)

    assert found(decision, "groups_missing") is wrong


@pytest.mark.parametrize(("before", "wrong"), [(0, True), (1, False)])
def test_an_election_is_planned_for_tomorrow_at_the_earliest(before, wrong):
    today = DAY - ONE * before

    assert found(rules.check_plan([village()], {"演示村": NATION}, today), "day_passed") is wrong
    moved = rules.check_move_day(day=DAY, today=today, polling_done=False, roll_posted_on=None, book=NATION)
    assert found(moved, "day_passed") is wrong


def roll_limit():
    return next(limit.due for limit in deadlines_for(NATION, DAY) if limit.code == "D07")


@pytest.mark.parametrize(("late", "wrong"), [(0, False), (1, True)])
def test_a_roll_posted_on_its_last_day_lets_the_election_move_there(late, wrong):
    moved = rules.check_move_day(
        day=DAY,
        today=DAY - 30 * ONE,
        polling_done=False,
        roll_posted_on=roll_limit() + ONE * late,
        book=NATION,
    )

    assert found(moved, "roll_posted_late") is wrong


@pytest.mark.parametrize(("late", "wrong"), [(0, False), (1, True)])
def test_a_plan_begins_on_the_last_day_for_the_roll_and_not_after(late, wrong):
    decision = rules.check_plan([village()], {"演示村": NATION}, roll_limit() + ONE * late)
    quiet = rules.check_plan([village()], {"演示村": NATION}, roll_limit() - ONE)

    told = [f.code for f in decision.findings if not f.passed]
    assert (told != [f.code for f in quiet.findings if not f.passed]) is wrong


# ------------------------------------------------------------------ papers of local values


@pytest.mark.parametrize(
    ("dated", "today", "wrong"),
    [
        (DAY, DAY, []),
        (DAY + ONE, DAY, ["paper_in_future", "paper_after_election"]),
        (DAY + ONE, DAY + ONE, ["paper_after_election"]),
    ],
)
def test_a_paper_of_the_day_itself_governs_and_no_later_one(dated, today, wrong):
    decision = check_paper(
        number="演示〔2026〕1号", paper_date=dated, today=today, election_days=[DAY], asks_note=False, note=""
    )

    assert [finding.code for finding in decision.refusals] == wrong


@pytest.mark.parametrize(("rows", "wrong"), [(0, True), (1, False)])
def test_a_text_of_one_row_may_be_confirmed(rows, wrong):
    assert found(check_confirmation(entered_by=1, by=2, rows=rows, has_scan=True), "no_rows") is wrong


# ------------------------------------------------------------------ end of term, a new village, an audit


@pytest.mark.parametrize(
    ("area", "day", "said"),
    [
        ("36", dt.date(2026, 9, 20), None),
        ("36", dt.date(2026, 9, 21), "《江西省村民委员会选举办法》第四条第一款"),
        ("99", dt.date(2026, 3, 21), "《村民委员会组织法》第十四条第二款"),
    ],
)
def test_l09_a_plan_says_how_far_its_day_is_from_the_end_of_the_term(area, day, said):
    book = rulebook_for(area, day)
    planned = village(day=day, term_end=dt.date(2026, 3, 20), seats=(rules.SeatRow("director", 3),))

    decision = rules.check_plan([planned], {"演示村": book}, day - 90 * ONE)

    told = [one for one in decision.warnings if one.code in ("beyond_the_months", "not_at_term_end")]
    assert [one.citation.law and f"《{one.citation.law}》{one.citation.article}" for one in told] == (
        [said] if said else []
    )
    assert all("演示村：本届于2026年3月20日届满" in one.message for one in told)


@pytest.mark.parametrize(("day", "late"), [(dt.date(2026, 9, 1), False), (dt.date(2026, 9, 2), True)])
def test_q06_a_new_village_of_jiangsu_elects_within_six_months(day, late):
    book = rulebook_for("32", day)
    new = village(day=day, founded_on=dt.date(2026, 3, 1), term_end=dt.date(2020, 1, 1))

    decision = rules.check_plan([new], {"演示村": book}, day - 90 * ONE)

    assert found(decision, "first_election_late") is late
    assert not found(decision, "beyond_the_months")


@pytest.mark.parametrize(
    ("published", "today", "code"),
    [
        (dt.date(2026, 11, 13), dt.date(2026, 11, 20), ""),
        (dt.date(2026, 11, 14), dt.date(2026, 11, 20), "audit_published_late"),
        (None, dt.date(2026, 11, 13), "audit_to_be_published"),
        (None, dt.date(2026, 11, 14), "audit_published_late"),
    ],
)
def test_q09_the_audit_of_chongqing_is_known_three_days_before_the_committee_is_chosen(
    published, today, code
):
    facts = {"chosen_on": dt.date(2026, 11, 16), "chosen": True, "published_on": published, "today": today}

    decision = check_audit_in_time(**facts, book=rulebook_for("50", DAY))

    assert [one.code for one in decision.warnings] == ([code] if code else [])
    assert not check_audit_in_time(**facts, book=NATION).findings


@pytest.mark.parametrize(
    ("source", "paper", "wrong"),
    [
        ("residents", True, ""),
        ("staff", True, ""),
        ("", True, "drawn_from_nowhere"),
        ("staff", False, "staff_not_here"),
    ],
)
def test_a_community_is_supervised_by_residents_or_its_workers_and_nobody_else(source, paper, wrong):
    book = rulebook_for("99", DAY, kind="community")
    if not paper:
        book = book.with_values({"supervision_from_staff": False})
    facts = supervision()
    seats = [replace(seat, drawn_from=source) for seat in facts.seats]

    decision = check_supervision(replace(facts, seats=seats), book)

    codes = [one.code for one in decision.refusals if one.code in ("drawn_from_nowhere", "staff_not_here")]
    assert codes == ([wrong] if wrong else [])
    law = "《城市居民委员会组织法》第三十六条第一款"
    assert paper is False or [str(one.citation) for one in decision.refusals if one.code in codes] == (
        [law] if wrong else []
    )
    assert not found(check_supervision(facts, NATION), "drawn_from_nowhere")


# ------------------------------------------------------------------ what the preparation has to hold


@pytest.mark.parametrize(("number", "wrong"), [(0, True), (1, False)])
def test_one_of_each_is_enough_for_the_preparation(number, wrong):
    organized = preparation.check_organized(heads=number, office=number, founded=True, liaison=True)
    surveyed = preparation.check_surveyed(
        surveyed=True, plans=[True] * 4, young=number, women=number, waiting=0
    )
    needed = next(iter(preparation.NEED_MEASURES))
    activity = {"kind": "mobilization", "held_on": DAY, "today": DAY, "paper": "", "hours": None}

    assert found(organized, "no_head") is found(organized, "no_office") is wrong
    assert found(surveyed, "no_young") is found(surveyed, "no_women") is wrong
    rectified = preparation.check_rectified(category=needed, measures=number, open_problems=())
    assert found(rectified, "no_measures") is wrong
    audited = preparation.check_audited(incumbents=number, missing=(), branch_missing=(), by=None)
    assert found(audited, "no_incumbents") is wrong
    assert found(preparation.check_talked(incumbents=number, missing=()), "no_incumbents") is wrong
    assert found(preparation.check_mobilized(met=True, present=number), "nobody_present") is wrong
    trained = preparation.check_trained_village(held=True, present=number, staff=())
    assert found(trained, "nobody_present") is wrong
    act = preparation.check_activity(villages=number, amount=False, **activity)
    assert found(act, "no_villages") is wrong


@pytest.mark.parametrize(("late", "wrong"), [(0, False), (1, True)])
def test_what_was_done_today_may_be_entered_today(late, wrong):
    assert found(preparation.check_day(DAY + late * ONE, DAY, "日期"), "future") is wrong


@pytest.mark.parametrize(("mark", "passed"), [(59, False), (60, True)])
def test_who_reaches_the_mark_has_passed(mark, passed):
    assert preparation.Learned(DAY, signed_in=True, mark=mark, pass_mark=60).passed is passed


@pytest.mark.parametrize(
    ("recovered", "marks", "wrong"),
    [
        (10, (10,), []),
        (11, (11,), ["recovered_over_issued"]),
        (10, (10, 1), ["marks_over_recovered"]),
    ],
)
def test_as_many_papers_come_back_as_went_out_and_as_many_marks(recovered, marks, wrong):
    decision = preparation.check_assessment(preparation.Votes(10, recovered, marks))

    assert [finding.code for finding in decision.refusals] == wrong


# ------------------------------------------------------------------ groundwork


@pytest.mark.parametrize(("days", "early"), [(0, True), (1, False)])
def test_a_deferred_village_is_looked_at_again_on_a_later_day(days, early):
    on = DAY + days * ONE
    force = groundwork.check_force(approved=True, since=DAY, review_on=on, today=DAY)
    review = groundwork.check_review(verdict="goes_on", reviewed_on=DAY, next_on=on, today=DAY)

    assert (found(force, "review_before"), found(review, "next_before")) == (early, early)


@pytest.mark.parametrize(("amount", "over"), [("40.00", False), ("40.01", True)])
def test_the_last_cent_of_the_money_may_be_spent_and_no_more(amount, over):
    decision = groundwork.check_spending(
        kind="print", village=False, amount=Decimal(amount), spent=Decimal(60), budget=Decimal(100),
        spent_on=DAY, today=DAY,
    )  # fmt: skip

    assert found(decision, "over_budget") is over


# ------------------------------------------------------------------ how long a paper hangs


def test_what_goes_up_on_the_day_of_the_vote_hangs_on_it_and_the_longer_reason_wins():
    assert stay_of(due=DAY, posted_on=None, objection_days=0, election_day=DAY) == Stay(DAY, "选举日")
    late = stay_of(due=None, posted_on=DAY + ONE, objection_days=0, election_day=DAY)
    assert late == Stay(None, "没有规定，由村安排")
    ends_with_the_vote = stay_of(due=None, posted_on=DAY - 5 * ONE, objection_days=5, election_day=DAY)
    assert ends_with_the_vote == Stay(DAY, "选举日")


# ------------------------------------------------------------------ the plan


def line(code, end, **more):
    return plan.PlanLine(code=code, title=code, end=end, start=more.pop("start", None), **more)


def said(lines, day=DAY):
    return [remark.finding.code for remark in plan.remarks(lines, day) if remark.blocks]


def test_a_step_of_the_plan_begins_by_its_end_lies_near_the_vote_and_after_what_it_waits_for():
    assert said([line("甲", DAY, start=DAY)]) == []
    assert said([line("甲", DAY, start=DAY + ONE)]) == ["start_after_end"]
    far = DAY - plan.MOST_DAYS_AWAY * ONE
    assert said([line("甲", far)]) == []
    assert said([line("甲", far - ONE)]) == ["too_far"]
    assert said([line("甲", DAY), line("乙", DAY, waits_for=("甲",))]) == []
    assert said([line("甲", DAY), line("乙", DAY - ONE, waits_for=("甲",))]) == ["before_its_forerunner"]


def test_a_window_holds_its_first_and_last_day_and_no_day_that_is_here():
    def window(**changes):
        lawful = {"starts": DAY, "ends": DAY + ONE, "days": {"演示村": DAY}, "today": DAY - ONE}
        return [finding.code for finding in plan.check_window(**lawful | changes).refusals]

    assert window() == window(days={"演示村": DAY + ONE}) == window(ends=DAY) == []
    assert window(days={"演示村": DAY + 2 * ONE}) == ["outside_window"]
    assert window(starts=DAY + ONE) == ["outside_window"]
    assert window(ends=DAY - ONE, days={}) == ["window_order"]
    assert window(today=DAY) == ["day_passed"]


def test_an_amended_day_may_be_the_last_lawful_one_and_the_first_of_its_span():
    def amended(due, **changes):
        lawful = {"title": "甲", "starts_on": DAY, "limit_on": DAY, "done": (), "law": ""}
        decision = plan.check_amend(due_on=due, **lawful | changes)
        return [finding.code for finding in decision.refusals]

    assert amended(DAY) == []
    assert amended(DAY + ONE) == ["after_limit"]
    assert amended(DAY - ONE) == ["start_after_end"]


def test_a_weekend_in_the_announced_days_is_called_by_its_name():
    saturday = dt.date(2026, 12, 19)
    announced = DaysOff(off=frozenset({saturday, saturday - ONE}))

    assert plan.why_rest(saturday, announced) == "星期六"
    assert plan.why_rest(saturday - ONE, announced) == "放假安排里的休息日"


def test_of_many_villages_the_first_are_named_and_from_which_on_their_number():
    for beside, more in ((0, False), (1, True)):
        villages = tuple(f"演示{number}村" for number in range(plan.MOST_NAMED + beside))
        good = plan.DayPlan(DAY + ONE, ("演示外村",), (line("甲", DAY),))
        wrong = plan.DayPlan(DAY, villages, (line("甲", DAY, start=DAY + ONE),))
        [remark] = [row for row in plan.remarks_of_days([good, wrong]) if row.blocks]
        assert (f"等{len(villages)}村" in remark.finding.message) is more


# ------------------------------------------------------------------ training


@pytest.mark.parametrize(("mark", "wrong"), [(-1, True), (0, False), (100, False), (101, True)])
def test_a_mark_lies_between_nothing_and_a_hundred(mark, wrong):
    decision = preparation.check_exam(mark=mark, signed_in=True, pass_mark=60, name="演示甲")

    assert found(decision, "mark_range") is wrong


def test_twelve_people_are_named_and_a_thirteenth_by_number():
    for count, more in ((12, ""), (13, "等13人")):
        names = [f"演示{number}" for number in range(count)]
        assert preparation.names_of(names) == "、".join(names[:12]) + more


# ------------------------------------------------------------------ places and hours


def test_a_community_with_as_many_seats_as_its_law_asks_for_keeps_the_table():
    community = rulebook_for("610101001201", DAY, kind="community")
    least = community.value("seats_min")
    for women, rows in ((least - 1, [1, least - 1]), (least - 2, [1, 1, least - 2])):
        bands = [rules.SeatBand(up_to=None, director=1, deputy=0, member=0, woman=women)]
        assert [row.seats for row in rules.seats_of(1000, bands, community)] == rows


@pytest.mark.parametrize(("day", "late"), [(DAY, True), (DAY + ONE, False)])
def test_place_and_hours_ask_a_reason_from_the_day_of_the_vote_on(day, late):
    decision = rules.check_polling_change(
        decided=True, changed=True, day=day, today=DAY, reason="", book=NATION
    )

    assert found(decision, "polling_changed_on_the_day") is late


# ------------------------------------------------------------------ supervision


@pytest.mark.parametrize(("count", "more"), [(5, ""), (6, "；另有1项")])
def test_a_village_is_accepted_after_its_first_visit_and_five_open_findings_are_named(count, more):
    names = [f"问题{number}" for number in range(count)]
    decision = supervision_rules.check_acceptance(
        visits=0, unmended=names, open_steps=(), petitions=0, accepted_on=DAY, today=DAY
    )

    assert found(decision, "never_visited")
    [finding] = [row for row in decision.refusals if row.code == "findings_open"]
    assert finding.message.endswith("；".join(names[:5]) + more + "。")
    once = supervision_rules.check_acceptance(
        visits=1, unmended=(), open_steps=(), petitions=0, accepted_on=DAY, today=DAY
    )
    assert once.allowed


@pytest.mark.parametrize(
    ("silent", "reminded", "wrong"),
    [(0, 0, ["nobody_silent"]), (1, 0, []), (2, 1, []), (1, 1, ["reminded_today"])],
)
def test_who_is_silent_is_reminded_once_a_day(silent, reminded, wrong):
    decision = supervision_rules.check_reminder(begun=True, silent=silent, reminded=reminded)

    assert [finding.code for finding in decision.refusals] == wrong


@pytest.mark.parametrize(("length", "asked"), [(60, "事项（" + "值" * 60 + "）。"), (61, "整句。")])
def test_a_checklist_prints_a_value_of_sixty_characters_and_else_its_sentence(length, asked):
    class Parameter:
        value, label, sentence, citation = {}, "事项", "整句。", "演示依据"
        display = "值" * length

    class Book:
        by_key = supervision_rules.CHECKLISTS["day_notice"]
        parameter = staticmethod(lambda key: Parameter)

    assert supervision_rules.checklist("day_notice", Book)[0].text == asked
