"""The open count format is read strictly: nothing unknown, missing or doubtful is taken."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.rules import CountFileError, adjudicate, load_count, parse_count
from tests.ballots.counts import count, entry


def lawful() -> dict[str, Any]:
    return count(
        entry("director", {"甲": 500, "+乙": 200}, void=12, blank=8),
        entry("member", {"丙": 450, "丁": 300}, reserved="woman"),
        boxes=[{"name": "一号", "issued": 800, "recovered": 800}],
        people={"甲": {"sex": "male"}, "丙": {"sex": "female", "barred": "因犯罪受过刑事处罚"}},
        relatives=[["甲", "丁", "spouse"]],
        elected_before=[{"post": "deputy", "name": "戊"}],
        params={"runoff_turnout": True},
    )


def faults(data: Any) -> list[str]:
    with pytest.raises(CountFileError) as caught:
        parse_count(data)
    return caught.value.faults


def changed(path: list[str | int], value: Any) -> dict[str, Any]:
    data: Any = lawful()
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return data


def test_a_lawful_count_is_read_whole():
    facts = parse_count(lawful())

    assert facts.posts[0].votes[1].write_in
    assert facts.posts[1].reserved == "woman"
    assert facts.people["丙"].barred == "因犯罪受过刑事处罚"
    assert facts.elected_before[0].name == "戊"
    assert facts.boxes[0].recovered == 800


def test_what_is_only_sometimes_there_may_be_left_out():
    data = lawful()
    for name in ("params", "boxes", "people", "relatives", "elected_before", "excess_proxies"):
        del data[name]
    del data["posts"][0]["reserved"]

    facts = parse_count(data)

    assert (facts.excess_proxies, facts.boxes, facts.posts[0].reserved) == (0, (), None)


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (["format"], "election-count/2", "format：应当是election-count/1"),
        (["extra"], 1, "extra：没有这一字段。"),
        (["area"], "浙江", "area：应当是2至12位数字"),
        (["area"], "3", "area：应当是2至12位数字"),
        (["area"], 330000, "area：应当是2至12位数字"),
        (["election_day"], "2026-02-30", "election_day：应当是日历上有的一天"),
        (["election_day"], "20261220", "election_day：应当是日历上有的一天"),
        (["election_day"], "1990-01-01", "election_day：不能早于1998年"),
        (["round"], "second", "round：应当是first、runoff、tie之一"),
        (["registered"], 1000.0, "registered：应当是整数，收到的是“1000.0”。"),
        (["registered"], "1000", "registered：应当是整数"),
        (["registered"], True, "registered：应当是整数，收到的是true。"),
        (["registered"], None, "registered：应当是整数，收到的是空值。"),
        (["issued"], -1, "issued：不能小于0，收到的是“-1”。"),
        (["recovered"], 10**12, "recovered：不能大于1000000000"),
        (["excess_proxies"], -5, "excess_proxies：不能小于0"),
        (["posts"], [], "posts：至少要有一个职位。"),
        (["posts"], {}, "posts：应当是列表"),
        (["posts", 0], "主任", "posts[0]：应当是对象"),
        (["posts", 0, "post"], "chief", "posts[0].post：应当是director、deputy、member之一"),
        (["posts", 0, "seats"], 0, "posts[0].seats：不能小于1"),
        (["posts", 0, "reserved"], "youth", "posts[0].reserved：应当是 null 或者 woman"),
        (["people", "丙", "confirmed"], 1, "people[“丙”].confirmed：应当是 true 或者 false"),
        (["posts", 0, "void"], 1.5, "posts[0].void：应当是整数"),
        (["posts", 0, "votes", 1, "votes"], "200", "posts[0].votes[1].votes：应当是整数"),
        (["posts", 0, "votes", 1, "name"], "甲", "posts[0].votes[1].name：“甲”在这一职位中重复出现。"),
        (["posts", 0, "votes", 1, "name"], "", "posts[0].votes[1].name：不能是空的。"),
        (["posts", 0, "votes", 1, "name"], " 乙", "posts[0].votes[1].name：前后不能有空白"),
        (["posts", 0, "votes", 1, "name"], "乙\u200b丙", "posts[0].votes[1].name：含有看不见的字符"),
        (["posts", 0, "votes", 1, "name"], "\ud800", "posts[0].votes[1].name：含有看不见的字符"),
        (["posts", 0, "votes", 1, "write_in"], 1, "posts[0].votes[1].write_in：应当是 true 或者 false"),
        (["posts", 0, "votes", 1, "color"], "红", "posts[0].votes[1].color：没有这一字段。"),
        (["boxes", 0, "recovered"], "全部", "boxes[0].recovered：应当是整数"),
        (["people", "甲"], "male", "people[“甲”]：应当是对象"),
        (["people", "甲", "sex"], "男", "people[“甲”].sex：应当是male、female之一"),
        (["people", "甲", "barred"], True, "people[“甲”].barred：应当是文字"),
        (["relatives", 0, 2], "cousin", "relatives[0][2]：应当是spouse、parent"),
        (["relatives", 0, 1], "甲", "relatives[0]：“甲”不能是自己的亲属。"),
        (["relatives", 0], ["甲", "丁"], "relatives[0]：应当是[姓名, 姓名, 关系]三项"),
        (["elected_before", 0, "post"], "chief", "elected_before[0].post：应当是director"),
        (["params", "luck"], 1, "params：没有“luck”这一参数。"),
        (["params", "majority_base"], "issued", "params：majority_base：没有“issued”这一选项"),
        (["params", "runoff_turnout"], 1, "params：runoff_turnout：应填是或否"),
        (
            ["params", "runoff_threshold"],
            {"num": 1, "den": 4},
            "params：runoff_threshold：“另行选举当选得票不得少于”不得放宽",
        ),
        (["params", "turnout_threshold"], {"num": 1, "den": 3}, "params：turnout_threshold："),
        (["params", "reps_minimum"], [{"a": 1}], "params：reps_minimum："),
        (["params"], [], "params：应当是对象"),
    ],
)
def test_one_fault_is_one_line_that_says_where(path: list[str | int], value: Any, says: str):
    [line] = faults(changed(path, value))

    assert line.startswith(says)
    assert "\n" not in line


@pytest.mark.parametrize(
    "name",
    ["format", "area", "election_day", "round", "registered", "issued", "recovered", "posts"],
)
def test_a_missing_field_is_named(name: str):
    data = lawful()
    del data[name]

    assert faults(data) == [f"{name}：缺少这一字段。"]


@pytest.mark.parametrize("name", ["post", "seats", "void", "blank", "votes"])
def test_a_missing_field_of_a_post_is_named(name: str):
    data = lawful()
    del data["posts"][0][name]

    assert faults(data) == [f"posts[0].{name}：缺少这一字段。"]


def test_all_faults_come_at_once():
    data = lawful()
    data["registered"] = -1
    data["posts"][0]["votes"][0]["votes"] = 1.5
    data["round"] = "last"
    data["typo"] = {}

    assert len(faults(data)) == 4


def test_a_post_may_stand_only_once():
    data = lawful()
    data["posts"].append(copy.deepcopy(data["posts"][0]))

    assert faults(data) == ["posts[2].post：主任已经有一项，不能重复。"]


def test_relatives_named_in_both_directions_agree():
    data = changed(["relatives"], [["甲", "丁", "parent"], ["丁", "甲", "child"]])

    assert len(parse_count(data).relatives) == 2


def test_relatives_that_contradict_each_other_are_refused():
    [line] = faults(changed(["relatives"], [["甲", "丁", "parent"], ["丁", "甲", "spouse"]]))

    assert "关系前后不一致" in line


@pytest.mark.parametrize("data", [None, 1, "count", [], [{}]])
def test_what_is_not_an_object_is_no_count(data: Any):
    assert len(faults(data)) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "不是有效的 JSON"),
        ("{", "不是有效的 JSON"),
        ('{"a": 1, "a": 2}', "重复出现字段“a”"),
        ('{"registered": NaN}', "不能出现NaN"),
        ('{"registered": Infinity}', "不能出现Infinity"),
        ("[" * 100_000, "嵌套太深"),
        ('{"registered": ' + "9" * 5000 + "}", "过长的数字"),
    ],
)
def test_text_that_is_not_plain_json_is_refused(text: str, says: str):
    with pytest.raises(CountFileError, match=says):
        load_count(text)


def test_a_hostile_field_name_cannot_break_the_line():
    data = lawful()
    data["a\nb\ud800"] = 1

    [line] = faults(data)
    assert line.encode("utf-8").startswith(b"a\\u000ab\\ud800")


SPOT = st.sampled_from(
    [
        ["registered"],
        ["issued"],
        ["recovered"],
        ["excess_proxies"],
        ["posts", 0, "seats"],
        ["posts", 0, "void"],
        ["posts", 0, "blank"],
        ["posts", 1, "votes", 0, "votes"],
        ["boxes", 0, "issued"],
    ]
)
NOT_A_COUNT = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.text(),
    st.integers(max_value=-1),
    st.lists(st.integers(), max_size=2),
)


@given(path=SPOT, value=NOT_A_COUNT)
@settings(max_examples=60, deadline=None)
def test_no_number_is_anything_but_a_whole_number(path: list[str | int], value: Any):
    [line] = faults(changed(path, value))

    assert line.isprintable()


PLACES = st.sampled_from(
    [
        ([], ("format", "area", "election_day", "round", "registered", "issued", "recovered", "posts")),
        (["posts", 0], ("post", "seats", "void", "blank", "votes")),
        (["posts", 1, "votes", 0], ("name", "votes")),
        (["boxes", 0], ("name", "issued", "recovered")),
    ]
)


@given(place=PLACES, which=st.integers(0, 7), extra=st.text(min_size=1, max_size=8))
@settings(max_examples=60)
def test_no_field_is_left_out_or_added_silently(place, which: int, extra: str):
    path, required = place
    name = required[which % len(required)]

    def at(data: Any) -> dict[str, Any]:
        for step in path:
            data = data[step]
        return data

    without, more = lawful(), lawful()
    del at(without)[name]
    known = set(at(more))
    at(more)[extra] = 1

    assert any(name in line for line in faults(without))
    assert extra in known or len(faults(more)) == 1


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    ),
    path=st.sampled_from(
        [["posts"], ["people"], ["relatives"], ["boxes"], ["elected_before"], ["params"], ["area"], ["round"]]
    ),
)
@settings(max_examples=80, deadline=None)
def test_any_input_is_either_adjudicated_or_refused_line_by_line(value: Any, path: list[str]):
    data = changed(list(path), value)
    lines, outcome = [], None
    try:
        outcome = adjudicate(data)
    except CountFileError as error:
        lines = error.faults

    assert (outcome is None) is bool(lines)
    assert all(line.isprintable() for line in lines)
    assert outcome is None or json.dumps(outcome.as_dict(), ensure_ascii=False)
