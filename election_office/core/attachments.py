"""Files that people hand in: what they really are, how big, and without what a camera or scanner added.

Every form takes them with ``AttachmentField`` or ``PhotoField``; only importers, which read a file whole and
say what is wrong with each row, take theirs otherwise.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from PIL import Image

from election_office.core import scans
from election_office.core.fields import without_numbers

MEGABYTE = 1024 * 1024
MAX_UNFOLDED = 200 * MEGABYTE
KEPT_NAME = 80


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: what people call it, how its name ends, and how its content begins."""

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    signs: tuple[bytes, ...] = ()


JPG = Kind("JPG", (".jpg", ".jpeg"), "image/jpeg", (b"\xff\xd8\xff",))
PNG = Kind("PNG", (".png",), "image/png", (b"\x89PNG\r\n\x1a\n",))
WEBP = Kind("WebP", (".webp",), "image/webp", (b"RIFF",))
PDF = Kind("PDF", (".pdf",), "application/pdf", (b"%PDF-",))
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = Kind("Word", (".docx",), f"{_OFFICE}.wordprocessingml.document", (b"PK\x03\x04",))
DOC = Kind("Word", (".doc", ".wps"), "application/msword", (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",))
XLSX = Kind("Excel", (".xlsx",), f"{_OFFICE}.spreadsheetml.sheet", (b"PK\x03\x04",))
XLS = Kind("Excel", (".xls", ".et"), "application/vnd.ms-excel", (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",))
TEXT = Kind("文本", (".txt",), "text/plain")

PICTURES = (JPG, PNG, WEBP)
SCANS = (PDF, JPG, PNG)
PAPERS = (PDF, *PICTURES, DOCX, DOC)
ANYTHING = (*PAPERS, XLSX, XLS, TEXT)
# A package of this kind holds its content in this folder.
_FOLDERS = {DOCX: "word/", XLSX: "xl/"}


class AttachmentField(forms.FileField):
    """A file of the kinds it names, no bigger than it says, looked into and cleaned.

    What a scanner or camera wrote beside the picture (device, place, author, thumbnail) does not survive;
    nor do scripts in a PDF. The name people gave it keeps its end; numbers of people are taken out of it.
    """

    cleans = True
    # Django's own would link to the file that is there, at an address that no page of the office has.
    widget = forms.FileInput

    def __init__(self, *, kinds: Sequence[Kind] = PAPERS, max_mb: int = 10, **kwargs: Any) -> None:
        self.kinds, self.max_mb = tuple(kinds), max_mb
        names = list(dict.fromkeys(kind.name for kind in self.kinds))
        self.said = f"{'、'.join(names[:-1])}或者{names[-1]}" if len(names) > 1 else names[0]
        kwargs.setdefault("help_text", f"{self.said}，不超过{max_mb}MB。")
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # A telephone offers its camera for the kinds of pictures, a computer its folder for the endings.
        accept = ",".join(
            item
            for kind in self.kinds
            for item in ((kind.media_type,) if kind in PICTURES else kind.suffixes)
        )
        return {"accept": accept} | super().widget_attrs(widget)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return upload
        size = upload.size or 0
        if size > self.max_mb * MEGABYTE:
            raise ValidationError(
                f"文件为{size / MEGABYTE:.1f}MB，超过{self.max_mb}MB，请压缩或者重新扫描后再上传。",
                code="too_big",
            )
        upload.seek(0)
        content = upload.read()
        kind = kind_of(content, upload.name or "", self.kinds)
        if kind is None:
            raise ValidationError(f"这个文件不是{self.said}，或者已经损坏，请换一个。", code="wrong_type")
        if self.cleans:
            content = cleaned(content, kind)
        name = shown_name(upload.name or "", kind)
        return InMemoryUploadedFile(io.BytesIO(content), name, name, kind.media_type, len(content), None)


class ScanField(AttachmentField):
    """A signed and stamped paper, scanned."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(kinds=SCANS, max_mb=20, **kwargs)


class PhotoField(AttachmentField):
    """A photograph. Its act encodes it anew (``documents.photos``), and may ask the camera's clock before."""

    cleans = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(kinds=PICTURES, max_mb=20, **kwargs)


def kind_of(content: bytes, name: str, kinds: Sequence[Kind]) -> Kind | None:
    """Which of these kinds a file is, by what stands in it. The name decides only between kinds whose content
    begins alike: old Word and old Excel."""
    ending = "." + name.lower().rpartition(".")[2]
    for kind in sorted(kinds, key=lambda kind: ending not in kind.suffixes):
        if not any(content.startswith(sign) for sign in kind.signs):
            if kind is TEXT and _is_text(content):
                return kind
            continue
        if kind in _FOLDERS and not _is_package(content, _FOLDERS[kind]):
            continue
        if kind is WEBP and content[8:12] != b"WEBP":
            continue
        return kind
    return None


def _is_package(content: bytes, folder: str) -> bool:
    """A Word or Excel package without programs in it, that does not unfold into something huge."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return (
        any(part.filename.startswith(folder) for part in parts)
        and not any(part.filename.lower().endswith("vbaproject.bin") for part in parts)
        and sum(part.file_size for part in parts) <= MAX_UNFOLDED
    )


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "<html" not in text[:1000].lower() and all(
            char.isprintable() or char in "\r\n\t\f" for char in text
        )
    return False


def cleaned(content: bytes, kind: Kind) -> bytes:
    """The same file without what a device or a person's computer wrote beside it. Raises ValidationError."""
    try:
        if kind in PICTURES:
            with warnings.catch_warnings():
                # A picture made to exhaust memory is a fault of the file, not a warning.
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(io.BytesIO(content), formats=[kind.media_type.partition("/")[2]]) as picture:
                    picture.load()
            return scans.picture_alone(content, kind.media_type)
        if kind is PDF:
            return scans.pages_alone(content)
    except scans.Locked as error:
        raise ValidationError("这个PDF设有密码，打不开。请去掉密码后再上传。", code="locked") from error
    # A reader of foreign bytes meets whatever a broken file holds; each of it means the same here.
    except (Exception, Image.DecompressionBombWarning) as error:
        raise ValidationError(
            f"这个{kind.name}文件打不开，可能没有传完或者已经损坏，请重新扫描后上传。", code="broken"
        ) from error
    return content


def shown_name(name: str, kind: Kind) -> str:
    """The name people gave the file, fit to be shown: it ends as its content says, and names no number."""
    plain = "".join(char for char in name if char.isprintable() and char not in '\\/:*?"<>|').strip()
    stem, _, ending = plain.rpartition(".")
    if f".{ending.lower()}" not in kind.suffixes:
        stem, ending = plain, kind.suffixes[0].removeprefix(".")
    stem = re.sub(r"\s+", " ", without_numbers(stem)).strip(" .")
    return f"{stem[-KEPT_NAME:] or '附件'}.{ending.lower()}"
