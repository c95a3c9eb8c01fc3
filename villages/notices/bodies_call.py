"""That representatives and group leaders are chosen, when and how (代表、小组长推选公告)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Block, Column, Heading1, Paper, Para, Table
from election_office.law.dates import cn_clock, cn_date
from election_office.law.decision import Decision
from election_office.law.words import GENERAL, in_words_of
from villages.bodies.calls import queries
from villages.bodies.calls.rules import check_calls
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import (
    NOTICE_NUMBER,
    ElectionFacts,
    heading,
    places_of,
    two_line_title,
    words_in,
)

MOST_IN_ONE_COLUMN = 16


@dataclass(frozen=True)
class CallWords:
    body: str
    here: str
    people: str
    group: str
    group_leader: str
    group_meeting: str
    representative: str
    representatives: str


@dataclass(frozen=True)
class GroupMeeting:
    group: str
    day: str
    hour: str
    venue: str


@dataclass(frozen=True)
class BodiesCallFacts(ElectionFacts):
    """``opens`` empty: all groups on one day. The shares and numbers are said as the rulebook says them.
    Version 2 added hour and place of each group's meeting."""

    version: ClassVar[int] = 2

    opens: str
    closes: str
    basis: str
    least: str
    most: str
    women: str
    groups: int
    group_quorum: str
    group_basis: str
    words: CallWords
    meetings: tuple[GroupMeeting, ...]


def planned(election: Election) -> Decision:
    return check_calls(queries.facts_of(election))


def facts(election: Election) -> BodiesCallFacts:
    step, book, words = queries.step_of(election), election.rulebook, election.words
    starts = step.starts_on if step else None
    return BodiesCallFacts(
        **heading(election, f"{words.body}选举{_what(words.representative, words.group_leader)}"),
        opens=_day(starts),
        closes=_day(step.due_on if step else None),
        basis=str(book.cite("reps_households_min")),
        least=book.parameter("reps_households_min").display,
        most=book.parameter("reps_households_max").display,
        women=book.parameter("reps_women_share_min").display,
        groups=election.village.groups.count(),
        group_quorum=book.parameter("group_meeting_quorum").display,
        group_basis=str(book.cite("group_meeting_quorum")),
        words=words_in(CallWords, words),
        meetings=tuple(
            GroupMeeting(
                in_words_of(election.kind, group.title),
                cn_date(call.held_on),
                cn_clock(call.opens_at),
                call.venue,
            )
            for group, call in queries.calls_of(election)
            if call is not None
        ),
    )


def from_version_1(old: Json) -> Json:
    return old | {"meetings": []}


def _meetings(facts: BodiesCallFacts) -> tuple[Block, ...]:
    """A sentence where all groups meet together, else a table; two groups beside each other where many."""
    met = {(row.day, row.hour, row.venue) for row in facts.meetings}
    if not met:
        return ()
    if len(met) == 1:
        [(day, hour, venue)] = met
        return (Para(f"各{facts.words.group}均于{day}{hour}在{venue}推选。"),)
    titles = (("组别", 1.7), ("日期", 1.9), ("时间", 1.3), ("地点", 1.9))
    rows = [(row.group, row.day, row.hour, row.venue) for row in facts.meetings]
    beside = 2 if len(rows) > MOST_IN_ONE_COLUMN else 1
    half = -(-len(rows) // beside)
    rows += [("", "", "", "")] * (half * beside - len(rows))
    lines = [[cell for part in range(beside) for cell in rows[line + half * part]] for line in range(half)]
    return (Table([Column(title, width) for title, width in titles * beside], lines),)


def _what(representative: str, group_leader: str) -> str:
    return f"{representative}、{group_leader}推选公告"


def _day(day: dt.date | None) -> str:
    return cn_date(day) if day else ""


def layout(facts: BodiesCallFacts) -> Paper:
    words = facts.words
    several = facts.opens and facts.opens != facts.closes
    when = f"自{facts.opens}起至{facts.closes}止" if several else facts.closes
    return Paper(
        title=two_line_title(facts, words.body, _what(words.representative, words.group_leader)),
        blocks=(
            Para(f"{words.here}{facts.term}{words.representative}、{words.group_leader}的推选事项公布如下："),
            Heading1("一、推选的时间和地点" if facts.meetings else "一、推选的时间"),
            Para(f"{when}，由{words.here}{facts.groups}个{words.group}分别推选。"),
            *_meetings(facts),
            Heading1(f"二、{words.representative}怎样推选"),
            Para(
                f"每{facts.least}至{facts.most}推选一人，或者由各{words.group}推选。"
                f"{words.representatives}的组成人员中，妇女代表应当占{facts.women}以上。（依据：{facts.basis}）"
            ),
            Heading1(f"三、{words.group_leader}怎样推选"),
            Para(
                f"由{words.group_meeting}推选。会议须有本组{words.people}{facts.group_quorum}以上，"
                f"或者本组{facts.group_quorum}以上的户的代表参加，经到会人员的过半数同意。"
                f"（依据：{facts.group_basis}）"
            ),
            Heading1("四、公布"),
            Para("推选的结果当场宣布，名单张榜公布。"),
        ),
        signature=(facts.committee,),
    )


NOTICE = register(
    Notice(
        code="villages.bodies_call",
        title=_what(GENERAL.representative, GENERAL.group_leader),
        about=f"推选{GENERAL.representative}、{GENERAL.group_leader}的时间和方式。",
        subject=Election,
        facts_type=BodiesCallFacts,
        facts=facts,
        layout=layout,
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        upgrades={1: from_version_1},
        requires=planned,
        stages=(Stage.ELECTION,),
        needed=lambda election: queries.step_of(election) is not None,
        adjust=("安排推选会议", "villages:group_calls"),
        link="villages:bodies",
        untrue_when={"opens": "推选开始日期", "closes": "推选截止日期", "meetings": "推选的时间、地点"},
        untrue_by=("election.day_moved", "bodies.meetings_set"),
    )
)
