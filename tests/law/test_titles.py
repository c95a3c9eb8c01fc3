"""Titles of papers are broken by sense, never inside a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from election_office.law.titles import title_lines, words_of

ROLL = "演示东山村第十二届村民委员会换届选举登记参加选举的村民名单公告"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (ROLL, ["演示东山村第十二届村民委员会换届选举", "登记参加选举的村民名单公告"]),
        (
            "南溪村第十二届村民委员会选举委托投票名单公告",
            ["南溪村第十二届村民委员会选举", "委托投票名单公告"],
        ),
        # A break that an app gives stays where every line fits.
        ("东山村第十二届村民委员会选举\n结果公告", ["东山村第十二届村民委员会选举", "结果公告"]),
        ("关于和平村王某某当选资格的请示", ["关于和平村王某某当选资格的请示"]),
        (
            "演示超长地名十二个字的大村庄第十二届村民委员会选举\n对候选人意见处理决定书",
            ["演示超长地名十二个字的大村庄第十二届", "村民委员会选举对候选人意见处理决定书"],
        ),
    ],
)
def test_a_title_is_broken_where_its_sense_breaks(title: str, lines: list[str]) -> None:
    assert title_lines(title, 20) == lines


def test_a_line_takes_exactly_as_many_characters_as_it_may() -> None:
    title = "东山村第十二届村民委员会换届选举结果公告"
    assert len(title) == 20
    assert title_lines(title, 20) == [title]
    assert len(title_lines(title, 19)) == 2


def test_a_name_of_a_place_is_never_cut_at_a_word_it_happens_to_hold() -> None:
    assert words_of("清和村第十二届村民委员会")[0] == "清和村"
    assert words_of("关于清和村的请示") == ["关于", "清和村的", "请示"]


@given(
    st.text("甲乙丙丁和的与", min_size=1, max_size=12),
    st.sampled_from(["第十二届村民委员会选举结果公告", "换届选举登记参加选举的居民名单补充公告"]),
    st.integers(12, 31),
)
def test_nothing_is_lost_and_no_known_word_is_cut(place: str, rest: str, most: int) -> None:
    title = f"{place}村{rest}"
    lines = title_lines(title, most)
    assert "".join(lines) == title
    assert max(len(line) for line in lines) <= most
    ends = {sum(len(word) for word in words_of(title)[:count]) for count in range(len(words_of(title)) + 1)}
    breaks = {sum(len(line) for line in lines[:count]) for count in range(1, len(lines))}
    if all(len(word) <= most for word in words_of(title)):
        assert breaks <= ends


def test_no_line_begins_with_a_character_that_belongs_to_the_line_before() -> None:
    lines = title_lines("中国共产党演示县演示镇演示东山村支部委员会关于换届选举结果的报告和工作总结", 20)
    assert not [line for line in lines if line[0] in "的、，）》”"]
