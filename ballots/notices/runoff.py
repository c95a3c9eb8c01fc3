"""A round for the seats left open, or among those with equal votes (另行选举、再次投票公告)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from ballots.aftermath.queries import RUNOFF_NOTICE as CODE
from ballots.models import Round
from ballots.notices.shared import Standing, held_rounds, standing_in
from ballots.queries import boxes_of
from ballots.rules.results import basis
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Block, Column, Paper, Para, Table
from election_office.law.dates import cn_clock, cn_date
from election_office.law.text import cn_number
from villages.models import Election
from villages.notices.shared import (
    NOTICE_NUMBER,
    ElectionFacts,
    first_words_in,
    heading,
    places_of,
    two_line_title,
    words_in,
)


@dataclass(frozen=True)
class RunoffWords:
    body: str
    people: str


@dataclass(frozen=True)
class RunoffFacts(ElectionFacts):
    """``boxes``: name and place of each. Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    what: str
    tie: bool
    polled: str
    opens: str
    closes: str
    place: str
    boxes: tuple[tuple[str, ...], ...]
    posts: tuple[Standing, ...]
    majority: str
    majority_by: str
    turnout: str
    roll_anew: bool
    write_ins: bool
    proxy_max: int
    proxy_by: str
    words: RunoffWords


def _hours_and_posts(round: Round) -> dict[str, Any]:
    election = round.election
    return {
        "polled": cn_date(round.day),
        "opens": cn_clock(election.opens_at),
        "closes": cn_clock(election.closes_at),
        "place": election.polling_place,
        "boxes": tuple((box.name, box.place or election.polling_place) for box in boxes_of(round)),
        "posts": standing_in(round),
    }


def facts(round: Round) -> RunoffFacts:
    if round.kind not in (Round.Kind.RUNOFF, Round.Kind.TIE):
        raise ValidationError("这份公告只用于另行选举和再次投票。")
    if round.state == Round.State.CANCELLED:
        raise ValidationError("这一轮投票已经取消，不能再签发公告。")
    election = round.election
    if not election.polling_place:
        raise ValidationError("还没有填写投票时间和地点，请先在“投票时间和地点”页填写。")
    book, words = election.rulebook, election.words
    share = book.value("runoff_threshold")
    tie = round.kind == Round.Kind.TIE
    part = f"{cn_number(share['den'])}分之{cn_number(share['num'])}"
    wide = bool(book.value("runoff_turnout")) and not tie
    return RunoffFacts(
        **heading(election, f"{words.body}{round.title}公告"),
        **_hours_and_posts(round),
        what=round.title,
        tie=tie,
        majority="只在得票相等的人中投票，得票多的当选"
        if tie
        else f"得票多的当选，但所得票数不得少于这次投票总数的{part}",
        majority_by=str(book.cite("tie_rule" if tie else "runoff_threshold")),
        turnout=f"{words.voter}过半数投票，投票有效。" if wide else "",
        roll_anew=not tie and book.value("runoff_roll") == "updated",
        write_ins=bool(book.value("write_in_allowed")["tie" if tie else "runoff"]),
        proxy_max=book.value("proxy_max"),
        proxy_by=str(book.cite("proxy_max")),
        words=words_in(RunoffWords, words),
    )


def present(round: Round, printed: RunoffFacts) -> Mapping[str, Any]:
    """Boxes that were set up after the notice change nothing that it says."""
    now = _hours_and_posts(round)
    return now | {"boxes": now["boxes"] if printed.boxes else printed.boxes}


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(RunoffWords)}


def layout(facts: RunoffFacts) -> Paper:
    why = "得票相等，不能确定当选人" if facts.tie else "当选人数不足应选名额"
    roll = (
        "名单重新核对，补正后公布；以补正后的名单为准。"
        if facts.roll_anew
        else "沿用本次选举已经公布的名单。"
    )
    others = "可以另选他人。" if facts.write_ins else "不得另选他人。"
    points = [
        f"投票日：{facts.polled}，{facts.opens}开始，{facts.closes}结束。",
        f"投票地点：{facts.place}。",
        f"职位、名额和候选人如下，{others}",
        f"当选票数：{facts.majority}。{facts.turnout}{basis(facts.majority_by)}",
        f"参加投票的{facts.words.people}：{roll}",
        f"委托投票：按公布的委托投票名单办理，每人接受委托不超过{facts.proxy_max}人。{basis(facts.proxy_by)}",
        "投票结束后，票箱当众开启，公开唱票、计票，当场公布结果。",
    ]
    blocks: list[Block] = [Para(f"因{why}，定于{facts.polled}举行{facts.what}，现公告如下：")]
    for number, point in enumerate(points, start=1):
        blocks.append(Para(f"{cn_number(number)}、{point}"))
        if number == 2 and len(facts.boxes) > 1:
            blocks.append(Table([Column("票箱", 1), Column("地点", 1.6)], facts.boxes, points=14))
        if number == 3:
            blocks.append(_candidates(facts.posts))
    title = two_line_title(facts, facts.words.body, f"{facts.what}公告")
    return Paper(title=title, blocks=tuple(blocks), signature=(facts.committee,))


def _candidates(posts: Sequence[Standing]) -> Table:
    columns = [Column("职位和名额", 1.4), Column("候选人", 1.2), Column("上一轮得票", 1)]
    rows = []
    for post in posts:
        head = f"{post.title}（{post.seats}名）"
        for name, votes in zip(post.names, post.votes, strict=True):
            rows.append([head, name, "" if votes is None else str(votes)])
            head = ""
        if not post.names:
            rows.append([head, "不提候选人", ""])
    return Table(columns, rows, points=14)


def _rounds(election: Election) -> Sequence[Round]:
    return [row for row in held_rounds(election) if row.kind in (Round.Kind.RUNOFF, Round.Kind.TIE)]


NOTICE = register(
    Notice(
        code=CODE,
        title="另行选举公告",
        about="另行选举或者再次投票的时间、地点、职位和候选人。",
        subject=Round,
        facts_type=RunoffFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        subjects=_rounds,
        link="ballots:result",
        untrue_when={
            "polled": "投票日",
            "opens": "投票开始时间",
            "closes": "投票结束时间",
            "place": "投票地点",
            "boxes": "票箱",
            "posts": "职位、名额和候选人",
        },
        untrue_by=(
            "election.polling_set",
            "box.added",
            "box.edited",
            "box.removed",
            "candidate.entered",
            "candidate.withdrew",
            "candidate.struck",
        ),
        present=present,
    )
)
