"""移交清单: what the outgoing committee gives to the new one, item by item, for three to sign."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ballots.afterwards import queries, rules
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Align, Column, Paper, Para, Signatures, Table
from election_office.law.dates import cn_date
from election_office.law.decision import Decision
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, heading, two_line_title, words_in

WHAT = "工作移交清单"


@dataclass(frozen=True)
class HandoverWords:
    body: str
    committee: str


@dataclass(frozen=True)
class HandoverLine:
    kind: str
    name: str
    listed: str
    handed: str
    handed_on: dt.date | None
    giver: str
    receiver: str
    shortfall: str
    measures: tuple[str, ...]


@dataclass(frozen=True)
class HandoverFacts(ElectionFacts):
    basis: str
    limit: dt.date | None
    lines: tuple[HandoverLine, ...]
    words: HandoverWords


def facts(election: Election) -> HandoverFacts:
    return HandoverFacts(
        **heading(election, WHAT),
        basis=str(rules.handover_article(election.rulebook)),
        limit=queries.handover_limit(election),
        lines=tuple(
            HandoverLine(
                kind=row.get_kind_display(),
                name=row.name,
                listed="没有这一类" if row.nothing else row.listed,
                handed=row.handed,
                handed_on=row.handed_on,
                giver=row.giver,
                receiver=row.receiver,
                shortfall=row.shortfall,
                measures=tuple(
                    f"{cn_date(measure.taken_on)}{measure.get_kind_display()}{measure.paper_number}"
                    for measure in row.measures.all()
                ),
            )
            for row in queries.items(election)
        ),
        words=words_in(HandoverWords, election.words),
    )


def _row(number: int, line: HandoverLine) -> tuple[str, ...]:
    note = "；".join(part for part in (line.shortfall and f"缺{line.shortfall}", *line.measures) if part)
    day = cn_date(line.handed_on) if line.handed_on else ""
    return (str(number), line.kind, line.name, line.listed, line.handed, day, note)


def layout(facts: HandoverFacts) -> Paper:
    until = f"，应在{cn_date(facts.limit)}以前移交完毕" if facts.limit else ""
    short = [line for line in facts.lines if line.shortfall]
    return Paper(
        title=two_line_title(facts, facts.words.body, WHAT),
        blocks=(
            Para(
                f"根据{facts.basis}，上一届{facts.words.body}向新一届{facts.words.body}移交工作{until}。"
                f"移交由{facts.committee}主持，{facts.township}人民政府监督，逐项清点如下："
            ),
            Table(
                columns=(
                    Column("序号", 0.6),
                    Column("类别", 1.2),
                    Column("名称", 2.4, Align.LEFT),
                    Column("应移交", 1.3),
                    Column("实移交", 1.3),
                    Column("日期", 2),
                    Column("差额和处理", 2.2, Align.LEFT),
                ),
                rows=tuple(_row(number, line) for number, line in enumerate(facts.lines, start=1)),
            ),
            Para(
                f"上列有{len(short)}项没有交齐，由移交人继续移交，差额另行登记。"
                if short
                else "上列各项已当面点清，双方没有异议。"
            ),
            Signatures(("移交人", "接收人", "监交人")),
            Para("本清单一式三份，移交方、接收方、乡镇人民政府各一份。"),
        ),
        signature=(facts.committee,),
    )


def gone_through(election: Election) -> Decision:
    rows = [queries.item_facts(row) for row in queries.items(election)]
    return rules.check_list(rows, election.rulebook)


NOTICE = register(
    Notice(
        code=queries.HANDOVER_LIST,
        title=WHAT,
        about="公章、账簿、资产、合同、债权债务、档案逐项移交，三方签字。",
        subject=Election,
        facts_type=HandoverFacts,
        facts=facts,
        layout=layout,
        number=NOTICE_NUMBER,
        signed_by=lambda facts: facts.committee,
        requires=gone_through,
        stages=(Stage.ELECTION, Stage.FOLLOW_UP, Stage.CLOSED),
        needed=lambda election: election.stage in (Stage.FOLLOW_UP, Stage.CLOSED),
        link="ballots:afterwards",
        untrue_when={"lines": "移交事项"},
        untrue_by=("handover.item_added", "handover.item_set"),
        public=False,
    )
)
