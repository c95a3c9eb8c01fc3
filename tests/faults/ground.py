"""What the office under test stands on: a database that keeps what it confirmed, a disk that can be full."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import ClassVar, Self

from tests.services import PostgreSQL

DISK = 160  # megabytes


class DurablePostgreSQL(PostgreSQL):
    """What it has confirmed it still has after it was ended at once and started again."""

    durability: ClassVar[dict[str, str]] = {"fsync": "off", "synchronous_commit": "on"}


class SmallDisk:
    """A file system of some megabytes over a folder; left, it is gone. Only root can mount one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mounted = False

    def __enter__(self) -> Self:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            size = f"size={DISK}m,mode=700"
            command = ["mount", "-t", "tmpfs", "-o", size, "office-faults", str(self.folder)]
            self.mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
        return self

    def __exit__(self, *error: object) -> None:
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=False)
