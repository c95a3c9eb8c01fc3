"""The paper on which the township's guidance group accepts the election of a village (换届工作验收表)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from django.utils import timezone

from election_office.accounts.permissions import Permission
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, NumberRule, register
from election_office.documents.paper import Column, Fields, Heading1, Paper, Para, Signatures, Table
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from villages.models import Acceptance, CheckItem, Election
from villages.notices.shared import ElectionFacts, first_words_in, heading, words_in
from villages.supervision import queries


@dataclass(frozen=True)
class VisitFact:
    day: str
    step: str
    found: int


@dataclass(frozen=True)
class AcceptanceWords:
    place: str


@dataclass(frozen=True)
class AcceptanceFacts(ElectionFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    signer: str
    accepted_on: dt.date
    leader: str
    members: str
    opinion: str
    visits: tuple[VisitFact, ...]
    mended: tuple[str, ...]
    words: AcceptanceWords


def facts(acceptance: Acceptance) -> AcceptanceFacts:
    election: Election = acceptance.election
    findings = CheckItem.objects.filter(visit__election=election, mended_on__isnull=False).order_by(
        "mended_on"
    )
    return AcceptanceFacts(
        **heading(election, "换届工作验收表"),
        signer=election.village.township.office_name or election.guidance_title,
        accepted_on=acceptance.accepted_on,
        leader=acceptance.leader,
        members=acceptance.members,
        opinion=acceptance.opinion,
        visits=tuple(
            VisitFact(cn_date(timezone.localdate(row.visited_at)), row.step.title, found)
            for row, found in queries.visits_in_order(election)
        ),
        mended=tuple(
            f"{finding.finding.rstrip('。')}：{cn_date(finding.mended_on)}整改到位"
            for finding in findings
            if finding.mended_on
        ),
        words=words_in(AcceptanceWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(AcceptanceWords)}


def layout(facts: AcceptanceFacts) -> Paper:
    return Paper(
        title=f"{facts.village}{facts.term}换届工作验收表",
        blocks=(
            Fields(
                (
                    ("选举日", cn_date(facts.day)),
                    ("验收日期", cn_date(facts.accepted_on)),
                    ("验收组长", facts.leader),
                    ("验收人员", facts.members),
                ),
                per_line=2,
            ),
            Heading1("一、督导检查"),
            Table(
                columns=(Column("检查日期"), Column("步骤"), Column("发现问题")),
                rows=tuple((visit.day, visit.step, f"{visit.found}个") for visit in facts.visits),
            ),
            Heading1("二、问题整改"),
            *([Para(f"{line}。") for line in facts.mended] or [Para("没有发现问题。")]),
            Heading1("三、验收意见"),
            Para(facts.opinion),
            Signatures(("验收组长签名", "验收人员签名", f"{facts.words.place}负责人签名"), per_line=3),
        ),
        signature=(facts.signer,),
    )


def requires(acceptance: Acceptance) -> Decision:
    return Decision(
        (Finding("acceptance_withdrawn", not acceptance.is_revoked, "这次验收已经撤回，不能再签发验收表。"),)
    )


NOTICE = register(
    Notice(
        code="villages.acceptance",
        title="换届工作验收表",
        about="指导组验收一个村的换届工作：检查、整改、意见和签名。",
        subject=Acceptance,
        facts_type=AcceptanceFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NumberRule(
            "acceptance",
            label=lambda row, year, n: f"{row.election.village.township.name}换验〔{year}〕{n}号",
            scope=lambda row: f"cycle:{row.election.cycle_id}",
        ),
        signed_by=lambda facts: facts.signer,
        requires=requires,
        permission=Permission.SUPERVISE,
        public=False,
        link="villages:supervision",
    )
)
