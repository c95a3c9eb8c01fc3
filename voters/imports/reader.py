"""Opening a roll: .xlsx, .xls, or CSV, told apart by what they are and not by what they are called.

What comes out is rows of raw cells with the sheet's name and the row number people see; formulas are
named, never evaluated; hidden sheets are left out. Everything that must not be opened is refused
with a sentence before a value reader touches it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Literal

from python_calamine import CalamineWorkbook, PasswordError, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from election_office.core.names import GB18030_PRIVATE
from voters.imports import markup, ole, packages
from voters.imports.limits import (
    MAX_BYTES,
    MAX_CELL_BYTES,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    UnreadableFileError,
    broken,
    too_many_rows,
    too_wide,
)

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
Merge = tuple[int, int, int, int]
_TITLES = ("姓名", "身份证", "身份号码", "名字")
_LOST = re.compile(r"\?{2,}")

_LOCKED = "文件设有打开密码，请取消密码后重新保存再上传。"
_ACCEPTED = "请另存为.xlsx、.xls或CSV后再上传。"
_FOREIGN = (
    (b"%PDF", "PDF文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "Word文档"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something. ``number`` counts from 1; cells start at column A."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet. ``rows`` may be called again; formulas and merges count from 1.

    A merge is (first row, first column, last row, last column). ``hidden``: rows nobody sees, hidden by
    hand or by a filter; ``struck``: crossed-out cells; ``since_1904``: how the file counts its days;
    ``comments``: cells somebody wrote a comment to, which is not read.
    """

    name: str
    rows: Callable[[], Iterator[Row]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    merges: tuple[Merge, ...] = ()
    hidden: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    since_1904: bool = False
    comments: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class SkippedSheet:
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Workbook:
    kind: Literal["xlsx", "xls", "csv", "web"]
    content: bytes
    sheets: tuple[Sheet, ...]
    skipped: tuple[SkippedSheet, ...] = ()


def open_workbook(source: bytes | str | Path, filename: str = "") -> Workbook:
    """Open a roll given as bytes or as a path; raises UnreadableFileError with a Chinese sentence."""
    if isinstance(source, bytes):
        content = source
    else:
        path = Path(source)
        filename = filename or path.name
        try:
            if path.stat().st_size > MAX_BYTES:
                raise _too_large(path.stat().st_size)
            content = path.read_bytes()
        except OSError as error:
            raise UnreadableFileError("broken", f"打不开文件「{filename}」，请检查路径和权限。") from error
    if len(content) > MAX_BYTES:
        raise _too_large(len(content))
    if not content.strip(b"\0\r\n\t "):
        raise UnreadableFileError("empty", "文件是空的，没有任何内容。")
    if content[:2] == b"PK":
        return _open_xlsx(content)
    if content[:8] == ole.MAGIC:
        return _open_xls(content)
    if markup.is_markup(content):
        return _open_web(content)
    return _open_csv(content, filename)


def _too_large(size: int) -> UnreadableFileError:
    megabytes = -(-size // 1024 // 1024)
    return UnreadableFileError(
        "too_big", f"文件有{megabytes}MB，超过{MAX_BYTES // 1024 // 1024}MB，请按村或按组分成几个文件。"
    )


def _open_xlsx(content: bytes) -> Workbook:
    found = packages.inspect(content)
    metadata = _calamine(found.outline).sheets_metadata
    if len(metadata) != len(found.sheets):
        raise broken()
    whole = cache(lambda: _calamine(packages.with_errors_as_text(content, found)))

    def sheet(index: int, name: str) -> Sheet:
        known = found.sheets[index]
        if known.plain:
            rows: Callable[[], Iterator[Row]] = partial(_rows_in_pieces, found, known)
            read = Sheet(name, rows, known.formulas, known.merges)
        else:
            read = _sheet(whole(), index, name, known.formulas)
        read = replace(read, hidden=known.hidden, struck=known.struck, comments=known.comments)
        return replace(read, since_1904=found.since_1904)

    return _visible("xlsx", content, metadata, sheet, [False] * len(metadata))


def _rows_in_pieces(found: packages.Inspected, sheet: packages.PackageSheet) -> Iterator[Row]:
    """The rows of a sheet with never more than a piece of it in memory."""
    waiting = deque(sorted({row for row, _ in sheet.formulas}))
    for piece in found.pieces(sheet):
        try:
            table = _calamine(piece).get_sheet_by_index(0)
            start, values = table.start, table.to_python(skip_empty_area=True)
        except BaseException as error:
            raise _as_broken(error) from error
        if start is None:
            continue
        padding: tuple[Cell, ...] = ("",) * start[1]
        for number, cells in enumerate(values, start=start[0] + 1):
            if cells[0] or any(cell not in ("", None) for cell in cells):
                # A formula that was never calculated has no value.
                while waiting and waiting[0] < number:
                    yield Row(waiting.popleft(), ())
                if waiting and waiting[0] == number:
                    waiting.popleft()
                yield Row(number, (*padding, *cells))
    for row in waiting:
        yield Row(row, ())


def _open_xls(content: bytes) -> Workbook:
    try:
        file = ole.CompoundFile.parse(content)
        if file.names & {"EncryptedPackage", "EncryptionInfo"}:
            raise UnreadableFileError("password", _LOCKED)
        name = next((name for name in ("Workbook", "Book", "WORKBOOK", "BOOK") if name in file.names), None)
        if name is None:
            kind = "Word文档" if "WordDocument" in file.names else "旧版Office文件，但不是表格"
            raise UnreadableFileError("wrong_type", f"这是{kind}，{_ACCEPTED}")
        stream = file.stream(name)
        if ole.is_protected(stream):
            raise UnreadableFileError("password", _LOCKED)
        found = ole.xls_sheets(stream)
    except ole.OleError as error:
        raise broken() from error
    if sum(sheet.rows for sheet in found) >= MAX_ROWS:
        raise too_many_rows()
    for number, row in enumerate(found, start=1):
        if row.last_column > MAX_COLUMNS or row.last_row * row.last_column > MAX_CELLS:
            raise too_wide(f"第{number}张", row.last_row, row.last_column)
        if row.reserved > 4 * MAX_CELLS:  # a sheet of .xls formatted to its last cell stays below
            raise broken()
    book = _calamine(content)
    if len(book.sheets_metadata) != len(found):
        raise broken()
    hidden = [sheet.hidden or not sheet.worksheet for sheet in found]

    def sheet(index: int, name: str) -> Sheet:
        known = found[index]
        read = _sheet(book, index, name, known.formulas)
        rows = partial(_with_errors, read.rows, known.errors) if known.errors else read.rows
        looks = ole.looks_of(stream)
        struck = frozenset(place for place, style in known.styles.items() if style in looks.struck)
        read = replace(read, rows=rows, hidden=known.hidden_rows, comments=known.comments)
        return replace(read, struck=struck, since_1904=looks.since_1904)

    return _visible("xls", content, book.sheets_metadata, sheet, hidden)


def _calamine(content: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise UnreadableFileError("password", _LOCKED) from error
    except BaseException as error:
        raise _as_broken(error) from error


def _as_broken(error: BaseException) -> BaseException:
    """A panic of the value reader is no Exception; only what is ours to stop passes through."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
        return error
    return broken()


def _visible(
    kind: Literal["xlsx", "xls"],
    content: bytes,
    metadata: list[SheetMetadata],
    sheet: Callable[[int, str], Sheet],
    hidden: list[bool],
) -> Workbook:
    sheets, skipped = [], []
    for index, meta in enumerate(metadata):
        if hidden[index] or meta.visible != SheetVisibleEnum.Visible:
            skipped.append(SkippedSheet(meta.name, "隐藏的工作表，未读取。"))
        elif meta.typ != SheetTypeEnum.WorkSheet:
            skipped.append(SkippedSheet(meta.name, "不是数据工作表，未读取。"))
        else:
            sheets.append(sheet(index, meta.name))
    return Workbook(kind, content, tuple(sheets), tuple(skipped))


def _sheet(book: CalamineWorkbook, index: int, name: str, formulas: frozenset[tuple[int, int]]) -> Sheet:
    try:
        table = book.get_sheet_by_index(index)
        merges = table.merged_cell_ranges or []
    except BaseException as error:
        raise _as_broken(error) from error
    start = table.start
    padding: tuple[Cell, ...] = ("",) * (start[1] if start else 0)
    formula_rows = sorted({row for row, _ in formulas})

    def rows() -> Iterator[Row]:
        number = 0
        for number, cells in enumerate(table.iter_rows(), start=1):
            if any(cell not in ("", None) for cell in cells):
                yield Row(number, (*padding, *cells))
            elif number in formula_set:
                yield Row(number, ())
        # A formula that was never calculated has no value, and the table ends before it.
        for row in formula_rows:
            if row > number:
                yield Row(row, ())

    formula_set = frozenset(formula_rows)
    boxes = tuple((top + 1, left + 1, low + 1, right + 1) for (top, left), (low, right) in merges)
    return Sheet(name, rows, formulas, boxes)


def _with_errors(rows: Callable[[], Iterator[Row]], errors: Mapping[tuple[int, int], str]) -> Iterator[Row]:
    """Rows of an old Excel file with what its error cells show, where the value reader gives nothing."""
    by_row: dict[int, dict[int, str]] = {}
    for (number, column), text in errors.items():
        by_row.setdefault(number, {})[column - 1] = text
    for row in rows():
        said = by_row.get(row.number)
        if not said:
            yield row
            continue
        cells = [*row.cells, *([""] * (max(said) + 1 - len(row.cells)))]
        for index, text in said.items():
            cells[index] = cells[index] or text
        yield Row(row.number, tuple(cells))


def _open_web(content: bytes) -> Workbook:
    """A web page, its archive, or XML of Excel 2003 that a system has named .xls."""
    tables = markup.tables_of(content)
    if not tables:
        raise UnreadableFileError(
            "wrong_type", f"这是网页或XML格式的文件，其中没有找到表格，请打开后另存为表格，{_ACCEPTED}"
        )
    if sum(len(table.rows) for table in tables) >= MAX_ROWS:
        raise too_many_rows()
    sheets, skipped = [], []
    for table in tables:
        if table.concealed:
            skipped.append(SkippedSheet(table.name, "隐藏的工作表，未读取。"))
            continue
        rows = partial(_rows_of_table, table)
        sheets.append(
            Sheet(table.name, rows, frozenset(table.formulas), tuple(table.merges), frozenset(table.hidden),
                  frozenset(table.struck))
        )  # fmt: skip
    return Workbook("web", content, tuple(sheets), tuple(skipped))


def _rows_of_table(table: markup.Table) -> Iterator[Row]:
    for number, cells in table.rows:
        if any(cell not in ("", None) for cell in cells):
            yield Row(number, tuple(cells))


def _open_csv(content: bytes, filename: str) -> Workbook:
    for magic, kind in _FOREIGN:
        if content.startswith(magic):
            raise UnreadableFileError("wrong_type", f"这是{kind}，不是可以导入的表格，{_ACCEPTED}")
    text = decode_text(content)
    head = text[:2000].lstrip().lower()
    if _lost_its_characters(text):
        raise UnreadableFileError(
            "lost_text",
            "文件中的汉字已经变成问号（??），保存时选错了编码，原字无法恢复；"
            "请从原表重新另存为.xlsx，或者CSV UTF-8。",
        )
    if _is_garbled(text):
        raise UnreadableFileError(
            "lost_text",
            "文件中的汉字成了乱码，保存或者转换时用错了编码；请从原表重新另存为.xlsx，或者CSV UTF-8。",
        )
    if text.count("\n") >= MAX_ROWS and sum(1 for line in text.splitlines() if line.strip()) >= MAX_ROWS:
        raise too_many_rows()
    if "\x00" in text or sum(1 for char in head if ord(char) < 32 and char not in "\r\n\t") > 0:
        raise UnreadableFileError("wrong_type", f"文件不是表格，也不是文本，{_ACCEPTED}")
    delimiter = _delimiter(text)
    name = Path(filename).stem or "CSV"

    def rows() -> Iterator[Row]:
        csv.field_size_limit(MAX_CELL_BYTES)
        try:
            for number, cells in enumerate(
                csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
            ):
                if any(cell.strip() for cell in cells):
                    yield Row(number, tuple(cells))
        except csv.Error as error:
            raise broken() from error

    return Workbook("csv", content, (Sheet(name, rows),))


def _lost_its_characters(text: str) -> bool:
    """Was a table of Chinese saved in an alphabet that has none? Question marks stand where words were."""
    head = text[:20_000]
    first = next((line for line in head.splitlines() if line.strip()), "")
    if first.isascii() and len(_LOST.findall(first)) >= 2:
        return True  # the titles are gone, though a rare character further down is left
    return head.isascii() and len(_LOST.findall(head)) >= 3


def _is_garbled(text: str) -> bool:
    """Was a table of Chinese read in another encoding than it was written in, and saved so?"""
    head = text[:20_000]
    if any(title in head for title in _TITLES):
        return False
    if head.count("\ufffd") >= 3 or "锟斤拷" in head:
        return True
    for wrong in ("latin-1", "cp1252", "gb18030"):
        raw = head.encode(wrong, "ignore")
        for right in ("utf-8", "gb18030"):
            if any(title in raw.decode(right, "ignore") for title in _TITLES):
                return True
    return False


def decode_text(content: bytes) -> str:
    """Text of a CSV in UTF-8 (with or without mark), UTF-16 with mark, or GB18030 (hence GBK, GB2312)."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.translate(GB18030_PRIVATE) if encoding == "gb18030" else text
    raise UnreadableFileError("wrong_type", f"文件的文字编码认不出来，CSV应为UTF-8或GB18030，{_ACCEPTED}")


def _delimiter(text: str) -> str:
    """The separator that cuts the first lines into the most columns."""
    lines = text[:20_000].splitlines()[:20]
    return max(",\t;，", key=lambda mark: max((line.count(mark) for line in lines), default=0))
