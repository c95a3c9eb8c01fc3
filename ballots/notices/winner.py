"""What was decided about somebody with enough votes: seated, declined, void (当选资格审查结果公告)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from ballots.models import WinnerDecision
from ballots.notices.aftermath import AftermathWords, titled, to_all
from ballots.notices.shared import results_in_force
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Paper
from election_office.law.dates import cn_date
from villages.models import Election
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, first_words_in, places_of, words_in

CODE = "ballots.winner_notice"


@dataclass(frozen=True)
class DecisionFacts(ElectionFacts):
    """What every paper about a winner names. It never changes, as ``ElectionFacts``."""

    name: str
    post: str
    votes: int
    round: str
    polled: str
    kind: str
    basis: str
    article: str
    reason: str
    paper: str
    decided: str


@dataclass(frozen=True)
class WinnerFacts(DecisionFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    words: AftermathWords


def decision_heading(decision: WinnerDecision, title: str) -> dict[str, Any]:
    """The facts of ``DecisionFacts``."""
    winner = decision.winner
    return titled(decision.election, title) | {
        "name": winner.name,
        "post": winner.post.title,
        "votes": winner.votes,
        "round": winner.result.round.title,
        "polled": cn_date(winner.result.round.day),
        "kind": decision.kind,
        "basis": decision.election.said(decision.get_basis_display()),
        "article": decision.article,
        "reason": decision.reason.rstrip("。"),
        "paper": decision.paper_number,
        "decided": cn_date(decision.decided_on),
    }


def facts(decision: WinnerDecision) -> WinnerFacts:
    if decision.kind == WinnerDecision.Kind.ESCALATED:
        raise ValidationError("报上级研究的，请签发请示，不张贴公告。")
    return WinnerFacts(
        **decision_heading(decision, f"{decision.winner.name}当选资格审查结果公告"),
        words=words_in(AftermathWords, decision.election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(AftermathWords)}


def layout(facts: WinnerFacts) -> Paper:
    votes = f"{facts.polled}{facts.round}中，{facts.name}得{facts.votes}票，得票已经当场公布。"
    paper = f"（{facts.paper}）" if facts.paper else ""
    if facts.kind == "confirmed":
        return to_all(
            facts,
            facts.words,
            "当选资格审查结果公告",
            votes,
            f"经审查{paper}，{facts.name}符合任职条件，确认当选{facts.post}。（依据：{facts.article}）",
        )
    if facts.kind == "declined":
        return to_all(
            facts,
            facts.words,
            "当选人不任职公告",
            votes,
            f"{facts.decided}，{facts.name}书面表示不担任{facts.post}{paper}，所得票数照实公布，不颁发当选证书。",
            "空出的名额依法另行选举，具体时间另行公告。",
        )
    return to_all(
        facts,
        facts.words,
        "当选无效公告",
        votes,
        f"经{facts.decided}认定{paper}：{facts.reason}。{facts.name}的{facts.post}当选无效，"
        f"所得票数照实公布，不颁发当选证书。（依据：{facts.article}）",
        "空出的名额依法另行选举或者重新选举，具体时间另行公告。",
    )


def decisions(election: Election) -> Sequence[WinnerDecision]:
    return [
        decision
        for result in results_in_force(election)
        for winner in result.winners.all()
        for decision in winner.decisions.all()
    ]


def _told(election: Election) -> Sequence[WinnerDecision]:
    return [row for row in decisions(election) if row.kind != WinnerDecision.Kind.ESCALATED]


NOTICE = register(
    Notice(
        code=CODE,
        title="当选资格审查结果公告",
        about="另选他人当选、当选人不任职或者当选无效的决定。",
        subject=WinnerDecision,
        facts_type=WinnerFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        subjects=_told,
        link="ballots:result",
    )
)
