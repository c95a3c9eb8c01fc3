"""The leaders of the groups (村民小组长名单公告)."""

from __future__ import annotations

from dataclasses import dataclass

from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Column, Paper, Para, Table
from election_office.law.words import GENERAL
from villages.bodies import queries, rules
from villages.models import Body, Election
from villages.models.elections import Stage
from villages.notices.holders import BodyFacts, body_facts, from_version_1, lawful, with_sex
from villages.notices.shared import NOTICE_NUMBER, places_of, two_line_title

KIND = Body.Kind.GROUP_LEADERS


@dataclass(frozen=True)
class GroupLeadersFacts(BodyFacts):
    pass


def facts(election: Election) -> GroupLeadersFacts:
    return GroupLeadersFacts(
        **body_facts(election, KIND, f"{election.words.group_leader}名单公告"),
        basis=str(rules.group_leaders_article(election.rulebook)),
    )


def layout(facts: GroupLeadersFacts) -> Paper:
    words = facts.words
    return Paper(
        title=two_line_title(facts, words.body, facts.what),
        blocks=(
            Para(
                f"根据{facts.basis}，经各{words.group_meeting}推选，产生{words.here}{words.group_leader}{len(facts.holders)}人，"
                f"任期与{words.body}的任期相同，名单如下："
            ),
            Table(
                [Column(words.group, 2), Column("组长", 2)],
                [[holder.group, with_sex(holder)] for holder in facts.holders],
            ),
        ),
        signature=(facts.committee,),
    )


NOTICE = register(
    Notice(
        code=queries.NOTICES[KIND],
        title=f"{GENERAL.group_leader}名单公告",
        about=f"各{GENERAL.group_meeting}推选的组长。",
        subject=Election,
        facts_type=GroupLeadersFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=lawful(KIND),
        stages=(Stage.ELECTION, Stage.FOLLOW_UP),
        closes=Step(
            code="group_leaders",
            title="推选{w.group_leader}",
            stage="follow_up",
            order=350,
            days_before=-20,
            deadline="D29",
            responsible="committee",
            help="由{w.group_meeting}推选，名单张榜公布。",
            page="villages:bodies",
        ),
        link="villages:bodies",
    )
)
