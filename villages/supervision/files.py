"""Files as the supervision keeps them: what a camera or a scanner wrote about itself does not survive."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from election_office.documents.photos import MAX_BYTES, clean_photo

MOST_PAGES = 200
MOST_FILES = 9


@dataclass(frozen=True, slots=True)
class Kept:
    content: ContentFile[bytes]
    sha256: str


def cleaned(upload: UploadedFile[Any], field: str) -> Kept:
    """A photograph encoded anew, or a PDF with its pages and nothing about its making. Raises ValidationError
    beside ``field``."""
    upload.seek(0)
    try:
        if upload.read(5) == b"%PDF-":
            data, ending = _pages_alone(upload), ".pdf"
        else:
            data, ending = clean_photo(upload).jpeg, ".jpg"
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error
    digest = hashlib.sha256(data).hexdigest()
    return Kept(ContentFile(data, name=f"{digest[:16]}{ending}"), digest)


def _pages_alone(upload: UploadedFile[Any]) -> bytes:
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 -- loaded where it is used
    from pypdf.errors import PyPdfError  # noqa: PLC0415 -- loaded where it is used

    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(f"文件超过{MAX_BYTES // 1048576}MB，请压缩后再上传。")
    upload.seek(0)
    try:
        reader = PdfReader(io.BytesIO(upload.read()))
        if len(reader.pages) > MOST_PAGES:
            raise ValidationError(f"PDF有{len(reader.pages)}页，最多{MOST_PAGES}页，请分开上传。")
        writer = PdfWriter()
        for page in reader.pages:
            writer.add_page(page)
        writer.metadata = None
        out = io.BytesIO()
        writer.write(out)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValidationError("这个PDF打不开，可能已经损坏或者加了密码，请重新扫描。") from error
    return out.getvalue()
