"""The leaders of the groups (村民小组长名单公告)."""

from __future__ import annotations

from dataclasses import dataclass

from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Column, Paper, Para, Table
from villages.bodies import queries, rules
from villages.models import Body, Election
from villages.models.elections import Stage
from villages.notices.holders import BodyFacts, body_facts, lawful, with_sex
from villages.notices.shared import NOTICE_NUMBER, places_of, two_line_title

KIND = Body.Kind.GROUP_LEADERS


@dataclass(frozen=True)
class GroupLeadersFacts(BodyFacts):
    pass


def facts(election: Election) -> GroupLeadersFacts:
    return GroupLeadersFacts(
        **body_facts(election, KIND, "村民小组长名单公告"),
        basis=str(rules.group_leaders_article(election.rulebook)),
    )


def layout(facts: GroupLeadersFacts) -> Paper:
    return Paper(
        title=two_line_title(facts, facts.what),
        blocks=(
            Para(
                f"根据{facts.basis}，经各村民小组会议推选，产生本村村民小组长{len(facts.holders)}人，"
                "任期与村民委员会的任期相同，名单如下："
            ),
            Table(
                [Column("村民小组", 2), Column("组长", 2)],
                [[holder.group, with_sex(holder)] for holder in facts.holders],
            ),
        ),
        signature=(facts.committee,),
    )


NOTICE = register(
    Notice(
        code=queries.NOTICES[KIND],
        title="村民小组长名单公告",
        about="各村民小组会议推选的组长。",
        subject=Election,
        facts_type=GroupLeadersFacts,
        facts=facts,
        layout=layout,
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
