"""Pages full of names, written instead of laid out.

A roll of ten thousand names is two thousand lines of text, and the printer spends most of its time on
finding out where each of them goes, which is known beforehand. Here the names of all pages but the last are
put into pictures of their height; the printer places them like any other picture, and they write themselves
with the printer's own fonts. It lays out three or four such pages, which stand for all of them: the others
are painted from the one of their side with other names and another number. The head, and all from the last
page of names on, is laid out as always. Same letters at the same places, same search, copy and outline:
tests/office/documents/test_names_written.py.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, NamedTuple

from election_office.documents import fonts, paper_html
from election_office.documents.paper import NameGrid, Paper

FEWEST_LINES = 100  # fewer are laid out like other text
ADDRESS = "names:"
TOGETHER = 2  # lines of a group never stand alone at the foot or the head of a page; print.css says the same
ROUNDED = 0.01  # points
POINTS_A_PIXEL = 0.75
FEWEST_PAGES = 5  # of names, before one stands for another
NUMBER = "—\u2002{}\u2002—"  # print.css says the same


class Part(NamedTuple):
    """Lines of one group on one page. ``heading`` where the group begins."""

    heading: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Heights:
    """In points. ``first``, ``page``: room under the head, and on every page after it. ``gap``: the air
    above a heading, unless it is the first on a page of its own."""

    first: float
    page: float
    heading: float
    gap: float
    line: float


def pages_of(groups: Sequence[Part], heights: Heights) -> list[list[Part]]:
    """What stands on which page. No heading stands last, and no line of a group alone."""
    pages: list[list[Part]] = [[]]
    room = heights.first
    for group in groups:
        heading, lines = group
        while lines:
            at_top = len(pages) > 1 and not pages[-1]
            above = heights.heading + (0 if at_top else heights.gap) if heading else 0
            fitting = max(0, min(len(lines), int((room - above + ROUNDED) / heights.line)))
            if fitting < len(lines):
                fitting = min(fitting, len(lines) - TOGETHER)
            if fitting < min(TOGETHER, len(lines)) and not at_top:
                pages.append([])
                room = heights.page
                continue
            fitting = max(fitting, 1)
            pages[-1].append(Part(heading, lines[:fitting]))
            room -= above + fitting * heights.line
            heading, lines = "", lines[fitting:]
    return pages


class Row(NamedTuple):
    """A line of names, or a heading; ``y``: its upper edge, in points from that of its picture."""

    y: float
    height: float
    text: str
    heading: bool


def rows_of(page: Sequence[Part], heights: Heights, *, turned: bool) -> list[Row]:
    """``turned``: on a page of its own, without air above a first heading."""
    rows: list[Row] = []
    y = 0.0
    for part in page:
        if part.heading:
            y += heights.gap if rows or not turned else 0
            rows.append(Row(y, heights.heading, part.heading, heading=True))
            y += heights.heading
        for text in part.lines:
            rows.append(Row(y, heights.line, text, heading=False))
            y += heights.line
    return rows


class Names:
    """The grid of a paper that is worth it: ``head`` is laid out first, then ``body`` with ``pictures``, and
    ``all_pages`` are made of what came out."""

    def __init__(self, paper: Paper, place: int, grid: NameGrid) -> None:
        self._paper, self._place = paper, place
        self._style = paper_html.GridStyle.of(paper, grid)
        self._parts = [
            Part(group.heading, list(self._style.lines(group.names))) for group in self._style.grid.groups
        ]
        self._written: list[list[Row]] = []
        self._pages_before = 0
        self.pictures: dict[str, Picture] = {}

    @classmethod
    def of(cls, paper: Paper) -> Names | None:
        for place, block in enumerate(paper.blocks):
            if isinstance(block, NameGrid) and sum(len(group.names) for group in block.groups) > FEWEST_LINES:
                names = cls(paper, place, block)
                return names if sum(len(part.lines) for part in names._parts) >= FEWEST_LINES else None
        return None

    def head(self) -> str:
        """The paper down to where its names begin."""
        blocks = self._paper.blocks[: self._place + 1]
        head = replace(self._paper, blocks=blocks, attachments=(), signature=(), dated=None, note="")
        return paper_html.body(head, {self._place: f'{self._style.legend()}<div class="{ADDRESS}"></div>'})

    def body(self, drawn_head: Any) -> str:
        """The whole paper, with as many pages of names as must be laid out."""
        heights = self._heights(drawn_head.pages[-1]._page_box)
        *written, last = pages_of(self._parts, heights)
        self._pages_before = len(drawn_head.pages) - 1
        self._written = [rows_of(page, heights, turned=place > 0) for place, page in enumerate(written)]
        letters = Letters({char for part in self._parts for line in part.lines for char in line})
        laid_out = self._written[: laid_out_of(len(written))]
        self.pictures = {f"{ADDRESS}{place}": Picture(rows, letters) for place, rows in enumerate(laid_out)}
        html = self._style.legend()
        for place, (address, picture) in enumerate(self.pictures.items()):
            html += self._style.picture(address, picture.height, turns=place > 0)
        html += "".join(self._last(last, turns=bool(written)))
        return paper_html.body(self._paper, {self._place: html})

    def _heights(self, sheet: Any) -> Heights:
        [mark] = [box for box in sheet.descendants() if _is_mark(box)]
        taken = mark.position_y - sheet.content_box_y()
        return Heights(
            first=(sheet.height - taken) * POINTS_A_PIXEL,
            page=sheet.height * POINTS_A_PIXEL,
            heading=self._style.heading_height,
            gap=self._style.heading_gap,
            line=self._style.line_height,
        )

    def _last(self, page: Sequence[Part], *, turns: bool) -> Iterator[str]:
        for part in page:
            if part.heading:
                yield self._style.heading(part.heading, turns=turns)
                turns = False
            yield self._style.text(part.lines, turns=turns)
            turns = False

    def all_pages(self, drawn: Sequence[Any]) -> list[Any] | None:
        """All pages of the paper, from those that were laid out. None where a picture stands elsewhere."""
        first, pictures = self._pages_before, list(self.pictures.values())
        laid_out = drawn[first : first + len(pictures)]
        if [_pictures_on(page) for page in laid_out] != [[picture] for picture in pictures]:
            return None
        pages: list[Any] = [*drawn[:first]]
        for place, rows in enumerate(self._written):
            like = place if place < len(pictures) else 2 - place % 2
            pages.append(PaintedPage(laid_out[like], len(pages) + 1, rows))
        pages += (
            PaintedPage(page, number)
            for number, page in enumerate(drawn[first + len(pictures) :], start=len(pages) + 1)
        )
        return pages


def laid_out_of(pages: int) -> int:
    """How many pages of names are laid out: the first, one of either side, and one more where it takes that
    for what follows to come on the side it will have."""
    return pages if pages < FEWEST_PAGES else FEWEST_PAGES - 1 - pages % 2


def _is_mark(box: Any) -> bool:
    return box.element is not None and box.element.get("class") == ADDRESS


def _pictures_on(page: Any) -> list[Picture]:
    found = (getattr(box, "replacement", None) for box in page._page_box.descendants())
    return [picture for picture in found if isinstance(picture, Picture)]


class PaintedPage:
    """A page like another that was laid out, with a number and names of its own. The printer takes it for
    one of its own."""

    links: tuple[Any, ...] = ()

    def __init__(self, like: Any, number: int, rows: Sequence[Row] | None = None) -> None:
        self.width, self.height, self.bleed = like.width, like.height, like.bleed
        self.anchors, self.forms, self._page_box = like.anchors, like.forms, like._page_box
        self._like, self._number, self._rows = like, number, rows
        self.bookmarks = like.bookmarks
        if rows is not None:
            [self._picture] = [box for box in like._page_box.descendants() if _is_picture(box)]
            x, y = self._picture.position_x, self._picture.position_y
            own = [(3, row.text, (x, y + row.y / POINTS_A_PIXEL), "open") for row in rows if row.heading]
            self.bookmarks = [*like.bookmarks, *own]

    def paint(self, stream: Any, scale: float = 1) -> None:
        if self._rows is not None:
            self._picture.replacement.rows = self._rows
        with _numbered(self._page_box, self._number):
            self._like.paint(stream, scale)


def _is_picture(box: Any) -> bool:
    return isinstance(getattr(box, "replacement", None), Picture)


@contextmanager
def _numbered(sheet: Any, number: int) -> Iterator[None]:
    """The page number in its foot, if it has one; on the right it ends where it ended."""
    from weasyprint.text.line_break import split_first_line  # noqa: PLC0415 -- slow import

    [box] = [box for box in sheet.descendants() if _is_number(box)] or [None]
    text = NUMBER.format(number)
    if box is None or box.text == text:
        yield
        return
    was = (box.text, box.pango_layout, box.position_x)
    layout, _, _, width, _, _ = split_first_line(text, box.style, None, None, 0)
    box.text, box.pango_layout = text, layout
    if box.position_x > sheet.width / 2:
        box.position_x += box.width - width
    try:
        yield
    finally:
        box.text, box.pango_layout, box.position_x = was


def _is_number(box: Any) -> bool:
    return str(getattr(box, "text", "")).startswith(NUMBER.partition("{")[0])


# ------------------------------------------------------------------ writing


class Glyph(NamedTuple):
    """``code``: four hex digits."""

    font: str
    size: float
    code: str


class Letters:
    """Where the printer's fonts have each character: one line with all of them is shaped for a file."""

    def __init__(self, chars: set[str]) -> None:
        self._chars = chars
        self._glyphs: dict[str, Glyph] = {}
        self._fonts: Any = None  # of the file being written

    def on(self, stream: Any, style: Any) -> dict[str, Glyph]:
        if self._fonts is not stream._fonts:
            self._fonts = stream._fonts
            alone = "".join(sorted(char for char in self._chars if not needs_shaping(char)))
            self._glyphs = dict(_shaped(stream, style, alone))
        return self._glyphs


def needs_shaping(char: str) -> bool:
    """Whether its shape depends on its neighbours, or it has none of its own."""
    return unicodedata.category(char)[0] in "MC" or unicodedata.bidirectional(char) in {"R", "AL", "AN"}


def _shaped(stream: Any, style: Any, text: str) -> Iterator[tuple[str, Glyph]]:
    """Each character with its glyph, named in the fonts of the file as the printer names it."""
    from weasyprint.text.ffi import FROM_UNITS, ffi, pango  # noqa: PLC0415 -- slow import
    from weasyprint.text.line_break import create_layout  # noqa: PLC0415 -- slow import

    layout = create_layout(text, style, None, None, 0)
    line, _ = layout.get_first_line()
    data = layout.text.encode()
    run = line.runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        font, size = stream.add_font(item.item.analysis.font)
        places = [*item.glyphs.log_clusters[0 : item.glyphs.num_glyphs], item.item.length]
        for index, info in enumerate(item.glyphs.glyphs[0 : item.glyphs.num_glyphs]):
            start, end = (item.item.offset + place for place in places[index : index + 2])
            char, glyph = data[start:end].decode(), info.glyph
            if glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG or len(char) != 1:
                continue  # written by the printer itself, which says what it lacks
            font.to_unicode.setdefault(glyph, char)
            if glyph not in font.widths:
                logical = stream.logical_rect
                pango.pango_font_get_glyph_extents(item.item.analysis.font, glyph, stream.ink_rect, logical)
                font.widths[glyph] = round(logical.width * 1000 * FROM_UNITS / size)
            yield char, Glyph(font.hash, size, f"{glyph:04x}")


class Picture:
    """Rows of names as the printer takes a picture."""

    def __init__(self, rows: Sequence[Row], letters: Letters) -> None:
        self.rows, self._letters = rows, letters
        self.height = rows[-1].y + rows[-1].height

    def get_intrinsic_size(self, *_: Any) -> tuple[float, float, float]:
        return self.height, self.height, 1.0

    def draw(self, stream: Any, _width: float, _height: float, style: Any) -> None:
        from weasyprint.text.line_break import strut  # noqa: PLC0415 -- slow import

        glyphs, heading = self._letters.on(stream, style), _heading_style(style)
        spacing = style["letter_spacing"]
        stream.set_color(style["color"])
        stream.begin_text()
        for row in self.rows:
            of_row = heading if row.heading else style
            line_height, baseline = strut(of_row)
            y = row.y / POINTS_A_PIXEL + baseline + (row.height / POINTS_A_PIXEL - line_height) / 2
            line = [] if row.heading else [glyphs[char] for char in row.text if char in glyphs]
            if row.heading or len(line) < len(row.text):
                x = -_left_of(style) if row.heading else 0.0
                _draw_by_the_printer(stream, row.text, of_row, x, y)
            else:
                _draw(stream, line, spacing, y)
        stream.end_text()


def _draw(stream: Any, line: Sequence[Glyph], spacing: float, y: float) -> None:
    _space(stream, spacing)
    stream.set_text_matrix(1, 0, 0, -1, 0, y)
    font, size, codes = line[0].font, line[0].size, ""
    for glyph in line:
        if glyph.font != font:
            _show(stream, font, size, codes)
            font, size, codes = glyph.font, glyph.size, ""
        codes += glyph.code
    _show(stream, font, size, codes)


def _show(stream: Any, font: str, size: float, codes: str) -> None:
    stream.set_font_size(font, size)
    stream.show_text(f"<{codes}>")


def _heading_style(style: Any) -> Any:
    """print.css says the same of h3.group."""
    heading = style.copy()
    heading["font_family"] = (fonts.HEI, *fonts.RARE, "sans-serif")
    heading["letter_spacing"] = style.parent_style["letter_spacing"]
    return heading


def _left_of(style: Any) -> float:
    """How far a picture stands from the edge its headings keep."""
    return float(style["padding_left"].value)


def _space(stream: Any, points: float) -> None:
    stream.stream.append(f"{points:.4f} Tc".encode())


def _draw_by_the_printer(stream: Any, text: str, style: Any, x: float, y: float) -> None:
    from weasyprint.draw.text import draw_first_line  # noqa: PLC0415 -- slow import
    from weasyprint.matrix import Matrix  # noqa: PLC0415 -- slow import
    from weasyprint.text.line_break import create_layout  # noqa: PLC0415 -- slow import

    _space(stream, 0)
    box = SimpleNamespace(text=text, style=style, pango_layout=create_layout(text, style, None, None, 0))
    draw_first_line(stream, box, "clip", "none", Matrix(d=-1, e=x, f=y))
