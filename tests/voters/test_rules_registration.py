"""Who may be registered, case by case. G30, G33 and G34 are golden cases of the rule table."""

import datetime as dt
from dataclasses import replace

import pytest

from election_office.law.meetings import Meeting
from election_office.law.rulebooks import rulebook_for
from voters.rules import (
    LeavingOutFacts,
    RegistrationFacts,
    check_leaving_out,
    check_registration,
    class_of,
)

OLD, NEW = dt.date(2021, 3, 20), dt.date(2026, 3, 20)
NATION = rulebook_for("99", NEW)
NATION_2021 = rulebook_for("99", OLD)
LAWFUL = RegistrationFacts(birth_date=dt.date(1970, 1, 5))
OUTSIDER = replace(
    LAWFUL,
    hukou_here=False,
    lives_since=dt.date(2024, 1, 1),
    declared=True,
    meeting_consent=True,
    meeting=Meeting("representatives_meeting", 30, 30),
    meeting_in_favour=30,
)


def refusals(facts, book=NATION):
    return {finding.code: str(finding.citation) for finding in check_registration(facts, book).refusals}


def test_a_villager_at_home_is_registered_without_asking():
    assert class_of(LAWFUL, NATION) == "A"
    assert check_registration(LAWFUL, NATION).allowed


@pytest.mark.parametrize(
    ("birth_date", "allowed"),
    [
        (dt.date(2008, 3, 20), True),
        (dt.date(2008, 3, 21), False),
        (dt.date(2008, 2, 29), True),
    ],
)
def test_g30_the_birthday_on_the_election_day_counts(birth_date, allowed):
    decision = check_registration(replace(LAWFUL, birth_date=birth_date), NATION)

    assert decision.allowed is allowed


def test_q02_where_an_old_text_counts_by_months_both_are_said_and_nobody_is_added():
    jiangxi = rulebook_for("36", dt.date(2026, 12, 20))
    decision = check_registration(replace(LAWFUL, birth_date=dt.date(2008, 12, 31)), jiangxi)
    [young] = [one for one in decision.refusals if one.code == "under_age"]
    assert "未满18周岁，不能登记。《江西省村民委员会选举办法》第十二条第二款" in young.message


def test_g30_where_the_birthday_itself_does_not_count_a_day_more_is_needed():
    strict = NATION.with_values({"birthday_on_election_day": False})

    assert "under_age" in refusals(replace(LAWFUL, birth_date=dt.date(2008, 3, 20)), strict)
    assert refusals(replace(LAWFUL, birth_date=dt.date(2008, 3, 19)), strict) == {}


def test_the_refusal_of_a_minor_names_both_days_and_the_article():
    [finding] = check_registration(replace(LAWFUL, birth_date=dt.date(2008, 3, 21)), NATION).refusals

    assert finding.message == "2008年3月21日出生，到选举日2026年3月20日未满18周岁，不能登记。"
    assert str(finding.citation) == "《村民委员会组织法》第十六条第一款"


def test_the_article_follows_the_election_day():
    minor = replace(LAWFUL, birth_date=dt.date(2008, 3, 21))

    assert refusals(minor, NATION_2021) == {"under_age": "《村民委员会组织法》第十三条第一款"}


def test_the_deprived_are_refused():
    assert set(refusals(replace(LAWFUL, deprived=True))) == {"deprived_of_rights"}


def test_who_lives_elsewhere_must_say_so():
    away = replace(LAWFUL, lives_here=False)

    assert class_of(away, NATION) == "B"
    assert refusals(away) == {"not_declared": "《村民委员会组织法》第十六条第二款第二项"}
    assert refusals(replace(away, declared=True)) == {}


def test_g33_one_roll_only():
    taken = replace(LAWFUL, registered_in="甲村")

    assert refusals(taken) == {"registered_elsewhere": "《村民委员会组织法》第十六条第三款"}
    [finding] = check_registration(taken, NATION).refusals
    assert "甲村" in finding.message
    assert refusals(replace(taken, registered_in="")) == {}


def test_g34_eleven_months_are_too_short_and_a_year_is_enough():
    assert set(refusals(replace(OUTSIDER, lives_since=dt.date(2025, 4, 20)))) == {"outsider_too_short"}
    assert set(refusals(replace(OUTSIDER, lives_since=dt.date(2025, 3, 21)))) == {"outsider_too_short"}
    assert refusals(replace(OUTSIDER, lives_since=dt.date(2025, 3, 20))) == {}


def test_g34_fourteen_months_without_consent_are_refused():
    facts = replace(OUTSIDER, lives_since=dt.date(2025, 1, 20), meeting_consent=False)

    assert refusals(facts) == {"outsider_no_consent": "《村民委员会组织法》第十六条第二款第三项"}


def test_g34_village_work_counts_from_2026_on():
    works_2021 = replace(OUTSIDER, lives_here=False, lives_since=None, works_since=dt.date(2020, 2, 1))
    works_2026 = replace(works_2021, works_since=dt.date(2025, 2, 1))

    assert set(refusals(works_2021, NATION_2021)) == {"not_of_this_village"}
    assert refusals(works_2026, NATION) == {}


def test_an_outsider_needs_all_three_conditions_and_hears_of_all():
    facts = replace(OUTSIDER, lives_since=dt.date(2026, 1, 1), declared=False, meeting_consent=False)

    assert set(refusals(facts)) == {"outsider_too_short", "outsider_no_application", "outsider_no_consent"}


def test_henan_asks_for_duties_and_a_certificate_where_its_text_applies():
    book = rulebook_for("410000", OLD)

    [old] = book.parameter("class_c_rule").overtaken
    assert old.value["certificate"] is True
    facts = replace(OUTSIDER, lives_since=dt.date(2019, 1, 1))
    chosen = book.with_values(
        {"class_c_rule": book.value("class_c_rule") | {"certificate": True, "duties": True}}
    )
    assert set(refusals(facts, chosen)) == {"outsider_no_duties", "outsider_no_certificate"}
    assert refusals(replace(facts, does_duties=True, has_certificate=True), chosen) == {}


def test_where_an_older_province_asks_for_more_the_national_conditions_decide():
    book = rulebook_for("310000", NEW)

    assert [str(other.citation)[:8] for other in book.parameter("class_c_rule").overtaken] == [
        "《上海市村民委员"
    ]
    assert check_registration(OUTSIDER, book).warnings == ()


def test_shanghai_takes_those_married_in_when_the_committee_confirms():
    book = rulebook_for("310000", NEW)
    married = replace(LAWFUL, hukou_here=False, lives_here=False, extra_class="married_in", declared=True)

    assert class_of(married, book) == "extra"
    [finding] = check_registration(married, book).refusals
    assert (finding.code, "村民选举委员会确认" in finding.message) == ("extra_class_unconfirmed", True)
    assert str(finding.citation) == "《上海市村民委员会选举办法》第九条第三款"
    assert check_registration(replace(married, committee_confirmed=True), book).allowed
    assert class_of(married, NATION) == ""


def test_beijing_lets_a_meeting_decide_on_former_villagers():
    book = rulebook_for("110000", NEW)
    former = replace(LAWFUL, hukou_here=False, extra_class="former_rural", declared=True)

    assert set(refusals(replace(former, committee_confirmed=True), book)) == {"extra_class_unconfirmed"}
    assert refusals(replace(former, meeting_consent=True), book) == {}


def test_a_person_is_left_out_only_on_a_ground_and_with_confirmation():
    beijing = rulebook_for("110000", NEW)

    assert check_leaving_out(LeavingOutFacts("unreachable", True), beijing).allowed
    assert [f.code for f in check_leaving_out(LeavingOutFacts("unreachable", True), NATION).refusals] == [
        "ground_unknown"
    ]
    assert [f.code for f in check_leaving_out(LeavingOutFacts("deprived", False), NATION).refusals] == [
        "not_confirmed"
    ]


@pytest.mark.parametrize(
    ("kind", "eligible", "present", "in_favour", "code"),
    [
        ("representatives_meeting", 30, 20, 11, None),
        ("representatives_meeting", 30, 19, 19, "meeting_quorum"),
        ("representatives_meeting", 30, 20, 10, "meeting_majority"),
        ("representatives_meeting", 30, 20, 21, "meeting_impossible"),
        ("villager_meeting", 100, 51, 26, None),
        ("villager_meeting", 100, 50, 26, "meeting_quorum"),
    ],
)
def test_a_meeting_without_quorum_or_majority_gives_no_consent(kind, eligible, present, in_favour, code):
    meeting = Meeting(kind, eligible, present)
    facts = replace(OUTSIDER, meeting=meeting, meeting_in_favour=in_favour)
    assert set(refusals(facts)) == ({code} if code else set())


def test_a_consent_without_its_numbers_is_allowed_with_a_warning():
    decision = check_registration(replace(OUTSIDER, meeting=None), NATION)
    assert decision.allowed
    assert [finding.code for finding in decision.warnings] == ["meeting_numbers"]
