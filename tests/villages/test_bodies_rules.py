"""Representatives, group leaders, the supervision committee: without a database."""

import datetime as dt
from dataclasses import replace

import pytest

from election_office.law.rulebooks import rulebook_for
from villages.bodies.rules import (
    Meeting,
    RepresentativesFacts,
    Seat,
    SupervisionFacts,
    check_group_leaders,
    check_members,
    check_origin,
    check_representatives,
    check_supervision,
    household_range,
)

DAY = dt.date(2026, 12, 20)
PLAIN = rulebook_for("610101001201", DAY)
PLAIN_2021 = rulebook_for("610101001201", dt.date(2021, 3, 20))
JIANGXI = rulebook_for("369901001201", DAY)
ZHEJIANG = rulebook_for("330101001201", DAY)


def codes(findings):
    return [finding.code for finding in findings]


def committee(count, woman=True):
    posts = ["director", "deputy", *["member"] * 20]
    return [Seat(key, f"演示{key}", posts[key], woman=woman and key == 2) for key in range(count)]


def test_a_committee_of_nine_is_refused_with_its_article():  # G45
    [refusal] = check_members(committee(9), [], PLAIN).refusals

    assert refusal.message == "村民委员会应由3至7人组成，现登记9人。"
    assert str(refusal.citation) == "《村民委员会组织法》第八条第一款"


def test_a_committee_without_a_woman_is_refused():
    assert codes(check_members(committee(5, woman=False), [], PLAIN).refusals) == ["no_woman"]


def test_near_relatives_in_the_committee_clash_from_2026():
    pairs = [(0, 1, "spouse")]

    assert codes(check_members(committee(5), pairs, PLAIN).refusals) == ["member_relatives"]
    assert check_members(committee(5), pairs, PLAIN_2021).allowed


def representatives(count=20, women=10, **changes):
    seats = [Seat(key, f"演示{key}", "representative", woman=key < women) for key in range(count)]
    facts = RepresentativesFacts(
        seats=seats, households=300, population=1052, committee_seats=5, by_households=True
    )
    return replace(facts, **changes)


def test_three_hundred_households_have_twenty_to_sixty_representatives():
    assert household_range(300, PLAIN) == (20, 60)
    assert household_range(301, PLAIN) == (21, 60)


def test_a_lawful_number_with_a_third_of_women_is_allowed():
    assert check_representatives(representatives(20, 9), PLAIN).allowed


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (representatives(61, 30), "number"),
        (representatives(20, 8), "women"),
        (representatives(20, 10, committee_seats=6), "share"),
    ],
)
def test_one_fault_of_representatives_gives_one_refusal(facts, code):
    assert codes(check_representatives(facts, PLAIN).refusals) == [code]


def test_the_sentence_says_how_many_women_are_needed():
    [refusal] = check_representatives(representatives(20, 8), PLAIN).refusals

    assert "妇女村民代表应占三分之一以上，至少9人，现有8人" in refusal.message


def test_chosen_by_the_groups_their_number_is_free():
    assert check_representatives(representatives(61, 30, by_households=False), PLAIN).allowed


def test_zhejiang_has_a_least_number_and_one_seat_for_a_household():
    seats = [Seat(key, f"演示{key}", "representative", True, household=f"{key // 2}") for key in range(40)]
    facts = representatives(meeting=Meeting(600, 400), seats=seats)

    found = codes(check_representatives(facts, ZHEJIANG).refusals)

    assert (found.count("one_household"), found.count("minimum")) == (20, 1)


def test_zhejiang_wants_half_of_the_voters_or_two_thirds_of_the_households_there():
    facts = representatives(50, 25, meeting=Meeting(600, 299))

    assert codes(check_representatives(facts, ZHEJIANG).refusals) == ["turnout"]
    by_households = replace(facts, meeting=Meeting(300, 200, by_households=True))
    assert check_representatives(by_households, ZHEJIANG).allowed


def test_each_group_has_one_leader():
    groups = ["第一组", "第二组"]
    one, other = Seat(1, "演示甲", "leader", group="第一组"), Seat(2, "演示乙", "leader", group="第一组")

    assert codes(check_group_leaders([one, other], groups, PLAIN).refusals) == [
        "leader_missing",
        "leader_doubled",
    ]
    assert check_group_leaders([one, replace(other, group="第二组")], groups, PLAIN).allowed


def supervision(**changes):
    seats = [
        Seat(1, "演示监甲", "chair"),
        Seat(2, "演示监乙", "member", finance=True),
        Seat(3, "演示监丙", "member", woman=True),
    ]
    facts = SupervisionFacts(
        seats=seats,
        committee={11: "演示主任", 12: "演示委员"},
        officers={"accountant": {21}, "clerk": {22}, "collective_head": {23}},
        pairs=[],
        discipline={1},
        meeting=Meeting(60, 45),
    )
    return replace(facts, **changes)


def test_a_lawful_supervision_committee_is_allowed_without_a_warning():
    decision = check_supervision(supervision(), JIANGXI)

    assert (decision.allowed, decision.warnings) == (True, ())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"seats": supervision().seats[:2]}, "size"),
        ({"committee": {}}, "committee_unknown"),
        ({"committee": {3: "演示监丙"}}, "committee_member"),
        ({"officers": {"accountant": {2}}}, "accountant"),
        ({"officers": {"clerk": {2}}}, "clerk"),
        ({"officers": {"collective_head": {2}}}, "collective_head"),
        ({"pairs": [(11, 3, "child")]}, "near_relative"),
        ({"pairs": [(3, 12, "sibling")]}, "near_relative"),
        ({"meeting": Meeting(60, 39)}, "no_quorum"),
        ({"seats": [replace(seat, finance=False) for seat in supervision().seats]}, "no_finance"),
    ],
)
def test_one_fault_of_the_supervision_committee_gives_one_refusal(change, code):
    assert codes(check_supervision(supervision(**change), JIANGXI).refusals) == [code]


def test_a_near_relative_is_named_with_the_organic_law():
    [refusal] = check_supervision(supervision(pairs=[(11, 3, "child")]), JIANGXI).refusals

    assert refusal.message == (
        "演示监丙与村民委员会成员演示主任是近亲属（父母与子女），不得担任村务监督委员会成员。"
    )
    assert str(refusal.citation) == "《村民委员会组织法》第三十七条第一款"


def test_the_national_law_alone_excludes_no_clerk():
    assert check_supervision(supervision(officers={"clerk": {2}}), PLAIN).allowed


def test_a_chair_who_is_not_the_discipline_member_is_only_pointed_out():
    decision = check_supervision(supervision(discipline=set()), JIANGXI)

    assert (decision.allowed, codes(decision.warnings)) == (True, ["chair_policy"])


def test_the_supervision_committee_is_chosen_by_a_meeting_of_the_village():
    assert codes(check_origin("supervision", "appointed", PLAIN).refusals) == ["origin"]
    assert check_origin("supervision", "villager_meeting", PLAIN).allowed
