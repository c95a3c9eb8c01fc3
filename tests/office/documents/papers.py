"""A kind of paper made for these tests, and the words to handle one."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from election_office.accounts.models import Assignment
from election_office.documents import actions
from election_office.documents.kinds import DocumentKind, NumberRule, Place
from election_office.documents.models import Document, Posting
from election_office.documents.paper import NameGrid, NameGroup, Paper, Para

VILLAGE = "369901001001"

OTHER = "369901001002"

PLACES = [
    Place("village", "村务公开栏"),
    Place("group:1", "第一村民小组"),
    Place("shop", "小卖部门口", required=False),
]

NAMES = ["欧阳某甲", "王某", "李某乙"]


@dataclass
class Heard:
    """What the hooks of the test kind were told."""

    calls: list[tuple[str, str]]
    refuse: bool = False


heard = Heard([])


def _hear(name: str) -> Any:
    def hook(row: Document | Posting) -> None:
        if heard.refuse:
            raise ValidationError("上层不同意。")
        heard.calls.append((name, str(row)))

    return hook


def _facts(subject: Assignment) -> dict[str, Any]:
    return {
        "title": "上河湾村选民名单公告",
        "names": list(NAMES),
        "day": dt.date(2026, 12, 20),
        "remark": subject.unit,
    }


def _paper(facts: dict[str, Any]) -> Paper:
    return Paper(
        title=facts["title"],
        blocks=(
            Para(f"选举日是{facts['day']}。{facts['remark']}"),
            NameGrid([NameGroup("第一村民小组", facts["names"])]),
        ),
        signature=("上河湾村村民选举委员会",),
    )


NOTICE = DocumentKind(
    code="tests.notice",
    title="测试公告",
    facts=_facts,
    compose=_paper,
    number_rule=NumberRule("notice", label=lambda subject, year, n: f"测选〔{year}〕{n}号"),
    places=lambda subject: PLACES,
    public=True,
    signed_by="上河湾村村民选举委员会",
    on_issued=_hear("issued"),
    on_posted=_hear("posted"),
    on_taken_down=_hear("taken_down"),
    on_voided=_hear("voided"),
    on_replaced=_hear("replaced"),
    on_revoked=_hear("revoked"),
)


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return (
        "".join(page.extract_text() for page in pages)
        .replace("\u3000", "")
        .replace("\n", "")
        .replace(" ", "")
    )


def data_of(document: Document) -> bytes:
    with document.pdf.open() as pdf:
        return pdf.read()


def photo(size=(60, 40), exif=True, kind="JPEG", taken="2026:11:22 08:30:00") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    extra = {}
    if exif:
        tags = Image.Exif()
        tags[0x010F] = "PhoneMaker"
        tags.get_ifd(0x8769)[0x9003] = taken
        tags.get_ifd(0x8825)[2] = (28.0, 11.0, 7.0)
        extra["exif"] = tags
    Image.new("RGB", size, "white").save(buffer, kind, **extra)
    return SimpleUploadedFile("张贴.jpg", buffer.getvalue())


def post(document, clerk, key, when=None, **kwargs):
    when = when or timezone.now()
    return actions.record_posting(document, place_key=key, posted_at=when, by=clerk, **kwargs)
