from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from functools import lru_cache, partial
from pathlib import PurePath
from typing import Any

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
from election_office.core.strokes import stroke_key
from election_office.jobs import actions as jobs
from election_office.jobs.progress import JobFailed, Progress
from villages import numbers
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election, Group, Person
from villages.models.people import pinyin_initials
from voters import queries, rules
from voters.imports import office
from voters.imports.bulk import insert
from voters.imports.check import Trial
from voters.imports.limits import UnreadableFileError
from voters.imports.rows import RollRow
from voters.imports.workbooks import annotate
from voters.models import Registration, RollFinding, RollImport

BATCH = 2_000
TRIAL, IMPORT = "voters.roll_trial", "voters.roll_import"
SAME_FILE = "这份文件已导入，未作改动。"

_stroke_key = lru_cache(maxsize=100_000)(stroke_key)
_initials = lru_cache(maxsize=100_000)(pinyin_initials)


@transaction.atomic
def upload_roll(*, election: Election, file: UploadedFile[bytes], by: User) -> RollImport:
    """Keep the file under its SHA-256 and have it tried in the background.

    The same content is the same row: one that is imported already is answered as it is, and nothing
    is done; any other is tried again, for the roll may have changed meanwhile.
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
    """Have a tried file imported in the background. Refused while the trial names errors."""
    require(by, Permission.ROLL_EDIT, roll_import)
    election = locked(roll_import.election)
    require_stage(election)
    roll_import = RollImport.objects.select_for_update(of=("self",)).get(pk=roll_import.pk)
    if roll_import.state == RollImport.State.APPLIED:
        raise ValidationError(SAME_FILE)
    rules.check_open_roll(confirmed=queries.is_confirmed(election), book=election.rulebook).require()
    if roll_import.state != RollImport.State.TRIED:
        raise ValidationError("文件还没有试读完成，请等试读结果出来后再导入。")
    if roll_import.has_errors:
        raise ValidationError(_still_wrong(roll_import.count("error")))
    return _ask(IMPORT, "导入名册", roll_import, by)


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
            content, roll_import.filename, roll_import.election, partial(progress.step, doing="正在核对")
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
    roll_import.state, roll_import.problem = RollImport.State.TRIED, ""
    roll_import.trial = _summary(result)
    roll_import.tried_at = timezone.now()
    if faults:
        if roll_import.faults:
            roll_import.faults.delete(save=False)
        roll_import.faults.save("faults.xlsx", ContentFile(faults), save=False)
    roll_import.save()
    return roll_import


def _summary(result: Trial) -> dict[str, Any]:
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
    }


@dataclasses.dataclass(frozen=True)
class Imported:
    """What an import did. ``unchanged``: people who stood on this roll before."""

    created: int
    pending: int
    new_people: int
    unchanged: int


@transaction.atomic
def apply_roll(*, roll_import: RollImport, progress: Progress) -> RollImport:
    """Import the file whole or not at all: people, registrations, one trace.

    Read and judged once more, under the lock: what changed since the trial counts. A file imported
    already changes nothing.
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
        _content(roll_import), roll_import.filename, election, partial(progress.step, doing="正在核对")
    )
    errors = result.count("error")
    if errors:
        raise JobFailed(_still_wrong(errors))
    done = _Writer(election, roll_import, result, progress, by).write()
    roll_import.state = RollImport.State.APPLIED
    roll_import.applied_at, roll_import.applied_by = timezone.now(), by
    roll_import.trial = _summary(result) | dataclasses.asdict(done)
    roll_import.save(update_fields=["state", "applied_at", "applied_by", "trial", "updated_at"])
    record(
        "roll.imported",
        target=roll_import,
        area_code=election.area_code,
        by=by,
        after={"file": roll_import.filename, "sha256": roll_import.sha256, **dataclasses.asdict(done)},
    )
    return roll_import


class _Writer:
    """Turns judged rows into people and registrations, in batches."""

    def __init__(
        self, election: Election, roll_import: RollImport, result: Trial, progress: Progress, by: User
    ) -> None:
        self.election, self.roll_import, self.by = election, roll_import, by
        self.progress = progress
        self.groups = office.groups_of(election)
        self.why = office.pending_reasons(result)
        pending = {id(row) for row in result.pending}
        self.rows = [(row, id(row) in pending) for row in [*result.accepted, *result.pending]]

    def write(self) -> Imported:
        created = waiting = fresh = unchanged = 0
        for start in range(0, len(self.rows), BATCH):
            batch = self.rows[start : start + BATCH]
            people, new = self._people([row for row, _ in batch])
            here = set(
                Registration.objects.filter(
                    election=self.election, person__in=[person.pk for person in people]
                ).values_list("person_id", flat=True)
            )
            made = [
                self._registration(person, row, pending)
                for person, (row, pending) in zip(people, batch, strict=True)
                if person.pk not in here
            ]
            insert(made)
            waiting += sum(one.status == Registration.Status.PENDING for one in made)
            created += len(made)
            fresh += new
            unchanged += len(here)
            self.progress.step(start + len(batch), len(self.rows), "正在写入")
        return Imported(created - waiting, waiting, fresh, unchanged)

    def _people(self, rows: list[RollRow]) -> tuple[list[Person], int]:
        """The person of each row in the same order; people nobody knew are made."""
        hashes = [numbers.fingerprint(row.id_number) for row in rows]
        known = {one.id_hash: one for one in Person.objects.filter(id_hash__in=hashes).only("pk", "id_hash")}
        new = [
            self._person(row, digest) for row, digest in zip(rows, hashes, strict=True) if digest not in known
        ]
        insert(new)
        if new:
            fresh = Person.objects.filter(id_hash__in=[one.id_hash for one in new])
            known.update({one.id_hash: one for one in fresh.only("pk", "id_hash")})
        return [known[digest] for digest in hashes], len(new)

    def _person(self, row: RollRow, digest: str) -> Person:
        person = Person(
            village_id=self.election.village_id,
            group=self._group(row),
            name=row.name,
            sex=row.sex,
            birth_date=row.birth_date,
            id_cipher=numbers.encrypt(row.id_number),
            id_hash=digest,
            id_masked=mask(row.id_number),
            household=row.household[:20],
            address=row.address[:120],
            education=row.education[:20],
            party_member=row.politics in ("中共党员", "党员", "中共预备党员", "预备党员"),
            stroke_key=_stroke_key(row.name),
            initials=_initials(row.name),
        )
        phone = "".join(char for char in row.phone if char.isascii() and char.isdigit())
        person.set_phone(phone[:20])
        return person

    def _group(self, row: RollRow) -> Group | None:
        return office.group_for(row, self.groups)

    def _registration(self, person: Person, row: RollRow, pending: bool) -> Registration:
        said = {} if pending or row.roll_class == "A" else {"declared": True}
        if said and row.roll_class == "C":
            said["meeting_consent"] = True
        status = Registration.Status.PENDING if pending else Registration.Status.REGISTERED
        return Registration(
            election=self.election,
            cycle_id=self.election.cycle_id,
            person=person,
            group=self._group(row),
            status=status,
            roll_class=row.roll_class,
            hukou_here=row.hukou_here,
            lives_here=row.lives_here,
            conditions=said,
            note=row.note[:200],
            pending_reason=self.why.get((row.sheet, row.row), "")[:200] if pending else "",
            from_import=self.roll_import,
            entered_by=self.by,
        )
