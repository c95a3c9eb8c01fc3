"""Who may change what: the cases L01–L03 and L05 and the list of W1, each with the article of the refusal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from election_office.law import layers
from election_office.law.limits import leaves
from election_office.law.overlays import layer_of
from election_office.law.rulebooks import Overlay, Unlawful, rulebook_for
from tests.law.books import NEW, book, paper

DAY = date(2026, 12, 20)
HANGZHOU = "330106"
ARREARS = {"code": "arrears", "label": "拖欠集体款项"}
PETITION = {"code": "petition", "label": "参与上访"}


def refusal(area: str, key: str, value: Any) -> Unlawful:
    with pytest.raises(Unlawful) as refused:
        rulebook_for(area, DAY, [Overlay(key, value, "某政办〔2026〕9号", date(2026, 9, 1))])
    assert str(refused.value).startswith(f"{key}：")
    assert str(refused.value.citation) in str(refused.value)
    return refused.value


def added(area: str, key: str, entry: dict[str, str]) -> list[dict[str, str]]:
    return [*rulebook_for(area, DAY).value(key), entry]


def test_l01_a_township_may_not_hang_the_list_later_than_the_province_says() -> None:
    assert str(refusal(HANGZHOU, "candidate_list_days", 2).citation) == (
        "《浙江省村民委员会选举办法》第十八条第三款"
    )


@pytest.mark.parametrize("area", [HANGZHOU, "310118", "110108", "410101", "360981", "990101"])
def test_l02_nobody_below_the_province_moves_the_half(area: str) -> None:
    assert str(refusal(area, "win_threshold", {"num": 2, "den": 3}).citation) == (
        "《村民委员会组织法》第十八条第二款"
    )


@pytest.mark.parametrize("area", [HANGZHOU, "360981"])
def test_l03_nobody_below_the_province_strikes_a_voter_or_bars_a_candidate(area: str) -> None:
    assert "第十六条第一款" in str(refusal(area, "rolloff_grounds", added(area, "rolloff_grounds", ARREARS)))
    assert str(refusal(area, "statutory_bars", added(area, "statutory_bars", PETITION)).citation) == (
        "《村民委员会组织法》第十八条第一款"
    )


def test_l05_an_old_provincial_circle_may_not_be_brought_back() -> None:
    refused = refusal(HANGZHOU, "proxy_relation", "near_relatives_8")
    assert "《浙江省村民委员会选举办法》第二十五条第一款与上位法不一致" in str(refused)
    assert str(refused.citation) == "《村民委员会组织法》第十八条第四款"


@pytest.mark.parametrize(
    ("area", "key", "value", "place"),
    [
        ("330106", "mobile_box", {"approval": False}, "《浙江省村民委员会选举办法》第二十四条第二款"),
        ("330106", "mobile_box", {"min_watchers": 1}, "《浙江省村民委员会选举办法》第二十四条第二款"),
        ("330106", "mobile_box", {"publish": False}, "《浙江省村民委员会选举办法》第二十四条第二款"),
        ("330106", "vacant_ok", {"min_elected": 1}, "《浙江省村民委员会选举办法》第三十条"),
        ("310118", "vacant_ok", {"min_elected": 1}, "《上海市村民委员会选举办法》第二十一条"),
        ("330106", "runoff_days", 90, "《浙江省村民委员会选举办法》第二十九条第五款"),
        ("110108", "runoff_days", 16, "《北京市村民委员会选举办法》第三十条第一款"),
        ("330106", "ec_size_min", 3, "《浙江省村民委员会选举办法》第八条第一款"),
        ("330106", "ec_size_max", 15, "《浙江省村民委员会选举办法》第八条第一款"),
        ("310118", "proxy_on_the_spot", True, "《上海市村民委员会选举办法》第十六条"),
        ("330106", "proxy_ground", "any_cause", "第十八条第四款"),
        ("330106", "minority_member_required", False, "《浙江省村民委员会选举办法》第二条第二款"),
        ("110108", "modes", ["no_candidates"], "《村民委员会组织法》第十八条第一款"),
        ("990101", "modes", ["no_candidates"], "第十八条第一款"),
        ("330106", "turnout_threshold", {"num": 2, "den": 3}, "《村民委员会组织法》第十八条第二款"),
        ("330106", "runoff_threshold", {"num": 1, "den": 2}, "第十八条第二款"),
        ("330106", "proxy_max", 1, "第十八条第四款"),
        ("990101", "majority_base", "valid", "《村民委员会组织法》第十八条第五款"),
        ("990101", "invalid_scope", "post", "《村民委员会组织法》第十八条第五款"),
    ],
)
def test_w1_and_w2_what_a_township_paper_could_undo_is_refused(
    area: str, key: str, value: Any, place: str
) -> None:
    assert place in str(refusal(area, key, value))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("candidate_list_days", 6),
        ("runoff_days", 15),
        ("ec_size_min", 7),
        ("mobile_box", {"min_watchers": 4}),
    ],
)
def test_what_the_province_leaves_room_for_may_be_narrowed(key: str, value: Any) -> None:
    parameter = rulebook_for(HANGZHOU, DAY, [paper(key, value)]).parameter(key)
    assert parameter.layer == "township"
    assert str(parameter.citation).startswith("某镇换届〔2026〕3号")


def test_an_unread_provincial_text_does_not_bind_a_township() -> None:
    """The plan of 2021 says three days; a township that read its provincial text may say what it found."""
    assert book("36", NEW, paper("notice_days", 2)).value("notice_days") == 2
    with pytest.raises(Unlawful, match="第二十二条第一款"):
        book("33", NEW, paper("notice_days", 2))


def test_a_value_of_the_county_binds_the_township_below_it() -> None:
    county = Overlay("candidate_list_days", 7, "某县换届办〔2026〕1号", date(2026, 2, 1), "county")
    with pytest.raises(Unlawful, match="某县换届办〔2026〕1号"):
        book("33", NEW, county, paper("candidate_list_days", 6))
    assert book("33", NEW, county, paper("candidate_list_days", 8)).value("candidate_list_days") == 8


def test_a_paper_refused_today_is_left_out_and_named_where_it_was_accepted_before() -> None:
    old = [paper("candidate_list_days", 2), paper("conflict_policy", "province"), paper("notice_days", 7)]
    found = rulebook_for(HANGZHOU, DAY, old, strict=False)
    assert (found.value("candidate_list_days"), found.value("notice_days")) == (5, 7)
    assert [(one.overlay.key, "第十八条第三款" in one.sentence) for one in found.refused] == [
        ("candidate_list_days", True),
        ("conflict_policy", False),
    ]


def test_whose_paper_it_is_follows_from_its_division() -> None:
    assert [layer_of(code) for code in ("330106", "330106103", "330106103201")] == [
        "county",
        "township",
        "village",
    ]


def test_every_key_says_who_may_change_it_and_in_a_known_way() -> None:
    ways = {"", "min", "max", "subset", "order", "parts_min", "differential"}
    ranks = {"province", "county", "township", "village"}
    for key, meaning in layers.meanings().items():
        assert set(meaning.set_by) <= ranks, key
        assert meaning.way in ways, key
        assert not meaning.way or meaning.set_by, key
        assert meaning.way != "order" or len(meaning.choices) > 1, key


def test_what_decides_who_is_elected_has_no_setter_below_the_province() -> None:
    for key, meaning in layers.meanings().items():
        if meaning.group == "计票与当选" and key != "winners_list_days":
            assert set(meaning.set_by) <= {"province"}, key
    for key in ("statutory_bars", "rolloff_grounds", "proxy_max", "seats_max", "member_relation_set"):
        assert set(layers.meanings()[key].set_by) == {"province"}


@pytest.mark.parametrize(
    ("way", "base", "value", "beyond"),
    [
        ("", 5, 5, False),
        ("", 5, 6, True),
        ("min", 5, 4, True),
        ("min", 5, 6, False),
        ("max", 5, 6, True),
        ("max", True, False, False),
        ("max", False, True, True),
        ("subset", ["a", "b"], ["a"], False),
        ("subset", ["a"], ["a", "b"], True),
        ("order", "b", "a", True),
        ("order", "b", "c", False),
        ("parts_min", {"x": True, "n": 3}, {"x": True, "n": 4}, False),
        ("parts_min", {"x": True, "n": 3}, {"x": False, "n": 4}, True),
        ("differential", {"p": {"min": 1, "max": 3}}, {"p": {"min": 2, "max": 2}}, False),
        ("differential", {"p": {"min": 1, "max": 3}}, {"p": {"min": 1, "max": 4}}, True),
    ],
)
def test_each_way_of_narrowing_at_its_line(way: str, base: Any, value: Any, beyond: bool) -> None:
    assert leaves(way, base, value, ["a", "b", "c"]) is beyond


# ------------------------------------------------------------------ entered texts


def text(name: str, area: str, entries: dict[str, Any], passed: date, **more: Any) -> layers.Layer:
    made = {
        key: layers.Entry(value, "演示文本", "第九条", True, "演示文本这样规定。", "法定", "", "")
        for key, value in entries.items()
    }
    return layers.Layer(
        name=name,
        version=f"entered-{name}",
        law="演示文本",
        delegation="",
        measures="",
        passed=passed,
        valid_from=passed,
        valid_to=None,
        area=area,
        title="演示文本",
        entries=made,
        **more,
    )


def test_an_autonomous_regulation_may_vary_a_bound_but_no_principle() -> None:
    varied = text("autonomy", "5329", {"seats_max": 9, "secret_ballot": False}, date(2026, 2, 1))
    found = rulebook_for("532901", DAY, texts=[varied])
    assert (found.value("seats_max"), str(found.cite("seats_max"))) == (9, "《演示文本》第九条")
    assert found.value("secret_ballot") is True
    assert [other.law for other in found.parameter("secret_ballot").overtaken] == ["演示文本"]
    assert rulebook_for("530101", DAY, texts=[varied]).value("seats_max") == 7


def test_an_entered_text_of_the_province_stands_before_the_one_that_ships() -> None:
    entered = text("province", "36", {"notice_days": 5}, date(2026, 3, 1))
    found = rulebook_for("360981", DAY, [paper("runoff_days", 20)], texts=[entered])
    assert (found.value("notice_days"), found.province) == (5, "entered-province")
    assert rulebook_for("360981", date(2026, 2, 28), texts=[entered]).province != "entered-province"
    with pytest.raises(Unlawful, match="《演示文本》第九条"):
        rulebook_for("360981", DAY, [paper("notice_days", 4)], texts=[entered])


def test_a_text_of_the_county_that_goes_beyond_its_rank_is_shown_as_overtaken() -> None:
    county = text("county", "330106", {"win_threshold": {"num": 2, "den": 3}, "runoff_days": 20}, DAY)
    found = rulebook_for("330106", DAY, texts=[county])
    assert found.value("win_threshold") == {"num": 1, "den": 2}
    assert [other.value for other in found.parameter("win_threshold").overtaken] == [{"num": 2, "den": 3}]
    assert (found.value("runoff_days"), found.parameter("runoff_days").layer) == (20, "county")
