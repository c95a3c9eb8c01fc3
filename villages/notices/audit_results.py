"""The results of the departure audits of the team in office (离任经济责任审计结果公告)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from election_office.accounts.permissions import Permission
from election_office.documents.notice import Notice, Place, Step, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from election_office.law.decision import Decision
from election_office.law.text import cn_number
from villages.models import Election
from villages.notices.shared import GUIDANCE_NUMBER, ElectionFacts, heading, two_line_title, words_in
from villages.preparation import queries


@dataclass(frozen=True)
class AuditWords:
    body: str
    here: str
    people: str


@dataclass(frozen=True)
class AuditResult:
    name: str
    post: str
    auditor: str
    paper: str
    reported_on: dt.date
    findings: str
    remedy: str
    remedied_on: dt.date | None


@dataclass(frozen=True)
class AuditFacts(ElectionFacts):
    signer: str
    phone: str
    basis: str
    results: tuple[AuditResult, ...]
    words: AuditWords


def facts(election: Election) -> AuditFacts:
    township = election.village.township
    return AuditFacts(
        **heading(election, "换届离任经济责任审计结果公告"),
        signer=township.office_name or election.guidance_title,
        phone=township.phone,
        basis=str(election.rulebook.cite("audit_before_election")),
        results=tuple(
            AuditResult(
                name=row.member.name,
                post=row.member.post,
                auditor=row.auditor,
                paper=row.paper_number,
                reported_on=row.reported_on,
                findings=row.findings,
                remedy=row.remedy,
                remedied_on=row.remedied_on,
            )
            for row in queries.audit_results(election)
        ),
        words=words_in(AuditWords, election.words),
    )


def _result(number: int, row: AuditResult) -> Para:
    said = "未发现问题。"
    if row.findings:
        done = f"已于{cn_date(row.remedied_on)}整改完成。" if row.remedied_on else "正在整改。"
        said = f"发现的问题：{row.findings.rstrip('。')}。处理要求：{row.remedy.rstrip('。')}。{done}"
    return Para(
        f"{cn_number(number)}、{row.post}{row.name}。{row.auditor}于{cn_date(row.reported_on)}出具审计报告"
        f"（{row.paper}），{said}"
    )


def layout(facts: AuditFacts) -> Paper:
    words = facts.words
    ask = f"，电话{facts.phone}" if facts.phone else ""
    return Paper(
        title=two_line_title(facts, words.body, "离任经济责任审计结果公告"),
        blocks=(
            Para(f"全体{words.people}：", indent=False),
            Para(f"根据{facts.basis}，现将{words.here}现任班子成员离任经济责任审计结果公布如下："),
            *(_result(number, row) for number, row in enumerate(facts.results, start=1)),
            Para(f"对审计结果有意见的，请向{facts.signer}反映{ask}。"),
        ),
        signature=(facts.signer,),
    )


def village_board(election: Election) -> list[Place]:
    """The law asks that the results are made public and names no place: the village's board."""
    return [Place(key="village", name=election.village.notice_place)]


def all_audited(election: Election) -> Decision:
    return queries.audit_standing(election)


NOTICE = register(
    Notice(
        code="villages.audit_notice",
        title="离任经济责任审计结果公告",
        about="现任班子成员逐人的审计结果、问题和整改。",
        subject=Election,
        facts_type=AuditFacts,
        facts=facts,
        layout=layout,
        number=GUIDANCE_NUMBER,
        places=village_board,
        signed_by=lambda facts: facts.signer,
        requires=all_audited,
        closes=Step(
            code="audit",
            title="离任经济责任审计并公布结果",
            stage="preparation",
            order=50,
            days_before=62,
            deadline="D01",
            responsible="township",
            gate=True,
            help="对现任{w.body_short}成员逐人审计，登记报告文号和结果；结果公告张贴后自动办结。",
            page="villages:preparation",
        ),
        link="villages:preparation",
        untrue_when={"results": "审计结果"},
        untrue_by=("audit_result.recorded",),
        permission=Permission.CYCLE_PLAN,
    )
)
