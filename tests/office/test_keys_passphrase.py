"""The office's keys in a file under a passphrase, and back."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from election_office.core.passphrases import BadSecret, closed, opened
from election_office.keys import keys_path, made_keys, read_keys, save_keys

WORDS = "演示口令一二三四五六七八"


@pytest.fixture
def office(tmp_path, settings, monkeypatch):
    monkeypatch.delenv("OFFICE_KEYS_FILE", raising=False)
    settings.DATA_DIR = tmp_path / "data"
    keys = made_keys()
    save_keys(keys_path(settings.DATA_DIR), keys)
    (tmp_path / "words").write_text(f"{WORDS}\n", encoding="utf-8")
    return keys


def test_a_secret_opens_with_its_passphrase_alone():
    text = closed(b"secret", WORDS)

    assert opened(f"{text}\n", WORDS) == b"secret"
    assert closed(b"secret", WORDS) != text
    with pytest.raises(BadSecret, match="口令不对"):
        opened(text, WORDS[:-1])
    changed = text[:-6] + ("A" if text[-6] != "A" else "B") + text[-5:]
    with pytest.raises(BadSecret, match="已被改动"):
        opened(changed, WORDS)
    for other in ("", "OFKEY1:", "OFKEY2" + text[6:], text[:30], "OFK1-AAAA"):
        with pytest.raises(BadSecret, match="不是完整"):
            opened(other, WORDS)


def test_the_keys_go_into_the_file_and_come_back_from_it(office, tmp_path, settings, capsys):
    copy, words = tmp_path / "keys.sealed", tmp_path / "words"
    call_command("keys_split", passphrase_file=words, out=copy)

    assert copy.stat().st_mode & 0o777 == 0o600
    text = copy.read_text(encoding="ascii")
    assert office.secret not in text
    assert office.cipher.hex() not in text
    with pytest.raises(CommandError, match="已经存在，没有改动"):
        call_command("keys_split", passphrase_file=words, out=copy)
    assert copy.read_text(encoding="ascii") == text

    path = keys_path(settings.DATA_DIR)
    path.unlink()
    call_command("keys_restore", source=copy, passphrase_file=words)
    assert read_keys(path) == office
    assert office.secret not in capsys.readouterr().out


def test_what_cannot_be_done_is_said_and_changes_nothing(office, tmp_path, settings):
    words, copy = tmp_path / "words", tmp_path / "keys.sealed"
    with pytest.raises(CommandError, match="须一起使用"):
        call_command("keys_split", out=copy)
    with pytest.raises(CommandError, match="须一起使用"):
        call_command("keys_restore", source=copy)
    with pytest.raises(CommandError, match="打不开"):
        call_command("keys_restore", source=copy, passphrase_file=words)
    copy.write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="不是完整"):
        call_command("keys_restore", source=copy, passphrase_file=words)
    words.write_text("short", encoding="utf-8")
    with pytest.raises(CommandError, match="口令不足12个字符"):
        call_command("keys_split", passphrase_file=words, out=tmp_path / "new")

    assert not (tmp_path / "new").exists()
    assert read_keys(keys_path(settings.DATA_DIR)) == office
