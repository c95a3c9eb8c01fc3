"""A declared result is withdrawn (撤销选举结果公告)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.core.exceptions import ValidationError

from ballots.models import Reopening
from ballots.notices.aftermath import AftermathWords, titled, to_all
from ballots.notices.shared import held_rounds
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Paper
from election_office.law.dates import cn_date
from villages.models import Election
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, first_words_in, places_of, words_in

CODE = "ballots.reopening_notice"
TITLE = "撤销选举结果公告"


@dataclass(frozen=True)
class ReopeningFacts(ElectionFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    round: str
    declared: str
    decided: str
    reason: str
    paper: str
    sha256: str
    words: AftermathWords


def facts(request: Reopening) -> ReopeningFacts:
    if request.state != Reopening.State.APPROVED or request.decided_at is None:
        raise ValidationError("申请还没有批准，不能公布撤销结果。")
    return ReopeningFacts(
        **titled(request.election, TITLE),
        round=request.result.round.title,
        declared=cn_date(request.result.declared_at.date()),
        decided=cn_date(request.decided_at.date()),
        reason=request.reason.rstrip("。"),
        paper=request.paper_number,
        sha256=request.result.count_sha256[:16],
        words=words_in(AftermathWords, request.election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(AftermathWords)}


def layout(facts: ReopeningFacts) -> Paper:
    return to_all(
        facts,
        facts.words,
        TITLE,
        f"{facts.declared}宣布的{facts.round}结果，因{facts.reason}，经申请（{facts.paper}）和审批，"
        f"于{facts.decided}撤销，原结果公告和当选证书同时停止使用。",
        "计票单将重新核对、录入，选举结果重新当场公布。原选票和计票单封存备查。",
        f"被撤销结果的计票数据校验值：{facts.sha256}。",
    )


def _approved(election: Election) -> Sequence[Reopening]:
    keys = [voting.pk for voting in held_rounds(election)]
    return (
        list(Reopening.objects.filter(result__round__in=keys, state=Reopening.State.APPROVED)) if keys else []
    )


NOTICE = register(
    Notice(
        code=CODE,
        title=TITLE,
        about="为什么撤销、何时批准，原公告和证书停止使用。",
        subject=Reopening,
        facts_type=ReopeningFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        subjects=_approved,
        link="ballots:result",
    )
)
