"""The sentences of a 总结: each from counted facts, none without."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from election_office.figures.summary.rules import (
    Gathering,
    SummaryFacts,
    TeamFacts,
    paragraphs,
    pieces,
    readable,
)

TOWN = SummaryFacts(
    name="演示镇",
    level="township",
    term="第十三届",
    body="村（居）民委员会",
    villages=12,
    population=12000,
    groups=40,
    declared=11,
    deferred=("演示末村",),
    first_day=dt.date(2026, 12, 18),
    last_day=dt.date(2026, 12, 20),
    registered=9000,
    voted=8100,
    proxies=810,
    issued=8100,
    at_first=9,
    later=("演示甲村", "演示乙村"),
    seats=55,
    elected=55,
    posts={"主任": 11, "委员": 44},
    team=TeamFacts(
        people=60, women=18, young=12, college=30, party_member=60, reelected=33, both_heads=9,
        secretaries=12, age="42.5", secretary_age="45.0",
    ),
    last_team=TeamFacts(
        people=50, women=10, young=5, college=20, party_member=50, secretaries=10, age="46.0",
    ),
    gatherings={"training": Gathering(2, dt.date(2026, 10, 9), dt.date(2026, 10, 10), 180)},
    open_steps=(("工作移交", 3),),
)  # fmt: skip


def said(facts: SummaryFacts) -> dict[str, str]:
    return {key: words for key, words in paragraphs(pieces(facts)).items() if words}


def test_every_number_of_the_township_stands_in_its_sentence() -> None:
    words = said(TOWN)

    assert words["basic.place"] == (
        "演示镇本届列入换届的有12个村（社区），户籍人口12000人，40个村（居）民小组。"
        "其中经县批准暂缓换届1个（演示末村）。"
    )
    assert words["basic.vote"] == (
        "2026年12月18日至2026年12月20日投票选举，11个村（社区）宣布了选举结果，登记参加选举的9000人，"
        "参加投票8100人，参选率90.0%，其中委托投票810票，占发出选票的10.0%。一次投票选成的9个，一次选举成功率81.8%；"
        "经过另行选举或者再次投票的2个（演示甲村、演示乙村）。"
    )
    assert words["basic.elected"] == "依法选举产生村（居）民委员会成员55名，其中主任11名、委员44名。"
    assert words["basic.team"] == (
        "新一届班子成员60人，平均年龄42.5岁，比上届下降3.5岁，大专以上学历30人，占50.0%，比上届提高10.0个百分点，"
        "35周岁以下且大专以上12人，占20.0%，比上届提高10.0个百分点，女性18人，占30.0%，比上届提高10.0个百分点，"
        "中共党员60人，占100.0%，比例与上届相同，连选连任33人。"
    )
    assert words["work.training"] == "2026年10月9日至2026年10月10日举办业务培训2期，培训180人次。"
    assert words["next.open"] == "下一步要办结的事项有：工作移交（3个村）。"


def test_what_is_not_on_record_is_not_said() -> None:
    empty = SummaryFacts(name="演示村", level="village", term="第十三届", body="村民委员会", villages=1)

    assert said(empty) == {}
    assert readable(pieces(empty), {}) == []
    assert "比上届" not in said(replace(TOWN, last_team=TeamFacts()))["basic.team"]


def test_a_section_without_words_is_left_out_and_the_numbers_close_up() -> None:
    parts = pieces(TOWN)
    text = paragraphs(parts) | {"thoughts.own": "体会一。", "work.training": ""}

    heads = [piece.text for piece in readable(parts, text) if piece.kind == "h1"]
    assert heads == ["一、基本情况", "二、主要做法", "三、几点体会", "四、存在的问题和下步打算"]
    assert [p.text for p in readable(parts, paragraphs(parts)) if p.kind == "h1"][2:] == [
        "三、存在的问题和下步打算"
    ]
    # What only the draft still has stands at the end of its section.
    late = readable(parts, text | {"work.gone": "旧的一段。"})
    assert "旧的一段。" in [piece.text for piece in late]


def test_twelve_names_stand_in_the_sentence_and_a_thirteenth_leaves_all_out() -> None:
    names = [f"演示{number}村" for number in range(1, 14)]
    for count, there in ((12, True), (13, False)):
        words = said(replace(TOWN, villages=60, deferred=tuple(names[:count]), later=tuple(names[:count])))
        assert (f"暂缓换届{count}个（" in words["basic.place"]) is there
        assert (f"再次投票的{count}个（" in words["basic.vote"]) is there


def test_a_vacancy_and_a_village_still_waiting_are_said_from_the_first_on() -> None:
    whole = replace(TOWN, villages=11, deferred=())
    assert "空缺" not in said(whole)["basic.elected"]
    assert "名额空缺1名" in said(replace(whole, seats=56))["basic.elected"]
    assert "next.waiting" not in said(whole)
    assert "还有1个村" in said(replace(whole, villages=12))["next.waiting"]
