"""Who writes for those who cannot, and where (代写人员名单公告)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError

from ballots.models import PollWorker, Round
from ballots.notices.shared import (
    RoundFacts,
    before_the_polls_close,
    by_the_article,
    current_rounds,
    read_article,
    round_heading,
    round_title,
    station_places,
)
from ballots.notices.staff import require_free_of_kin
from ballots.preparation import queries
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Align, Block, Column, Paper, Para, Table
from election_office.law.words import Words
from villages.notices.shared import NOTICE_NUMBER, first_words_in, words_in

CODE = "ballots.writers_notice"
HALL: Final = "选举大会会场"


@dataclass(frozen=True)
class Writer:
    name: str
    box: str


@dataclass(frozen=True)
class Assisted:
    box: str
    names: str


@dataclass(frozen=True)
class WriterWords:
    body: str
    voter_short: str


@dataclass(frozen=True)
class WritersFacts(RoundFacts):
    """Version 2 added the words of the election; the oldest papers named nobody who is helped."""

    version: ClassVar[int] = 2

    basis: str
    rule: str
    writers: tuple[Writer, ...]
    assisted: tuple[Assisted, ...]
    words: WriterWords


def writer_rule(value: str, words: Words) -> str:
    """The sentence about who may write for a voter."""
    return {
        "official": f"本人不能填写选票的，由{words.committee}确定的代写人代写。",
        "trusted": "本人不能填写选票的，可以委托自己信任的人代写。",
        "either": "本人不能填写选票的，可以请代写人代写，也可以委托自己信任的人代写。",
    }[value]


def _workers(round: Round) -> list[PollWorker]:
    return [worker for worker in queries.workers_of(round) if worker.role == PollWorker.Role.WRITER]


def _named(round: Round, workers: list[PollWorker]) -> Mapping[str, Any]:
    return {
        "writers": tuple(Writer(worker.name, worker.box.name if worker.box else HALL) for worker in workers),
        "assisted": tuple(
            Assisted(row.box.name, row.station.assisted)
            for row in queries.station_rows(round)
            if row.station.assisted
        ),
    }


def facts(round: Round) -> WritersFacts:
    workers = _workers(round)
    if not workers:
        raise ValidationError("还没有确定代写人，请先在“工作人员”页列入；不设代写人的不用签发。")
    require_free_of_kin(round, workers)
    book, words = round.election.rulebook, round.election.words
    return WritersFacts(
        **round_heading(round, "代写人员名单公告"),
        basis=read_article(book.cite("writer_rule")),
        rule=writer_rule(book.value("writer_rule"), words),
        **_named(round, workers),
        words=words_in(WriterWords, words),
    )


def present(round: Round, printed: WritersFacts) -> Mapping[str, Any]:
    return _named(round, _workers(round))


def from_version_1(old: Json) -> Json:
    return {"assisted": []} | old | {"words": first_words_in(WriterWords)}


def layout(facts: WritersFacts) -> Paper:
    rows = [[str(number), writer.name, writer.box] for number, writer in enumerate(facts.writers, start=1)]
    voter = facts.words.voter_short
    blocks: list[Block] = [
        Para(f"{by_the_article(facts.basis)}现将{facts.polled}投票选举的代写人公布如下："),
        Table([Column("序号", 0.7), Column("代写人", 1.6), Column("代写的地点", 2.6)], rows, points=14),
    ]
    if facts.assisted:
        asked = [(row.box, row.names) for row in facts.assisted]
        blocks += [
            Para(f"需要代写的{voter}："),
            Table([Column("投票地点", 1.6), Column(voter, 3.3, Align.LEFT)], asked, points=14),
        ]
    blocks += [
        Para(f"一、{facts.rule}"),
        Para("二、代写人照本人的意愿填写，填好后念给本人听；不得诱导、改变，不得泄露。"),
        Para("三、候选人及其规定范围内的亲属不担任代写人。"),
        Para("四、代写在秘密写票处进行，写好的选票由本人投入票箱。"),
    ]
    title = round_title(facts, facts.words.body)
    return Paper(title=title, blocks=tuple(blocks), signature=(facts.committee,))


def _needed(round: Round) -> bool:
    rows = PollWorker.objects.filter(round=round, role=PollWorker.Role.WRITER)
    return round.takes_ballots and rows.exists()


NOTICE = register(
    Notice(
        code=CODE,
        title="代写人员名单公告",
        about="由谁代写、在哪里代写。",
        subject=Round,
        facts_type=WritersFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=station_places,
        signed_by=lambda facts: facts.committee,
        requires=partial(before_the_polls_close, CODE),
        subjects=current_rounds,
        needed=_needed,
        due=1,
        link="ballots:notices",
        untrue_when={"writers": "代写人", "assisted": "需要代写的人"},
        untrue_by=(
            "station.set",
            "worker.added",
            "worker.removed",
            "worker.assigned",
            "worker.carried_over",
            "box.edited",
            "box.removed",
        ),
        present=present,
    )
)
