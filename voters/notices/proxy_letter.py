"""The letter by which a voter asks another to vote (委托投票委托书); also blank, to be handed out."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from election_office.accounts.permissions import Permission
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Fields, Paper, Para, Signatures
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.models import Election
from villages.notices.shared import first_words_in, heading, words_in
from voters.models import Proxy
from voters.notices import shared

TITLE = "委托投票委托书"


@dataclass(frozen=True)
class ProxyLetterWords:
    body: str
    group: str
    committee: str


@dataclass(frozen=True)
class ProxyLetterFacts(shared.ProxyFacts):
    """Version 2 added the words."""

    version: ClassVar[int] = 2

    words: ProxyLetterWords


def facts(proxy: Proxy) -> ProxyLetterFacts:
    return ProxyLetterFacts(
        **shared.proxy_heading(proxy, TITLE), words=words_in(ProxyLetterWords, proxy.election.words)
    )


def blank(election: Election) -> ProxyLetterFacts:
    """The same letter with lines instead of names."""
    book = election.rulebook
    empty: dict[str, Any] = {field.name: "" for field in fields(shared.ProxyFacts)}
    known = heading(election, "") | {
        "title": TITLE,
        "card": election.words.card,
        "day_words": cn_date(election.election_day),
        "ground": "　" * 8,
        "running": 0,
        "most": book.value("proxy_max"),
        "card_taken_back": False,
        "unpublished_void": book.value("proxy_unpublished_void"),
        "by": str(book.cite("proxy_ground")),
        "words": words_in(ProxyLetterWords, election.words),
    }
    return ProxyLetterFacts(**empty | known)


def from_version_1(old: Json) -> Json:
    return shared.FIRST_PROXY_FACTS | old | {"words": first_words_in(ProxyLetterWords)}


def layout(facts: ProxyLetterFacts) -> Paper:
    """The letter filled in for both to sign; empty facts leave lines to write on."""
    return Paper(
        title=facts.title,
        blocks=(
            Para(f"{facts.committee}：", indent=False),
            Para(
                f"本人因{facts.ground}，不能参加{facts.day_words}举行的{facts.village}{facts.term}"
                f"{facts.words.body}换届选举投票，现委托下列人员代为投票，按照本人的意愿投票。委托事项为本次选举"
                "全部职位的投票。"
            ),
            Fields(
                (
                    ("委托人", facts.principal),
                    (facts.words.group, facts.principal_group),
                    ("受委托人", facts.agent),
                    (facts.words.group, facts.agent_group),
                    ("双方关系", facts.relation),
                    ("联系电话", ""),
                    ("委托形式", facts.form),
                    ("原因说明", facts.detail),
                ),
                per_line=2,
            ),
            Para(
                f"受委托人承诺：本人不是候选人，接受委托不超过{cn_number(facts.most)}人（本次为第"
                f"{facts.running or '　'}人），按照委托人的意愿投票，不再委托他人（依据：{facts.by}）。"
            ),
            *_telephone(facts),
            Signatures(("委托人签名", "受委托人签名"), per_line=2),
            Signatures(("审核人", "审核人", "日期"), per_line=3),
        ),
        page_numbers=False,
    )


def _telephone(facts: ProxyLetterFacts) -> list[Para]:
    """Who heard a request by telephone."""
    if not facts.witnesses:
        return []
    copied = f"，{facts.id_copy}" if facts.id_copy else ""
    return [Para(f"电话委托由{facts.words.committee}成员{facts.witnesses}免提接听并签字{copied}。")]


NOTICE = register(
    Notice(
        code="voters.proxy_letter",
        title=TITLE,
        about="委托人和受委托人签名的委托书。",
        subject=Proxy,
        facts_type=ProxyLetterFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        own_number=lambda proxy: f"委书〔{proxy.election.election_day.year}〕{proxy.number:04d}号",
        permission=Permission.PROXY_EDIT,
        public=False,
        signed_by=lambda facts: facts.committee,
        requires=shared.in_force,
        link="voters:proxy_list",
    )
)
