"""开始投票检查表: a page for each box, to be ticked by hand where the box stands."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from ballots.models import Box, Round
from ballots.notices.shared import round_heading
from ballots.preparation import queries
from ballots.prints import specimens
from election_office.documents.facts import to_json
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.paper import (
    Align,
    Block,
    Column,
    Fields,
    Heading1,
    Lines,
    PageBreak,
    Paper,
    Para,
    Signatures,
    Table,
)

CHECKLIST = "ballots.opening_checklist"

Facts = dict[str, Any]
POINTS_OF_OPENING = (
    "票箱当众打开，验明是空箱",
    "票箱加锁，贴封条，监票人在封条上签名",
    "秘密写票处已设好，一人一处，旁人看不到",
    "选票当众启封，张数清点无误",
    "监票人、发票人等工作人员到齐，佩戴标志",
    "候选人名单、投票须知和无效票认定规则已张贴",
)


def _checklist_facts(round: Round) -> Facts:
    rows = queries.station_rows(round)
    if not rows:
        raise ValidationError("还没有建立票箱。")
    heading: Facts = to_json(round_heading(round, "开始投票检查表"))
    return heading | {
        "body": round.election.words.body,
        "boxes": [
            {
                "name": row.box.name,
                "kind": row.box.get_kind_display(),
                "place": row.station.route or row.box.place or round.election.polling_place,
                "mobile": row.box.kind == Box.Kind.MOBILE,
                "watchers": [worker.name for worker in row.workers if worker.role in ("chief", "scrutineer")],
                "voters": len(row.voters),
                "approval": row.station.approval,
            }
            for row in rows
        ],
    }


def _checklist(facts: Facts) -> Paper:
    """A page for each box, to be ticked by hand where the box stands."""
    blocks: list[Block] = []
    for number, box in enumerate(facts["boxes"]):
        points = list(POINTS_OF_OPENING)
        if box["mobile"]:
            points[2] = "便携写票板、遮挡物齐全，写票时旁人看不到"
            points += [f"流动票箱投票人名单（{box['voters']}人）已张贴，随箱带一份"]
            points += [f"乡镇批准文件：{box['approval']}"] if box["approval"] else []
        rows = [[str(n), point, "□是　□否", ""] for n, point in enumerate(points, start=1)]
        blocks += [
            *([PageBreak()] if number else []),
            Heading1(f"{box['name']}（{box['kind']}）"),
            Fields([("地点" if not box["mobile"] else "路线", box["place"])]),
            Fields([("监票人", "、".join(box["watchers"]))]),
            Fields(
                [
                    ("投票日", facts["polled"]),
                    ("开始时间", "　　时　　分"),
                    ("领到选票", "　　　　张"),
                    ("封条编号", ""),
                ],
                per_line=2,
            ),
            Table(
                [
                    Column("序号", 0.6),
                    Column("检查项目", 4, Align.LEFT),
                    Column("检查情况", 1.4),
                    Column("备注", 1),
                ],
                rows,
                points=12,
            ),
            Para("有一项为“否”的，写明原因和处理办法；检查完毕，检查人签名，本表存档。", indent=False),
            Lines(1),
            Signatures(("监票人", "监票人", "发票人"), per_line=3),
        ]
    return Paper(
        title=f"{facts['village']}{facts['term']}{facts['body']}选举\n{facts['what']}", blocks=tuple(blocks)
    )


register(
    DocumentKind(
        code=CHECKLIST,
        title="开始投票检查表",
        facts=_checklist_facts,
        compose=_checklist,
        specimen=lambda: dict(specimens.OPENING_CHECKLIST),
    )
)
