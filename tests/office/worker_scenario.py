"""Run by test_jobs_worker in a process of its own: a real worker on the queue of files is started,
watched, killed with SIGKILL, found silent, and another one finishes the work.

Prints one JSON object of what was seen; an error ends it with a traceback.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any

import django

django.setup()

import time_machine  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from election_office.accounts.models import User  # noqa: E402
from election_office.accounts.permissions import Role  # noqa: E402
from election_office.bulk import actions as bulk  # noqa: E402
from election_office.bulk.models import Batch, Item  # noqa: E402
from election_office.documents.models import Document  # noqa: E402
from election_office.jobs.actions import requeue_stale, retry, submit  # noqa: E402
from election_office.jobs.models import Job  # noqa: E402
from tests.factories import ElectionFactory, UserFactory  # noqa: E402
from tests.office import job_kinds  # noqa: E402, F401
from tests.services import wait_until  # noqa: E402

AREA = "369901001001"
WORKERS_LOAD = ("tests.office.job_kinds", "tests.office.order_gate")
STOPS_AFTER = 3  # papers: tests/office/order_gate.py, which only the workers load
VILLAGES = 8
DATA = Path(settings.DATA_DIR)
seen: dict[str, Any] = {}
workers: list[subprocess.Popen[bytes]] = []


def start_worker() -> subprocess.Popen[bytes]:
    """A prefork worker in a session of its own, so that it can be killed with its children."""
    command = [sys.executable, "-m", "celery", "-A", "election_office", "worker", "-c", "1", "-l", "WARNING",
               "-I", ",".join(WORKERS_LOAD), "--without-gossip", "--without-mingle"]  # fmt: skip
    with (DATA / "worker.log").open("ab") as log:
        worker = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    workers.append(worker)
    return worker


def kill(worker: subprocess.Popen[bytes]) -> None:
    """What a power cut does to a worker and its children: no chance to say anything."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def requeue_what_the_dead_held() -> int:
    """How many jobs were queued again. A child that was sent SIGKILL lives for another moment, in which
    it still holds its job; the supervisor asks every few seconds."""
    queued = [0]

    def again() -> bool:
        queued[0] = requeue_stale(at_start=True)
        return queued[0] > 0

    wait_until(again, what="the end of the killed worker's child")
    return queued[0]


def told(job: Job) -> tuple[str, int, str]:
    job.refresh_from_db()
    live = job.live()
    return job.state, live.done, live.doing


def submit_twice_at_once(by: User) -> None:
    barrier, ids = threading.Barrier(2), []

    def ask() -> None:
        barrier.wait()
        ids.append(submit("test.count", params={"to": 3}, key="same", area_code=AREA, by=by).pk)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen["joined"] = len(ids) == 2 and len(set(ids)) == 1
    seen["jobs_of_two_clicks"] = Job.objects.filter(key="same").count()


def order_papers(villages: int) -> tuple[Batch, Job]:
    """A day notice for each village of a township, as one order."""
    first = ElectionFactory(village__name="演示0村", steps=True)
    others = [
        ElectionFactory(
            village__name=f"演示{number}村",
            village__township=first.village.township,
            cycle=first.cycle,
            election_day=first.election_day,
            steps=True,
        )
        for number in range(1, villages)
    ]
    for election in (first, *others):
        election.steps.update(due_on=None, limit_on=None)
        election.steps.filter(code="day_notice").update(due_on=timezone.localdate())
    officer = UserFactory(serving=first.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    batch = bulk.order(cycle=first.cycle, what="papers", by=officer)
    return batch, Job.objects.get(key=f"batch:{batch.pk}")


def kill_an_order(worker: subprocess.Popen[bytes]) -> None:
    """In the middle of an order for all villages: the next worker makes what is left, nothing twice."""
    batch, job = order_papers(VILLAGES)
    done = batch.items.filter(state=Item.State.DONE)
    wait_until(lambda: done.count() == STOPS_AFTER, what="the first papers of the order")
    kill(worker)
    seen["order_killed_midway"] = done.count()
    (DATA / "order-goes-on").touch()
    requeue_what_the_dead_held()
    start_worker()
    wait_until(lambda: told(job)[0] == "done", what="the rest of the order")
    batch.refresh_from_db()
    papers = Document.objects.filter(kind="villages.day_notice")
    seen["order"] = [done.count(), papers.count(), papers.values("election_id").distinct().count()]
    with batch.file.open() as file, zipfile.ZipFile(file) as package:
        index = package.read("目录.csv").decode("utf-8-sig").splitlines()
        named = {name: hashlib.sha256(package.read(name)).hexdigest() for name in package.namelist()}
    seen["order_index"] = sum(digest in line for line in index for digest in named.values())


def play() -> None:
    call_command("migrate", verbosity=0)
    by = UserFactory(serving=AREA, role=Role.VILLAGE_CLERK)
    go = DATA / "go"

    submit_twice_at_once(by)
    first = start_worker()
    counted = Job.objects.get(key="same")
    wait_until(lambda: told(counted)[0] == "done", what="the job of two clicks")
    seen["counted"] = [counted.done, counted.total, counted.attempts, counted.result["message"]]

    job = submit("test.wait", params={"go": str(go)}, key="wait", area_code=AREA, by=by)
    wait_until(lambda: told(job)[2] == "等待放行", what="progress out of a transaction")
    by.refresh_from_db()
    seen["during"] = [*told(job), by.phone]

    kill(first)
    seen["fresh_is_not_stale"] = not job.silent()
    seen["retry_too_early"] = retry(job, by=by).state
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=61), tick=True):
        seen["stale"] = job.silent()
        seen["retried"] = retry(job, by=by).state
    second = start_worker()
    wait_until(lambda: told(job)[2] == "等待放行", what="the second attempt")
    seen["second"] = [job.attempts, job.state]

    kill(second)
    seen["requeued_at_start"] = requeue_what_the_dead_held()
    go.touch()
    third = start_worker()
    wait_until(lambda: told(job)[0] == "done", what="the third attempt")
    by.refresh_from_db()
    seen["finished"] = [
        job.attempts,
        job.done,
        job.total,
        job.result["message"],
        by.phone.startswith("run by"),
    ]
    kill_an_order(third)


try:
    play()
finally:
    for one in workers:
        kill(one)
sys.stdout.write(json.dumps(seen, ensure_ascii=False))
