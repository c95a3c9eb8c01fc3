"""The electoral committee, without a database: who enters, who must leave, who follows."""

import datetime as dt
from dataclasses import replace

import pytest

from election_office.law.rulebooks import rulebook_for
from villages.committee.rules import (
    Attendance,
    ChoiceFacts,
    FillingFacts,
    LeavingFacts,
    Nominated,
    Ranked,
    check_attendance,
    check_choice,
    check_composition,
    check_filling,
    check_leaving,
    check_objection,
    elected,
    next_in_line,
    tied_at_cut,
    who_must_leave,
)

IN_2026, IN_2021 = dt.date(2026, 12, 20), dt.date(2021, 3, 20)
# A province whose own text is not in the rulebook: the national law alone.
PLAIN, PLAIN_2021 = rulebook_for("610101001201", IN_2026), rulebook_for("610101001201", IN_2021)
JIANGXI = rulebook_for("369901001201", IN_2026)
ZHEJIANG = rulebook_for("330101001201", IN_2026)
ZHEJIANG_2021 = rulebook_for("330101001201", IN_2021)
SHANGHAI_2021 = rulebook_for("310101001201", IN_2021)
HENAN = rulebook_for("410101001201", IN_2026)
HUNAN = rulebook_for("430101001201", IN_2026)

LIST = [Ranked(key, f"演示{key}", votes) for key, votes in enumerate((30, 28, 25, 21, 19, 17), start=1)]
BROTHER = 9


def codes(findings):
    return [finding.code for finding in findings]


def test_those_with_the_most_votes_enter():  # G35
    assert [row.votes for row in elected(LIST, 5)] == [30, 28, 25, 21, 19]


def after_the_brother_of_the_third_is_nominated(book):
    members = {row.person: row.name for row in elected(LIST, 5)}
    return who_must_leave(members, [Nominated(BROTHER, "演示兄")], [(3, BROTHER, "sibling")], book)


def test_in_2021_a_member_whose_brother_is_nominated_may_stay():  # G35
    assert after_the_brother_of_the_third_is_nominated(PLAIN_2021) == []


def test_in_2026_a_member_whose_brother_is_nominated_must_leave():  # G35
    [one] = after_the_brother_of_the_third_is_nominated(PLAIN)

    assert (one.person, one.ground, one.nominee) == (3, "relative", BROTHER)
    assert one.sentence == "演示3的兄弟姐妹演示兄被提名为村民委员会成员候选人，应当退出村民选举委员会。"
    assert str(one.citation) == "《村民委员会组织法》第十五条第三款"


def test_zhejiang_asked_it_of_relatives_in_2021_already():
    [one] = after_the_brother_of_the_third_is_nominated(ZHEJIANG_2021)

    assert str(one.citation) == "《浙江省村民委员会选举办法》第九条第二款"


def test_zhejiang_in_2021_did_not_mean_grandparents():
    members = {1: "演示1"}

    found = who_must_leave(members, [Nominated(9, "演示孙")], [(1, 9, "grandchild")], ZHEJIANG_2021)

    assert found == []


def test_the_relation_counts_whichever_of_the_two_declared_it():
    [one] = who_must_leave({3: "演示3"}, [Nominated(9, "演示父")], [(9, 3, "child")], PLAIN)

    assert one.relation == "父母"


def test_a_member_who_is_nominated_leaves_for_that_and_not_for_a_relative():
    nominated = [Nominated(3, "演示3"), Nominated(9, "演示兄")]

    [one] = who_must_leave({3: "演示3"}, nominated, [(3, 9, "sibling")], PLAIN)

    assert one.ground == "nominated"


def test_shanghai_waits_until_the_member_is_a_candidate_by_decision():
    assert who_must_leave({3: "演示3"}, [Nominated(3, "演示3")], [], SHANGHAI_2021) == []
    assert who_must_leave({3: "演示3"}, [Nominated(3, "演示3", determined=True)], [], SHANGHAI_2021)


def line(**changes):
    facts = {"been": {1, 2, 3, 4, 5}, "barred": {}, "staying": {}, "pairs": [], "book": PLAIN}
    return next_in_line(LIST, **facts | changes)


def test_the_runner_up_with_seventeen_votes_moves_in():  # G35
    assert [row.votes for row in line().people] == [17]


def test_a_runner_up_who_is_nominated_is_passed_by():
    found = line(barred={6: "被提名为村民委员会成员候选人"})

    assert (found.people, found.skipped) == ([], [("演示6", "被提名为村民委员会成员候选人")])


def test_where_relatives_may_not_sit_together_one_is_passed_by():
    pairs = [(6, 1, "spouse")]

    assert line(staying={1: "演示1"}, pairs=pairs, book=JIANGXI).skipped == [("演示6", "演示1是其配偶")]
    assert [row.person for row in line(staying={1: "演示1"}, pairs=pairs).people] == [6]


def test_somebody_who_declined_does_not_enter_and_the_next_does():
    rows = [LIST[0], replace(LIST[1], passed_over="本人不愿担任"), *LIST[2:]]

    assert [row.person for row in elected(rows, 5)] == [1, 3, 4, 5, 6]


def test_equals_at_the_cut_are_named_until_a_vote_among_them_decides():
    rows = [Ranked(1, "演示甲", 9), Ranked(2, "演示乙", 7), Ranked(3, "演示丙", 7)]

    assert tied_at_cut(rows, 2) == ["演示乙", "演示丙"]
    decided = [rows[0], replace(rows[1], tie_votes=20), replace(rows[2], tie_votes=31)]
    assert tied_at_cut(decided, 2) == []
    assert [row.name for row in elected(decided, 2)] == ["演示甲", "演示丙"]


LAWFUL = ChoiceFacts(
    body="representatives_meeting", secret=True, seats=5, rows=LIST, present=40, chair=1, vices=(2,)
)


def test_a_lawful_choice_is_allowed_without_a_warning():
    decision = check_choice(LAWFUL, PLAIN)

    assert (decision.allowed, decision.warnings) == (True, ())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"seats": 7, "chair": 1}, "too_few"),
        ({"present": 29}, "votes_over"),
        ({"chair": None}, "chair"),
        ({"chair": 6}, "chair"),
        ({"vices": (1,)}, "vice"),
        ({"barred": {2: "被提名"}}, "barred"),
        ({"body": "township"}, "body"),
    ],
)
def test_one_fault_gives_one_refusal(change, code):
    assert codes(check_choice(replace(LAWFUL, **change), PLAIN).refusals) == [code]


def test_the_law_of_2018_knows_no_vice_chair():
    assert codes(check_choice(LAWFUL, PLAIN_2021).refusals) == ["vice_unknown"]


def test_henan_wants_a_secret_ballot():
    rows = [*LIST, Ranked(7, "演示7", 10), Ranked(8, "演示8", 9)]
    facts = replace(LAWFUL, rows=rows, seats=7, secret=False)

    [refusal] = check_choice(facts, HENAN).refusals

    assert (refusal.code, str(refusal.citation)) == (
        "not_secret",
        "《河南省实施《中华人民共和国村民委员会组织法》办法》第十一条第二款",
    )


def composition(count, book, pairs=(), woman=False):
    rows = [Ranked(key, f"演示{key}", 10, woman=woman and key == 1) for key in range(1, count + 1)]
    return check_composition(rows, pairs, book)


def test_an_even_number_is_advice_in_the_nation_and_a_rule_in_hunan():
    assert codes(composition(6, PLAIN).warnings) == ["size_even"]
    assert "size_even" in codes(composition(6, HUNAN, woman=True).refusals)


def test_four_members_are_a_warning_in_the_plan_and_refused_in_zhejiang():
    assert "size_small" in codes(composition(4, JIANGXI).warnings)
    assert "size_small" in codes(composition(4, ZHEJIANG).refusals)


def test_hunan_wants_a_woman():
    assert "no_woman" in codes(composition(5, HUNAN).refusals)
    assert composition(5, HUNAN, woman=True).allowed


def test_near_relatives_together_are_advice_in_the_nation_and_forbidden_by_the_plan():
    pairs = [(1, 2, "spouse")]

    assert codes(composition(5, PLAIN, pairs).warnings) == ["relatives"]
    [refusal] = composition(5, JIANGXI, pairs).refusals
    assert refusal.message == "演示2是演示1的配偶，不得同时担任村民选举委员会成员。"


@pytest.mark.parametrize(
    ("body", "eligible", "present", "by_households", "enough"),
    [
        ("villager_meeting", 800, 401, False, True),
        ("villager_meeting", 800, 400, False, False),
        ("villager_meeting", 300, 200, True, True),
        ("representatives_meeting", 60, 40, False, True),
        ("representatives_meeting", 60, 39, False, False),
        ("group_meetings", 90, 60, False, True),
        ("group_meetings", 90, 59, False, False),
    ],
)
def test_a_meeting_decides_only_when_enough_came(body, eligible, present, by_households, enough):
    meeting = Attendance("会议", eligible, present, by_households)

    assert check_attendance(body, [meeting], [], PLAIN).allowed is enough


def test_a_group_whose_meeting_is_missing_is_named():
    decision = check_attendance("group_meetings", [Attendance("第一组会议", 9, 9)], ["第二村民小组"], PLAIN)

    assert decision.refusals[0].message == "以下村民小组还没有登记会议到会情况：第二村民小组。"


def leaving(book, **changes):
    return check_leaving(LeavingFacts(**{"ground": "due", "people": {3: "演示3"}} | changes), book)


def test_nobody_is_made_to_leave_who_need_not():
    assert codes(leaving(PLAIN).refusals) == ["not_due"]
    assert leaving(PLAIN, due={3}).allowed


def test_in_2021_the_brother_of_a_nominee_is_told_that_he_may_stay():
    [refusal] = leaving(PLAIN_2021, relatives_nominated={3}).refusals

    assert refusal.message == "选举日适用的规定只要求被提名的成员本人退出，演示3可以留任。"


def test_absence_counts_only_where_a_province_says_how_often():
    assert codes(leaving(PLAIN, ground="absent", absences=2).refusals) == ["absence_unknown"]
    assert codes(leaving(ZHEJIANG, ground="absent", absences=1).refusals) == ["absences_few"]
    assert leaving(ZHEJIANG, ground="absent", absences=2).allowed


def test_another_reason_is_written_down():
    assert codes(leaving(PLAIN, ground="other").refusals) == ["note_missing"]
    assert leaving(PLAIN, ground="resigned", note="本人书面申请").allowed


def filling(book, **changes):
    facts = {
        "fill": "succession",
        "vacancies": 1,
        "line": LIST[5:],
        "chair": 1,
        "serving": {1, 2, 4, 5, 6},
    }
    return check_filling(FillingFacts(**facts | changes), book)


def test_henan_takes_the_next_by_votes_before_it_chooses_anew():
    assert filling(PLAIN, fill="new_choice").allowed
    assert codes(filling(HENAN, fill="new_choice").refusals) == ["line_first"]
    assert filling(HENAN, fill="new_choice", line=[]).allowed


def test_without_anybody_in_line_there_is_a_new_choice():
    assert codes(filling(PLAIN, line=[]).refusals) == ["line_empty"]


def test_when_the_chair_leaves_a_vice_presides_or_a_new_chair_is_chosen():
    assert codes(filling(PLAIN, chair=None).refusals) == ["nobody_presides"]
    assert filling(PLAIN, chair=None, vices={2}).allowed
    assert codes(filling(PLAIN, chair=3).refusals) == ["chair_outside"]


@pytest.mark.parametrize(("day", "late"), [(dt.date(2026, 11, 15), False), (dt.date(2026, 11, 16), True)])
def test_an_opinion_after_the_fifth_day_is_late(day, late):
    decision = check_objection(day, dt.date(2026, 11, 10), dt.date(2026, 12, 1), PLAIN)

    assert decision.allowed
    assert bool(decision.warnings) is late


def test_there_is_no_opinion_on_a_list_that_does_not_hang():
    assert codes(check_objection(dt.date(2026, 11, 15), None, dt.date(2026, 12, 1), PLAIN).refusals) == [
        "not_posted"
    ]
