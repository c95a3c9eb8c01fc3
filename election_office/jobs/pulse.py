"""How a running job is heard of: a few words in the cache, beside the database.

The work of a job often is one long transaction. A row written inside it is invisible to everybody
until the end, and on SQLite nobody else can write meanwhile, so progress cannot live in the row.
It lives in the cache named "jobs": files in the data folder for the embedded office, Redis where
REDIS_URL names one. Both reach every process that can reach the queue. Losing an entry loses
nothing: the heartbeat writes it again after a few seconds, and the end of a job is in its row.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

BEAT_SECONDS = 5.0
STEP_SECONDS = 0.5
KEEP_SECONDS = 24 * 60 * 60

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pulse:
    """``at``: seconds since 1970 when the worker was last heard of. ``total`` None: not known."""

    at: float
    done: int = 0
    total: int | None = None
    doing: str = ""
    host: str = ""
    pid: int = 0

    @property
    def percent(self) -> int | None:
        """0 to 100, or None when the total is not known."""
        return None if not self.total else min(100, self.done * 100 // self.total)

    def worker_is_gone(self) -> bool:
        """The worker ran on this machine and its process is no more."""
        if not self.pid or self.host != socket.gethostname():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return _is_zombie(self.pid)


def _is_zombie(pid: int) -> bool:
    """Dead, but not yet collected by its parent: answers to signals and does nothing more."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[:1] == ["Z"]


def _cache() -> BaseCache:
    return caches["jobs"]


def _name(job_id: int, attempt: int) -> str:
    return f"job:{job_id}:{attempt}"


def read(job_id: int, attempt: int) -> Pulse | None:
    """The last pulse of one attempt, or None when nothing was heard or the cache cannot be reached."""
    try:
        stored = _cache().get(_name(job_id, attempt))
    except Exception as fault:
        logger.warning("The pulse of job %s was not read: %s", job_id, type(fault).__name__)
        return None
    return None if stored is None else Pulse(**stored)


def forget(job_id: int, attempt: int) -> None:
    """The attempt is over: its row says the rest."""
    try:
        _cache().delete(_name(job_id, attempt))
    except Exception as fault:
        logger.warning("The pulse of job %s was not deleted: %s", job_id, type(fault).__name__)


class Heart:
    """Beats while a job runs, in a thread of its own that touches the cache only.

    It stops by itself ``max_seconds`` after the start, so that work which hangs is seen as hanging.
    """

    def __init__(self, job_id: int, attempt: int, max_seconds: float) -> None:
        self._place = _name(job_id, attempt)
        self._pulse = Pulse(time.time(), host=socket.gethostname(), pid=os.getpid())
        self._deadline = time.monotonic() + max_seconds
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heart-{job_id}", daemon=True)
        self._written = 0.0

    def __enter__(self) -> Heart:
        self._write()
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopped.set()
        self._thread.join()

    @property
    def pulse(self) -> Pulse:
        with self._lock:
            return self._pulse

    def tell(self, done: int, total: int | None, doing: str) -> None:
        """Note how far the work is; written at most twice a second, and once more at the end."""
        with self._lock:
            new_doing = doing != self._pulse.doing
            self._pulse = replace(self._pulse, done=done, total=total, doing=doing)
        if done == total or new_doing or time.monotonic() - self._written >= STEP_SECONDS:
            self._write()

    def _beat(self) -> None:
        while not self._stopped.wait(BEAT_SECONDS):
            if time.monotonic() > self._deadline:
                return
            self._write()

    def _write(self) -> None:
        with self._lock:
            self._written = time.monotonic()
            self._pulse = replace(self._pulse, at=time.time())
            said = self._pulse
            try:
                _cache().set(self._place, asdict(said), KEEP_SECONDS)
            except Exception as fault:
                # Not being able to tell of the work is no reason to stop the work.
                logger.warning("The pulse of %s was not written: %s", self._place, type(fault).__name__)
