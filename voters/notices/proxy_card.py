"""The card an agent brings to vote for another (委托投票证)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from election_office.accounts.permissions import Permission
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Align, Paper, Para, Size
from villages.notices.shared import first_words_in, words_in
from voters.models import Proxy
from voters.notices import shared


@dataclass(frozen=True)
class ProxyCardWords:
    body: str


@dataclass(frozen=True)
class ProxyCardFacts(shared.ProxyFacts):
    """Version 2 added the words."""

    version: ClassVar[int] = 2

    words: ProxyCardWords


def facts(proxy: Proxy) -> ProxyCardFacts:
    return ProxyCardFacts(
        **shared.proxy_heading(proxy, "委托投票证"), words=words_in(ProxyCardWords, proxy.election.words)
    )


def from_version_1(old: Json) -> Json:
    return shared.FIRST_PROXY_FACTS | old | {"words": first_words_in(ProxyCardWords)}


def word_layout(facts: ProxyCardFacts) -> Paper:
    principal = f"，名单第{facts.principal_serial}号" if facts.principal_serial else ""
    agent = f"，名单第{facts.agent_serial}号" if facts.agent_serial else ""
    place = f"　投票地点：{facts.place}" if facts.place else ""
    unpublished = "未经公布的委托无效。" if facts.unpublished_void else ""
    lines = (
        f"委托人：{facts.principal}（{facts.principal_group}{principal}）",
        f"受委托人：{facts.agent}（{facts.agent_group}{agent}）　关系：{facts.relation}",
        f"委托原因：{facts.ground}　办理日期：{facts.requested_on}",
        f"受委托人接受的第{facts.running}项委托（最多{facts.most}项）",
        f"投票日期：{facts.day_words}{place}",
        f"委托人{facts.card}：{'已收回' if facts.card_taken_back else '未收回'}",
        "凭本证和受委托人本人证件领取委托人的选票，一证一票，不得转让，不得再委托。委托撤销的，本证无效。"
        + unpublished,
    )
    return Paper(
        title="委托投票证",
        blocks=(
            Para(
                f"{facts.village}{facts.term}{facts.words.body}换届选举　第{facts.number}号",
                indent=False,
                align=Align.CENTER,
            ),
            *(Para(line, indent=False) for line in lines),
            Para(f"{facts.committee}（盖章）", align=Align.RIGHT),
        ),
        size=Size.A5,
        landscape=True,
        points=12,
        leading=0.9,
        page_numbers=False,
    )


NOTICE = register(
    Notice(
        code="voters.proxy_card",
        title="委托投票证",
        about="受委托人凭证领取委托人的选票。",
        subject=Proxy,
        facts_type=ProxyCardFacts,
        facts=facts,
        template="print/voters/proxy_card.html",
        word_layout=word_layout,
        upgrades={1: from_version_1},
        own_number=lambda proxy: f"委〔{proxy.election.election_day.year}〕{proxy.number:04d}号",
        permission=Permission.PROXY_EDIT,
        public=False,
        signed_by=lambda facts: facts.committee,
        requires=shared.in_force,
        link="voters:proxy_list",
    )
)
