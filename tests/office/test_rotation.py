"""New keys are taken into use, whatever interrupts it, and nothing stays sealed with the former."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from election_office.accounts import viewer
from election_office.audit.models import AuditEvent
from election_office.core import cipher, keycheck
from election_office.core.models import KeyCheck
from election_office.dashboard import rotation
from election_office.keys import Keys, read_keys, save_keys
from tests.factories import ElectionFactory, RegistrationFactory, UserFactory
from tests.tails import tail_of
from villages import numbers
from villages.actions import add_person
from villages.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(tmp_path: Path, settings, monkeypatch, files_of_its_own):
    """Three people, an old event, a file of the time before and one of now."""
    for name in ("SECRET", "CIPHER", "HASH"):
        monkeypatch.delenv(f"OFFICE_{name}_KEY")
    settings.DATA_DIR = tmp_path
    for name in ("PERSON_CIPHER_KEY", "PERSON_CIPHER_KEYS_OLD", "PERSON_HASH_KEY", "PERSON_HASH_KEYS_OLD"):
        setattr(settings, name, getattr(settings, name))  # put back after the test
    save_keys(
        tmp_path / "keys.json",
        Keys("x", settings.PERSON_CIPHER_KEY, settings.PERSON_HASH_KEY, settings.AUDIT_KEY),
    )
    election = ElectionFactory()
    for _ in range(3):
        RegistrationFactory(election=election)
    KeyCheck.objects.create(**keycheck.values())
    AuditEvent(
        area_code=election.area_code, number=1, at="2026-01-01T00:00Z", actor="演示", action="x", target="y",
        before={"号码": "369901********1234"}, reason="见3699**********123X",
    ).save()  # fmt: skip
    default_storage.save("t/now.txt", ContentFile(b"now"))
    Path(default_storage.path("t/before.txt")).write_bytes(b"before")
    return election


def known() -> list[str]:
    return [numbers.decrypt(one.id_cipher) for one in Person.objects.order_by("pk")]


def stale(former: str) -> list[str]:
    """Where anything is still sealed with the former key."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            found += [table for row in cursor.fetchall() for value in row if f"{former}:" in str(value)]
    return found


def test_everything_is_sealed_anew_and_found_again(office, settings, tmp_path):
    before, former = known(), cipher.key_name(settings.PERSON_CIPHER_KEY)
    said = io.StringIO()
    call_command("rotate_keys", stdout=said)

    assert cipher.key_name(settings.PERSON_CIPHER_KEY) != former
    assert read_keys(tmp_path / "keys.json").old_ciphers == ()
    assert "文件：已换2" in said.getvalue()
    assert stale(former) == []
    assert known() == before
    assert keycheck.fault() == ""
    person = Person.objects.first()
    assert person.id_hash == numbers.fingerprint(before[0])
    with viewer.reading(UserFactory(serving=office.area_code)):
        assert person in Person.objects.matching(tail_of(person))
    event = AuditEvent.objects.get()
    assert (event.before, event.reason) == ({"号码": "369901********1234"}, "见3699**********123X")
    for name, content in (("t/now.txt", b"now"), ("t/before.txt", b"before")):
        with default_storage.open(name) as file:
            assert file.read() == content
        head = Path(default_storage.path(name)).read_bytes()[:12]
        assert head == cipher.MAGIC + bytes.fromhex(cipher.key_name(settings.PERSON_CIPHER_KEY))


def test_an_interrupted_change_of_keys_works_on_and_comes_to_its_end(office, settings, tmp_path):
    before, former = known(), cipher.key_name(settings.PERSON_CIPHER_KEY)

    def killed(what: str, done: int) -> None:
        raise KeyboardInterrupt

    rotation.begin()
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(killed)
    # The office starts with both keys: it reads all, and knows whom it has already.
    rotation.use(read_keys(tmp_path / "keys.json"))
    assert keycheck.fault() == ""
    assert known() == before
    person = Person.objects.last()
    clerk = UserFactory(serving=office.area_code)
    with pytest.raises(Exception, match="该身份证号已登记"):
        add_person(
            village=office.village, name="演示", sex=person.sex, birth_date=person.birth_date,
            id_number=before[-1], by=clerk,
        )  # fmt: skip

    halfway = settings.PERSON_CIPHER_KEY
    call_command("rotate_keys", stdout=io.StringIO())
    assert halfway == settings.PERSON_CIPHER_KEY
    assert (known(), stale(former)) == (before, [])
