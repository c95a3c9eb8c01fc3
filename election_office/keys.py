"""The office's secrets: one file, made once, readable by its owner alone.

Three keys: Django's own, the one that encrypts ID and phone numbers, and the one that makes their
search hash. Losing the second loses the numbers, so ``backup`` copies this file with the database.
An office that keeps its secrets elsewhere sets OFFICE_SECRET_KEY, OFFICE_CIPHER_KEY and
OFFICE_HASH_KEY (the last two: 64 hexadecimal digits) and the file is never made.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Keys:
    secret: str
    cipher: bytes
    hash: bytes


def load_keys(folder: Path) -> Keys:
    """The keys of the environment, else those of ``folder/keys.json``, which is made when missing."""
    named = [os.environ.get(f"OFFICE_{name}_KEY", "") for name in ("SECRET", "CIPHER", "HASH")]
    if all(named):
        return Keys(named[0], bytes.fromhex(named[1]), bytes.fromhex(named[2]))
    path = folder / "keys.json"
    _make_if_missing(path)
    stored = json.loads(path.read_text(encoding="ascii"))
    return Keys(stored["secret"], bytes.fromhex(stored["cipher"]), bytes.fromhex(stored["hash"]))


def _make_if_missing(path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    made = {
        "secret": secrets.token_urlsafe(50),
        "cipher": secrets.token_hex(32),
        "hash": secrets.token_hex(32),
    }
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(made, file)
    # Web and worker may start at the same moment: the first link wins, the other reads its file.
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
