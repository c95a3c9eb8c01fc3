"""Write-in winners: the file of their review, and what was decided about them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots.actions.gates import require_declared_stage
from ballots.actions.seating import seat_winners
from ballots.aftermath import queries, rules
from ballots.models import Winner, WinnerDecision
from candidates.models import ReviewFile
from candidates.models.review import Purpose
from candidates.review.actions import open_file
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents import actions as documents
from villages.actions.elections import locked

Kind = WinnerDecision.Kind


@transaction.atomic
def open_winner_file(*, winner: Winner, by: User, **values: Any) -> ReviewFile:
    """Open the review of somebody who was written in and has enough votes. ``values``: as of open_file."""
    require(by, Permission.CANDIDATE_EDIT, winner)
    if winner.person is None:
        raise ValidationError(
            f"{winner.election.words.here}没有或者不止一人叫{winner.name}，不能确定是谁，请先核对人员信息再建立审查材料。"
        )
    return open_file(
        election=winner.election,
        person=winner.person,
        purpose=Purpose.COMMITTEE,
        post=winner.post.kind,
        by=by,
        **values,
    )


@transaction.atomic
def decide_winner(
    *,
    winner: Winner,
    kind: str,
    basis: str,
    reason: str,
    decided_on: dt.date,
    paper_number: str = "",
    bar: str = "",
    by: User,
) -> WinnerDecision:
    """Confirm a written-in winner, declare the seat void with its article, send the case upward, or keep that
    the winner declined in writing before the certificate.

    ``bar``: which bar of the law, where the law is the basis. The votes stay as they were declared.
    Raises RuleRefused where no text allows the decision.
    """
    require(by, Permission.COUNT_DECIDE, winner)
    election = locked(winner.election)
    winner = Winner.objects.with_places().select_for_update(of=("self",)).get(pk=winner.pk)
    require_declared_stage(election)
    if winner.result.revoked_at is not None:
        raise ValidationError("这次选举结果已经作废，不能再作决定。")
    if decided_on > timezone.localdate():
        raise ValidationError({"decided_on": "决定日期不能晚于今天。"})
    if kind == Kind.CONFIRMED and winner.status != Winner.Status.PENDING_REVIEW:
        raise ValidationError(f"{winner.name}{winner.get_status_display()}，不需要确认。")
    book = election.rulebook
    facts = queries.review_facts(winner, paper_number)
    match kind:
        case Kind.CONFIRMED:
            rules.check_confirm(facts, book).require()
        case Kind.DECLINED:
            certified = bool(queries.certificates_in_force([winner]))
            rules.check_decline(facts, certified, basis).require()
        case Kind.ANNULLED:
            rules.check_annul(facts, basis, book, bar).require()
        case _:
            rules.check_escalate(facts, book).require()
    decision = keep_decision(
        winner,
        kind=kind,
        basis=basis,
        article=queries.article_of(winner, basis, paper_number, bar)
        if kind == Kind.ANNULLED
        else str(book.cite("winner_review")),
        reason=reason,
        decided_on=decided_on,
        paper_number=paper_number,
        by=by,
    )
    if kind != Kind.ESCALATED:
        seat_winners(election, winner.result.round.day, by)
    return decision


def keep_decision(
    winner: Winner,
    *,
    kind: str,
    basis: str,
    article: str,
    reason: str,
    decided_on: dt.date,
    paper_number: str,
    by: User,
) -> WinnerDecision:
    """Keep a decision the caller has judged, with what it means for the seat and the certificate."""
    decision = WinnerDecision(
        winner=winner,
        kind=kind,
        basis=basis,
        article=article[:200],
        reason=reason.strip(),
        paper_number=paper_number.strip(),
        decided_on=decided_on,
        decided_by=by,
    )
    decision.keep()
    before = winner.status
    if kind == Kind.CONFIRMED:
        winner.status = Winner.Status.ELECTED
    elif kind == Kind.DECLINED:
        winner.status = Winner.Status.ANNULLED
    elif kind == Kind.ANNULLED:
        winner.status = Winner.Status.ANNULLED
        for paper in queries.certificates_in_force([winner]):
            documents.revoke(paper, by=by, reason=f"{winner.name}当选无效：{reason}"[:200])
    winner.save(update_fields=["status", "updated_at"])
    record(
        f"winner.{kind}",
        target=winner,
        by=by,
        before={"status": before},
        after={"basis": decision.get_basis_display(), "article": decision.article, "paper": paper_number},
        reason=reason,
    )
    return decision
