"""What lies sealed: texts, JSON and files, and what becomes of it under another key."""

from __future__ import annotations

import io
import os
import re
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.http import HttpRequest
from django.test import RequestFactory

from election_office.audit.models import AuditEvent
from election_office.core import cipher, scratch, uploads
from election_office.core.attachments import MEGABYTE, AttachmentField, ScanField
from election_office.core.cipher import Unreadable, opened, sealed_pieces
from election_office.core.migrations_for_all import SealTexts
from tests.factories import ElectionFactory, UserFactory
from voters.imports.limits import MAX_BYTES
from voters.models import RollImport

OTHER = bytes.fromhex("33" * 32)
PIECE = cipher.PIECE


def test_a_text_names_its_key_and_reads_back():
    sealed = cipher.seal("演示文字")
    assert sealed.startswith(f"{cipher.key_name(bytes.fromhex('11' * 32))}:")
    assert cipher.unseal(sealed) == "演示文字"
    assert (cipher.seal(""), cipher.unseal("")) == ("", "")


def test_a_text_sealed_before_keys_had_names_is_read():
    assert cipher.unseal(cipher.seal("3699").partition(":")[2]) == "3699"


def test_the_key_taken_out_of_use_still_opens_and_seals_nothing(settings):
    before = cipher.seal("演示")
    settings.PERSON_CIPHER_KEYS_OLD = (settings.PERSON_CIPHER_KEY,)
    settings.PERSON_CIPHER_KEY = OTHER
    assert cipher.unseal(before) == "演示"
    assert not cipher.is_current(before)
    assert cipher.is_current(cipher.seal("演示"))


@pytest.mark.parametrize("fault", ["key", "text", "not base64"])
def test_what_cannot_be_opened_is_said_in_a_sentence(settings, fault):
    sealed = cipher.seal("演示")
    if fault == "key":
        settings.PERSON_CIPHER_KEY = OTHER
    else:
        name, _, body = sealed.partition(":")
        sealed = f"{name}:{'AAAA' + body[4:] if fault == 'text' else '?' + body[1:]}"
    with pytest.raises(Unreadable, match=r"。$"):
        cipher.unseal(sealed)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7])
def test_a_file_of_any_length_reads_back_whole_and_in_part(size):
    content = bytes(index % 251 for index in range(size))
    sealed = b"".join(sealed_pieces([content[:100], content[100:]]))
    assert cipher.plain_size(len(sealed)) == size
    with opened(io.BytesIO(sealed)) as file:
        assert file.read() == content
        file.seek(max(0, size - 5))
        assert file.read() == content[max(0, size - 5) :]


def test_a_file_changed_cut_or_put_together_anew_is_refused():
    sealed = b"".join(sealed_pieces([b"a" * (2 * PIECE + 7)]))
    head, piece = 19, PIECE + 16
    swapped = sealed[:head] + sealed[head + piece : head + 2 * piece] + sealed[head : head + piece]
    altered = bytearray(sealed)
    altered[head + 5] ^= 1
    for bad in (sealed[: head + piece], sealed[:-1], swapped + sealed[head + 2 * piece :], bytes(altered)):
        with pytest.raises(Unreadable), opened(io.BytesIO(bad)) as file:
            file.read()


def test_a_stored_file_is_sealed_on_the_disk_and_a_former_one_is_read():
    name = default_storage.save("t/1.txt", ContentFile("身份证".encode()))
    try:
        path = Path(default_storage.path(name))
        assert "身份证".encode() not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
        assert default_storage.size(name) == len("身份证".encode())
        with default_storage.open(name) as file:
            assert file.read() == "身份证".encode()
        path.write_bytes(b"of before")
        with default_storage.open(name) as file:
            assert file.read() == b"of before"
    finally:
        default_storage.delete(name)


def test_what_people_called_a_file_stays_out_of_its_path():
    name = default_storage.generate_filename("registrations/2/张三369901199001011234.PDF")
    assert name.startswith("registrations/2/")
    assert name.endswith(".pdf")
    assert "369901" not in name
    assert "张三" not in name


def test_a_full_disk_leaves_no_half_file(monkeypatch):
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    folder = Path(default_storage.path("t2"))
    monkeypatch.setattr("election_office.core.storage.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        default_storage.save("t2/1.txt", ContentFile(b"x" * 100))
    assert list(folder.iterdir()) == []


@pytest.mark.django_db
def test_json_and_text_are_sealed_only_where_numbers_stand():
    old = {
        "area_code": "369901001001",
        "actor": "演示",
        "action": "x",
        "target": "y",
        "at": "2026-01-01T00:00Z",
    }
    hidden = {"号码": "369901********1234"}
    AuditEvent(number=1, before=hidden, after={"a": 1}, reason="见3699**********123X", **old).save()
    AuditEvent(number=2, before={"name": "演示"}, reason="平常", **old).save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT before, after, reason FROM audit_auditevent ORDER BY number")
        first, second = cursor.fetchall()
    assert "1234" not in str(first[0])
    assert "123X" not in first[2]
    assert "sealed" not in str(second)
    event = AuditEvent.objects.get(number=1)
    assert (event.before, event.after, event.reason) == (hidden, {"a": 1}, "见3699**********123X")


# ------------------------------------------------------------------ on its way in


def post_of(*contents: bytes) -> HttpRequest:
    files = [SimpleUploadedFile(f"{number}.pdf", content) for number, content in enumerate(contents)]
    return RequestFactory().post("/", {"files": files})


def open_files_with(marker: bytes) -> int:
    """How many of this process's open files hold it in clear, those without a name included."""
    found = 0
    for number in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            target = number.readlink()
            if str(target).startswith("/") and (number.is_file() and marker in number.read_bytes()):
                found += 1
    return found


def test_a_large_upload_lies_nowhere_in_clear_and_under_no_name(tmp_path, monkeypatch):
    """Whoever kills the process in the middle finds nothing to read."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    content = b"369901198001010018" * 200_000
    request = post_of(content, content[:-1], b"")
    files = request.FILES.getlist("files")
    assert [type(file).__name__ for file in files] == ["UploadedFile"] * 3
    assert (list(scratch.folder().iterdir()), list(tmp_path.iterdir())) == ([], [])
    assert open_files_with(b"369901198001010018" * 2) == 0
    assert [file.size for file in files] == [len(content), len(content) - 1, 0]
    assert [file.read() for file in files] == [content, content[:-1], b""]
    assert b"".join(files[0].chunks()) == content
    name = default_storage.save("roll/a.pdf", files[1])
    with default_storage.open(name) as stored:
        assert stored.read() == content[:-1]
    request.close()
    assert files[0].closed
    # What is small is held in memory, as ever.
    assert post_of(b"abc").FILES["files"].read() == b"abc"


def test_of_a_file_beyond_what_any_form_takes_only_its_size_is_kept(monkeypatch):
    assert max(MAX_BYTES, ScanField().max_mb * MEGABYTE) <= uploads.LARGEST
    monkeypatch.setattr(uploads, "LARGEST", 3 * MEGABYTE)
    big, right = b"%PDF-" + b"a" * 3 * MEGABYTE, b"b" * 3 * MEGABYTE
    request = post_of(big, right)
    files = request.FILES.getlist("files")
    assert [(file.size, len(file.read())) for file in files] == [(len(big), 0), (len(right), len(right))]
    with pytest.raises(ValidationError, match=r"文件为3\.0MB，超过2MB"):
        AttachmentField(max_mb=2).clean(files[0])
    request.close()


def test_what_a_process_left_behind_is_cleared_when_the_office_starts():
    folder = scratch.folder()
    assert folder.stat().st_mode & 0o777 == 0o700
    with scratch.place() as own:
        (own / "a").touch()
        here = socket.gethostname()
        gone, elsewhere = folder / f"999999999@{here}@x", folder / "999999999@elsewhere@x"
        gone.mkdir()
        (gone / "scratch.sqlite3").write_bytes(b"x")
        elsewhere.mkdir()  # of another machine that shares the folder, perhaps at work
        old = folder / f"{os.getpid()}@{here}@old"
        old.touch()
        os.utime(old, (0, 0))
        assert scratch.clear() == 2
        assert {path.name for path in folder.iterdir()} == {own.name, elsewhere.name}
    assert list(folder.iterdir()) == [elsewhere]
    elsewhere.rmdir()


# ------------------------------------------------------------------ names of files


def name_fields() -> dict[str, str]:
    """Of every model with a file: its fields that say what people called one, and their class."""
    return {
        f"{model._meta.label}.{field.name}": type(field).__name__
        for model in apps.get_models()
        if any(isinstance(field, models.FileField) for field in model._meta.concrete_fields)
        for field in model._meta.concrete_fields
        if field.name == "filename" or re.search("(file|paper|decision|scan)_name$", field.name)
    }


def test_every_name_that_people_gave_a_file_is_sealed():
    assert len(name_fields()) >= 18
    assert set(name_fields().values()) == {"FileNameField"}


@pytest.mark.django_db
def test_names_of_files_of_the_time_before_are_sealed_by_the_upgrade():
    row = RollImport.objects.create(
        election=ElectionFactory(), filename="演示甲的名册.xlsx", size=1, sha256="a" * 64,
        uploaded_by=UserFactory(),
    )  # fmt: skip

    def stored() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT filename FROM voters_rollimport")
            return str(cursor.fetchone()[0])

    assert "演示甲" not in stored()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE voters_rollimport SET filename = '演示甲的名册.xlsx'")
    row.refresh_from_db()
    assert (row.filename, "演示甲" in stored()) == ("演示甲的名册.xlsx", True)
    SealTexts("voters", rollimport=["filename"]).code(apps, SimpleNamespace(connection=connection))
    assert "演示甲" not in stored()
    row.refresh_from_db()
    assert row.filename == "演示甲的名册.xlsx"
