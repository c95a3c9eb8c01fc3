"""Who votes at a mobile box, and why (流动票箱投票人员名单公告)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from ballots.models import Box, Round
from ballots.notices.shared import (
    RoundFacts,
    before_the_polls_close,
    by_the_article,
    current_rounds,
    read_article,
    round_heading,
    round_title,
)
from ballots.preparation import queries
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Align, Block, Column, Heading1, Paper, Para, Table
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.notices.shared import NOTICE_NUMBER, first_words_in, places_of, words_in

CODE = queries.MOBILE_NOTICE


@dataclass(frozen=True)
class ListedVoter:
    serial: str
    name: str
    group: str
    reason: str


@dataclass(frozen=True)
class MobileBox:
    """``key`` and ``keys``: the box and the entries of the roll, by which the pages tell who was listed
    after the notice."""

    key: int
    keys: tuple[int, ...]
    name: str
    route: str
    approval: str
    approved_on: str
    watchers: tuple[str, ...]
    voters: tuple[ListedVoter, ...]


@dataclass(frozen=True)
class MobileWords:
    body: str
    people: str
    group: str


@dataclass(frozen=True)
class MobileFacts(RoundFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    basis: str
    boxes: tuple[MobileBox, ...]
    words: MobileWords


def _rows(round: Round) -> list[queries.StationRow]:
    return [row for row in queries.station_rows(round) if row.box.kind == Box.Kind.MOBILE]


def _box(row: queries.StationRow) -> MobileBox:
    approved_on = row.station.approved_on
    return MobileBox(
        key=row.box.pk,
        keys=tuple(voter.registration_id for voter in row.voters),
        name=row.box.name,
        route=row.station.route,
        approval=row.station.approval,
        approved_on=cn_date(approved_on) if approved_on else "",
        watchers=tuple(worker.name for worker in row.workers if worker.role in ("chief", "scrutineer")),
        voters=tuple(
            ListedVoter(
                serial=str(voter.registration.serial or ""),
                name=voter.registration.person.name,
                group=voter.registration.place,
                reason=voter.reason,
            )
            for voter in row.voters
        ),
    )


def facts(round: Round) -> MobileFacts:
    rows = _rows(round)
    if not rows:
        raise ValidationError("本轮投票没有流动票箱，不用签发这份公告。")
    for row in rows:
        if not row.voters:
            raise ValidationError(f"流动票箱“{row.box.name}”还没有列出投票人。")
    return MobileFacts(
        **round_heading(round, "流动票箱投票人员名单公告"),
        basis=read_article(round.election.rulebook.cite("mobile_box")),
        boxes=tuple(_box(row) for row in rows),
        words=words_in(MobileWords, round.election.words),
    )


def present(round: Round, printed: MobileFacts) -> Mapping[str, Any]:
    return {"boxes": tuple(_box(row) for row in _rows(round))}


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(MobileWords)}


def layout(facts: MobileFacts) -> Paper:
    words = facts.words
    blocks: list[Block] = [
        Para(
            f"{by_the_article(facts.basis)}现将{facts.polled}使用流动票箱投票的{words.people}"
            "和护送票箱的监票人公布如下："
        )
    ]
    for number, box in enumerate(facts.boxes, start=1):
        blocks.append(Heading1(f"{cn_number(number)}、{box.name}（{len(box.voters)}人）"))
        if box.approval:
            blocks.append(Para(f"批准文件：{box.approval}（{box.approved_on}）。"))
        if box.route:
            blocks.append(Para(f"路线和时间：{box.route}。"))
        if box.watchers:
            blocks.append(Para(f"监票人：{'、'.join(box.watchers)}。"))
        columns = [
            Column("名单序号", 0.9),
            Column("姓名", 1.1),
            Column(words.group, 1.4),
            Column("不能到站投票的原因", 2.6, Align.LEFT),
        ]
        rows = [[voter.serial, voter.name, voter.group, voter.reason] for voter in box.voters]
        blocks.append(Table(columns, rows, points=14))
    blocks.append(Para(f"不在名单上的{words.people}，请到选举大会会场或者投票站投票。"))
    title = round_title(facts, words.body)
    return Paper(title=title, blocks=tuple(blocks), signature=(facts.committee,))


def _needed(round: Round) -> bool:
    return round.takes_ballots and Box.objects.filter(round=round, kind=Box.Kind.MOBILE).exists()


NOTICE = register(
    Notice(
        code=CODE,
        title="流动票箱投票人员名单公告",
        about="使用流动票箱的人和原因，护送的监票人。",
        subject=Round,
        facts_type=MobileFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=partial(before_the_polls_close, CODE),
        subjects=current_rounds,
        needed=_needed,
        due=1,
        closes=Step(
            code="mobile_notice",
            title="公布流动票箱投票人员名单",
            stage="election",
            order=260,
            days_before=2,
            deadline="D22",
            responsible="committee",
            waits_for=("roll_notice",),
            optional=True,
            help="列名公布使用流动票箱的{w.people}和原因；不设流动票箱的取消这一步。",
            page="ballots:stations",
        ),
        link="ballots:stations",
        untrue_when={"boxes": "流动票箱、投票人和护送的监票人"},
        untrue_by=(
            "mobile_voter.listed",
            "mobile_voter.unlisted",
            "station.set",
            "box.added",
            "box.edited",
            "box.removed",
            "worker.added",
            "worker.removed",
            "worker.assigned",
            "worker.carried_over",
        ),
        present=present,
    )
)
