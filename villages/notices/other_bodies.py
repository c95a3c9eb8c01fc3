"""The bodies that no other notice names: committees below the village's own, council, women, youth, grids."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from election_office.core.gather import rows_once
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Heading1, Paper, Para
from election_office.law.dates import cn_date
from villages.bodies import queries
from villages.models import Body, Election
from villages.models.elections import Stage
from villages.notices.shared import (
    NOTICE_NUMBER,
    ElectionFacts,
    heading,
    places_of,
    two_line_title,
    words_in,
)

WHAT = "配套组织名单公告"
KINDS = (
    Body.Kind.SUBORDINATE,
    Body.Kind.COUNCIL,
    Body.Kind.WOMEN,
    Body.Kind.YOUTH,
    Body.Kind.MILITIA,
    Body.Kind.GRIDS,
)


@dataclass(frozen=True)
class OtherWords:
    body: str
    here: str


@dataclass(frozen=True)
class OtherBody:
    """``posts``: a post and the names in it."""

    title: str
    chosen_on: str
    chosen_by: str
    posts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OtherBodiesFacts(ElectionFacts):
    bodies: tuple[OtherBody, ...]
    words: OtherWords


def facts(election: Election) -> OtherBodiesFacts:
    bodies = [_body(body) for body in election.bodies.filter(kind__in=KINDS).order_by("pk")]
    filled = tuple(body for body in bodies if body.posts)
    if not filled:
        raise ValidationError("还没有登记其他组织的成员，请先登记产生情况和成员。")
    return OtherBodiesFacts(
        **heading(election, f"{election.words.body}选举{WHAT}"),
        bodies=filled,
        words=words_in(OtherWords, election.words),
    )


def _body(body: Body) -> OtherBody:
    posts: dict[str, list[str]] = {}
    for row in queries.holders(body):
        name = row.person.name + ("（女）" if row.person.sex == "female" else "")
        posts.setdefault(row.post_title, []).append(name)
    return OtherBody(
        title=body.title,
        chosen_on=cn_date(body.chosen_on),
        chosen_by=body.origin,
        posts=tuple((post, "、".join(names)) for post, names in posts.items()),
    )


def layout(facts: OtherBodiesFacts) -> Paper:
    blocks: list[Heading1 | Para] = [Para(f"{facts.words.here}下列组织的成员已经产生，名单公布如下：")]
    for body in facts.bodies:
        blocks.append(Heading1(f"{body.title}（{body.chosen_on}经{body.chosen_by}产生）"))
        blocks += [Para(f"{post}：{names}") for post, names in body.posts]
    return Paper(
        title=two_line_title(facts, facts.words.body, WHAT),
        blocks=tuple(blocks),
        signature=(facts.committee,),
    )


@rows_once
def _bodies(election: Election) -> QuerySet[Body]:
    return election.bodies.filter(kind__in=KINDS)[:1]


def _any(election: Election) -> bool:
    return bool(_bodies(election))


NOTICE = register(
    Notice(
        code="villages.other_bodies_notice",
        title=WHAT,
        about="下属委员会、理事会、妇联、共青团、民兵、网格的成员。",
        subject=Election,
        facts_type=OtherBodiesFacts,
        facts=facts,
        layout=layout,
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        stages=(Stage.ELECTION, Stage.FOLLOW_UP),
        needed=_any,
        reads=(_bodies,),
        link="villages:bodies",
        untrue_when={"bodies": "成员"},
        untrue_by=("holder.added", "holder.updated", "holder.ended"),
    )
)
