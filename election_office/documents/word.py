"""A Paper as a Word file, for offices that must edit or forward it: text and pages as in the PDF."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import Any

from django.conf import settings
from docx import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.shared import Mm, Pt

from election_office.documents import fonts, word_parts
from election_office.documents.charts import png_of
from election_office.documents.paper import (
    PICTURE_WORDS,
    Align,
    Block,
    Chart,
    Fields,
    Heading1,
    Heading2,
    Lines,
    NameGrid,
    PageBreak,
    Paper,
    Para,
    Picture,
    Signatures,
    Size,
    Table,
)
from election_office.documents.paper_html import (
    SPACE,
    cells,
    grid_lines,
    grid_on,
    grid_setting,
    text_width_points,
    titled,
)

# Sheet sizes and margins in mm: top, right, bottom, left; the same as on the PDF.
SHEETS = {Size.A4: (210, 297), Size.A3: (297, 420), Size.A5: (148, 210)}
MARGINS = {
    (Size.A4, False): (37, 26, 35, 28),
    (Size.A4, True): (28, 28, 33, 28),
    (Size.A3, False): (40, 33, 38, 33),
    (Size.A3, True): (35, 33, 35, 33),
    (Size.A5, False): (12, 16, 26, 16),
    (Size.A5, True): (12, 16, 26, 16),
}
# The picture of the code and what stands above it in the margin below the text.
QR_MM = 13
QR_BELOW_TEXT_MM = 9
# With a whole result in it the picture must be larger to be read from a wall.
SIGNED_QR_MM = 27
SIGNED_BELOW_MM = 2
# Tables take a point more in Word here and there, and LibreOffice's air beside digits a line: the air above
# the signature gives it back.
TOLERANCE = 24
# 28 characters of 三号 are a little wider than the type area of the standard: -0.0131 em, as on the PDF.
CLOSER = -0.0145
_ALIGNMENT = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.JUSTIFY,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
PRACTICE = "演练　不是正式公文"
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


class _Writer:
    """Writes one paper into one Word document."""

    def __init__(self, paper: Paper, foot: word_parts.Foot | None) -> None:
        self.paper = paper
        self.width = text_width_points(paper)
        self.word: Any = WordDocument()
        self._prepare(foot)

    # -------------------------------------------------- page and styles

    def _prepare(self, foot: word_parts.Foot | None) -> None:
        section = self.word.sections[0]
        width, height = SHEETS[self.paper.size]
        if self.paper.landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            width, height = height, width
        section.page_width, section.page_height = Mm(width), Mm(height)
        top, right, bottom, left = MARGINS[self.paper.size, self.paper.landscape]
        section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        size, below = (SIGNED_QR_MM, SIGNED_BELOW_MM) if self.paper.signed else (QR_MM, QR_BELOW_TEXT_MM)
        section.footer_distance = Mm(bottom - below - size - 3)
        if self.paper.page_numbers or foot is not None:
            self.word.settings.odd_and_even_pages_header_footer = True
            for footer, even in ((section.footer, False), (section.even_page_footer, True)):
                word_parts.write_footer(
                    footer,
                    foot,
                    width_points=self.width,
                    qr_mm=size,
                    even=even,
                    page_number=self.paper.page_numbers,
                )
        if settings.PRACTICE:
            for header in (section.header, section.even_page_header):
                header.paragraphs[0].text = PRACTICE
        normal = self.word.styles["Normal"]
        normal.font.size = Pt(self.paper.body_points)
        word_parts.set_fonts(normal.element.get_or_add_rPr(), fonts.WORD_FANGSONG)
        word_parts.set_chinese_setting(normal.element)
        word_parts.drop_theme_fonts(self.word.styles.element)
        word_parts.name_fallbacks(self.word, fonts.WORD_FALLBACKS)

    def paragraph(
        self,
        text: str,
        *,
        font: str = fonts.WORD_FANGSONG,
        points: float = 0,
        line: float = 0,
        align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY,
        indent: bool = False,
        bold: bool = False,
        before: float = 0,
        after: float = 0,
        keep: bool = False,
        spread: float = CLOSER,
        into: Any = None,
    ) -> Any:
        """One paragraph. ``points`` and ``line``: the paper's unless given; ``spread`` in characters."""
        size = points or self.paper.body_points
        paragraph = into if into is not None else self.word.add_paragraph()
        form = paragraph.paragraph_format
        form.alignment = align
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(line or self.paper.line_points)
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.keep_with_next = keep
        word_parts.set_chinese_setting(paragraph._p)
        if indent:
            form.first_line_indent = Pt(size * 2 * (1 + spread))
        for index, part in enumerate(text.split("\n")):
            run = paragraph.add_run()
            if index:
                run.add_break(WD_BREAK.LINE)
            run.add_text(part)
            run.font.size, run.font.bold = Pt(size), bold or None
            word_parts.set_fonts(run._r.get_or_add_rPr(), font)
            word_parts.set_spread(run._r.get_or_add_rPr(), size * spread)
        return paragraph

    # -------------------------------------------------- blocks

    def write(self, block: Block, *, keep: bool) -> None:
        """``keep``: what follows may not stand alone on a page (signatures, the end of the paper)."""
        match block:
            case Para():
                indent = block.indent and block.align == Align.LEFT
                self.paragraph(
                    block.text, align=_ALIGNMENT[block.align], indent=indent, bold=block.bold, keep=keep
                )
            case Heading1(text=text):
                self.paragraph(text, font=fonts.WORD_HEI, indent=True, keep=True)
            case Heading2(text=text):
                self.paragraph(text, font=fonts.WORD_KAI, indent=True, keep=True)
            case NameGrid():
                self._names(block, keep=keep)
            case Table():
                self._table(block, keep=keep)
            case Fields(pairs=pairs, per_line=per_line):
                self._pairs(list(pairs), per_line, before=0, keep=keep)
            case Lines(count=count):
                for _ in range(count):
                    word_parts.bottom_border(self.paragraph("", keep=keep))
            case Signatures(labels=labels, per_line=per_line):
                before = self.paper.body_points
                pairs = [(label, "") for label in labels]
                self._pairs(pairs, per_line, before=before, keep=keep, ends=self._ends_with(block))
            case Chart():
                self._chart(block, keep=keep)
            case Picture():
                paragraph = self.word.add_paragraph()
                paragraph.paragraph_format.alignment = RIGHT
                data = base64.b64decode(block.data.partition(",")[2])
                added = paragraph.add_run().add_picture(
                    io.BytesIO(data), width=Mm(block.width_mm), height=Mm(block.height_mm)
                )
                added._inline.docPr.set("descr", block.words)
            case PageBreak():
                self.word.add_page_break()

    def _chart(self, chart: Chart, *, keep: bool) -> None:
        """A picture with its words for those who cannot see it."""
        size = self.paper.scaled(14)
        self.paragraph(chart.title, points=size, line=self.paper.scaled(22), align=CENTRE, keep=True)
        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.alignment = CENTRE
        paragraph.paragraph_format.keep_with_next = keep
        picture = paragraph.add_run().add_picture(io.BytesIO(png_of(chart)), width=Pt(self.width))
        picture._inline.docPr.set("descr", chart.title)

    def _names(self, wanted: NameGrid, *, keep: bool) -> None:
        grid = grid_on(self.paper, wanted)
        setting = grid_setting(grid, self.width)
        leading = self.paper.leading
        if grid.legend:
            size = self.paper.body_points * 0.75
            self.paragraph(grid.legend, points=size, line=size * 1.7, align=LEFT)
        for index, group in enumerate(grid.groups):
            if group.heading:
                self.paragraph(
                    group.heading,
                    font=fonts.WORD_HEI,
                    points=grid.points,
                    line=grid.points * 1.7 * leading,
                    before=grid.points * 0.4,
                    keep=True,
                    align=LEFT,
                )
            lines = grid_lines(group.names, columns=setting.columns, pitch=setting.pitch, mark=grid.mark)
            written = self.paragraph(
                "\n".join(lines),
                points=grid.points,
                line=grid.points * 1.6 * leading,
                align=LEFT,
                spread=setting.spread,
                keep=keep and index == len(grid.groups) - 1,
            )
            written.paragraph_format.left_indent = Pt(setting.margin * grid.points)
            # A line that is a hair too long for this machine's fonts must not break.
            written.paragraph_format.right_indent = Pt(-grid.points)

    def _table(self, table: Table, *, keep: bool) -> None:
        points = self.paper.scaled(table.points)
        line = points * 1.5 * self.paper.leading
        if table.caption:
            size = self.paper.scaled(14)
            self.paragraph(table.caption, points=size, line=self.paper.scaled(22), align=CENTRE, keep=True)
        blank = [[""] * len(table.columns)] * max(0, table.min_rows - len(table.rows))
        rows = [*table.rows, *blank]
        total = sum(column.width for column in table.columns)
        widths = [self.width * column.width / total for column in table.columns]
        self._gap(6, keep=True)
        grid = word_parts.new_table(self.word, widths, style="Table Grid")
        head = word_parts.add_row(grid, widths, is_head=True)
        for cell, column in zip(head, table.columns, strict=True):
            self._cell(cell, column.title, fonts.WORD_HEI, Align.CENTER, points, line, keep=False)
        for index, row in enumerate(rows):
            last = keep and index == len(rows) - 1
            added = word_parts.add_row(grid, widths, height_mm=table.row_height_mm)
            for cell, text, column in zip(added, row, table.columns, strict=True):
                self._cell(cell, text, fonts.WORD_FANGSONG, column.align, points, line, keep=last)
        self._gap(6, keep=keep)

    def _cell(
        self, cell: Any, text: str, font: str, align: Align, points: float, line: float, *, keep: bool
    ) -> None:
        side = LEFT if align == Align.LEFT else _ALIGNMENT[align]
        self.paragraph(
            text,
            into=cell.paragraphs[0],
            font=font,
            points=points,
            line=line,
            align=side,
            before=2,
            after=2,
            spread=0,
            keep=keep,
        )

    def _pairs(
        self,
        pairs: list[tuple[str, str]],
        per_line: int,
        *,
        before: float,
        keep: bool,
        ends: bool = False,
    ) -> None:
        """Labels with their values beside each other; an empty value is a line to write on. ``ends``: 落款
        stands in the same table: LibreOffice keeps rows together, but no table with what follows it."""
        size = self.paper.body_points
        share = self.width / per_line
        widths: list[float] = []
        for column in range(per_line):
            longest = max((cells(label) for label, _ in pairs[column::per_line]), default=0)
            taken = min((longest + 1) * size * 1.02, share * 0.8)
            widths += [taken, share - taken - size, size]
        self._gap(before, keep=True)
        grid = word_parts.new_table(self.word, widths, style=None)
        for start in range(0, len(pairs), per_line):
            row = word_parts.add_row(grid, widths)
            last = start + per_line >= len(pairs) and not ends
            together = keep if last else not any(value for _, value in pairs)
            for index, (label, value) in enumerate(pairs[start : start + per_line]):
                first, second = row[3 * index], row[3 * index + 1]
                if value:
                    first = first.merge(second)
                else:
                    word_parts.cell_line(second)
                self.paragraph(f"{label}：{value}", into=first.paragraphs[0], align=LEFT, spread=0)
            for cell in row:
                # LibreOffice keeps a row with the next only where all its cells say so.
                cell.paragraphs[0].paragraph_format.keep_with_next = together
        lines = self._closing_lines() if ends else []
        for number, closing in enumerate(lines, start=1):
            row = word_parts.add_row(grid, widths)
            whole = row[0].merge(row[-1])
            self._closing_line(closing, keep=number < len(lines), into=whole.paragraphs[0])
        self._gap(1, keep=keep and not ends)

    def _ends_with(self, block: Block) -> bool:
        """Whether 落款 comes right behind this block."""
        paper = self.paper
        return block is paper.blocks[-1] and not paper.attachments and bool(self._closing_lines())

    def _gap(self, points: float, *, keep: bool) -> None:
        """Air before or after a table, which also parts it from the next: Word would join them."""
        self.paragraph("", points=1, line=max(points, 1), keep=keep)

    # -------------------------------------------------- the whole

    def finish(self) -> bytes:
        paper, title = self.paper, self.paper.title_points
        line = title * 34 / 22
        for text in paper.head:
            self.paragraph(text, font=fonts.WORD_TITLE, points=title, line=line, align=CENTRE, spread=0)
        self.paragraph(
            "\n".join(titled(paper)),
            font=fonts.WORD_TITLE,
            points=title,
            line=line,
            align=CENTRE,
            after=8 if paper.number else 14,
            keep=True,
            spread=0,
        )
        if paper.number:
            self.paragraph(paper.number, align=CENTRE, after=14, keep=True)
        if paper.addressee:
            self.paragraph(paper.addressee)
        for index, block in enumerate(paper.blocks):
            following = paper.blocks[index + 1] if index + 1 < len(paper.blocks) else None
            ends = following is None and bool(paper.attachments or paper.signature or paper.dated)
            self.write(block, keep=ends or isinstance(following, Signatures))
        for index, text in enumerate(paper.attachments, start=1):
            single = len(paper.attachments) == 1
            lead = "附件：" if index == 1 else SPACE * 3
            self.paragraph(
                lead + (text if single else f"{index}．{text}"),
                indent=True,
                before=paper.line_points if index == 1 else 0,
                keep=True,
            )
        self._signature()
        if paper.note:
            points, distance = paper.scaled(14), paper.scaled(24) * paper.leading
            self.paragraph(paper.note, points=points, line=distance, before=paper.line_points)
        buffer = io.BytesIO()
        self.word.save(buffer)
        return buffer.getvalue()

    def _closing_lines(self) -> list[tuple[str, float, float]]:
        """Name above date, centred on each other, the longer of them four characters from the edge: the text,
        the air before it and its distance from the right."""
        lines = [*self.paper.signature, *([self.paper.date_line] if self.paper.dated else [])]
        widest = max((_width(line) for line in lines), default=0)
        edge = 2 if widest > 16 else 4
        return [
            (
                line,
                0 if index else self.paper.line_points * 2 - TOLERANCE,
                self.paper.body_points * (edge + (widest - _width(line)) / 2),
            )
            for index, line in enumerate(lines)
        ]

    def _closing_line(self, closing: tuple[str, float, float], *, keep: bool, into: Any = None) -> None:
        text, before, indent = closing
        paragraph = self.paragraph(text, align=RIGHT, before=before, keep=keep, into=into)
        paragraph.paragraph_format.right_indent = Pt(indent)

    def _signature(self) -> None:
        if (
            self.paper.blocks
            and isinstance(last := self.paper.blocks[-1], Signatures)
            and self._ends_with(last)
        ):
            return
        lines = self._closing_lines()
        for number, closing in enumerate(lines, start=1):
            self._closing_line(closing, keep=number < len(lines))


def _width(text: str) -> float:
    """In characters; Latin letters and digits take half of one."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def docx_of(paper: Paper, *, foot: word_parts.Foot | None = None) -> bytes:
    """The Word file. ``foot``: the code the paper is verified by, in the foot of every page."""
    if foot is not None and paper.signed:
        foot = replace(foot, qr_text=paper.picture(foot.qr_text), more=PICTURE_WORDS)
    return _Writer(paper, foot).finish()
