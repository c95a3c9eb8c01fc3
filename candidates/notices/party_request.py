"""What the branch asks of the party committee above: its 预备人选 (党组织预备人选的请示)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from candidates.notices.branch import NUMBER, PreparedFacts, check_prepared, prepared_head
from candidates.notices.needs import has_branch
from candidates.party import queries
from candidates.party.publicity import Publicity, publicity_of
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Column, Paper, Para, Table
from election_office.law.decision import Decision
from election_office.law.text import cn_number
from villages.models import Election
from villages.notices.shared import first_words_in, words_in


@dataclass(frozen=True)
class RequestWords:
    branch: str


@dataclass(frozen=True)
class RequestFacts(PreparedFacts):
    """Version 2 says from when to when the names hung and what came of it (None: the paper does not);
    version 3 added ``words``."""

    version: ClassVar[int] = 3

    publicity: Publicity | None
    words: RequestWords


def facts(election: Election) -> RequestFacts:
    return RequestFacts(
        **prepared_head(election, "关于确定委员候选人预备人选的请示"),
        publicity=publicity_of(election),
        words=words_in(RequestWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    """Papers of version 1 had the three facts at the top, the first ones none of them."""
    hung, heard, still_open = old.pop("hung", []), old.pop("heard", 0), old.pop("open", 0)
    publicity = {"start": hung[0], "end": hung[1], "heard": heard, "still_open": still_open} if hung else None
    return old | {"publicity": publicity}


def from_version_2(old: Json) -> Json:
    return old | {"words": first_words_in(RequestWords)}


def requires(election: Election) -> Decision:
    """The list hung its days, nothing against it is open."""
    return check_prepared(election) + queries.check_request(election)


def publicity_words(publicity: Publicity | None) -> str:
    """Requests issued before the dates were written down only say that there was publicity."""
    if publicity is None:
        return "和公示，"
    came = f"收到反映{publicity.heard}件，均已核实办结" if publicity.heard else "无异议"
    if publicity.still_open:
        came = f"收到反映{publicity.heard}件，有{publicity.still_open}件正在核实"
    return f"，并自{publicity.start}至{publicity.end}公示，公示期间{came}，"


def layout(facts: RequestFacts) -> Paper:
    reason = facts.reason.rstrip("。")
    more = (Para(f"预备人选人数与换届方案不一致，按乡镇党委意见确定：{reason}。"),) if reason else ()
    return Paper(
        title=f"{facts.branch}\n{facts.what}",
        addressee=f"{facts.above}：",
        blocks=(
            Para(
                f"根据{facts.basis}，我{facts.words.branch}换届经党员推荐、群众推荐、资格联审、组织考察"
                f"{publicity_words(facts.publicity)}"
                f"新一届委员会委员应选{cn_number(facts.seats)}名，拟提出候选人预备人选"
                f"{cn_number(len(facts.people))}名，名单如下（按姓氏笔画为序）："
            ),
            Table(
                columns=(
                    Column("姓名", 2),
                    Column("性别", 1),
                    Column("出生年月", 1.7),
                    Column("学历", 2),
                    Column("党员推荐", 1.4),
                    Column("群众推荐", 1.4),
                    Column("拟任职务", 1.6),
                ),
                rows=tuple(
                    (
                        person.name,
                        person.sex,
                        person.born,
                        person.education,
                        f"{person.members}票",
                        f"{person.villagers}票",
                        person.post,
                    )
                    for person in facts.people
                ),
            ),
            *more,
            Para("妥否，请批示。"),
        ),
        signature=(facts.branch,),
    )


NOTICE = register(
    Notice(
        code=queries.REQUEST,
        title="党组织预备人选的请示",
        about="报乡镇党委批复预备人选。",
        subject=Election,
        facts_type=RequestFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1, 2: from_version_2},
        number=NUMBER,
        signed_by=lambda facts: facts.branch,
        requires=requires,
        needed=has_branch,
        link="candidates:party",
        public=False,
    )
)
