"""Ruled lists on A4: a printed form, and names written into its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from voters.prints.typeset import Face, Sheet

WIDTH, HEIGHT = 210.0, 297.0
INTERNAL = "内部资料"


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in millimetres; ``title`` may hold one line break."""

    title: str
    width: float
    size: float = 11
    align: str = "c"
    face: Face = Face.SONG


@dataclass(frozen=True, slots=True)
class Row:
    """One cell a column; ``struck`` draws a line through the cells of ``strike`` columns.

    ``opens``: a heavier line above, where a household begins.
    """

    cells: Sequence[str]
    struck: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, the words above them and those below."""

    rows: Sequence[Row]
    head: str
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The printed form: title, columns, how many rows and how high."""

    title: str
    columns: Sequence[Column]
    per_page: int
    row_height: float
    note: str = ""
    signs: Sequence[str] = ()
    strike: frozenset[int] = frozenset()
    watermark: str = INTERNAL
    left: float = field(default=14.0)
    top: float = field(default=40.0)
    head_height: float = field(default=9.0)

    @property
    def edges(self) -> list[float]:
        """Where the upright lines stand, from the left."""
        found = [self.left]
        for column in self.columns:
            found.append(found[-1] + column.width)
        return found

    @property
    def bottom(self) -> float:
        return self.top + self.head_height + self.per_page * self.row_height


def _ground(form: Form) -> Sheet:
    sheet = Sheet(watermark=form.watermark)
    edges = form.edges
    right = edges[-1]
    sheet.text(Face.SONG_BOLD, 17, WIDTH / 2, 20, form.title, align="c", room=right - form.left)
    if form.note:
        sheet.text(Face.SONG, 9, form.left, form.top - 3.2, form.note, room=right - form.left)
    middle = form.top + form.head_height / 2
    for column, start in zip(form.columns, edges, strict=False):
        lines = column.title.split("\n")
        for index, words in enumerate(lines):
            y = middle + (index - (len(lines) - 1) / 2) * 3.8
            sheet.text(Face.HEI, 9.5, start + column.width / 2, y, words, align="c", room=column.width - 1)
    for number in range(form.per_page + 1):
        y = form.top + form.head_height + number * form.row_height
        sheet.line(form.left, y, right, y, 0.18)
    for x in edges[1:-1]:
        sheet.line(x, form.top, x, form.bottom, 0.18)
    sheet.frame(form.left, form.top, right - form.left, form.bottom - form.top, 0.5)
    if form.signs:
        share = (right - form.left) / len(form.signs)
        for index, words in enumerate(form.signs):
            x = form.left + index * share
            sheet.text(Face.SONG, 10.5, x, form.bottom + 13.5, f"{words}：")
            # A character of 10.5 points is 3.7 mm wide.
            start = x + 3.75 * (len(words) + 1)
            sheet.line(start, form.bottom + 16, x + share - 4, form.bottom + 16, 0.18)
    return sheet


def ruled_sheets(form: Form, pages: Iterable[Page]) -> list[Sheet]:
    """One sheet a page, numbered 第x页　共y页."""
    every = list(pages)
    ground = _ground(form)
    edges = form.edges
    sheets = []
    for number, page in enumerate(every, start=1):
        sheet = Sheet(ground=ground)
        sheet.text(Face.KAI, 13, form.left, 29.5, page.head, room=130)
        counted = f"第{number}页　共{len(every)}页"
        sheet.text(Face.SONG, 10, edges[-1], 29.5, counted, align="r")
        for index, row in enumerate(page.rows):
            _row(sheet, form, edges, index, row)
        sheet.text(Face.SONG, 10.5, form.left, form.bottom + 5.5, page.foot, room=edges[-1] - form.left)
        sheets.append(sheet)
    return sheets


def _row(sheet: Sheet, form: Form, edges: Sequence[float], index: int, row: Row) -> None:
    top = form.top + form.head_height + index * form.row_height
    if row.opens and index:
        sheet.line(edges[0], top, edges[-1], top, 0.45)
    for place, (column, words) in enumerate(zip(form.columns, row.cells, strict=True)):
        if not words:
            continue
        x = edges[place] + (column.width / 2 if column.align == "c" else 1.5)
        sheet.text(
            column.face,
            column.size,
            x,
            top + form.row_height / 2,
            words,
            align=column.align,
            room=column.width - 2,
            struck=row.struck and place in form.strike,
        )


def paged(rows: Sequence[Row], per_page: int) -> list[Sequence[Row]]:
    """The rows cut into pages."""
    return [rows[start : start + per_page] for start in range(0, len(rows), per_page)]
