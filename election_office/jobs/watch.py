"""Whether the worker takes what waits for it: a pool whose process was killed may live on and do nothing.

Each task leaves a word when it begins and when it ends. Where something waits, nothing is in hand, and no
word came for a while, the worker is stuck: what waits is queued again and the worker started anew.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from typing import Any

from celery.signals import task_postrun, task_prerun
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


def oldest_waiting() -> float:
    """For how many seconds the oldest job has been waiting to be taken up; 0 when none waits."""
    # What found no queue does not wait for the worker.
    waiting = Job.objects.filter(state=Job.State.PENDING).exclude(error=actions.NO_QUEUE)
    row = waiting.order_by("requested_at").first()
    if row is None:
        return 0.0
    return max(0.0, timezone.now().timestamp() - (row.heartbeat_at or row.requested_at).timestamp())


def worker_is_stuck() -> bool:
    """Take up what a dead process left, and say whether the worker must be started anew."""
    actions.requeue_stale()
    actions.send_unsent()
    if oldest_waiting() < PATIENCE:
        return False
    word = caches["jobs"].get(_NAME) or {"at": 0.0, "busy": False, "host": "", "pid": 0}
    in_hand = word["busy"] and not Pulse(word["at"], host=word["host"], pid=word["pid"]).worker_is_gone()
    if in_hand or time.time() - word["at"] < PATIENCE:
        return False
    # Its messages may have died with it; one that comes twice finds nothing to do.
    actions.requeue_stale(at_start=True)
    return True
