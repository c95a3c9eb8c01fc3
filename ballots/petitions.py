"""What follows for a declared result from a petition found true: lent to the supervision, carried out by the
acts of ``aftermath``, whose rules judge it; and the boxes a petition may be about."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone

from ballots import queries
from ballots.aftermath import rules
from ballots.aftermath.actions import decide_winner, request_reopening
from ballots.models import Box, Result, Winner, WinnerDecision
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.law.passages import passage
from villages.models import Election, Petition
from villages.supervision import lending

Basis = WinnerDecision.Basis
STATUTORY = f"{Basis.STATUTORY}-"


def boxes(election: Election) -> list[tuple[str, str]]:
    """Every box of every round. One statement."""
    rows = (
        Box.objects.filter(round__election=election).select_related("round").order_by("round__number", "pk")
    )
    return [(f"box-{row.pk}", f"{row.round.title}“{row.name}”") for row in rows]


def _in_force(election: Election) -> list[Winner]:
    rows = Winner.objects.with_places().filter(
        result__round__election=election, result__revoked_at__isnull=True
    )
    return list(rows.exclude(status=Winner.Status.ANNULLED))


def winners(election: Election) -> list[tuple[str, str]]:
    return [(str(row.pk), f"{row.name}（{row.post.title}）") for row in _in_force(election)]


def grounds(election: Election) -> list[tuple[str, str]]:
    bars = rules.bars_of(election.rulebook)
    return [
        (Basis.MISCONDUCT.value, str(Basis.MISCONDUCT.label)),
        *((f"{STATUTORY}{code}", label) for code, label in bars.items()),
        *((row.value, str(row.label)) for row in (Basis.ADOPTED, Basis.FILE, Basis.HIGHER)),
    ]


def annul(
    *, petition: Petition, target: str, ground: str, paper_number: str, reason: str, by: User
) -> tuple[str, str]:
    """当选无效 of one winner."""
    winner = next(row for row in _in_force(petition.election) if str(row.pk) == target)
    bar = ground.removeprefix(STATUTORY) if ground.startswith(STATUTORY) else ""
    decision = decide_winner(
        winner=winner,
        kind=WinnerDecision.Kind.ANNULLED,
        basis=Basis.STATUTORY if bar else ground,
        bar=bar,
        reason=reason,
        decided_on=timezone.localdate(),
        paper_number=paper_number,
        by=by,
    )
    return f"宣布{winner.name}当选无效", decision.article


def results(election: Election) -> list[tuple[str, str]]:
    """The newest declared result in force."""
    voting = queries.current_round(election)
    result = queries.result_of(voting) if voting is not None else None
    return [(str(result.pk), f"{result.round.title}的结果")] if result else []


def misconduct_alone(election: Election) -> list[tuple[str, str]]:
    return [(Basis.MISCONDUCT.value, str(passage("misconduct", election.rulebook)))]


def void(
    *, petition: Petition, target: str, ground: str, paper_number: str, reason: str, by: User
) -> tuple[str, str]:
    """The whole result falls: every winner of it is declared void, one by one, or none is."""
    rows = [row for row in _in_force(petition.election) if str(row.result_id) == target]
    if not rows:
        raise ValidationError({"target": "这次结果没有还在任的当选人，不用再宣布无效。"})
    for winner in rows:
        annul(
            petition=petition,
            target=str(winner.pk),
            ground=ground,
            paper_number=paper_number,
            reason=reason,
            by=by,
        )
    names = "、".join(row.name for row in rows)
    return f"选举无效，{names}当选无效", str(passage("misconduct", petition.election.rulebook))


def investigation(election: Election) -> list[tuple[str, str]]:
    return [("investigation", str(passage("investigation", election.rulebook)))]


def reopen(
    *, petition: Petition, target: str, ground: str, paper_number: str, reason: str, by: User
) -> tuple[str, str]:
    """Ask that the result be withdrawn and counted again; a second person decides."""
    result = Result.objects.with_places().get(pk=target, round__election=petition.election)
    request_reopening(result=result, reason=reason, paper_number=paper_number, by=by)
    basis = str(passage("investigation", petition.election.rulebook))
    return f"申请撤销{result.round.title}的结果并重新计票，等待另一人审批", basis


def lend_to_supervision() -> None:
    lending.lend_things(boxes)
    for code, label, warning, permission, targets, bases, act in (
        (
            "annul-winner",
            "宣布当选无效",
            "席位空出，当选证书收回，须公告；空出的席位依法另行选举或者补选。",
            Permission.COUNT_DECIDE,
            winners,
            grounds,
            annul,
        ),
        (
            "void-election",
            "宣布选举无效",
            "这次结果的全部当选人当选无效，证书收回；须公告，并依法重新组织选举。",
            Permission.COUNT_DECIDE,
            results,
            misconduct_alone,
            void,
        ),
        (
            "reopen-result",
            "申请撤销结果",
            "由乡镇另一名工作人员审批；同意以后结果、公告和证书作废，重新计票。",
            Permission.BALLOT_EDIT,
            results,
            investigation,
            reopen,
        ),
    ):
        lending.lend_consequence(lending.Consequence(code, label, warning, permission, targets, bases, act))
