"""The forms people fill in to be registered, and the report on how many were (登记情况报告)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from election_office.documents.paper import Align, Column, Fields, Paper, Para, Signatures, Table
from election_office.law.dates import cn_date
from election_office.law.words import in_words_of
from villages.models import Election
from villages.shelf.register import Form, FormFacts, Phase, form, form_facts, register, titled
from voters.prints.statistics import Counts, statistics

DAY = "　　年　月　日"


def registration(facts: FormFacts) -> Paper:
    """Everything the roll asks about a person; the identity number is masked on every other paper."""
    words = facts.words
    pairs = (
        ("姓名", ""),
        ("性别", ""),
        ("出生日期", DAY),
        ("民族", ""),
        ("居民身份证号", ""),
        ("联系电话", ""),
        (words.group, ""),
        ("户主姓名", ""),
    )
    here = ((f"户籍是否在{words.here}", "□是　□否"), (f"是否在{words.here}居住", "□是　□否"))
    return Paper(
        title=titled(facts),
        blocks=(
            Fields(pairs, per_line=2),
            Fields(here),
            Para("登记类别（只选一项）：", indent=False),
            Para(f"□户籍在{words.here}并在{words.here}居住"),
            Para(f"□户籍在{words.here}，不在{words.here}居住，本人表示参加选举。表示日期："),
            Para(f"□户籍不在{words.here}，本人申请参加选举。同意的会议和日期："),
            Para("需要的帮助：□流动票箱　□代写选票　□其他："),
            Para(f"本人没有在其他{words.place}登记参加本次选举，以上内容属实。"),
            Signatures(("本人签名", "日期", "登记员", "登记日期"), per_line=2),
        ),
    )


def application(facts: FormFacts) -> Paper:
    """Somebody whose household register is elsewhere asks to take part."""
    words = facts.words
    return Paper(
        title=titled(facts),
        blocks=(
            Para(f"{facts.committee}：", indent=False),
            Para(
                f"本人　　　　　　，户籍在　　　　　　　　　　　　，自　　　　年　　月起在{words.here}"
                f"□居住　□工作，申请在{words.here}参加{facts.term}{words.election}。"
            ),
            Para(f"本人没有在户籍所在{words.place}或者其他{words.place}登记参加选举。"),
            Signatures(("申请人签名", "日期"), per_line=2),
            Para(f"{words.meeting}或者{words.representatives}的意见：", indent=False),
            Fields(
                (("开会日期", DAY), ("应到", "　　　　人"), ("实到", "　　　　人"), ("同意", "　　　　人")),
                per_line=2,
            ),
            Signatures(("主持人", "记录人", f"{words.committee_short}主任", "日期"), per_line=2),
        ),
    )


def willing(facts: FormFacts) -> Paper:
    """Somebody who lives elsewhere says whether they take part."""
    words = facts.words
    return Paper(
        title=titled(facts),
        blocks=(
            Para(f"{facts.committee}：", indent=False),
            Para(f"本人　　　　　　，户籍在{words.here}，现住　　　　　　　　　　　　。"),
            Para(f"对参加{facts.term}{words.election}，本人表示（只选一项）："),
            Para(f"□参加，选举日{cn_date(facts.day)}回{words.here}投票；"),
            Para("□参加，到时委托他人投票，另办委托手续；"),
            Para("□不参加本次选举。"),
            Para("表示的方式：□书面　□电话　□网络通信　□他人转告（转告人：　　　　　　）"),
            Signatures(("本人签名", "日期", "登记员", "登记日期"), per_line=2),
        ),
    )


# ------------------------------------------------------------------ the report


@dataclass(frozen=True)
class ReportFacts(FormFacts):
    """``rows``: what was counted, in how many people; ``by_group``: group, registered, women."""

    on: str
    due: int
    registered: int
    women: int
    rows: tuple[tuple[str, int], ...]
    by_group: tuple[tuple[str, int, int], ...]


def report_facts(election: Election) -> ReportFacts:
    counted = statistics(election, timezone.localdate())
    common: dict[str, Any] = vars(form_facts("{w.voter_short}登记情况报告")(election))
    return ReportFacts(
        **common,
        on=counted.made_on,
        due=counted.total.due,
        registered=counted.total.registered,
        women=counted.total.women,
        rows=_rows(counted.total, election.words.here),
        by_group=tuple(
            (in_words_of(election.kind, name), counts.registered, counts.women)
            for name, counts in counted.rows
        ),
    )


def _rows(total: Counts, here: str) -> tuple[tuple[str, int], ...]:
    return (
        ("应登记", total.due),
        ("已登记", total.registered),
        ("其中妇女", total.women),
        (f"户籍在{here}并居住", total.class_a),
        (f"户籍在{here}不在{here}居住", total.class_b),
        (f"户籍不在{here}", total.class_c),
        ("待定", total.pending),
        ("不列入", total.left_off),
        ("委托投票", total.proxies),
    )


def report(facts: ReportFacts) -> Paper:
    return Paper(
        title=titled(facts),
        addressee=facts.office or facts.township,
        blocks=(
            Para(
                f"截至{facts.on}，{facts.village}应登记{facts.due}人，已登记{facts.registered}人，"
                f"其中妇女{facts.women}人。现将登记情况报告如下："
            ),
            Table([Column("项目", 4, Align.LEFT), Column("人数", 2)], [[n, str(v)] for n, v in facts.rows]),
            Table(
                [Column(facts.words.group, 4, Align.LEFT), Column("已登记", 2), Column("其中妇女", 2)],
                [[name, str(registered), str(women)] for name, registered, women in facts.by_group],
                caption=f"各{facts.words.group}登记人数",
            ),
        ),
        signature=(facts.committee,),
    )


register(
    form(
        "voters.registration_form",
        "{w.registration}表",
        "登记站和上门登记时一人一张；有电脑的登记站直接录入。",
        Phase.ROLL,
        registration,
    ),
    form(
        "voters.outsider_application",
        "参加选举申请书",
        "户籍不在{w.here}的人申请参加选举，附会议同意的记录。",
        Phase.ROLL,
        application,
    ),
    form(
        "voters.away_statement",
        "外出人员参加选举意愿书",
        "户籍在{w.here}而不在{w.here}居住的人表示是否参加。",
        Phase.ROLL,
        willing,
    ),
    Form(
        "voters.registration_report",
        "{w.voter_short}登记情况报告",
        "按名册算出的登记人数，报乡镇。",
        Phase.ROLL,
        report_facts,
        ReportFacts,
        report,
    ),
)
