"""Looking into an .xlsx package before anything else opens it.

A package of a few hundred kilobytes can unfold into gigabytes, and one stray value in the last
corner of a sheet makes a reader reserve room for the whole sheet. So every part is unfolded here once,
in slices and against a budget; on the way the formula cells are found, which the value reader hides.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join, normpath, split
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from voters.imports.limits import (
    MAX_CELL_BYTES,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ENTRIES,
    MAX_EXPANDED,
    MAX_RATIO,
    MAX_ROWS,
    RATIO_FROM,
    UnreadableFileError,
    broken,
    too_big,
    too_many_rows,
    too_wide,
)
from voters.imports.looks import errors_as_text, has_errors, hidden_rows, struck_cells, struck_styles
from voters.imports.pieces import Cutter, SharedTexts, column_number, is_plain, merges_in, outline

_SLICE = 1 << 20
_LONGEST_ROW = 16 << 20
_CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*?(/>|></(?:\w+:)?c>|>)"""
)
# Cells beyond column Z or row 99,999, and unusual spellings: only then is each cell looked at.
_FAR_CELL = re.compile(rb'r="(?:[A-Z]{2,3}[0-9]|[A-Z][0-9]{6})')
_ODD_SPELLINGS = {b"'": (b"r='",), b"\n": (b"r\n",), b"\t": (b"r\t",), b"=": (b"r =", b"r= ")}
_ROW_START = b'<row r="'
_ROW = re.compile(rb"""<(?:\w+:)?row(?=[\s>])(?:[^>]*?\sr="([0-9]{1,7})")?""")
_SHARED_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?t="s"[^>]*>\s*<(?:\w+:)?v>([0-9]{1,9})<')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_COMMENT = re.compile(
    rb"""<(?:\w+:)?(?:comment|threadedComment)\s(?:[^>]*?\s)?ref\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']"""
)
_LONG_TEXT = 2_000
_ROW_END = re.compile(rb"</(?:\w+:)?row>")


@dataclass(frozen=True, slots=True)
class PackageSheet:
    """One sheet part. Rows and columns count from 1; ``rows`` is how many rows hold a value; ``plain``:
    it can be read in pieces, and ``merges`` (first row and column, last row and column) are known."""

    name: str
    formulas: frozenset[tuple[int, int]]
    rows: int
    part: str
    plain: bool
    merges: tuple[tuple[int, int, int, int], ...]
    hidden: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    errors: bool = False
    comments: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Inspected:
    """A package that may be opened: its sheets in tab order, and how to read them in pieces.

    ``outline``: a package with the list of sheets alone.
    """

    content: bytes
    sheets: list[PackageSheet]
    cutter: Cutter
    outline: bytes
    since_1904: bool = False

    def pieces(self, sheet: PackageSheet) -> Iterator[bytes]:
        """Workbooks of one sheet each that follow one another; only for a plain sheet."""
        return self.cutter.workbooks(_row_blocks(Package(self.content).slices(sheet.part)))


class Package:
    """An opened package whose parts are handed out in slices, counted against one budget."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError) as error:
            raise broken() from error
        self.entries = {entry.filename.lstrip("/"): entry for entry in entries}
        self._left = MAX_EXPANDED
        self._refuse_bombs(entries)

    def _refuse_bombs(self, entries: list[zipfile.ZipInfo]) -> None:
        expanded = sum(entry.file_size for entry in entries)
        if (
            len(entries) > MAX_ENTRIES
            or expanded > MAX_EXPANDED
            or (expanded > RATIO_FROM and expanded > MAX_RATIO * len(self.content))
        ):
            raise too_big(expanded)
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnreadableFileError("password", "文件设有打开密码，请取消密码后重新保存再上传。")

    def slices(self, name: str) -> Iterator[bytes]:
        """One part, unfolded. What the directory says of its size is not believed."""
        entry = self.entries[name]
        header = self.content[entry.header_offset : entry.header_offset + 30]
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise broken()
        start = entry.header_offset + 30 + sum(struct.unpack_from("<HH", header, 26))
        packed = self.content[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            self._spend(len(packed))
            yield packed
            return
        if entry.compress_type != zipfile.ZIP_DEFLATED:
            raise broken()
        unpack = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            while not unpack.eof:
                part = unpack.decompress(packed, _SLICE)
                packed = unpack.unconsumed_tail
                if not part and not packed:
                    raise broken()
                self._spend(len(part))
                yield part
        except zlib.error as error:
            raise broken() from error

    def whole(self, name: str) -> bytes:
        """A small part in one piece."""
        if name not in self.entries:
            raise broken()
        return b"".join(self.slices(name))

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise too_big(MAX_EXPANDED)


def inspect(content: bytes) -> Inspected:
    """Raises UnreadableFileError for what must not be opened."""
    package = Package(content)
    if "xl/workbook.xml" not in package.entries:
        raise _not_a_workbook(package)
    workbook, relations = package.whole("xl/workbook.xml"), package.whole("xl/_rels/workbook.xml.rels")
    book = _tree(workbook)
    targets = {rel.get("Id", ""): rel.get("Target", "") for rel in _tree(relations)}
    shared = _shared_texts(package)
    styles = _tree(package.whole("xl/styles.xml")) if "xl/styles.xml" in package.entries else None
    crossed = struck_styles(styles)
    sheets, since_1904 = [], False
    for element in book.iter():
        if _local(element.tag) == "workbookPr":
            since_1904 = element.get("date1904", "") in {"1", "true", "on"}
        if _local(element.tag) != "sheet":
            continue
        relation = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        part = _part(targets.get(relation, ""))
        if part not in package.entries:
            raise broken()
        sheets.append(_sheet(package, part, element.get("name", ""), shared, crossed))
    if sum(sheet.rows for sheet in sheets) >= MAX_ROWS:
        raise too_many_rows()
    cutter = Cutter(shared, styles, since_1904=since_1904)
    return Inspected(content, sheets, cutter, outline(workbook, relations), since_1904)


def with_errors_as_text(content: bytes, found: Inspected) -> bytes:
    """The package with its error cells as texts, where the value reader would lose them or the sheet."""
    parts = {sheet.part for sheet in found.sheets if sheet.errors and not sheet.plain}
    if not parts:
        return content
    package, target = Package(content), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name in package.entries:
            part = package.whole(name)
            copy.writestr(name, errors_as_text(part) if name in parts else part)
    return target.getvalue()


def _not_a_workbook(package: Package) -> UnreadableFileError:
    names = package.entries.keys()
    if any(name.startswith("word/") for name in names):
        found = "Word文档"
    elif any(name.startswith("ppt/") for name in names):
        found = "演示文稿"
    elif "xl/workbook.bin" in names:
        found = "二进制工作簿（.xlsb）"
    elif "mimetype" in names:
        found = "OpenDocument表格（.ods）或同类文件"
    else:
        found = "压缩包"
    return UnreadableFileError(
        "wrong_type", f"这是{found}，不是可以导入的表格，请另存为.xlsx、.xls或CSV后再上传。"
    )


def _sheet(
    package: Package, part: str, name: str, texts: SharedTexts, crossed: frozenset[int]
) -> PackageSheet:
    hidden: set[int] = set()
    struck: set[tuple[int, int]] = set()
    errors = False
    crossed_texts = texts.struck()
    rows = shared = last_row = last_column = 0
    formulas, plain = False, True
    long_texts = any(texts.length(number) > _LONG_TEXT for number in range(len(texts)))
    block = b""
    for block in _row_blocks(package.slices(part)):
        if b"!" in block and b"<!DOCTYPE" in block:
            raise broken()
        usual = is_plain(block, texts)
        plain = plain and usual
        errors = errors or has_errors(block)
        hidden.update(hidden_rows(block))
        struck.update(struck_cells(block, crossed, crossed_texts))
        formulas = formulas or _has_formula(block)
        if _FAR_CELL.search(block) or _oddly_spelled(block):
            places = _values(block)
            rows += len({row for row, _ in places})
            last_row = max(last_row, max((row for row, _ in places), default=0))
            last_column = max(last_column, max((column for _, column in places), default=0))
        elif usual and not (b"\n" in block or b"\t" in block or b"\r" in block):
            # Every row begins in the one usual way: they are counted, not read.
            rows += block.count(_ROW_START)
            found = _ROW.match(block, block.rfind(_ROW_START)) if _ROW_START in block else None
            last_row = max(last_row, int(found[1] or 0) if found else 0)
        else:
            numbers = _ROW.findall(block)
            rows += len(numbers)
            last_row = max(last_row, int(numbers[-1] or 0) if numbers else 0)
        if long_texts:
            named = map(int, _SHARED_CELL.findall(block))
            shared += sum(texts.length(number) for number in named if number < len(texts))
            if shared > MAX_EXPANDED:
                raise too_big(shared)
        if rows >= MAX_ROWS:
            raise too_many_rows()
    if last_column > MAX_COLUMNS or last_row * max(last_column, 26) > max(MAX_CELLS, 26 * MAX_ROWS):
        raise too_wide(name, last_row, last_column)
    plain = plain and (b"</sheetData>" in block or b"<sheetData/>" in block)
    written = _formula_cells(Package(package.content), part) if formulas else frozenset()
    looks = (frozenset(hidden), frozenset(struck))
    merges = tuple(merges_in(block))
    return PackageSheet(name, written, rows, part, plain, merges, *looks, errors, _comments(package, part))


def _comments(package: Package, part: str) -> frozenset[tuple[int, int]]:
    """The cells somebody wrote a comment to, old style or new: (row, column)."""
    folder, name = split(part)
    relations = join(folder, "_rels", f"{name}.rels")
    if relations not in package.entries:
        return frozenset()
    found: set[tuple[int, int]] = set()
    for relation in _tree(package.whole(relations)):
        if not relation.get("Type", "").endswith(("/comments", "/threadedComment")):
            continue
        target = relation.get("Target", "")
        comments = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        if comments in package.entries:
            for block in package.slices(comments):
                found.update((int(row), column_number(column)) for column, row in _COMMENT.findall(block))
    return frozenset(found)


def _oddly_spelled(block: bytes) -> bool:
    return any(sign in block and any(odd in block for odd in odds) for sign, odds in _ODD_SPELLINGS.items())


def _has_formula(block: bytes) -> bool:
    return (b"<f" in block or (b":" in block and b":f" in block)) and _FORMULA.search(block) is not None


def _values(block: bytes) -> list[tuple[int, int]]:
    """(row, column) of each cell that is more than a format."""
    return [(int(row), column_number(column)) for column, row, end in _CELL.findall(block) if end == b">"]


def _row_blocks(slices: Iterator[bytes]) -> Iterator[bytes]:
    """Slices cut at the ends of rows, so that no cell is torn."""
    rest = b""
    for part in slices:
        rest += part
        end = _last_row_end(rest)
        if end:
            yield rest[:end]
            rest = rest[end:]
        elif len(rest) > _LONGEST_ROW:
            raise broken()
    yield rest


def _last_row_end(block: bytes) -> int:
    found = block.rfind(b"</row>")
    if found >= 0:
        return found + 6
    return max((end.end() for end in _ROW_END.finditer(block)), default=0)


def _shared_texts(package: Package) -> SharedTexts:
    """A sheet may name one long text a million times: how long each is must be known first."""
    texts = SharedTexts()
    if "xl/sharedStrings.xml" not in package.entries:
        return texts
    rest = b""
    for part in package.slices("xl/sharedStrings.xml"):
        rest += part
        if b"<!DOCTYPE" in rest:
            raise broken()
        before = len(texts)
        rest = rest[texts.take(rest) :]
        longest = max((texts.length(number) for number in range(before, len(texts))), default=0)
        if max(len(rest), longest) > MAX_CELL_BYTES:
            raise UnreadableFileError("broken", "有单元格的文字超过32767字，不是正常的登记表。")
    return texts


def _formula_cells(package: Package, part: str) -> frozenset[tuple[int, int]]:
    """Every cell of a sheet that holds a formula, whatever it shows."""
    found: set[tuple[int, int]] = set()
    place = [0, 0]

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            number = attributes.get("r", "")
            place[:] = [int(number) if number.isdecimal() else place[0] + 1, 0]
        elif name == "c":
            reference = attributes.get("r", "")
            letters = reference.rstrip("0123456789")
            place[1] = column_number(letters.encode()) if letters else place[1] + 1
        elif name == "f":
            found.add((place[0], place[1]))

    parser: Any = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        for piece in package.slices(part):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise broken() from error
    return frozenset(found)


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _tree(content: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise broken()
    try:
        return ElementTree.fromstring(content)  # noqa: S314 -- no DTD gets this far
    except ElementTree.ParseError as error:
        raise broken() from error
