"""How the preselection is held (预选办法公告)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from candidates.models import Preselection
from candidates.nomination import queries as nomination
from candidates.notices.needs import nomination_plans, preselects
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Paper, Para
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
class ContestedPost:
    title: str
    places: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class MethodWords:
    body: str
    voter: str
    committee: str


@dataclass(frozen=True)
class MethodFacts(ElectionFacts):
    """``body``: who votes. ``share``: numerator and denominator of those who must take part, 0: nobody says.
    Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    by_voters: bool
    body: str
    share: tuple[int, int]
    write_in: bool
    posts: tuple[ContestedPost, ...]
    words: MethodWords


def _contested(election: Election) -> tuple[ContestedPost, ...]:
    return tuple(
        ContestedPost(row.post.title, row.places, tuple(entry.person.name for entry in row.chosen))
        for row in nomination.nominees_by_post(election)
        if row.preselects
    )


def facts(election: Election) -> MethodFacts:
    book = election.rulebook
    voters = book.value("preselect_body") == "voters"
    share = book.value("nomination_turnout" if voters else "reps_meeting_quorum")
    body = Preselection.Body.VOTERS if voters else Preselection.Body.REPRESENTATIVES
    return MethodFacts(
        **heading(election, f"{election.words.body}选举预选办法公告"),
        by_voters=voters,
        body=election.said(body.label),
        share=(share["num"], share["den"]),
        write_in=book.value("write_in_allowed")["preselect"],
        posts=_contested(election),
        words=words_in(MethodWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(MethodWords)}


def requires(election: Election) -> Decision:
    found = bool(_contested(election))
    sentence = "各职位初步候选人都没有超过应定的候选人数，不须预选。"
    return Decision((Finding("no_contest", found, sentence),))


def layout(facts: MethodFacts) -> Paper:
    num, den = facts.share
    part = f"{cn_number(den)}分之{cn_number(num)}" if num else ""
    if not num:
        enough = "参加预选的人数不另作规定"
    elif facts.by_voters:
        enough = f"参加预选的超过{facts.words.voter}的{part}，预选有效"
    else:
        enough = f"到会的达到应到人数的{part}，预选有效"
    posts = "；".join(f"{post.title}应定{post.places}名，{'、'.join(post.names)}" for post in facts.posts)
    others = "可以另选他人。" if facts.write_in else "不能另选他人，写有他人的无效。"
    lines = (
        f"一、预选由{facts.body}以无记名投票方式进行，{enough}。",
        f"二、各职位应定的候选人数和参加预选的初步候选人：{posts}。",
        f"三、每张预选票所划的人数不得多于应定的候选人数，多划的无效。{others}",
        "四、按得票多少确定入选人员；得票相等不能确定的，在得票相等的人中再次投票。",
        f"五、预选结果当场公布，并由{facts.words.committee}公告。",
    )
    return Paper(
        title=two_line_title(facts, facts.words.body, "预选办法公告"),
        blocks=tuple(Para(line) for line in lines),
        signature=(facts.committee,),
    )


NOTICE = register(
    Notice(
        code="candidates.preselection_method",
        title="预选办法公告",
        about="预选怎样进行。",
        subject=Election,
        facts_type=MethodFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        stages=(Stage.ELECTION,),
        needed=preselects,
        reads=(nomination_plans,),
        link="candidates:preselection",
    )
)
