"""A winner no text allows the office to decide about: asked of the county (当选资格请示)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from django.core.exceptions import ValidationError

from ballots.models import WinnerDecision
from ballots.notices.winner import DecisionFacts, decision_heading, decisions
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Paper, Para
from villages.models import Election
from villages.notices.shared import NOTICE_NUMBER

CODE = "ballots.winner_report"
TO: Final = "县村级组织换届选举工作领导小组办公室"


@dataclass(frozen=True)
class WinnerReportFacts(DecisionFacts):
    """Version 2 added ``to``: whom it asks."""

    version: ClassVar[int] = 2

    to: str


def facts(decision: WinnerDecision) -> WinnerReportFacts:
    if decision.kind != WinnerDecision.Kind.ESCALATED:
        raise ValidationError("已经作出决定的，请签发公告。")
    return WinnerReportFacts(
        **decision_heading(decision, f"关于{decision.winner.name}当选资格的请示"),
        to=decision.election.said(TO),
    )


def from_version_1(old: Json) -> Json:
    return old | {"to": TO}


def layout(facts: WinnerReportFacts) -> Paper:
    return Paper(
        title=f"关于{facts.village}{facts.name}当选资格的请示",
        addressee=f"{facts.to}：",
        blocks=(
            Para(
                f"{facts.polled}，{facts.village}{facts.round}中，{facts.name}以另选他人得"
                f"{facts.votes}票，达到{facts.post}当选票数。得票已经公布，当选证书暂不颁发。"
            ),
            Para(f"审查中发现：{facts.reason}。该情形属于“{facts.basis}”，没有可以直接宣布当选无效的依据。"),
            Para("妥否，请批示。"),
        ),
        signature=(facts.committee,),
    )


def _escalated(election: Election) -> Sequence[WinnerDecision]:
    return [row for row in decisions(election) if row.kind == WinnerDecision.Kind.ESCALATED]


NOTICE = register(
    Notice(
        code=CODE,
        title="当选资格请示",
        about="没有依据可以直接宣布当选无效的，报上级研究。",
        subject=WinnerDecision,
        facts_type=WinnerReportFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        signed_by=lambda facts: facts.committee,
        subjects=_escalated,
        link="ballots:result",
        public=False,
    )
)
