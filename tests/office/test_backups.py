"""A backup is one file that brings the whole office back, and says where it was changed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from election_office.audit.actions import record
from election_office.audit.models import AuditEvent, AuditHead
from election_office.core import keycheck
from election_office.core.models import KeyCheck
from election_office.dashboard.backups import tables
from election_office.dashboard.backups.actions import make_backup, read_backup, restore, verify_backup
from election_office.dashboard.backups.container import BadBackup
from tests.factories import RegistrationFactory, UserFactory
from villages.models import Person

ACTIONS = "election_office.dashboard.backups.actions"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled(files_of_its_own: None) -> dict[str, str]:
    """An office with people, events and a file of several pieces; the digest of each of its tables."""
    KeyCheck.objects.create(**keycheck.values())
    row = RegistrationFactory()
    user = UserFactory(serving=row.area_code)
    with transaction.atomic():
        for number in range(3):
            record("x.done", target=row, area_code=row.area_code, by=user, after={"次": number})
    default_storage.save("rolls/1/demo.bin", ContentFile(bytes(range(256)) * 1000))
    return digests()


def digests() -> dict[str, str]:
    return {model._meta.label: tables.digest(model, connection) for model in tables.tables()}


def clear() -> None:
    """As an empty, upgraded database is."""
    if connection.vendor == "postgresql":  # where events are not deleted one by one
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE audit_auditevent")
    # In one transaction, as a restore does: rows may point at what is gone until its end.
    with connection.constraint_checks_disabled(), transaction.atomic():
        tables.empty(connection)


def test_an_office_comes_back_whole(filled, tmp_path, settings, monkeypatch) -> None:
    file = tmp_path / "office.bak"
    content = make_backup(file)
    assert content.rows["audit.AuditEvent"] == 3
    assert len(content.files) == 1
    head = AuditHead.objects.get()
    assert content.heads == {head.area_code: (3, head.hash)}
    assert verify_backup(file) == content

    monkeypatch.setattr(f"{ACTIONS}.call_command", lambda *args, **kwargs: None)
    clear()
    settings.MEDIA_ROOT = tmp_path / "new"
    assert restore(file) == content
    assert digests() == filled
    [name] = content.files
    with default_storage.open(name) as stored:
        assert stored.read() == bytes(range(256)) * 1000
    # The next row gets a number that is free.
    RegistrationFactory()


def test_a_database_with_people_in_it_is_not_written_over(filled, tmp_path, monkeypatch) -> None:
    make_backup(tmp_path / "office.bak")
    monkeypatch.setattr(f"{ACTIONS}.call_command", lambda *args, **kwargs: None)
    with pytest.raises(BadBackup, match="已有数据，没有恢复"):
        restore(tmp_path / "office.bak")
    assert digests() == filled


def test_every_changed_byte_is_found_and_its_place_named(filled, tmp_path) -> None:
    file, changed = tmp_path / "office.bak", tmp_path / "changed.bak"
    make_backup(file)
    whole = file.read_bytes()
    for place in range(30, len(whole), len(whole) // 9):
        changed.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BadBackup, match=r"处。$|备份中的.*已损坏|解不开|不是本平台"):
            read_backup(changed)
    for end in (0, 10, 60, len(whole) // 2, len(whole) - 1):
        changed.write_bytes(whole[:end])
        with pytest.raises(BadBackup):
            read_backup(changed)
    late = len(whole) - 100_000
    changed.write_bytes(whole[:late] + bytes([whole[late] ^ 1]) + whole[late + 1 :])
    with pytest.raises(BadBackup, match=r"改动在文件 rolls/1/demo\.bin处"):
        read_backup(changed)


def test_the_commands_end_with_one_for_a_changed_file_and_ask_nothing(filled, tmp_path) -> None:
    file, said = tmp_path / "office.bak", io.StringIO()
    call_command("backup", out=file, stdout=said)
    call_command("verify_backup", file, stdout=said)
    assert "OK" in said.getvalue()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(CommandError) as refused:
        call_command("verify_backup", file)
    assert refused.value.returncode == 1


def test_a_passphrase_opens_what_it_sealed_and_another_does_not(filled, tmp_path) -> None:
    file = tmp_path / "office.bak"
    (tmp_path / "right").write_text("演示口令 足够长的一句话\n")
    (tmp_path / "wrong").write_text("演示口令 足够长的另一句\n")
    (tmp_path / "short").write_text("太短\n")
    call_command("backup", out=file, passphrase_file=tmp_path / "right", stdout=io.StringIO())
    call_command("verify_backup", file, passphrase_file=tmp_path / "right", stdout=io.StringIO())
    for name, words in (("wrong", "解不开"), ("short", "不足12个字符"), (None, "用口令加密")):
        with pytest.raises(CommandError, match=words):
            call_command("verify_backup", file, passphrase_file=name and tmp_path / name)


def test_a_backup_of_other_keys_is_refused(filled, tmp_path, settings) -> None:
    file = tmp_path / "office.bak"
    make_backup(file)
    settings.PERSON_CIPHER_KEY = bytes.fromhex("55" * 32)
    with pytest.raises(BadBackup, match="另一个密钥"):
        read_backup(file)
    settings.PERSON_CIPHER_KEY = bytes.fromhex("11" * 32)
    settings.PERSON_HASH_KEY = bytes.fromhex("55" * 32)
    with pytest.raises(BadBackup, match="密钥与数据库不符"):
        read_backup(file)


def test_a_backup_shows_nothing_without_its_key(filled, tmp_path) -> None:
    file = tmp_path / "office.bak"
    make_backup(file)
    person = Person.objects.get()
    assert person.name.encode() not in file.read_bytes()
    assert AuditEvent.objects.first().hash.encode() not in file.read_bytes()


def test_a_disk_that_is_full_leaves_the_former_backup(filled, tmp_path, monkeypatch) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "office.bak"
    make_backup(file)
    before = file.read_bytes()
    monkeypatch.setattr("election_office.core.storage.os.fsync", full)
    with pytest.raises(CommandError, match="没有完成"):
        call_command("backup", out=file)
    assert file.read_bytes() == before
    assert [path.name for path in Path(tmp_path).glob(".*.part")] == []
