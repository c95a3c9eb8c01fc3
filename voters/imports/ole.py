"""As much of old Excel files (compound file, BIFF) as the reader of values does not tell.

The value reader shows what a formula last gave and nothing of passwords; here the record stream is
walked once for formula cells, hidden sheets, the password mark and the reach of each sheet.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FREE = 0xFFFFFFF0  # this and everything above marks the end of a chain or an unused place
_BOF_TYPES = {0x0009, 0x0209, 0x0409, 0x0809}
_EOF = 0x000A
_FILEPASS = 0x002F
_BOUNDSHEET = 0x0085
_FORMULAS = {0x0006, 0x0206, 0x0406}
# LABELSST, NUMBER, RK, LABEL, BOOLERR, RSTRING and the formulas: one cell each, row then column.
_CELLS = _FORMULAS | {0x00FD, 0x0203, 0x027E, 0x0204, 0x0205, 0x00D6}
_MULRK = 0x00BD
_NOTE = 0x001C
_DIMENSIONS = 0x0200
_SHARED_TEXTS = 0x00FC
_ROW = 0x0208
_BOOLERR = 0x0205
_FONT, _FORMAT, _CALENDAR = 0x0031, 0x00E0, 0x0022
_NO_HEIGHT, _STRUCK = 0x20, 0x0008
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


class OleError(ValueError):
    """The file is damaged: a chain runs in a circle or out of the file."""


@dataclass(frozen=True, slots=True)
class XlsSheet:
    """One sheet in file order. Rows and columns count from 1; ``rows`` is how many rows hold a value,
    ``reserved`` how many cells the sheet claims to span; ``hidden_rows``, ``errors`` what error cells show,
    ``styles`` the format of each cell."""

    worksheet: bool
    hidden: bool
    formulas: frozenset[tuple[int, int]]
    rows: int
    last_row: int
    last_column: int
    reserved: int
    hidden_rows: frozenset[int] = frozenset()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    styles: dict[tuple[int, int], int] = field(default_factory=dict)
    comments: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Looks:
    """What the whole workbook says of its cells: the formats that cross out, and how it counts its days."""

    struck: frozenset[int]
    since_1904: bool


@dataclass(slots=True)
class CompoundFile:
    """The streams of a compound file, by name."""

    content: bytes
    _streams: dict[str, tuple[int, int]] = field(default_factory=dict)
    _fat: list[int] = field(default_factory=list)
    _mini_fat: list[int] = field(default_factory=list)
    _mini: bytes = b""
    _size: int = 512
    _mini_size: int = 64
    _cutoff: int = 4096

    @classmethod
    def parse(cls, content: bytes) -> CompoundFile:
        try:
            return cls(content)._load()
        except (struct.error, IndexError) as error:
            raise OleError(str(error)) from error

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._streams)

    def stream(self, name: str) -> bytes:
        first, length = self._streams[name]
        if length >= self._cutoff:
            return self._chain(first)[:length]
        parts = []
        for sector in self._follow(first, self._mini_fat):
            parts.append(self._mini[sector * self._mini_size : (sector + 1) * self._mini_size])
        return b"".join(parts)[:length]

    def _load(self) -> CompoundFile:
        shift, mini_shift = struct.unpack_from("<HH", self.content, 30)
        if not 7 <= shift <= 16 or not 2 <= mini_shift <= shift:
            raise OleError("impossible sector size")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        fats, directory, _, cutoff, mini_first, minis, difat, difats = struct.unpack_from(
            "<8I", self.content, 44
        )
        if max(fats, minis, difats) > len(self.content) // self._size:
            raise OleError("the header promises more sectors than there are")
        self._cutoff = cutoff
        fat_sectors = list(struct.unpack_from("<109I", self.content, 76))
        per_sector = self._size // 4
        for _ in range(min(difats, len(self.content) // self._size)):
            if difat >= _FREE:
                break
            *sectors, difat = struct.unpack(f"<{per_sector}I", self._sector(difat))
            fat_sectors += sectors
        for sector in fat_sectors:
            if sector < _FREE:
                self._fat += struct.unpack(f"<{per_sector}I", self._sector(sector))
        mini_fat = self._chain(mini_first)
        self._mini_fat = list(struct.unpack(f"<{len(mini_fat) // 4}I", mini_fat))
        self._read_directory(self._chain(directory))
        return self

    def _read_directory(self, entries: bytes) -> None:
        for offset in range(0, len(entries) - 127, 128):
            entry = entries[offset : offset + 128]
            length, kind = struct.unpack_from("<HB", entry, 64)
            first, size = struct.unpack_from("<II", entry, 116)
            if kind == 5:
                self._mini = self._chain(first)[:size]
            elif kind == 2:
                name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                self._streams.setdefault(name, (first, size))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self.content[start : start + self._size]
        if not sector:
            raise OleError("a sector lies outside the file")
        return sector.ljust(self._size, b"\0")

    def _follow(self, sector: int, table: list[int]) -> Iterator[int]:
        for _ in range(len(table) + 1):
            if sector >= _FREE:
                return
            if sector >= len(table):
                raise OleError("a chain of sectors runs out of the file")
            yield sector
            sector = table[sector]
        raise OleError("a chain of sectors runs in a circle")

    def _chain(self, first: int) -> bytes:
        return b"".join(self._sector(sector) for sector in self._follow(first, self._fat))


def is_protected(stream: bytes) -> bool:
    """Does the workbook ask for a password before it opens?"""
    for kind, _, _ in records(stream, 0):
        if kind == _FILEPASS:
            return True
        if kind == _EOF:
            return False
    return False


def xls_sheets(stream: bytes) -> list[XlsSheet]:
    """Every sheet of a workbook stream, in the order of its tabs."""
    return [_sheet(stream, offset, hidden & 3 != 0, kind == 0) for offset, hidden, kind in _places(stream)]


def looks_of(stream: bytes) -> Looks:
    """Fonts and formats stand before the sheets; there is no font number four."""
    fonts: list[bool] = []
    formats: list[int] = []
    since_1904 = False
    for kind, start, length in records(stream, 0):
        if kind == _EOF:
            break
        if kind == _FONT and length >= 4:
            fonts.append(bool(struct.unpack_from("<H", stream, start + 2)[0] & _STRUCK))
        elif kind == _FORMAT and length >= 2:
            formats.append(struct.unpack_from("<H", stream, start)[0])
        elif kind == _CALENDAR and length >= 2:
            since_1904 = struct.unpack_from("<H", stream, start)[0] == 1
    struck = set()
    for number, font in enumerate(formats):
        place = font - 1 if font > 4 else font
        if place < len(fonts) and fonts[place]:
            struck.add(number)
    return Looks(frozenset(struck), since_1904)


def _places(stream: bytes) -> list[tuple[int, int, int]]:
    """(where it begins, visibility, kind) of each sheet."""
    places = []
    for kind, start, length in records(stream, 0):
        if kind == _EOF:
            break
        if kind == _SHARED_TEXTS:
            _check_shared_texts(stream, start, length)
        if kind == _BOUNDSHEET and length >= 6:
            offset, hidden, sheet_kind = struct.unpack_from("<IBB", stream, start)
            places.append((offset, hidden, sheet_kind))
    return places


def _sheet(stream: bytes, offset: int, hidden: bool, worksheet: bool) -> XlsSheet:
    formulas: set[tuple[int, int]] = set()
    rows: set[int] = set()
    hidden_rows: set[int] = set()
    errors: dict[tuple[int, int], str] = {}
    styles: dict[tuple[int, int], int] = {}
    comments: set[tuple[int, int]] = set()
    last_column = depth = reserved = 0
    for kind, start, length in records(stream, offset):
        if kind in _BOF_TYPES:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1 and kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, start)
            rows.add(row)
            last_column = max(last_column, column + 1)
            if kind in _FORMULAS:
                formulas.add((row + 1, column + 1))
            if length >= 6:
                styles[row + 1, column + 1] = struct.unpack_from("<H", stream, start + 4)[0]
            if kind == _BOOLERR and length >= 8 and stream[start + 7]:
                errors[row + 1, column + 1] = _ERRORS.get(stream[start + 6], "#N/A")
        elif depth == 1 and kind == _ROW and length >= 14:
            if stream[start + 12] & _NO_HEIGHT:
                hidden_rows.add(struct.unpack_from("<H", stream, start)[0] + 1)
        elif depth == 1 and kind == _MULRK and length >= 6:
            row, first = struct.unpack_from("<HH", stream, start)
            rows.add(row)
            said = struct.unpack_from("<H", stream, start + length - 2)[0]
            last_column = max(last_column, said + 1, first + (length - 6) // 6 + 1)
        elif depth == 1 and kind == _NOTE and length >= 4:
            row, column = struct.unpack_from("<HH", stream, start)
            comments.add((row + 1, column + 1))
        elif kind == _DIMENSIONS:
            reserved = max(reserved, _dimensions(stream, start, length))
    last_row = max(rows, default=-1) + 1
    return XlsSheet(
        worksheet, hidden, frozenset(formulas), len(rows), last_row, last_column, reserved,
        frozenset(hidden_rows), errors, styles, frozenset(comments),
    )  # fmt: skip


def _dimensions(stream: bytes, start: int, length: int) -> int:
    """Cells a sheet says it spans. Readers reserve room for them before they have seen one."""
    if length >= 14:
        top, low, left, right = struct.unpack_from("<IIHH", stream, start)
    elif length >= 8:
        top, low, left, right = struct.unpack_from("<HHHH", stream, start)
    else:
        return 0
    if low < top or right < left:
        raise OleError("a sheet ends before it begins")
    return int((low - top + 1) * (right - left + 1))


def _check_shared_texts(stream: bytes, start: int, length: int) -> None:
    """The table of texts may not promise more than the stream could hold."""
    if length >= 8 and max(struct.unpack_from("<II", stream, start)) > len(stream):
        raise OleError("the table of texts promises too many")


def records(stream: bytes, offset: int) -> Iterator[tuple[int, int, int]]:
    """(kind, where its data starts, how long it is) of each record from ``offset`` on."""
    end = len(stream)
    while offset + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, offset)
        if offset + 4 + length > end:
            raise OleError("a record runs out of the stream")
        yield kind, offset + 4, length
        offset += 4 + length
