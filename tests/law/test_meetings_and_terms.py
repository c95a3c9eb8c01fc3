"""L04, L09 and Q01–Q09: meetings, terms, ages, seats and audits as each province has them."""

from __future__ import annotations

from datetime import date

import pytest

from election_office.law.meetings import Meeting, check_call, check_called, check_vote, quorum, women_quorum
from election_office.law.rulebooks import Rulebook
from election_office.law.terms import (
    audit_due,
    check_age,
    check_seats_for,
    check_term_end,
    first_election_by,
)
from tests.law.books import NATION, NEW, OLD, book
from villages.committee.rules import Nominated, who_must_leave

DAY = date(2026, 12, 20)
TERM_END = date(2026, 3, 20)


# ------------------------------------------------------------------ L04: one rule for every meeting


@pytest.mark.parametrize(("present", "enough"), [(160, False), (199, False), (200, True)])
def test_l04_households_need_two_thirds(present: int, enough: bool) -> None:
    found = quorum(Meeting("villager_meeting", 300, present, by_households=True), book())
    assert found.passed is enough
    assert "300户" in found.message
    assert str(found.citation) == "《村民委员会组织法》第二十六条第一款"


@pytest.mark.parametrize(("present", "enough"), [(450, False), (451, True)])
def test_people_need_more_than_half(present: int, enough: bool) -> None:
    assert quorum(Meeting("villager_meeting", 900, present), book()).passed is enough


@pytest.mark.parametrize("kind", ["representatives_meeting", "group_meetings"])
@pytest.mark.parametrize(("present", "enough"), [(19, False), (20, True)])
def test_representatives_and_groups_need_two_thirds(kind: str, present: int, enough: bool) -> None:
    assert quorum(Meeting(kind, 30, present), book()).passed is enough


def test_nobody_invited_is_no_meeting() -> None:
    assert not quorum(Meeting("villager_meeting", 0, 0, by_households=True), book()).passed


@pytest.mark.parametrize(("yes", "allowed"), [(100, False), (101, True)])
def test_a_meeting_agrees_by_more_than_half_of_those_present(yes: int, allowed: bool) -> None:
    held = Meeting("villager_meeting", 300, 200, by_households=True)
    assert check_vote(held, yes, book()).allowed is allowed
    assert not check_vote(held, 201, book()).allowed
    assert not check_vote(held, None, book()).allowed


@pytest.mark.parametrize(("called", "told"), [(date(2026, 3, 10), []), (date(2026, 3, 11), ["called_late"])])
def test_w14_a_meeting_called_in_less_than_ten_days_is_pointed_out(called: date, told: list[str]) -> None:
    decision = check_call("villager_meeting", called, date(2026, 3, 20), book())
    assert decision.allowed
    assert [one.code for one in decision.warnings] == told
    assert str(book().cite("villager_meeting_notice_days")) == "《村民委员会组织法》第二十五条第二款"
    assert str(book().cite("meeting_party_first")) == "《村民委员会组织法》第二十八条第三款"


@pytest.mark.parametrize(
    ("kind", "called", "note", "codes"),
    [
        ("villager_meeting", date(2026, 3, 10), "", []),
        ("villager_meeting", date(2026, 3, 11), "", ["called_late"]),
        ("villager_meeting", date(2026, 3, 11), " ", ["called_late"]),
        ("villager_meeting", date(2026, 3, 11), "台风将至", []),
        ("villager_meeting", date(2026, 3, 21), "台风将至", ["called_after_held"]),
        ("villager_meeting", None, "", []),
        ("group_meetings", date(2026, 3, 19), "", []),
        ("own_meeting", date(2026, 3, 19), "", []),
        ("appointed", date(2026, 3, 21), "", ["called_after_held"]),
    ],
)
def test_a_meeting_called_late_stands_once_somebody_wrote_why(kind, called, note, codes) -> None:
    decision = check_called(kind, called, date(2026, 3, 20), book(), note=note)
    assert [found.code for found in decision.refusals] == codes


def test_shandong_gives_its_representatives_five_days() -> None:
    assert (
        check_call("representatives_meeting", date(2026, 3, 15), date(2026, 3, 20), book("37"))
        .findings[0]
        .passed
    )
    assert check_call("representatives_meeting", date(2026, 3, 16), date(2026, 3, 20), book("37")).warnings
    assert check_call("representatives_meeting", date(2026, 3, 19), date(2026, 3, 20), book()).findings == ()


def test_q08_shandong_also_counts_the_women() -> None:
    book_ = book("37")
    assert quorum(Meeting("representatives_meeting", 29, 20), book_).passed
    five = women_quorum(Meeting("representatives_meeting", 29, 20, women=9, women_present=5), book_)
    six = women_quorum(Meeting("representatives_meeting", 29, 20, women=9, women_present=6), book_)
    assert five is not None
    assert (five.passed, six is not None and six.passed) == (False, True)
    assert "第二十四条第四款" in str(five.citation)
    assert women_quorum(Meeting("representatives_meeting", 29, 20, women=9), book()) is None


# ------------------------------------------------------------------ L09, Q01, Q06, Q09


@pytest.mark.parametrize(
    ("area", "day", "passed"),
    [
        ("36", date(2026, 6, 1), True),
        ("32", date(2026, 6, 1), True),
        (NATION, date(2026, 6, 1), False),
        (NATION, TERM_END, True),
        ("36", date(2026, 9, 20), True),  # Q01
        ("36", date(2026, 9, 21), False),
        ("36", date(2025, 9, 20), True),
        ("36", date(2025, 9, 19), False),
        ("32", date(2027, 3, 20), True),
        ("32", date(2027, 3, 21), False),
    ],
)
def test_l09_and_q01_how_long_after_the_end_of_a_term(area: str, day: date, passed: bool) -> None:
    decision = check_term_end(TERM_END, day, book(area))
    assert decision.allowed  # no text read here makes it a breach by the date alone
    assert decision.findings[0].passed is passed
    assert "违反" not in decision.findings[0].message


def test_the_months_of_a_text_that_was_read_are_a_limit() -> None:
    assert check_term_end(TERM_END, date(2026, 9, 20), book("33")).allowed
    assert not check_term_end(TERM_END, date(2026, 9, 21), book("33")).allowed


def test_jiangxi_prints_six_months_with_the_approval_of_the_county_unverified() -> None:
    """W13."""
    jiangxi = book("36")
    assert jiangxi.value("early_late_months") == 6
    assert jiangxi.value("early_late_approval") == "county"
    assert str(jiangxi.cite("early_late_months")) == "《江西省村民委员会选举办法》第四条第一款（未核实）"
    assert jiangxi.value("seats_decided_by") == "village_size"
    assert jiangxi.value("minority_member_required") is True
    [old] = jiangxi.parameter("ec_withdraw_trigger").overtaken
    assert (old.value, old.verified, jiangxi.value("ec_withdraw_trigger")) == (
        "determined",
        False,
        "nominated",
    )
    assert book("36", OLD).value("ec_withdraw_trigger") == "determined"


def test_q06_a_new_village_of_jiangsu_elects_within_six_months() -> None:
    assert first_election_by(date(2026, 3, 1), book("32")) == date(2026, 9, 1)
    assert first_election_by(date(2026, 3, 1), book()) is None


def test_q09_chongqing_posts_the_audit_three_days_before_the_committee_is_chosen() -> None:
    assert audit_due(date(2026, 11, 16), book("50")) == date(2026, 11, 13)
    assert audit_due(date(2026, 11, 16), book()) is None


# ------------------------------------------------------------------ Q02, Q03, Q04, Q05, Q07


def test_q02_months_do_not_make_anybody_of_age() -> None:
    born = date(2008, 12, 31)
    decision = check_age(born, DAY, book("36", DAY))
    assert [one.code for one in decision.refusals] == ["under_age"]
    assert str(decision.refusals[0].citation) == "《村民委员会组织法》第十六条第一款"
    assert [one.code for one in decision.warnings] == ["of_age_by_months"]
    assert "《江西省村民委员会选举办法》第十二条第二款" in decision.warnings[0].message
    assert check_age(born, DAY, book("33", DAY)).warnings == ()
    assert check_age(date(2009, 1, 1), DAY, book("36", DAY)).warnings == ()
    assert check_age(date(2008, 12, 20), DAY, book("36", DAY)).allowed


@pytest.mark.parametrize(("day", "leaves"), [(DAY, True), (date(2021, 3, 20), False)])
def test_q03_the_brother_of_a_nominee_leaves_only_under_the_law_of_2025(day: date, leaves: bool) -> None:
    found = who_must_leave(
        {1: "演示甲"}, [Nominated(2, "演示乙", False)], [(1, 2, "sibling")], book("36", day)
    )
    assert bool(found) is leaves


def test_q04_guangdong_has_an_act_of_its_own_and_asks_nothing() -> None:
    guangdong = book("44")
    assert guangdong.province == "guangdong-2025"
    assert (guangdong.value("proxy_relation"), guangdong.open_choices) == ("any_villager", [])


def test_q05_the_department_is_not_the_civil_affairs_office() -> None:
    for area in ("62", NATION):
        assert book(area).parameter("guidance_department").display == "基层群众自治指导监督部门"
    assert book(NATION, OLD).parameter("guidance_department").display == "民政部门"


@pytest.mark.parametrize(
    ("population", "seats", "allowed"),
    [(950, 5, False), (950, 3, True), (2000, 5, True), (2000, 6, False), (3200, 4, False), (3200, 5, True)],
)
def test_q07_shaanxi_gives_seats_by_population(population: int, seats: int, allowed: bool) -> None:
    decision = check_seats_for(population, seats, book("61"))
    assert decision.allowed is allowed
    assert "第六条第一款" in str(decision.findings[0].citation)


@pytest.mark.parametrize(("seats", "allowed"), [(2, False), (3, True), (7, True), (8, False)])
def test_elsewhere_the_nation_gives_three_to_seven(seats: int, allowed: bool) -> None:
    assert check_seats_for(950, seats, book()).allowed is allowed


def plain(area: str) -> Rulebook:
    return book(area, NEW)


@pytest.mark.parametrize("area", ["36", "44", "62", "51", "32", "61", "13", "45", "43"])
def test_no_seed_province_runs_on_defaults_without_a_word(area: str) -> None:
    assert plain(area).province
    assert not any(one.verified for one in plain(area).parameters if one.layer == "province")
