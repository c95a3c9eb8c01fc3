"""The day of the election (选举日公告)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from election_office.accounts.permissions import Permission
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import (
    GUIDANCE_NUMBER,
    ElectionFacts,
    first_words_in,
    heading,
    places_of,
    two_line_title,
    words_in,
)


@dataclass(frozen=True)
class DayWords:
    body: str
    people: str
    here: str
    roll: str


@dataclass(frozen=True)
class ElectionDayFacts(ElectionFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    guidance: str
    term_by: str
    roll_by: str
    seats: tuple[str, ...]
    total: int
    words: DayWords


def facts(election: Election) -> ElectionDayFacts:
    book = election.rulebook
    posts = list(election.posts.all())
    return ElectionDayFacts(
        **heading(election, f"{election.words.body}换届选举日公告"),
        guidance=election.guidance_title,
        term_by=str(book.cite("term_years")),
        roll_by=cn_date(election.election_day - dt.timedelta(days=book.value("roll_days"))),
        seats=tuple(f"{post.title}{post.seats}名" for post in posts),
        total=sum(post.seats for post in posts),
        words=words_in(DayWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(DayWords)}


def layout(facts: ElectionDayFacts) -> Paper:
    words = facts.words
    return Paper(
        title=two_line_title(facts, words.body, "选举日公告"),
        blocks=(
            Para(f"全体{words.people}：", indent=False),
            Para(
                f"{words.here}上届{words.body}任期届满。根据{facts.term_by}，现将{facts.term}{words.body}换届选举的"
                "有关事项公布如下："
            ),
            Para(f"一、选举日定为{cn_date(facts.day)}。"),
            Para(f"二、本届{words.body}共{facts.total}人，其中{'、'.join(facts.seats)}。"),
            Para(
                f"三、年满十八周岁的{words.people}，除依照法律被剥夺政治权利的人外，都有选举权和被选举权；"
                "年龄计算到选举日为止。"
            ),
            Para(f"四、{words.roll}最迟于{facts.roll_by}公布，请{words.people}届时查看。"),
            Para(f"请广大{words.people}珍惜民主权利，积极参加选举。"),
        ),
        signature=(facts.guidance,),
    )


def spoken(facts: ElectionDayFacts) -> list[str]:
    words = facts.words
    return [
        f"{words.here}{facts.term}{words.body}的选举日，定在{cn_date(facts.day)}。",
        f"这次要选{'，'.join(facts.seats)}，一共{facts.total}人。",
        f"请{words.people}互相转告，在外的家人请电话通知，按时参加登记和投票。",
    ]


NOTICE = register(
    Notice(
        code="villages.day_notice",
        title="选举日公告",
        about="选举日、职位和名额。",
        subject=Election,
        facts_type=ElectionDayFacts,
        facts=facts,
        layout=layout,
        spoken=spoken,
        upgrades={1: from_version_1},
        number=GUIDANCE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.guidance,
        stages=(Stage.ELECTION,),
        closes=Step(
            code="day_notice",
            title="公布选举日",
            stage="election",
            order=110,
            days_before=36,
            deadline="D02",
            responsible="township",
            help="由镇选举指导机构发布公告，在村和各{w.group}张贴。",
        ),
        link="villages:election_detail",
        untrue_when={"day": "选举日", "seats": "职位和名额", "roll_by": "名单公布日期"},
        untrue_by=("election.day_moved", "election.posts_set"),
        permission=Permission.CYCLE_PLAN,
    )
)
