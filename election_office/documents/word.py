"""A Paper as a Word file, for offices that must edit or forward it. Same facts, same text as the PDF."""

from __future__ import annotations

import io
from typing import Any

from docx import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from election_office.documents import fonts
from election_office.documents.paper import (
    Align,
    Block,
    Fields,
    Heading1,
    Heading2,
    Lines,
    NameGrid,
    PageBreak,
    Paper,
    Para,
    Signatures,
    Size,
    Table,
)
from election_office.documents.paper_html import SPACE, grid_lines, grid_shape, text_width_points
from election_office.law.dates import cn_date_formal

LATIN = "Times New Roman"
# Sheet sizes and margins in mm: top, right, bottom, left; the same as on the PDF.
SHEETS = {Size.A4: (210, 297), Size.A3: (297, 420)}
MARGINS = {
    (Size.A4, False): (37, 26, 35, 28),
    (Size.A4, True): (28, 28, 33, 28),
    (Size.A3, False): (40, 33, 38, 33),
    (Size.A3, True): (35, 33, 35, 33),
}
BODY_POINTS = 16
LINE_POINTS = 28.95
_ALIGNMENT = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.JUSTIFY,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}


class _Writer:
    """Writes one paper into one Word document."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.word: Any = WordDocument()
        self._prepare()

    # -------------------------------------------------- page and styles

    def _prepare(self) -> None:
        section = self.word.sections[0]
        width, height = SHEETS[self.paper.size]
        if self.paper.landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            width, height = height, width
        section.page_width, section.page_height = Mm(width), Mm(height)
        top, right, bottom, left = MARGINS[self.paper.size, self.paper.landscape]
        section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.footer_distance = Mm(bottom - 7 - 5)
        if self.paper.page_numbers:
            self.word.settings.odd_and_even_pages_header_footer = True
            self._page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
            self._page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
        normal = self.word.styles["Normal"]
        normal.font.size = Pt(BODY_POINTS)
        _set_fonts(normal.element.get_or_add_rPr(), fonts.WORD_FANGSONG)
        _drop_theme_fonts(self.word.styles.element)

    def _page_number(self, footer: Any, alignment: Any) -> None:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = alignment
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
        for kind, text in (("text", "— "), ("begin", ""), ("code", "PAGE"), ("end", ""), ("text", " —")):
            run = paragraph.add_run(text if kind == "text" else "")
            run.font.size = Pt(14)
            _set_fonts(run._r.get_or_add_rPr(), "宋体", "宋体")
            if kind in ("begin", "end"):
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)
            elif kind == "code":
                code = OxmlElement("w:instrText")
                code.set(qn("xml:space"), "preserve")
                code.text = text
                run._r.append(code)

    def paragraph(
        self,
        text: str,
        *,
        font: str = fonts.WORD_FANGSONG,
        points: float = BODY_POINTS,
        line: float = LINE_POINTS,
        align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY,
        indent: bool = False,
        bold: bool = False,
        before: float = 0,
        after: float = 0,
        keep: bool = False,
        into: Any = None,
    ) -> Any:
        paragraph = into if into is not None else self.word.add_paragraph()
        form = paragraph.paragraph_format
        form.alignment = align
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.keep_with_next = keep
        if indent:
            form.first_line_indent = Pt(points * 2)
        for index, part in enumerate(text.split("\n")):
            run = paragraph.add_run()
            if index:
                run.add_break(WD_BREAK.LINE)
            run.add_text(part)
            run.font.size, run.font.bold = Pt(points), bold or None
            _set_fonts(run._r.get_or_add_rPr(), font)
        return paragraph

    # -------------------------------------------------- blocks

    def write(self, block: Block) -> None:
        match block:
            case Para():
                indent = block.indent and block.align == Align.LEFT
                self.paragraph(block.text, align=_ALIGNMENT[block.align], indent=indent, bold=block.bold)
            case Heading1(text=text):
                self.paragraph(text, font=fonts.WORD_HEI, indent=True, keep=True)
            case Heading2(text=text):
                self.paragraph(text, font=fonts.WORD_KAI, indent=True, keep=True)
            case NameGrid():
                self._names(block)
            case Table():
                self._table(block)
            case Fields():
                self._fields(block)
            case Lines(count=count):
                for _ in range(count):
                    self._bottom_border(self.paragraph(""))
            case Signatures():
                for start in range(0, len(block.labels), block.per_line):
                    labels = block.labels[start : start + block.per_line]
                    self.paragraph("".join(f"{label}：{SPACE * 6}" for label in labels), before=14)
            case PageBreak():
                self.word.add_page_break()

    def _names(self, grid: NameGrid) -> None:
        columns, pitch = grid_shape(grid, text_width_points(self.paper))
        if grid.legend:
            self.paragraph(grid.legend, points=12, line=20)
        left = WD_ALIGN_PARAGRAPH.LEFT
        for group in grid.groups:
            if group.heading:
                self.paragraph(
                    group.heading, font=fonts.WORD_HEI, points=grid.points, line=24, keep=True, align=left
                )
            lines = grid_lines(group.names, columns=columns, pitch=pitch, mark=grid.mark)
            text = "\n".join(lines)
            self.paragraph(text, points=grid.points, line=grid.points * 1.6, align=left)

    def _table(self, table: Table) -> None:
        if table.caption:
            self.paragraph(table.caption, points=14, line=22, align=WD_ALIGN_PARAGRAPH.CENTER, keep=True)
        blank = [[""] * len(table.columns)] * max(0, table.min_rows - len(table.rows))
        rows = [*table.rows, *blank]
        grid = self.word.add_table(rows=1, cols=len(table.columns), style="Table Grid")
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        total = sum(column.width for column in table.columns)
        widths = [text_width_points(self.paper) * column.width / total for column in table.columns]
        for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
            self._cell(cell, column.title, font=fonts.WORD_HEI, align=Align.CENTER, points=table.points)
        head = grid.rows[0]._tr.get_or_add_trPr()
        head.append(OxmlElement("w:tblHeader"))
        for row in rows:
            added = grid.add_row()
            added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            if table.row_height_mm:
                added.height = Mm(table.row_height_mm)
            # row.cells walks the whole table each time; the row's own elements do not.
            for element, text, column in zip(added._tr.tc_lst, row, table.columns, strict=True):
                self._cell(_Cell(element, grid), text, align=column.align, points=table.points)
        for column, points in zip(grid.columns, widths, strict=True):
            column.width = Pt(points)
        for row_element in grid._tbl.tr_lst:
            for element, points in zip(row_element.tc_lst, widths, strict=True):
                element.width = Pt(points)

    def _cell(
        self, cell: Any, text: str, *, align: Align, points: float, font: str = fonts.WORD_FANGSONG
    ) -> None:
        side = WD_ALIGN_PARAGRAPH.LEFT if align == Align.LEFT else _ALIGNMENT[align]
        self.paragraph(text, into=cell.paragraphs[0], font=font, points=points, line=points * 1.5, align=side)

    def _fields(self, fields: Fields) -> None:
        for start in range(0, len(fields.pairs), fields.per_line):
            pairs = fields.pairs[start : start + fields.per_line]
            self.paragraph(SPACE.join(f"{label}：{value or '_' * 16}" for label, value in pairs))

    def _bottom_border(self, paragraph: Any) -> None:
        borders = OxmlElement("w:pBdr")
        bottom = OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            bottom.set(qn(f"w:{name}"), value)
        borders.append(bottom)
        paragraph._p.get_or_add_pPr().append(borders)

    # -------------------------------------------------- the whole

    def finish(self, foot: str) -> bytes:
        paper, centre = self.paper, WD_ALIGN_PARAGRAPH.CENTER
        for text in paper.head:
            self.paragraph(text, font=fonts.WORD_TITLE, points=22, line=34, align=centre)
        self.paragraph(
            paper.title, font=fonts.WORD_TITLE, points=22, line=34, align=centre, after=14, keep=True
        )
        if paper.number:
            self.paragraph(paper.number, align=centre, after=14, keep=True)
        if paper.addressee:
            self.paragraph(paper.addressee)
        for block in paper.blocks:
            self.write(block)
        for index, text in enumerate(paper.attachments, start=1):
            single = len(paper.attachments) == 1
            lead = "附件：" if index == 1 else SPACE * 3
            self.paragraph(
                lead + (text if single else f"{index}．{text}"),
                indent=True,
                before=LINE_POINTS if index == 1 else 0,
            )
        self._signature()
        if paper.note:
            self.paragraph(paper.note, points=14, line=24, before=LINE_POINTS)
        if foot:
            self.paragraph(foot, font=fonts.WORD_HEI, points=9, line=14, before=14)
        buffer = io.BytesIO()
        self.word.save(buffer)
        return buffer.getvalue()

    def _signature(self) -> None:
        """Name above date, centred on each other, the longer of them four characters from the edge."""
        lines = list(self.paper.signature)
        if self.paper.dated is not None:
            lines.append(cn_date_formal(self.paper.dated))
        widest = max((len(line) for line in lines), default=0)
        edge = 2 if widest > BODY_POINTS else 4
        for index, line in enumerate(lines):
            paragraph = self.paragraph(
                line,
                align=WD_ALIGN_PARAGRAPH.RIGHT,
                before=LINE_POINTS * 2 if index == 0 else 0,
                keep=index < len(lines) - 1,
            )
            paragraph.paragraph_format.right_indent = Pt(BODY_POINTS * (edge + (widest - len(line)) / 2))


def _set_fonts(properties: Any, chinese: str, latin: str = LATIN) -> None:
    element = properties.find(qn("w:rFonts"))
    if element is None:
        element = OxmlElement("w:rFonts")
        properties.insert(0, element)
    for name, value in (("ascii", latin), ("hAnsi", latin), ("eastAsia", chinese), ("cs", latin)):
        element.set(qn(f"w:{name}"), value)


def _drop_theme_fonts(styles: Any) -> None:
    """Theme fonts win over named ones in Word: take them out of every style."""
    for element in styles.iter(qn("w:rFonts")):
        for name in list(element.attrib):
            if name.endswith("Theme"):
                del element.attrib[name]


def docx_of(paper: Paper, *, foot: str = "") -> bytes:
    """The Word file. ``foot``: a small last line, where the paper's verification code stands."""
    writer = _Writer(paper)
    return writer.finish(foot)
