"""倒查 as a workbook: text cells only."""

from __future__ import annotations

import io
from collections.abc import Iterable

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from candidates.review.queries import TraceRow
from voters.imports.workbooks import ACTIVE_SIGNS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {
    "时间": 18,
    "选举": 34,
    "拟任职务": 16,
    "第几次审查": 11,
    "事项": 12,
    "单位": 22,
    "结论": 12,
    "内容": 60,
    "经办人": 12,
    "分管领导或签批人": 17,
    "盖章或决定日期": 15,
    "录入人": 12,
    "扫描件（校验值）": 34,
    "撤回理由": 30,
}


def trace_workbook(rows: Iterable[TraceRow]) -> bytes:
    """One line for each act. A text that a spreadsheet would run is marked to stay a text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("审查责任倒查")
    for index, width in enumerate(WIDTHS.values(), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A2"
    head = [WriteOnlyCell(sheet, value=title) for title in WIDTHS]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        values = (
            f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}",
            row.election,
            row.post,
            str(row.round),
            row.what,
            row.unit,
            row.conclusion,
            row.detail,
            row.handler,
            row.leader,
            row.stamped_on.isoformat() if row.stamped_on else "",
            row.entered_by,
            row.scan,
            row.withdrawn,
        )
        sheet.append([_text(sheet, value) for value in values])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _text(sheet: WriteOnlyWorksheet, value: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(ACTIVE_SIGNS)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
