"""The agenda of the polling day, and what the electoral committee keeps: its work book, its seal."""

from __future__ import annotations

from election_office.documents.paper import Align, Column, Fields, Lines, Paper, Para, Signatures, Table
from election_office.law.dates import cn_date
from villages.prints.parts import DAY, PEOPLE, by_hand, held, seats_said
from villages.shelf.register import FormFacts, Phase, form, register, titled

ITEMS = (
    "清点人数，报告应到和实到人数，宣布开会",
    "宣布选举纪律，宣读投票须知和无效票认定规则",
    "宣布总监票人、监票人、唱票人、计票人和发票人",
    "介绍候选人，候选人发言",
    "当众检查票箱，加锁贴封",
    "当众启封选票，清点张数",
    "验证发票，秘密写票，投票",
    "宣布投票结束，清点收回的选票，宣布投票是否有效",
    "公开唱票、计票",
    "宣布计票结果和当选人，颁发当选证书，宣布散会",
)


def agenda(facts: FormFacts) -> Paper:
    rows = [[str(n), item, "", ""] for n, item in enumerate(ITEMS, start=1)]
    return Paper(
        title=titled(facts),
        blocks=(
            Para(f"选举日：{cn_date(facts.day)}。应选{seats_said(facts)}。", indent=False),
            held(("其中受委托", PEOPLE), ("列席（乡镇指导员）", "")),
            Table(
                [
                    Column("次序", 0.7),
                    Column("议程", 5, Align.LEFT),
                    Column("负责人", 1.5),
                    Column("时间", 1.2),
                ],
                rows,
                row_height_mm=11,
            ),
            Signatures(("主持人", "记录人"), per_line=2),
        ),
    )


def work_book(facts: FormFacts) -> Paper:
    """A page a day; it is printed as often as there are days."""
    return Paper(
        title=titled(facts),
        blocks=(
            Fields((("日期", DAY), ("地点", ""), ("参加人员", ""), ("记录人", "")), per_line=2),
            Para("办理的事项：", indent=False),
            Lines(5),
            Para("讨论的问题和决定：", indent=False),
            Lines(4),
            Para("收到的意见、申诉和答复：", indent=False),
            Lines(3),
            Signatures((f"{facts.words.committee_short}主任", "记录人"), per_line=2),
        ),
    )


def seal(facts: FormFacts) -> Paper:
    return Paper(
        title=titled(facts),
        blocks=(
            Para(
                f"{facts.committee}的工作已经结束，现将印章和选举材料上交{facts.office or facts.township}："
            ),
            by_hand((("名称", 4), ("数量", 1), ("说明", 3)), 8, mm=12),
            Fields((("印模（在此盖印）", ""), ("停止使用日期", DAY)), per_line=1),
            Signatures((f"{facts.words.committee_short}主任", "经手人", "乡镇接收人", "日期"), per_line=2),
        ),
    )


register(
    form(
        "villages.rally_agenda",
        "{w.rally}议程",
        "选举日大会的次序，逐项填写负责人和时间。",
        Phase.POLL,
        agenda,
    ),
    form(
        "villages.work_book",
        "{w.committee}工作记录簿",
        "每天或者每次会议一页，归档。",
        Phase.FOLLOW_UP,
        work_book,
    ),
    form(
        "villages.seal_return",
        "{w.committee}印章和材料上交单",
        "{w.committee}结束工作时填写，一式两份。",
        Phase.FOLLOW_UP,
        seal,
    ),
)
