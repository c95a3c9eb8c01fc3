"""The fonts inside our PDFs, small and quickly made.

WeasyPrint 70 copies a whole font file (up to 50 MB) for every font of every paper, and keeps a place for
each of its 65,535 glyphs in the part it embeds: half a megabyte and forty milliseconds for the sixteen
characters of a title. A font numbered by CID needs no empty places: its glyphs are embedded as bare CFF
(ISO 32000-1, 9.9, CIDFontType0C), where readers find each of them by its CID. Pages and text are the same;
tests/office/documents/test_small_fonts.py compares the pictures.

WeasyPrint writes the place of a glyph in the file where a reader expects its CID. In the Noto fonts both
are the same number; in 仿宋 they part after some thousand glyphs, so there each gets its place as its CID.

Other fonts (TrueType, 楷体) are embedded as WeasyPrint does it.
"""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from typing import Any

# Parts of fonts made for earlier papers: the digits of page numbers, the words in the foot.
REMEMBERED = 64
CFF_VERSION = b"\x01\x00"
_DROPPED = (
    b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG ",
    b"VORG", b"vhea", b"vmtx",
)  # fmt: skip

Face = tuple[bytes, int, int, int]

_at_work = threading.local()
_others: set[Face] = set()  # fonts without CIDs
_parts: OrderedDict[tuple[Face, frozenset[int]], bytes] = OrderedDict()


def install() -> None:
    """Have the printer use these fonts. Safe to call twice."""
    from weasyprint.pdf import fonts, stream  # noqa: PLC0415 -- slow import

    if getattr(stream.Font, "is_small", False):
        return
    read_whole = fonts.get_hb_object_data

    class SmallFont(fonts.Font):
        """Reads the whole font file only where somebody asks for it."""

        is_small = True
        _content: bytes | None

        def __init__(self, *given: Any) -> None:
            # The first thing it does is to copy the file; nothing here needs it.
            _at_work.begins = True
            try:
                super().__init__(*given)
            finally:
                _at_work.begins = False

        @property
        def file_content(self) -> bytes:
            if self._content is None:
                self._content = bytes(read_whole(self.hb_face))
            return self._content

        @file_content.setter
        def file_content(self, content: bytes | None) -> None:
            self._content = content

        @property
        def type(self) -> str:
            return "otf" if self.file_content[:4] == b"OTTO" or is_bare(self.file_content) else "ttf"

        def _harfbuzz_subset(self, to_unicode: dict[int, str], hinting: bool) -> None:
            face = _face_of(self)
            glyphs = frozenset(to_unicode)
            part = None
            if not self.missing and face not in _others:
                part = _parts.pop((face, glyphs), None) or _part_of(self.hb_face, glyphs)
            if part is None:
                if not self.missing:
                    _others.add(face)
                super()._harfbuzz_subset(to_unicode, hinting)
                return
            _parts[face, glyphs] = part
            if len(_parts) > REMEMBERED:
                _parts.popitem(last=False)
            self.file_content = part

    def read(hb_object: Any, *given: Any, **named: Any) -> Any:
        return None if getattr(_at_work, "begins", False) else read_whole(hb_object, *given, **named)

    fonts.get_hb_object_data = read
    stream.Font = SmallFont


def is_bare(content: bytes) -> bool:
    """Whether this is a CFF font without the tables around it."""
    return content[:2] == CFF_VERSION


def name_bare_fonts(pdf: Any) -> None:
    """Say of every bare font in a finished PDF what it is. WeasyPrint takes it for an OpenType file."""
    for part in pdf.objects:
        extra = getattr(part, "extra", None)
        if extra and extra.get("Subtype") == "/OpenType" and is_bare(part.stream[0]):
            extra["Subtype"] = "/CIDFontType0C"
        elif isinstance(part, dict) and part.get("Subtype") == "/CIDFontType0":
            # It belongs to TrueType fonts alone (ISO 32000-1, table 117); some readers obey it here too.
            part.pop("CIDToGIDMap", None)


def _face_of(font: Any) -> Face:
    from weasyprint.text.ffi import harfbuzz  # noqa: PLC0415 -- slow import

    blob = harfbuzz.hb_face_reference_blob(font.hb_face)
    length = harfbuzz.hb_blob_get_length(blob)
    harfbuzz.hb_blob_destroy(blob)
    return (font.name, font.index, length, font.glyph_count)


def _part_of(hb_face: Any, glyphs: frozenset[int]) -> bytes | None:
    """These glyphs as a font of their own, each under its place in the whole font: what the pages call it.
    None for a font without CIDs."""
    from fontTools.cffLib import CFFFontSet  # noqa: PLC0415 -- loaded where it is used
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- loaded where it is used

    content = _cff_of(hb_face, glyphs)
    if not content:
        return None
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(content), None)
    top = fonts.topDictIndex[0]
    if not hasattr(top, "ROS"):
        return None
    was, called = list(top.charset), [".notdef", *(f"cid{place:05d}" for place in sorted(glyphs) if place)]
    if was == called or (top.ROS[1] == "Identity" and set(called) <= set(was)):
        return content
    if len(was) != len(called):  # a glyph came along that nobody named
        return None
    outlines = top.CharStrings
    outlines.charStrings = {name: outlines.charStrings[old] for name, old in zip(called, was, strict=True)}
    top.charset = called
    written = io.BytesIO()
    fonts.compile(written, TTFont(recalcBBoxes=False))
    return written.getvalue()


def _cff_of(hb_face: Any, glyphs: frozenset[int]) -> bytes | None:
    """The outlines of these glyphs alone; empty where the font has none of this kind."""
    from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset  # noqa: PLC0415 -- slow import

    if not harfbuzz_subset:
        return None
    wanted = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    numbers = ffi.new("hb_codepoint_t[]", sorted(glyphs))
    harfbuzz.hb_set_add_sorted_array(harfbuzz_subset.hb_subset_input_glyph_set(wanted), numbers, len(glyphs))
    harfbuzz_subset.hb_subset_input_set_flags(
        wanted,
        harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE | harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING,
    )
    drop = harfbuzz_subset.hb_subset_input_set(wanted, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG)
    for tag in _DROPPED:
        item = ffi.new("hb_codepoint_t[]", [harfbuzz.hb_tag_from_string(tag, -1)])
        harfbuzz.hb_set_add_sorted_array(drop, item, 1)
    face = ffi.gc(harfbuzz_subset.hb_subset_or_fail(hb_face, wanted), harfbuzz.hb_face_destroy)
    if not face:
        return None
    outlines = harfbuzz.hb_face_reference_table(face, harfbuzz.hb_tag_from_string(b"CFF ", -1))
    with ffi.new("unsigned int *") as length:
        start = harfbuzz.hb_blob_get_data(outlines, length)
        content = None if start == ffi.NULL else bytes(ffi.buffer(start, int(length[0])))
    harfbuzz.hb_blob_destroy(outlines)
    return content
