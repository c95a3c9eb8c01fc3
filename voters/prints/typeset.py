"""Thousands of short texts at measured places, as a PDF.

A roll on paper is not flowing text: it is names in ruled boxes, and laying boxes out is what costs a
page printer its time. Here WeasyPrint draws every character that is needed once, on a specimen, with
the office's own fonts and their substitutes for rare characters; the pages are then written with those
embedded fonts directly. Same letters, same search and copy, no box to lay out.

Lengths are millimetres from the top left corner of the sheet, type sizes are points.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from election_office.documents import fonts
from election_office.documents.rendering import CannotPrint, Pdf, pdf_from_html
from voters.prints import qr

if TYPE_CHECKING:
    from pypdf import PdfWriter

POINTS = 72 / 25.4
SMALLEST = 4.5  # points: a longer name gets smaller letters, but never smaller than these
MIDDLE = 0.37  # of the type size: from the middle of a Chinese character down to its baseline
A4 = (210.0, 297.0)
DARK = re.compile("1+")


class Face(Enum):
    """A family and a weight; substitutes for rare characters come behind it by themselves."""

    SONG = (fonts.SONG, 400)
    SONG_BOLD = (fonts.SONG, 700)
    HEI = (fonts.HEI, 400)
    HEI_BOLD = (fonts.HEI, 700)
    KAI = (fonts.KAI, 400)


class Text(NamedTuple):
    """One line. ``x`` is its left end, its middle or its right end (``align`` l, c, r); ``y`` its middle."""

    face: Face
    size: float
    x: float
    y: float
    text: str
    align: str = "l"
    room: float = 0  # it is set smaller until it fits this width; 0: as long as it is
    struck: bool = False


@dataclass(slots=True)
class Sheet:
    """One page, or the printed form that many pages lie on (``ground``)."""

    size: tuple[float, float] = A4
    ground: Sheet | None = None
    texts: list[Text] = field(default_factory=list)
    lines: list[tuple[float, float, float, float, float]] = field(default_factory=list)
    dashes: list[tuple[float, float, float, float]] = field(default_factory=list)
    codes: list[tuple[str, float, float, float]] = field(default_factory=list)  # a QR: text, x, y, size
    watermark: str = ""

    def text(self, face: Face, size: float, x: float, y: float, text: str, **options: Any) -> None:
        if text:
            self.texts.append(Text(face, size, x, y, text, **options))

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.2) -> None:
        """A ruled line; ``width`` in millimetres."""
        self.lines.append((x1, y1, x2, y2, width))

    def qr(self, text: str, x: float, y: float, size: float) -> None:
        self.codes.append((text, x, y, size))

    def frame(self, x: float, y: float, width: float, height: float, line: float = 0.2) -> None:
        for item in (
            (x, y, x + width, y),
            (x + width, y, x + width, y + height),
            (x + width, y + height, x, y + height),
            (x, y + height, x, y),
        ):
            self.lines.append((*item, line))


class Glyph(NamedTuple):
    font: str
    code: str  # four hex digits
    width: float  # thousandths of the type size


class Fonts:
    """Every glyph of the specimens, and the embedded fonts they live in."""

    def __init__(self, writer: PdfWriter) -> None:
        from pypdf.generic import DictionaryObject  # noqa: PLC0415 -- loaded where it is used

        self._writer = writer
        self._glyphs: dict[tuple[Face, str], Glyph] = {}
        self.resources = DictionaryObject()

    def load(self, needed: Mapping[Face, Iterable[str]]) -> None:
        """Draw these characters once. Two characters that share one glyph come on two specimens."""
        from pypdf.generic import NameObject  # noqa: PLC0415 -- loaded where it is used

        wanted = self._unknown(needed)
        while wanted:
            names: dict[str, str] = {}  # the same font on two pages is one font
            for face, fonts_used in zip(wanted, _specimen(wanted), strict=True):
                for key, font in fonts_used:
                    if key not in names:
                        names[key] = f"/F{len(self.resources) + 1}"
                        self.resources[NameObject(names[key])] = font.clone(self._writer).indirect_reference
                    widths = _widths(font)
                    for code, char in _codes(font):
                        glyph = Glyph(names[key], code, widths.get(int(code, 16), 1000))
                        self._glyphs.setdefault((face, char), glyph)
            left = self._unknown(wanted)
            if left == wanted:
                text = "、".join(char for chars in left.values() for char in chars[:5])
                raise CannotPrint(f"有文字没有可用的字形，未出文件：{text}。")
            wanted = left

    def _unknown(self, needed: Mapping[Face, Iterable[str]]) -> dict[Face, list[str]]:
        unknown = {
            face: sorted(char for char in set(chars) if (face, char) not in self._glyphs)
            for face, chars in needed.items()
        }
        return {face: chars for face, chars in unknown.items() if chars}

    def runs(self, face: Face, text: str) -> list[Glyph]:
        return [self._glyphs[face, char] for char in text]


def _specimen(wanted: Mapping[Face, Sequence[str]]) -> list[list[tuple[str, Any]]]:
    """For each face the embedded fonts its characters came from, the face's own family first."""
    from pypdf import PdfReader  # noqa: PLC0415 -- loaded where it is used

    pages = []
    for face, chars in wanted.items():
        family, weight = face.value
        stack = ",".join(f"'{name}'" for name in (family, *fonts.RARE))
        # A bar between any two: they cannot join into one glyph, and no space stands at the end of a line.
        lines = ("|" + "|".join(chars[start : start + 100]) + "|" for start in range(0, len(chars), 100))
        pages.append(f'<pre style="font: {weight} 6pt {stack}">{escape(chr(10).join(lines))}</pre>')
    html = (
        # A sheet no character set can fill: one page a face, whatever is asked.
        "<style>@page { size: 2000mm 4000mm; margin: 5mm } body { margin: 0 } "
        f"pre {{ margin: 0; break-after: page; font-kerning: none; font-variant-ligatures: none }}"
        f"</style>{''.join(pages)}"
    )
    printed = PdfReader(io.BytesIO(pdf_from_html(html).data)).pages
    return [_fonts_used(page) for page in printed[: len(wanted)]]


def _fonts_used(page: Any) -> list[tuple[str, Any]]:
    """The fonts of a page in the order they come up on it."""
    content = page.get_contents().get_data()
    names = dict.fromkeys(name.decode("ascii") for name in re.findall(rb"(/\S+) [\d.]+ Tf", content))
    available = page["/Resources"].get_object()["/Font"]
    return [(name, available[name].get_object()) for name in names]


def _codes(font: Any) -> list[tuple[str, str]]:
    """(code, character) for every glyph that stands for exactly one character."""
    pairs = []
    in_chars = False
    for line in font["/ToUnicode"].get_object().get_data().decode("ascii").splitlines():
        if line.endswith("beginbfchar"):
            in_chars = True
        elif line == "endbfchar":
            in_chars = False
        elif in_chars:
            code, text = (part.strip("<>") for part in line.split())
            char = bytes.fromhex(text).decode("utf-16-be")
            if len(char) == 1:
                pairs.append((code.zfill(4), char))
    return pairs


def _widths(font: Any) -> dict[int, float]:
    widths: dict[int, float] = {}
    table = list(font["/DescendantFonts"][0].get_object().get("/W", []))
    for first, values in zip(table[::2], table[1::2], strict=True):
        for offset, value in enumerate(values):
            widths[int(first) + offset] = float(value)
    return widths


# ------------------------------------------------------------------ what may be written


def plain(text: str) -> str:
    """The text without what has no shape of its own (selectors of variants, joiners, line ends)."""
    remaining = (char for char in text.replace("\n", " ") if unicodedata.category(char) not in {"Cf", "Cc"})
    return "".join(char for char in remaining if not 0xFE00 <= ord(char) <= 0xFE0F and ord(char) < 0xE0000)


def needs_shaping(text: str) -> bool:
    """Scripts whose letters change with their neighbours: they cannot be set letter by letter."""
    return any(
        unicodedata.category(char) in {"Mn", "Mc", "Me"}
        or unicodedata.bidirectional(char) in {"R", "AL", "AN"}
        for char in text
    )


def _grounds_of(sheets: Iterable[Sheet]) -> list[Sheet]:
    return list({id(sheet.ground): sheet.ground for sheet in sheets if sheet.ground is not None}.values())


def _chars_by_face(sheets: Iterable[Sheet]) -> dict[Face, set[str]]:
    needed: dict[Face, set[str]] = defaultdict(set)
    for sheet in sheets:
        for text in sheet.texts:
            needed[text.face].update(plain(text.text))
        needed[Face.HEI].update(sheet.watermark)
    for text in (text for sheet in sheets for text in sheet.texts if not text.text.isascii()):
        if needs_shaping(plain(text.text)):
            raise CannotPrint(f"「{text.text[:20]}」是须连写的文字，此纸样不能打印，请改用规范汉字姓名。")
    return {face: chars for face, chars in needed.items() if chars}


# ------------------------------------------------------------------ writing


class Press:
    """Writes sheets into one PDF, page by page. ``load`` first what all the sheets will say."""

    def __init__(self, title: str) -> None:
        from pypdf import PdfWriter  # noqa: PLC0415 -- loaded where it is used
        from pypdf.generic import DictionaryObject, NameObject  # noqa: PLC0415 -- loaded where it is used

        self._writer = PdfWriter()
        self._writer.add_metadata({"/Title": title})
        self._fonts = Fonts(self._writer)
        self._grounds: list[tuple[Sheet, str]] = []
        self._forms = DictionaryObject()
        names = {NameObject("/Font"): self._fonts.resources, NameObject("/XObject"): self._forms}
        self._resources = self._writer._add_object(DictionaryObject(names))
        self.pages = 0

    def load(self, sheets: Sequence[Sheet]) -> None:
        """Draw every character of these sheets, and their grounds, once.

        Raises CannotPrint, naming what cannot be drawn: nothing has been printed then.
        """
        grounds = _grounds_of(sheets)
        self._fonts.load(_chars_by_face([*sheets, *grounds]))
        for ground in grounds:
            self._add_ground(ground)

    def print(self, sheets: Iterable[Sheet]) -> None:
        """Add these sheets. KeyError for one that was not loaded."""
        from pypdf.generic import NameObject  # noqa: PLC0415 -- loaded where it is used

        for sheet in sheets:
            width, height = (length * POINTS for length in sheet.size)
            page = self._writer.add_blank_page(width, height)
            page[NameObject("/Resources")] = self._resources
            page[NameObject("/Contents")] = self._writer._add_object(self._stream(sheet))
            self.pages += 1

    def _add_ground(self, ground: Sheet) -> None:
        from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject  # noqa: PLC0415 -- loaded where it is used

        form = self._stream(ground)
        form[NameObject("/Type")] = NameObject("/XObject")
        form[NameObject("/Subtype")] = NameObject("/Form")
        width, height = (length * POINTS for length in ground.size)
        box = [FloatObject(0), FloatObject(0), FloatObject(width), FloatObject(height)]
        form[NameObject("/BBox")] = ArrayObject(box)
        form[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): self._fonts.resources})
        name = f"/Ground{len(self._grounds) + 1}"
        self._forms[NameObject(name)] = self._writer._add_object(form)
        self._grounds.append((ground, name))

    def _ground_name(self, ground: Sheet) -> str:
        return next(name for known, name in self._grounds if known is ground)

    def _stream(self, sheet: Sheet) -> Any:
        from pypdf.generic import DecodedStreamObject  # noqa: PLC0415 -- loaded where it is used

        stream = DecodedStreamObject()
        stream.set_data(self._content(sheet).encode("ascii"))
        return stream.flate_encode()

    def finish(self) -> Pdf:
        target = io.BytesIO()
        self._writer.write(target)
        return Pdf(target.getvalue(), self.pages)

    # -------------------------------------------------------------- drawing

    def _content(self, sheet: Sheet) -> str:
        height = sheet.size[1]
        out: list[str] = []
        if sheet.ground is not None:
            out.append(f"q {self._ground_name(sheet.ground)} Do Q")
        if sheet.watermark:
            out.append(self._watermark(sheet))
        if sheet.lines or sheet.dashes or sheet.codes:
            # Millimetres, and y downwards, for everything that is drawn.
            out.append(f"q {POINTS:.5f} 0 0 {-POINTS:.5f} 0 {height * POINTS:.3f} cm")
            last = 0.0
            for x1, y1, x2, y2, width in sheet.lines:
                if width != last:
                    out.append(f"{width:.2f} w")
                    last = width
                out.append(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")
            for code in sheet.codes:
                out += _qr(*code)
            if sheet.dashes:
                out.append("0.2 w [1.2 1.2] 0 d")
                out += [f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S" for x1, y1, x2, y2 in sheet.dashes]
            out.append("Q")
        struck: list[str] = []
        if sheet.texts:
            out.append("BT")
            out += [self._text(text, height, struck) for text in sheet.texts]
            out.append("ET")
        return "\n".join(out + struck)

    def _text(self, text: Text, height: float, struck: list[str]) -> str:
        glyphs = self._fonts.runs(text.face, plain(text.text))
        ems = sum(glyph.width for glyph in glyphs) / 1000
        size = text.size
        stretch = 100.0
        if text.room and ems * size > text.room * POINTS:
            size = max(SMALLEST, text.room * POINTS / ems)
            stretch = min(100.0, 100 * text.room * POINTS / (ems * size))
        width = ems * size * stretch / 100
        left = text.x * POINTS - {"l": 0.0, "c": width / 2, "r": width}[text.align]
        middle = (height - text.y) * POINTS
        if text.struck:
            struck.append(f"q 0.9 w {left - 1:.2f} {middle:.2f} m {left + width + 1:.2f} {middle:.2f} l S Q")
        moved = f"1 0 0 1 {left:.2f} {middle - MIDDLE * size:.2f} Tm"
        narrow = "" if stretch == 100.0 else f"{stretch:.1f} Tz "
        return f"{moved} {narrow}{_shown(glyphs, size)}{' 100 Tz' if narrow else ''}"

    def _watermark(self, sheet: Sheet) -> str:
        glyphs = self._fonts.runs(Face.HEI, sheet.watermark)
        width, height = (length * POINTS for length in sheet.size)
        size, slope = 64, (0.8192, 0.5736)  # 35 degrees
        half = sum(glyph.width for glyph in glyphs) / 2000 * size
        x = width / 2 - half * slope[0] + size * MIDDLE * slope[1]
        y = height / 2 - half * slope[1] - size * MIDDLE * slope[0]
        turned = f"{slope[0]} {slope[1]} {-slope[1]} {slope[0]} {x:.2f} {y:.2f} Tm"
        return f"q 0.90 g BT {turned} {_shown(glyphs, size)} ET Q"


def _qr(text: str, x: float, y: float, size: float) -> list[str]:
    """A QR code as filled bars, one for each run of dark modules, in a grid of its own: whole numbers are
    written and packed in half the time."""
    matrix = qr.modules(text)
    module = size / len(matrix)
    bars = [
        f"{dark.start()} {row} {dark.end() - dark.start()} 1 re"
        for row, cells in enumerate(matrix)
        for dark in DARK.finditer(cells)
    ]
    return [f"q {module:.6f} 0 0 {module:.6f} {x:.3f} {y:.3f} cm", *bars, "f Q"]


def _shown(glyphs: Sequence[Glyph], size: float) -> str:
    """The glyphs in their order, changing fonts where a rare character needs its own."""
    parts: list[str] = []
    font, codes = "", ""
    for glyph in glyphs:
        if glyph.font != font:
            if codes:
                parts.append(f"<{codes}> Tj")
            font, codes = glyph.font, ""
            parts.append(f"{font} {size:.2f} Tf")
        codes += glyph.code
    if codes:
        parts.append(f"<{codes}> Tj")
    return " ".join(parts)


def print_sheets(sheets: Sequence[Sheet], title: str) -> Pdf:
    """All sheets in one PDF."""
    press = Press(title)
    press.load(sheets)
    press.print(sheets)
    return press.finish()
