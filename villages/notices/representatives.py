"""The representatives of the villagers (村民代表名单公告)."""

from __future__ import annotations

from dataclasses import dataclass

from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Name, NameGrid, NameGroup, Paper, Para
from election_office.law.words import GENERAL
from villages.bodies import queries
from villages.models import Body, Election
from villages.models.elections import Stage
from villages.notices.holders import BodyFacts, body_facts, from_version_1, lawful
from villages.notices.shared import NOTICE_NUMBER, places_of, two_line_title

KIND = Body.Kind.REPRESENTATIVES


@dataclass(frozen=True)
class RepresentativesFacts(BodyFacts):
    total: int
    women: int


def facts(election: Election) -> RepresentativesFacts:
    given = body_facts(election, KIND, f"{election.words.representative}名单公告")
    return RepresentativesFacts(
        **given,
        basis=str(election.rulebook.cite("reps_households_min")),
        total=len(given["holders"]),
        women=sum(holder.woman for holder in given["holders"]),
    )


def layout(facts: RepresentativesFacts) -> Paper:
    words = facts.words
    groups: dict[str, list[Name]] = {}
    for holder in facts.holders:
        groups.setdefault(holder.group or words.here, []).append(Name(holder.name, marked=holder.woman))
    return Paper(
        title=two_line_title(facts, words.body, facts.what),
        blocks=(
            Para(
                f"根据{facts.basis}，{facts.chosen_on}经{facts.chosen_by}，{words.here}推选产生{words.representative}"
                f"{facts.total}人，其中妇女{facts.women}人，任期与{words.body}的任期相同，名单如下："
            ),
            NameGrid(
                [NameGroup(f"{title}（{len(names)}人）", names) for title, names in groups.items()],
                legend="姓名后标有㊛的为妇女。",
            ),
        ),
        signature=(facts.committee,),
    )


NOTICE = register(
    Notice(
        code=queries.NOTICES[KIND],
        title=f"{GENERAL.representative}名单公告",
        about=f"各{GENERAL.group}推选的{GENERAL.representative}。",
        subject=Election,
        facts_type=RepresentativesFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=lawful(KIND),
        stages=(Stage.ELECTION, Stage.FOLLOW_UP),
        closes=Step(
            code="representatives",
            title="推选{w.representative}、{w.group_leader}",
            stage="election",
            order=180,
            days_before=16,
            responsible="committee",
            optional=True,
            help="按每五户至十五户推选一人，或者由各{w.group}推选，名单张榜公布。",
            page="villages:bodies",
        ),
        link="villages:bodies",
    )
)
