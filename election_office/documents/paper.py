"""What a paper consists of, in the order it is read. Plain data: PDF and Word are made from it.

Text is plain text. Nothing here knows Django, fonts or files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Size(StrEnum):
    A4 = "A4"
    A3 = "A3"


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
class PageBreak:
    pass


Block = Para | Heading1 | Heading2 | NameGrid | Table | Fields | Lines | Signatures | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper.

    ``title`` may hold line breaks. ``number`` and ``dated`` are filled by the office when the
    paper is issued; ``compose`` leaves them empty. ``signature``: the name lines above the date.
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
        case Lines() | PageBreak():
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
