"""The law of rural collectives: the layers, what a charter may say, and what a province can no longer say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from election_office.law import layers
from election_office.law.overlays import Overlay
from election_office.law.rulebooks import Rulebook, Unlawful, rulebook_for
from election_office.law.words import words_for

DAY = date(2026, 12, 20)


def book(*papers: Overlay, area: str = "369901", day: date = DAY) -> Rulebook:
    return rulebook_for(area, day, papers, kind="collective")


def charter(key: str, value: Any) -> Overlay:
    return Overlay(key, value, "《演示村集体经济组织章程》第十二条", date(2025, 8, 1), "charter")


def test_its_keys_stand_alone_and_each_has_a_value() -> None:
    rules = book()
    assert [one.key for one in rules.parameters] == list(layers.meanings("collective"))
    assert "proxy_relation" not in rules.by_key
    assert all(one.sentence.endswith("。") and one.display and one.group for one in rules.parameters)


@pytest.mark.parametrize(
    ("key", "value", "article"),
    [
        ("notice_days", 10, "第二十七条第一款"),
        ("quorum_members", {"num": 2, "den": 3}, "第二十七条第一款"),
        ("decision_members", {"num": 2, "den": 3}, "第二十七条第三款"),
        ("decision_representatives", {"num": 2, "den": 3}, "第二十八条第五款"),
        ("representatives_over", 20, "第二十八条第二款"),
        ("term_years", 5, "第二十九条第一款"),
    ],
)
def test_the_nation(key: str, value: Any, article: str) -> None:
    assert book().value(key) == value
    assert str(book().cite(key)) == f"《农村集体经济组织法》{article}"


def test_what_the_law_leaves_to_the_charter_is_nobodys_text() -> None:
    assert str(book().cite("win_rule")) == (
        "《农村集体经济组织法》第二十九条第一款由章程规定的事项，系统默认（未核实）"
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("elected_by", "representatives"),
        ("win_rule", "half_of_participants"),
        ("notice_days", 15),
        ("quorum_members", {"num": 3, "den": 4}),
        ("council_max", 9),
        ("chair_by", "body"),
    ],
)
def test_a_charter_may_say_it_and_is_cited(key: str, value: Any) -> None:
    rules = book(charter(key, value))
    assert rules.value(key) == value
    assert str(rules.cite(key)) == "《演示村集体经济组织章程》第十二条（2025年8月1日）"
    assert rules.parameter(key).layer == "charter"


@pytest.mark.parametrize(
    ("key", "value", "article"),
    [
        ("notice_days", 9, "第二十七条第一款"),
        ("quorum_members", {"num": 1, "den": 2}, "第二十七条第一款"),
        ("representatives_over", 19, "第二十八条第二款"),
        ("supervisor_bars", ["council"], "第三十四条第二款"),
        ("member_age", 16, "第十八条第一款"),
        ("term_years", 3, "第二十九条第一款"),
    ],
)
def test_a_charter_loosens_nothing(key: str, value: Any, article: str) -> None:
    with pytest.raises(Unlawful, match=article):
        book(charter(key, value))


def test_a_township_has_no_say() -> None:
    with pytest.raises(Unlawful):
        book(Overlay("win_rule", "half_of_participants", "某政办〔2026〕9号", date(2026, 9, 1)))


def test_zhejiangs_half_of_all_is_overtaken_and_stays_readable() -> None:
    share = book(area="330106").parameter("decision_members")
    assert share.value == {"num": 2, "den": 3}
    assert [str(one.citation) for one in share.overtaken] == ["《浙江省村经济合作社组织条例》第三十条第一款"]
    assert book(area="330106").value("secret_ballot") is True
    assert book(area="369901").value("secret_ballot") is False


def test_j11_before_may_2025_there_is_no_national_law() -> None:
    with pytest.raises(LookupError, match=r"2025年4月30日还没有施行.*省的规定和章程"):
        book(day=date(2025, 4, 30))
    assert book(day=date(2025, 5, 1)).version == "collective-2024"


def test_its_words() -> None:
    words = words_for("330106", "collective")
    assert (words.people, words.meeting, words.roll) == ("成员", "成员大会", "成员名册")
    assert [words.post(code) for code in ("director", "deputy", "member")] == ["理事长", "副理事长", "理事"]


def test_what_the_law_calls_usual_was_read_and_binds_nobody() -> None:
    usual = book().parameter("council_max")
    assert (usual.kind, usual.verified, usual.hard, usual.base) == ("一般", True, False, None)
