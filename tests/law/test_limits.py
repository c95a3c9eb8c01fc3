"""Nobody below the nation may loosen what it secures; where two texts disagree the township decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from election_office.law.limits import check_shape, loosens
from election_office.law.rulebooks import Overlay
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
    ("seats_min", 5),
    ("seats_max", 5),
    ("roll_days", 25),
    ("objection_days", 7),
    ("decision_days", 2),
    ("proxy_max", 1),
    ("handover_days", 7),
    ("runoff_threshold", {"num": 1, "den": 2}),
]


@pytest.mark.parametrize(("key", "value"), STRICTER)
def test_a_township_may_be_stricter_and_is_quoted_by_its_paper(key: str, value: Any) -> None:
    parameter = book("36", NEW, paper(key, value)).parameter(key)
    assert parameter.value == value
    assert (parameter.layer, parameter.kind) == ("township", "乡镇")
    assert str(parameter.citation) == "某镇换届〔2026〕3号（2026年2月1日）"
    assert parameter.alternatives[0].law == "O25"


def test_stricter_once_does_not_move_the_national_limit() -> None:
    strict = book("36", NEW, paper("proxy_max", 1))
    assert strict.with_values({"proxy_max": 3}).value("proxy_max") == 3
    with pytest.raises(ValueError, match="proxy_max"):
        strict.with_values({"proxy_max": 4})


def test_a_village_rule_is_laid_over_the_township_and_named_as_the_villages_own() -> None:
    village = Overlay("proxy_max", 2, "村选举办法第九条", date(2026, 2, 20), "village")
    parameter = book("36", NEW, paper("proxy_max", 3), village).parameter("proxy_max")
    assert (parameter.value, parameter.layer, parameter.kind) == (2, "village", "村")
    assert parameter.sentence.startswith("本村以村选举办法第九条改定。")
    assert [other.layer for other in parameter.alternatives] == ["national", "township"]


def test_a_paper_laid_over_a_provincial_article_leaves_that_article_readable() -> None:
    parameter = book("33", NEW, paper("proxy_apply_days", 4)).parameter("proxy_apply_days")
    assert [(other.layer, other.value) for other in parameter.alternatives] == [
        ("national", 1),
        ("province", 3),
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


def test_a_narrower_old_province_is_shown_and_not_applied_in_silence() -> None:
    parameter = book("33").parameter("proxy_relation")
    assert (parameter.value, parameter.needs_choice) == ("any_villager", True)
    assert str(parameter.citation) == "《村民委员会组织法》第十八条第四款"
    assert [(other.value, str(other.citation)) for other in parameter.alternatives] == [
        ("any_villager", "《村民委员会组织法》第十八条第四款"),
        ("near_relatives_8", "《浙江省村民委员会选举办法》第二十五条第一款"),
    ]


def test_before_2026_the_same_two_texts_agree() -> None:
    parameter = book("33", OLD).parameter("proxy_relation")
    assert (parameter.value, parameter.needs_choice) == ("near_relatives_8", False)


@pytest.mark.parametrize(
    ("area", "keys"),
    [
        ("33", {"member_relation_set", "ec_relation_set", "nominators", "proxy_relation"}),
        (
            "31",
            {"member_relation_set", "ec_withdraw_trigger", "class_c_rule", "nominators", "proxy_relation"},
        ),
        ("11", {"class_c_rule", "nominators", "proxy_relation"}),
        (
            "41",
            {"member_relation_set", "ec_withdraw_trigger", "class_c_rule", "nominators", "proxy_relation"},
        ),
        ("36", set()),
    ],
)
def test_the_open_choices_of_a_province_are_listed(area: str, keys: set[str]) -> None:
    assert {parameter.key for parameter in book(area).open_choices} == keys


def test_a_province_newer_than_the_national_version_applies_at_once() -> None:
    parameter = book("31", OLD).parameter("ec_withdraw_trigger")
    assert (parameter.value, parameter.needs_choice, parameter.layer) == ("determined", False, "province")


@pytest.mark.parametrize("value", ["any_villager", "near_relatives_8"])
def test_the_township_settles_a_conflict_either_way(value: str) -> None:
    parameter = book("33", NEW, paper("proxy_relation", value)).parameter("proxy_relation")
    assert (parameter.value, parameter.needs_choice, parameter.layer) == (value, False, "township")
    assert len(parameter.alternatives) == 2


def test_the_township_may_not_invent_a_third_answer() -> None:
    with pytest.raises(ValueError, match=r"^ec_relation_set：.*只能在国家和本省的规定中选择"):
        book("33", NEW, paper("ec_relation_set", "spouse_lineal"))


def test_without_a_provincial_text_a_township_may_not_narrow_the_law() -> None:
    with pytest.raises(ValueError, match=r"^proxy_relation："):
        book("36", NEW, paper("proxy_relation", "near_relatives_8"))


def test_one_paper_may_settle_all_conflicts_for_the_nation() -> None:
    settled = book("33", NEW, paper("conflict_policy", "national"))
    assert settled.open_choices == []
    assert settled.value("proxy_relation") == "any_villager"


def test_one_paper_may_settle_all_conflicts_for_the_province() -> None:
    settled = book("33", NEW, paper("conflict_policy", "province"))
    assert settled.open_choices == []
    parameter = settled.parameter("proxy_relation")
    assert parameter.value == "near_relatives_8"
    assert str(parameter.citation) == "《浙江省村民委员会选举办法》第二十五条第一款"


def test_a_paper_on_one_key_outlives_a_paper_on_all() -> None:
    settled = book("33", NEW, paper("proxy_relation", "any_villager"), paper("conflict_policy", "province"))
    assert settled.value("proxy_relation") == "any_villager"
    assert settled.value("member_relation_set") == "spouse_parent_child_sibling"
