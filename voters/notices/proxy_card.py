"""The card an agent brings to vote for another (委托投票证)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from election_office.accounts.permissions import Permission
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
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


NOTICE = register(
    Notice(
        code="voters.proxy_card",
        title="委托投票证",
        about="受委托人凭证领取委托人的选票。",
        subject=Proxy,
        facts_type=ProxyCardFacts,
        facts=facts,
        template="print/voters/proxy_card.html",
        upgrades={1: from_version_1},
        own_number=lambda proxy: f"委〔{proxy.election.election_day.year}〕{proxy.number:04d}号",
        permission=Permission.PROXY_EDIT,
        public=False,
        signed_by=lambda facts: facts.committee,
        requires=shared.in_force,
        link="voters:proxy_list",
    )
)
