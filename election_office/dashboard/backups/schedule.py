"""One backup a day without anybody's asking, and how old the last good one is."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from election_office.core.background import command_of
from election_office.core.storage import make_folder

EVERY = dt.timedelta(hours=24)
STALE = dt.timedelta(hours=48)
_running: list[subprocess.Popen[bytes]] = []


def folder() -> Path:
    return Path(settings.OFFICE_BACKUP_DIR)


def last_good() -> dt.datetime | None:
    """When the last whole backup was made: a file stands under its name only when it was read back."""
    try:
        times = [path.stat().st_mtime for path in folder().glob("office-*.bak")]
    except OSError:
        return None
    return dt.datetime.fromtimestamp(max(times), tz=dt.UTC) if times else None


def is_stale() -> bool:
    last = last_good()
    return last is None or timezone.now() - last > STALE


def fault() -> str:
    """What is to be said of the backups; empty when the last good one is young enough."""
    last = last_good()
    if last is None:
        return "还没有备份。平台运行时每天自动备份一次；也可以运行manage.py backup。"
    hours = int((timezone.now() - last).total_seconds() // 3600)
    return f"最近一次完好的备份是{hours}小时以前的，请检查备份目录和磁盘。" if is_stale() else ""


def begin_when_due() -> bool:
    """Start today's backup in a process of its own. Never asks for a new worker."""
    _running[:] = [row for row in _running if row.poll() is None]
    last = last_good()
    if _running or (last is not None and timezone.now() - last < EVERY):
        return False
    make_folder(folder())
    # The name must not exist until the file has been read back and found whole.
    target = folder() / f"office-{timezone.localtime():%Y%m%d-%H%M%S}.bak"
    command = command_of("backup", "--out", str(target), "--keep", str(settings.OFFICE_BACKUPS_KEPT))
    _running.append(subprocess.Popen(command))  # noqa: S603
    return False


def forget_old(number: int) -> list[Path]:
    """Delete all but the newest; returns what was deleted."""
    gone = sorted(folder().glob("office-*.bak"))[:-number] if number > 0 else []
    for path in gone:
        path.unlink()
    return gone
