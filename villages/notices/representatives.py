"""The representatives of the villagers (村民代表名单公告)."""

from __future__ import annotations

from dataclasses import dataclass

from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Name, NameGrid, NameGroup, Paper, Para
from villages.bodies import queries
from villages.models import Body, Election
from villages.models.elections import Stage
from villages.notices.holders import BodyFacts, body_facts, lawful
from villages.notices.shared import NOTICE_NUMBER, places_of, two_line_title

KIND = Body.Kind.REPRESENTATIVES


@dataclass(frozen=True)
class RepresentativesFacts(BodyFacts):
    total: int
    women: int


def facts(election: Election) -> RepresentativesFacts:
    given = body_facts(election, KIND, "村民代表名单公告")
    return RepresentativesFacts(
        **given,
        basis=str(election.rulebook.cite("reps_households_min")),
        total=len(given["holders"]),
        women=sum(holder.woman for holder in given["holders"]),
    )


def layout(facts: RepresentativesFacts) -> Paper:
    groups: dict[str, list[Name]] = {}
    for holder in facts.holders:
        groups.setdefault(holder.group or "本村", []).append(Name(holder.name, marked=holder.woman))
    return Paper(
        title=two_line_title(facts, facts.what),
        blocks=(
            Para(
                f"根据{facts.basis}，{facts.chosen_on}经{facts.chosen_by}，本村推选产生村民代表"
                f"{facts.total}人，其中妇女{facts.women}人，任期与村民委员会的任期相同，名单如下："
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
        title="村民代表名单公告",
        about="各村民小组推选的村民代表。",
        subject=Election,
        facts_type=RepresentativesFacts,
        facts=facts,
        layout=layout,
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
