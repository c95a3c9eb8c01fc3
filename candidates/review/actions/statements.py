"""专项说明: why a person or a team stays outside a policy line, and what the county answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from candidates.models import ExceptionStatement, ReviewFile
from candidates.review import queries
from candidates.review.actions.shared import STAGES, locked_file
from candidates.review.scans import checked_scan
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.decision import Decision
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election


def _write(
    *, election: Election, file: ReviewFile | None, lines: Decision, reason: str, measures: str, by: User
) -> ExceptionStatement:
    outside = [
        {"code": finding.code, "message": finding.message} for finding in (*lines.warnings, *lines.refusals)
    ]
    if not outside:
        raise ValidationError("没有不符合政策要求的情况，不需要专项说明。")
    statement = ExceptionStatement(
        election=election, file=file, lines=outside, reason=reason, measures=measures, made_by=by
    )
    statement.keep()
    record(
        "review.statement_written",
        target=statement,
        by=by,
        after={"lines": [item["message"] for item in outside]},
    )
    return statement


@transaction.atomic
def explain_person(*, file: ReviewFile, reason: str, measures: str, by: User) -> ExceptionStatement:
    """A statement on every policy line this person is outside of now."""
    require(by, Permission.REVIEW_DECIDE, file)
    file = locked_file(file)
    if file.is_decided:
        raise ValidationError(f"{file.person.name}的联审已经决定，须先登记重新审查。")
    return _write(
        election=file.election,
        file=file,
        lines=queries.person_lines(file),
        reason=reason,
        measures=measures,
        by=by,
    )


@transaction.atomic
def explain_team(*, election: Election, reason: str, measures: str, by: User) -> ExceptionStatement:
    """A statement on every line the village's team as a whole is outside of now."""
    require(by, Permission.REVIEW_DECIDE, election)
    election = locked(election)
    require_stage(election, *STAGES)
    return _write(
        election=election,
        file=None,
        lines=queries.check_team(election),
        reason=reason,
        measures=measures,
        by=by,
    )


@transaction.atomic
def record_reply(
    *,
    statement: ExceptionStatement,
    approved: bool,
    paper_number: str,
    replied_on: dt.date,
    scan: UploadedFile[Any] | None,
    by: User,
) -> ExceptionStatement:
    """What the county answered, on what paper. Only a statement that was issued can be answered."""
    require(by, Permission.REVIEW_DECIDE, statement)
    statement = ExceptionStatement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    if statement.is_revoked or statement.reply != ExceptionStatement.Reply.NONE:
        raise ValidationError("这份专项说明已经批复或者撤回。")
    if not queries.issued_subjects(queries.STATEMENT, [f"{statement._meta.label}:{statement.pk}"]):
        raise ValidationError("专项说明还没有签发，不能登记批复。")
    if replied_on > timezone.localdate():
        raise ValidationError({"replied_on": "批复日期不能晚于今天。"})
    if not paper_number.strip():
        raise ValidationError({"paper_number": "请填写批复文号。"})
    paper = checked_scan(scan)
    reply = ExceptionStatement.Reply
    statement.reply = reply.APPROVED if approved else reply.REFUSED
    statement.reply_paper, statement.replied_on, statement.filename = paper_number, replied_on, paper.name
    statement.reply_scan = paper.file
    statement.keep("reply", "reply_paper", "replied_on", "filename", "reply_scan")
    record(
        "review.statement_answered",
        target=statement,
        by=by,
        after={"reply": statement.get_reply_display(), "paper": paper_number, "sha256": paper.sha256},
    )
    return statement


@transaction.atomic
def withdraw_statement(*, statement: ExceptionStatement, reason: str, by: User) -> ExceptionStatement:
    """Written by mistake or overtaken; a paper already issued is revoked on its own page."""
    require(by, Permission.REVIEW_DECIDE, statement)
    statement = statement.take_back(by=by, reason=reason, again="这份专项说明已经撤回。")
    record(
        "review.statement_withdrawn",
        target=statement,
        by=by,
        reason=reason,
    )
    return statement


@transaction.atomic
def export_trace(*, file_ids: list[int], target: ReviewFile, purpose: str, by: User) -> None:
    """Leave the trace of a 倒查 export: what left the office, and what for."""
    require(by, Permission.AUDIT_VIEW, target)
    record(
        "review.trace_exported",
        target=target,
        by=by,
        after={"person": target.person_id, "files": file_ids},
        reason=purpose,
    )
