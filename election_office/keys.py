"""The office's secrets: one file, made once, readable by its owner alone.

Django's own, the one that seals numbers and files, the one that makes their search hash, and the one that
ties the audit trail. Losing the second loses what it sealed: it is kept a second time, as printed shares
or under a passphrase, away from the backups. While keys are exchanged the file also holds those being taken
out of use. An office that keeps its secrets elsewhere names the file in OFFICE_KEYS_FILE, or sets
OFFICE_SECRET_KEY, OFFICE_CIPHER_KEY and OFFICE_HASH_KEY (the last two: 64 hexadecimal digits) and the file
is never made; OFFICE_OLD_CIPHER_KEYS and OFFICE_OLD_HASH_KEYS then hold the keys being taken out of use,
separated by commas, and OFFICE_AUDIT_KEY the last.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Keys:
    secret: str
    cipher: bytes
    hash: bytes
    audit: bytes
    old_ciphers: tuple[bytes, ...] = ()
    old_hashes: tuple[bytes, ...] = ()


def keys_path(folder: Path) -> Path:
    """Where the keys of the data folder are kept; OFFICE_KEYS_FILE names another place."""
    return Path(os.environ.get("OFFICE_KEYS_FILE") or folder / "keys.json")


def load_keys(folder: Path) -> Keys:
    """The keys of the environment, else those of the file, which is made when missing."""
    named = [os.environ.get(f"OFFICE_{name}_KEY", "") for name in ("SECRET", "CIPHER", "HASH")]
    if all(named):
        audit = os.environ.get("OFFICE_AUDIT_KEY", "")
        return Keys(
            named[0],
            bytes.fromhex(named[1]),
            bytes.fromhex(named[2]),
            bytes.fromhex(audit) if audit else _audit_key(named[0]),
            _old("OFFICE_OLD_CIPHER_KEYS"),
            _old("OFFICE_OLD_HASH_KEYS"),
        )
    path = keys_path(folder)
    if not path.exists():
        save_keys(path, made_keys())
    return read_keys(path)


def _old(name: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(item) for item in os.environ.get(name, "").split(",") if item)


def _audit_key(secret: str) -> bytes:
    """What an office whose keys were made before the trail had one ties it with."""
    return hmac.digest(secret.encode(), b"office audit trail", hashlib.sha256)


def made_keys() -> Keys:
    secret = secrets.token_urlsafe(50)
    return Keys(secret, secrets.token_bytes(32), secrets.token_bytes(32), secrets.token_bytes(32))


def with_new_keys(keys: Keys) -> Keys:
    """New keys for numbers and files; the present ones are being taken out of use."""
    return replace(
        keys,
        cipher=secrets.token_bytes(32),
        hash=secrets.token_bytes(32),
        old_ciphers=(keys.cipher, *keys.old_ciphers),
        old_hashes=(keys.hash, *keys.old_hashes),
    )


def without_old_keys(keys: Keys) -> Keys:
    return replace(keys, old_ciphers=(), old_hashes=())


def read_keys(path: Path) -> Keys:
    stored = json.loads(path.read_text(encoding="ascii"))
    return Keys(
        stored["secret"],
        bytes.fromhex(stored["cipher"]),
        bytes.fromhex(stored["hash"]),
        bytes.fromhex(stored["audit"]) if stored.get("audit") else _audit_key(stored["secret"]),
        tuple(bytes.fromhex(item) for item in stored.get("old_ciphers", [])),
        tuple(bytes.fromhex(item) for item in stored.get("old_hashes", [])),
    )


def save_keys(path: Path, keys: Keys, *, over: bool = False) -> None:
    """Write the file whole or not at all, for its owner alone. ``over``: in place of the one there is;
    otherwise one that is there already stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {
        "secret": keys.secret,
        "cipher": keys.cipher.hex(),
        "hash": keys.hash.hex(),
        "audit": keys.audit.hex(),
        "old_ciphers": [cipher.hex() for cipher in keys.old_ciphers],
        "old_hashes": [row.hex() for row in keys.old_hashes],
    }
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    if over:
        draft.replace(path)
        return
    # Web and worker may start at the same moment: the first link wins, the other reads its file.
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
