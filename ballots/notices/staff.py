"""Who serves at the polls (选举工作人员名单公告)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

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
)
from ballots.preparation import queries
from ballots.queries import boxes_of
from election_office.core.forms import refusal_sentence
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Align, Block, Column, Paper, Para, Table
from villages.notices.shared import NOTICE_NUMBER, first_words_in, places_of, words_in

CODE = "ballots.staff_notice"


@dataclass(frozen=True)
class StaffGroup:
    title: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class StaffedBox:
    name: str
    staff: tuple[str, ...]


@dataclass(frozen=True)
class StaffWords:
    body: str
    people: str
    committee: str


@dataclass(frozen=True)
class StaffFacts(RoundFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    basis: str
    groups: tuple[StaffGroup, ...]
    boxes: tuple[StaffedBox, ...]
    words: StaffWords


def require_free_of_kin(round: Round, workers: Sequence[PollWorker]) -> None:
    """A page that shows a draft expects sentences, not a refusal."""
    refusals = queries.staff_decision(round, workers).refusals
    if refusals:
        raise ValidationError([f"{refusal_sentence(refusal)}请先撤换。" for refusal in refusals])


def _groups(workers: Sequence[PollWorker]) -> tuple[StaffGroup, ...]:
    return tuple(
        StaffGroup(label, names)
        for role, label in PollWorker.Role.choices
        if (names := tuple(worker.name for worker in workers if worker.role == role))
    )


def _boxes(round: Round, workers: Sequence[PollWorker]) -> tuple[StaffedBox, ...]:
    return tuple(
        StaffedBox(box.name, staff)
        for box in boxes_of(round)
        if (
            staff := tuple(
                f"{worker.name}（{worker.get_role_display()}）"
                for worker in workers
                if worker.box_id == box.pk
            )
        )
    )


def facts(round: Round) -> StaffFacts:
    workers = queries.workers_of(round)
    if not workers:
        raise ValidationError("还没有列入工作人员，请先在“工作人员”页确定。")
    require_free_of_kin(round, workers)
    return StaffFacts(
        **round_heading(round, "工作人员名单公告"),
        basis=read_article(round.election.rulebook.cite("staff_relation_set")),
        groups=_groups(workers),
        boxes=_boxes(round, workers),
        words=words_in(StaffWords, round.election.words),
    )


def present(round: Round, printed: StaffFacts) -> Mapping[str, Any]:
    workers = queries.workers_of(round)
    return {"groups": _groups(workers), "boxes": _boxes(round, workers)}


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(StaffWords)}


def _spread(names: Sequence[str]) -> str:
    """Names of two characters are spread, so that the columns of a list stand straight."""
    return "　".join(f"{name[0]}　{name[1]}" if len(name) == 2 else name for name in names)


def layout(facts: StaffFacts) -> Paper:
    rows = [[group.title, f"{len(group.names)}名", _spread(group.names)] for group in facts.groups]
    blocks: list[Block] = [
        Para(
            f"{by_the_article(facts.basis)}经{facts.words.committee}研究，现将{facts.polled}投票选举的工作人员名单公布如下。"
            f"名单上的人应当回避的，{facts.words.people}可以在投票日以前向{facts.words.committee}提出。"
        ),
        Table([Column("工作", 1), Column("人数", 0.7), Column("姓名", 4, Align.LEFT)], rows, points=14),
    ]
    if facts.boxes:
        rows = [[box.name, "、".join(box.staff)] for box in facts.boxes]
        blocks.append(Table([Column("票箱", 1.3), Column("分工", 4.4, Align.LEFT)], rows, points=13))
    title = round_title(facts, facts.words.body)
    return Paper(title=title, blocks=tuple(blocks), signature=(facts.committee,))


NOTICE = register(
    Notice(
        code=CODE,
        title="选举工作人员名单公告",
        about="总监票、监票、唱票、计票、发票和代写人员。",
        subject=Round,
        facts_type=StaffFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=partial(before_the_polls_close, CODE),
        subjects=current_rounds,
        needed=lambda round: round.takes_ballots,
        due="staff_notice_days",
        closes=Step(
            code="staff_notice",
            title="公布选举工作人员名单",
            stage="election",
            order=240,
            days_before=5,
            deadline="D17",
            responsible="committee",
            waits_for=("formal_list",),
            optional=True,
            help="公布监票、唱票、计票、发票、代写人员；候选人及其亲属回避。",
            page="ballots:staff",
        ),
        link="ballots:staff",
        untrue_when={"groups": "工作人员", "boxes": "票箱分工"},
        untrue_by=(
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
