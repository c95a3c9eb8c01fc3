"""Lists of ours as a workbook. A text that a spreadsheet would run is marked to stay a text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTIVE_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""What a text begins with that a spreadsheet takes for a formula."""


def table_workbook(
    title: str, head: Mapping[str, float], rows: Iterable[Sequence[object]], *, wrap: bool = False
) -> bytes:
    """A workbook of one sheet. ``head``: title → width of its column."""
    from openpyxl import Workbook  # noqa: PLC0415 -- loaded where it is used

    book = Workbook(write_only=True)
    add_table(book, title, head, rows, wrap=wrap)
    return saved(book)


def add_table(
    book: Workbook,
    title: str,
    head: Mapping[str, float],
    rows: Iterable[Sequence[object]],
    *,
    freeze: str = "A2",
    wrap: bool = False,
) -> Any:
    """One more sheet: its titles in bold, which stay in sight, and the rows below them."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.styles import Font  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- loaded where it is used

    sheet: Any = book.create_sheet(title)
    for index, width in enumerate(head.values(), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = freeze
    titles = [WriteOnlyCell(sheet, value=title) for title in head]
    for cell in titles:
        cell.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([as_text(sheet, item, wrap=wrap) if isinstance(item, str) else item for item in row])
    return sheet


def as_text(sheet: WriteOnlyWorksheet, value: str, *, wrap: bool = False) -> Cell:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.styles import Alignment  # noqa: PLC0415 -- loaded where it is used

    cell: Cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(ACTIVE_SIGNS)
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
