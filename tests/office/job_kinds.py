"""Kinds of work that exist for the tests alone; the worker of a test loads this module too."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from django.db import transaction

from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.jobs.kinds import JobKind, register
from election_office.jobs.progress import Progress


def count_up(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    for number in range(params["to"]):
        progress.step(number, params["to"], f"第{number + 1}项")
    progress.step(params["to"])
    return {"message": f"共{params['to']}项。", "url": "/health/"}


def wait_inside_a_transaction(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Writes first, so that nobody else can, then tells how far it is until the file ``go`` appears."""
    with transaction.atomic():
        User.objects.filter(pk=progress.by.pk).update(phone=f"run by {os.getpid()}")
        progress.step(3, 10, "等待放行")
        while not Path(params["go"]).exists():
            time.sleep(0.02)
        progress.step(10)
    return {"message": "已放行。"}


COUNT = register(JobKind("test.count", "数数", count_up, Permission.VILLAGE_VIEW))
WAIT = register(
    JobKind("test.wait", "等待", wait_inside_a_transaction, Permission.VILLAGE_VIEW, max_seconds=120)
)
