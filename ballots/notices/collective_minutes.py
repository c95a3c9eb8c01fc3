"""The minutes of the meeting, to be signed and kept (会议记录)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from ballots.collective import queries
from ballots.models import Assembly
from ballots.notices.collective_result import PersonLine, elected_paras, result_facts, vote_table
from ballots.notices.collective_shared import (
    COLLECTIVE_NUMBER,
    CollectiveFacts,
    broken_title,
    collective_heading,
)
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Block, Fields, Heading1, Lines, Paper, Para, Signatures
from election_office.law.dates import cn_clock, cn_date
from election_office.law.decision import Citation, Decision, Finding

KEPT = Citation("农村集体经济组织法", "第三十三条")


@dataclass(frozen=True)
class MinutesFacts(CollectiveFacts):
    what: str
    day: dt.date
    at: str
    where: str
    online_by: str
    agenda: str
    host: str
    recorder: str
    tellers: str
    secret: bool
    entitled: int
    present: int
    online: int
    proxied: int
    needed: str
    lines: tuple[PersonLine, ...]
    open_seats: tuple[str, ...]
    minutes: tuple[str, ...]


def facts(assembly: Assembly) -> MinutesFacts:
    if not assembly.is_declared:
        raise ValidationError("结果还没有宣布，不能生成会议记录。")
    seen = result_facts(assembly)
    number = f"（第{assembly.number}次）" if assembly.number > 1 else ""
    return MinutesFacts(
        **collective_heading(assembly, f"{assembly.title}会议记录{number}"),
        **{
            name: seen[name]
            for name in (
                "what", "day", "entitled", "present", "online", "proxied", "needed", "lines", "open_seats",
            )
        },
        at=cn_clock(assembly.at),
        where=assembly.where,
        online_by=assembly.online_by,
        agenda=assembly.agenda,
        host=assembly.host,
        recorder=assembly.recorder,
        tellers=assembly.tellers,
        secret=assembly.secret,
        minutes=tuple(line.strip() for line in assembly.minutes.splitlines() if line.strip()),
    )  # fmt: skip


def layout(facts: MinutesFacts) -> Paper:
    took_part = facts.present + facts.online + facts.proxied
    blocks: list[Block] = [
        Fields(
            (
                ("时间", f"{cn_date(facts.day)}{facts.at}"),
                ("地点", facts.where),
                ("在线方式", facts.online_by or "没有安排"),
                ("主持人", facts.host),
                ("记录人", facts.recorder),
                ("监票、计票人", facts.tellers),
                (
                    "参加人数",
                    f"应到{facts.entitled}人，参加{took_part}人（现场{facts.present}、"
                    f"在线{facts.online}、委托{facts.proxied}）",
                ),
                ("表决方式", "无记名投票，逐人表决" if facts.secret else "逐人表决"),
            )
        ),
        Heading1("一、审议事项"),
        Para(facts.agenda),
        Heading1("二、会议情况"),
        *(_said(facts) or [Lines(8)]),
        Heading1("三、表决结果"),
        Para(f"当选须得{facts.needed}。"),
        vote_table(facts.lines),
        *elected_paras(facts.lines),
    ]
    if facts.open_seats:
        blocks.append(Para(f"{'；'.join(facts.open_seats)}，按章程办理。"))
    blocks.append(Signatures(["主持人", "记录人", "监票人", "计票人", "成员", "成员"]))
    return Paper(title=broken_title(facts), blocks=tuple(blocks), signature=(facts.signed,))


def _said(facts: MinutesFacts) -> list[Block]:
    return [Para(line) for line in facts.minutes]


def declared(assembly: Assembly) -> Decision:
    message = "结果还没有宣布，不能生成会议记录。"
    return Decision((Finding("not_declared", assembly.is_declared, message, KEPT),))


NOTICE = register(
    Notice(
        code=queries.MINUTES,
        title="会议记录",
        about="会议的人数、表决和结果，打印后由参加人签名，与签到册、委托书一并保存。",
        subject=Assembly,
        facts_type=MinutesFacts,
        facts=facts,
        layout=layout,
        number=COLLECTIVE_NUMBER,
        signed_by=lambda facts: facts.signed,
        requires=declared,
        link="ballots:assembly",
        page=lambda assembly: assembly.get_absolute_url(),
        public=False,
    )
)
