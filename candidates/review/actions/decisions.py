"""The township's acts on a file: sending back, 考察, the decision, the county's answer, reopening."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from candidates.models import Inspection, ReviewFile, ReviewRuling
from candidates.review import queries, rules
from candidates.review.actions.opinions import withdraw
from candidates.review.actions.shared import locked_file
from candidates.review.scans import checked_scan
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.decision import Decision
from villages.preparation.actions import settle

State = ReviewFile.State
Kind = ReviewRuling.Kind


def _rule(file: ReviewFile, kind: str, *, reason: str, by: User, **values: Any) -> ReviewRuling:
    """Keep a ruling and leave its trace. The caller has asked the rules."""
    scan = values.pop("scan", None)
    ruling = ReviewRuling(
        file=file, round=file.round, kind=kind, reason=reason.strip(), decided_by=by, **values
    )
    if scan is not None:
        paper = checked_scan(scan)
        ruling.filename = paper.name
        ruling.scan = paper.file
    if ruling.decided_on > timezone.localdate():
        raise ValidationError({"decided_on": "决定日期不能晚于今天。"})
    ruling.keep()
    record(
        f"review.{KIND_ACTS[Kind(kind)]}",
        target=file,
        by=by,
        after={
            "round": file.round,
            "post": file.get_post_display(),
            "grounds": [ground["label"] for ground in ruling.grounds],
            "paper": ruling.paper_number,
            "by_county": ruling.by_county,
        },
        reason=reason,
    )
    return ruling


KIND_ACTS = {
    Kind.RETURN: "file_returned",
    Kind.PASS: "passed",
    Kind.REJECT: "rejected",
    Kind.ESCALATE: "escalated",
    Kind.REOPEN: "reopened",
}


def _move(file: ReviewFile, state: str, by: User, decided_on: dt.date | None = None) -> None:
    file.state, file.decided_on = state, decided_on
    file.keep("state", "decided_on", "round")
    settle(election=file.election, code="review", by=by)


@transaction.atomic
def return_file(*, file: ReviewFile, reason: str, by: User) -> ReviewFile:
    """Send the file back to be completed; opinions given on it so far are taken back with it."""
    require(by, Permission.REVIEW_DECIDE, file)
    file = locked_file(file, State.VILLAGE, State.TOWNSHIP)
    for opinion in file.opinions.standing().filter(round=file.round):
        withdraw(opinion, f"材料退回补正：{reason}", by)
    _rule(file, Kind.RETURN, reason=reason, by=by, decided_on=timezone.localdate())
    _move(file, State.DRAFTING, by)
    return file


@transaction.atomic
def record_inspection(
    *, file: ReviewFile, scan: UploadedFile[Any] | None, by: User, **values: Any
) -> Inspection:
    """考察, once every unit has answered and nobody has found a bar. Raises RuleRefused.

    ``values``: the fields of Inspection from held_on to text.
    """
    require(by, Permission.REVIEW_DECIDE, file)
    file = locked_file(file, State.COUNTY)
    book = file.election.rulebook
    facts = queries.review_facts(file)
    blocking = Decision(
        tuple(
            finding
            for finding in (
                *rules.check_complete(facts, book).findings,
                *rules.check_grounds(facts, book).findings,
            )
            if finding.code in ("levels_silent", "no_departments", "departments_unsent", "departments_silent")
            or finding.code in ("statutory_bar", "adopted_ground")
        )
    )
    numbers = rules.check_inspection(
        rules.InspectionFacts(
            issued=values["issued"],
            recovered=values["recovered"],
            votes=(values["good"], values["competent"], values["basic"], values["poor"]),
            talks=values["talks"],
            held_on=values["held_on"],
            visited_on=values["visited_on"],
            today=timezone.localdate(),
            conclusion=values["conclusion"],
            text=values["text"],
            has_scan=scan is not None,
        ),
        book,
    )
    (blocking + numbers).require()
    paper = checked_scan(scan)
    inspection = Inspection(
        file=file, round=file.round, filename=paper.name, sha256=paper.sha256, entered_by=by, **values
    )
    inspection.scan = paper.file
    inspection.keep()
    _move(file, State.INSPECTION, by)
    record(
        "review.inspected",
        target=file,
        by=by,
        after={
            "round": file.round,
            "conclusion": inspection.get_conclusion_display(),
            "recovered": inspection.recovered,
            "sha256": paper.sha256,
        },
    )
    return inspection


@transaction.atomic
def pass_file(
    *,
    file: ReviewFile,
    reason: str,
    leader: str,
    decided_on: dt.date,
    by: User,
    paper_number: str = "",
    scan: UploadedFile[Any] | None = None,
) -> ReviewRuling:
    """联审通过: everything is there and nothing stands against it. Raises RuleRefused, every gap at once."""
    require(by, Permission.REVIEW_DECIDE, file)
    file = locked_file(file, State.INSPECTION)
    rules.check_pass(queries.review_facts(file), file.election.rulebook).require()
    if not leader.strip():
        raise ValidationError({"leader": "请填写签批人：谁审核谁负责。"})
    ruling = _rule(
        file,
        Kind.PASS,
        reason=reason,
        by=by,
        leader=leader,
        decided_on=decided_on,
        paper_number=paper_number,
        scan=scan,
    )
    _move(file, State.PASSED, by, decided_on)
    return ruling


@transaction.atomic
def reject_file(
    *,
    file: ReviewFile,
    keys: Sequence[str],
    reason: str,
    leader: str,
    decided_on: dt.date,
    by: User,
    paper_number: str = "",
    scan: UploadedFile[Any] | None = None,
) -> ReviewRuling:
    """联审不通过 on grounds a unit found: a bar of the law, or one the village's 选举办法 takes up.

    A bar ends the review at whatever level it is found. Raises RuleRefused.
    """
    require(by, Permission.REVIEW_DECIDE, file)
    file = locked_file(file, State.TOWNSHIP, State.COUNTY, State.INSPECTION)
    book = file.election.rulebook
    facts = queries.review_facts(file)
    rules.check_reject(facts, keys, book).require()
    if not leader.strip():
        raise ValidationError({"leader": "请填写签批人：谁审核谁负责。"})
    ruling = _rule(
        file,
        Kind.REJECT,
        reason=reason,
        by=by,
        leader=leader,
        decided_on=decided_on,
        paper_number=paper_number,
        scan=scan,
        grounds=_grounds(facts, set(keys), file),
    )
    _move(file, State.REJECTED, by, decided_on)
    return ruling


@transaction.atomic
def escalate_file(*, file: ReviewFile, reason: str, leader: str, by: User) -> ReviewRuling:
    """报县研究: a ground without basis in the village's own rules, or an objection without a ground.

    From the township's own level, or once everybody has been heard and the person inspected.
    """
    require(by, Permission.REVIEW_DECIDE, file)
    file = locked_file(file, State.TOWNSHIP, State.INSPECTION)
    facts = queries.review_facts(file)
    rules.check_escalation(facts, file.election.rulebook).require()
    ruling = _rule(
        file,
        Kind.ESCALATE,
        reason=reason,
        by=by,
        leader=leader,
        decided_on=timezone.localdate(),
        grounds=_grounds(facts, {row.key for row in facts.found}, file),
    )
    _move(file, State.ESCALATED, by)
    return ruling


@transaction.atomic
def settle_file(
    *,
    file: ReviewFile,
    passed: bool,
    reason: str,
    paper_number: str,
    decided_on: dt.date,
    scan: UploadedFile[Any] | None,
    by: User,
) -> ReviewRuling:
    """Enter the county's answer to an escalated case, with its paper. Raises RuleRefused."""
    require(by, Permission.REVIEW_DECIDE, file)
    file = locked_file(file, State.ESCALATED)
    facts = queries.review_facts(file)
    rules.check_settled(
        facts, passed=passed, paper=paper_number, has_scan=scan is not None, book=file.election.rulebook
    ).require()
    ruling = _rule(
        file,
        Kind.PASS if passed else Kind.REJECT,
        reason=reason,
        by=by,
        decided_on=decided_on,
        paper_number=paper_number,
        scan=scan,
        by_county=True,
        grounds=_grounds(facts, {row.key for row in facts.found}, file),
    )
    _move(file, State.PASSED if passed else State.REJECTED, by, decided_on)
    return ruling


@transaction.atomic
def reopen_file(*, file: ReviewFile, reason: str, paper_number: str, by: User) -> ReviewFile:
    """Review a decided person again, from the beginning, with a recorded reason; the old round stays."""
    require(by, Permission.REVIEW_DECIDE, file)
    file = locked_file(file)
    rules.check_reopen(file.state, file.person.name).require()
    _rule(
        file,
        Kind.REOPEN,
        reason=reason,
        by=by,
        paper_number=paper_number,
        decided_on=timezone.localdate(),
    )
    file.round += 1
    _move(file, State.DRAFTING, by)
    return file


def _grounds(facts: rules.ReviewFacts, keys: set[str], file: ReviewFile) -> list[dict[str, str]]:
    """The found grounds as they are kept with a ruling: whose finding, and the text it rests on."""
    book = file.election.rulebook
    return [
        {
            "key": row.key,
            "label": row.label,
            "unit": row.unit,
            "reason": row.reason,
            "citation": str(rules.cite_ground(row, facts.clause, book)),
            "standing": rules.standing_of(row.key, facts.clause, book),
        }
        for row in facts.found
        if row.key in keys
    ]
