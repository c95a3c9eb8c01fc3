"""What a file would do to a roll that has people already: who is new, who differs, whom it no longer names.

Batch by batch: one statement for a thousand or two rows of the file, one pass over the roll for the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q

from election_office.law.dates import cn_date
from villages.models import Election
from villages.models.people import Sex
from voters.imports.bulk import among
from voters.imports.rows import RollRow
from voters.models import Registration
from voters.rules import ChangeFacts, needs_second_officer

Status = Registration.Status
_KNOWN = (
    "pk", "person_id", "person__id_hash", "person__id_cipher", "person__id_tail_hash", "person__name",
    "person__sex", "person__birth_date", "person__household", "person__village_id", "group_id", "roll_class",
    "status", "hukou_here", "lives_here", "vanished_at",
)  # fmt: skip


class Known(NamedTuple):
    """Somebody on this roll as the office has them."""

    pk: int
    person_id: int
    id_hash: str
    id_cipher: str
    id_tail_hash: str
    name: str
    sex: str
    birth_date: Any
    household: str
    village_id: int
    group_id: int | None
    roll_class: str
    status: str
    hukou_here: bool | None
    lives_here: bool | None
    vanished_at: Any


@dataclass(slots=True)
class Change:
    """One person who differs. ``person``, ``registration``: field → the value the file brings;
    ``differences``: what it is called, before and after, for people to read."""

    known: Known
    row: RollRow
    person: dict[str, Any] = field(default_factory=dict)
    registration: dict[str, Any] = field(default_factory=dict)
    differences: list[tuple[str, str, str]] = field(default_factory=list)

    def __str__(self) -> str:
        return "；".join(
            f"{what}：{before or '未填'}→{after or '未填'}" for what, before, after in self.differences
        )


@dataclass(slots=True)
class Differences:
    """What a piece of the file does. ``back``: registrations flagged as missing that it names again."""

    added: list[RollRow]
    changed: list[Change] = field(default_factory=list)
    back: list[int] = field(default_factory=list)


class Gone(NamedTuple):
    """Somebody on the roll whom the file does not name as a voter; ``why`` when it names the person as
    one whom the law keeps off, empty when it does not name the person at all."""

    pk: int
    name: str
    id_cipher: str
    id_tail_hash: str
    group_id: int | None
    why: str


class Comparison:
    """Goes through the file once (``compare``), then through the roll (``gone``); counts on the way.

    ``partial``: a file of some people only; nobody vanishes by it, but whom it names as kept off by law
    is told.
    """

    def __init__(self, election: Election, *, partial: bool = False) -> None:
        self.election, self.partial = election, partial
        rows = Registration.objects.filter(election=election)
        counts = rows.aggregate(
            last=Max("pk"),
            before=Count("pk", filter=Q(status__in=[Status.REGISTERED, Status.PENDING])),
            registered=Count("pk", filter=Q(status=Status.REGISTERED)),
        )
        self.titles = {group.pk: group.title for group in election.village.groups.all()}
        self.first = counts["last"] is None
        self.confirmed = election.roll_versions.exists()
        self._last = counts["last"] or 0  # whoever comes later was written by the import itself
        self.before, self.registered = counts["before"], counts["registered"]
        self.added = self.changed = self.vanished = self.excluded = self.unchanged = self.decided = 0
        self._seen: set[int] = set()
        self._excluded: dict[int, str] = {}
        self._digest = hashlib.sha256()

    def compare(self, rows: Sequence[RollRow]) -> Differences:
        """``rows`` as judged: those who may come onto the roll, and those the law keeps off it."""
        ready = [row for row in rows if row.ready]
        if self.first:
            self.added += len(ready)
            return Differences(ready)
        found = Differences([])
        known = self._known([row.digest for row in rows if row.standing != "refused"])
        for row in rows:
            entry = known.get(row.digest)
            if entry is not None and row.standing == "excluded":
                self._excluded[entry.pk] = row.why
            if not row.ready:
                continue
            if entry is None:
                found.added.append(row)
                self._tell("added", row.digest)
                continue
            self._seen.add(entry.pk)
            if entry.status in (Status.LEFT_OFF, Status.CANCELLED):
                self.decided += 1  # the committee's decision stands, whatever the file says
                continue
            if entry.vanished_at is not None:
                found.back.append(entry.pk)
            change = self._difference(entry, row)
            if change.differences:
                found.changed.append(change)
                self._tell("changed", row.digest, *(part for said in change.differences for part in said))
            else:
                self.unchanged += 1
        self.added += len(found.added)
        self.changed += len(found.changed)
        return found

    def _known(self, hashes: Sequence[str]) -> dict[str, Known]:
        rows = Registration.objects.filter(election=self.election, person__id_hash__in=among(hashes))
        return {row.id_hash: row for row in map(Known._make, rows.values_list(*_KNOWN))}

    def _difference(self, known: Known, row: RollRow) -> Change:
        change = Change(known, row)
        # A person whose record another village keeps is corrected there.
        if known.village_id == self.election.village_id:
            self._person(change)
        self._registration(change)
        return change

    @staticmethod
    def _person(change: Change) -> None:
        known, row = change.known, change.row
        if row.name != known.name:
            change.person["name"] = row.name
            change.differences.append(("姓名", known.name, row.name))
        if row.sex != known.sex:
            change.person["sex"] = row.sex
            change.differences.append(("性别", str(Sex(known.sex).label), str(Sex(row.sex).label)))
        if row.birth_date != known.birth_date:
            change.person["birth_date"] = row.birth_date
            change.differences.append(("出生日期", cn_date(known.birth_date), cn_date(row.birth_date)))
        household = row.household[:20]
        if household and household != known.household:
            change.person["household"] = household
            change.differences.append(("户号", known.household, household))

    def _registration(self, change: Change) -> None:
        """Group, class, and what follows from the class. A blank cell changes nothing."""
        known, row = change.known, change.row
        pending = row.standing == "pending"
        if row.group_id is not None and row.group_id != known.group_id:
            change.registration["group_id"] = row.group_id
            if known.village_id == self.election.village_id:
                change.person["group_id"] = row.group_id
            change.differences.append(
                (self.election.words.group, self.place(known.group_id), self.place(row.group_id))
            )
        # The provincial classes are decided one by one; no column of a file says them.
        moved = bool(row.roll_class) and row.roll_class != known.roll_class
        moved = moved and known.roll_class != Registration.RollClass.EXTRA
        if moved:
            labels = [str(Registration.RollClass(item).label) for item in (known.roll_class, row.roll_class)]
            change.differences.append(("登记类别", labels[0], labels[1]))
            change.registration |= {
                "roll_class": row.roll_class,
                "hukou_here": row.hukou_here,
                "lives_here": row.lives_here,
            }
        status = known.status
        if known.status == Status.PENDING and not pending and row.roll_class:
            status = Status.REGISTERED
        elif known.status == Status.REGISTERED and pending and moved:
            status = Status.PENDING
        if status != known.status:
            change.registration["status"] = status
            change.differences.append(("状态", str(Status(known.status).label), str(Status(status).label)))

    def gone(self) -> Iterator[Gone]:
        """Who is not in the file as a voter; to be asked after the last batch. One statement, streamed."""
        if self.first or (self.partial and not self._excluded):
            return
        rows = Registration.objects.filter(election=self.election, pk__lte=self._last).standing()
        names = ("pk", "person__name", "person__id_cipher", "person__id_tail_hash", "group_id")
        for row in rows.order_by("pk").values_list(*names).iterator(chunk_size=2_000):
            pk, name, id_cipher, id_tail_hash, group_id = row
            why = self._excluded.get(pk, "")
            if pk in self._seen or (self.partial and not why):
                continue
            if why:
                self.excluded += 1
            else:
                self.vanished += 1
            self._tell("excluded" if why else "vanished", str(pk))
            yield Gone(pk, name, id_cipher, id_tail_hash, group_id, why)

    def _tell(self, *parts: str) -> None:
        self._digest.update(("\x1f".join(parts) + "\x1e").encode())

    @property
    def facts(self) -> ChangeFacts:
        missing = self.vanished + self.excluded
        return ChangeFacts(
            self.before, self.registered, self.added, self.changed, missing, confirmed=self.confirmed
        )

    def summary(self) -> dict[str, Any]:
        """The counts, whether a second person is needed, and a digest of all that would change.

        A file tried and then imported must say the same both times; nothing of it names a person.
        """
        return {
            "before": self.before,
            "registered": self.registered,
            "added": self.added,
            "changed": self.changed,
            "vanished": self.vanished,
            "excluded": self.excluded,
            "unchanged": self.unchanged,
            "decided": self.decided,
            "needs_second": needs_second_officer(self.facts),
            "digest": "" if self.first else self._digest.hexdigest(),
        }

    def place(self, group_id: int | None) -> str:
        return self.titles.get(group_id or 0, "未分组")
