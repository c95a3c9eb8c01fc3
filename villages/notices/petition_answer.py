"""The answer to somebody who reported something (信访答复意见书). Never posted; its facts lie sealed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from election_office.accounts.permissions import Permission
from election_office.documents.models import Document
from election_office.documents.notice import Notice, NumberRule, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from election_office.law.decision import Decision
from villages.models import Election, Petition
from villages.notices.shared import ElectionFacts, heading
from villages.supervision import rules
from villages.supervision.actions import petitions as acts


@dataclass(frozen=True)
class AnswerFacts(ElectionFacts):
    """``private`` keeps the facts sealed in the database; ``to`` is empty for an anonymous report."""

    private: bool
    signer: str
    phone: str
    basis: str
    serial: int
    to: str
    received: dt.date
    verdict: str
    answer: str
    outcomes: tuple[str, ...]


def facts(petition: Petition) -> AnswerFacts:
    election: Election = petition.election
    township = election.village.township
    return AnswerFacts(
        **heading(election, "换届信访答复意见书"),
        private=True,
        signer=township.office_name or election.guidance_title,
        phone=township.phone,
        basis=str(rules.petition_articles(election.rulebook)),
        serial=petition.number,
        to="" if petition.anonymous else petition.petitioner,
        received=petition.received_on,
        verdict=petition.get_verdict_display(),
        answer=petition.answer,
        outcomes=tuple(
            f"{row.done}（{row.paper_number}）" if row.paper_number else row.done
            for row in petition.outcomes.all()
        ),
    )


def layout(facts: AnswerFacts) -> Paper:
    outcomes = "；".join(outcome.rstrip("。") for outcome in facts.outcomes)
    ask = f"请向{facts.signer}反映" + (f"，电话{facts.phone}" if facts.phone else "")
    return Paper(
        title="换届信访答复意见书",
        blocks=(
            Para(f"{facts.to}：" if facts.to else "匿名信访人：", indent=False),
            Para(
                f"您反映{facts.village}{facts.term}换届选举的信访（第{facts.serial}号，{cn_date(facts.received)}收到），"
                f"已根据{facts.basis}调查。"
            ),
            Para(f"调查结论：{facts.verdict}。"),
            *(Para(line) for line in facts.answer.splitlines() if line.strip()),
            *([Para(f"处理结果：{outcomes}。")] if outcomes else []),
            Para(f"对本答复有不同意见的，{ask}。"),
        ),
        signature=(facts.signer,),
    )


def requires(petition: Petition) -> Decision:
    return rules.check_answer(state=petition.state)


def _petition(document: Document) -> Petition:
    return Petition.objects.get(pk=int(document.subject.rpartition(":")[2]))


def _issued(document: Document) -> None:
    acts.mark_answered(_petition(document))


def _revoked(document: Document) -> None:
    acts.mark_unanswered(_petition(document))


NOTICE = register(
    Notice(
        code="villages.petition_answer",
        title="换届信访答复意见书",
        about="交给信访人：调查结论、答复意见和处理结果。",
        subject=Petition,
        facts_type=AnswerFacts,
        facts=facts,
        layout=layout,
        number=NumberRule(
            "petition_answer",
            label=lambda petition, year, n: f"{petition.election.village.township.name}换信复〔{year}〕{n}号",
            scope=lambda petition: f"cycle:{petition.election.cycle_id}",
        ),
        signed_by=lambda facts: facts.signer,
        requires=requires,
        permission=Permission.CYCLE_PLAN,
        view_permission=Permission.SUPERVISE,
        public=False,
        link="villages:supervision",
        on_issued=_issued,
        on_revoked=_revoked,
    )
)
