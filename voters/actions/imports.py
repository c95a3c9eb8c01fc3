from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator
from functools import partial as bound
from itertools import islice
from pathlib import PurePath
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require, require_apart
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.jobs import actions as jobs
from election_office.jobs.progress import JobFailed, Progress
from villages import numbers
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election
from voters import queries, rules
from voters.actions.screening import screen_election
from voters.actions.writer import Preparer, Writer
from voters.imports import office
from voters.imports.bulk import Table, roomy
from voters.imports.changes import Change, Comparison, Gone, Known
from voters.imports.check import BATCH, Judging
from voters.imports.findings import Batch, RowFinding
from voters.imports.kept import Keeping, KeptError
from voters.imports.kept import batches as batches_of
from voters.imports.limits import UnreadableFileError
from voters.imports.rows import RollRow
from voters.imports.workbooks import annotate
from voters.kinship.collecting import Collector
from voters.models import RollChange, RollFinding, RollImport
from voters.models.imports import TRIAL_COLUMNS

T = TypeVar("T")
TRIAL, IMPORT = "voters.roll_trial", "voters.roll_import"
LISTED = 20_000  # findings kept one by one; a file with more of them has one fault in every row
_FINDING = ("order", "sheet", "row", "column", "level", "code", "message")
_CHANGE = ("order", "kind", "registration_id", "name", "id_cipher", "id_tail_hash", "place", "detail")
_GONE = {False: RollChange.Kind.VANISHED.value, True: RollChange.Kind.EXCLUDED.value}
MOST_USES = 60
TRY_AGAIN = "试读以后名单、人员、小组或者规则又有变动，没有导入任何人；请重新试读后再导入。"
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
    if settings.PERSON_HASH_KEYS_OLD:
        # A file is compared by one key's hashes: whoever has the other's would come in a second time.
        raise ValidationError("正在更换密钥，名册暂时不能导入；更换完成后请重新上传。")
    content = file.read()
    sha256 = hashlib.sha256(content).hexdigest()
    known = RollImport.objects.filter(election=election, sha256=sha256).first()
    if known is not None and known.state == RollImport.State.APPLIED:
        return known
    rules.check_open_roll(confirmed=queries.is_confirmed(election), book=election.rulebook).require()
    roll_import = known or _keep(election, PurePath(file.name or "名册").name, content, sha256, by)
    if not roll_import.file:  # brought again after its term
        roll_import.file.save(file.name or "名册", ContentFile(content), save=False)
        roll_import.save(update_fields=["file", "updated_at"])
    if roll_import.partial != partial:
        roll_import.partial = partial
        roll_import.save(update_fields=["partial", "updated_at"])
    return ask_trial(roll_import=roll_import, by=by)


def _keep(election: Election, filename: str, content: bytes, sha256: str, by: User) -> RollImport:
    roll_import = RollImport(
        election=election, filename=filename[-160:], size=len(content), sha256=sha256, uploaded_by=by
    )
    roll_import.file.save(filename, ContentFile(content), save=False)
    roll_import.keep()
    record(
        "roll.uploaded",
        target=roll_import,
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
    if undecided := roll_import.undecided:
        raise ValidationError(
            f"文件另行标出的人还有{len(undecided)}类没有决定：{'、'.join(undecided)}。请先逐类决定，再导入。"
        )
    if not roll_import.needs_second:
        return _ask(IMPORT, "导入名册", roll_import, by)
    roll_import.state = RollImport.State.AWAITING
    roll_import.asked_at, roll_import.asked_by = timezone.now(), by
    roll_import.save(update_fields=["state", "asked_at", "asked_by", "updated_at"])
    record(
        "roll.import_requested",
        target=roll_import,
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
    require_apart(by, [roll_import.asked_by_id])
    differences = roll_import.comparison
    rules.check_second_officer(
        same_person=roll_import.asked_by_id == by.pk,
        asked_by=roll_import.asked_by.name,
        touched=sum(differences.get(name, 0) for name in ("added", "changed", "vanished", "excluded")),
        registered=differences["registered"],
    ).require()
    roll_import.approved_at, roll_import.approved_by = timezone.now(), by
    roll_import.full_clean(exclude=["file", "faults", "trial"])
    roll_import.save(update_fields=["approved_at", "approved_by", "updated_at"])
    record(
        "roll.import_approved",
        target=roll_import,
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
    differences = roll_import.comparison
    return {
        "registered": differences["registered"],
        "added": differences["added"],
        "changed_people": differences["changed"],
        "vanished": differences["vanished"],
        "excluded": differences.get("excluded", 0),
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
    """Read the file and keep what was found; the roll stays untouched. Run twice, it says the same.

    In batches, each kept by itself, so that nobody else waits for a large file; the file counts as
    tried when the last one is in.
    """
    require(progress.by, Permission.ROLL_EDIT, roll_import)
    roll_import.refresh_from_db(fields=["state", "file"])
    if roll_import.state == RollImport.State.APPLIED:
        return roll_import  # and its file is gone
    content = _content(roll_import)
    roll_import = _begin_trial(roll_import)
    if roll_import.state == RollImport.State.APPLIED:
        return roll_import
    with Keeping() as keeping:
        return _tried(roll_import, content, progress, keeping)


def _tried(roll_import: RollImport, content: bytes, progress: Progress, keeping: Keeping) -> RollImport:
    election = roll_import.election
    comparison = Comparison(election, partial=roll_import.partial)
    keeper, prepare = _Keeper(roll_import, comparison), Preparer(election)
    tell, answers = bound(progress.step, doing="正在核对"), office.Answers()
    try:
        reading = office.reading_of(roll_import)
        judging = office.judging_for(content, roll_import.filename, election, tell, reading, answers)
        for batch in judging.batches():
            keeper.keep(batch)
            if not judging.count("error"):  # all or nothing: a file with errors is never imported
                rows = [row for row in batch.rows if row.standing != "refused"]
                keeping.add(rows, prepare(rows))
    except UnreadableFileError as error:
        return _unreadable(roll_import, error, content)
    keeper.finish()
    faults = b""
    if keeper.listed:
        progress.step(judging.people_rows, doing="正在生成问题表")
        try:
            faults = annotate(content, keeper.listed, roll_import.filename, reading)
        except UnreadableFileError:
            faults = b""  # the list of findings on the page says the same
    outcome = _summary(judging, comparison) | keeper.told() | {"rules": office.rules_key(election)}
    clean = None if judging.count("error") else keeping
    return _keep_trial(roll_import, outcome, faults, clean, answers, by=progress.by)


def _content(roll_import: RollImport) -> bytes:
    if not roll_import.file:
        raise JobFailed("文件已按保存期限删除，请重新上传。")
    with roll_import.file.open("rb") as stored:
        content: bytes = stored.read()
    if hashlib.sha256(content).hexdigest() != roll_import.sha256:
        raise JobFailed("保存的文件与上传时不一致，可能已损坏，请重新上传。")
    return content


@transaction.atomic
def _begin_trial(roll_import: RollImport) -> RollImport:
    """What an earlier trial said is over; until this one ends nothing can be asked of the file."""
    rows = RollImport.objects.select_related("election__village", "election__cycle")
    roll_import = rows.select_for_update(of=("self",)).get(pk=roll_import.pk)
    if roll_import.state != RollImport.State.APPLIED:
        _forget(roll_import)
        roll_import.state = RollImport.State.UPLOADED
        roll_import.problem = ""
        roll_import.take_trial({})
        roll_import.asked_at = roll_import.asked_by = None
        roll_import.approved_at = roll_import.approved_by = None
        roll_import.save()
    return roll_import


def _forget(roll_import: RollImport) -> None:
    roll_import.findings.all().delete()
    roll_import.changes.all().delete()


@transaction.atomic
def _unreadable(roll_import: RollImport, error: UnreadableFileError, content: bytes) -> RollImport:
    """Where only the titles are missing, its first rows are kept for a person to say what they are."""
    _forget(roll_import)
    uses = office.preview(content, roll_import.filename) if error.code == "no_header" else []
    roll_import.state = RollImport.State.UNREADABLE
    roll_import.problem = error.message[:300]
    roll_import.take_trial({"uses": uses} if uses else {})
    roll_import.tried_at = timezone.now()
    roll_import.save(update_fields=["state", "problem", *TRIAL_COLUMNS, "tried_at", "updated_at"])
    return roll_import


@transaction.atomic
def _keep_trial(
    roll_import: RollImport,
    outcome: dict[str, Any],
    faults: bytes,
    keeping: Keeping | None,
    answers: office.Answers,
    *,
    by: User,
) -> RollImport:
    roll_import = RollImport.objects.select_for_update(of=("self",)).get(pk=roll_import.pk)
    if roll_import.state == RollImport.State.APPLIED:
        return roll_import
    roll_import.state = RollImport.State.TRIED
    roll_import.take_trial(outcome)
    roll_import.tried_at = timezone.now()
    if roll_import.faults:
        roll_import.faults.delete(save=False)
    if faults:
        roll_import.faults.save("faults.xlsx", ContentFile(faults), save=False)
    if roll_import.judged:
        roll_import.judged.delete(save=False)
    if keeping is not None:
        roll_import.judged.save("judged.bin", File(keeping.file()), save=False)
    roll_import.save()
    for area_code, told_about in answers.by_village():
        after = {"asked_in": roll_import.election.area_code, "sha256": roll_import.sha256} | told_about
        record("roll.numbers_answered", target=roll_import, area_code=area_code, by=by, after=after)
    return roll_import


class _Keeper:
    """Keeps what a trial finds as rows to look through: findings, and for a roll that has people already
    who would be added, changed and missing. Of findings the first ``LISTED``; all are counted."""

    def __init__(self, roll_import: RollImport, comparison: Comparison) -> None:
        self.comparison = comparison
        self.listed: list[RowFinding] = []
        self.unlisted = self.order = 0
        same = {"roll_import_id": roll_import.pk}
        self._findings = Table(RollFinding, _FINDING, same)
        self._changes = Table(RollChange, _CHANGE, same)

    def keep(self, batch: Batch) -> None:
        found = self.comparison.compare(batch.rows)
        changes = [] if self.comparison.first else [*self._added(found.added), *self._changed(found.changed)]
        first = len(self.listed)
        self.listed += batch.findings[: LISTED - first]
        self.unlisted += len(batch.findings) - (len(self.listed) - first)
        if changes or len(self.listed) > first:
            with transaction.atomic():
                self._findings.insert(
                    (order, f.sheet[:60], f.row, f.column[:3], f.level, f.code, f.message[:300])
                    for order, f in enumerate(self.listed[first:], start=first)
                )
                self._insert(changes)

    def finish(self) -> None:
        """After the last batch: whom the file does not name as voters."""
        for gone in batched(self.comparison.gone(), BATCH):
            with transaction.atomic():
                self._insert(
                    (
                        _GONE[bool(person.why)],
                        person.pk,
                        person.name,
                        person.id_cipher,
                        person.id_tail_hash,
                        self._place(person),
                        person.why[:500],
                    )
                    for person in gone
                )

    def told(self) -> dict[str, Any]:
        return {"unlisted": self.unlisted}

    def _added(self, rows: list[RollRow]) -> Iterator[tuple[Any, ...]]:
        for row in rows:
            place, waits = self.comparison.place(row.group_id), row.standing == "pending"
            tail = numbers.tail_hash(self.comparison.election.village_id, row.id_number)
            cipher, note = numbers.encrypt(row.id_number), "待定" if waits else ""
            yield (RollChange.Kind.ADDED.value, None, row.name[:40], cipher, tail, place, note)

    def _changed(self, changes: list[Change]) -> Iterator[tuple[Any, ...]]:
        for change in changes:
            known = change.known
            place, kind = self._place(known), RollChange.Kind.CHANGED.value
            yield (kind, known.pk, known.name, known.id_cipher, known.id_tail_hash, place, str(change)[:500])

    def _place(self, person: Known | Gone) -> str:
        return self.comparison.place(person.group_id)

    def _insert(self, changes: Iterable[tuple[Any, ...]]) -> None:
        rows = [(order, *change) for order, change in enumerate(changes, start=self.order + 1)]
        self.order += len(rows)
        self._changes.insert(rows)


def _summary(judging: Judging, comparison: Comparison) -> dict[str, Any]:
    return {
        "people": judging.people_rows,
        "accepted": judging.accepted,
        "pending": judging.pending,
        "levels": dict(judging.levels),
        "codes": dict(judging.codes),
        "classes": dict(judging.classes),
        "sheets": judging.sheets,
        "skipped": [[sheet.name, sheet.reason] for sheet in judging.skipped],
        "uses": [office.use_as_json(use) for use in judging.uses[:MOST_USES]],
        "skipped_rows": [[row.sheet, row.row, row.reason] for row in judging.skipped_rows],
        "skip_reasons": dict(judging.skip_reasons),
        "apart": dict(judging.apart),
        "apart_says": {kind: said.most_common(4) for kind, said in judging.apart_says.items()},
        "comparison": comparison.summary(),
    }


@roomy()
@transaction.atomic
def apply_roll(*, roll_import: RollImport, progress: Progress) -> RollImport:
    """Import the file whole or not at all: people, registrations, one trace.

    Read, judged, compared and written batch by batch, under the lock: what changed since the trial
    counts, and people get no other change than the one they were shown, or everything is rolled back.
    A file imported already changes nothing.
    """
    by = progress.by
    require(by, Permission.ROLL_EDIT, roll_import)
    election = locked(roll_import.election)
    require_stage(election)
    roll_import = RollImport.objects.select_for_update(of=("self",)).get(pk=roll_import.pk)
    if roll_import.state == RollImport.State.APPLIED:
        return roll_import
    rules.check_open_roll(confirmed=queries.is_confirmed(election), book=election.rulebook).require()
    if roll_import.has_errors:
        raise JobFailed(_still_wrong(roll_import.count("error")))
    comparison = Comparison(election, partial=roll_import.partial)
    writer = Writer(election, roll_import, comparison, by)
    collector = Collector(roll_import)
    _write_judged(roll_import, writer, collector, progress)
    done = writer.finish()
    _require_as_shown(roll_import, comparison)
    roll_import.state = RollImport.State.APPLIED
    roll_import.applied_at, roll_import.applied_by = timezone.now(), by
    said = {name: value for name, value in roll_import.trial.items() if name != "rules"}
    roll_import.trial = said | {"comparison": comparison.summary(), "kinship": collector.finish()}
    for name, number in dataclasses.asdict(done).items():
        setattr(roll_import, name, number)
    roll_import.save(update_fields=["state", "applied_at", "applied_by", *TRIAL_COLUMNS, "updated_at"])
    transaction.on_commit(bound(_throw_away_files, roll_import.pk))
    record(
        "roll.imported",
        target=roll_import,
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


def _write_judged(roll_import: RollImport, writer: Writer, collector: Collector, progress: Progress) -> None:
    """Write the rows the trial has judged. Only what the office has learned since is looked at again."""
    if not roll_import.judged or roll_import.trial.get("rules") != office.rules_key(writer.election):
        raise JobFailed(TRY_AGAIN)
    look = office.judged_again(writer.election)
    people, done = roll_import.people, 0
    try:
        with roll_import.judged.open("rb") as stream:
            for rows, prepared in batches_of(stream):
                look(Batch(rows))
                writer.write(rows, prepared)
                collector.take(rows)
                done += len(rows)
                progress.step(done, people, "正在写入")
    except (KeptError, office.ChangedSinceError, FileNotFoundError) as error:
        raise JobFailed(TRY_AGAIN) from error


def _throw_away_files(pk: int) -> None:
    """What was uploaded is on the roll now and its digest in the trail: a file of numbers helps nobody more.

    The workbook of faults stays a while (``manage.py retention``): it says what is still to be asked.
    """
    roll_import = RollImport.objects.filter(pk=pk).first()
    for name in ("judged", "file"):
        if roll_import is not None and (stored := getattr(roll_import, name)):
            stored.delete(save=False)
    RollImport.objects.filter(pk=pk).update(judged="", file="")


def _require_as_shown(roll_import: RollImport, now: Comparison) -> None:
    """Roll the import back when it is not what the trial showed, or a second person did not agree to it."""
    said = now.summary()
    if not now.first and said["digest"] != roll_import.comparison.get("digest"):
        raise JobFailed("试读以后名单又有变动，与页面列出的变动不一致，没有导入；请重新试读后再导入。")
    if said["needs_second"] and roll_import.approved_by_id is None:
        raise JobFailed("这份文件的变动须由另一名经办人核准，没有导入任何人。")
