"""The members of the electoral committee as first chosen (村民选举委员会名单公告)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from villages.committee import queries
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, heading, places_of, two_line_title

ROLES = (("chair", "主　任"), ("vice", "副主任"), ("member", "委　员"))


@dataclass(frozen=True)
class Member:
    name: str
    role: str
    woman: bool


@dataclass(frozen=True)
class CommitteeFacts(ElectionFacts):
    """Later changes among the members have papers of their own."""

    issuer: str
    basis: str
    held_on: str
    body: str
    days: int
    count: int
    members: tuple[Member, ...]


def facts(election: Election) -> CommitteeFacts:
    choice = queries.first_choice(election)
    if choice is None or choice.is_draft:
        raise ValidationError("村民选举委员会的推选还没有确认，请先登记推选情况并确认成员。")
    book = election.rulebook
    rows = election.committee_members.filter(joined_by__isnull=True).select_related("person", "nominee")
    in_order = sorted(rows, key=lambda row: (queries.RANK[row.first_role], -row.nominee.votes, row.pk))
    return CommitteeFacts(
        **heading(election, "村民委员会选举村民选举委员会名单公告"),
        issuer=election.village.committee_name,
        basis=str(book.cite("ec_chosen_by")),
        held_on=cn_date(choice.held_on),
        body=choice.get_body_display(),
        days=book.value("ec_objection_days"),
        count=len(in_order),
        members=tuple(
            Member(row.person.name, row.first_role, woman=row.person.sex == "female") for row in in_order
        ),
    )


def wide(name: str) -> str:
    """A name of two characters takes the width of three, as lists of names are set."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def layout(facts: CommitteeFacts) -> Paper:
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
        title=two_line_title(facts, "村民选举委员会名单公告"),
        blocks=(
            Para(
                f"根据{facts.basis}，{facts.held_on}经{facts.body}推选，产生本村{facts.term}"
                f"村民选举委员会，共{facts.count}人，名单如下："
            ),
            *lines,
            Para(f"村民对上述名单有意见的，可在本公告公布之日起{facts.days}日内向{facts.issuer}提出。"),
        ),
        signature=(facts.issuer,),
    )


NOTICE = register(
    Notice(
        code=queries.COMMITTEE_NOTICE,
        title="村民选举委员会名单公告",
        about="村民选举委员会的成员。",
        subject=Election,
        facts_type=CommitteeFacts,
        facts=facts,
        layout=layout,
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.issuer,
        requires=queries.check_settled,
        stages=(Stage.ELECTION,),
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
