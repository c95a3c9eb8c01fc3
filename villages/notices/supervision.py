"""The supervision committee (村务监督委员会推选结果公告)."""

from __future__ import annotations

from dataclasses import dataclass

from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Paper, Para
from election_office.law.words import GENERAL
from villages.bodies import queries, rules
from villages.models import Body, Election
from villages.models.elections import Stage
from villages.notices.holders import BodyFacts, body_facts, from_version_1, lawful, with_sex
from villages.notices.shared import NOTICE_NUMBER, places_of, two_line_title

KIND = Body.Kind.SUPERVISION


@dataclass(frozen=True)
class SupervisionFacts(BodyFacts):
    pass


def facts(election: Election) -> SupervisionFacts:
    return SupervisionFacts(
        **body_facts(election, KIND, f"{election.words.supervision}推选结果公告"),
        basis=str(rules.supervision_article(election.rulebook)),
    )


def layout(facts: SupervisionFacts) -> Paper:
    words = facts.words
    lines = []
    for post in rules.POSTS["supervision"].values():
        names = [with_sex(holder) for holder in facts.holders if holder.post == post]
        if names:
            lines.append(Para(f"{post[0]}　{post[1]}：{'、'.join(names)}"))
    return Paper(
        title=two_line_title(facts, words.body, facts.what),
        blocks=(
            Para(
                f"根据{facts.basis}，{facts.chosen_on}经{facts.chosen_by}推选，产生{words.here}{words.supervision}，"
                f"共{len(facts.holders)}人，任期与{words.body}的任期相同，名单如下："
            ),
            *lines,
        ),
        signature=(facts.committee,),
    )


NOTICE = register(
    Notice(
        code=queries.NOTICES[KIND],
        title=f"{GENERAL.supervision}推选结果公告",
        about=f"{GENERAL.supervision}的成员。",
        subject=Election,
        facts_type=SupervisionFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=lawful(KIND),
        stages=(Stage.FOLLOW_UP,),
        closes=Step(
            code="supervision",
            title="推选{w.supervision}",
            stage="follow_up",
            order=330,
            days_before=-5,
            responsible="township",
            help="由{w.meeting}或者{w.representatives}推选，{w.body}成员及其近亲属不得担任。",
            page="villages:bodies",
        ),
        link="villages:bodies",
    )
)
