"""Sanctions on a person's file, and the county's 容错纠错."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates.models import ReviewFile, Sanction
from candidates.review import rules
from candidates.review.actions.shared import locked_file
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record


@transaction.atomic
def record_sanction(
    *,
    file: ReviewFile,
    kind: str,
    given_on: dt.date,
    until: dt.date,
    before: str,
    paper_number: str,
    by: User,
) -> Sanction:
    """What was found on the person, with its period and the post held at the time."""
    require(by, Permission.CANDIDATE_EDIT, file)
    file = locked_file(file)
    if file.is_decided:
        raise ValidationError("此人的联审已经决定，须先登记重新审查。")
    rules.check_period(given_on, until, timezone.localdate()).require()
    sanction = Sanction(
        file=file, kind=kind, given_on=given_on, until=until, before=before, paper_number=paper_number,
        entered_by=by,
    ).keep()  # fmt: skip
    record(
        "review.sanction_recorded", target=sanction, by=by,
        after={"kind": str(sanction), "given_on": given_on, "until": until, "paper": paper_number},
    )  # fmt: skip
    return sanction


@transaction.atomic
def withdraw_sanction(*, sanction: Sanction, reason: str, by: User) -> Sanction:
    """Entered by mistake, or lifted by whoever gave it."""
    require(by, Permission.REVIEW_DECIDE, sanction)
    file = locked_file(sanction.file)
    sanction = sanction.lock()
    if sanction.is_revoked or file.is_decided:
        raise ValidationError("这条登记已经撤回，或者此人的联审已经决定，不能撤回。")
    sanction.keep(*sanction.revoke(by=by, reason=reason))
    record("review.sanction_withdrawn", target=sanction, by=by, reason=reason)
    return sanction


@transaction.atomic
def tolerate_error(
    *,
    sanction: Sanction,
    decided_on: dt.date,
    paper: str,
    approved_on: dt.date,
    approval_paper: str,
    reason: str,
    by: User,
) -> Sanction:
    """容错纠错: decided by the county, approved above before, while the nomination is still under way."""
    require(by, Permission.TOLERANCE_DECIDE, sanction)
    file = locked_file(sanction.file)
    sanction = sanction.lock()
    if sanction.is_revoked or sanction.tolerated_on is not None:
        raise ValidationError("这条登记已经撤回，或者已经登记容错决定。")
    nomination = file.election.steps.filter(code="nomination").first()
    facts = rules.ToleranceFacts(
        decided_on=decided_on, paper=paper, approved_on=approved_on, approval_paper=approval_paper,
        given_on=sanction.given_on, nominated_on=nomination.done_on if nomination else None,
        file_decided=file.is_decided, today=timezone.localdate(),
    )  # fmt: skip
    rules.check_tolerance(facts, file.election.rulebook).require()
    sanction.tolerated_on, sanction.tolerance_paper = decided_on, paper.strip()
    sanction.approved_on, sanction.approval_paper = approved_on, approval_paper.strip()
    sanction.tolerance_reason, sanction.tolerated_by = reason, by
    sanction.keep(
        "tolerated_on", "tolerance_paper", "approved_on", "approval_paper", "tolerance_reason", "tolerated_by"
    )
    record(
        "review.error_tolerated", target=sanction, by=by, reason=reason,
        after={"paper": sanction.tolerance_paper, "approved_on": approved_on},
    )  # fmt: skip
    return sanction
