"""The call of the meeting, ten days before (召开成员大会的通知)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

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
from election_office.law.dates import cn_clock, cn_date


@dataclass(frozen=True)
class NomineeLine:
    post: str
    name: str


@dataclass(frozen=True)
class MeetingFacts(CollectiveFacts):
    what: str
    by_representatives: bool
    day: dt.date
    at: str
    where: str
    online_by: str
    agenda: str
    days_basis: str
    quorum: str
    quorum_basis: str
    proxy_basis: str
    nominees: tuple[NomineeLine, ...]


def facts(assembly: Assembly) -> MeetingFacts:
    term, book = assembly.term, assembly.term.rulebook_on(assembly.day)
    key = "quorum_representatives" if term.by_representatives else "quorum_members"
    number = f"（第{assembly.number}次）" if assembly.number > 1 else ""
    return MeetingFacts(
        **collective_heading(assembly, f"召开{term.get_way_display()}的通知{number}"),
        what=term.get_way_display(),
        by_representatives=term.by_representatives,
        day=assembly.day,
        at=cn_clock(assembly.at),
        where=assembly.where,
        online_by=assembly.online_by,
        agenda=assembly.agenda,
        days_basis=str(book.cite("notice_days")),
        quorum=book.parameter(key).display if book.value(key)["num"] else "",
        quorum_basis=str(book.cite(key)),
        proxy_basis=str(book.cite("household_proxy")),
        nominees=tuple(
            NomineeLine(rules.TITLES[row.kind], row.member.person.name) for row in queries.to_vote_on(term)
        ),
    )


def layout(facts: MeetingFacts) -> Paper:
    who = "成员代表" if facts.by_representatives else "具有完全民事行为能力的成员"
    blocks: list[Block] = [
        Para(f"根据{facts.days_basis}，定于{cn_date(facts.day)}{facts.at}召开{facts.what}，通知如下："),
        Heading1("一、地点"),
        Para(facts.where if facts.where.endswith("。") else f"{facts.where}。"),
        Heading1("二、审议事项"),
        Para(facts.agenda),
        Heading1("三、参加会议"),
    ]
    if facts.quorum:
        blocks.append(
            Para(f"须有{facts.quorum}以上{who}参加，会议才能作出决定（依据：{facts.quorum_basis}）。")
        )
    if facts.online_by:
        blocks.append(Para(f"不能到场的，可以通过{facts.online_by}在线参加。"))
    if not facts.by_representatives:
        blocks.append(
            Para(
                "不能参加的，可以书面委托本组织同一户内具有完全民事行为能力的其他家庭成员代为参加"
                f"（依据：{facts.proxy_basis}）。每人一票，逐人表决。"
            )
        )
    table = Table(
        [Column("职位", 1), Column("候选人", 2)],
        [[nominee.post, nominee.name] for nominee in facts.nominees],
        points=14,
    )
    return Paper(
        title=broken_title(facts),
        blocks=(*blocks, Heading1("四、候选人"), table),
        signature=(facts.signed,),
    )


NOTICE = register(
    Notice(
        code=queries.MEETING_NOTICE,
        title="召开成员（代表）大会的通知",
        about="会议的时间、地点、审议事项和候选人，会议十日前张贴。",
        subject=Assembly,
        facts_type=MeetingFacts,
        facts=facts,
        layout=layout,
        number=COLLECTIVE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.signed,
        link="ballots:assembly",
        page=lambda assembly: assembly.get_absolute_url(),
        untrue_when={"day": "会议日期", "at": "会议时间", "where": "会议地点", "agenda": "审议事项"},
        untrue_by=("assembly.changed",),
    )
)
