"""A letter as a workbook that the unit fills in, and what it filled in. Text cells only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from candidates.review.rules import SEEN_WORDS, FoundLine
from election_office.core.http import number_or_none
from election_office.core.sheets import add_table, as_text, saved
from election_office.core.workbooks import UnreadableWorkbook, lines_of

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
TITLES = {
    "编号": 9, "姓名": 12, "性别": 7, "出生日期": 14, "身份证号": 22, "村": 16, "拟任职务": 20, "已核查": 9,
    "查明的情形": 40, "具体情况": 40, "审查结论": 12,
}  # fmt: skip
CONCLUSIONS = {"不同意": "disagree", "有保留": "reserved"}


@dataclass(frozen=True, slots=True)
class SheetPerson:
    key: int
    name: str
    sex: str
    born: dt.date | None
    number: str
    village: str
    post: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What a unit filled in. ``faults``: what could not be understood, a sentence for each row."""

    seen: set[int]
    found: list[FoundLine]
    faults: list[str]


def letter_workbook(people: Sequence[SheetPerson], lines: Sequence[str]) -> bytes:
    """One row a person; the last four columns are the unit's. A second finding takes another row with the
    same 编号."""
    from openpyxl import Workbook  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 -- loaded where it is used

    book = Workbook(write_only=True)
    sheet = add_table(book, "联审名单", TITLES, map(_line, people))
    lists = book.create_sheet("本单位审查内容")
    for line in lines:
        lists.append([as_text(lists, line)])
    last = max(len(people) + 200, 2)
    for column, source in (
        ("H", '"是"'),
        ("I", f"'本单位审查内容'!$A$1:$A${max(len(lines), 1)}"),
        ("K", '"不同意,有保留"'),
    ):
        choice = DataValidation(type="list", formula1=source, allow_blank=True)
        choice.add(f"{column}2:{column}{last}")
        sheet.data_validations.append(choice)
    return saved(book)


def _line(person: SheetPerson) -> tuple[str, ...]:
    born = person.born.isoformat() if person.born else ""
    known = (str(person.key), person.name, person.sex, born, person.number, person.village, person.post)
    return (*known, *[""] * (len(TITLES) - len(known)))


def read_filled(content: bytes, people: Mapping[int, str], lines: Mapping[str, str]) -> Filled:
    """``people``: request → name, of the letter; ``lines``: words of a line → its key. Raises ValidationError
    where the file is not this letter's workbook at all."""
    try:
        sheets = lines_of(content, max_bytes=MAX_BYTES, rows=MAX_ROWS, columns=30)
    except UnreadableWorkbook as fault:
        raise ValidationError({"workbook": f"{fault}只能上传本系统下载的联审名单。"}) from fault
    rows = iter(next(iter(sheets.values()), []))
    titles = [_word(value) for value in next(rows, ())]
    if not {"编号", "姓名", "已核查"} <= set(titles):
        raise ValidationError({"workbook": "第一行不是联审名单的表头，请在下载的名单上填写后再上传。"})
    filled = Filled(set(), [], [])
    for number, values in enumerate(rows, start=2):
        _take(filled, number, dict(zip(titles, map(_word, values), strict=False)), people, lines)
    return filled


def _take(
    filled: Filled, number: int, row: Mapping[str, str], people: Mapping[int, str], lines: Mapping[str, str]
) -> None:
    if not any(row.values()):
        return
    key = number_or_none(row.get("编号", "")) or 0
    if people.get(key) != row.get("姓名"):
        filled.faults.append(f"第{number}行的编号和姓名与这封联审名单不符，没有读入。")
        return
    if row.get("已核查") in SEEN_WORDS:
        filled.seen.add(key)
    line, reason = row.get("查明的情形", ""), row.get("具体情况", "")
    if not line and not reason:
        return
    if line not in lines:
        filled.faults.append(
            f"第{number}行{row['姓名']}“查明的情形”不是本单位审查内容中的一项，请在本页补填。"
        )
        return
    conclusion = CONCLUSIONS.get(row.get("审查结论", ""), "disagree")
    filled.found.append(FoundLine(len(filled.found), key, lines[line], reason, conclusion))


def _word(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
