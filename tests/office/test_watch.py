"""The supervisor looks after what waits: a worker that takes nothing is started anew, backups are made."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.audit import clock
from election_office.audit.actions import correct_clock, record
from election_office.core.supervisor import Child, Chore, Supervisor
from election_office.dashboard.backups import schedule
from election_office.jobs import actions, watch
from election_office.jobs.models import Job
from tests.factories import UserFactory

AREA = "369901001001"


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The jobs sent to the queue; nothing takes them from it."""
    sent: list[int] = []
    monkeypatch.setattr(actions, "_send", lambda job: sent.append(job.pk))
    caches["jobs"].clear()
    return sent


def waiting(seconds: float, state: str = "pending") -> Job:
    at = timezone.now() - dt.timedelta(seconds=seconds)
    return Job.objects.create(
        kind="voters.screening", title="排查", area_code=AREA, key="x", state=state, requested_at=at,
        heartbeat_at=at, requested_by=UserFactory(serving=AREA, role=Role.VILLAGE_CLERK),
    )  # fmt: skip


def word(seconds: float, *, busy: bool, pid: int = 0) -> None:
    caches["jobs"].set(
        "worker:word", {"at": time.time() - seconds, "busy": busy, "host": os.uname().nodename, "pid": pid}
    )


@pytest.mark.django_db
def test_a_job_that_nobody_takes_has_the_worker_started_anew(queued, django_capture_on_commit_callbacks):
    job = waiting(watch.PATIENCE + 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert watch.worker_is_stuck()
    assert queued == [job.pk]
    # Sent just now: it is given its time.
    assert not watch.worker_is_stuck()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "told"),
    [
        (watch.PATIENCE - 2, None),  # it has not waited long
        (60, {"seconds": 1, "busy": False}),  # the worker has just ended another
        (60, {"seconds": 60, "busy": True, "pid": os.getpid()}),  # it is at work on a long one
    ],
)
def test_a_worker_that_is_at_work_is_left_alone(queued, age, told):
    waiting(age)
    if told:
        word(told.pop("seconds"), **told)
    assert not watch.worker_is_stuck()
    assert queued == []


@pytest.mark.django_db
def test_a_task_whose_process_died_is_in_nobodys_hand(queued):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    waiting(60)
    word(60, busy=True, pid=dead.pid)
    assert watch.worker_is_stuck()


@pytest.mark.django_db
def test_nothing_waits_and_nothing_is_asked(queued):
    assert watch.oldest_waiting() == 0
    assert not watch.worker_is_stuck()


def test_the_supervisor_starts_a_stuck_process_anew_and_outlives_a_chore_that_fails(monkeypatch):
    monkeypatch.setattr("election_office.core.supervisor.SETTLED", 0.0)
    monkeypatch.setattr("election_office.core.supervisor.FIRST_PAUSE", 0.1)
    child = Child("后台", [sys.executable, "-c", "import time; time.sleep(60)"], pause=0.1)
    pids: list[int] = []
    said: list[str] = []

    def stuck() -> bool:
        assert child.process is not None
        if child.running() and child.process.pid not in pids:
            pids.append(child.process.pid)
        if len(pids) >= 2:
            os.kill(os.getpid(), signal.SIGTERM)
        return len(pids) == 1

    def broken() -> bool:
        raise OSError("the disk is full")

    chores = [Chore("坏的", 0.1, broken), Chore("查看", 0.1, stuck, child)]
    assert Supervisor([child], said.append, chores).run(ready=lambda: True, on_ready=lambda: None) == 0
    assert len(pids) == 2
    assert any("没有在处理" in line for line in said)
    assert any("坏的没有完成（OSError）" in line for line in said)


@pytest.fixture
def started(tmp_path: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    settings.OFFICE_BACKUP_DIR = tmp_path / "backups"
    commands: list[list[str]] = []

    class Process:
        def __init__(self, command: list[str]) -> None:
            commands.append(command)

        def poll(self) -> int:
            return 0

    monkeypatch.setattr(schedule.subprocess, "Popen", Process)
    return commands


def test_a_backup_is_begun_once_a_day(started):
    assert schedule.last_good() is None
    assert schedule.is_stale()
    assert schedule.begin_when_due() is False
    assert "backup" in started[0]
    made = schedule.folder() / "office-20260101-000000.bak"
    made.write_bytes(b"x")
    schedule.begin_when_due()
    assert len(started) == 1
    assert not schedule.is_stale()
    day_ago = time.time() - 24 * 3600 - 5
    os.utime(made, (day_ago, day_ago))
    schedule.begin_when_due()
    assert len(started) == 2
    assert not schedule.is_stale()
    os.utime(made, (day_ago - 86400, day_ago - 86400))
    assert schedule.is_stale()


def test_only_the_newest_backups_are_kept(started):
    schedule.folder().mkdir()
    for day in range(1, 6):
        (schedule.folder() / f"office-2026010{day}-000000.bak").write_bytes(b"x")
    (schedule.folder() / "mine.bak").write_bytes(b"x")
    gone = schedule.forget_old(2)
    assert [path.name for path in gone] == [f"office-2026010{day}-000000.bak" for day in (1, 2, 3)]
    assert (schedule.folder() / "mine.bak").exists()
    assert schedule.forget_old(0) == []


@pytest.mark.django_db
def test_the_home_page_and_the_monitor_tell_how_old_the_last_backup_is(started, client):
    client.force_login(UserFactory(serving="369901001", role=Role.TOWNSHIP_OFFICER))
    assert "还没有备份" in client.get("/").content.decode()
    assert client.get("/health/").json()["problems"]["backup"].startswith("还没有备份")
    schedule.folder().mkdir(parents=True)
    made = schedule.folder() / "office-20260101-000000.bak"
    made.write_bytes(b"x")
    page = client.get("/").content.decode()
    assert ("还没有备份" in page, "最近一次完好的备份：" in page) == (False, True)
    days_ago = time.time() - 3 * 24 * 3600
    os.utime(made, (days_ago, days_ago))
    assert "最近一次完好的备份是72小时以前的" in client.get("/").content.decode()
    client.force_login(UserFactory(serving=AREA, role=Role.OBSERVER))
    assert "备份" not in client.get("/").content.decode()


@pytest.mark.django_db
def test_the_monitor_names_a_full_disk_and_a_waiting_queue(client, monkeypatch):
    UserFactory()
    waiting(100)
    monkeypatch.setattr("election_office.core.health.SCARCE", 1 << 60)
    told = client.get("/health/").json()
    assert told["status"] == "attention"
    assert {"disk", "queue"} <= told["problems"].keys()


@pytest.mark.django_db
def test_the_monitor_and_the_home_page_name_a_clock_that_was_set_back(
    client, monkeypatch, django_assert_num_queries
):
    """One statement by the index of time, whatever the trail holds."""
    officer = UserFactory(serving="369901001", role=Role.TOWNSHIP_OFFICER)
    client.force_login(officer)
    with django_assert_num_queries(1):
        assert clock.fault() == ""
    now = timezone.now()
    with monkeypatch.context() as ahead:
        ahead.setattr(timezone, "now", lambda: now + dt.timedelta(days=2))
        record("person.added", target="villages.Person:1", area_code=AREA, by=officer)
    sentence = client.get("/health/").json()["problems"]["clock"]
    assert sentence.startswith("本机时间早于最近一次操作（")
    assert sentence.endswith("请校准时钟。")
    assert sentence in client.get("/").content.decode()
    correct_clock(reason="主板电池没电", by=officer)
    assert "clock" not in client.get("/health/").json()["problems"]


@pytest.mark.django_db
def test_the_monitor_is_told_that_the_database_is_away(monkeypatch):
    def away(*_: Any) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as gone:
        gone.setattr(connection, "cursor", away)
        response = Client().get("/health/")  # of a process that has not asked the database yet
    assert response.status_code == 503
    assert list(response.json()["problems"]) == ["database"]
    assert Client().get("/health/").status_code == 200
