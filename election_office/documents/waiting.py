"""Papers that should have been printed by now are asked for again, without anybody's asking."""

from __future__ import annotations

import datetime as dt
import logging

from django.core.cache import caches
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from election_office.documents.actions import UNWRITTEN
from election_office.documents.models import Document
from election_office.documents.tasks import render_document
from election_office.jobs.watch import idle_for

# After that long, while the worker has nothing in hand, a paper's message is lost: it would have been taken.
PRINTED_WITHIN = dt.timedelta(seconds=6)
IDLE = 2.0  # seconds; between two tasks there is a moment
AGAIN = 10.0  # seconds before the same paper is asked for once more
SOME = 200

logger = logging.getLogger(__name__)


def requeue_waiting() -> bool:
    """Queue again what lost its message, found no queue, or found the disk full.

    For the supervisor: each paper at most every ten seconds, and none while the worker still works off what
    waits. Never asks for a new worker.
    """
    if idle_for() < IDLE:
        return False
    late = Q(file_status=Document.FileStatus.PENDING, issued_at__lt=timezone.now() - PRINTED_WITHIN)
    unwritten = Q(file_status=Document.FileStatus.FAILED, file_problem=UNWRITTEN)
    for pk in Document.objects.filter(late | unwritten).order_by("pk").values_list("pk", flat=True)[:SOME]:
        if not caches["jobs"].add(f"paper:{pk}", 1, AGAIN):
            continue
        try:
            render_document.delay(pk)
        except (OperationalError, OSError) as fault:
            logger.warning("The queue cannot be reached: %s", type(fault).__name__)
            break
    return False
