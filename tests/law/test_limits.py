"""Nobody below the nation may loosen what it secures; a paper below the province narrows, where it may."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from election_office.law.limits import check_shape, loosens
from election_office.law.rulebooks import Overlay, Unlawful
from tests.law.books import NEW, OLD, book, paper

LOOSER: list[tuple[str, Any]] = [
    ("seats_min", 2),
    ("seats_max", 9),  # G45
    ("term_years", 3),
    ("women_member_required", False),
    ("member_avoidance", False),
    ("voting_age", 16),
    ("rolloff_grounds", []),
    ("roll_days", 15),
    ("objection_days", 3),
    ("decision_days", 5),
    ("differential", {"member": {"min": 0, "max": 3}}),
    ("statutory_bars", [{"code": "cult_activity", "label": "组织或者参加邪教活动"}]),
    ("meeting_voters_required", False),
    ("turnout_threshold", {"num": 1, "den": 3}),
    ("win_threshold", {"num": 2, "den": 5}),
    ("runoff_threshold", {"num": 1, "den": 4}),
    ("secret_ballot", False),
    ("secret_booth", False),
    ("open_count", False),
    ("result_on_the_spot", False),
    ("proxy_written", False),
    ("proxy_max", 4),
    ("proxy_candidate_agent", True),
    ("handover_days", 15),
    ("audit_before_election", False),
    ("recall_petition_voters", {"num": 1, "den": 10}),
    ("recall_turnout", {"num": 1, "den": 3}),
    ("recall_majority", {"num": 49, "den": 100}),
    ("resignation_effect", "on_acceptance"),
    ("supervision_exclusions", ["near_relatives"]),
    ("reps_women_share_min", {"num": 1, "den": 4}),
]


@pytest.mark.parametrize(("key", "value"), LOOSER)
def test_a_township_may_not_loosen_a_hard_value(key: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"^{key}：.*不得放宽"):
        book("36", NEW, paper(key, value))


@pytest.mark.parametrize(("key", "value"), LOOSER)
def test_a_trial_calculation_may_not_loosen_it_either(key: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"^{key}："):
        book().with_values({key: value})


def test_every_hard_value_is_tried_above() -> None:
    hard = {parameter.key for parameter in book().parameters if parameter.hard}
    untried = {
        "guidance_department",
        "meeting_party_first",
        "supervision_finance_member",
        "supervision_term_follows",
        "recall_petition_reps",
        "reps_share_min",
        "villager_meeting_voters",
        "villager_meeting_households",
        "reps_meeting_quorum",
        "meeting_majority",
        "group_meeting_quorum",
    }
    assert hard - untried == {key for key, _ in LOOSER}


STRICTER: list[tuple[str, Any]] = [
    ("roll_days", 25),
    ("objection_days", 7),
    ("decision_days", 2),
    ("handover_days", 7),
]


@pytest.mark.parametrize(("key", "value"), STRICTER)
def test_a_township_may_be_stricter_and_is_quoted_by_its_paper(key: str, value: Any) -> None:
    parameter = book("36", NEW, paper(key, value)).parameter(key)
    assert parameter.value == value
    assert (parameter.layer, parameter.kind) == ("township", "乡镇")
    assert str(parameter.citation) == "某镇换届〔2026〕3号（2026年2月1日）"
    assert parameter.alternatives[0].law == "O25"


def test_stricter_once_does_not_move_the_national_limit() -> None:
    strict = book("36", NEW, paper("handover_days", 7))
    assert strict.with_values({"handover_days": 10}).value("handover_days") == 10
    with pytest.raises(ValueError, match="handover_days"):
        strict.with_values({"handover_days": 11})


def test_a_village_rule_is_laid_over_the_township_and_named_as_the_villages_own() -> None:
    village = Overlay("notice_days", 6, "村选举办法第九条", date(2026, 2, 20), "village")
    parameter = book("36", NEW, paper("notice_days", 4), village).parameter("notice_days")
    assert (parameter.value, parameter.layer, parameter.kind) == (6, "village", "村")
    assert parameter.sentence.startswith("本村以村选举办法第九条改定。")
    assert [other.layer for other in parameter.alternatives] == ["national", "province", "township"]


def test_a_paper_laid_over_a_provincial_article_leaves_that_article_readable() -> None:
    parameter = book("33", NEW, paper("notice_days", 7)).parameter("notice_days")
    assert [(other.layer, other.value) for other in parameter.alternatives] == [
        ("national", 3),
        ("province", 5),
    ]


def test_before_2026_no_law_caps_the_proxies() -> None:
    assert book(day=OLD).with_values({"proxy_max": 5}).value("proxy_max") == 5


def test_an_overlay_needs_a_known_key_and_a_paper() -> None:
    with pytest.raises(KeyError):
        book("36", NEW, paper("proxy_maximum", 2))
    with pytest.raises(ValueError, match=r"proxy_max：.*文号"):
        book("36", NEW, Overlay("proxy_max", 2, "  ", date(2026, 2, 1)))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("proxy_max", True),
        ("proxy_max", "3"),
        ("proxy_max", -1),
        ("proxy_max", 2.0),
        ("runoff_turnout", 1),
        ("majority_base", "everyone"),
        ("majority_base", 1),
        ("modes", "with_candidates"),
        ("modes", ["lottery"]),
        ("statutory_bars", [{"label": "没有代码"}]),
        ("vacant_ok", {"min_elected": "3"}),
        ("vacant_ok", {"at_least": 3}),
        ("runoff_threshold", {"num": 4, "den": 3}),
        ("runoff_threshold", {"num": 1, "den": 0}),
        ("list_order", {"formal": "age"}),
    ],
)
def test_a_value_of_the_wrong_shape_is_refused_by_its_key(key: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"^{key}："):
        book().with_values({key: value})


def test_a_trial_value_is_marked_as_one_and_leaves_the_book_alone() -> None:
    original = book()
    trial = original.with_values({"majority_base": "valid", "count_down": "final"})
    assert (trial.value("majority_base"), trial.value("count_down")) == ("valid", "final")
    assert (trial.parameter("majority_base").layer, trial.parameter("majority_base").kind) == (
        "override",
        "试算",
    )
    assert original.value("majority_base") == "recovered"


def test_a_trial_value_of_a_table_may_name_only_what_changes() -> None:
    trial = book().with_values({"vacant_ok": {"min_elected": 3}})
    assert trial.value("vacant_ok") == {
        "min_elected": 3,
        "needs_director": False,
        "needs_meeting": False,
        "before_runoff": False,
    }


def test_a_trial_with_an_unknown_key_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        book().with_values({"proxy_maximum": 1})


def test_shares_are_compared_as_fractions() -> None:
    half, same = {"num": 1, "den": 2}, {"num": 50, "den": 100}
    assert not loosens("min", half, same)
    assert loosens("min", half, {"num": 499, "den": 1000})
    assert loosens("max", half, {"num": 501, "den": 1000})


def test_an_unknown_way_to_bind_is_an_error_not_a_pass() -> None:
    with pytest.raises(ValueError, match="about"):
        loosens("about", 1, 2)


def test_a_share_above_one_is_sound_only_where_the_rule_is_one() -> None:
    check_shape("party_recommended_ratio", {"num": 3, "den": 2}, {"num": 2, "den": 1}, {})
    with pytest.raises(ValueError, match="比例"):
        check_shape("win_threshold", {"num": 1, "den": 2}, {"num": 2, "den": 1}, {})


def test_a_narrower_old_province_is_shown_as_overtaken_and_nobody_chooses() -> None:
    parameter = book("33").parameter("proxy_relation")
    assert (parameter.value, parameter.needs_choice) == ("any_villager", False)
    assert str(parameter.citation) == "《村民委员会组织法》第十八条第四款"
    assert [(other.value, str(other.citation), other.superseded) for other in parameter.alternatives] == [
        ("near_relatives_8", "《浙江省村民委员会选举办法》第二十五条第一款", True),
    ]


def test_before_2026_the_same_two_texts_agree() -> None:
    parameter = book("33", OLD).parameter("proxy_relation")
    assert (parameter.value, parameter.overtaken) == ("near_relatives_8", [])


@pytest.mark.parametrize(
    ("area", "keys"),
    [
        ("33", {"member_relation_set", "ec_relation_set", "nominators", "proxy_relation"}),
        (
            "31",
            {"member_relation_set", "ec_withdraw_trigger", "class_c_rule", "nominators", "proxy_relation"},
        ),
        ("11", {"term_years", "class_c_rule", "nominators", "proxy_relation"}),
        (
            "41",
            {
                "term_years",
                "member_relation_set",
                "ec_withdraw_trigger",
                "class_c_rule",
                "nominators",
                "proxy_relation",
            },
        ),
        ("34", set()),
    ],
)
def test_what_an_older_province_can_no_longer_say_is_listed(area: str, keys: set[str]) -> None:
    assert {parameter.key for parameter in book(area).parameters if parameter.overtaken} == keys


@pytest.mark.parametrize(
    ("area", "keys"),
    [("33", set()), ("31", {"proxy_ground"}), ("11", {"ec_vacancy_rule"})],
)
def test_where_the_law_leaves_room_the_county_is_asked(area: str, keys: set[str]) -> None:
    assert {parameter.key for parameter in book(area).open_choices} == keys
    assert {parameter.key for parameter in book("41").open_choices} == {"proxy_ground", "ec_vacancy_rule"}


def test_a_province_newer_than_the_national_version_applies_at_once() -> None:
    parameter = book("31", OLD).parameter("ec_withdraw_trigger")
    assert (parameter.value, parameter.needs_choice, parameter.layer) == ("determined", False, "province")


@pytest.mark.parametrize("value", ["away", "away_or_special"])
def test_the_county_settles_it_either_way_and_the_choice_binds_the_township(value: str) -> None:
    county = Overlay("proxy_ground", value, "某县换届办〔2026〕1号", date(2026, 2, 1), "county")
    parameter = book("31", NEW, county).parameter("proxy_ground")
    assert (parameter.value, parameter.needs_choice, parameter.layer) == (value, False, "county")
    assert str(parameter.citation) == "某县换届办〔2026〕1号（2026年2月1日）"
    with pytest.raises(Unlawful, match="乡镇文件不得改定"):
        book("31", NEW, county, paper("proxy_ground", "away"))


def test_the_county_may_not_invent_a_third_answer() -> None:
    county = Overlay("proxy_ground", "any_cause", "某县换届办〔2026〕1号", date(2026, 2, 1), "county")
    with pytest.raises(Unlawful, match=r"^proxy_ground：.*只能在国家和本省的规定中选择"):
        book("31", NEW, county)


def test_without_a_provincial_text_a_township_may_not_narrow_the_law() -> None:
    with pytest.raises(Unlawful, match=r"^proxy_relation：.*第十八条第四款"):
        book("36", NEW, paper("proxy_relation", "near_relatives_8"))
