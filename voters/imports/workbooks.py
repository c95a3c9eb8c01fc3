"""Workbooks that go out: the roll with its faults written beside the rows, and the blank roll to fill in.

Nothing that goes out runs: a formula of the incoming file becomes its own text, and a text that begins
with = + - or @ is stored as text and marked so that a spreadsheet keeps it one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from election_office.core.idnumbers import check_digit
from election_office.core.sheets import ACTIVE_SIGNS
from election_office.law.words import GENERAL
from voters.imports.check import EXAMPLE_SHEET, PROBLEM_TITLE, Reading, find_header
from voters.imports.findings import Level, RowFinding
from voters.imports.layouts import Field
from voters.imports.limits import MAX_COLUMNS, UnreadableFileError, broken
from voters.imports.reader import Cell as CellValue
from voters.imports.reader import Workbook, open_workbook

if TYPE_CHECKING:
    from openpyxl import Workbook as NewWorkbook
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

_LEVEL_WORDS: dict[Level, str] = {"error": "错误", "excluded": "不列入", "pending": "待补", "warning": "提醒"}
_LEVEL_COLOURS: dict[Level, str] = {
    "error": "F8CBAD",
    "excluded": "D9D9D9",
    "pending": "FFE699",
    "warning": "DDEBF7",
}
# XML has no place for these, and openpyxl refuses them.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TEXT_FORMAT = "@"
_LAST_TEMPLATE_ROW = 3_000
MAX_KEPT_ROWS = 10_000  # some five seconds and 200 MB with openpyxl
_TEMPLATE_WIDTHS: dict[Field, int] = {
    Field.SERIAL: 6,
    Field.GROUP: 14,
    Field.HOUSEHOLD: 10,
    Field.NAME: 12,
    Field.SEX: 6,
    Field.ETHNIC: 8,
    Field.BIRTH: 13,
    Field.ID: 22,
    Field.HUKOU: 12,
    Field.LIVES: 12,
    Field.REQUEST: 10,
    Field.CONSENT: 14,
    Field.VILLAGE_WORK: 14,
    Field.YEARS: 10,
    Field.EDUCATION: 10,
    Field.POLITICS: 12,
    Field.PHONE: 14,
    Field.ADDRESS: 24,
    Field.NOTE: 20,
}
_CHOICES: dict[Field, str] = {
    Field.SEX: "男,女",
    Field.HUKOU: "是,否",
    Field.LIVES: "是,否",
    Field.REQUEST: "是,否",
    Field.CONSENT: "是,否",
    Field.VILLAGE_WORK: "是,否",
    Field.EDUCATION: "小学,初中,高中,中专,大专,本科,研究生",
    Field.POLITICS: "群众,中共党员,中共预备党员,共青团员,民主党派",
}
_NOTES = (
    f"请在「{GENERAL.voter_short}登记表」工作表中填写，每人一行，不要改动第一行的列名；可以增加工作表，每张表都要有列名。",
    "公民身份号码按文本填写18位，最后一位可以是X；不要用公式。",
    "出生日期写成1970-01-05的样子；留空时按身份证号。",
    f"户籍在{GENERAL.here}但不在{GENERAL.here}居住的，须本人表示参加选举，在「本人申请」填是。",
    f"户籍不在{GENERAL.here}的，须在{GENERAL.here}居住或者从事{GENERAL.affairs}工作一年以上、本人申请、{GENERAL.meeting}或者{GENERAL.representatives}同意，缺一不可。",
    "已经去世、被剥夺政治权利等情况写在备注。",
)


def annotate(
    original: bytes, findings: Iterable[RowFinding], filename: str = "", reading: Reading | None = None
) -> bytes:
    """The same workbook as .xlsx with a last column 「问题」 that says what is wrong with each row.

    An .xlsx keeps its looks and hidden sheets; .xls, CSV and what is longer than ``MAX_KEPT_ROWS`` come
    back as plain sheets with the same rows and columns. Raises UnreadableFileError for a file that the
    trial would refuse as a whole.
    """
    from openpyxl.worksheet.worksheet import Worksheet  # noqa: PLC0415 -- loaded where it is used

    source = open_workbook(original, filename)
    by_row: dict[str, dict[int, list[RowFinding]]] = {}
    for finding in findings:
        by_row.setdefault(finding.sheet, {}).setdefault(finding.row, []).append(finding)
    if _is_long(source):
        return _plainly(source, by_row, reading)
    book = _opened(source)
    for sheet in source.sheets:
        header = find_header(sheet, reading)
        if sheet.name in book.sheetnames and header is not None:
            table = book[sheet.name]
            assert isinstance(table, Worksheet)  # the reader leaves chart sheets out
            _write_problems(table, header.row, by_row.get(sheet.name, {}))
    for worksheet in book.worksheets:
        assert isinstance(worksheet, Worksheet)
        _defuse(worksheet)
    book.defined_names.clear()
    return _saved(book)


def template_workbook() -> bytes:
    """The blank roll: titles, drop-downs, text columns, a sheet of instructions and a filled example."""
    from openpyxl import Workbook as NewWorkbook  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.worksheet.worksheet import Worksheet  # noqa: PLC0415 -- loaded where it is used

    book = NewWorkbook()
    roll = book.active
    assert isinstance(roll, Worksheet)
    roll.title = f"{GENERAL.voter_short}登记表"
    _titles(roll)
    example = book.create_sheet(EXAMPLE_SHEET)
    _titles(example)
    for row in _example_rows():
        example.append([row.get(name, "") for name in _TEMPLATE_WIDTHS])
    notes = book.create_sheet("填表说明")
    notes.column_dimensions["A"].width = 100
    for note in _NOTES:
        notes.append([note])
    return _saved(book)


def _is_long(source: Workbook) -> bool:
    """Loading a workbook with its looks takes a kilobyte and more for each row; a long one is streamed."""
    rows = chain.from_iterable(sheet.rows() for sheet in source.sheets)
    return next(islice(rows, MAX_KEPT_ROWS, None), None) is not None


def _plainly(
    source: Workbook, by_row: dict[str, dict[int, list[RowFinding]]], reading: Reading | None
) -> bytes:
    """Row after row into a new workbook, with the column of problems; of a formula stays what it showed."""
    from openpyxl import Workbook as NewWorkbook  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet  # noqa: PLC0415 -- loaded where it is used

    book = NewWorkbook(write_only=True)
    for sheet in source.sheets:
        table = book.create_sheet(_sheet_title(sheet.name))
        assert isinstance(table, WriteOnlyWorksheet)
        findings, header = by_row.get(sheet.name, {}), find_header(sheet, reading)
        column = max((len(row.cells) for row in sheet.rows()), default=0)
        last = 0
        for row in sheet.rows():
            if header and row.number == header.row:
                column = next(filter(partial(_is_problem_title, row.cells), range(column)), column)
            values = [_streamed(table, value) for value in row.cells]
            values += [None] * (column + 1 - len(values))
            found = findings.get(row.number, [])
            values[column] = _problem(table, found) if found else None
            if header and row.number == header.row:
                title = PROBLEM_TITLE + ("：" + _sentences(found) if found else "")
                values[column] = _streamed(table, title)
            for _ in range(row.number - last - 1):
                table.append(())
            table.append(values)
            last = row.number
    return _saved(book)


def _is_problem_title(cells: tuple[CellValue, ...], index: int) -> bool:
    """Is that the column an earlier round has left?"""
    value = cells[index] if index < len(cells) else ""
    return isinstance(value, str) and value.startswith(PROBLEM_TITLE)


def _streamed(table: WriteOnlyWorksheet, value: CellValue | None) -> object:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 -- loaded where it is used

    if not isinstance(value, str):
        return value
    if not value.startswith(ACTIVE_SIGNS):
        return _UNWRITABLE.sub("", value)[:32_767] or None
    cell = WriteOnlyCell(table)
    _as_text(cell, value)
    return cell


def _problem(table: WriteOnlyWorksheet, found: list[RowFinding]) -> SheetCell:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.styles import PatternFill  # noqa: PLC0415 -- loaded where it is used

    cell = WriteOnlyCell(table)
    _as_text(cell, _sentences(found))
    cell.fill = PatternFill("solid", fgColor=_LEVEL_COLOURS[found[-1].level])
    return cell


def _opened(source: Workbook) -> NewWorkbook:
    """The workbook to write into; formulas arrive as text, links to other files are dropped."""
    from openpyxl import Workbook as NewWorkbook  # noqa: PLC0415 -- loaded where it is used
    from openpyxl import load_workbook  # noqa: PLC0415 -- the same

    if source.kind == "xlsx":
        try:
            return load_workbook(io.BytesIO(source.content), keep_links=False)
        except Exception as error:  # openpyxl lets many kinds through for a damaged part
            raise broken() from error
    book = NewWorkbook()
    for blank in list(book.worksheets):
        book.remove(blank)
    for sheet in source.sheets:
        table = book.create_sheet(_sheet_title(sheet.name))
        for row in sheet.rows():
            for index, value in enumerate(row.cells[:MAX_COLUMNS], start=1):
                if value == "":
                    continue
                cell = table.cell(row.number, index)
                if isinstance(value, str):
                    _as_text(cell, value)
                else:
                    cell.value = value
    return book


def _sheet_title(name: str) -> str:
    """A CSV is named after its file; sheets may not be named with these signs or at such length."""
    return re.sub(r"[\\/*?:\[\]]", "_", name)[:31] or "CSV"


def _write_problems(table: Worksheet, header_row: int, findings: dict[int, list[RowFinding]]) -> None:
    from openpyxl.cell.cell import Cell as SheetCell  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- loaded where it is used

    column = _problem_column(table, header_row)
    title = table.cell(header_row, column)
    title.value = PROBLEM_TITLE
    title.font = Font(bold=True)
    table.column_dimensions[get_column_letter(column)].width = 60
    for number, row_findings in findings.items():
        if number == header_row:
            title.value = PROBLEM_TITLE + "：" + _sentences(row_findings)
            continue
        _show(table, number)
        cell = table.cell(number, column)
        if not isinstance(cell, SheetCell):
            continue  # inside a merged title: nobody's row
        _as_text(cell, _sentences(row_findings))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        for finding in row_findings:
            fill = PatternFill("solid", fgColor=_LEVEL_COLOURS[finding.level])
            cell.fill = fill
            if finding.column:
                table[f"{finding.column}{number}"].fill = fill


def _show(table: Worksheet, number: int) -> None:
    """A row with a fault is never hidden, whatever hid it: by hand, by a filter, without a height."""
    look = table.row_dimensions.get(number)
    if look is not None and (look.hidden or look.height == 0):
        look.hidden = False
        look.height = None
        table.auto_filter.filterColumn = []


def _problem_column(table: Worksheet, header_row: int) -> int:
    """The column of an earlier round, emptied, or the one after the last."""
    from openpyxl.cell.cell import Cell as SheetCell  # noqa: PLC0415 -- loaded where it is used

    for column in range(1, table.max_column + 1):
        value = table.cell(header_row, column).value
        if isinstance(value, str) and value.startswith(PROBLEM_TITLE):
            for number in range(header_row + 1, table.max_row + 1):
                cell = table.cell(number, column)
                if isinstance(cell, SheetCell):
                    cell.value = None
            return column
    return table.max_column + 1


def _sentences(findings: list[RowFinding]) -> str:
    return "\n".join(f"【{_LEVEL_WORDS[finding.level]}】{finding.message}" for finding in findings)


def _defuse(table: Worksheet) -> None:
    """Every formula becomes its own text; every text that looks like one stays a text."""
    from openpyxl.cell.cell import Cell as SheetCell  # noqa: PLC0415 -- loaded where it is used

    table.conditional_formatting = type(table.conditional_formatting)()
    for row in table.iter_rows():
        for cell in row:
            if not isinstance(cell, SheetCell) or cell.value is None:
                continue
            if cell.data_type == "f":
                _as_text(cell, _formula_text(cell.value))
            elif isinstance(cell.value, str) and cell.value.startswith(ACTIVE_SIGNS):
                _as_text(cell, cell.value)
            cell.hyperlink = None


def _formula_text(value: object) -> str:
    """A plain, array or table formula as people would type it."""
    text = value if isinstance(value, str) else str(getattr(value, "text", None) or "=公式")
    return text if text.startswith("=") else "=" + text


def _as_text(cell: SheetCell, text: str) -> None:
    cell.value = _UNWRITABLE.sub("", text)[:32_767]
    if isinstance(cell.value, str):
        cell.data_type = "s"
        if cell.value.startswith(ACTIVE_SIGNS):
            cell.quotePrefix = True
            cell.number_format = _TEXT_FORMAT


def _titles(table: Worksheet) -> None:
    """The titles with their drop-downs; identity numbers, household numbers and telephones are text."""
    from openpyxl.styles import Border, Font, PatternFill, Side  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 -- loaded where it is used

    edge = Side(style="thin", color="999999")
    table.append([name.value for name in _TEMPLATE_WIDTHS])
    for index, (name, width) in enumerate(_TEMPLATE_WIDTHS.items(), start=1):
        letter = get_column_letter(index)
        table.column_dimensions[letter].width = width
        title = table.cell(1, index)
        title.font = Font(bold=True)
        title.fill = PatternFill("solid", fgColor="E2EFDA")
        title.border = Border(left=edge, right=edge, top=edge, bottom=edge)
        if name in {Field.ID, Field.HOUSEHOLD, Field.PHONE, Field.BIRTH}:
            # A column format, so that the rows stay empty and the file small.
            table.column_dimensions[letter].number_format = _TEXT_FORMAT
        if name in _CHOICES:
            choice = DataValidation(type="list", formula1=f'"{_CHOICES[name]}"', allow_blank=True)
            choice.error = f"{name.value}只能选{_CHOICES[name].replace(',', '、')}。"
            choice.showErrorMessage = True
            choice.add(f"{letter}2:{letter}{_LAST_TEMPLATE_ROW}")
            table.add_data_validation(choice)
    table.freeze_panes = "A2"


def _example_rows() -> list[dict[Field, str]]:
    """Three invented people, one of each class; their division code belongs to no place."""
    shared = {
        Field.ETHNIC: "汉族",
        Field.EDUCATION: "初中",
        Field.POLITICS: "群众",
        Field.GROUP: f"第一{GENERAL.group}",
    }
    people: tuple[tuple[str, str, str, str, dict[Field, str]], ...] = (
        ("示例甲", "男", "1970-01-05", "36990119700105001", {}),
        ("示例乙", "女", "1985-10-20", "36990119851020002", {Field.LIVES: "否", Field.REQUEST: "是"}),
        (
            "示例丙",
            "男",
            "1990-06-30",
            "36990119900630003",
            {Field.HUKOU: "否", Field.REQUEST: "是", Field.CONSENT: "是", Field.YEARS: "3"},
        ),
    )
    return [
        {
            **shared,
            Field.SERIAL: str(number),
            Field.HOUSEHOLD: f"{number:05d}",
            Field.NAME: name,
            Field.SEX: sex,
            Field.BIRTH: birth,
            Field.ID: first17 + check_digit(first17),
            Field.HUKOU: "是",
            Field.LIVES: "是",
            Field.PHONE: f"1390000000{number}",
            **special,
        }
        for number, (name, sex, birth, first17, special) in enumerate(people, start=1)
    ]


def _saved(book: NewWorkbook) -> bytes:
    target = io.BytesIO()
    try:
        book.save(target)
    except (ValueError, TypeError, IndexError, AttributeError) as error:
        raise UnreadableFileError("broken", "文件中有无法写回的内容，请按提示在原文件中修改。") from error
    return target.getvalue()
