"""The file of the office's keys: made once, closed to others, and holding two keys while they change."""

from __future__ import annotations

import json

from election_office.keys import (
    keys_path,
    load_keys,
    read_keys,
    save_keys,
    with_new_keys,
    without_old_keys,
)


def _alone(monkeypatch):
    for name in ("SECRET", "CIPHER", "HASH"):
        monkeypatch.delenv(f"OFFICE_{name}_KEY", raising=False)


def test_the_file_is_made_once_for_its_owner_alone(tmp_path, monkeypatch):
    _alone(monkeypatch)
    first = load_keys(tmp_path / "data")
    assert load_keys(tmp_path / "data") == first
    assert (tmp_path / "data" / "keys.json").stat().st_mode & 0o777 == 0o600


def test_keys_lie_where_the_setting_says(tmp_path, monkeypatch):
    _alone(monkeypatch)
    monkeypatch.setenv("OFFICE_KEYS_FILE", str(tmp_path / "elsewhere" / "office.json"))
    keys = load_keys(tmp_path / "data")
    assert read_keys(tmp_path / "elsewhere" / "office.json") == keys
    assert not (tmp_path / "data" / "keys.json").exists()


def test_a_file_of_the_time_before_is_read_and_ties_the_trail_always_the_same(tmp_path, monkeypatch):
    _alone(monkeypatch)
    old = {"secret": "演示".encode().hex(), "cipher": "11" * 32, "hash": "22" * 32}
    (tmp_path / "keys.json").write_text(json.dumps(old), encoding="ascii")
    keys = load_keys(tmp_path)
    assert (keys.cipher, keys.hash) == (bytes.fromhex("11" * 32), bytes.fromhex("22" * 32))
    assert keys.audit == load_keys(tmp_path).audit
    assert len(keys.audit) == 32


def test_new_keys_keep_the_former_until_they_are_done_with(tmp_path):
    path = keys_path(tmp_path)
    save_keys(path, load_keys(tmp_path))
    before = read_keys(path)
    save_keys(path, with_new_keys(before), over=True)
    during = read_keys(path)
    assert (during.old_ciphers, during.old_hashes) == ((before.cipher,), (before.hash,))
    assert during.cipher != before.cipher
    assert (during.secret, during.audit) == (before.secret, before.audit)
    save_keys(path, without_old_keys(during), over=True)
    assert read_keys(path).old_ciphers == ()
