"""Who votes for whom (委托投票名单公告)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from election_office.documents.facts import Json
from election_office.documents.notice import Notice, Place, Step, register
from election_office.documents.paper import Block, Column, Paper, Para, Table
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, first_words_in, heading, words_in
from voters import queries


@dataclass(frozen=True)
class ProxyWords:
    body: str
    here: str
    group: str


@dataclass(frozen=True)
class ProxyListFacts(ElectionFacts):
    """``numbers``: by these the pages tell which proxies people have been told of. ``pairs``: the voter and
    the group, the agent and the group, what they are to each other. Version 2 added the words."""

    version: ClassVar[int] = 2

    by: str
    most: int
    day_words: str
    numbers: tuple[int, ...]
    pairs: tuple[tuple[str, ...], ...]
    words: ProxyWords


def places(election: Election) -> list[Place]:
    """Where the rulebook wants the list: the village's board, and every group's where it says so."""
    everywhere = election.rulebook.value("proxy_places") == "village_and_groups"
    return [
        Place(place.key, place.name, required=everywhere or place.key == "village")
        for place in election.village.places()
    ]


def facts(election: Election) -> ProxyListFacts:
    book, proxies = election.rulebook, queries.proxies_in_force(election)
    return ProxyListFacts(
        **heading(election, f"{election.words.election}委托投票名单公告"),
        by=str(book.cite("proxy_ground")),
        most=book.value("proxy_max"),
        day_words=cn_date(election.election_day),
        numbers=tuple(proxy.number for proxy in proxies),
        pairs=tuple(
            (
                proxy.principal.person.name,
                proxy.principal.place,
                proxy.agent.person.name,
                proxy.agent.place,
                str(proxy.relation_label),
            )
            for proxy in proxies
        ),
        words=words_in(ProxyWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(ProxyWords)}


def layout(facts: ProxyListFacts) -> Paper:
    blocks = _list_of(facts) if facts.pairs else _nobody(facts)
    return Paper(title=facts.title, blocks=blocks, signature=(facts.committee,))


def _nobody(facts: ProxyListFacts) -> tuple[Block, ...]:
    return (
        Para(
            f"{facts.words.here}{facts.term}{facts.words.body}换届选举定于{facts.day_words}举行。"
            f"到委托投票办理截止之日，{facts.words.here}无委托投票。现予公布。"
        ),
    )


def _list_of(facts: ProxyListFacts) -> tuple[Block, ...]:
    rows = [[str(number), *pair] for number, pair in enumerate(facts.pairs, start=1)]
    columns = (
        Column("序号", 0.7),
        Column("委托人", 1.6),
        Column(facts.words.group, 1.8),
        Column("受委托人", 1.6),
        Column(facts.words.group, 1.8),
        Column("受委托人是委托人的", 2),
    )
    return (
        Para(
            f"根据{facts.by}，经{facts.committee}审核，{facts.day_words}选举时下列"
            f"{len(rows)}人委托他人投票，现将委托人和受委托人名单公布如下："
        ),
        Table(columns, rows),
        Para(
            f"每一受委托人接受委托不超过{cn_number(facts.most)}人；受委托人凭委托投票证领取选票，"
            "按照委托人的意愿投票，不得再委托他人。"
        ),
    )


def spoken(facts: ProxyListFacts) -> list[str]:
    return [
        f"{facts.words.here}已经办好委托投票的有{len(facts.pairs)}人，名单张贴在公告栏。",
        f"一个人最多接受{facts.most}人的委托，不能再转托别人。",
        f"选举日是{cn_date(facts.day)}，接受委托的人请带上委托投票证，替委托人投票。",
        "委托人自己回来的，可以先撤销委托，自己投票。",
    ]


NOTICE = register(
    Notice(
        code="voters.proxy_notice",
        title="委托投票名单公告",
        about="委托人和受委托人。",
        subject=Election,
        facts_type=ProxyListFacts,
        facts=facts,
        layout=layout,
        spoken=spoken,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places,
        signed_by=lambda facts: facts.committee,
        stages=(Stage.ELECTION,),
        due="proxy_publish_days",
        closes=Step(
            code="proxy_notice",
            title="公布委托投票名单",
            stage="election",
            order=250,
            days_before=2,
            deadline="D21",
            responsible="committee",
            waits_for=("roll_notice",),
            help="公布委托人和受委托人；没有人办理委托的，登记“无委托”后办结。",
            page="voters:proxy_list",
        ),
        link="voters:proxy_list",
        # A proxy granted or ended later is told on the page of proxies, by its number.
        untrue_when={"day_words": "选举日"},
        untrue_by=("election.day_moved",),
    )
)
