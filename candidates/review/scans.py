"""Scans of signed papers: what a file must be before it counts as evidence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

MAX_BYTES = 20 * 1024 * 1024
SIGNS = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}


@dataclass(frozen=True, slots=True)
class Scan:
    """A file fit to be kept, the name it came under, and its digest."""

    file: UploadedFile[Any]
    name: str
    sha256: str


def checked_scan(upload: UploadedFile[Any] | None, field: str = "scan") -> Scan:
    """Look into the file, not at its name. Raises ValidationError keyed by ``field``."""
    if upload is None:
        raise ValidationError({field: "请上传签字盖章的扫描件。"})
    size = upload.size or 0
    if not size:
        raise ValidationError({field: "扫描件是空文件，请重新上传。"})
    if size > MAX_BYTES:
        raise ValidationError(
            {field: f"扫描件为{size / 1048576:.1f}MB，超过{MAX_BYTES // 1048576}MB，请压缩后再传。"}
        )
    upload.seek(0)
    head = upload.read(8)
    ending = next((ending for sign, ending in SIGNS.items() if head.startswith(sign)), None)
    if ending is None:
        raise ValidationError({field: "扫描件须为PDF、JPG或者PNG格式。"})
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    # The stored name says nothing about the person, and ends as its content does.
    name, upload.name = (upload.name or "扫描件")[-120:], f"{digest.hexdigest()[:16]}{ending}"
    return Scan(upload, name, digest.hexdigest())
