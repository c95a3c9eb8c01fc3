"""The forms of representatives, group leaders and the supervision committee, from nomination to list."""

from __future__ import annotations

from collections.abc import Callable

from election_office.documents.paper import Column, Fields, Paper, Para, Signatures, Table
from villages.prints.parts import ballots_counted, by_hand, held
from villages.shelf.register import Form, FormFacts, Phase, form, register, titled

Layout = Callable[[FormFacts], Paper]
ABOUT = (("姓名", 2), ("性别", 1), ("年龄", 1), ("政治面貌", 1.6), ("文化程度", 1.6))


def _where(facts: FormFacts) -> Fields:
    return Fields(((facts.words.group, ""), ("所代表的户", "")), per_line=2)


def nomination(facts: FormFacts) -> Paper:
    return Paper(
        title=titled(facts),
        blocks=(
            _where(facts),
            by_hand((*ABOUT, ("提名理由", 3)), 8, mm=13),
            Signatures(("提名人签名", "收表人", "日期"), per_line=3),
        ),
    )


def ballot(facts: FormFacts) -> Paper:
    return Paper(
        title=titled(facts),
        blocks=(
            _where(facts),
            by_hand((("姓名", 3), ("同意", 1), ("不同意", 1), ("弃权", 1)), 7, mm=14),
            Para("一、同意的画〇，不同意的画×，弃权的不画；另选他人的写明姓名并画〇。"),
            Para("二、赞成的人数不得多于应推选的人数，多于的无效。"),
        ),
        signature=(f"{facts.committee}（盖章）",),
        page_numbers=False,
    )


def result(facts: FormFacts) -> Paper:
    return Paper(
        title=titled(facts),
        blocks=(
            _where(facts),
            held(("其中妇女", "　　　　人"), ("参加的户数", "　　　　户")),
            ballots_counted(),
            by_hand((*ABOUT, ("得票", 1), ("是否当选", 1.3)), 8, mm=7),
            Signatures(("主持人", "监票人", "计票人", "日期"), per_line=2),
        ),
    )


def people(facts: FormFacts) -> Paper:
    titles = ((facts.words.group, 2.4), *ABOUT, ("联系的户", 2), ("联系电话", 2.2))
    return Paper(title=titled(facts), blocks=(by_hand(titles, 11, mm=8),), landscape=True)


COUNTED = (
    "推选人数",
    "妇女",
    "中共党员",
    "少数民族",
    "35岁以下",
    "36至55岁",
    "56岁以上",
    "高中以上",
    "连任",
)


def statistics(facts: FormFacts) -> Paper:
    """How many were chosen and who they are, group by group, with a line for all."""
    columns = [Column(facts.words.group, 2.2), *(Column(title) for title in COUNTED)]
    empty = [""] * len(COUNTED)
    return Paper(
        title=titled(facts),
        blocks=(
            Table(columns, [[name, *empty] for name in (*facts.groups, "合计")], row_height_mm=8),
            Signatures(("填表人", "审核人", "日期"), per_line=3),
        ),
        landscape=True,
    )


def publicity(facts: FormFacts) -> Paper:
    """The people put forward for the supervision committee, to be put up before they are chosen."""
    words = facts.words
    return Paper(
        title=titled(facts),
        blocks=(
            Para(f"经提名和资格审查，下列人员为{words.supervision}成员人选，现予公示："),
            by_hand((*ABOUT, ("拟任职务", 1.6)), 7, mm=12),
            Para(
                f"公示时间：{'　' * 4}年　　月　　日至　　月　　日。"
                f"有意见的，请在公示期内向{facts.committee}提出。"
            ),
        ),
        signature=(facts.committee,),
    )


def _set(code: str, who: str, phase: Phase) -> list[Form]:
    """Nomination, ballot, result and list of one body."""
    named: tuple[tuple[str, str, str, Layout], ...] = (
        ("nomination", "提名表", "提名人选时用。", nomination),
        ("ballot", "推选票", "推选时用，人名印好后可以手填。", ballot),
        ("result", "推选结果报告单", "推选会议当场填写。", result),
        ("people", "花名册", "推选完毕后填写，归档并报乡镇。", people),
    )
    return [
        form(f"villages.{code}_{part}", f"{who}{title}", about, phase, how)
        for part, title, about, how in named
    ]


def _statistics(code: str, who: str) -> Form:
    return form(
        f"villages.{code}_statistics",
        f"{who}推选情况统计表",
        "推选完毕后分组填写，归档并报乡镇。",
        Phase.BODIES,
        statistics,
    )


register(
    *_set("representative", "{w.representative}", Phase.BODIES),
    *_set("leader", "{w.group_leader}", Phase.BODIES),
    _statistics("representative", "{w.representative}"),
    _statistics("leader", "{w.group_leader}"),
    *_set("supervision", "{w.supervision}成员", Phase.FOLLOW_UP),
    form(
        "villages.supervision_publicity",
        "{w.supervision}成员人选公示",
        "推选{w.supervision}之前张贴，手填人选和公示时间。",
        Phase.FOLLOW_UP,
        publicity,
    ),
)
