"""The roll as a workbook: text cells only; of a number its end at most."""

from __future__ import annotations

import io
from collections.abc import Iterable

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from election_office.accounts.models import User
from election_office.law.words import GENERAL
from villages.models import Election
from voters.imports.workbooks import ACTIVE_SIGNS
from voters.models import Registration

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {
    "序号": 8,
    GENERAL.group: 16,
    "姓名": 12,
    "性别": 6,
    "出生年份": 10,
    "身份证号": 12,
    "登记类别": 24,
    "状态": 10,
    "理由": 30,
    "决定文号": 18,
    "备注": 24,
}


def roll_workbook(election: Election, rows: Iterable[Registration], *, by: User) -> bytes:
    """An .xlsx of the rows given. A text that a spreadsheet would run is marked to stay a text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(election.words.roll_short)
    for index, width in enumerate(WIDTHS.values(), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A2"
    head = [WriteOnlyCell(sheet, value=title) for title in WIDTHS]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        person = row.person
        values = (
            row.place,
            person.name,
            person.get_sex_display(),
            str(person.birth_date.year),
            person.id_masked,
            row.class_label,
            row.get_status_display(),
            row.reason or row.pending_reason,
            row.paper_number,
            row.note,
        )
        sheet.append([row.serial, *(_text(sheet, value) for value in values)])
    # A copy that went astray says whose it was.
    said = f"由{by}于{timezone.localtime():%Y-%m-%d %H:%M}导出，含个人信息，只限本次工作使用，用后删除。"
    sheet.append([_text(sheet, said)])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _text(sheet: WriteOnlyWorksheet, value: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(ACTIVE_SIGNS)
    return cell
