"""What the preselection decided (预选结果公告)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from candidates.models import Nominee, Preselection
from candidates.nomination import queries as nomination
from candidates.notices.needs import preselects
from candidates.preselection import queries
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Column, Paper, Para, Table
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.text import cn_number
from villages.models import Election
from villages.models.elections import Stage
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
class VotedPost:
    """``rows``: name and votes, and those of a second ballot among equals."""

    title: str
    places: int
    voted: bool
    rows: tuple[tuple[str, str], ...]
    going_on: tuple[str, ...]


@dataclass(frozen=True)
class Numbers:
    expected: int
    present: int
    issued: int
    recovered: int
    void: int


@dataclass(frozen=True)
class ResultWords:
    body: str


@dataclass(frozen=True)
class PreselectionFacts(ElectionFacts):
    """``body``: who voted. Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    basis: str
    body: str
    held_on: str
    place: str
    numbers: Numbers
    posts: tuple[VotedPost, ...]
    words: ResultWords


def _by_votes(nominee: Nominee) -> tuple[int, int, str]:
    return -(nominee.preselect_votes or 0), -(nominee.tie_votes or 0), nominee.person.stroke_key


def _votes(nominee: Nominee) -> str:
    """The votes, and those of the second ballot among equals, which decided."""
    again = "" if nominee.tie_votes is None else f"（再次投票{nominee.tie_votes}）"
    return f"{nominee.preselect_votes or 0}{again}"


def _numbers(meeting: Preselection | None) -> Numbers:
    if meeting is None:
        return Numbers(0, 0, 0, 0, 0)
    return Numbers(meeting.expected, meeting.present, meeting.issued, meeting.recovered, meeting.void)


def facts(election: Election) -> PreselectionFacts:
    meeting = queries.meeting_of(election)
    by_votes = election.rulebook.value("list_order")["formal"] == "votes"
    posts = []
    for row in nomination.nominees_by_post(election):
        people = sorted(row.chosen if row.preselects else row.listed, key=_by_votes)
        goes = sorted(
            row.going_on, key=_by_votes if by_votes else lambda entry: (0, 0, entry.person.stroke_key)
        )
        posts.append(
            VotedPost(
                title=row.post.title,
                places=row.places,
                voted=row.voted,
                rows=tuple((person.person.name, _votes(person)) for person in people),
                going_on=tuple(entry.person.name for entry in goes),
            )
        )
    return PreselectionFacts(
        **heading(election, f"{election.words.body}选举预选结果公告"),
        basis=str(election.rulebook.cite("preselect_body")),
        body=election.said(meeting.get_body_display()) if meeting else "",
        held_on=cn_date(meeting.held_on) if meeting else "",
        place=meeting.place_held if meeting else "",
        numbers=_numbers(meeting),
        posts=tuple(posts),
        words=words_in(ResultWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(ResultWords)}


def requires(election: Election) -> Decision:
    """The meeting was held and no equals wait for another vote."""
    if queries.meeting_of(election) is None:
        return Decision((Finding("no_meeting", False, "还没有登记预选结果。"),))
    return nomination.check_preselected(election, nomination.nominees_by_post(election))


def layout(facts: PreselectionFacts) -> Paper:
    n = facts.numbers
    blocks: list[Para | Table] = [
        Para(
            f"{facts.held_on}，由{facts.body}在{facts.place}对初步候选人无记名投票预选。"
            f"应到{n.expected}人，实到{n.present}人，发出预选票{n.issued}张，收回{n.recovered}张，"
            f"其中无效票{n.void}张。现将得票和入选人员公布如下："
        )
    ]
    for number, post in enumerate(facts.posts, start=1):
        begin, names = f"{cn_number(number)}、{post.title}", "、".join(post.going_on)
        if not post.voted:
            blocks.append(Para(f"{begin}：初步候选人没有超过应定的候选人数，未经预选入选：{names}。"))
            continue
        blocks.append(Para(f"{begin}，应定候选人{post.places}名，得票："))
        blocks.append(Table(columns=(Column("姓名"), Column("得票")), rows=post.rows))
        blocks.append(Para(f"入选：{names}。"))
    blocks.append(Para("入选人员经资格审查后，确定为正式候选人并另行公告。"))
    return Paper(
        title=two_line_title(facts, facts.words.body, "预选结果公告"),
        blocks=tuple(blocks),
        signature=(facts.committee,),
    )


NOTICE = register(
    Notice(
        code=queries.RESULT_NOTICE,
        title="预选结果公告",
        about="预选的得票和入选人员。",
        subject=Election,
        facts_type=PreselectionFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        stages=(Stage.ELECTION,),
        needed=preselects,
        link="candidates:preselection",
    )
)
