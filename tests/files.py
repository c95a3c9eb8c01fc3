"""Small whole files for tests that hand something in."""

from __future__ import annotations

import io

from PIL import ExifTags, Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def pdf(title: str = "") -> bytes:
    """One empty page; with ``title``, a PDF that says who wrote it with what, and that runs a script."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.metadata = None
    if title:
        writer.add_metadata({"/Author": title, "/Title": title, "/Creator": title})
        script = {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject(script)
        writer.add_attachment("secret.txt", title.encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def jpeg(device: str = "", turn: int = 1) -> bytes:
    """A small picture; with ``device``, one whose camera wrote what it is, and more behind the end."""
    exif, out = Image.Exif(), io.BytesIO()
    if device:
        exif[ExifTags.Base.Make] = device
        exif[ExifTags.Base.Orientation] = turn
    Image.new("RGB", (12, 8), "lightgray").save(out, "JPEG", exif=exif, comment=device or None)
    return out.getvalue() + device.encode()


PDF = pdf()
