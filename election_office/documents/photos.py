"""Photographs of postings: checked, turned upright, made smaller, and stripped of hidden data."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from PIL import ExifTags, Image, ImageOps

MAX_BYTES = 20 * 1024 * 1024
MAX_SIDE = 2400
FORMATS = ("JPEG", "PNG", "WEBP")
YEARS = range(1990, 2100)  # of a digital camera; a clock that was never set says 0001, 1970 or 1980


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture fit to be kept: JPEG bytes, and the camera's own time when it gave one."""

    jpeg: bytes
    taken_at: datetime | None


def clean_photo(upload: File[bytes]) -> Photo:
    """Re-encode an uploaded picture. Position, device and thumbnail do not survive.

    Raises ValidationError with a sentence for a file that is too big or no picture.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(
            f"照片为{upload.size / 1048576:.1f}MB，超过{MAX_BYTES // 1048576}MB，请缩小后再上传。"
        )
    try:
        with warnings.catch_warnings():
            # A picture made to exhaust memory is a fault of the file, not a warning.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            upload.seek(0)
            with Image.open(upload, formats=FORMATS) as picture:
                taken_at = _taken_at(picture)
                picture.load()
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    # A reader of foreign bytes meets whatever a broken file holds; each of it means the same here.
    except Exception as error:
        raise ValidationError("这个文件不是可用的照片，请上传JPG、PNG或WebP格式的照片。") from error
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    buffer = io.BytesIO()
    clean.save(buffer, "JPEG", quality=85, optimize=True)
    return Photo(buffer.getvalue(), taken_at)


def _taken_at(picture: Image.Image) -> datetime | None:
    """The camera's clock in local time; cameras that are silent or absurd give None."""
    exif = picture.getexif().get_ifd(ExifTags.IFD.Exif)
    text = str(exif.get(ExifTags.Base.DateTimeOriginal, ""))
    try:
        # Cameras write local time without a zone.
        naive = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return None
    return timezone.make_aware(naive) if naive.year in YEARS else None
