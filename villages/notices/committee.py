"""The members of the electoral committee as first chosen (村民选举委员会名单公告)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.core.exceptions import ValidationError

from election_office.documents.facts import Json
from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from election_office.law.words import GENERAL
from villages.committee import queries
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

ROLES = (("chair", "主　任"), ("vice", "副主任"), ("member", "委　员"))


@dataclass(frozen=True)
class Member:
    name: str
    role: str
    woman: bool


@dataclass(frozen=True)
class CommitteeWords:
    body: str
    people: str
    here: str
    committee: str


@dataclass(frozen=True)
class CommitteeFacts(ElectionFacts):
    """Later changes among the members have papers of their own. Version 2 added the words."""

    version: ClassVar[int] = 2

    issuer: str
    basis: str
    held_on: str
    body: str
    days: int
    count: int
    members: tuple[Member, ...]
    words: CommitteeWords


def facts(election: Election) -> CommitteeFacts:
    choice = queries.first_choice(election)
    if choice is None or choice.is_draft:
        raise ValidationError(f"{election.words.committee}的推选还没有确认，请先登记推选情况并确认成员。")
    book = election.rulebook
    rows = election.committee_members.filter(joined_by__isnull=True).select_related("person", "nominee")
    in_order = sorted(rows, key=lambda row: (queries.RANK[row.first_role], -row.nominee.votes, row.pk))
    return CommitteeFacts(
        **heading(election, f"{election.words.body}选举{election.words.committee}名单公告"),
        issuer=election.village.committee_name,
        basis=str(book.cite("ec_chosen_by")),
        held_on=cn_date(choice.held_on),
        body=choice.meeting_title,
        days=book.value("ec_objection_days"),
        count=len(in_order),
        members=tuple(
            Member(row.person.name, row.first_role, woman=row.person.sex == "female") for row in in_order
        ),
        words=words_in(CommitteeWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(CommitteeWords)}


def wide(name: str) -> str:
    """A name of two characters takes the width of three, as lists of names are set."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def layout(facts: CommitteeFacts) -> Paper:
    words = facts.words
    lines = []
    for role, title in ROLES:
        names = [
            wide(member.name) + ("（女）" if member.woman else "")
            for member in facts.members
            if member.role == role
        ]
        if names:
            lines.append(Para(f"{title}：{'、'.join(names)}"))
    return Paper(
        title=two_line_title(facts, words.body, f"{words.committee}名单公告"),
        blocks=(
            Para(
                f"根据{facts.basis}，{facts.held_on}经{facts.body}推选，产生{words.here}{facts.term}"
                f"{words.committee}，共{facts.count}人，名单如下："
            ),
            *lines,
            Para(
                f"{words.people}对上述名单有意见的，可在本公告公布之日起{facts.days}日内向{facts.issuer}提出。"
            ),
        ),
        signature=(facts.issuer,),
    )


NOTICE = register(
    Notice(
        code=queries.COMMITTEE_NOTICE,
        title=f"{GENERAL.committee}名单公告",
        about=f"{GENERAL.committee}的成员。",
        subject=Election,
        facts_type=CommitteeFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.issuer,
        requires=queries.check_settled,
        stages=(Stage.ELECTION,),
        stays="ec_objection_days",
        closes=Step(
            code="committee",
            title="推选{w.committee}",
            stage="election",
            order=120,
            days_before=35,
            deadline="D03",
            responsible="outgoing",
            waits_for=("day_notice",),
            help="由{w.meeting}、{w.representatives}或者各{w.group_meeting}推选，名单公布并报镇备案。",
            page="villages:committee",
        ),
        link="villages:committee",
    )
)
