"""What python-docx has no words for: Chinese hands, borders, tables of exact widths, the foot of a page."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import segno
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from election_office.documents import fonts

LATIN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands in the foot of every page: the picture's text, and the lines beside it."""

    qr_text: str
    code: str
    where: str
    more: str = ""
    phone: str = ""


# ------------------------------------------------------------------ characters


def set_fonts(properties: Any, chinese: str, latin: str = LATIN) -> None:
    element = properties.find(qn("w:rFonts"))
    if element is None:
        element = OxmlElement("w:rFonts")
        properties.insert(0, element)
    for name, value in (("ascii", latin), ("hAnsi", latin), ("eastAsia", chinese), ("cs", latin)):
        element.set(qn(f"w:{name}"), value)


def set_spread(properties: Any, points: float) -> None:
    """Draw letters apart, or together when negative; Word counts in twentieths of a point."""
    if not round(points * 20):
        return
    element = OxmlElement("w:spacing")
    element.set(qn("w:val"), str(round(points * 20)))
    # The order of these elements is fixed: before the size.
    size = properties.find(qn("w:sz"))
    if size is None:
        properties.append(element)
    else:
        size.addprevious(element)


_AFTER_SETTING = (
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:textAlignment",
    "w:outlineLvl",
    "w:rPr",
)


def set_chinese_setting(paragraph: Any) -> None:
    """Set as the PDF is: no sign hangs outside the line, no air between Chinese and digits. Takes a paragraph
    or a style; LibreOffice reads the air of paragraphs alone."""
    properties = paragraph.get_or_add_pPr()
    for name in ("w:overflowPunct", "w:autoSpaceDE", "w:autoSpaceDN"):
        element = OxmlElement(name)
        element.set(qn("w:val"), "0")
        properties.insert_element_before(element, *_AFTER_SETTING)


def drop_theme_fonts(styles: Any) -> None:
    """Theme fonts win over named ones in Word: take them out of every style."""
    for element in styles.iter(qn("w:rFonts")):
        for name in list(element.attrib):
            if name.endswith("Theme"):
                del element.attrib[name]


def name_fallbacks(word: Any, fallbacks: Mapping[str, Sequence[str]]) -> None:
    """What to take on a computer that has not these fonts."""
    for relation in word.part.rels.values():
        if relation.reltype != RELATIONSHIP_TYPE.FONT_TABLE:
            continue
        part = relation.target_part
        table = parse_xml(part.blob)
        for name, others in fallbacks.items():
            table.append(
                parse_xml(
                    f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{",".join(others)}"/>'
                    '<w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
                )
            )
        part._blob = serialize_part_xml(table)


# ------------------------------------------------------------------ borders and tables


def _line(name: str) -> Any:
    element = OxmlElement(name)
    for key, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        element.set(qn(f"w:{key}"), value)
    return element


def bottom_border(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(_line("w:bottom"))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:overflowPunct", *_AFTER_SETTING)


def cell_line(cell: Any) -> None:
    """A line to write on at the foot of a cell without other borders."""
    borders = OxmlElement("w:tcBorders")
    borders.append(_line("w:bottom"))
    cell._tc.get_or_add_tcPr().append(borders)


def new_table(into: Any, widths: Sequence[float], *, style: str | None) -> Any:
    """A table without rows whose columns have exactly these widths in points."""
    if hasattr(into, "sections"):
        table = into.add_table(rows=0, cols=len(widths))
    else:
        table = into.add_table(0, len(widths), Pt(sum(widths)))
    if style is not None:
        table.style = style
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER if style is not None else WD_TABLE_ALIGNMENT.LEFT
    sides = 3 if style is not None else 0
    margins = parse_xml(
        f'<w:tblCellMar {nsdecls("w")}><w:left w:w="{sides * 20}" w:type="dxa"/>'
        f'<w:right w:w="{sides * 20}" w:type="dxa"/></w:tblCellMar>'
    )
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    table._tbl.tblPr.append(margins) if look is None else look.addprevious(margins)
    for column, points in zip(table.columns, widths, strict=True):
        column.width = Pt(points)
    return table


def add_row(
    table: Any, widths: Sequence[float], *, is_head: bool = False, height_mm: float | None = None
) -> list[Any]:
    """A row that is never cut in two; a head is repeated on every page. Returns its cells."""
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    if height_mm:
        row.height = Mm(height_mm)
    # row.cells walks the whole table each time; the row's own elements do not.
    cells = [_Cell(element, table) for element in row._tr.tc_lst]
    for cell, points in zip(cells, widths, strict=True):
        cell._tc.width = Pt(points)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        # A cell that stays empty must not make its row higher.
        form = cell.paragraphs[0].paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
        form.space_before = form.space_after = Pt(0)
    return cells


# ------------------------------------------------------------------ the foot of a page


def write_footer(
    footer: Any,
    foot: Foot | None,
    *,
    width_points: float,
    qr_mm: float,
    even: bool,
    page_number: bool,
) -> None:
    """Page number outside, the code with its picture at the other edge; mirrored on even pages."""
    footer.is_linked_to_previous = False
    picture = qr_mm * 72 / 25.4 + 9
    number = 80.0
    words = width_points - picture - number
    widths = [number, words, picture] if even else [picture, words, number]
    table = new_table(footer, widths, style=None)
    cells = add_row(table, widths)
    if foot is not None:
        _picture(cells[2 if even else 0], foot, qr_mm, even)
        _words(cells[1], foot, even)
    if page_number:
        side = WD_ALIGN_PARAGRAPH.LEFT if even else WD_ALIGN_PARAGRAPH.RIGHT
        _page_number(cells[0 if even else 2].paragraphs[0], side)
    # A footer must hold a paragraph; the one it had goes behind the table and takes no room.
    own = footer.paragraphs[0]
    footer._element.append(own._p)
    own.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    own.paragraph_format.line_spacing = Pt(1)
    own.paragraph_format.space_before = own.paragraph_format.space_after = Pt(0)


def _picture(cell: Any, foot: Foot, qr_mm: float, even: bool) -> None:
    drawn = io.BytesIO()
    segno.make(foot.qr_text, error="m", micro=False).save(drawn, kind="png", scale=8, border=0)
    drawn.seek(0)
    paragraph = _foot_paragraph(cell.paragraphs[0], even)
    paragraph.paragraph_format.line_spacing = 1.0
    inline = paragraph.add_run().add_picture(drawn, width=Mm(qr_mm))._inline
    # Where these are missing LibreOffice keeps three millimetres free.
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")


def _foot_paragraph(paragraph: Any, even: bool) -> Any:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if even else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _words(cell: Any, foot: Foot, even: bool) -> None:
    small = [(text, 8) for text in (foot.where, foot.phone, foot.more) if text]
    lines = [(f"查验码 {foot.code}", 9), *small]
    for index, (text, points) in enumerate(lines):
        paragraph = _foot_paragraph(cell.paragraphs[0] if index == 0 else cell.add_paragraph(), even)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = Pt(12)
        run = paragraph.add_run(text)
        run.font.size = Pt(points)
        set_fonts(run._r.get_or_add_rPr(), fonts.WORD_HEI, fonts.WORD_HEI)


def _page_number(paragraph: Any, alignment: Any) -> None:
    paragraph.alignment = alignment
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    for kind, text in (
        ("text", "—\u2002"),
        ("begin", ""),
        ("code", "PAGE"),
        ("end", ""),
        ("text", "\u2002—"),
    ):
        run = paragraph.add_run(text if kind == "text" else "")
        run.font.size = Pt(14)
        set_fonts(run._r.get_or_add_rPr(), "宋体", "宋体")
        if kind in ("begin", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif kind == "code":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._r.append(code)
