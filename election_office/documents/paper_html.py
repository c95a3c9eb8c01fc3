"""A Paper as the body of an HTML page. Everything is escaped here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from html import escape

from election_office.documents.paper import (
    Block,
    Fields,
    Heading1,
    Heading2,
    Lines,
    Name,
    NameGrid,
    PageBreak,
    Paper,
    Para,
    Signatures,
    Size,
    Table,
)
from election_office.law.dates import cn_date_formal

SPACE = "\u3000"
POINTS_PER_MM = 72 / 25.4
# (width of the type area, width and height of the sheet) in mm; margins are in print.css.
TEXT_WIDTH_MM = {(Size.A4, False): 156, (Size.A4, True): 241, (Size.A3, False): 231, (Size.A3, True): 354}
SHORT_NAME = 3


def text_width_points(paper: Paper) -> float:
    return TEXT_WIDTH_MM[paper.size, paper.landscape] * POINTS_PER_MM


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


def _name_grid(grid: NameGrid, width_points: float) -> Iterator[str]:
    columns, pitch = grid_shape(grid, width_points)
    room = width_points / grid.points
    taken = columns * pitch - 1
    # Spread what is left over between the characters, a little only; the rest is margin.
    spread = min(max(0.0, (room - taken) / taken), 0.04)
    margin = max(0.0, (room - taken * (1 + spread)) / 2)
    style = (
        f"font-size:{grid.points:g}pt;line-height:{grid.points * 1.6:.2f}pt;"
        f"letter-spacing:{spread:.4f}em;padding-left:{margin:.3f}em"
    )
    if grid.legend:
        yield f'<p class="legend">{escape(grid.legend)}</p>'
    for group in grid.groups:
        if group.heading:
            size = f"font-size:{grid.points:g}pt;line-height:{grid.points * 1.7:.2f}pt"
            yield f'<h3 class="group" style="{size}">{escape(group.heading)}</h3>'
        lines = grid_lines(group.names, columns=columns, pitch=pitch, mark=grid.mark)
        yield f'<pre class="names" style="{style}">{escape(chr(10).join(lines))}</pre>'


# ------------------------------------------------------------------ the other blocks


def _table(table: Table) -> Iterator[str]:
    total = sum(column.width for column in table.columns)
    height = f' style="height:{table.row_height_mm:g}mm"' if table.row_height_mm else ""
    if table.caption:
        yield f'<p class="caption">{escape(table.caption)}</p>'
    size = f"font-size:{table.points:g}pt;line-height:{table.points * 1.5:.1f}pt"
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


def _block(block: Block, width_points: float) -> Iterator[str]:
    match block:
        case Para():
            classes = ["para", block.align.value]
            classes += ["indent"] if block.indent and block.align == "left" else []
            classes += ["strong"] if block.bold else []
            yield f'<p class="{" ".join(classes)}">{_lines(block.text)}</p>'
        case Heading1(text=text):
            yield f'<h2 class="first">{escape(text)}</h2>'
        case Heading2(text=text):
            yield f'<h2 class="second">{escape(text)}</h2>'
        case NameGrid():
            yield from _name_grid(block, width_points)
        case Table():
            yield from _table(block)
        case Fields():
            yield from _fields(block)
        case Lines(count=count):
            yield '<div class="writing-line">&nbsp;</div>' * count
        case Signatures():
            yield from _signatures(block)
        case PageBreak():
            yield '<div class="page-break"></div>'


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
        yield f"<p>{cn_date_formal(paper.dated)}</p>"
    yield "</div></div>"


def _parts(paper: Paper) -> Iterator[str]:
    for line in paper.head:
        yield f'<p class="head">{escape(line)}</p>'
    yield f'<h1 class="title">{_lines(paper.title)}</h1>'
    if paper.number:
        yield f'<p class="number">{escape(paper.number)}</p>'
    if paper.addressee:
        yield f'<p class="addressee">{escape(paper.addressee)}</p>'
    for block in paper.blocks:
        yield from _block(block, text_width_points(paper))
    yield from _attachments(paper)
    yield from _signature(paper)
    if paper.note:
        yield f'<p class="note">{_lines(paper.note)}</p>'


def body(paper: Paper) -> str:
    """The paper as HTML, safe to put into a page: every text is escaped."""
    return "\n".join(_parts(paper))
