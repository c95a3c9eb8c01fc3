"""What the meeting decided (理事会、监事会选举结果公告)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from ballots.collective import queries, rules
from ballots.models import Assembly
from ballots.notices.collective_shared import (
    COLLECTIVE_NUMBER,
    CollectiveFacts,
    broken_title,
    collective_heading,
    places_of,
)
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Block, Column, Heading1, Paper, Para, Table
from election_office.law.dates import cn_date


@dataclass(frozen=True)
class PersonLine:
    post: str
    name: str
    yes: int
    against: int
    abstained: int
    elected: bool


@dataclass(frozen=True)
class ResultFacts(CollectiveFacts):
    what: str
    by_representatives: bool
    day: dt.date
    entitled: int
    present: int
    online: int
    proxied: int
    needed: str
    needed_basis: str
    paper: str
    lines: tuple[PersonLine, ...]
    open_seats: tuple[str, ...]
    annul_basis: str


def facts(assembly: Assembly) -> ResultFacts:
    if not assembly.is_declared:
        raise ValidationError("结果还没有宣布。")
    number = f"（第{assembly.number}次会议）" if assembly.number > 1 else ""
    return ResultFacts(
        **collective_heading(assembly, f"理事会、监事会选举结果公告{number}"), **result_facts(assembly)
    )


def result_facts(assembly: Assembly) -> dict[str, Any]:
    """What the result and the minutes print of the vote."""
    term, book = assembly.term, assembly.term.rulebook_on(assembly.day)
    every, half = rules.readings(assembly.entitled or 0, assembly.participants, term.way, book)
    chosen = half if assembly.count["win_rule"] == rules.HALF else every
    votes = queries.votes_of(assembly)
    labels = queries.labels_of(row.nominee.member for row in votes)
    seated = {(post["post"], item["name"]) for post in assembly.outcome["posts"] for item in post["elected"]}
    return {
        "what": term.get_way_display(),
        "by_representatives": term.by_representatives,
        "day": assembly.day,
        "entitled": assembly.entitled or 0,
        "present": assembly.present or 0,
        "online": assembly.online or 0,
        "proxied": assembly.proxied or 0,
        "needed": f"{chosen.label}，至少{chosen.least}票",
        "needed_basis": str(chosen.cite) if chosen.cite.verified else "",
        "paper": term.win_rule_paper,
        "lines": tuple(
            PersonLine(
                rules.TITLES[row.nominee.kind],
                labels[row.nominee.member_id],
                row.yes,
                row.against,
                row.abstained,
                (row.nominee.kind, labels[row.nominee.member_id]) in seated,
            )
            for row in votes
        ),
        "open_seats": tuple(
            f"{rules.TITLES[post['post']]}缺{post['unfilled']}名"
            for post in assembly.outcome["posts"]
            if post["unfilled"]
        ),
        "annul_basis": "《农村集体经济组织法》第五十七条",
    }


def layout(facts: ResultFacts) -> Paper:
    who = "成员代表" if facts.by_representatives else "具有完全民事行为能力的成员"
    paper = f"由{facts.paper}认定，" if facts.paper else ""
    by = f"（依据：{facts.needed_basis}）" if facts.needed_basis else ""
    blocks: list[Block] = [
        Para(f"{cn_date(facts.day)}召开{facts.what}，选举理事会、监事会成员，结果公布如下："),
        Heading1("一、参加会议"),
        Para(
            f"应到{who}{facts.entitled}人，参加{facts.present + facts.online + facts.proxied}人，"
            f"其中现场{facts.present}人、在线{facts.online}人、同户委托{facts.proxied}人。"
        ),
        Heading1("二、表决情况"),
        Para(f"{paper}当选须得{facts.needed}{by}。"),
        vote_table(facts.lines),
        Heading1("三、当选名单"),
        *elected_paras(facts.lines),
    ]
    if facts.open_seats:
        blocks.append(Para(f"{'；'.join(facts.open_seats)}，按章程办理。"))
    blocks.append(
        Para(
            "成员认为决定侵害其合法权益的，可以自知道撤销事由之日起一年内、自决定作出之日起五年内"
            f"请求人民法院撤销（依据：{facts.annul_basis}）。"
        )
    )
    return Paper(title=broken_title(facts), blocks=tuple(blocks), signature=(facts.signed,))


def vote_table(lines: tuple[PersonLine, ...]) -> Table:
    return Table(
        [
            Column("职位", 2),
            Column("姓名", 3),
            Column("同意"),
            Column("不同意"),
            Column("弃权"),
            Column("结果"),
        ],
        [
            [
                line.post,
                line.name,
                str(line.yes),
                str(line.against),
                str(line.abstained),
                "当选" if line.elected else "未当选",
            ]
            for line in lines
        ],
    )


def elected_paras(lines: tuple[PersonLine, ...]) -> list[Para]:
    found: dict[str, list[str]] = {}
    for line in lines:
        if line.elected:
            found.setdefault(line.post, []).append(line.name)
    return [Para(f"{post}：{'、'.join(names)}。") for post, names in found.items()] or [Para("无人当选。")]


NOTICE = register(
    Notice(
        code=queries.RESULT_NOTICE,
        title="理事会、监事会选举结果公告",
        about="参加会议的人数、每人得票和当选名单。",
        subject=Assembly,
        facts_type=ResultFacts,
        facts=facts,
        layout=layout,
        number=COLLECTIVE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.signed,
        link="ballots:assembly",
        page=lambda assembly: assembly.get_absolute_url(),
    )
)
