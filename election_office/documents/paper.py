"""What a paper consists of, in the order it is read. Plain data: PDF and Word are made from it.

Text is plain text. Nothing here knows Django, fonts or files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from election_office.law.dates import cn_date, cn_date_formal

BODY_POINTS = 16.0
LINE_POINTS = 28.95
A3_POINTS = 20.0
WALL_NAME_POINTS = 22.0
# Beside a picture that holds more than the code.
PICTURE_WORDS = "图中有本结果和平台签名，不能联网时用核对页核对"


class Size(StrEnum):
    A4 = "A4"
    A3 = "A3"
    A5 = "A5"


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph of body text; indented two characters unless told otherwise."""

    text: str
    indent: bool = True
    align: Align = Align.LEFT
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Heading1:
    """A first-level heading (一、…), set in 黑体."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading2:
    """A second-level heading (（一）…), set in 楷体."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name on a list. ``marked`` puts the list's sign behind it (a woman, by default)."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class NameGroup:
    """The names under one heading, in the order given."""

    heading: str
    names: Sequence[Name | str]


@dataclass(frozen=True, slots=True)
class NameGrid:
    """Many names in straight columns, group by group.

    ``columns`` None: as many as the page takes. ``points``: type size; rosters read well at 14.
    ``mark`` is one full-width character behind a marked name; ``legend`` explains it.
    """

    groups: Sequence[NameGroup]
    columns: int | None = None
    points: float = 14
    mark: str = "㊛"
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a ruled table. ``width`` is a share of the page's width, like flex."""

    title: str
    width: float = 1
    align: Align = Align.CENTER


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. Its head is repeated on every page; a row is never cut in two.

    Every row has as many cells as there are columns. ``min_rows`` adds empty rows for handwriting.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    points: float = 12
    min_rows: int = 0
    row_height_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Fields:
    """Labelled values, ``per_line`` beside each other; an empty value becomes a line to write on."""

    pairs: Sequence[tuple[str, str]]
    per_line: int = 1


@dataclass(frozen=True, slots=True)
class Lines:
    """Ruled empty lines to write on."""

    count: int


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places for people to sign by hand, beside each other."""

    labels: Sequence[str]
    per_line: int = 3


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars beside each other: SVG in the PDF, a picture in Word. A bar is its label and, for each series, its
    length and the words at its end; the same numbers stand in a table or a sentence beside it."""

    title: str
    bars: Sequence[tuple[str, Sequence[tuple[float, str]]]]
    series: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph as a data address, at the right edge."""

    data: str
    width_mm: float
    height_mm: float
    words: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = (
    Para | Heading1 | Heading2 | NameGrid | Table | Fields | Lines | Signatures | Chart | Picture | PageBreak
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper.

    ``title`` may hold line breaks where its sense breaks; a line that is too long is broken anew.
    ``number`` and ``dated`` are filled by the office when the paper is issued; ``compose`` leaves them
    empty. ``signature``: the name lines above the date. ``chinese_date``: the date in Chinese numerals.
    ``signed``: what the picture holds beside the code, in capitals and digits.
    ``hangs``, ``points`` and ``leading`` are filled when the paper is fitted to its sheet: it hangs on a
    wall and shall be one sheet; size of the text, 0 for that of the sheet; distance of the lines, 1 by
    the standard.
    """

    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)
    head: Sequence[str] = ()
    addressee: str = ""
    signature: Sequence[str] = ()
    attachments: Sequence[str] = ()
    note: str = ""
    number: str = ""
    dated: date | None = None
    size: Size = Size.A4
    landscape: bool = False
    page_numbers: bool = True
    chinese_date: bool = False
    signed: str = ""
    hangs: bool = False
    points: float = 0
    leading: float = 1

    @property
    def body_points(self) -> float:
        """The size of the text: 三号 on A4, larger on a sheet that is read from a step away."""
        return self.points or (A3_POINTS if self.size == Size.A3 else BODY_POINTS)

    @property
    def line_points(self) -> float:
        """From line to line: 22 of them on A4."""
        return self.body_points * LINE_POINTS / BODY_POINTS * self.leading

    @property
    def title_points(self) -> float:
        return self.body_points * 1.375

    @property
    def date_line(self) -> str:
        """The date under the signature, as this office writes dates (GB/T 9704—2012 7.3.5.4)."""
        if self.dated is None:
            return ""
        return cn_date_formal(self.dated) if self.chinese_date else cn_date(self.dated)

    def picture(self, plain: str) -> str:
        """What the picture holds. ``plain``: the code, or the address that ends with it.

        An address in capitals leads to the same place, and a QR code holds capitals in less room."""
        if not self.signed:
            return plain
        address, _, code = plain.rstrip("/").rpartition("/verify/")
        return f"{address.upper()}/V/{code}/{self.signed}" if address else f"{code}/{self.signed}"

    def scaled(self, points: float) -> float:
        """The size of a table or caption that would have ``points`` on A4."""
        return points * self.body_points / BODY_POINTS

    def grid_points(self, grid: NameGrid) -> float:
        """The size of names: on the wall of a room nobody reads less than 22 pt."""
        return max(grid.points, WALL_NAME_POINTS) if self.size == Size.A3 else grid.points

    def texts(self) -> Iterator[str]:
        """Every piece of text that will stand on the paper, for checks on characters."""
        yield self.title
        yield from self.head
        yield self.addressee
        for block in self.blocks:
            yield from _texts(block)
        yield from self.attachments
        yield from self.signature
        yield self.note
        yield self.number


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Para(text=text) | Heading1(text=text) | Heading2(text=text):
            yield text
        case NameGrid():
            yield block.legend
            yield block.mark
            for group in block.groups:
                yield group.heading
                for name in group.names:
                    yield name if isinstance(name, str) else name.text
        case Table():
            yield block.caption
            for column in block.columns:
                yield column.title
            for row in block.rows:
                yield from row
        case Fields():
            for label, value in block.pairs:
                yield label
                yield value
        case Signatures():
            yield from block.labels
        case Chart():
            yield block.title
            yield from block.series
            for label, values in block.bars:
                yield label
                yield from (words for _, words in values)
        case Lines() | PageBreak() | Picture():
            return


def excerpt_of(paper: Paper, lines: int = 8) -> list[str]:
    """The first lines of running text; lists and tables are told by their size."""
    found: list[str] = []
    for block in paper.blocks:
        match block:
            case Para(text=text) | Heading1(text=text) | Heading2(text=text):
                found.append(text)
            case NameGrid(groups=groups):
                count = sum(len(group.names) for group in groups)
                found.append(f"（名单：{len(groups)}组，共{count}人）")
            case Table(rows=rows, caption=caption):
                found.append(f"（{caption or '表'}：{len(rows)}行）")
    return found[:lines]
