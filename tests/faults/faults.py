"""The faults: each is begun, lasts a while, and is ended; what follows is the office's own affair."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults.work import Clerk, Errand
from tests.services import Office, PostgreSQL, Service, wait_until


@dataclass
class Scene:
    """An office at work, and the servers it stands on."""

    office: Office
    clerk: Clerk
    luck: random.Random
    database: Service | None = None
    queue: Service | None = None
    small_disk: bool = False

    @property
    def data(self) -> Path:
        return Path(self.office.environment["OFFICE_DATA_DIR"])

    def wait(self, longest: float, shortest: float = 0.0) -> None:
        """A random moment."""
        time.sleep(self.luck.uniform(shortest, longest))


def processes(of: int) -> Iterator[tuple[int, int, str]]:
    """(pid, parent, command line) of everything the process ``of`` began."""
    known: dict[int, tuple[int, str]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        with suppress(OSError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            known[int(folder.name)] = (parent, words)
    for pid, (parent, words) in known.items():
        above = parent
        while above not in (0, of) and above in known:
            above = known[above][0]
        if above == of:
            yield pid, parent, words


def part(scene: Scene, word: str, *, child: bool) -> list[int]:
    """Of the web server ("gunicorn") or the worker ("celery"): the leader, or the processes below it."""
    process = scene.office.process
    assert process is not None
    own = [(pid, parent) for pid, parent, words in processes(process.pid) if word in words]
    if child:
        return [pid for pid, parent in own if parent != process.pid]
    return [pid for pid, parent in own if parent == process.pid]


def kill(scene: Scene, word: str, number: int) -> None:
    """Every second time the leader with its group, else one process below it, as the OOM killer does."""
    if number % 2:
        for pid in part(scene, word, child=False):
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
    elif found := part(scene, word, child=True):
        with suppress(ProcessLookupError):
            os.kill(scene.luck.choice(found), signal.SIGKILL)


# ------------------------------------------------------------------ each fault: (scene, errand, which moment)


def worker_idle(scene: Scene, errand: Errand, number: int) -> None:
    scene.wait(1.5)
    kill(scene, "celery", number)
    errand.try_push()


def worker_busy(scene: Scene, errand: Errand, number: int) -> None:
    limit = time.monotonic() + scene.luck.uniform(0.3, 4.0)
    while time.monotonic() < limit:
        errand.try_push()
        time.sleep(0.05)
    kill(scene, "celery", number)


def web_in_post(scene: Scene, errand: Errand, number: int) -> None:
    errand.try_push()
    scene.wait(1.5)
    kill(scene, "gunicorn", number)


def broker_away(scene: Scene, errand: Errand, number: int) -> None:
    if scene.queue is not None:
        away, back = partial(end_at_once, scene.queue), scene.queue.start
    else:
        folder = scene.data / "queue"
        away, back = partial(folder.rename, folder.with_name("queue-away")), partial(give_back, folder)
    scene.wait(1.0)
    away()
    errand.try_push()
    scene.wait(4.0, 0.5)
    errand.try_push()
    back()
    if scene.queue is not None:
        wait_until(scene.queue.ready_or_dead, what="the queue")


def give_back(folder: Path) -> None:
    """A share that was away is there again, as it was."""
    kept = folder.with_name("queue-away")
    with suppress(FileNotFoundError):
        # What was made in the empty place meanwhile.
        subprocess.run(["cp", "-a", f"{folder}/.", str(kept)], check=False, capture_output=True)
        subprocess.run(["rm", "-rf", str(folder)], check=True)
    kept.rename(folder)


def end_at_once(service: Service) -> None:
    assert service.process is not None
    service.process.kill()
    service.process.wait()


def database_away(scene: Scene, errand: Errand, number: int) -> None:
    errand.try_push()
    scene.wait(2.0)
    if isinstance(scene.database, PostgreSQL):
        assert scene.database.process is not None
        scene.database.process.send_signal(signal.SIGQUIT)  # at once, as when the power goes
        scene.database.process.wait()
        scene.wait(2.0)
        scene.database.serve()
        wait_until(scene.database.ready_or_dead, what="PostgreSQL")
        return
    # SQLite knows no server: another program (a copy, a virus scanner) holds the file meanwhile.
    holder = sqlite3.connect(scene.data / "office.sqlite3", timeout=30, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    scene.wait(8.0, 1.0)
    holder.execute("ROLLBACK")
    holder.close()


def disk_full(scene: Scene, errand: Errand, number: int) -> None:
    assert scene.small_disk
    scene.wait(1.5)
    ballast = scene.data / "ballast"
    until = time.monotonic() + scene.luck.uniform(1.0, 5.0)
    with ballast.open("ab", buffering=0) as stream:
        while time.monotonic() < until:
            for size in (1 << 20, 1 << 12):
                with suppress(OSError):
                    while True:
                        stream.write(b"\1" * size)
            errand.try_push()
            time.sleep(0.2)
    ballast.unlink()


def clock_back(scene: Scene, errand: Errand, number: int) -> None:
    """Two days back while the office runs: no paper is dated then; afterwards all goes on."""
    clock = Path(os.environ["OFFICE_TEST_CLOCK"])
    scene.wait(1.0)
    clock.write_text(str(-2 * 86400))
    time.sleep(1.0)  # every process has looked by then
    try:
        errand.try_push()
        if errand.paper is not None:
            raise AssertionError("A paper was dated by a clock that was set back.")
        scene.wait(3.0, 0.5)
    finally:
        clock.write_text("0")
        time.sleep(1.0)


FAULTS: dict[str, tuple[str, Callable[[Scene, Errand, int], None]]] = {
    "worker_idle": ("后台进程空闲时被杀", worker_idle),
    "worker_busy": ("后台进程办理中被杀", worker_busy),
    "web": ("网页进程在提交时被杀", web_in_post),
    "broker": ("队列连不上", broker_away),
    "database": ("数据库中断", database_away),
    "disk": ("磁盘写满", disk_full),
    "clock": ("时钟调回两天", clock_back),
}  # the clock comes last: the trail says afterwards that it ran back
