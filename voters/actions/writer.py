"""Judged rows of a file turned into people and registrations, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.idnumbers import mask
from election_office.core.strokes import stroke_key
from election_office.jobs.progress import Progress
from villages import numbers
from villages.models import Election, Group, Person
from villages.models.people import pinyin_initials
from voters.imports import office
from voters.imports.bulk import insert, update
from voters.imports.changes import Change, Comparison
from voters.imports.check import Trial
from voters.imports.rows import RollRow
from voters.models import Registration, RollImport

BATCH = 2_000
_stroke_key = lru_cache(maxsize=100_000)(stroke_key)
_initials = lru_cache(maxsize=100_000)(pinyin_initials)
_PERSON = ("name", "stroke_key", "initials", "sex", "birth_date", "household", "group", "updated_at")
_REGISTRATION = (
    "group", "roll_class", "hukou_here", "lives_here", "conditions", "status", "pending_reason", "updated_at",
)  # fmt: skip


@dataclass(frozen=True)
class Imported:
    """What an import did. ``unchanged``: people who stood on this roll before and stay as they were."""

    created: int
    pending: int
    new_people: int
    changed_people: int
    vanished: int
    unchanged: int


class Writer:
    """Writes what a comparison finds. Nothing is committed here: the caller's transaction is."""

    def __init__(
        self,
        election: Election,
        roll_import: RollImport,
        result: Trial,
        comparison: Comparison,
        progress: Progress,
        by: User,
    ) -> None:
        self.election, self.roll_import, self.by = election, roll_import, by
        self.progress, self.comparison = progress, comparison
        self.groups = comparison.groups
        self.why = office.pending_reasons(result)

    def write(self) -> Imported:
        created = waiting = fresh = done = 0
        comparison = self.comparison
        for batch in comparison.batches(BATCH):
            people, new = self._people([row for row, _ in batch.added])
            made = [
                self._registration(person, row, pending)
                for person, (row, pending) in zip(people, batch.added, strict=True)
            ]
            insert(made)
            self._change(batch.changed)
            if batch.back:
                self._flag(batch.back, None)
            waiting += sum(one.status == Registration.Status.PENDING for one in made)
            created += len(made)
            fresh += new
            done += batch.size
            self.progress.step(done, len(comparison.rows), "正在写入")
        # Read to the end before anything is written to the same rows.
        gone = [one.pk for one in comparison.vanished()]
        for start in range(0, len(gone), BATCH):
            self._flag(gone[start : start + BATCH], self.roll_import)
        return Imported(
            created - waiting,
            waiting,
            fresh,
            comparison.changed,
            comparison.gone,
            comparison.unchanged + comparison.decided,
        )

    def _flag(self, registration_ids: Sequence[int], roll_import: RollImport | None) -> None:
        """Mark as missing from a file, once; or named again. Status and everything else stay."""
        rows = Registration.objects.filter(pk__in=registration_ids)
        now = timezone.now()
        if roll_import is not None:
            rows = rows.filter(vanished_at__isnull=True)
        rows.update(vanished_at=now if roll_import else None, vanished_import=roll_import, updated_at=now)

    def _change(self, changes: Sequence[Change]) -> None:
        """Correct people and registrations that differ: one statement prepared for each table."""
        mine = {one.known.person_id: one.person for one in changes if one.person}
        if mine:
            require(self.by, Permission.VILLAGE_EDIT, self.election)
            people = list(Person.objects.filter(pk__in=mine))
            for person in people:
                self._correct(person, mine[person.pk])
            update(people, _PERSON)
        theirs = {one.known.pk: one for one in changes if one.registration}
        rows = list(Registration.objects.filter(pk__in=theirs))
        for row in rows:
            self._move(row, theirs[row.pk])
        update(rows, _REGISTRATION)

    @staticmethod
    def _correct(person: Person, said: dict[str, Any]) -> None:
        """The rules of a correction on the person's page: fields clean, the keys follow the name; sex and
        birth come from the number itself, which the trial has checked."""
        for name, value in said.items():
            setattr(person, name, value)
        if "name" in said:
            person.stroke_key, person.initials = _stroke_key(person.name), _initials(person.name)
        checked = {"name", "sex", "birth_date", "household"}
        person.clean_fields(exclude={field.name for field in person._meta.fields} - checked)

    def _move(self, row: Registration, change: Change) -> None:
        said = change.registration
        for name, value in said.items():
            setattr(row, name, value)
        if "roll_class" in said or "status" in said:
            row.conditions = _conditions(change.row, change.pending)
            row.pending_reason = self._reason(change.row) if row.status == Registration.Status.PENDING else ""

    def _reason(self, row: RollRow) -> str:
        return self.why.get((row.sheet, row.row), "")[:200]

    def _people(self, rows: list[RollRow]) -> tuple[list[Person], int]:
        """The person of each row in the same order; people nobody knew are made."""
        if not rows:
            return [], 0
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
            conditions=_conditions(row, pending),
            note=row.note[:200],
            pending_reason=self._reason(row) if pending else "",
            from_import=self.roll_import,
            entered_by=self.by,
        )


def _conditions(row: RollRow, pending: bool) -> dict[str, Any]:
    """What an accepted row has shown of the conditions of its class."""
    said: dict[str, Any] = {} if pending or row.roll_class == "A" else {"declared": True}
    if said and row.roll_class == "C":
        said["meeting_consent"] = True
    return said
