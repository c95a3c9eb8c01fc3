from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial as bound
from itertools import count, islice
from pathlib import PurePath
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.core.idnumbers import mask
from election_office.jobs import actions as jobs
from election_office.jobs.progress import JobFailed, Progress
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election
from voters import queries, rules
from voters.actions.writer import BATCH, Writer
from voters.imports import office
from voters.imports.bulk import insert
from voters.imports.changes import Comparison
from voters.imports.check import Trial
from voters.imports.limits import UnreadableFileError
from voters.imports.rows import RollRow
from voters.imports.workbooks import annotate
from voters.models import RollChange, RollFinding, RollImport
from voters.screening.runs import screen_election

T = TypeVar("T")
TRIAL, IMPORT = "voters.roll_trial", "voters.roll_import"
SAME_FILE = "这份文件已导入，未作改动。"


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most ``size``, made as they are asked for."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


@transaction.atomic
def upload_roll(
    *, election: Election, file: UploadedFile[bytes], by: User, partial: bool = False
) -> RollImport:
    """Keep the file under its SHA-256 and have it tried in the background.

    The same content is the same row: one that is imported already is answered as it is, and nothing
    is done; any other is tried again, for the roll may have changed meanwhile. ``partial``: the file
    tells of some people only, so that nobody is missing from it.
    """
    require(by, Permission.ROLL_EDIT, election)
    election = locked(election)
    require_stage(election)
    content = file.read()
    sha256 = hashlib.sha256(content).hexdigest()
    known = RollImport.objects.filter(election=election, sha256=sha256).first()
    if known is not None and known.state == RollImport.State.APPLIED:
        return known
    rules.check_open_roll(confirmed=queries.is_confirmed(election), book=election.rulebook).require()
    roll_import = known or _keep(election, PurePath(file.name or "名册").name, content, sha256, by)
    if roll_import.partial != partial:
        roll_import.partial = partial
        roll_import.save(update_fields=["partial", "updated_at"])
    return ask_trial(roll_import=roll_import, by=by)


def _keep(election: Election, filename: str, content: bytes, sha256: str, by: User) -> RollImport:
    roll_import = RollImport(
        election=election, filename=filename[-160:], size=len(content), sha256=sha256, uploaded_by=by
    )
    roll_import.file.save(filename, ContentFile(content), save=False)
    roll_import.full_clean()
    roll_import.save()
    record(
        "roll.uploaded",
        target=roll_import,
        area_code=election.area_code,
        by=by,
        after={"file": roll_import.filename, "sha256": sha256, "size": len(content)},
    )
    return roll_import


@transaction.atomic
def ask_trial(*, roll_import: RollImport, by: User) -> RollImport:
    """Have the file tried (again) in the background."""
    return _ask(TRIAL, "试读名册", roll_import, by)


@transaction.atomic
def ask_import(*, roll_import: RollImport, by: User) -> RollImport:
    """Have a tried file imported in the background. Refused while the trial names errors.

    Where it changes much of a roll (``rules.needs_second_officer``), nothing starts yet: it waits for
    another person's ``approve_import``.
    """
    roll_import = _importable(roll_import, by)
    if roll_import.state == RollImport.State.AWAITING:
        raise ValidationError("这份文件已提请核准，须由提请人以外的另一名经办人核准后才导入。")
    if roll_import.state != RollImport.State.TRIED:
        raise ValidationError("文件还没有试读完成，请等试读结果出来后再导入。")
    if roll_import.has_errors:
        raise ValidationError(_still_wrong(roll_import.count("error")))
    if not roll_import.needs_second:
        return _ask(IMPORT, "导入名册", roll_import, by)
    roll_import.state = RollImport.State.AWAITING
    roll_import.asked_at, roll_import.asked_by = timezone.now(), by
    roll_import.save(update_fields=["state", "asked_at", "asked_by", "updated_at"])
    record(
        "roll.import_requested",
        target=roll_import,
        area_code=roll_import.area_code,
        by=by,
        after={"file": roll_import.filename, **_told(roll_import)},
    )
    return roll_import


@transaction.atomic
def approve_import(*, roll_import: RollImport, by: User) -> RollImport:
    """The second person agrees to a large change that somebody else asked for; then it is imported.

    Raises RuleRefused for the one who asked, ValidationError when nobody asked.
    """
    roll_import = _importable(roll_import, by)
    if roll_import.state != RollImport.State.AWAITING or roll_import.asked_by is None:
        raise ValidationError("这份文件没有等待核准，请先由一名经办人提请导入。")
    told = roll_import.comparison
    rules.check_second_officer(
        same_person=roll_import.asked_by_id == by.pk,
        asked_by=roll_import.asked_by.name,
        touched=told["added"] + told["changed"] + told["vanished"],
        registered=told["registered"],
    ).require()
    roll_import.approved_at, roll_import.approved_by = timezone.now(), by
    roll_import.full_clean(exclude=["file", "faults", "trial"])
    roll_import.save(update_fields=["approved_at", "approved_by", "updated_at"])
    record(
        "roll.import_approved",
        target=roll_import,
        area_code=roll_import.area_code,
        by=by,
        after={"file": roll_import.filename, "asked_by": roll_import.asked_by.name, **_told(roll_import)},
    )
    return _ask(IMPORT, "导入名册", roll_import, by)


def _importable(roll_import: RollImport, by: User) -> RollImport:
    """Fence, lock, stage; the row behind its own lock. Refused once the roll is confirmed."""
    require(by, Permission.ROLL_EDIT, roll_import)
    election = locked(roll_import.election)
    require_stage(election)
    rows = RollImport.objects.select_related("asked_by").select_for_update(of=("self",))
    roll_import = rows.get(pk=roll_import.pk)
    if roll_import.state == RollImport.State.APPLIED:
        raise ValidationError(SAME_FILE)
    rules.check_open_roll(confirmed=queries.is_confirmed(election), book=election.rulebook).require()
    return roll_import


def _told(roll_import: RollImport) -> dict[str, int]:
    """The counts of a comparison for the trail; no number and no name of anybody."""
    told = roll_import.comparison
    return {
        "registered": told["registered"],
        "added": told["added"],
        "changed_people": told["changed"],
        "vanished": told["vanished"],
    }


def _still_wrong(count: int) -> str:
    return f"文件中还有{count}处必须改正的问题，没有导入任何人。请下载问题表，改正后重新上传。"


def _ask(kind: str, title: str, roll_import: RollImport, by: User) -> RollImport:
    job = jobs.submit(
        kind,
        params={"import": roll_import.pk},
        key=f"import:{roll_import.pk}",
        area_code=roll_import.area_code,
        by=by,
        title=f"{title}：{roll_import.filename}"[:120],
    )
    # In one process the job has run by now on its own copy of the row: only the link is written.
    RollImport.objects.filter(pk=roll_import.pk).update(job=job)
    roll_import.job = job
    return roll_import


def try_roll(*, roll_import: RollImport, progress: Progress) -> RollImport:
    """Read the file and keep what was found; the roll stays untouched. Run twice, it says the same."""
    require(progress.by, Permission.ROLL_EDIT, roll_import)
    if roll_import.state == RollImport.State.APPLIED:
        return roll_import
    content = _content(roll_import)
    try:
        result = office.try_for_election(
            content, roll_import.filename, roll_import.election, bound(progress.step, doing="正在核对")
        )
    except UnreadableFileError as error:
        return _unreadable(roll_import, error)
    faults = b""
    if result.findings:
        progress.step(result.people_rows, doing="正在生成问题表")
        try:
            faults = annotate(content, result.findings, roll_import.filename)
        except UnreadableFileError:
            faults = b""  # the list of findings on the page says the same
    return _keep_trial(roll_import, result, faults)


def _content(roll_import: RollImport) -> bytes:
    with roll_import.file.open("rb") as stored:
        content: bytes = stored.read()
    if hashlib.sha256(content).hexdigest() != roll_import.sha256:
        raise JobFailed("保存的文件与上传时不一致，可能已损坏，请重新上传。")
    return content


@transaction.atomic
def _unreadable(roll_import: RollImport, error: UnreadableFileError) -> RollImport:
    roll_import.findings.all().delete()
    roll_import.state = RollImport.State.UNREADABLE
    roll_import.problem, roll_import.trial = error.message[:300], {}
    roll_import.tried_at = timezone.now()
    roll_import.save(update_fields=["state", "problem", "trial", "tried_at", "updated_at"])
    return roll_import


@transaction.atomic
def _keep_trial(roll_import: RollImport, result: Trial, faults: bytes) -> RollImport:
    roll_import = RollImport.objects.select_for_update(of=("self",)).get(pk=roll_import.pk)
    if roll_import.state == RollImport.State.APPLIED:
        return roll_import
    roll_import.findings.all().delete()
    RollFinding.objects.bulk_create(
        [
            RollFinding(
                roll_import=roll_import,
                order=order,
                sheet=finding.sheet[:60],
                row=finding.row,
                column=finding.column[:3],
                level=finding.level,
                code=finding.code,
                message=finding.message[:300],
            )
            for order, finding in enumerate(result.findings)
        ],
        batch_size=BATCH,
    )
    comparison = _keep_changes(roll_import, result)
    roll_import.state, roll_import.problem = RollImport.State.TRIED, ""
    roll_import.asked_at = roll_import.asked_by = None
    roll_import.approved_at = roll_import.approved_by = None
    roll_import.trial = _summary(result, comparison)
    roll_import.tried_at = timezone.now()
    if faults:
        if roll_import.faults:
            roll_import.faults.delete(save=False)
        roll_import.faults.save("faults.xlsx", ContentFile(faults), save=False)
    roll_import.save()
    return roll_import


def _keep_changes(roll_import: RollImport, result: Trial) -> Comparison:
    """Who would be added, changed and missing, as rows to look through; none for a roll's first file."""
    roll_import.changes.all().delete()
    comparison = Comparison(roll_import.election, result, partial=roll_import.partial)
    order = count(1)
    for batch in comparison.batches(BATCH):
        if comparison.first:
            continue
        told = [
            RollChange(
                kind=RollChange.Kind.ADDED,
                name=row.name[:40],
                id_masked=mask(row.id_number),
                place=_place(row, comparison),
                detail="待定" if pending else "",
            )
            for row, pending in batch.added
        ]
        told += [
            RollChange(
                kind=RollChange.Kind.CHANGED,
                registration_id=change.known.pk,
                name=change.known.name,
                id_masked=change.known.id_masked,
                place=comparison.place(change.known.group_id),
                detail=str(change)[:500],
            )
            for change in batch.changed
        ]
        _insert_changes(roll_import, told, order)
    for gone in batched(comparison.vanished(), BATCH):
        told = [
            RollChange(
                kind=RollChange.Kind.VANISHED,
                registration_id=one.pk,
                name=one.name,
                id_masked=one.id_masked,
                place=comparison.place(one.group_id),
            )
            for one in gone
        ]
        _insert_changes(roll_import, told, order)
    return comparison


def _insert_changes(roll_import: RollImport, rows: list[RollChange], order: Iterator[int]) -> None:
    for row in rows:
        row.roll_import, row.order = roll_import, next(order)
    insert(rows)


def _place(row: RollRow, comparison: Comparison) -> str:
    group = office.group_for(row, comparison.groups)
    return group.title if group else "未分组"


def _summary(result: Trial, comparison: Comparison) -> dict[str, Any]:
    classes = Counter(row.roll_class for row in result.accepted)
    return {
        "people": result.people_rows,
        "accepted": len(result.accepted),
        "pending": len(result.pending),
        "levels": dict(Counter(finding.level for finding in result.findings)),
        "codes": dict(result.codes()),
        "classes": dict(classes),
        "sheets": result.sheets,
        "skipped": [[sheet.name, sheet.reason] for sheet in result.skipped],
        "comparison": comparison.summary(),
    }


@transaction.atomic
def apply_roll(*, roll_import: RollImport, progress: Progress) -> RollImport:
    """Import the file whole or not at all: people, registrations, one trace.

    Read, judged and compared once more, under the lock: what changed since the trial counts, and people
    get no other change than the one they were shown. A file imported already changes nothing.
    """
    by = progress.by
    require(by, Permission.ROLL_EDIT, roll_import)
    election = locked(roll_import.election)
    require_stage(election)
    roll_import = RollImport.objects.select_for_update(of=("self",)).get(pk=roll_import.pk)
    if roll_import.state == RollImport.State.APPLIED:
        return roll_import
    rules.check_open_roll(confirmed=queries.is_confirmed(election), book=election.rulebook).require()
    result = office.try_for_election(
        _content(roll_import), roll_import.filename, election, bound(progress.step, doing="正在核对")
    )
    errors = result.count("error")
    if errors:
        raise JobFailed(_still_wrong(errors))
    comparison = Comparison(election, result, partial=roll_import.partial)
    done = Writer(election, roll_import, result, comparison, progress, by).write()
    _require_as_shown(roll_import, comparison)
    roll_import.state = RollImport.State.APPLIED
    roll_import.applied_at, roll_import.applied_by = timezone.now(), by
    roll_import.trial = _summary(result, comparison) | dataclasses.asdict(done)
    roll_import.save(update_fields=["state", "applied_at", "applied_by", "trial", "updated_at"])
    record(
        "roll.imported",
        target=roll_import,
        area_code=election.area_code,
        by=by,
        after={
            "file": roll_import.filename,
            "sha256": roll_import.sha256,
            **dataclasses.asdict(done),
            **({"approved_by": roll_import.approved_by.name} if roll_import.approved_by else {}),
        },
    )
    screen_election(election, by=by)
    return roll_import


def _require_as_shown(roll_import: RollImport, now: Comparison) -> None:
    """Roll the import back when it is not what the trial showed, or a second person did not agree to it."""
    said = now.summary()
    if not now.first and said["digest"] != roll_import.comparison.get("digest"):
        raise JobFailed("试读以后名单又有变动，与页面列出的变动不一致，没有导入；请重新试读后再导入。")
    if said["needs_second"] and roll_import.approved_by_id is None:
        raise JobFailed("这份文件的变动须由另一名经办人核准，没有导入任何人。")
