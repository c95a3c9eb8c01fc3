"""The forms of choosing the electoral committee, from the record of its meeting to the result."""

from __future__ import annotations

from election_office.documents.paper import Align, Column, Fields, Lines, Paper, Para, Signatures, Table
from villages.prints.parts import ballots_counted, by_hand, held, read_and_signed
from villages.shelf.register import FormFacts, Phase, form, register, titled

# The whole committee and one more line for a name struck out.
NAMES = 9


def record(facts: FormFacts) -> Paper:
    return Paper(
        title=titled(facts),
        blocks=(
            held(("其中妇女", "　　　　人"), ("列席人员", "")),
            Para("会议名称：", indent=False),
            Para("会议议题：", indent=False),
            Lines(2),
            Para("会议过程和发言：", indent=False),
            Lines(5),
            Para("会议决定（同意　　人，不同意　　人，弃权　　人）：", indent=False),
            Lines(3),
            *read_and_signed("主持人", "记录人"),
        ),
    )


def allotment(facts: FormFacts) -> Paper:
    """A row for each group: how many representatives it sends."""
    words = facts.words
    rows = [[name, "", "", "", ""] for name in facts.groups] + [["合计", "", "", "", ""]]
    return Paper(
        title=titled(facts),
        blocks=(
            Para(
                f"{words.representative}的名额按户数和人口分到各{words.group}，"
                f"由{words.representatives}或者{words.meeting}通过。"
            ),
            Table(
                [
                    Column(words.group, 3, Align.LEFT),
                    Column("户数", 1.4),
                    Column("人口", 1.4),
                    Column("代表名额", 1.4),
                    Column("其中妇女", 1.4),
                ],
                rows,
                row_height_mm=8,
            ),
            Signatures(("填表人", "审核人", "日期"), per_line=3),
        ),
    )


def nomination(facts: FormFacts) -> Paper:
    titles = (
        ("姓名", 2),
        ("性别", 1),
        ("年龄", 1),
        ("政治面貌", 1.6),
        ("文化程度", 1.6),
        ("是否同意担任", 2),
    )
    return Paper(
        title=titled(facts),
        blocks=(
            Fields((("提名人", ""), (facts.words.group, "")), per_line=2),
            by_hand(titles, NAMES, mm=12),
            Para(f"{facts.words.committee}成员被提名为候选人的，应当退出{facts.words.committee}。"),
            Signatures(("提名人签名", "收表人", "日期"), per_line=3),
        ),
    )


def ballot(facts: FormFacts) -> Paper:
    return Paper(
        title=titled(facts),
        blocks=(
            by_hand((("姓名", 3), ("同意", 1), ("不同意", 1), ("弃权", 1)), NAMES, mm=13),
            Para("一、同意的在“同意”栏画〇，不同意的在“不同意”栏画×，弃权的不画。"),
            Para("二、另选他人的，在空格内写明姓名，并在“同意”栏画〇。"),
            Para("三、赞成的人数不得多于应推选的人数，多于的无效。"),
        ),
        signature=(f"{facts.village}{facts.words.body}（盖章）",),
        page_numbers=False,
    )


def result(facts: FormFacts) -> Paper:
    titles = (("姓名", 2), ("性别", 1), ("年龄", 1), ("政治面貌", 1.6), ("得票", 1.2), ("推选为", 1.6))
    return Paper(
        title=titled(facts),
        blocks=(
            held(),
            ballots_counted(),
            by_hand(titles, NAMES, mm=8),
            Para("按得票多少填写；没有当选的也逐人填写，出缺时依次递补。"),
            Signatures(("主持人", "监票人", "计票人", "唱票人"), per_line=2),
        ),
    )


register(
    form(
        "villages.meeting_record",
        "会议记录",
        "{w.meeting}、{w.representatives}、{w.group_meeting}和{w.committee}会议都可以用，每次会议一份。",
        Phase.COMMITTEE,
        record,
    ),
    form(
        "villages.representatives_allotment",
        "{w.representative}名额分配表",
        "各{w.group}的户数、人口和{w.representative}名额。",
        Phase.COMMITTEE,
        allotment,
    ),
    form(
        "villages.committee_nomination",
        "{w.committee}成员候选人提名表",
        "推选{w.committee}之前提名人选。",
        Phase.COMMITTEE,
        nomination,
    ),
    form(
        "villages.committee_ballot",
        "{w.committee}成员推选票",
        "推选{w.committee}时用，人名印好后可以手填。",
        Phase.COMMITTEE,
        ballot,
    ),
    form(
        "villages.committee_result",
        "{w.committee}推选结果报告单",
        "推选会议当场填写，报乡镇备案。",
        Phase.COMMITTEE,
        result,
    ),
)
