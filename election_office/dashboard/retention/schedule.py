"""What has been kept long enough is deleted once a day without anybody's asking."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from election_office.core.background import command_of

EVERY = dt.timedelta(hours=24)
STALE = dt.timedelta(hours=72)
_running: list[subprocess.Popen[bytes]] = []


def stamp() -> Path:
    return Path(settings.DATA_DIR) / "retention"


def last_done() -> dt.datetime | None:
    """When it was last done to its end."""
    try:
        return dt.datetime.fromtimestamp(stamp().stat().st_mtime, tz=dt.UTC)
    except OSError:
        return None


def note_done() -> None:
    stamp().touch()


def begin_when_due() -> bool:
    """Start today's deletion in a process of its own. Never asks for a new worker."""
    _running[:] = [row for row in _running if row.poll() is None]
    last = last_done()
    if _running or (last is not None and timezone.now() - last < EVERY):
        return False
    _running.append(subprocess.Popen(command_of("retention", "--apply")))  # noqa: S603
    return False


def fault() -> str:
    """For the monitor and the home page; empty where it was done lately, or the office is a day old."""
    last = last_done()
    if last is None or timezone.now() - last <= STALE:
        return ""
    hours = int((timezone.now() - last).total_seconds() // 3600)
    return f"超过保存期限的资料最近一次清理是{hours}小时以前的，请检查平台是否一直运行。"
