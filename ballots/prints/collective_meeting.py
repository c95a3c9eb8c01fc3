"""会议用表: the sign-in sheet by households, the written proxy, the ballot and the tally of one meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ballots.collective import queries, rules
from ballots.models import Assembly, Member
from ballots.notices.collective_shared import collective_heading
from ballots.prints import specimens
from election_office.documents.facts import to_json
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.paper import (
    Align,
    Block,
    Column,
    Fields,
    Heading1,
    PageBreak,
    Paper,
    Para,
    Signatures,
    Table,
)
from election_office.law.dates import cn_clock, cn_date

MEETING_SHEETS = "ballots.collective_meeting_sheets"

Facts = dict[str, Any]


PER_PART = 300


@dataclass(frozen=True, slots=True)
class Sheets:
    """A part of the sign-in sheet: no request lays out thousands of rows. The first has the forms too."""

    assembly: Assembly
    part: int = 1


def parts_of(assembly: Assembly) -> int:
    """How many parts the sign-in sheet has."""
    entitled = assembly.entitled or queries.entitled_count(assembly.term, assembly.day)
    return max(1, -(-entitled // PER_PART))


def _facts(sheets: Sheets) -> Facts:
    assembly, first = sheets.assembly, (sheets.part - 1) * PER_PART
    term = assembly.term
    if term.by_representatives:
        people = [row.member for row in queries.representatives_of(term.collective)][first:][:PER_PART]
    else:
        able = Member.objects.in_force().filter(collective=term.collective).entitled_on(assembly.day)
        people = list(able.with_people()[first : first + PER_PART])
    trustees = {proxy.member_id: proxy.trustee.person.name for proxy in queries.proxies_of(assembly)}
    standing = queries.to_vote_on(term)
    labels = queries.labels_of(row.member for row in standing)
    heading: Facts = to_json(collective_heading(assembly, f"{assembly.title}会议用表"))
    return heading | {
        "meeting": assembly.title,
        "when": f"{cn_date(assembly.day)}{cn_clock(assembly.at)}",
        "where": assembly.where,
        "by_representatives": term.by_representatives,
        "people": [
            [str(number), row.household, row.person.name, trustees.get(row.pk, ""), ""]
            for number, row in enumerate(people, start=first + 1)
        ],
        "forms": sheets.part == 1,
        "nominees": [[rules.TITLES[row.kind], labels[row.member_id]] for row in standing],
    }


def _paper(facts: Facts) -> Paper:
    blocks: list[Block] = [
        Para(f"{facts['when']}，{facts['where']}", indent=False, align=Align.CENTER),
        Heading1("一、签到册"),
        Para("本人到场的签名；在线参加的由记录人注明；已经委托的列出受委托人，由受委托人签名。"),
        Table(
            [
                Column("序号"),
                Column("户号"),
                Column("姓名", 2),
                Column("受委托人", 2),
                Column("签名或者在线", 3),
            ],
            facts["people"],
            row_height_mm=8,
        ),
    ]
    if not facts["forms"]:
        return Paper(title=f"{facts['collective']}\n{facts['meeting']}签到册", blocks=tuple(blocks))
    if not facts["by_representatives"]:
        blocks += [PageBreak(), *_proxy(facts)]
    blocks += [
        PageBreak(),
        Heading1("表决票"),
        *_ballot(facts),
        PageBreak(),
        Heading1("计票单"),
        *_tally(facts),
    ]
    return Paper(title=f"{facts['collective']}\n{facts['meeting']}会议用表", blocks=tuple(blocks))


def _proxy(facts: Facts) -> list[Block]:
    return [
        Heading1("委托书（同户）"),
        Para(
            f"本人不能参加{facts['when']}召开的{facts['meeting']}，委托同一户内具有完全民事行为能力的家庭成员"
            "代为参加会议、进行表决（依据：《农村集体经济组织法》第二十七条第一款）。"
        ),
        Fields((("户号", ""), ("委托人", ""), ("受委托人", ""), ("与委托人关系", ""), ("委托日期", ""))),
        Signatures(["委托人签名", "受委托人签名"], per_line=2),
    ]


def _ballot(facts: Facts) -> list[Block]:
    return [
        Para("对每个候选人，在同意、不同意、弃权中选一项，在格内画“○”。"),
        Table(
            [Column("职位"), Column("姓名", 2), Column("同意"), Column("不同意"), Column("弃权")],
            [[*row, "", "", ""] for row in facts["nominees"]],
            points=14,
            row_height_mm=11,
        ),
    ]


def _tally(facts: Facts) -> list[Block]:
    return [
        Fields((("发出表决票", ""), ("收回表决票", ""))),
        Table(
            [
                Column("职位"),
                Column("姓名", 2),
                Column("同意（正字）", 4),
                Column("同意"),
                Column("不同意"),
                Column("弃权"),
            ],
            [[*row, "", "", "", ""] for row in facts["nominees"]],
            row_height_mm=14,
        ),
        Signatures(["唱票人", "计票人", "监票人"]),
    ]


register(
    DocumentKind(
        code=MEETING_SHEETS,
        title="会议用表",
        facts=_facts,
        compose=_paper,
        signed_by=lambda facts: str(facts["signed"]),
        specimen=lambda: dict(specimens.COLLECTIVE_MEETING),
        specimen_longest=specimens.longest_meeting,
    )
)
