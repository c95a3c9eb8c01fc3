"""What the committee decided on an objection to a candidate (对候选人意见处理决定书)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet

from candidates.models import NomineeObjection
from candidates.nomination import corrections
from election_office.accounts.access import within
from election_office.accounts.permissions import Permission
from election_office.core.gather import rows_once
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, Place, register
from election_office.documents.paper import Heading1, Paper, Para
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from villages.models import Election
from villages.notices.shared import ElectionFacts, first_words_in, heading, two_line_title, words_in


@dataclass(frozen=True)
class DecisionWords:
    body: str


@dataclass(frozen=True)
class ObjectionDecisionFacts(ElectionFacts):
    """Who spoke up is nobody's business on the wall; the paper names the person it is about. Version 2 added
    the words of the election."""

    version: ClassVar[int] = 2

    name: str
    post: str
    received: str
    in_time: bool
    text: str
    upheld: bool
    answer: str
    decided: str
    words: DecisionWords


def places(objection: NomineeObjection) -> list[Place]:
    """The village's board and the board of the group of the person concerned."""
    nominee = objection.nominee
    group = nominee.registration.group
    wanted = ("village", f"group-{group.number}" if group else "")
    return [
        Place(place.key, place.name, required=place.key in wanted)
        for place in nominee.election.village.places()
    ]


def facts(objection: NomineeObjection) -> ObjectionDecisionFacts:
    nominee = objection.nominee
    election = Election.objects.with_places().get(pk=nominee.election_id)
    return ObjectionDecisionFacts(
        **(heading(election, "") | {"title": f"{election.village.name}对候选人意见处理决定书"}),
        name=nominee.person.name,
        post=nominee.post.title,
        received=cn_date(objection.received_on),
        in_time=objection.in_time,
        text=objection.text,
        upheld=objection.outcome == NomineeObjection.Outcome.UPHELD,
        answer=objection.answer,
        decided=cn_date(objection.decided_on) if objection.decided_on else "",
        words=words_in(DecisionWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(DecisionWords)}


def requires(objection: NomineeObjection) -> Decision:
    answered = bool(objection.outcome)
    return Decision((Finding("no_answer", answered, "这条意见还没有答复，不能签发处理决定书。"),))


def layout(facts: ObjectionDecisionFacts) -> Paper:
    late = "" if facts.in_time else "该意见超过提出意见的期限，本委员会自行进行了核对。"
    outcome = (
        f"意见成立，{facts.name}不再作为{facts.post}初步候选人，名单的变动另发更正公告。"
        if facts.upheld
        else f"意见不成立，{facts.name}仍为{facts.post}初步候选人。"
    )
    return Paper(
        title=two_line_title(facts, facts.words.body, "对候选人意见处理决定书"),
        blocks=(
            Para(
                f"{facts.received}，本委员会收到对{facts.post}初步候选人{facts.name}的意见："
                f"“{facts.text.rstrip('。')}。”{late}"
            ),
            Heading1("一、查明的情况和理由"),
            Para(facts.answer),
            Heading1("二、处理决定"),
            Para(outcome),
            Para(f"本决定于{facts.decided}作出，现予公布。"),
        ),
        signature=(facts.committee,),
    )


@rows_once
def _of(election: Election) -> QuerySet[NomineeObjection]:
    return NomineeObjection.objects.filter(nominee__election=election).select_related("nominee__person")


NOTICE = register(
    Notice(
        code=corrections.DECISION,
        title="对候选人意见处理决定书",
        about="对候选人提出的意见怎样处理。",
        subject=NomineeObjection,
        facts_type=ObjectionDecisionFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        places=places,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        subjects=_of,
        reads=(_of,),
        visible=lambda user: within(
            NomineeObjection.objects.select_related("nominee__election__village"),
            user,
            Permission.VILLAGE_VIEW,
            "nominee__election__village__code",
        ),
        link="candidates:nomination",
    )
)
