"""投票时间和地点公告: where and when people vote, which boxes there are, who serves at them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from ballots import queries
from ballots.models import Box
from ballots.preparation.queries import station_rows
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.models import Posting
from election_office.documents.paper import Align, Column, Paper, Para, Table
from election_office.law.dates import cn_clock
from villages.actions import close_step, notice_posted, notice_voided, notice_withdrawn
from villages.documents import NOTICE_NUMBER, day_of, heading_facts, places_of
from villages.models import Election

POLLING_NOTICE = "ballots.polling_notice"
MOBILE_STEP = "mobile_notice"


def _facts(election: Election) -> dict[str, Any]:
    if not election.polling_place:
        raise ValidationError("还没有填写投票时间和地点，请先在“投票时间和地点”页填写。")
    round = queries.current_round(election)
    rows = station_rows(round) if round else []
    if not rows:
        raise ValidationError("还没有建立票箱，请先在“选票与票箱”页建立会场和投票站的票箱。")
    book = election.rulebook
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举投票时间和地点公告",
        "basis": str(book.cite("secret_ballot")),
        "place": election.polling_place,
        "opens": cn_clock(election.opens_at),
        "closes": cn_clock(election.closes_at),
        "proxy_limit": book.value("proxy_max"),
        "boxes": [
            {
                "name": row.box.name,
                "kind": row.box.get_kind_display(),
                "mobile": row.box.kind == Box.Kind.MOBILE,
                "place": row.station.route or row.box.place or election.polling_place,
                "staff": "、".join(dict.fromkeys(one.name for one in row.workers)) or row.box.staff,
            }
            for row in rows
        ],
    }


def _paper(facts: dict[str, Any]) -> Paper:
    mobile = any(box["mobile"] for box in facts["boxes"])
    staffed = any(box["staff"] for box in facts["boxes"])
    place = Column("地点、路线", 2.8, Align.LEFT) if mobile else Column("投票地点", 1.9)
    columns = [Column("票箱", 1.3), Column("性质", 1.6), place]
    rows = [[box["name"], box["kind"], box["place"]] for box in facts["boxes"]]
    if staffed:
        columns.append(Column("监票、发票人员", 1.8, Align.LEFT))
        rows = [[*row, box["staff"]] for row, box in zip(rows, facts["boxes"], strict=True)]
    blocks: list[Para | Table] = [
        Para(f"根据{facts['basis']}，现将{facts['term']}村民委员会选举投票的时间和地点公布如下："),
        Para(f"一、投票日：{day_of(facts)}。"),
        Para(f"二、投票时间：{facts['opens']}开始，{facts['closes']}结束。"),
        Para(f"三、选举大会会场：{facts['place']}。投票地点和票箱如下："),
        Table(columns, rows, points=12 if mobile else 14),
    ]
    notes = [
        f"请登记参加选举的村民携带有效证件，按时到场领取选票，无记名投票。接受委托的，每人不超过{facts['proxy_limit']}人。",
        "投票结束后，各票箱当众集中开启，在选举大会会场公开唱票、计票，当场公布结果。",
    ]
    if mobile:
        notes.insert(1, "流动票箱只供不能到站投票的村民使用，由监票人员全程护送。")
    for number, note in zip("四五六", notes, strict=False):
        blocks.append(Para(f"{number}、{note}"))
    title = facts["title"].replace("选举投票", "选举\n投票")
    return Paper(title=title, blocks=tuple(blocks), signature=(facts["committee"],))


def _posted(posting: Posting) -> None:
    """A village whose notice names no mobile box owes nobody a list of its voters."""
    notice_posted(posting)
    document = posting.document
    if document.fully_posted_on is None or any(box["mobile"] for box in document.facts["boxes"]):
        return
    assert document.election_id is not None, "the notice of the polls belongs to an election"
    close_step(
        election=Election.objects.get(pk=document.election_id),
        code=MOBILE_STEP,
        done_on=document.fully_posted_on,
        evidence=f"{document.number} {document.title}：不设流动票箱".strip(),
        by=posting.recorded_by,
    )


register(
    DocumentKind(
        code=POLLING_NOTICE,
        title="投票时间和地点公告",
        facts=_facts,
        compose=_paper,
        number_rule=NOTICE_NUMBER,
        places=places_of,
        public=True,
        signed_by=lambda facts: str(facts["committee"]),
        on_posted=_posted,
        on_voided=notice_voided,
        on_revoked=notice_withdrawn,
    )
)
