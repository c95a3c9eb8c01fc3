"""How a ballot is marked, and which ballot is void (投票须知和无效票认定规则公告)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from ballots.models import Round
from ballots.notices.shared import (
    RoundFacts,
    before_the_polls_close,
    current_rounds,
    round_heading,
    round_title,
    station_places,
)
from ballots.notices.writers import writer_rule
from ballots.preparation import queries
from ballots.preparation.rules.void_rules import void_rules_for
from ballots.queries import contests_of
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Block, Heading1, Paper, Para
from election_office.law.text import cn_number
from villages.notices.shared import NOTICE_NUMBER, first_words_in, words_in

CODE = "ballots.void_rules_notice"


@dataclass(frozen=True)
class VoidRulesWords:
    body: str


@dataclass(frozen=True)
class VoidRulesFacts(RoundFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    basis: str
    seats: tuple[str, ...]
    separate: bool
    write_in: bool
    writer: str
    proxy_limit: int
    rules: tuple[str, ...]
    words: VoidRulesWords


def present(round: Round, printed: VoidRulesFacts | None = None) -> Mapping[str, Any]:
    design = queries.design_of(round)
    lines = [line for line in design.void_rules.splitlines() if line]
    rules = lines or void_rules_for(queries.ballot_facts(round), round.election.rulebook)
    return {
        "seats": tuple(f"{contest.post.title}{contest.seats}名" for contest in contests_of(round)),
        "separate": design.form == "separate",
        "rules": tuple(rules),
    }


def facts(round: Round) -> VoidRulesFacts:
    book, words = round.election.rulebook, round.election.words
    return VoidRulesFacts(
        **round_heading(round, "投票须知和无效票认定规则公告"),
        **present(round),
        basis=str(book.cite("secret_ballot")),
        write_in=book.value("write_in_allowed")[round.judged_as],
        writer=writer_rule(book.value("writer_rule"), words),
        proxy_limit=book.value("proxy_max"),
        words=words_in(VoidRulesWords, words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(VoidRulesWords)}


def layout(facts: VoidRulesFacts) -> Paper:
    form = "每个职位一张选票" if facts.separate else "各职位印在一张选票上"
    marks = "同意的在姓名上方的符号栏内画“〇”，不同意的画“×”，弃权的不画符号。"
    if facts.write_in:
        marks += "另选他人的，在空格内写清姓名，并在上方画“〇”。"
    guide = [
        f"本次应选{'、'.join(facts.seats)}，{form}。所选人数可以等于或者少于应选名额，不能多于应选名额。",
        marks,
        "凭有效证件领票，当场核对登记；在秘密写票处独自写票，折好后投入票箱。",
        f"接受委托投票的，凭委托投票证领票，每人接受委托不超过{facts.proxy_limit}人。",
        facts.writer,
        "写坏的选票，在投入票箱以前交回发票处，可以换一张。",
    ]
    blocks: list[Block] = [
        Para(f"{facts.polled}投票选举，依照{facts.basis}实行无记名投票、公开计票。现将有关事项公布如下："),
        Heading1("一、投票须知"),
        *(Para(f"（{cn_number(number)}）{line}") for number, line in enumerate(guide, start=1)),
        Heading1("二、无效票认定规则"),
        *(Para(f"（{cn_number(number)}）{line}") for number, line in enumerate(facts.rules, start=1)),
    ]
    title = round_title(facts, facts.words.body)
    return Paper(title=title, blocks=tuple(blocks), signature=(facts.committee,))


NOTICE = register(
    Notice(
        code=CODE,
        title="投票须知和无效票认定规则公告",
        about="怎样画票，什么样的票无效。",
        subject=Round,
        facts_type=VoidRulesFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=station_places,
        signed_by=lambda facts: facts.committee,
        requires=partial(before_the_polls_close, CODE),
        subjects=current_rounds,
        needed=lambda round: round.takes_ballots,
        due=1,
        closes=Step(
            code="void_rules_notice",
            title="公布投票须知和无效票认定规则",
            stage="election",
            order=270,
            days_before=2,
            responsible="committee",
            optional=True,
            help="在村和每个投票站张贴，写明怎样画票、什么样的票无效。",
            page="ballots:notices",
        ),
        link="ballots:notices",
        untrue_when={"seats": "职位和名额", "separate": "选票样式", "rules": "无效票认定规则"},
        untrue_by=("ballot.designed", "election.posts_set"),
        present=present,
    )
)
