"""Whether the worker takes what waits for it: a pool whose process was killed may live on and do nothing.

A worker of which one process was killed ends as a whole, at once, and whoever keeps it running starts it
anew. For every other way of hanging each task leaves a word when it begins and when it ends: where something
waits, nothing is in hand, and no word came for a while, the worker is stuck.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from contextlib import suppress
from typing import Any

from celery.signals import task_postrun, task_prerun, worker_ready
from django.core.cache import caches
from django.utils import timezone

from election_office.jobs import actions
from election_office.jobs.models import Job
from election_office.jobs.pulse import Pulse

PATIENCE = 6.0  # seconds that something may wait while nothing is in hand
_NAME = "worker:word"

logger = logging.getLogger(__name__)


def _say(*, busy: bool) -> None:
    word = {"at": time.time(), "busy": busy, "host": socket.gethostname(), "pid": os.getpid()}
    try:
        caches["jobs"].set(_NAME, word, 24 * 60 * 60)
    except Exception as fault:
        logger.warning("The worker's word was not written: %s", type(fault).__name__)


@task_prerun.connect
def begun(**kwargs: Any) -> None:
    _say(busy=True)


@task_postrun.connect
def ended(**kwargs: Any) -> None:
    _say(busy=False)


@worker_ready.connect
def end_with_a_killed_process(sender: Any, **kwargs: Any) -> None:
    """The pool would put a new process in its place, which may wait for ever at a lock the dead one held."""
    pool = getattr(sender.pool, "_pool", None)
    if pool is None or not hasattr(pool, "on_process_down"):
        return  # a pool of threads, or of none
    before = pool.on_process_down

    def down(process: Any) -> None:
        if before is not None:
            before(process)
        # One that has done its fifty tasks ends with a code of its own, not by a signal.
        if process.exitcode is not None and process.exitcode < 0:
            logger.error("A process of the worker was killed (%s); the worker ends", process.exitcode)
            for other in pool._pool:
                with suppress(ProcessLookupError):
                    os.kill(other.pid, signal.SIGKILL)
            os._exit(os.EX_SOFTWARE)

    pool.on_process_down = down


def oldest_waiting() -> float:
    """For how many seconds the oldest job has been waiting to be taken up; 0 when none waits."""
    # What stands in no queue does not wait for the worker.
    waiting = Job.objects.filter(state=Job.State.PENDING).exclude(error__in=actions.UNSENT)
    row = waiting.order_by("requested_at").first()
    if row is None:
        return 0.0
    return max(0.0, timezone.now().timestamp() - (row.heartbeat_at or row.requested_at).timestamp())


def idle_for() -> float:
    """For how many seconds the worker has had nothing in hand; 0 while it is at work."""
    word = caches["jobs"].get(_NAME) or {"at": 0.0, "busy": False, "host": "", "pid": 0}
    if word["busy"] and not Pulse(word["at"], host=word["host"], pid=word["pid"]).worker_is_gone():
        return 0.0
    # A clock set back since then says nothing.
    return abs(time.time() - float(word["at"]))


def worker_is_stuck() -> bool:
    """Take up what a dead process left, and say whether the worker must be started anew."""
    actions.requeue_stale()
    actions.send_unsent()
    if oldest_waiting() < PATIENCE:
        return False
    if idle_for() < PATIENCE:
        return False
    # Its messages may have died with it; one that comes twice finds nothing to do.
    actions.requeue_stale(at_start=True)
    return True
