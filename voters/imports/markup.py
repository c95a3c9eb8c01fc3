"""Tables that registry systems write as a web page, a web archive or XML of Excel 2003, and call .xls.

Read by a scanner of tags that knows nothing of DTDs, entities of its own, links or scripts: nothing outside
the file is opened, an undeclared entity stays a text, and every table is counted against the same limits as
a workbook's. A cell is a text, so that all eighteen digits of a number are there.
"""

from __future__ import annotations

import datetime as dt
import email
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import Message

from voters.imports.limits import (
    MAX_CELL_BYTES,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_EXPANDED,
    MAX_ROWS,
    UnreadableFileError,
    broken,
    too_big,
    too_many_rows,
    too_wide,
)

Value = str | int | float | dt.date
_HEAD = 8_192
_LONGEST_TAG = 65_536
_MOST_TABLES = 2_000
_MOST_PARTS = 500
_DEEPEST = 40
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_NAME = re.compile(r"[\w:-]+")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)|encoding\s*=\s*["']([\w-]+)["']""", re.IGNORECASE)
_STRUCK_STYLE = re.compile(r"line-through", re.IGNORECASE)
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARKS = (
    "<table", "<html", "<?xml", "<!doctype", "<workbook", ":workbook", "<div", "<meta", "<head", "<body",
    "<tr", "mime-version:", "multipart", "<style", "<!--",
)  # fmt: skip
_SKIPPED = frozenset({"script", "style", "title", "xml", "noscript", "template", "head"})
_BREAKS = frozenset({"br", "p", "div", "li"})
_CHINESE_CODES = frozenset({"gb2312", "gbk", "gb18030", "x-gbk", "cp936", "ms936", "gb_2312-80", "csgb2312"})


@dataclass(slots=True)
class Table:
    """One table or worksheet. Rows count from 1; ``rows``: (number, cells from column A)."""

    name: str
    rows: list[tuple[int, list[Value]]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    concealed: bool = False


def is_markup(content: bytes) -> bool:
    """Does a file begin as a web page, its archive or XML do, after whatever comments and styles?"""
    head = _decoded_head(content).lstrip("\ufeff \t\r\n\0").lower()
    if head.startswith(("<", "mime-version:", "content-type: multipart")):
        return any(mark in head for mark in _MARKS)
    if re.match(r"(?:[a-z-]+:[^\n]*\r?\n){1,20}", head) and "mime-version:" in head:
        return True
    return "<table" in head and "<tr" in head and "<td" in head


def _decoded_head(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    return content[: _HEAD * 4].decode(encoding, "replace")


def tables_of(content: bytes) -> list[Table]:
    """Every table that has a row; raises UnreadableFileError for what is too large to be a roll."""
    head = _decoded_head(content).lstrip("\ufeff \t\r\n\0").lower()
    if "mime-version:" in head and "<html" not in head[: head.index("mime-version:")]:
        pages = list(_pages_of_archive(content))
    else:
        pages = [_text(content)]
    tables: list[Table] = []
    for page in pages:
        spreadsheet = re.search(r"<(?:\w+:)?worksheet[\s>]", page, re.IGNORECASE)
        reader = _Worksheets(len(tables)) if spreadsheet else _Page(len(tables))
        tables += reader.read(page)
        if len(tables) > _MOST_TABLES:
            raise UnreadableFileError("broken", "文件中的表格太多，不是正常的登记表。")
    return [table for table in _joined(tables) if table.rows]


def _pages_of_archive(content: bytes) -> Iterator[str]:
    """The pages of a web archive (MHTML). What it says lies elsewhere is never fetched."""
    try:
        message = email.message_from_bytes(content.lstrip(b"\xef\xbb\xbf\r\n\t "))
        parts = [message]
        spent = count = 0
        while parts:
            part = parts.pop(0)
            count += 1
            if count > _MOST_PARTS:
                raise UnreadableFileError("broken", "网页归档中的部分太多，不是正常的登记表。")
            if part.is_multipart():
                parts = [item for item in part.get_payload() if isinstance(item, Message)] + parts
                continue
            if part.get_content_maintype() not in ("text", "application") or "html" not in _kind_of(part):
                continue
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                spent += len(payload)
                if spent > MAX_EXPANDED:
                    raise too_big(spent)
                yield _text(payload, part.get_content_charset() or "")
    except (MessageError, RecursionError, LookupError, AssertionError) as error:
        raise broken() from error


def _kind_of(part: Message) -> str:
    kind = part.get_content_type()
    location = str(part.get("Content-Location", "")).lower()
    return kind + (" html" if location.endswith((".htm", ".html")) else "")


def _text(content: bytes, charset: str = "") -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    found = _CHARSET.search(content[:_HEAD])
    said = (charset or ((found[1] or found[2]).decode("ascii") if found else "")).lower()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    # A byte or two are damaged: what is left is read, the damage shows in its cell.
    return content.decode("gb18030" if said in _CHINESE_CODES else "utf-8", "replace")


def _tokens(page: str) -> Iterator[tuple[str, str]]:
    """("text", …) and ("tag", inside of the brackets), once through, whatever the page holds."""
    at, end = 0, len(page)
    while at < end:
        opened = page.find("<", at)
        if opened < 0:
            yield "text", page[at:]
            return
        if opened > at:
            yield "text", page[at:opened]
        if page.startswith("<!--", opened):
            closed = page.find("-->", opened + 4)
            at = end if closed < 0 else closed + 3
        elif page.startswith("<![CDATA[", opened):
            closed = page.find("]]>", opened + 9)
            yield "raw", page[opened + 9 : end if closed < 0 else closed]
            at = end if closed < 0 else closed + 3
        elif page.startswith(("<!", "<?"), opened):
            closed = page.find(">", opened)
            at = end if closed < 0 else closed + 1
        elif opened + 1 < end and (page[opened + 1].isalpha() or page[opened + 1] == "/"):
            closed = page.find(">", opened, opened + _LONGEST_TAG)
            if closed < 0:
                raise broken()
            yield "tag", page[opened + 1 : closed]
            at = closed + 1
        else:
            yield "text", "<"
            at = opened + 1


def _parts(tag: str) -> tuple[str, bool, bool, str]:
    """(name without prefix, closes, closes itself, the attributes as written)."""
    body = tag.strip("/ \t\r\n")
    name, _, rest = body.partition(" ")
    if not name.isalnum():
        found = _NAME.match(body)
        name = found[0] if found else ""
        rest = body[len(name) :]
    return name.rpartition(":")[2].lower(), tag.startswith("/"), tag.endswith("/"), rest


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.rpartition(":")[2].lower(), html.unescape(double or single or bare))
    return found


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else default


class _Budget:
    """Rows and cells of all tables of a page, against the limits of a workbook."""

    def __init__(self) -> None:
        self.rows = self.cells = 0

    def row(self) -> None:
        self.rows += 1
        if self.rows >= MAX_ROWS:
            raise too_many_rows()

    def cell(self, table: Table, row: int, column: int) -> None:
        self.cells += 1
        if column > MAX_COLUMNS or self.cells > MAX_CELLS:
            raise too_wide(table.name, row, column)


class _Page:
    """The tables of a web page, the outermost as they stand; a table inside a cell is one of its own."""

    def __init__(self, before: int) -> None:
        self.before = before
        self.tables: list[Table] = []
        self.budget = _Budget()

    def read(self, page: str) -> list[Table]:
        stack: list[_Open] = []
        skipping = ""
        struck = 0
        loose: _Open | None = None
        for kind, text in _tokens(page):
            if kind != "tag":
                if not skipping and stack:
                    stack[-1].write(html.unescape(text) if kind == "text" else text, struck=struck > 0)
                continue
            name, closes, empty, rest = _parts(text)
            if skipping:
                skipping = "" if closes and name == skipping else skipping
                continue
            if name in _SKIPPED and not (name == "head" or empty or closes):
                skipping = name
            elif name == "table":
                if closes:
                    if stack:
                        stack.pop().end()
                elif len(stack) < _DEEPEST:
                    stack.append(self._open())
            elif name in ("s", "strike", "del"):
                struck = max(0, struck + (-1 if closes else 1))
            elif name in ("tr", "td", "th") and not stack and not closes:
                loose = loose or self._open()  # rows that never had a table around them
                stack.append(loose)
                self._tag(stack[-1], name, closes, rest)
            elif stack:
                self._tag(stack[-1], name, closes, rest)
        while stack:
            stack.pop().end()
        return self.tables

    def _open(self) -> _Open:
        table = Table(f"表{self.before + len(self.tables) + 1}")
        self.tables.append(table)
        if self.before + len(self.tables) > _MOST_TABLES:
            raise UnreadableFileError("broken", "文件中的表格太多，不是正常的登记表。")
        return _Open(table, self.budget)

    @staticmethod
    def _tag(table: _Open, name: str, closes: bool, rest: str) -> None:
        if name == "tr":
            table.end_row() if closes else table.begin_row(_attributes(rest) if rest else {})
        elif name in ("td", "th"):
            table.end_cell() if closes else table.begin_cell(_attributes(rest) if rest else {})
        elif name in _BREAKS:
            table.write("\n", struck=False)


class _Open:
    """A table of a web page on its way: where the next cell comes, and what reaches down from above."""

    def __init__(self, table: Table, budget: _Budget) -> None:
        self.table, self.budget = table, budget
        self.number = 0
        self.cells: list[Value] | None = None
        self.words: list[str] | None = None
        self.length = 0
        self.place = 0
        self.crossed = self.uncrossed = False
        self.taken: dict[int, int] = {}  # column → the last row a cell from above reaches

    def begin_row(self, said: dict[str, str]) -> None:
        self.end_row()
        self.budget.row()
        self.number += 1
        self.cells = []
        if _UNSEEN_STYLE.search(said.get("style", "")) or said.get("height") == "0" or "hidden" in said:
            self.table.hidden.add(self.number)

    def begin_cell(self, said: dict[str, str]) -> None:
        if self.cells is None:
            self.begin_row({})
        self.end_cell()
        assert self.cells is not None
        while self.taken.get(len(self.cells), 0) >= self.number:
            self.cells.append("")
            self.budget.cell(self.table, self.number, len(self.cells))
        self.place = len(self.cells)
        across = min(_number(said.get("colspan", ""), 1) or 1, MAX_COLUMNS + 1)
        down = min(_number(said.get("rowspan", ""), 1) or 1, MAX_ROWS)
        for index in range(self.place, self.place + across):
            self.cells.append("")
            self.budget.cell(self.table, self.number, index + 1)
            if down > 1:
                self.taken[index] = self.number + down - 1
        if across > 1 or down > 1:
            self.table.merges.append(
                (self.number, self.place + 1, self.number + down - 1, self.place + across)
            )
        self.words, self.length = [], 0
        self.crossed = bool(_STRUCK_STYLE.search(said.get("style", "")))
        self.uncrossed = False

    def write(self, text: str, *, struck: bool) -> None:
        if self.words is None:
            return
        self.length += len(text)
        if self.length > MAX_CELL_BYTES:
            raise UnreadableFileError("broken", "有单元格的文字超过32767字，不是正常的登记表。")
        self.words.append(text)
        if text.strip():
            self.crossed, self.uncrossed = self.crossed or struck, self.uncrossed or not struck

    def end_cell(self) -> None:
        if self.words is None or self.cells is None:
            return
        text = re.sub(r"[^\S\n]+", " ", "".join(self.words).replace("\xa0", " ")).strip()
        self.cells[self.place] = re.sub(r" ?\n[ \n]*", "\n", text)
        if text and self.crossed:
            self.table.struck.add((self.number, self.place + 1))
        self.words = None

    def end_row(self) -> None:
        self.end_cell()
        if self.cells is not None:
            self.table.rows.append((self.number, self.cells))
        self.cells = None

    def end(self) -> None:
        self.end_row()


def _joined(tables: list[Table]) -> list[Table]:
    """A table of titles alone and the table of rows below it, of the same width, are one."""
    joined: list[Table] = []
    for table in tables:
        before = joined[-1] if joined else None
        if before and len(before.rows) == 1 and len(table.rows) > 1 and _width(before) == _width(table) > 2:
            start = before.rows[-1][0]
            before.rows += [(number + start, cells) for number, cells in table.rows]
            before.merges += [
                (top + start, left, low + start, right) for top, left, low, right in table.merges
            ]
            before.hidden |= {row + start for row in table.hidden}
            before.struck |= {(row + start, column) for row, column in table.struck}
            continue
        if table.rows:
            joined.append(table)
    return joined


def _width(table: Table) -> int:
    return max((len(cells) for _, cells in table.rows), default=0)


class _Worksheets:
    """The worksheets of XML as Excel 2003 writes it (SpreadsheetML)."""

    def __init__(self, before: int) -> None:
        self.tables: list[Table] = []
        self.budget = _Budget()
        self.struck_styles: set[str] = set()
        self.style = ""
        self.table: Table | None = None
        self.number = self.column = 0
        self.cells: list[Value] = []
        self.cell: dict[str, str] = {}
        self.kind = ""
        self.words: list[str] | None = None
        self.length = 0
        self.crossed_row = False

    def read(self, page: str) -> list[Table]:
        visible: list[str] | None = None
        for kind, text in _tokens(page):
            if kind != "tag":
                said = html.unescape(text) if kind == "text" else text
                if self.words is not None:
                    self._write(said)
                elif visible is not None:
                    visible.append(said)
                continue
            name, closes, empty, rest = _parts(text)
            if name == "visible":
                if closes and visible is not None and self.table:
                    self.table.concealed = "hidden" in "".join(visible).lower()
                visible = None if closes else []
            elif closes:
                self._close(name)
            else:
                self._open(name, _attributes(rest) if rest else {})
                if empty:
                    self._close(name)
        return self.tables

    def _open(self, name: str, said: dict[str, str]) -> None:
        if name == "style":
            self.style = said.get("id", "")
        elif name == "font" and said.get("strikethrough") == "1":
            self.struck_styles.add(self.style)
        elif name == "worksheet":
            self.table = Table(said.get("name", f"表{len(self.tables) + 1}")[:60])
            self.tables.append(self.table)
            self.number = 0
        elif self.table is None:
            return
        elif name == "row":
            self.budget.row()
            self.number = _number(said.get("index", ""), self.number + 1)
            self.cells, self.column = [], 0
            self.crossed_row = said.get("styleid", "") in self.struck_styles
            if said.get("hidden") == "1" or said.get("height") == "0":
                self.table.hidden.add(self.number)
        elif name == "cell":
            self.cell = said
            self.column = _number(said.get("index", ""), self.column + 1)
            self.budget.cell(self.table, self.number, self.column)
            if said.get("formula"):
                self.table.formulas.add((self.number, self.column))
        elif name == "data":
            self.kind, self.words, self.length = said.get("type", "String"), [], 0

    def _write(self, text: str) -> None:
        assert self.words is not None
        self.length += len(text)
        if self.length > MAX_CELL_BYTES:
            raise UnreadableFileError("broken", "有单元格的文字超过32767字，不是正常的登记表。")
        self.words.append(text)

    def _close(self, name: str) -> None:
        table = self.table
        if table is None:
            return
        if name == "data" and self.words is not None:
            self._put(_value(self.kind, "".join(self.words).strip()))
            self.words = None
        elif name == "cell":
            self._end_cell(table)
        elif name == "row":
            table.rows.append((self.number, self.cells))
            self.cells = []
        elif name == "worksheet":
            table.rows.sort(key=lambda row: row[0])
            self.table = None

    def _put(self, value: Value) -> None:
        if len(self.cells) < self.column:
            self.budget.cells += self.column - len(self.cells)
            self.cells += [""] * (self.column - len(self.cells))
        self.cells[self.column - 1] = value

    def _end_cell(self, table: Table) -> None:
        across = _number(self.cell.get("mergeacross", ""), 0)
        down = _number(self.cell.get("mergedown", ""), 0)
        style = self.cell.get("styleid", "")
        if style in self.struck_styles or (self.crossed_row and not style):
            table.struck.add((self.number, self.column))
        if across or down:
            last = min(self.column + across, MAX_COLUMNS)
            table.merges.append((self.number, self.column, self.number + min(down, MAX_ROWS), last))
        self.column += across
        self.cell = {}


def _value(kind: str, text: str) -> Value:
    """A cell as its type says; a number of many digits stays a text, with all of them."""
    if kind == "DateTime":
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError:
            return text
    if kind == "Number":
        if re.fullmatch(r"-?[0-9]{1,14}", text):
            return int(text)
        if re.fullmatch(r"-?[0-9]{1,15}\.[0-9]{1,15}|-?[0-9.]{1,20}[eE][+-]?[0-9]{1,3}", text):
            return float(text)
    return text
