"""The trial of a roll: every fault by sheet, row and column with a code and a sentence; nothing is written.

Levels: ``error`` the row cannot be imported as it is; ``excluded`` the law keeps the person off the roll;
``pending`` a declaration or a decision is still missing; ``warning`` imported, but a person should look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice, pairwise, takewhile
from operator import attrgetter
from typing import Any

from election_office.core.idnumbers import (
    CHINA,
)
from election_office.law.rulebooks import Rulebook
from voters.imports import apart, columns, layouts
from voters.imports.findings import Batch, Check, Level, RowFinding
from voters.imports.layouts import Field, Header, Layout, column_letter
from voters.imports.limits import UnreadableFileError
from voters.imports.reader import Merge, Row, Sheet, SkippedSheet, Workbook
from voters.imports.rows import RollRow, text_of, texts_of
from voters.imports.sheets import SAMPLE_ROWS, SheetTrial, shown

KnownIds = Callable[[Sequence[str]], Mapping[str, str]]

EXAMPLE_SHEET = "填写示例"
PROBLEM_TITLE = "问题"
BATCH = 2_000
_MOST_SKIPPED = 300
_MOST_SAYINGS = 30


@dataclass(frozen=True, slots=True)
class NoteTells:
    """What a note on a roll says about a person's right to stand on it."""

    deceased: bool
    deprived: bool


def note_tells(note: str) -> NoteTells:
    """Reads a note as the trial does: 未死亡 and 未被剥夺政治权利 tell nothing."""
    keys = {kind.key for kind in apart.kinds_in(note)}
    return NoteTells("dead" in keys, "deprived" in keys)


@dataclass(frozen=True, slots=True)
class Reading:
    """What people have said about a file beside what it says itself.

    ``remembered``: plain title → the field it means in this village, None for not used. ``by_hand``: sheet →
    column → field, of this very file. ``decisions``: kind of people set apart → import, pending or leave.
    """

    remembered: Mapping[str, Field | None] = field(default_factory=dict)
    by_hand: Mapping[str, Mapping[int, Field | None]] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that holds something and tells of nobody."""

    sheet: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class SheetUse:
    """How a sheet was read: its titles, what each column was taken for, its first rows without numbers."""

    name: str
    header_row: int
    header_rows: int
    people: int
    people_beside: int
    columns: tuple[layouts.Column, ...]
    sample: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Trial:
    """What an import would do. ``people_rows`` counts rows that tell of a person, good or bad."""

    election_day: date
    people_rows: int = 0
    accepted: list[RollRow] = field(default_factory=list)
    pending: list[RollRow] = field(default_factory=list)
    findings: list[RowFinding] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    skipped: list[SkippedSheet] = field(default_factory=list)
    skipped_rows: list[SkippedRow] = field(default_factory=list)
    uses: list[SheetUse] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The shape that check_roll prints."""
        return {
            "people_rows": self.people_rows,
            "accepted": len(self.accepted),
            "findings": [
                {"sheet": f.sheet, "row": f.row, "level": f.level, "code": f.code, "message": f.message}
                for f in self.findings
            ],
            "columns": [
                {
                    "sheet": use.name,
                    "column": column_letter(column.index),
                    "title": column.title,
                    "read_as": column.read_as,
                    "used": bool(column.read_as) and column.read_as != layouts.OTHERS,
                }
                for use in self.uses
                for column in use.columns
            ],
            "skipped": [
                *({"sheet": sheet.name, "row": None, "reason": sheet.reason} for sheet in self.skipped),
                *({"sheet": r.sheet, "row": r.row, "reason": r.reason} for r in self.skipped_rows),
            ],
        }


class Judging:
    """One pass over a file, in batches; what it counts is complete when the last batch is out.

    ``checks`` look at each batch in turn, with what the file alone cannot know. ``progress`` hears the
    number of people read so far, every 500. Memory does not grow with the rows but for eight bytes and
    a place for each identity number, to tell the second of two.
    """

    def __init__(
        self,
        workbook: Workbook,
        *,
        election_day: date,
        book: Rulebook | None = None,
        checks: Sequence[Check] = (),
        progress: Callable[[int], None] | None = None,
        reading: Reading | None = None,
    ) -> None:
        self.reading = reading or Reading()
        self.batch_size = BATCH
        self.workbook, self.election_day, self.checks, self.progress = (
            workbook,
            election_day,
            checks,
            progress,
        )
        self.adult_age: int = book.value("voting_age") if book else 18
        self.birthday_counts: bool = book.value("birthday_on_election_day") if book else True
        self.community = bool(book and book.kind == "community")
        self.age_basis = book.cite("voting_age").basis if book else ""
        self.today = datetime.now(tz=CHINA).date()
        # Seventeen digits (the last character follows from them) → which sheet and row had them first.
        self.seen: dict[int, int] = {}
        self.people_rows = self.accepted = self.pending = 0
        self.levels: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.classes: Counter[str] = Counter()
        self.sheets: list[str] = []
        self.skipped: list[SkippedSheet] = list(workbook.skipped)
        self.skipped_rows: list[SkippedRow] = []
        self.skip_reasons: Counter[str] = Counter()
        self.uses: list[SheetUse] = []
        self.apart: Counter[str] = Counter()
        self.apart_says: dict[str, Counter[str]] = {}

    def skip_row(self, sheet: str, row: int, reason: str) -> None:
        self.skip_reasons[reason] += 1
        if len(self.skipped_rows) < _MOST_SKIPPED:
            self.skipped_rows.append(SkippedRow(sheet, row, reason))

    def decision(self, kind: str) -> str:
        """What a person has decided about everybody of that kind; empty while nobody has."""
        return self.reading.decisions.get(kind, "")

    def tell_apart(self, said: Mapping[str, str]) -> None:
        """Kind → what in the file says so, for one person."""
        for kind, words in said.items():
            self.apart[kind] += 1
            counted = self.apart_says.setdefault(kind, Counter())
            if words in counted or len(counted) < _MOST_SAYINGS:
                counted[words] += 1

    def count(self, level: Level) -> int:
        return self.levels[level]

    def batches(self) -> Iterator[Batch]:
        """Raises UnreadableFileError when no visible sheet has a header."""
        headless: list[str] = []
        for sheet in self.workbook.sheets:
            if sheet.name == EXAMPLE_SHEET:
                self.skipped.append(SkippedSheet(sheet.name, "填写示例，未读取。"))
                continue
            layout = find_layout(sheet, self.reading)
            if layout is None:
                headless.append(sheet.name)
                continue
            self.sheets.append(sheet.name)
            trial = SheetTrial(sheet, layout, self, csv=self.workbook.kind == "csv")
            for batch in trial.batches():
                yield self._looked_at(batch)
            self.uses.append(_use_of(trial, layout))
        if not self.sheets:
            raise self._no_header()
        for name in headless:
            self.skipped.append(SkippedSheet(name, "没有找到「姓名」「公民身份号码」等列名，未读取。"))

    def _no_header(self) -> UnreadableFileError:
        if self.workbook.kind == "web":
            return UnreadableFileError(
                "wrong_type",
                "这是网页或XML格式的表格，其中没有找到「姓名」「公民身份号码」等列名，请另存为.xlsx后再上传。",
            )
        return UnreadableFileError(
            "no_header", "没有找到表头，第一行（或标题行之下）应有「姓名」「公民身份号码」等列名。"
        )

    def _looked_at(self, batch: Batch) -> Batch:
        for check in self.checks:
            check(batch)
        batch.findings.sort(key=_ROW_OF)  # one sheet at a time; findings of one row keep their order
        self.levels.update(finding.level for finding in batch.findings)
        self.codes.update(finding.code for finding in batch.findings)
        ready = batch.ready
        pending = sum(row.standing == "pending" for row in ready)
        self.pending += pending
        self.accepted += len(ready) - pending
        self.classes.update(row.roll_class for row in ready if row.standing == "accepted")
        return batch


_ROW_OF = attrgetter("row")


def trial(
    workbook: Workbook,
    *,
    election_day: date,
    book: Rulebook | None = None,
    known_ids: KnownIds | None = None,
    progress: Callable[[int], None] | None = None,
    reading: Reading | None = None,
) -> Trial:
    """Try every visible sheet and keep all of it; raises UnreadableFileError when none has a header.

    ``known_ids`` is asked in batches which identity numbers stand on another roll already and answers
    number → where (「甲村第3组」). ``progress`` hears the number of people read so far, every 500.
    """
    checks = [_refusing(known_ids)] if known_ids else []
    judging = Judging(
        workbook, election_day=election_day, book=book, checks=checks, progress=progress, reading=reading
    )
    result = Trial(election_day)
    for batch in judging.batches():
        result.findings += batch.findings
        for row in batch.ready:
            (result.pending if row.standing == "pending" else result.accepted).append(row)
    result.people_rows = judging.people_rows
    result.sheets, result.skipped = judging.sheets, judging.skipped
    result.skipped_rows, result.uses = judging.skipped_rows, judging.uses
    return result


def _use_of(trial: SheetTrial, layout: Layout) -> SheetUse:
    first = layout.first
    sample = tuple(tuple(row) for row in trial.sample)
    beside = len(layout.blocks)
    return SheetUse(trial.sheet.name, first.row, first.rows, trial.people, beside, layout.columns, sample)


def find_header(sheet: Sheet, reading: Reading | None = None) -> Header | None:
    """The header of the first person among the first rows of a sheet, all lines of titles included."""
    found = find_layout(sheet, reading)
    return found.first if found else None


def find_layout(sheet: Sheet, reading: Reading | None = None) -> Layout | None:
    """The titles among the first rows of a sheet: the line that names most, with the lines above and below
    that belong to it."""
    reading = reading or Reading()
    by_hand = reading.by_hand.get(sheet.name)
    top = list(islice(sheet.rows(), columns.HEADER_SEARCH_ROWS))
    lines = [[text_of(cell) if isinstance(cell, str) else "" for cell in row.cells] for row in top]
    whole = [texts_of(row.cells) for row in top]
    filled = _filled(top, lines, sheet.merges)
    for index, row in enumerate(top):
        alone = columns.layout_of(row.number, 1, [lines[index]], reading.remembered)
        if alone is None and index + 1 < len(top) and top[index + 1].number == row.number + 1:
            # One title known, the others written below in parts: 证件 over 类型 | 号码.
            below = lines[index + 1]
            itself = columns.layout_of(row.number + 1, 1, [below], reading.remembered)
            if itself is None and columns.are_lower_titles(below):
                two = [*_reaching_down([list(filled[index]), below])]
                alone = columns.layout_of(row.number, 2, two, reading.remembered)
        if alone is None:
            continue
        first = last = index
        if (
            index
            and top[index - 1].number == row.number - 1
            and _is_upper(index - 1, top, lines, sheet.merges)
        ):
            first = index - 1
        while (
            last + 1 < len(top)
            and last - first < 3
            and top[last + 1].number == top[last].number + 1
            and columns.is_title_line(alone.first, whole[last + 1])
        ):
            last += 1
        parts = [*filled[first:last], lines[last]] if last > first else [lines[index]]
        parts = _reaching_down(parts)
        start, count = top[first].number, top[last].number - top[first].number + 1
        found = columns.layout_of(start, count, parts, reading.remembered, by_hand)
        return found or alone
    if by_hand:
        # Titles nobody knows: the lines before the first number are theirs.
        keys = [index for index, name in by_hand.items() if name in (Field.ID, Field.NAME)]
        count = len(list(takewhile(lambda line: not _has_number(line, keys), whole))) if keys else 0
        count = count if count < len(top) else 0
        start = top[0].number if top else 1
        rows = top[count - 1].number - start + 1 if count else 0
        titles = lines[count - 1] if count else [""] * max((len(line) for line in lines), default=0)
        return columns.layout_of(start, rows, [titles], None, by_hand)
    return None


def _has_number(line: Sequence[str], keys: Sequence[int]) -> bool:
    return any(sum(map(str.isdecimal, line[index])) >= 6 for index in keys if index < len(line))


def preview_of(workbook: Workbook) -> list[SheetUse]:
    """The first rows of sheets without known titles, for a person to say what their columns are."""
    uses = []
    for sheet in workbook.sheets[:20]:
        top = list(islice(sheet.rows(), SAMPLE_ROWS))
        width = min(max((len(row.cells) for row in top), default=0), 60)
        if width < 2:
            continue
        rows = tuple(tuple(shown(cell) for cell in row.cells[:width]) for row in top)
        first = texts_of(top[0].cells[:width])
        # A first row of words alone is most likely titles, though of none that anybody foresaw.
        words = all(first) and not any(char.isdecimal() for text in first for char in text)
        titles = first if words and len(first) == width else [""] * width
        plain = tuple(layouts.Column(index, title, "") for index, title in enumerate(titles))
        uses.append(SheetUse(sheet.name, top[0].number, 0, 0, 1, plain, rows[1:] if any(titles) else rows))
    return uses


def _filled(top: Sequence[Row], lines: Sequence[list[str]], merges: Sequence[Merge]) -> list[list[str]]:
    """The lines with what a merged cell says written into every column it spans."""
    place = {row.number: index for index, row in enumerate(top)}
    result = [list(line) for line in lines]
    for first, left, _, right in merges:
        index = place.get(first)
        if index is None or right <= left or left > len(result[index]):
            continue
        line = result[index]
        line += [""] * (right - len(line))
        for column in range(left, min(right, len(line))):
            line[column] = line[column] or line[left - 1]
    return result


def _reaching_down(parts: list[list[str]]) -> list[list[str]]:
    """Without merged cells, a blank title beside another and above a lower one means the one to its left."""
    for upper, lower in pairwise(parts):
        upper += [""] * (len(lower) - len(upper))
        for column in range(1, len(lower)):
            if lower[column] and not upper[column] and upper[column - 1] and lower[column - 1]:
                upper[column] = upper[column - 1]
    return parts


def _is_upper(index: int, top: Sequence[Row], lines: Sequence[list[str]], merges: Sequence[Merge]) -> bool:
    """Does the line above the titles group some of them, and is no heading of the whole sheet?"""
    said = [text for text in lines[index] if text]
    if not said or (len(set(said)) == 1 and columns.heading_group(lines[index])):
        return False
    number = top[index].number
    width = max(len(lines[index + 1]), 1)
    for first, left, last, right in merges:
        if first == number and (right - left + 1 < width - 1) and (right > left or last > first):
            return True
    return len(set(said)) > 1 and not merges and any(columns.means_something(text) for text in said)


def _refusing(known_ids: KnownIds) -> Check:
    def refuse(batch: Batch) -> None:
        ready = batch.ready
        places = known_ids([row.id_number for row in ready])
        refuse_elsewhere(batch, {row.id_number: row for row in ready}, places)

    return refuse


def refuse_elsewhere(batch: Batch, rows: Mapping[str, RollRow], places: Mapping[str, str]) -> None:
    """``rows`` by whatever ``places`` is told by: a number or its keyed hash."""
    for key in rows.keys() & places.keys():
        row = rows[key]
        batch.find(row, "error", "registered_elsewhere", f"{row.name}已登记在{places[key]}，不得重复登记。")
