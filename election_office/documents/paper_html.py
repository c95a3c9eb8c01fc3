"""A Paper as the body of an HTML page. Everything is escaped here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from types import MappingProxyType

from election_office.documents.charts import svg_of
from election_office.documents.paper import (
    Block,
    Chart,
    Fields,
    Heading1,
    Heading2,
    Lines,
    Name,
    NameGrid,
    PageBreak,
    Paper,
    Para,
    Picture,
    Signatures,
    Size,
    Table,
)
from election_office.law.titles import title_lines

SPACE = "\u3000"
POINTS_PER_MM = 72 / 25.4
# (width of the type area, width and height of the sheet) in mm; margins are in print.css.
TEXT_WIDTH_MM = {
    (Size.A4, False): 156,
    (Size.A4, True): 241,
    (Size.A3, False): 231,
    (Size.A3, True): 354,
    (Size.A5, False): 116,
    (Size.A5, True): 178,
}
SHORT_NAME = 3


def text_width_points(paper: Paper) -> float:
    return TEXT_WIDTH_MM[paper.size, paper.landscape] * POINTS_PER_MM


def titled(paper: Paper) -> list[str]:
    """The lines of the title, as wide as the type area takes them."""
    return title_lines(paper.title, int(text_width_points(paper) / paper.title_points))


def type_css(paper: Paper) -> str:
    """Sizes of type and distances of lines on this paper; everything else is in print.css."""
    line = paper.line_points
    title = paper.title_points
    note = paper.scaled(24) * paper.leading
    return (
        f"html {{ font-size: {paper.body_points:g}pt; line-height: {line:.2f}pt }}"
        f".title, .head {{ font-size: {title:g}pt; line-height: {title * 34 / 22:.2f}pt }}"
        f".writing-line {{ height: {line:.2f}pt }}"
        f".attachment:first-of-type, .note {{ margin-top: {line:.2f}pt }}"
        f".note {{ font-size: {paper.scaled(14):g}pt; line-height: {note:.2f}pt }}"
        f".caption {{ font-size: {paper.scaled(14):g}pt; line-height: {paper.scaled(22):.2f}pt }}"
        f".signature {{ margin-top: {line * 2:.2f}pt }}"
    )


# ------------------------------------------------------------------ names in columns


def grid_text(name: str) -> str:
    """A name as it stands in a grid: a two-character name is spread over three cells, Latin letters
    and digits take a full cell, so that every line of a column starts at the same place."""
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in name.strip())
    wide = wide.replace(" ", SPACE).replace("·", "・")
    return f"{wide[0]}{SPACE}{wide[1]}" if len(wide) == 2 else wide


def cells(text: str) -> int:
    """How many full-width cells a text takes; marks that combine with the letter before take none."""
    return sum(0 if unicodedata.category(char).startswith("M") else 1 for char in text)


def grid_lines(names: Sequence[Name | str], *, columns: int, pitch: int, mark: str) -> Iterator[str]:
    """Lines of names padded to cells of ``pitch`` characters. A long name takes as many cells as it needs."""
    line, used = "", 0
    for entry in names:
        name = entry if isinstance(entry, Name) else Name(entry)
        shown = grid_text(name.text) + (mark if name.marked else "")
        needed = -(-(cells(shown) + 1) // pitch)
        if used and used + needed > columns:
            yield line.rstrip(SPACE)
            line, used = "", 0
        line += shown + SPACE * (needed * pitch - cells(shown))
        used += needed
    if line:
        yield line.rstrip(SPACE)


def grid_shape(grid: NameGrid, width_points: float) -> tuple[int, int]:
    """(columns, pitch): how many names a line takes, and how many characters each of them has."""
    has_marks = any(isinstance(name, Name) and name.marked for group in grid.groups for name in group.names)
    pitch = SHORT_NAME + 1 + has_marks
    fitting = int((width_points / grid.points + 1) // pitch)
    return grid.columns or max(1, fitting), pitch


def grid_on(paper: Paper, grid: NameGrid) -> NameGrid:
    """The grid in the size its names have on this sheet."""
    return replace(grid, points=paper.grid_points(grid))


@dataclass(frozen=True, slots=True)
class GridSetting:
    """How the names of a grid stand on a line: what is left over is spread between the characters, a little
    only, and the rest is margin. ``spread`` and ``margin`` in characters."""

    columns: int
    pitch: int
    spread: float
    margin: float


def grid_setting(grid: NameGrid, width_points: float) -> GridSetting:
    columns, pitch = grid_shape(grid, width_points)
    room = width_points / grid.points
    taken = columns * pitch - 1
    spread = min(max(0.0, (room - taken) / taken), 0.04)
    return GridSetting(columns, pitch, spread, max(0.0, (room - taken * (1 + spread)) / 2))


@dataclass(frozen=True, slots=True)
class GridStyle:
    """A grid on its sheet: how high its lines are, and the HTML of its parts. ``turns``: on a new page."""

    grid: NameGrid
    leading: float
    setting: GridSetting

    @classmethod
    def of(cls, paper: Paper, wanted: NameGrid) -> GridStyle:
        grid = grid_on(paper, wanted)
        return cls(grid, paper.leading, grid_setting(grid, text_width_points(paper)))

    @property
    def line_height(self) -> float:
        return round(self.grid.points * 1.6 * self.leading, 2)

    @property
    def heading_height(self) -> float:
        return round(self.grid.points * 1.7 * self.leading, 2)

    @property
    def heading_gap(self) -> float:
        """Above a heading; print.css says the same."""
        return self.grid.points * 0.4

    def lines(self, names: Sequence[Name | str]) -> Iterator[str]:
        return grid_lines(names, columns=self.setting.columns, pitch=self.setting.pitch, mark=self.grid.mark)

    def legend(self) -> str:
        return f'<p class="legend">{escape(self.grid.legend)}</p>' if self.grid.legend else ""

    def heading(self, text: str, *, turns: bool = False) -> str:
        size = f"font-size:{self.grid.points:g}pt;line-height:{self.heading_height:.2f}pt"
        return f'<h3 class="group" style="{size}{_turned(turns)}">{escape(text)}</h3>'

    def text(self, lines: Iterable[str], *, turns: bool = False) -> str:
        words = _even(escape("\n".join(lines)))
        return f'<pre class="names" style="{self._style}{_turned(turns)}">{words}</pre>'

    def picture(self, address: str, height: float, *, turns: bool = False) -> str:
        """Room for rows that write themselves."""
        size = f"width:1em;height:{height:.2f}pt"
        return f'<img class="names" src="{address}" style="{self._style};{size}{_turned(turns)}">'

    @property
    def _style(self) -> str:
        return (
            f"font-size:{self.grid.points:g}pt;line-height:{self.line_height:.2f}pt;"
            f"letter-spacing:{self.setting.spread:.4f}em;padding-left:{self.setting.margin:.3f}em"
        )


def _turned(turns: bool) -> str:
    return ";break-before:page;margin-top:0" if turns else ""


def _name_grid(paper: Paper, wanted: NameGrid) -> Iterator[str]:
    style = GridStyle.of(paper, wanted)
    yield style.legend()
    for group in style.grid.groups:
        if group.heading:
            yield style.heading(group.heading)
        yield style.text(style.lines(group.names))


# ------------------------------------------------------------------ the other blocks


def _table(paper: Paper, table: Table) -> Iterator[str]:
    total = sum(column.width for column in table.columns)
    height = f' style="height:{table.row_height_mm:g}mm"' if table.row_height_mm else ""
    if table.caption:
        yield f'<p class="caption">{escape(table.caption)}</p>'
    points = paper.scaled(table.points)
    size = f"font-size:{points:g}pt;line-height:{points * 1.5 * paper.leading:.1f}pt"
    yield f'<table class="ruled" style="{size}"><colgroup>'
    for column in table.columns:
        yield f'<col style="width:{100 * column.width / total:.3f}%">'
    yield "</colgroup><thead><tr>"
    for column in table.columns:
        yield f"<th>{_lines(column.title)}</th>"
    yield "</tr></thead><tbody>"
    opening = [f'<td class="{column.align.value}">' for column in table.columns]
    for row in table.rows:
        if len(row) != len(opening):
            raise ValueError(f"A row has {len(row)} cells for {len(opening)} columns: {row!r}")
        inner = "".join(f"{start}{_lines(cell)}</td>" for start, cell in zip(opening, row, strict=True))
        yield f"<tr{height}>{inner}</tr>"
    for _ in range(table.min_rows - len(table.rows)):
        yield f"<tr{height}>{'<td>&nbsp;</td>' * len(opening)}</tr>"
    yield "</tbody></table>"


def _fields(fields: Fields) -> Iterator[str]:
    yield '<div class="fields">'
    for start in range(0, len(fields.pairs), fields.per_line):
        yield '<div class="fields-line">'
        for label, value in fields.pairs[start : start + fields.per_line]:
            filled = escape(value) if value else "&nbsp;"
            yield f'<div class="field"><span class="label">{escape(label)}：</span>'
            yield f'<span class="value{"" if value else " empty"}">{filled}</span></div>'
        yield "</div>"
    yield "</div>"


def _signatures(block: Signatures) -> Iterator[str]:
    yield '<div class="signers">'
    for start in range(0, len(block.labels), block.per_line):
        yield '<div class="signers-line">'
        for label in block.labels[start : start + block.per_line]:
            yield f'<div class="signer"><span class="label">{escape(label)}：</span>'
            yield '<span class="value empty">&nbsp;</span></div>'
        yield "</div>"
    yield "</div>"


def _block(paper: Paper, block: Block) -> Iterator[str]:
    match block:
        case Para():
            classes = ["para", block.align.value]
            classes += ["indent"] if block.indent and block.align == "left" else []
            classes += ["strong"] if block.bold else []
            yield f'<p class="{" ".join(classes)}">{_even(_lines(block.text))}</p>'
        case Heading1(text=text):
            yield f'<h2 class="first">{escape(text)}</h2>'
        case Heading2(text=text):
            yield f'<h2 class="second">{escape(text)}</h2>'
        case NameGrid():
            yield from _name_grid(paper, block)
        case Table():
            yield from _table(paper, block)
        case Fields():
            yield from _fields(block)
        case Lines(count=count):
            yield '<div class="writing-line">&nbsp;</div>' * count
        case Signatures():
            yield from _signatures(block)
        case Chart():
            yield f'<p class="caption">{escape(block.title)}</p>'
            yield f'<div class="chart-frame">{svg_of(block)}</div>'
        case Picture():
            size = f"width: {block.width_mm}mm; height: {block.height_mm}mm"
            yield (
                f'<p class="picture" style="text-align: right"><img src="{escape(block.data)}" '
                f'alt="{escape(block.words)}" style="{size}"></p>'
            )
        case PageBreak():
            yield '<div class="page-break"></div>'


def _even(html: str) -> str:
    """A rare character comes from a taller font: without this its line would be higher than the others."""
    return f'<span class="even">{html}</span>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _attachments(paper: Paper) -> Iterator[str]:
    if len(paper.attachments) == 1:
        yield f'<p class="attachment">附件：{escape(paper.attachments[0])}</p>'
    for index, text in enumerate(paper.attachments if len(paper.attachments) > 1 else (), start=1):
        lead = "附件：" if index == 1 else f"{SPACE * 3}"
        yield f'<p class="attachment">{lead}{index}．{escape(text)}</p>'


def _signature(paper: Paper) -> Iterator[str]:
    if not paper.signature and paper.dated is None:
        return
    # The seal is pressed over name and date: both stay on one page with room above.
    longest = max((cells(line) for line in paper.signature), default=0)
    yield f'<div class="signature{" long" if longest > 16 else ""}"><div class="signature-lines">'
    for line in paper.signature:
        yield f"<p>{escape(line)}</p>"
    if paper.dated is not None:
        yield f"<p>{paper.date_line}</p>"
    yield "</div></div>"


def _parts(paper: Paper, made: Mapping[int, str]) -> Iterator[str]:
    for line in paper.head:
        yield f'<p class="head">{escape(line)}</p>'
    yield f'<h1 class="title">{_lines(chr(10).join(titled(paper)))}</h1>'
    if paper.number:
        yield f'<p class="number">{escape(paper.number)}</p>'
    if paper.addressee:
        yield f'<p class="addressee">{escape(paper.addressee)}</p>'
    for place, block in enumerate(paper.blocks):
        if place in made:
            yield made[place]
        else:
            yield from _block(paper, block)
    yield from _attachments(paper)
    yield from _signature(paper)
    if paper.note:
        yield f'<p class="note">{_lines(paper.note)}</p>'


def body(paper: Paper, made: Mapping[int, str] = MappingProxyType({})) -> str:
    """The paper as HTML, safe to put into a page: every text is escaped. ``made``: blocks made elsewhere, by
    their places."""
    return "\n".join(_parts(paper, made))
