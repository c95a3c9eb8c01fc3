"""A sheet of an .xlsx handed to the value reader a piece at a time, so that no file is ever in memory whole.

The value reader opens whole workbooks only. So each piece of a megabyte, cut at the end of a row, becomes
a workbook of its own with the formats it needs and just the shared texts it names; what a cell means is
left to the reader in every case. Sheets spelled in unusual ways are not cut up (``is_plain``).
"""

from __future__ import annotations

import io
import re
import zipfile
from array import array
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from voters.imports.looks import errors_as_text, is_struck_text

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
_RELATIONS = (
    _HEAD
    + (
        f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ).encode()
)
_ROOT = (
    _HEAD
    + (
        f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ).encode()
)
_NAMES_SHARED = re.compile(rb'(<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>]*? t="s"[^<>]*>\s*<v>)([0-9]{1,9})(?=</v>)')
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_ITEM = re.compile(rb"<si(?:\s[^<>]*)?(?:/>|>.*?</si>)", re.DOTALL)
# By a sign that each of them has: one sign is looked for thirty times as fast as a word, and is seldom there.
_ODDITIES = {
    b":": (b":row ", b":c "),
    b"!": (b"<!--", b"<![CDATA["),
    b"'": (b"t='",),
    b"<": (b"<c>", b"<c/", b"<row>", b"t ="),
}


class SharedTexts:
    """The shared texts of a workbook as they are written, end to end in one buffer."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._ends = array("Q")
        self.usable = True

    def __len__(self) -> int:
        return len(self._ends)

    def take(self, block: bytes) -> int:
        """Add the items of this block; how many of its bytes are used up."""
        if b"<!--" in block or b"<![CDATA[" in block or b":si" in block:
            self.usable = False
        end = 0
        for item in _ITEM.finditer(block):
            self._buffer += item[0]
            self._ends.append(len(self._buffer))
            end = item.end()
        return end

    def item(self, number: int) -> bytes:
        return bytes(self._buffer[self._ends[number - 1] if number else 0 : self._ends[number]])

    def struck(self) -> frozenset[int]:
        """The numbers of texts that are crossed out from their first character to their last."""
        if b"<strike" not in self._buffer:
            return frozenset()
        return frozenset(number for number in range(len(self)) if is_struck_text(self.item(number)))

    def length(self, number: int) -> int:
        return self._ends[number] - (self._ends[number - 1] if number else 0)


def is_plain(block: bytes, shared: SharedTexts) -> bool:
    """Is a block of rows spelled as every known program does, each row and cell with its place?"""
    if any(sign in block and any(odd in block for odd in odds) for sign, odds in _ODDITIES.items()):
        return False
    if block.count(b"<c ") != block.count(b'<c r="') or block.count(b"<row ") != block.count(b'<row r="'):
        return False
    named = block.count(b't="s"')
    if not named:
        return True
    found = _NAMES_SHARED.findall(block)
    return shared.usable and len(found) == named and max(int(number) for _, number in found) < len(shared)


def merges_in(tail: bytes) -> list[tuple[int, int, int, int]]:
    """(first row, first column, last row, last column), from 1, of what stands after the rows."""
    found = []
    for left, top, right, low in _MERGE.findall(tail[tail.rfind(b"</sheetData>") :]):
        found.append((int(top), column_number(left), int(low), column_number(right)))
    return found


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class Cutter:
    """Makes workbooks of pieces. ``styles``: the part as the package has it; ``since_1904``: its calendar."""

    def __init__(self, shared: SharedTexts, styles: ElementTree.Element | None, *, since_1904: bool) -> None:
        self.shared = shared
        calendar = ' date1904="1"' if since_1904 else ""
        self._book = (
            _HEAD
            + (
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr{calendar}/>'
                '<sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ).encode()
        )
        self._styles = _formats(styles)

    def workbooks(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            first, last = block.find(b"<row "), block.rfind(b"</row>")
            if -1 < first < last:
                yield self._workbook(errors_as_text(block[first : last + 6]))

    def _workbook(self, rows: bytes) -> bytes:
        numbers: dict[bytes, bytes] = {}

        def here(cell: re.Match[bytes]) -> bytes:
            number = numbers.setdefault(cell[2], b"%d" % len(numbers))
            return cell[1] + number

        if b't="s"' in rows:
            rows = _NAMES_SHARED.sub(here, rows)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
            package.writestr("_rels/.rels", _ROOT)
            package.writestr("xl/workbook.xml", self._book)
            package.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
            package.writestr("xl/styles.xml", self._styles)
            if numbers:
                texts = b"".join(self.shared.item(int(number)) for number in numbers)
                package.writestr("xl/sharedStrings.xml", _wrapped(b"sst", texts))
            sheet = _wrapped(b"worksheet", b"<sheetData>" + rows + b"</sheetData>")
            package.writestr("xl/worksheets/sheet1.xml", sheet)
        return target.getvalue()


def outline(workbook: bytes, relations: bytes) -> bytes:
    """A package with the list of sheets alone: their names, kinds and which are hidden."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        package.writestr("_rels/.rels", _ROOT)
        package.writestr("xl/workbook.xml", workbook)
        package.writestr("xl/_rels/workbook.xml.rels", relations)
    return target.getvalue()


def _wrapped(tag: bytes, content: bytes) -> bytes:
    return _HEAD + b'<%b xmlns="%b">%b</%b>' % (tag, _MAIN.encode(), content, tag)


def _formats(styles: ElementTree.Element | None) -> bytes:
    """The number formats of cells alone: which numbers are dates."""
    own, used = [], []
    for part in styles if styles is not None else ():
        kind = part.tag.rpartition("}")[2]
        if kind == "numFmts":
            own = [(row.get("numFmtId", "0"), row.get("formatCode", "")) for row in part]
        elif kind == "cellXfs":
            used = [row.get("numFmtId", "0") for row in part]
    formats = "".join(
        f"<numFmt numFmtId={quoteattr(number)} formatCode={quoteattr(code)}/>" for number, code in own
    )
    cells = "".join(f"<xf numFmtId={quoteattr(number)}/>" for number in used or ["0"])
    content = f'<numFmts count="{len(own)}">{formats}</numFmts>' if own else ""
    content += f'<cellXfs count="{len(used) or 1}">{cells}</cellXfs>'
    return _wrapped(b"styleSheet", content.encode())
