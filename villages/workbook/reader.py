"""Reads a workbook into plain rows. Every fault of shape is named by sheet and row; nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from election_office.core.workbooks import lines_of
from villages.workbook.columns import SHEETS, Column

MAX_BYTES = 1_500_000
MAX_ROWS = 3000
MAX_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Fault:
    sheet: str
    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet: column key → what it means, choices already turned into their values."""

    sheet: str
    number: int
    values: dict[str, str]

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "")


@dataclass
class Contents:
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in SHEETS})
    faults: list[Fault] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def fault(self, row: Row, sentence: str) -> None:
        self.faults.append(Fault(row.sheet, row.number, sentence))


def read(content: bytes) -> Contents:
    """Raises UnreadableWorkbook."""
    contents = Contents()
    every = lines_of(content, max_bytes=MAX_BYTES, rows=MAX_ROWS + 1, columns=MAX_COLUMNS)
    for name, lines in every.items():
        if name in SHEETS:
            _read_sheet(contents, name, lines)
        elif name != "说明":
            contents.unused.append(f"工作表“{name}”没有用到")
    return contents


def _read_sheet(contents: Contents, name: str, lines: Sequence[tuple[object, ...]]) -> None:
    columns = {column.title: column for column in SHEETS[name]}
    filled = [(number, line) for number, line in enumerate(lines, start=1) if any(map(text_of, line))]
    if not filled:
        return
    head_number, head = filled[0]
    found: dict[int, Column] = {}
    for index, cell in enumerate(head):
        title = re.sub(r"\s", "", text_of(cell))
        if title in columns:
            found[index] = columns[title]
        elif title:
            contents.unused.append(f"“{name}”表的“{title[:20]}”列没有用到")
    present = {column.key for column in found.values()}
    missing = [column.title for column in columns.values() if column.needed and column.key not in present]
    if missing:
        sentence = f"缺少“{'”“'.join(missing)}”列，请从平台下载工作簿，按它的表头填写。"
        contents.faults.append(Fault(name, head_number, sentence))
        return
    if len(filled) > MAX_ROWS:
        contents.faults.append(Fault(name, MAX_ROWS + 1, f"超过{MAX_ROWS}行，请分几次导入。"))
        return
    for number, line in filled[1:]:
        contents.rows[name].append(_read_row(contents, name, number, line, found))


def _read_row(
    contents: Contents, name: str, number: int, line: tuple[object, ...], found: dict[int, Column]
) -> Row:
    values: dict[str, str] = {}
    for index, column in found.items():
        said = text_of(line[index]) if index < len(line) else ""
        if column.key == "birth":
            said = _month(line[index] if index < len(line) else None)
        if column.needed and not said:
            contents.faults.append(Fault(name, number, f"没有填写“{column.title}”。"))
        elif said and column.choices is not None:
            if said not in column.choices:
                allowed = "、".join(column.choices)
                contents.faults.append(
                    Fault(name, number, f"“{column.title}”填的是“{said[:20]}”，只能填：{allowed}。")
                )
                said = ""
            else:
                said = column.choices[said]
        values[column.key] = said
    return Row(name, number, values)


def text_of(cell: object) -> str:
    """What a cell says: a whole number without its point, text without the blanks around it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip().replace("\u3000", " ").strip()


def _month(cell: object) -> str:
    """A month of birth as 1968-05; what cannot be read stays as it was written, for the check to name."""
    if isinstance(cell, dt.datetime | dt.date):
        return f"{cell.year:04d}-{cell.month:02d}"
    said = text_of(cell)
    if isinstance(cell, float) and re.fullmatch(r"(19|20)\d\d\.1", said):
        return said  # January or October: a number cell has lost the nought
    match = re.fullmatch(r"((?:19|20)\d\d)[.\-/年]?(1[0-2]|0?[1-9])(?:月|[.\-/月]\d{1,2}日?)?", said)
    return f"{match[1]}-{int(match[2]):02d}" if match else said
