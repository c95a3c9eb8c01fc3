"""What the loader refuses, and what every file of the rulebook must hold."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from election_office import law
from election_office.law import layers
from election_office.law.relations import RELATION_SETS
from election_office.law.rulebooks import rulebook_for
from election_office.law.statutes import BY_KEY
from election_office.law.text import cn_article, cn_number
from tests.law.books import NATION, NEW, OLD, book

HERE = Path(law.__file__).parent
FILES = [
    *layers.NATIONAL_FILES,
    "defaults.toml",
    "party.toml",
    "policy.toml",
    *(f"provinces/{path.name}" for path in sorted((HERE / "provinces").glob("*.toml"))),
    *(
        path.relative_to(HERE).as_posix()
        for kind in ("community", "collective")
        for path in sorted((HERE / kind).rglob("*.toml"))
        if path.name != "keys.toml"
    ),
]
ARTICLES: dict[str, dict[str, list[int]]] = tomllib.loads((HERE / "articles.toml").read_text("utf-8"))
NUMBERS = {cn_number(number): number for number in range(1, 100)}
PLACE = re.compile(
    r"(第[一二三四五六七八九十百千零]+条)(?:第([一二三四五六七八九十]+)款)?(?:第([一二三四五六七八九十]+)项)?"
)


def entries() -> Iterator[tuple[str, str, layers.Entry, layers.Layer]]:
    for name in FILES:
        layer = layers.load_layer(name)
        for key, entry in layer.entries.items():
            yield name, key, entry, layer


def test_no_file_of_the_rulebook_is_forgotten_here() -> None:
    others = {"keys.toml", "deadlines.toml", "articles.toml", "counts.toml"}
    assert {path.name for path in HERE.glob("*.toml")} == others | {name for name in FILES if "/" not in name}


def test_every_national_version_gives_every_key_a_value() -> None:
    for day in (OLD, NEW):
        assert {parameter.key for parameter in book(day=day).parameters} == set(layers.meanings())


def test_every_parameter_has_a_sentence_and_a_source() -> None:
    for day in (OLD, NEW):
        for area in (NATION, *(layer.area for layer in layers.provinces())):
            for parameter in book(area, day).parameters:
                assert parameter.sentence.endswith("。"), parameter.key
                assert parameter.sentence.count("。") == 1, parameter.key
                assert all((parameter.label, parameter.group, parameter.article)), parameter.key
                assert parameter.law in BY_KEY, parameter.key
                assert parameter.display, parameter.key


def test_parameters_come_in_the_order_of_the_page_of_rules() -> None:
    parameters = book("33").parameters
    assert [parameter.key for parameter in parameters] == list(layers.meanings())
    groups = [parameter.group for parameter in parameters]
    runs = [group for at, group in enumerate(groups) if at == 0 or groups[at - 1] != group]
    assert len(runs) == len(set(runs))


@pytest.mark.parametrize(
    ("area", "key", "shown"),
    [
        (NATION, "roll_days", "20日"),
        (NATION, "secret_booth", "是"),
        (NATION, "runoff_threshold", "三分之一"),
        (NATION, "proxy_relation", "本村有选举权的近亲属或者其他村民"),
        (NATION, "ec_size_max", "没有规定"),
        (NATION, "nomination_turnout", "没有规定"),
        (NATION, "reserved_seats", "无"),
        (NATION, "nominators", "村党组织、登记参加选举的村民"),
        (
            NATION,
            "differential",
            "主任：至少1人、至多不限；副主任：至少1人、至多不限；委员：至少1人、至多不限",
        ),
        ("31", "differential", "主任：至少1人、至多1人；副主任：至少1人、至多1人；委员：至少1人、至多3人"),
        ("41", "withdraw_deadline", "起算：名单确定后；日数：3日"),
        (
            "31",
            "extra_roll_classes",
            "婚后居住在配偶户籍所在村、户籍未迁入的人；对本村集体经济依法享有权益的原村民",
        ),
    ],
)
def test_a_value_is_shown_in_words(area: str, key: str, shown: str) -> None:
    assert book(area).parameter(key).display == shown


def test_a_verified_citation_exists_in_the_text_it_names() -> None:
    checked = 0
    for name, key, entry, layer in entries():
        if not entry.verified:
            continue
        for place in entry.article.split("、"):
            found = PLACE.fullmatch(place)
            assert found, (name, key, place)
            article, paragraph, item = found.groups()
            shape = ARTICLES[entry.law or layer.law][article]
            assert (paragraph is None) == (len(shape) == 1), (name, key, place, shape)
            row = NUMBERS[paragraph] if paragraph else 1
            assert row <= len(shape), (name, key, place, shape)
            assert item is None or NUMBERS[item] <= shape[row - 1], (name, key, place, shape)
            checked += 1
    assert checked > 300


def test_the_index_of_articles_runs_without_a_gap() -> None:
    for key, last in (
        ("O18", 41),
        ("O25", 50),
        ("ZJ20", 46),
        ("SH20", 34),
        ("BJ12", 40),
        ("HA11", 61),
        ("R18", 23),
        ("R25", 50),
        ("C24", 67),
        ("ZJC20", 45),
    ):
        assert list(ARTICLES[key]) == [cn_article(number) for number in range(1, last + 1)]


def test_the_article_on_voting_by_proxy_is_the_fourth_paragraph_in_both_versions() -> None:
    assert ARTICLES["O18"]["第十五条"] == [0, 0, 0, 0, 0]
    assert ARTICLES["O25"]["第十八条"] == [0, 0, 0, 0, 0]
    assert ARTICLES["O25"]["第十六条"] == [0, 3, 0]


def test_a_default_is_never_verified_and_never_called_law() -> None:
    for name, key, entry, _ in entries():
        if entry.kind in ("默认", "指引", "政策", "党内法规"):
            assert not entry.verified, (name, key)
            assert not entry.bound, (name, key)
    assert str(book().cite("runoff_days")) == (
        "《村民委员会组织法》第十八条第五款授权地方规定的事项，系统默认（未核实）"
    )


def test_policy_never_cites_a_statute() -> None:
    policy = [parameter for parameter in book().parameters if parameter.layer == "policy"]
    assert len(policy) > 10
    for parameter in policy:
        assert parameter.kind == "政策"
        assert not BY_KEY[parameter.law].binding
        assert not parameter.verified


def test_party_rules_ship_unverified() -> None:
    party = [parameter for parameter in book().parameters if parameter.layer == "party"]
    assert {parameter.key for parameter in party} >= {"party_differential", "party_quorum", "party_win_base"}
    assert not any(parameter.verified for parameter in party)
    assert all(parameter.kind in ("党内法规", "政策") for parameter in party)


def test_only_the_provinces_whose_text_was_read_hold_anything_verified() -> None:
    verified = {
        layer.area for layer in layers.provinces() if any(entry.verified for entry in layer.entries.values())
    }
    assert verified == {"11", "31", "33", "37", "41", "50"}
    assert {layer.area for layer in layers.provinces()} >= verified | {"35", "36"}
    # Of Guangdong's act only two articles without a number were seen: the file says that the act exists.
    assert {layer.area for layer in layers.provinces() if not layer.entries} == {"44"}


def test_every_circle_of_relatives_a_rule_names_exists() -> None:
    for key in ("member_relation_set", "ec_relation_set", "staff_relation_set"):
        assert set(layers.meanings()[key].choices) == set(RELATION_SETS)
    assert set(layers.meanings()["proxy_relation"].choices) - {"any_villager"} <= set(RELATION_SETS)


def test_a_province_takes_effect_on_its_day() -> None:
    assert book("41", date(2021, 3, 20)).province == "henan-2011"
    assert layers.province_layer("33", date(2020, 7, 30)) is None
    zhejiang = layers.province_layer("33", date(2020, 7, 31))
    assert zhejiang is not None
    assert zhejiang.version == "zhejiang-2020"


def test_a_division_code_may_be_of_any_length() -> None:
    for code in ("33", "330000", "330106103", "330106103201"):
        found = rulebook_for(code, NEW)
        assert (found.area, found.province) == (code, "zhejiang-2020")


@pytest.mark.parametrize("code", ["", "3", "33a", "3301061032011", "３３"])
def test_what_is_no_division_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="行政区划代码"):
        rulebook_for(code, NEW)


def test_a_day_before_the_oldest_text_has_no_rulebook() -> None:
    with pytest.raises(LookupError, match="2018年12月28日"):
        book(day=date(2018, 12, 28))
    assert book(day=date(2018, 12, 29)).version == "national-2018"


GOOD: dict[str, Any] = {"value": 1, "law": "O25", "article": "第八条第一款", "sentence": "有一句话。"}


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"sentence": "没有句号"}, "以“。”结尾"),
        ({"law": "XX99"}, "XX99"),
        ({"article": ""}, "条款"),
        ({"kind": "法律"}, "kind"),
        ({"bound": "about"}, "bound"),
        ({"on_conflict": "guess"}, "on_conflict"),
        ({"colour": "red"}, "字段"),
        ({"kind": "默认", "verified": True}, "核实"),
        ({"law": "P20", "article": "第十三条", "verified": True}, "核实"),
    ],
)
def test_the_loader_names_the_file_and_the_key_of_a_bad_entry(change: dict[str, Any], match: str) -> None:
    assert layers.parse_entry("x.toml seats_min", GOOD, {}).value == 1
    with pytest.raises(ValueError, match=match) as refused:
        layers.parse_entry("x.toml seats_min", GOOD | change, {})
    assert str(refused.value).startswith("x.toml seats_min：")


def test_the_loader_refuses_an_entry_without_a_sentence() -> None:
    with pytest.raises(ValueError, match="sentence"):
        layers.parse_entry("x.toml seats_min", {"value": 1}, {})


def test_a_layer_with_a_key_nobody_knows_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "province.toml"
    file.write_text(
        'version = "x"\nlayer = "province"\nlaw = "ZJ20"\n[parameters]\n'
        'seats_mix = { value = 3, article = "第二条第一款", sentence = "有一句话。" }\n',
        "utf-8",
    )
    with pytest.raises(ValueError, match="seats_mix"):
        layers.load_layer(str(file))
