"""Great matters are stopped or put off until the vote is over (停止或者延期办理重大事项的通知)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from election_office.accounts.permissions import Permission
from election_office.documents.notice import Notice, Place, register
from election_office.documents.paper import Paper, Para
from election_office.law.decision import Decision, Finding
from election_office.law.text import cn_number
from villages.groundwork import queries
from villages.models import Election
from villages.notices.shared import GUIDANCE_NUMBER, ElectionFacts, heading, two_line_title, words_in

WHAT = "停止或者延期办理重大事项的通知"


@dataclass(frozen=True)
class StandstillWords:
    body: str
    here: str
    people: str


@dataclass(frozen=True)
class StandstillFacts(ElectionFacts):
    """``matters``: what is put off, as the township's paper lists it."""

    signer: str
    phone: str
    paper: str
    since: dt.date
    matters: tuple[str, ...]
    words: StandstillWords


def facts(election: Election) -> StandstillFacts:
    township, act = election.village.township, queries.standstill(election)
    lines = act.what.splitlines() if act else []
    return StandstillFacts(
        **heading(election, WHAT),
        signer=township.office_name or election.guidance_title,
        phone=township.phone,
        paper=f"《{act.title}》（{act.paper_number}）" if act else "",
        since=act.held_on if act else election.election_day,
        matters=tuple(line.strip().rstrip("。；;") for line in lines if line.strip()),
        words=words_in(StandstillWords, election.words),
    )


def layout(facts: StandstillFacts) -> Paper:
    words = facts.words
    ask = f"，电话{facts.phone}" if facts.phone else ""
    listed = [Para(f"{cn_number(number)}、{line}。") for number, line in enumerate(facts.matters, start=1)]
    return Paper(
        title=two_line_title(facts, words.body, WHAT),
        blocks=(
            Para(f"全体{words.people}：", indent=False),
            Para(
                f"根据{facts.paper}，自{facts.since.year}年{facts.since.month}月{facts.since.day}日起至新一届{words.body}"
                f"产生以前，{words.here}下列重大事项停止或者延期办理："
            ),
            *(listed or [Para("集体资产处置、工程发包、大额支出和人员变动等重大事项。")]),
            Para(f"确实不能延期的，由{words.here}书面申请，经{facts.signer}同意后办理。"),
            Para(f"发现违反的，请向{facts.signer}反映{ask}。"),
        ),
        signature=(facts.signer,),
    )


def ordered(election: Election) -> Decision:
    there = queries.standstill(election) is not None
    return Decision(
        (Finding("no_standstill", there, "全镇准备工作中还没有登记包括这个村的停止或者延期办理事项。"),)
    )


def village_board(election: Election) -> list[Place]:
    return [Place(key="village", name=election.village.notice_place)]


NOTICE = register(
    Notice(
        code="villages.standstill_notice",
        title=WHAT,
        about="换届期间停止或者延期办理的重大事项。",
        subject=Election,
        facts_type=StandstillFacts,
        facts=facts,
        layout=layout,
        number=GUIDANCE_NUMBER,
        places=village_board,
        signed_by=lambda facts: facts.signer,
        requires=ordered,
        # Only where the township has decided so; the page of the village says when it is.
        needed=lambda election: False,
        link="villages:groundwork",
        permission=Permission.CYCLE_PLAN,
    )
)
