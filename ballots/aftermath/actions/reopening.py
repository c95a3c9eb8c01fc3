"""A declared result is withdrawn only by one person's request and another's approval; every version stays."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots.actions.gates import require_declared_stage
from ballots.actions.seating import seat_winners
from ballots.aftermath import queries, rules
from ballots.aftermath.actions.rounds import cancel_round
from ballots.models import Reopening, Result, Round
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents import actions as documents
from villages.actions import reopen_step
from villages.actions.elections import locked


@transaction.atomic
def request_reopening(*, result: Result, reason: str, paper_number: str, by: User) -> Reopening:
    """Ask that a declared result be withdrawn and counted again. Raises RuleRefused where it is too late."""
    require(by, Permission.BALLOT_EDIT, result)
    election = locked(result.election)
    require_declared_stage(election)
    rules.check_reopening(queries.reopening_facts(result), election.rulebook).require()
    request = Reopening(
        result=result, reason=reason.strip(), paper_number=paper_number.strip(), requested_by=by
    )
    request.keep()
    record(
        "result.reopening_requested",
        target=result,
        by=by,
        after={"paper": request.paper_number},
        reason=reason,
    )
    return request


@transaction.atomic
def decide_reopening(*, request: Reopening, approve: bool, opinion: str, by: User) -> Reopening:
    """The second person's word. Approved: the result is superseded, its papers and certificates are revoked,
    who was seated by it leaves, its steps and the stage open again, and the round is being counted. A
    later round that was called on it and has not begun is cancelled."""
    require(by, Permission.COUNT_DECIDE, request)
    election = locked(request.election)
    request = Reopening.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != Reopening.State.REQUESTED:
        raise ValidationError("这份申请已经审批，不能再次审批。")
    rules.check_second_person(request.requested_by_id, by.pk).require()
    result = Result.objects.select_for_update(of=("self",)).with_places().get(pk=request.result_id)
    result.round.election = election
    request.state = Reopening.State.APPROVED if approve else Reopening.State.REFUSED
    request.decided_by, request.decided_at, request.opinion = by, timezone.now(), opinion.strip()
    if not approve and not request.opinion:
        raise ValidationError({"opinion": "不同意请写明理由。"})
    request.keep("state", "decided_by", "decided_at", "opinion")
    if approve:
        rules.check_reopening(queries.reopening_facts(result), election.rulebook).require()
        _withdraw(result, f"{request.reason}（{request.paper_number}）", by)
    record(
        "result.reopened" if approve else "result.reopening_refused",
        target=result,
        by=by,
        before={"count_sha256": result.count_sha256},
        after={"paper": request.paper_number},
        reason=request.opinion or request.reason,
    )
    return request


def _withdraw(result: Result, reason: str, by: User) -> None:
    """Everything that stood on the result falls with it."""
    election, voting = result.election, result.round
    papers = queries.papers_in_force(result)
    for later in queries.later_rounds(result):
        later.election = election
        cancel_round(later, reason, by)
    result.keep(*result.revoke(by=by, reason=reason[:500]))
    voting.state = Round.State.COUNTING
    voting.save(update_fields=["state", "updated_at"])
    for paper in papers:
        documents.revoke(paper, by=by, reason=f"选举结果经批准撤销：{reason}"[:200])
    step = election.steps.filter(code="polling", done_on__isnull=False).first()
    if step is not None and not queries.has_valid_result(election):
        reopen_step(step)
    seat_winners(election, voting.day, by)
