"""Reads a member register out of any table people bring. Every fault is named by sheet and row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from election_office.core.idnumbers import IdNumberError, parse_id_number
from election_office.core.names import clean_name, name_fault
from voters.imports.check import find_header
from voters.imports.columns import is_total_or_footer, plain_title
from voters.imports.layouts import Field, Header
from voters.imports.limits import UnreadableFileError
from voters.imports.reader import Sheet, open_workbook
from voters.imports.rows import text_of

MOST_ROWS = 5000
CAPACITY_TITLES = ("民事行为能力", "行为能力")
FULL, EARNER, LIMITED = "full", "earner", "limited"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member as the table tells it."""

    where: str
    name: str
    id_number: str
    sex: str
    birth_date: dt.date
    household: str
    relation: str
    capacity: str
    note: str


@dataclass
class Contents:
    rows: list[MemberRow] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def capacity_of(text: str) -> str | None:
    """What a cell says of somebody's capacity; None for words nobody knows. An empty cell: as age says."""
    if not text or ("完全" in text and "视为" not in text):
        return FULL
    if "劳动收入" in text or "视为" in text:
        return EARNER
    return LIMITED if "限制" in text or text.startswith("无") else None


def read(content: bytes, filename: str) -> Contents:
    """Raises ValidationError for a file that is no table of members at all."""
    try:
        workbook = open_workbook(content, filename)
    except UnreadableFileError as error:
        raise ValidationError({"file": str(error)}) from error
    contents, found = Contents(), False
    for sheet in workbook.sheets:
        header = find_header(sheet)
        if header is None or header.missing:
            continue
        found = True
        _read_sheet(sheet, header, contents)
    if not found:
        raise ValidationError({"file": "没有找到表头，应有“户号”“姓名”“公民身份号码”等列名。"})
    _same_number_twice(contents)
    return contents


def _read_sheet(sheet: Sheet, header: Header, contents: Contents) -> None:
    if Field.HOUSEHOLD not in header.columns and Field.HEAD not in header.columns:
        contents.faults.append(f"“{sheet.name}”表没有“户号”或者“户主”列，无法分户。")
        return
    capacity, household = None, ""
    for number, texts in _lines(sheet):
        if number < header.row + header.rows:
            titles = [plain_title(text) for text in texts]
            capacity = next((i for i, title in enumerate(titles) if title in CAPACITY_TITLES), capacity)
            continue
        if len(contents.rows) >= MOST_ROWS:
            contents.faults.append(f"超过{MOST_ROWS}人，请分几个文件导入。")
            return
        cells = {name: texts[index] if index < len(texts) else "" for name, index in header.columns.items()}
        household = cells.get(Field.HOUSEHOLD) or cells.get(Field.HEAD) or household
        if (not cells[Field.NAME] and not cells[Field.ID]) or is_total_or_footer(texts):
            continue
        said = texts[capacity] if capacity is not None and capacity < len(texts) else ""
        _read_person(f"“{sheet.name}”表第{number}行", cells, household, said, contents)


def _lines(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    for row in sheet.rows():
        if row.number not in sheet.hidden:
            yield row.number, [text_of(cell) for cell in row.cells]


def _read_person(where: str, cells: dict[Field, str], household: str, said: str, contents: Contents) -> None:
    name, faults = clean_name(cells[Field.NAME]), []
    if fault := name_fault(name):
        faults.append(fault)
    capacity = capacity_of(said)
    if capacity is None:
        faults.append(
            f"民事行为能力填的是“{said[:20]}”，应填完全、限制、无或者以自己劳动收入为主要生活来源。"
        )
    if not household:
        faults.append("没有户号。")
    try:
        number = parse_id_number(cells[Field.ID])
    except IdNumberError as error:
        contents.faults += [f"{where}：{sentence}" for sentence in (*faults, error.message)]
        return
    if faults or capacity is None:
        contents.faults += [f"{where}：{sentence}" for sentence in faults]
        return
    contents.rows.append(
        MemberRow(
            where=where,
            name=name,
            id_number=number.value,
            sex=number.sex,
            birth_date=number.birth_date,
            household=household[:20],
            relation=cells.get(Field.RELATION, "")[:20],
            capacity=capacity,
            note=cells.get(Field.NOTE, "")[:120],
        )
    )


def _same_number_twice(contents: Contents) -> None:
    seen: dict[str, str] = {}
    for row in contents.rows:
        if row.id_number in seen:
            contents.faults.append(f"{row.where}：公民身份号码与{seen[row.id_number]}相同。")
        seen.setdefault(row.id_number, row.where)
