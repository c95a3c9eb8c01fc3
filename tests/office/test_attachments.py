"""What people hand in: looked into, no bigger than allowed, and without what a device wrote beside it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter

from election_office.core.attachments import ANYTHING, AttachmentField, ScanField
from tests.files import jpeg, pdf

DEVICE = "演示相机"


def cleaned(name: str, content: bytes, field: AttachmentField | None = None) -> tuple[str, bytes]:
    upload = (field or AttachmentField(kinds=ANYTHING)).clean(SimpleUploadedFile(name, content))
    return upload.name, upload.read()


def refused(name: str, content: bytes, field: AttachmentField | None = None) -> str:
    with pytest.raises(ValidationError) as error:
        cleaned(name, content, field)
    (sentence,) = error.value.messages
    assert sentence.endswith("。")
    return str(error.value.code or error.value.error_list[0].code)


def test_a_photograph_keeps_every_dot_and_which_way_up_and_names_no_camera() -> None:
    given = jpeg(DEVICE, turn=6)
    _, content = cleaned("签到表.jpg", given)
    assert DEVICE.encode() in given
    assert DEVICE.encode() not in content
    before, after = Image.open(io.BytesIO(given)), Image.open(io.BytesIO(content))
    assert before.tobytes() == after.tobytes()
    assert dict(after.getexif()) == {ExifTags.Base.Orientation: 6}


def test_a_png_and_a_webp_lose_their_notes() -> None:
    note, png, webp = PngImagePlugin.PngInfo(), io.BytesIO(), io.BytesIO()
    note.add_text("Author", DEVICE)
    picture = Image.new("RGB", (9, 9), "navy")
    picture.save(png, "PNG", pnginfo=note)
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = DEVICE
    picture.save(webp, "WEBP", exif=exif, xmp=DEVICE.encode())
    for name, given in (("图.png", png.getvalue() + b"behind"), ("图.webp", webp.getvalue())):
        _, content = cleaned(name, given)
        assert b"Author" not in content
        assert DEVICE.encode() not in content
        assert not content.endswith(b"behind")
        after = Image.open(io.BytesIO(content))
        assert after.getpixel((4, 4))[2] > 100
        assert dict(after.getexif()) == {}


def test_a_pdf_keeps_its_pages_and_neither_author_nor_script_nor_enclosure() -> None:
    _, content = cleaned("决定.pdf", pdf(DEVICE))
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    assert "/Author" not in (reader.metadata or {})
    assert b"alert" not in content
    assert b"JavaScript" not in content
    assert not reader.attachments


def test_what_is_no_whole_file_of_an_allowed_kind_is_refused_with_a_sentence() -> None:
    locked = PdfWriter()
    locked.add_blank_page(10, 10)
    locked.encrypt("secret")
    shut = io.BytesIO()
    locked.write(shut)
    macro = io.BytesIO()
    with zipfile.ZipFile(macro, "w") as package:
        package.writestr("word/document.xml", "x")
        package.writestr("word/vbaProject.bin", "x")
    assert refused("页.html", b"<html></html>") == "wrong_type"
    assert refused("页.txt", b"<html></html>") == "wrong_type"
    assert refused("程序.pdf", b"MZ\x90\0") == "wrong_type"
    assert refused("宏.docx", macro.getvalue()) == "wrong_type"
    assert refused("断.pdf", b"%PDF-1.4") == "broken"
    assert refused("断.jpg", jpeg()[:80]) == "broken"
    assert refused("锁.pdf", shut.getvalue()) == "locked"
    assert refused("大.pdf", pdf() + b" " * 1_048_577, AttachmentField(max_mb=1)) == "too_big"
    assert refused("说明.txt", "说明".encode(), ScanField()) == "wrong_type"


def test_a_file_is_named_by_what_it_is_and_without_anybodys_number() -> None:
    assert cleaned("演示甲369901199001010011.exe", pdf())[0] == "演示甲.exe.pdf"
    assert cleaned("13900000000.jpeg", jpeg())[0] == "附件.jpeg"
    assert cleaned("..\\a\nb<c>.PDF", pdf())[0] == "abc.pdf"
    assert cleaned("说明.txt", "说明".encode("gb18030"))[0] == "说明.txt"
    assert len(cleaned("很长" * 200 + ".pdf", pdf())[0]) <= 90


PRODUCT = ("election_office", "villages", "voters", "candidates", "ballots")
# What an importer reads whole, with an answer for each row.
IMPORTERS = {
    "ballots/collective/forms.py",
    "candidates/review/batch_forms.py",
    "election_office/documents/forms.py",  # a copy edited in Word, read by documents/returned
    "villages/lawtexts/forms.py",
    "villages/workbook/forms.py",
    "voters/forms.py",
}


def sources() -> dict[str, str]:
    base = Path(settings.BASE_DIR)
    return {
        str(path.relative_to(base)): path.read_text(encoding="utf-8")
        for package in PRODUCT
        for path in (base / package).rglob("*.py")
    }


def test_every_form_takes_files_through_the_checked_field() -> None:
    plain = {name for name, text in sources().items() if re.search(r"= forms\.(File|Image)Field\(", text)}
    assert plain == IMPORTERS


def test_no_number_is_told_by_a_sign_that_int_cannot_read() -> None:
    """ "²".isdigit() is true, and int("²") fails."""
    assert [name for name, text in sources().items() if ".isdigit" in text] == []


def test_rows_are_ticked_through_the_field_that_knows_how_long_a_number_may_be() -> None:
    plain = r"= forms\.ModelMultipleChoiceField\(|\(forms\.ModelMultipleChoiceField\)"
    assert {name for name, text in sources().items() if re.search(plain, text)} == {
        "election_office/core/forms.py"
    }
