"""The trial of a file for one election: what the file alone cannot know is asked of the office."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from villages import numbers
from villages.models import Election, Group, Person
from voters import queries
from voters.imports.bulk import among
from voters.imports.check import Judging, Reading, SheetUse, preview_of, refuse_elsewhere
from voters.imports.findings import Batch
from voters.imports.layouts import Field
from voters.imports.reader import open_workbook
from voters.imports.rows import RollRow
from voters.models import ColumnMeaning, Registration, RollImport

_GROUP_WORDS = re.compile(r"(?:村民小组|居民小组|村民组|生产队|自然村|小组|组|队|社|屯|寨|村)$")
NAMED = 50  # people whom one line of a trail names


@dataclass(frozen=True, slots=True)
class Groups:
    """A village's groups by number, by name, and by what of a name is their own."""

    by_number: Mapping[int, Group]
    by_name: Mapping[str, Group]
    by_stem: Mapping[str, Group]


def groups_of(election: Election) -> Groups:
    groups = list(election.village.groups.all())
    names = {name: group for group in groups for name in (group.title, group.name) if name}
    stems = [(_stem(group.name), group) for group in groups if group.name]
    by_stem = dict(stems) if len({stem for stem, _ in stems}) == len(stems) else {}
    return Groups({group.number: group for group in groups}, names, by_stem)


def _stem(name: str) -> str:
    """上屋 of 上屋组, 上屋村民小组, 上屋自然村: a group is called by any of them."""
    plain = "".join(name.split())
    return _GROUP_WORDS.sub("", plain) or plain


def group_for(row: RollRow, groups: Groups) -> Group | None:
    """The village's group the row means: by its name first, then by its number."""
    named = groups.by_name.get(row.group_label) or groups.by_stem.get(_stem(row.group_label))
    if named is not None or row.group_number is None:
        return named
    return groups.by_number.get(row.group_number)


def reading_of(roll_import: RollImport) -> Reading:
    """What people have said of this file, and of the titles of this village's files before. One statement."""
    known = ColumnMeaning.objects.filter(village_id=roll_import.election.village_id)
    remembered = {title: Field[name] if name else None for title, name in known.values_list("title", "field")}
    by_hand = {
        sheet: {int(index): Field[name] if name else None for index, name in meanings.items()}
        for sheet, meanings in roll_import.mapping.items()
    }
    return Reading(remembered, by_hand, dict(roll_import.decisions))


def use_as_json(use: SheetUse) -> dict[str, Any]:
    """How a sheet was read, as a trial keeps it for the page."""
    return {
        "name": use.name,
        "header_row": use.header_row,
        "header_rows": use.header_rows,
        "people": use.people,
        "beside": use.people_beside,
        "columns": [[column.index, column.title, column.read_as] for column in use.columns],
        "sample": [list(row) for row in use.sample],
    }


def preview(content: bytes, filename: str) -> list[dict[str, Any]]:
    return [use_as_json(use) for use in preview_of(open_workbook(content, filename))]


def rules_key(election: Election) -> str:
    """What the judgement of a file rests on beside the file: the day, the rules, the village's groups."""
    book = election.rulebook
    groups = election.village.groups.order_by("pk").values_list("pk", "number", "name")
    said = (
        election.election_day,
        book.version,
        book.value("voting_age"),
        book.value("birthday_on_election_day"),
        list(groups),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()


def judged_again(election: Election) -> Callable[[Batch], None]:
    """What may have changed since a trial: whom the office knows by now, and where they are registered."""
    office = _Office(election)

    def look(batch: Batch) -> None:
        before = [(row.standing, row.person_id) for row in batch.rows]
        for check in (office.identify, office.elsewhere, office.people, office.candidates):
            check(batch)
        for row in batch.rows:
            if row.ready and row.person_id is None and row.digest in office.known:
                row.person_id = office.known[row.digest].pk
        if before != [(row.standing, row.person_id) for row in batch.rows]:
            raise ChangedSinceError

    return look


class ChangedSinceError(ValueError):
    """Somebody of the file was registered, renamed or struck since it was tried."""


def judging_for(
    content: bytes,
    filename: str,
    election: Election,
    tell: Callable[[int], None] | None = None,
    reading: Reading | None = None,
    answers: Answers | None = None,
) -> Judging:
    """The trial with this election's day, rules, groups, and everybody else's rolls.

    Beyond ``check.Judging``: ``unknown_group``, ``registered_elsewhere`` with the village's name,
    ``person_name_differs`` and ``deprived_of_rights`` from the person's own record,
    ``candidate_would_wait`` for a candidate whom the file makes somebody still to be decided on.
    ``answers`` hears whom of other villages the trial speaks about. Raises UnreadableFileError.
    """
    office = _Office(election, answers)
    return Judging(
        open_workbook(content, filename),
        election_day=election.election_day,
        book=election.rulebook,
        checks=(office.identify, office.elsewhere, office.grouped, office.people, office.candidates),
        progress=tell,
        reading=reading,
    )


class Answers:
    """What a file is told about people of other villages: division → who it is → name there and codes."""

    def __init__(self) -> None:
        self._given: dict[str, dict[str, tuple[str, set[str]]]] = {}

    def give(self, area_code: str, digest: str, name: str, code: str) -> None:
        self._given.setdefault(area_code, {}).setdefault(digest, (name, set()))[1].add(code)

    def by_village(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """For the trail of each: how many of its people were told about, the first of them, and what."""
        for area_code, people in sorted(self._given.items()):
            codes = sorted({code for _, codes in people.values() for code in codes})
            names = [name for name, _ in list(people.values())[:NAMED]]
            yield area_code, {"told_about": len(people), "names_told": names, "answer": codes}


class _Known(NamedTuple):
    """Somebody whose number the office has."""

    pk: int
    digest: str
    name: str
    deprived: bool
    village_id: int
    area_code: str


class _Office:
    """What the office knows, asked once for each batch."""

    def __init__(self, election: Election, answers: Answers | None = None) -> None:
        self.election = election
        self.answers = Answers() if answers is None else answers
        self.groups = groups_of(election)
        self.others = queries.registered_elsewhere(election)
        rows = Registration.objects.filter(election=election, is_candidate=True).registered()
        self.known: dict[str, _Known] = {}
        self.standing_for = dict(rows.values_list("person__id_hash", "roll_class"))

    def identify(self, batch: Batch) -> None:
        """The keyed hash of each number, worked out once for everybody who asks for it, and who has it."""
        fingerprint = numbers.fingerprint
        for row in batch.rows:
            row.digest = row.digest or fingerprint(row.id_number)
            if self.election.kind == Election.Kind.COMMUNITY and row.roll_class:
                # The file tells who is registered and who lives here; the classes made of it are others.
                row.roll_class = "hukou" if row.hukou_here else "lives" if row.lives_here else "works"
        known = Person.objects.filter(id_hash__in=among(row.digest for row in batch.rows if row.ready))
        names = ("pk", "id_hash", "name", "rights_deprived", "village_id", "village__code")
        self.known = {entry.digest: entry for entry in map(_Known._make, known.values_list(*names))}

    def elsewhere(self, batch: Batch) -> None:
        if not self.known:
            return
        ready = {row.digest: row for row in batch.ready}
        names = ("person__id_hash", "election__village__name", "election__village__code", "person__name")
        rows = self.others.filter(person__id_hash__in=among(self.known)).values_list(*names)
        places = {digest: (village, code, name) for digest, village, code, name in rows if digest}
        for digest in ready:
            if digest not in places:
                continue
            _, code, name = places[digest]
            self.answers.give(code, digest, name, "registered_elsewhere")
        refuse_elsewhere(batch, ready, {digest: village for digest, (village, _, _) in places.items()})

    def grouped(self, batch: Batch) -> None:
        for row in batch.ready:
            group = group_for(row, self.groups)
            if group is not None:
                row.group_id = group.pk
            elif row.group_number or row.group_label:
                said = f"第{row.group_number}组" if row.group_number else f"「{row.group_label[:20]}」"
                words = self.election.words
                sentence = f"{words.here}没有登记{words.group}{said}，请改正组号，或者先在村资料中设立。"
                batch.find(row, "error", "unknown_group", sentence)

    def people(self, batch: Batch) -> None:
        rows = [row for row in batch.ready if row.digest in self.known]
        renamed = [row.digest for row in rows if self.known[row.digest].name != row.name]
        ours = _on_this_roll(renamed, self.election)
        for row in rows:
            pk, digest, name, deprived, village_id, area_code = self.known[row.digest]
            row.person_id = pk
            here = village_id == self.election.village_id
            mine = digest in ours and here
            if name != row.name and mine and not deprived:
                # Somebody on this roll whose name the new file writes otherwise: shown, then corrected.
                sentence = f"名单上的姓名是「{name}」，导入后改为「{row.name}」，请与身份证核对。"
                batch.find(row, "warning", "person_name_differs", sentence)
            elif name != row.name and not mine:
                sentence = f"这个身份证号在人员库中的姓名是「{name}」，文件写的是「{row.name}」，请核对。"
                batch.find(row, "error", "person_name_differs", sentence)
                if not here:
                    self.answers.give(area_code, digest, name, "person_name_differs")
            elif deprived:
                sentence = f"{name}的人员记录写明依照法律被剥夺政治权利，不列入名单。"
                batch.find(row, "excluded", "deprived_of_rights", sentence)
                if not here:
                    self.answers.give(area_code, digest, name, "deprived_of_rights")

    def candidates(self, batch: Batch) -> None:
        """A candidate leaves the roll only after leaving the candidacy, and no file does either."""
        if not self.standing_for:
            return
        for row in batch.ready:
            known = self.standing_for.get(row.digest)
            waits = known is not None and row.standing == "pending"
            if waits and row.roll_class and row.roll_class != known:
                sentence = (
                    f"{row.name}是候选人，名册改了居住或者户籍情况，请先在候选人页核对，再改名册或者登记。"
                )
                batch.find(row, "error", "candidate_would_wait", sentence)


def _on_this_roll(hashes: Sequence[str], election: Election) -> set[str]:
    if not hashes:
        return set()
    rows = Registration.objects.filter(election=election, person__id_hash__in=among(hashes))
    return {digest for digest in rows.values_list("person__id_hash", flat=True) if digest}
