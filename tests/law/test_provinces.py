"""The province matrix: what four texts say where the nation leaves room or says something else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.law.books import NEW, OLD, book

ZJ, SH, BJ, HA, JX, FJ = "33", "31", "11", "41", "36", "35"

MATRIX: list[tuple[str, str, Any, str]] = [
    (ZJ, "early_late_months", 6, "《浙江省村民委员会选举办法》第三条第二款"),
    (ZJ, "ec_size_min", 5, "《浙江省村民委员会选举办法》第八条第一款"),
    (ZJ, "ec_size_max", 9, "《浙江省村民委员会选举办法》第八条第一款"),
    (SH, "ec_size_min", 7, "《上海市村民委员会选举办法》第七条第一款"),
    (SH, "ec_size_max", 9, "《上海市村民委员会选举办法》第七条第一款"),
    (BJ, "ec_size_min", 5, "《北京市村民委员会选举办法》第九条第一款"),
    (HA, "ec_size_min", 7, "《河南省实施《中华人民共和国村民委员会组织法》办法》第十一条第一款"),
    (HA, "ec_secret_choice", True, "《河南省实施《中华人民共和国村民委员会组织法》办法》第十一条第二款"),
    (ZJ, "ec_auto_leave_absences", 2, "《浙江省村民委员会选举办法》第九条第三款"),
    (SH, "age_proof", "hukou", "《上海市村民委员会选举办法》第九条第一款"),
    (BJ, "decision_written", True, "《北京市村民委员会选举办法》第十五条第一款"),
    (HA, "objection_written", True, "《河南省实施《中华人民共和国村民委员会组织法》办法》第二十一条第二款"),
    (HA, "late_objection", "refuse", "《河南省实施《中华人民共和国村民委员会组织法》办法》第二十一条第二款"),
    (HA, "runoff_roll", "frozen", "《河南省实施《中华人民共和国村民委员会组织法》办法》第三十八条第一款"),
    (ZJ, "modes", ["with_candidates", "no_candidates"], "《浙江省村民委员会选举办法》第三条第一款"),
    (ZJ, "nomination_turnout", {"num": 1, "den": 2}, "《浙江省村民委员会选举办法》第十八条第一款第一项"),
    (BJ, "nomination_turnout", {"num": 1, "den": 2}, "《北京市村民委员会选举办法》第十六条第一款"),
    (ZJ, "self_nomination_days", 10, "《浙江省村民委员会选举办法》第二十条第二款"),
    (ZJ, "candidate_list_days", 5, "《浙江省村民委员会选举办法》第十八条第三款"),
    (SH, "candidate_list_days", 5, "《上海市村民委员会选举办法》第十二条第二款"),
    (BJ, "candidate_list_days", 5, "《北京市村民委员会选举办法》第二十条"),
    (HA, "candidate_list_days", 5, "《河南省实施《中华人民共和国村民委员会组织法》办法》第二十六条第一款"),
    (ZJ, "withdraw_deadline", {"from": "election_day", "days": 3}, "《浙江省村民委员会选举办法》第十九条"),
    (
        HA,
        "withdraw_deadline",
        {"from": "candidate_list", "days": 3},
        "《河南省实施《中华人民共和国村民委员会组织法》办法》第二十六条第二款",
    ),
    (ZJ, "women_rule", "column", "《浙江省村民委员会选举办法》第二十一条第三款"),
    (ZJ, "notice_days", 5, "《浙江省村民委员会选举办法》第二十二条第一款"),
    (ZJ, "proxy_apply_days", 3, "《浙江省村民委员会选举办法》第二十五条第二款"),
    (SH, "proxy_apply_days", 5, "《上海市村民委员会选举办法》第十六条第二款"),
    (BJ, "proxy_apply_days", 1, "《北京市村民委员会选举办法》第二十五条第一款"),
    (SH, "proxy_publish_days", 2, "《上海市村民委员会选举办法》第十六条第二款"),
    (SH, "proxy_places", "village_and_groups", "《上海市村民委员会选举办法》第十六条第二款"),
    (SH, "proxy_on_the_spot", False, "《上海市村民委员会选举办法》第十六条第二款"),
    (ZJ, "proxy_unpublished_void", True, "《浙江省村民委员会选举办法》第二十五条第二款"),
    (SH, "proxy_subdelegation", False, "《上海市村民委员会选举办法》第十六条第一款"),
    (HA, "proxy_card_swap", True, "《河南省实施《中华人民共和国村民委员会组织法》办法》第三十条第二款"),
    (
        ZJ,
        "staff_relation_set",
        "spouse_parent_child_sibling",
        "《浙江省村民委员会选举办法》第二十二条第二款",
    ),
    (SH, "staff_relation_set", "spouse_lineal", "《上海市村民委员会选举办法》第十四条第二款"),
    (BJ, "staff_relation_set", "spouse_lineal", "《北京市村民委员会选举办法》第二十一条第二款"),
    (
        ZJ,
        "mobile_box",
        {"approval": True, "min_watchers": 3, "publish": True},
        "《浙江省村民委员会选举办法》第二十四条第二款",
    ),
    (ZJ, "ballot_form", "one_ballot", "《浙江省村民委员会选举办法》第二十一条第三款"),
    (SH, "ballot_form", "either", "《上海市村民委员会选举办法》第十五条第一款"),
    (
        HA,
        "ballot_form",
        "separate_sheets",
        "《河南省实施《中华人民共和国村民委员会组织法》办法》第三十四条第一款",
    ),
    (ZJ, "excess_compare", "voters", "《浙江省村民委员会选举办法》第二十七条第二款"),
    (SH, "excess_compare", "voters", "《上海市村民委员会选举办法》第十九条第一款"),
    (BJ, "excess_compare", "voters", "《北京市村民委员会选举办法》第二十八条第二款"),
    (HA, "excess_compare", "issued", "《河南省实施《中华人民共和国村民委员会组织法》办法》第三十五条第一款"),
    (ZJ, "invalid_scope", "ballot", "《浙江省村民委员会选举办法》第二十七条第三款"),
    (ZJ, "two_posts_rule", "void_ballot", "《浙江省村民委员会选举办法》第二十七条第三款"),
    (BJ, "majority_base", "recovered", "《北京市村民委员会选举办法》第二十八条第二款"),
    (
        HA,
        "foreign_mark_void",
        True,
        "《河南省实施《中华人民共和国村民委员会组织法》办法》第三十五条第三款",
    ),
    (HA, "count_down", "nomination", "《河南省实施《中华人民共和国村民委员会组织法》办法》第二十五条第二款"),
    (ZJ, "relative_resolution", "refill", "《浙江省村民委员会选举办法》第三十一条第二款"),
    (
        HA,
        "relative_resolution",
        "highest_post",
        "《河南省实施《中华人民共和国村民委员会组织法》办法》第八条第二款",
    ),
    (ZJ, "winner_review_scope", "all", "《浙江省村民委员会选举办法》第三十二条第二款"),
    (ZJ, "review_failure", "committee_voids", "《浙江省村民委员会选举办法》第三十二条第三款"),
    (ZJ, "winners_list_days", 1, "《浙江省村民委员会选举办法》第三十二条第二款"),
    (ZJ, "runoff_days", 30, "《浙江省村民委员会选举办法》第二十九条第五款"),
    (SH, "runoff_days", 30, "《上海市村民委员会选举办法》第二十一条第一款"),
    (BJ, "runoff_days", 15, "《北京市村民委员会选举办法》第三十条第一款"),
    (HA, "runoff_turnout", True, "《河南省实施《中华人民共和国村民委员会组织法》办法》第三十八条第二款"),
    (ZJ, "runoff_woman_column", True, "《浙江省村民委员会选举办法》第二十九条第四款"),
    (ZJ, "acting_chair", "deputy_then_meeting", "《浙江省村民委员会选举办法》第三十条"),
    (SH, "acting_chair", "most_votes", "《上海市村民委员会选举办法》第二十一条第二款"),
    (
        HA,
        "repeat_decided_by",
        "county",
        "《河南省实施《中华人民共和国村民委员会组织法》办法》第三十九条第二款",
    ),
    (ZJ, "void_by", ["committee", "township", "county"], "《浙江省村民委员会选举办法》第四十一条"),
    (HA, "void_by", ["county"], "《河南省实施《中华人民共和国村民委员会组织法》办法》第四十四条"),
    (SH, "certificate_issuer", "committee", "《上海市村民委员会选举办法》第二十二条"),
    (SH, "seal_rule", "same_day", "《上海市村民委员会选举办法》第二十四条"),
    (
        HA,
        "seal_rule",
        "township_keeps",
        "《河南省实施《中华人民共和国村民委员会组织法》办法》第四十条第一款",
    ),
    (
        ZJ,
        "handover_refusal",
        {"appeal": False, "order_days": 0, "liability": True},
        "《浙江省村民委员会选举办法》第四十三条",
    ),
    (ZJ, "recall_township_days", 60, "《浙江省村民委员会选举办法》第三十五条第二款"),
    (BJ, "recall_repeat_bar", "term", "《北京市村民委员会选举办法》第三十四条第三款"),
    (ZJ, "recall_repeat_bar", "one_year", "《浙江省村民委员会选举办法》第三十六条第二款"),
    (SH, "by_election_months", 3, "《上海市村民委员会选举办法》第二十九条第一款"),
    (
        BJ,
        "group_leader_days",
        15,
        "《北京市实施《中华人民共和国村民委员会组织法》的若干规定》第二十五条第二款",
    ),
    (
        SH,
        "supervision_max",
        7,
        "《上海市实施《中华人民共和国村民委员会组织法》办法》第二十五条第一款",
    ),
    (
        HA,
        "supervision_win",
        "as_committee",
        "《河南省实施《中华人民共和国村民委员会组织法》办法》第五十六条第三款",
    ),
]


@pytest.mark.parametrize(("area", "key", "value", "citation"), MATRIX)
def test_a_province_gives_its_own_value_and_article(area: str, key: str, value: Any, citation: str) -> None:
    parameter = book(area).parameter(key)
    assert parameter.value == value
    assert str(parameter.citation) == citation
    assert (parameter.layer, parameter.kind, parameter.verified) == ("province", "法定", True)


def test_the_differential_is_measured_for_each_post() -> None:
    shanghai, beijing, henan = (book(area).value("differential") for area in (SH, BJ, HA))
    assert shanghai["director"] == {"min": 1, "max": 1}
    assert shanghai["member"] == {"min": 1, "max": 3}
    assert beijing["deputy"] == {"min": 1, "max": 2}
    assert henan["member"] == {"min": 1, "max": 2}


def test_seats_may_stay_empty_on_four_different_terms() -> None:  # G39
    assert book().value("vacant_ok")["min_elected"] == 99
    assert book(ZJ).value("vacant_ok") == {
        "min_elected": 3,
        "needs_director": False,
        "needs_meeting": False,
        "before_runoff": False,
    }
    assert book(SH).value("vacant_ok") == {
        "min_elected": 3,
        "needs_director": False,
        "needs_meeting": True,
        "before_runoff": True,
    }
    assert book(BJ).value("vacant_ok") == {
        "min_elected": 4,
        "needs_director": True,
        "needs_meeting": True,
        "before_runoff": False,
    }
    assert book(HA).value("vacant_ok")["min_elected"] == 99


def test_ballots_are_kept_as_each_text_says() -> None:
    assert book().value("ballot_retention")["keeper"] == "village"
    assert book(SH).value("ballot_retention") == {"keeper": "township", "until": "next_election", "years": 0}
    assert book(HA).value("ballot_retention") == {"keeper": "township", "until": "years_fixed", "years": 3}


def test_extra_classes_say_who_decides_on_them() -> None:
    assert [entry["decided_by"] for entry in book(SH).value("extra_roll_classes")] == ["committee"] * 2
    assert [entry["code"] for entry in book(BJ).value("extra_roll_classes")] == ["former_rural"]
    assert [entry["decided_by"] for entry in book(HA).value("extra_roll_classes")] == ["meeting"]


def test_a_partial_table_keeps_the_rest_of_the_one_below() -> None:
    assert book(BJ).value("mobile_box") == {"approval": False, "min_watchers": 3, "publish": True}


def test_a_province_that_repeats_the_nation_is_cited_beside_it() -> None:
    parameter = book(ZJ).parameter("roll_days")
    assert str(parameter.citation) == "《村民委员会组织法》第十七条第一款"
    assert [str(other.citation) for other in parameter.alternatives] == [
        "《浙江省村民委员会选举办法》第十四条第一款"
    ]
    assert not parameter.needs_choice


@pytest.mark.parametrize("area", [BJ, HA])
def test_a_three_year_term_is_overtaken_and_stays_visible(area: str) -> None:
    for day in (OLD, NEW):
        parameter = book(area, day).parameter("term_years")
        assert (parameter.value, parameter.needs_choice) == (5, False)
        assert [(other.value, other.superseded) for other in parameter.alternatives] == [(3, True)]


def test_jiangxi_follows_a_plan_and_says_that_nobody_checked_it() -> None:
    jiangxi = book(JX)
    assert jiangxi.value("list_order")["formal"] == "strokes"
    assert (jiangxi.value("candidate_list_days"), jiangxi.value("notice_days")) == (5, 3)
    assert jiangxi.value("roll_places") == "village_and_groups"
    assert jiangxi.value("women_rule") == "replace"
    assert str(jiangxi.cite("notice_days")).endswith("二、（二）2（4）（未核实）")
    assert jiangxi.parameter("notice_days").kind == "指引"
    assert jiangxi.open_choices == []


def test_fujian_bars_write_ins_at_the_preselection_only() -> None:
    fujian = book(FJ)
    assert fujian.value("preselect_body") == "representatives"
    assert fujian.value("write_in_allowed")["preselect"] is False
    assert fujian.value("write_in_allowed")["first"] is True
    assert fujian.value("blank_is") == "invalid"
    assert not fujian.parameter("blank_is").verified


@pytest.mark.parametrize(
    ("area", "key", "value"),
    [
        ("43", "ec_size_odd", "required"),
        ("43", "ec_size_woman", True),
        ("32", "early_late_months", 12),
        ("34", "seats_decided_by", "electoral_committee"),
        ("14", "seats_odd", True),
    ],
)
def test_a_province_of_which_a_page_was_seen_is_used_and_marked(area: str, key: str, value: Any) -> None:
    parameter = book(area).parameter(key)
    assert (parameter.value, parameter.layer, parameter.verified) == (value, "province", False)
    assert str(parameter.citation).endswith("（未核实）")


def test_w12_beijing_adds_to_the_bars_what_its_own_article_says() -> None:
    labels = [one["code"] for one in book(BJ).value("statutory_bars")]
    assert labels == [
        *(one["code"] for one in book().value("statutory_bars")),
        "office_ends_by_itself",
        "meeting_decided",
    ]
    assert [one["code"] for one in book(BJ, OLD).value("statutory_bars")] == labels[-2:]
    assert "现为第二十二条" in book(BJ).parameter("statutory_bars").sentence
