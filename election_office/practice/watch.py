"""A chore of run_office: starts the practice office when it is wished for, ends and deletes it afterwards."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

from django.conf import settings

from election_office.practice import folder
from election_office.practice.folder import State

STOP_LIMIT = 60.0  # a little more than the office's own
PAUSE = 60.0  # between two tries to start it


def is_taken(port: int) -> bool:
    """Whether another program listens there."""
    host = os.environ.get("OFFICE_PRACTICE_HOST", "127.0.0.1")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


@dataclass(slots=True)
class Keeper:
    """The one process of the practice office; ``asked`` when it has been asked to end."""

    process: subprocess.Popen[bytes] | None = None
    asked: bool = False
    next_try: float = 0.0

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def attend(self) -> None:
        state = folder.state()
        if state in (State.PREPARING, State.OPEN):
            if not self.running:
                self._try(time.monotonic())
            elif folder.trouble():
                folder.say("")
            return
        if self.running:
            self._ask_once()
            return
        if state is State.ENDING:
            folder.throw_away()
        self.process, self.next_try = None, 0.0

    def _try(self, now: float) -> None:
        """Start it, unless a try has just failed; the page says why."""
        if now < self.next_try:
            return
        self.next_try = now + PAUSE
        port = folder.port()
        if is_taken(port):
            folder.say(
                f"端口{port}被别的程序占用，演练平台启动不了。请维护人员停用那个程序，"
                f"或者设置OFFICE_PRACTICE_PORT为别的端口后重新启动平台；每{PAUSE:.0f}秒自动再试一次。"
            )
            return
        if self.process is not None:
            ended = self.process.returncode
            folder.say(f"演练平台停止了（代码{ended}），正在重新启动，原因见运行窗口。")
        self.process, self.asked = self._started(), False

    def _ask_once(self) -> None:
        # A second signal would be taken for impatience: the printer may be at work.
        if not self.asked and self.process is not None:
            self.process.terminate()
            self.asked = True

    def _started(self) -> subprocess.Popen[bytes]:
        surroundings = {
            **os.environ,
            "OFFICE_PRACTICE": "1",
            "OFFICE_PRACTICE_PARENT": str(os.getpid()),
            "OFFICE_DATA_DIR": str(settings.DATA_DIR),
        }
        host = os.environ.get("OFFICE_PRACTICE_HOST", "127.0.0.1")
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "practice", "--host", host]
        # A group of its own: Ctrl-C reaches run_office alone, which ends it in ``stop``.
        return subprocess.Popen(  # noqa: S603 -- our own command
            [*command, "--port", str(folder.port())], env=surroundings, process_group=0
        )

    def stop(self) -> None:
        """With the office itself. The folder stays: practice goes on when the office starts again."""
        if self.running and self.process is not None:
            self._ask_once()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_LIMIT)


_keeper = Keeper()
atexit.register(_keeper.stop)


def look_after() -> bool:
    """Never asks for the worker to be started anew."""
    _keeper.attend()
    return False


def end_with_parent() -> bool:
    """Within the practice office: ends with the office that started it, however that came to its end."""
    parent = os.environ.get("OFFICE_PRACTICE_PARENT", "")
    if parent and os.getppid() != int(parent):
        os.kill(os.getpid(), signal.SIGTERM)
    return False
