"""What keeps practice apart from the real office: settings ask here before they read anything else.

A practice office is the same program in a process of its own, with a folder of its own below the real
one: its database, keys, queue, files, trail and series of numbers are new and stand there. Whatever the
surroundings say of the real database, keys or disks is taken away first, so that no mistake of a caller can
reach them.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

FOLDER = "practice"
# Of the real office alone.
REAL = (
    "DATABASE_URL",
    "REDIS_URL",
    "OFFICE_ADDRESS",
    "OFFICE_AUDIT_KEY",
    "OFFICE_BACKUP_DIR",
    "OFFICE_CIPHER_KEY",
    "OFFICE_DEMO",
    "OFFICE_HASH_KEY",
    "OFFICE_KEYS_FILE",
    "OFFICE_OLD_CIPHER_KEYS",
    "OFFICE_OLD_HASH_KEYS",
    "OFFICE_SECRET_KEY",
    "OFFICE_WITNESS_DIR",
)


def is_practice(environ: MutableMapping[str, str]) -> bool:
    return environ.get("OFFICE_PRACTICE") == "1"


def data_folder(environ: MutableMapping[str, str], real: Path) -> Path:
    """Where this process keeps everything. ``real``: where the real office does."""
    if not is_practice(environ):
        return real
    for name in REAL:
        environ.pop(name, None)
    return real / FOLDER
