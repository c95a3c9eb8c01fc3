"""A unit's answer to a whole letter, and the letter's own workbook with whole numbers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from candidates.models import Opinion, ReviewBatch, ReviewFile, ReviewRequest
from candidates.review import rules
from candidates.review.queries import batches as queries
from candidates.review.scans import checked_scan
from candidates.review.workbooks import SheetPerson, letter_workbook
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents.models import Document
from election_office.law.decision import Decision
from villages import numbers


def _own_batch(batch: ReviewBatch, by: User) -> ReviewBatch:
    """The second fence: the right to review, and in the very unit the letter went to."""
    require(by, Permission.REVIEW, batch)
    if not ReviewRequest.objects.sent_to(by).filter(batch=batch).exists():
        raise PermissionDenied("这封联审名单没有送您所在的单位。")
    return ReviewBatch.objects.select_related("department", "cycle__township").get(pk=batch.pk)


@transaction.atomic
def answer_batch(
    *,
    batch: ReviewBatch,
    seen: Collection[int],
    found: Sequence[rules.FoundLine],
    handler: str,
    leader: str,
    stamped_on: dt.date,
    scan: UploadedFile[Any] | None,
    by: User,
) -> list[Opinion]:
    """One stamped sheet for many persons: ``found`` of some, nothing of the others among those ``seen``, who
    were looked into one by one. Whoever was not stays unanswered. Raises RuleRefused; then nothing is kept.
    """
    require(by, Permission.REVIEW, batch)
    batch = _own_batch(batch, by)
    waiting = {request.pk: request for request in queries.open_requests(batch, lock=True)}
    book = queries.book_of(batch)
    asked = rules.asked_of(batch.department.keys, book)
    facts = rules.BatchFacts(
        {pk: row.file.person.name for pk, row in waiting.items()}, set(seen), found, asked
    )
    by_request: dict[int, list[rules.FoundLine]] = defaultdict(list)
    for row in found:
        by_request[row.request].append(row)
    decision = rules.check_batch(facts) + _signatures(batch, asked, handler, leader, stamped_on, scan)
    decision.require()
    paper = checked_scan(scan)
    stored = Opinion.scan.field.storage.save(f"reviews/batches/{batch.pk}/{paper.file.name}", paper.file)
    made = [
        Opinion(
            file=waiting[pk].file,
            round=waiting[pk].round,
            level=Opinion.Level.COUNTY,
            request=waiting[pk],
            unit=batch.department.name,
            answers=_answers(asked, by_request[pk]),
            conclusion=rules.conclusion_of(by_request[pk]),
            remark="；".join(row.reason.strip() for row in by_request[pk]),
            handler=handler.strip(),
            leader=leader.strip(),
            stamped_on=stamped_on,
            scan=stored,
            filename=paper.name,
            sha256=paper.sha256,
            given_by=by,
        )
        for pk in sorted(seen)
    ]
    Opinion.objects.bulk_create(made)
    record(
        "review.batch_answered",
        target=batch,
        by=by,
        after={
            "unit": batch.department.name,
            "people": sorted(row.file_id for row in made),
            "found": len(found),
            "sha256": paper.sha256,
        },
    )
    return made


def _signatures(
    batch: ReviewBatch,
    asked: Sequence[rules.Ground],
    handler: str,
    leader: str,
    stamped_on: dt.date,
    scan: UploadedFile[Any] | None,
) -> Decision:
    """The same questions as of one person's sheet: signatures, stamp and scan."""
    facts = rules.OpinionFacts(
        unit=batch.department.name,
        answers=[rules.Answer(ground, False) for ground in asked],
        conclusion="agree",
        remark="",
        handler=handler,
        leader=leader,
        stamped_on=stamped_on,
        has_scan=scan is not None,
        today=timezone.localdate(),
        sent_on=timezone.localdate(batch.sent_at),
        asked=batch.department.keys,
    )
    return rules.check_opinion(facts, queries.book_of(batch))


def _answers(asked: Sequence[rules.Ground], found: Sequence[rules.FoundLine]) -> list[dict[str, Any]]:
    reasons = {row.key: row.reason.strip() for row in found}
    return [
        {
            "key": ground.key,
            "group": ground.group,
            "label": ground.label,
            "found": ground.key in reasons,
            "reason": reasons.get(ground.key, ""),
        }
        for ground in asked
    ]


@transaction.atomic
def take_workbook(*, batch: ReviewBatch, by: User) -> bytes:
    """The letter as a workbook the unit fills in, with whole ID numbers; each taking is recorded."""
    require(by, Permission.REVIEW, batch)
    batch = _own_batch(batch, by)
    waiting = queries.open_requests(batch)
    book = queries.book_of(batch)
    record(
        "review.numbers_taken",
        target=batch,
        by=by,
        after={"unit": batch.department.name, "people": sorted(row.file_id for row in waiting)},
        reason="下载联审名单",
    )
    people = [
        SheetPerson(
            row.pk,
            row.file.person.name,
            row.file.person.get_sex_display(),
            row.file.person.birth_date,
            numbers.decrypt(row.file.person.id_cipher),
            row.file.election.village.name,
            ReviewFile.Post(row.file.post).label,
        )
        for row in waiting
    ]
    return letter_workbook(people, [ground.label for ground in rules.asked_of(batch.department.keys, book)])


def numbers_printed(document: Document) -> None:
    """Hook of the letter: that whole numbers left the office on paper is in the trail."""
    batch = ReviewBatch.objects.select_related("department", "cycle").get(
        pk=int(document.subject.rpartition(":")[2])
    )
    record(
        "review.numbers_printed",
        target=batch,
        by=document.issued_by,
        after={"unit": batch.department.name, "people": len(document.facts["people"])},
    )
