"""Pictures and PDF without what a camera, a scanner or a person's computer wrote beside the picture.

Nothing is encoded anew: a scan is evidence, and every dot of it stays. What goes: place, device, author,
time, thumbnail, hidden second pictures, scripts, enclosed files. What stays: the colours' profile, the size
of a dot, and which way up.
"""

from __future__ import annotations

import io
import struct
from typing import Any

from PIL import ExifTags, Image

_JPEG_KEPT = {0xE0, 0xE2, 0xEE}  # JFIF, colour profile, Adobe's note on the colours
_PNG_KEPT = set(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP pHYs sBIT bKGD".split())
_PDF_DROPPED = (
    "/Metadata",
    "/PieceInfo",
    "/OpenAction",
    "/AA",
    "/JavaScript",
    "/JS",
    "/EmbeddedFiles",
    "/Thumb",
)


class Locked(ValueError):
    """A PDF that opens with a password only."""


def picture_alone(content: bytes, media_type: str) -> bytes:
    if media_type == "image/jpeg":
        return _jpeg(content, _turn(content))
    return _png(content) if media_type == "image/png" else _webp(content)


def _turn(content: bytes) -> int:
    with Image.open(io.BytesIO(content)) as picture:
        said = picture.getexif().get(ExifTags.Base.Orientation, 1)
    return said if isinstance(said, int) and 2 <= said <= 8 else 1


def _jpeg(content: bytes, turn: int = 1) -> bytes:
    """Segment by segment up to the picture's own end; whatever follows it is left behind."""
    out, at = [content[:2]], 2
    if turn != 1:
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = turn
        note = exif.tobytes()
        out.append(b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note)
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker where a segment begins")
        while content[at + 1] == 0xFF:
            at += 1
        mark = content[at + 1]
        if mark == 0xD9:
            out.append(b"\xff\xd9")
            return b"".join(out)
        end = at + 2 + struct.unpack_from(">H", content, at + 2)[0]
        # Camera makers put a second picture with a data block of its own behind an index in APP2.
        remaining = mark in _JPEG_KEPT and content[at + 4 : at + 7] != b"MPF"
        if mark == 0xDA:
            end = _end_of_lines(content, end)
            remaining = True
        if remaining or not (0xE0 <= mark <= 0xEF or mark == 0xFE):
            out.append(content[at:end])
        at = end


def _end_of_lines(content: bytes, at: int) -> int:
    """Where the coded lines of a picture end: at the next marker that is neither a filler nor a restart."""
    while True:
        at = content.index(b"\xff", at)
        if at + 1 >= len(content):
            raise ValueError("the picture has no end")
        mark = content[at + 1]
        if mark != 0 and mark != 0xFF and not 0xD0 <= mark <= 0xD7:
            return at
        at += 1 if mark == 0xFF else 2


def _png(content: bytes) -> bytes:
    out, at = [content[:8]], 8
    while True:
        size, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + size
        if end > len(content):
            raise ValueError("a block is cut off")
        if name in _PNG_KEPT:
            out.append(content[at:end])
        if name == b"IEND":
            return b"".join(out)
        at = end


def _webp(content: bytes) -> bytes:
    body, at = [], 12
    whole = 8 + struct.unpack_from("<I", content, 4)[0]
    while at + 8 <= min(len(content), whole):
        name, size = struct.unpack_from("<4sI", content, at)
        end = at + 8 + size + size % 2
        block = content[at:end]
        if name == b"VP8X":
            block = block[:8] + bytes([block[8] & ~0x0C]) + block[9:]  # says that EXIF and XMP are there
        if name not in (b"EXIF", b"XMP "):
            body.append(block)
        at = end
    inner = b"WEBP" + b"".join(body)
    return b"RIFF" + struct.pack("<I", len(inner)) + inner


def pages_alone(content: bytes) -> bytes:
    """The pages of a PDF. One signed digitally stays as it came: a changed byte voids the signature."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 -- loaded where it is used

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise Locked
    if len(reader.pages) == 0:
        raise ValueError("no page")
    root: Any = reader.trailer["/Root"].get_object()
    form = root.get("/AcroForm")
    if form is not None and int(form.get_object().get("/SigFlags", 0)) & 1:
        return content
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    for number in range(1, len(writer._objects) + 1):
        _undress(writer._objects[number - 1])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _undress(thing: Any) -> None:
    from pypdf.generic import DictionaryObject, NameObject, StreamObject  # noqa: PLC0415 -- loaded where it is used

    if not isinstance(thing, DictionaryObject):
        return
    for key in _PDF_DROPPED:
        thing.pop(NameObject(key), None)
    if thing.get("/S") in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData"):
        thing[NameObject("/S")] = NameObject("/None")
    if isinstance(thing, StreamObject) and thing.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        try:
            thing._data = _jpeg(thing._data)
        except (ValueError, IndexError, struct.error):
            return  # a picture in a form we do not know: shown as it is
