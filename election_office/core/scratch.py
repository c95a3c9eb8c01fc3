"""Where the office puts down what it works on for a moment: inside its data folder, never in the folder for
everybody's temporary files. Most of it has no name at all and is gone with the process that made it.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from election_office.core.storage import make_folder

LEFT_BEHIND = 24 * 3600  # seconds; no work takes that long


def folder() -> Path:
    path = Path(settings.DATA_DIR) / "scratch"
    make_folder(path)
    return path


def file() -> IO[bytes]:
    """A file without a name: nobody can open it, and a killed process leaves nothing of it."""
    return tempfile.TemporaryFile(dir=folder())


def _whose(process: int) -> str:
    return f"{process}@{socket.gethostname()}@"


@contextmanager
def place() -> Iterator[Path]:
    """A folder for what must have a name: its process's, so that it can be cleared once that is gone."""
    with tempfile.TemporaryDirectory(dir=folder(), prefix=_whose(os.getpid())) as path:
        yield Path(path)


def clear() -> int:
    """Delete what processes of this machine left here that are gone, and what is a day old; returns how much
    it was. Several machines may share the folder."""
    gone = 0
    for left in list(folder().iterdir()):
        process, _, rest = left.name.partition("@")
        left_here = rest.startswith(f"{socket.gethostname()}@") and not Path(f"/proc/{process}").exists()
        if not left_here and time.time() - left.stat().st_mtime < LEFT_BEHIND:
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
        gone += 1
    return gone
