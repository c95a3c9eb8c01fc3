"""The work list as a workbook: text cells only, no numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from voters.imports.workbooks import ACTIVE_SIGNS
from voters.models import ScreeningCase

COLUMNS = (
    ("情形", 24), ("状态", 10), ("查到的情况", 60), ("涉及的村", 24), ("姓名", 12), ("身份证号", 40),
    ("发现时间", 18), ("处理", 26), ("理由", 40), ("文号", 18), ("处理时间", 18), ("处理人", 12),
)  # fmt: skip


def cases_workbook(cases: Iterable[ScreeningCase]) -> bytes:
    """An .xlsx of the cases given. A text that a spreadsheet would run is marked to stay a text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("人员排查")
    for letter, (_, width) in zip("ABCDEFGHIJKL", COLUMNS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    head = [WriteOnlyCell(sheet, value=title) for title, _ in COLUMNS]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for case in cases:
        sheet.append([_text(sheet, value) for value in _values(case)])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _values(case: ScreeningCase) -> tuple[str, ...]:
    parties = list(case.parties.all())
    people = {party.person_id: party.person for party in parties}.values()
    return (
        case.get_kind_display(),
        case.get_state_display(),
        case.detail,
        "、".join(dict.fromkeys(party.village.name for party in parties)),
        "、".join(dict.fromkeys(person.name for person in people)),
        "、".join(person.has_number or "未登记" for person in people),
        f"{timezone.localtime(case.found_at):%Y-%m-%d %H:%M}",
        case.get_settlement_display() if case.settlement else "",
        case.reason,
        case.paper_number,
        f"{timezone.localtime(case.settled_at):%Y-%m-%d %H:%M}" if case.settled_at else "",
        case.settled_by.name if case.settled_by else "",
    )


def _text(sheet: WriteOnlyWorksheet, value: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(ACTIVE_SIGNS)
    return cell
