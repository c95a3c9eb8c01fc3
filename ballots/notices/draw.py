"""How colour and seal of the ballots were drawn, and opened before the people (选票颜色和印章抽签记录)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.core.exceptions import ValidationError

from ballots.models import MarkDraw
from ballots.notices.shared import held_rounds
from ballots.preparation import actions, queries
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, NumberRule, register
from election_office.documents.paper import Block, Paper, Para, Signatures
from election_office.law.dates import cn_date
from villages.models import Election
from villages.notices.shared import ElectionFacts, first_words_in, two_line_title, words_in

CODE = "ballots.draw_record"
TITLE = "选票颜色和印章抽签记录"


@dataclass(frozen=True)
class DrawWords:
    body: str


@dataclass(frozen=True)
class DrawFacts(ElectionFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    round: str
    polled: str
    colours: str
    seals: str
    drawn_at: str
    drawer: str
    witness: str
    revealed_at: str
    before: str
    colour: str
    seal: str
    words: DrawWords


def facts(draw: MarkDraw) -> DrawFacts:
    drawn = actions.revealed(draw)
    if not drawn or draw.revealed_at is None:
        raise ValidationError("抽签结果还没有启封，启封以后才能签发抽签记录。")
    election = draw.election
    return DrawFacts(
        title=TITLE,
        township=election.village.township.name,
        village=election.village.name,
        term=election.cycle.title,
        committee=election.committee_title,
        day=election.election_day,
        round=draw.round.title,
        polled=cn_date(draw.round.day),
        colours="、".join(draw.options["colour"]),
        seals="、".join(draw.options["seal"]),
        drawn_at=queries.moment(draw.drawn_at),
        drawer=draw.drawer,
        witness=draw.witness,
        revealed_at=queries.moment(draw.revealed_at),
        before=draw.revealed_before,
        colour=drawn["colour"],
        seal=drawn["seal"],
        words=words_in(DrawWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(DrawWords)}


def layout(facts: DrawFacts) -> Paper:
    body = facts.words.body
    sentences = (
        f"{facts.village}{facts.term}{body}选举{facts.round}（投票日{facts.polled}）选票的纸张颜色和"
        "印章，从乡镇备用的名录中随机抽签确定，当场密封，投票日发票前当众启封。",
        f"一、参加抽签的纸张颜色：{facts.colours}。印章：{facts.seals}。",
        f"二、{facts.drawn_at}，由{facts.drawer}抽签，{facts.witness}见证。",
        f"三、{facts.revealed_at}当众启封，在场：{facts.before}。",
        f"四、抽中的纸张颜色：{facts.colour}。抽中的印章：{facts.seal}。",
    )
    blocks: tuple[Block, ...] = (
        *(Para(sentence) for sentence in sentences),
        Signatures(["抽签人", "见证人", "启封在场人", "总监票人"], per_line=2),
    )
    return Paper(title=two_line_title(facts, body, TITLE), blocks=blocks, signature=(facts.committee,))


def _draws(election: Election) -> Sequence[MarkDraw]:
    keys = [voting.pk for voting in held_rounds(election)]
    return list(MarkDraw.objects.filter(round__in=keys, revealed_at__isnull=False)) if keys else []


NOTICE = register(
    Notice(
        code=CODE,
        title=TITLE,
        about="谁抽签、谁见证、何时启封、抽中什么。",
        subject=MarkDraw,
        facts_type=DrawFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NumberRule("ballot_draw", label=lambda subject, year, n: f"抽签〔{year}〕{n}号"),
        signed_by=lambda facts: facts.committee,
        subjects=_draws,
        link="ballots:prepare_draw",
        public=False,
    )
)
