"""Judged rows of a file turned into people and registrations, in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from functools import partial as bound
from itertools import compress
from typing import Any

from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.pinyin import pinyin_initials
from election_office.core.strokes import stroke_key
from villages import numbers
from villages.models import Election, Person
from voters.imports.bulk import Table, update
from voters.imports.changes import Change, Comparison
from voters.imports.check import BATCH
from voters.imports.kept import Prepared
from voters.imports.rows import RollRow
from voters.models import Registration, RollImport

# Names come again; what is remembered of them stays below a few megabytes however many there are.
_stroke_key = lru_cache(maxsize=20_000)(stroke_key)
_initials = lru_cache(maxsize=20_000)(pinyin_initials)
_PERSON = ("name", "stroke_key", "initials", "sex", "birth_date", "household", "group", "updated_at")
_NEW_PERSON = (
    "group_id", "name", "sex", "birth_date", "id_hash", "id_cipher", "id_tail_hash", "phone_cipher",
    "household", "address", "education", "party_member", "stroke_key", "initials",
)  # fmt: skip
_NEW_REGISTRATION = (
    "person_id", "group_id", "status", "roll_class", "hukou_here", "lives_here", "conditions", "note",
    "pending_reason",
)  # fmt: skip
_PARTY = {"中共党员", "党员", "中共预备党员", "预备党员"}
_REGISTERED, _PENDING = Registration.Status.REGISTERED.value, Registration.Status.PENDING.value
_REGISTRATION = (
    "group", "roll_class", "hukou_here", "lives_here", "conditions", "status", "pending_reason", "updated_at",
)  # fmt: skip


@dataclass(frozen=True)
class Imported:
    """What an import did. ``excluded``: people on this roll whom the file names as kept off by law;
    ``unchanged``: people who stood on it before and stay as they were."""

    created: int
    pending: int
    new_people: int
    changed_people: int
    vanished: int
    excluded: int
    unchanged: int


class Preparer:
    """What the record of a new person needs of a row beside its own words: sealed, hashed, sorted."""

    def __init__(self, election: Election) -> None:
        # Ends come again: one keyed hash for all of a village's numbers that have it.
        self._tail = lru_cache(maxsize=12_000)(bound(numbers.tail_hash, election.village_id))

    def __call__(self, rows: Sequence[RollRow]) -> list[Prepared]:
        """The last columns of ``_NEW_PERSON`` of each row; nothing for who is no voter by this file."""
        new = [row.ready and row.person_id is None for row in rows]
        fresh = list(compress(rows, new))
        sealed = numbers.encrypt_all([row.id_number for row in fresh])
        phones = numbers.encrypt_all([_phone(row.phone) for row in fresh])
        prepared = map(self._prepared, fresh, sealed, phones)
        return [next(prepared) if is_new else () for is_new in new]

    def _prepared(self, row: RollRow, id_cipher: str, phone_cipher: str) -> Prepared:
        return (
            id_cipher,
            self._tail(row.id_number[-4:]),
            phone_cipher,
            row.household[:20],
            row.address[:120],
            row.education[:20],
            row.politics in _PARTY,
            _stroke_key(row.name),
            _initials(row.name),
        )


def _phone(said: str) -> str:
    if said.isascii() and said.isdecimal():
        return said[:20]
    return "".join(char for char in said if char.isascii() and char.isdecimal())[:20]


class Writer:
    """Writes what a comparison finds, batch by batch. Nothing is committed here: that is the caller's."""

    def __init__(self, election: Election, roll_import: RollImport, comparison: Comparison, by: User) -> None:
        self.election, self.roll_import, self.by = election, roll_import, by
        self.comparison = comparison
        self.created = self.waiting = self.fresh = 0
        self._persons = Table(Person, _NEW_PERSON, {"village_id": election.village_id})
        same = {
            "election_id": election.pk,
            "cycle_id": election.cycle_id,
            "from_import_id": roll_import.pk,
            "entered_by_id": by.pk,
        }
        self._registrations = Table(Registration, _NEW_REGISTRATION, same)

    def write(self, batch: Sequence[RollRow], prepared: Sequence[Prepared]) -> None:
        found = self.comparison.compare(batch)
        ready = {row.digest: item for row, item in zip(batch, prepared, strict=True)}
        people = self._people(found.added, ready)
        self._registrations.insert(
            self._registration(person_id, row) for person_id, row in zip(people, found.added, strict=True)
        )
        self._change(found.changed)
        if found.back:
            self._flag(found.back, None)
        self.waiting += sum(row.standing == "pending" for row in found.added)
        self.created += len(found.added)

    def finish(self) -> Imported:
        """After the last batch: flag those the file does not name as voters."""
        comparison = self.comparison
        # Read to the end before anything is written to the same rows.
        gone = [row.pk for row in comparison.gone()]
        for start in range(0, len(gone), BATCH):
            self._flag(gone[start : start + BATCH], self.roll_import)
        return Imported(
            self.created - self.waiting,
            self.waiting,
            self.fresh,
            comparison.changed,
            comparison.vanished,
            comparison.excluded,
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
        mine = {change.known.person_id: change.person for change in changes if change.person}
        if mine:
            require(self.by, Permission.VILLAGE_EDIT, self.election)
            people = list(Person.objects.filter(pk__in=mine))
            for person in people:
                self._correct(person, mine[person.pk])
            update(people, _PERSON)
        theirs = {change.known.pk: change for change in changes if change.registration}
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
            row.conditions = _conditions(change.row)
            row.pending_reason = change.row.why[:200] if row.status == _PENDING else ""

    def _people(self, rows: Sequence[RollRow], ready: Mapping[str, Prepared]) -> list[int]:
        """The person of each row in the same order; people nobody knew are made."""
        new = [row for row in rows if row.person_id is None]
        if new:
            ids = self._persons.insert_numbered([self._person(row, ready[row.digest]) for row in new])
            self.fresh += len(new)
            for row, pk in zip(new, ids, strict=True):
                row.person_id = pk
        return [row.person_id for row in rows if row.person_id is not None]

    @staticmethod
    def _person(row: RollRow, prepared: Prepared) -> tuple[Any, ...]:
        """In the order of ``_NEW_PERSON``."""
        return (row.group_id, row.name, row.sex, row.birth_date, row.digest, *prepared)

    @staticmethod
    def _registration(person_id: int, row: RollRow) -> tuple[Any, ...]:
        """In the order of ``_NEW_REGISTRATION``."""
        pending = row.standing == "pending"
        return (
            person_id,
            row.group_id,
            _PENDING if pending else _REGISTERED,
            row.roll_class,
            row.hukou_here,
            row.lives_here,
            _conditions(row),
            row.note[:200],
            row.why[:200] if pending else "",
        )


def _conditions(row: RollRow) -> dict[str, Any]:
    """What an accepted row has shown of the conditions of its class."""
    if row.roll_class == "A" or row.standing == "pending":
        return {}
    if row.roll_class == "works":
        return {"declared": True, "committee_confirmed": True}
    return {"declared": True, "meeting_consent": True} if row.roll_class == "C" else {"declared": True}
