"""What the look of an .xlsx sheet says of its rows: hidden, crossed out, showing an error.

The value reader hands out values alone. A row that is hidden or crossed out is how a clerk marks the dead;
an error (#N/A) is something the clerk sees and the reader leaves blank, or loses the whole sheet for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

# Spelled in whatever way, with a prefix or without: the tag of a row, and of a cell.
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>/])([^>]*)>")
_ROW_NUMBER = re.compile(rb"""(?<![\w:])r\s*=\s*["']([0-9]{1,7})["']""")
_HIDDEN = re.compile(rb"""(?<![\w:])hidden\s*=\s*["'](?:1|true|on)["']""")
_NO_HEIGHT = re.compile(rb"""(?<![\w:])ht\s*=\s*["']0(?:\.0*)?["']""")
_CELL = re.compile(rb"<(?:\w+:)?c(?=\s)([^>]*?)/?>(?:\s*<(?:\w+:)?v>([0-9]{1,9})<)?")
_INLINE = re.compile(rb"<(?:\w+:)?c(?=\s)([^>]*)>\s*<is>(.*?)</is>", re.DOTALL)
_PLACE = re.compile(rb"""(?<![\w:])r\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_STYLE = re.compile(rb"""(?<![\w:])s\s*=\s*["']([0-9]{1,6})["']""")
_SHARED = re.compile(rb"""(?<![\w:])t\s*=\s*["']s["']""")
_ERROR = re.compile(rb"""(<(?:\w+:)?c\s(?:[^>]*?\s)?t\s*=\s*)(["'])e\2""")
_RUN = re.compile(rb"<r>.*?</r>|<r\s[^>]*>.*?</r>", re.DOTALL)
_STRIKE = re.compile(rb"""<strike(?:\s*/>|\s+val\s*=\s*["'](?:1|true|on)["'])""")


def hidden_rows(block: bytes) -> Iterator[int]:
    """The numbers of rows nobody sees: hidden by hand, by a filter, folded away, or without height."""
    if not (b"hidden" in block or b'ht="0' in block or (b"'" in block and b"ht='0" in block)):
        return
    for row in _ROW.finditer(block):
        attributes = row[1]
        if _HIDDEN.search(attributes) or _NO_HEIGHT.search(attributes):
            number = _ROW_NUMBER.search(attributes)
            if number:
                yield int(number[1])


def struck_styles(styles: ElementTree.Element | None) -> frozenset[int]:
    """The numbers of cell formats whose font is crossed out."""
    fonts: list[bool] = []
    cells: list[int] = []
    for part in styles if styles is not None else ():
        kind = part.tag.rpartition("}")[2]
        if kind == "fonts":
            fonts = [any(_crosses(item) for item in font) for font in part]
        elif kind == "cellXfs":
            cells = [int(cell.get("fontId", "0") or 0) for cell in part]
    return frozenset(number for number, font in enumerate(cells) if font < len(fonts) and fonts[font])


def _crosses(element: ElementTree.Element) -> bool:
    return element.tag.rpartition("}")[2] == "strike" and element.get("val", "1") in {"1", "true", "on"}


def is_struck_text(item: bytes) -> bool:
    """Is a text crossed out, or a part of it: 测试丁 struck through, 测试乙 written behind?"""
    return any(_STRIKE.search(run) for run in _RUN.findall(item))


def struck_cells(block: bytes, styles: frozenset[int], texts: frozenset[int]) -> Iterator[tuple[int, int]]:
    """(row, column) of crossed-out cells."""
    if b"<is>" in block and b"strike" in block:
        for cell in _INLINE.finditer(block):
            if is_struck_text(cell[2]) and (place := _PLACE.search(cell[1])):
                yield int(place[2]), _column(place[1])
    if not styles and not texts:
        return
    for cell in _CELL.finditer(block):
        place = _PLACE.search(cell[1])
        if place is None:
            continue
        style = _STYLE.search(cell[1])
        named = cell[2] is not None and texts and _SHARED.search(cell[1]) and int(cell[2]) in texts
        if named or (style and int(style[1]) in styles):
            yield int(place[2]), _column(place[1])


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column


def has_errors(block: bytes) -> bool:
    return _may_have_errors(block) and _ERROR.search(block) is not None


def _may_have_errors(block: bytes) -> bool:
    """Told in passing: the closer look walks from cell to cell."""
    return b'"e"' in block or (b"'" in block and b"'e'" in block)


def errors_as_text(block: bytes) -> bytes:
    """Error cells as texts that say what they show: #N/A, and errors newer than the value reader."""
    return _ERROR.sub(rb"\1\2str\2", block) if _may_have_errors(block) else block
