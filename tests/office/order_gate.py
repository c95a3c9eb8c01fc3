"""Loaded by a worker that a test kills in the middle of an order, and by no other.

Papers are made in hundredths of a second: whoever only watches them appear kills the worker too late at
times. The order stops by itself after ``STOPS_AFTER`` papers until ``OPEN`` lies in the data folder.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings

from election_office.jobs.progress import Progress

STOPS_AFTER = 3
OPEN = Path(settings.DATA_DIR) / "order-goes-on"

step = Progress.step


def step_and_stop(progress: Progress, done: int, *args: Any) -> None:
    step(progress, done, *args)
    while progress.job.kind == "bulk.make" and done == STOPS_AFTER and not OPEN.exists():
        time.sleep(0.02)


Progress.step = step_and_stop  # type: ignore[method-assign]
