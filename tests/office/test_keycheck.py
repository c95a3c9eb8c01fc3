"""An office whose keys are not those of its database does not start, and says why."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as office
from django.core.management import CommandError, call_command

from election_office.core import keycheck
from election_office.core.models import KeyCheck
from election_office.keys import made_keys, read_keys, save_keys

OTHER = bytes.fromhex("44" * 32)


@pytest.fixture
def remembered(db):
    return KeyCheck.objects.create(**keycheck.values())


def test_the_right_keys_pass(remembered):
    assert keycheck.fault() == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [("PERSON_CIPHER_KEY", "解不开"), ("PERSON_HASH_KEY", "查找身份证号"), ("AUDIT_KEY", "操作留痕")],
)
def test_each_wrong_key_is_named(remembered, settings, name, words):
    setattr(settings, name, OTHER)
    assert words in keycheck.fault()
    with pytest.raises(SystemExit) as left:
        keycheck.require_right_keys()
    assert left.value.code == keycheck.WRONG_KEYS == 78


def test_keys_being_taken_out_of_use_still_pass(remembered, settings):
    settings.PERSON_CIPHER_KEYS_OLD = (settings.PERSON_CIPHER_KEY,)
    settings.PERSON_HASH_KEYS_OLD = (settings.PERSON_HASH_KEY,)
    settings.PERSON_CIPHER_KEY = settings.PERSON_HASH_KEY = OTHER
    assert keycheck.fault() == ""


@pytest.mark.django_db
def test_a_database_that_forgot_its_keys_does_not_start():
    assert "没有密钥校验值" in keycheck.fault()


@pytest.mark.parametrize("program", ["web", "worker", "office"])
def test_no_program_of_the_office_starts_with_other_keys(tmp_path: Path, program: str) -> None:
    """The real programs, on a database that remembers other keys."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OFFICE_")}
    environment |= {"OFFICE_DATA_DIR": str(tmp_path), "OFFICE_PLAIN_STATIC": "1"}
    environment.pop("DATABASE_URL", None)
    environment.pop("REDIS_URL", None)
    (tmp_path / "static").mkdir()
    with sqlite3.connect(tmp_path / "office.sqlite3") as database:
        database.execute("CREATE TABLE core_keycheck (id INTEGER PRIMARY KEY, sealed, hashed, trail)")
        database.execute("INSERT INTO core_keycheck VALUES (1, '00000000:AAAA', 'x', 'y')")
    commands = {
        "web": ["-c", "import election_office.wsgi"],
        "worker": ["-m", "celery", "--app", "election_office", "worker", "--pool", "solo"],
        "office": ["manage.py", "run_office", "--port", "8399"],
    }
    ended = subprocess.run(
        [sys.executable, *commands[program]],
        cwd=office.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 78, ended.stderr
    assert "平台没有启动" in ended.stderr


def test_keys_lost_come_back_from_printed_shares(tmp_path, settings, monkeypatch):
    for name in ("SECRET", "CIPHER", "HASH"):
        monkeypatch.delenv(f"OFFICE_{name}_KEY")
    settings.DATA_DIR = tmp_path
    path = tmp_path / "keys.json"
    save_keys(path, made_keys())
    before = read_keys(path)
    printed = io.StringIO()
    call_command("keys_split", count=4, needed=2, stdout=printed)
    shares = [line for line in printed.getvalue().splitlines() if line.startswith("OFK1-")]
    assert len(shares) == 4
    assert before.cipher.hex() not in printed.getvalue()

    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join([shares[3], shares[1], ""])))
    with pytest.raises(CommandError, match="已经存在"):
        call_command("keys_restore")
    path.unlink()
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join([shares[3], shares[1], ""])))
    call_command("keys_restore", stdout=io.StringIO())
    assert read_keys(path) == before
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text())["audit"]
