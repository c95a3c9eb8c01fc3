"""Where and when people vote, which boxes there are, who serves at them (投票时间和地点公告)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from ballots import queries
from ballots.models import Box, Round
from ballots.preparation.queries import station_rows
from election_office.documents import notice as papers
from election_office.documents.facts import Json
from election_office.documents.models import Posting
from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Align, Column, Paper, Para, Table
from election_office.law.dates import cn_clock, cn_date
from villages.actions import close_step
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import (
    NOTICE_NUMBER,
    ElectionFacts,
    first_words_in,
    heading,
    places_of,
    words_in,
)

CODE = "ballots.polling_notice"
MOBILE_STEP = "mobile_notice"


@dataclass(frozen=True)
class PollingBox:
    name: str
    kind: str
    mobile: bool
    place: str
    staff: str


@dataclass(frozen=True)
class PollingWords:
    body: str
    people: str
    voter: str


@dataclass(frozen=True)
class PollingFacts(ElectionFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    basis: str
    place: str
    opens: str
    closes: str
    proxy_limit: int
    boxes: tuple[PollingBox, ...]
    words: PollingWords


def _boxes(election: Election, round: Round | None) -> tuple[PollingBox, ...]:
    rows = station_rows(round) if round else []
    return tuple(
        PollingBox(
            name=row.box.name,
            kind=row.box.get_kind_display(),
            mobile=row.box.kind == Box.Kind.MOBILE,
            place=row.station.route or row.box.place or election.polling_place,
            staff="、".join(dict.fromkeys(worker.name for worker in row.workers)) or row.box.staff,
        )
        for row in rows
    )


def facts(election: Election) -> PollingFacts:
    if not election.polling_place:
        raise ValidationError("还没有填写投票时间和地点，请先在“投票时间和地点”页填写。")
    boxes = _boxes(election, queries.current_round(election))
    if not boxes:
        raise ValidationError("还没有建立票箱，请先在“选票与票箱”页建立会场和投票站的票箱。")
    book = election.rulebook
    return PollingFacts(
        **heading(election, f"{election.words.body}选举投票时间和地点公告"),
        basis=str(book.cite("secret_ballot")),
        place=election.polling_place,
        opens=cn_clock(election.opens_at),
        closes=cn_clock(election.closes_at),
        proxy_limit=book.value("proxy_max"),
        boxes=boxes,
        words=words_in(PollingWords, election.words),
    )


def present(election: Election, printed: PollingFacts) -> Mapping[str, Any]:
    """What the notice says is of the first round: a runoff has boxes and papers of its own. Who serves at a
    box that was printed without staff is told by the notice of the staff."""
    first = Round.objects.filter(election=election, number=1).first()
    unstaffed = {box.name for box in printed.boxes if not box.staff}
    boxes = (replace(box, staff="") if box.name in unstaffed else box for box in _boxes(election, first))
    return {
        "day": election.election_day,
        "place": election.polling_place,
        "opens": cn_clock(election.opens_at),
        "closes": cn_clock(election.closes_at),
        "boxes": tuple(boxes),
    }


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(PollingWords)}


def layout(facts: PollingFacts) -> Paper:
    mobile = any(box.mobile for box in facts.boxes)
    staffed = any(box.staff for box in facts.boxes)
    place = Column("地点、路线", 2.8, Align.LEFT) if mobile else Column("投票地点", 1.9)
    columns = [Column("票箱", 1.3), Column("性质", 1.6), place]
    rows = [[box.name, box.kind, box.place] for box in facts.boxes]
    if staffed:
        columns.append(Column("监票、发票人员", 1.8, Align.LEFT))
        rows = [[*row, box.staff] for row, box in zip(rows, facts.boxes, strict=True)]
    blocks: list[Para | Table] = [
        Para(f"根据{facts.basis}，现将{facts.term}{facts.words.body}选举投票的时间和地点公布如下："),
        Para(f"一、投票日：{cn_date(facts.day)}。"),
        Para(f"二、投票时间：{facts.opens}开始，{facts.closes}结束。"),
        Para(f"三、选举大会会场：{facts.place}。投票地点和票箱如下："),
        Table(columns, rows, points=12 if mobile else 14),
    ]
    notes = [
        f"请{facts.words.voter}携带有效证件，按时到场领取选票，无记名投票。"
        f"接受委托的，每人不超过{facts.proxy_limit}人。",
        "投票结束后，各票箱当众集中开启，在选举大会会场公开唱票、计票，当场公布结果。",
    ]
    if mobile:
        notes.insert(1, f"流动票箱只供不能到站投票的{facts.words.people}使用，由监票人员全程护送。")
    for number, note in zip("四五六", notes, strict=False):
        blocks.append(Para(f"{number}、{note}"))
    title = facts.title.replace("选举投票", "选举\n投票")
    return Paper(title=title, blocks=tuple(blocks), signature=(facts.committee,))


def _posted(posting: Posting) -> None:
    """A village whose notice names no mobile box owes nobody a list of its voters."""
    document = posting.document
    if document.fully_posted_on is None or document.needs_correction:
        return
    if any(box.mobile for box in papers.get(CODE).printed(document).boxes):
        return
    assert document.election_id is not None, "the notice of the polls belongs to an election"
    close_step(
        election=Election.objects.get(pk=document.election_id),
        code=MOBILE_STEP,
        done_on=document.fully_posted_on,
        evidence=f"{document.number} {document.title}：不设流动票箱".strip(),
        by=posting.recorded_by,
    )


def spoken(facts: PollingFacts) -> list[str]:
    stations = [box for box in facts.boxes if not box.mobile]
    moving = [box for box in facts.boxes if box.mobile]
    return [
        f"{cn_date(facts.day)}投票，从{facts.opens}开始，到{facts.closes}结束。",
        f"投票的会场在{facts.place}。",
        *([f"投票站有：{'；'.join(f'{box.name}，在{box.place}' for box in stations)}。"] if stations else []),
        *([f"流动票箱有{len(moving)}个，按公布的名单上门。"] if moving else []),
        "请带上身份证和证件，本人到场领票，到秘密写票处写票。",
        f"在外不能回来的，可以提前书面委托别人代投，一个人最多接受{facts.proxy_limit}人的委托。",
    ]


NOTICE = register(
    Notice(
        code=CODE,
        title="投票时间和地点公告",
        about="会场、投票站、流动票箱、起止时间和计票地点。",
        subject=Election,
        facts_type=PollingFacts,
        facts=facts,
        layout=layout,
        spoken=spoken,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        stages=(Stage.ELECTION,),
        due="notice_days",
        closes=Step(
            code="polling_notice",
            title="公布投票时间和地点",
            stage="election",
            order=230,
            days_before=6,
            deadline="D18",
            responsible="committee",
            waits_for=("roll_notice",),
            help="公布选举大会会场、投票站、投票起止时间和选举工作人员。",
            page="ballots:boxes",
        ),
        link="ballots:boxes",
        untrue_when={
            "day": "投票日",
            "place": "会场",
            "opens": "投票开始时间",
            "closes": "投票结束时间",
            "boxes": "票箱、投票地点和工作人员",
        },
        untrue_by=(
            "election.day_moved",
            "election.polling_set",
            "box.added",
            "box.edited",
            "box.removed",
            "station.set",
            "worker.added",
            "worker.removed",
            "worker.assigned",
        ),
        present=present,
        on_posted=_posted,
    )
)
