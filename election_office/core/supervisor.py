"""Keeps the office's processes running: starts them, starts a dead one again, ends them together."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

FIRST_PAUSE = 1.0  # seconds before a dead process is started again; doubled at each death
LONGEST_PAUSE = 4.0  # the office works again within half a minute, however often something was killed
LIVED_WELL = 30.0  # a process that ran this long begins again with the first pause
SETTLED = 25.0  # a process started less long ago is left to begin its work
STOP_LIMIT = 45.0  # a page answers in seconds; the worker finishes the paper it is printing


@dataclass(slots=True)
class Child:
    """One process to keep alive."""

    title: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    due_at: float | None = None

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, number: int) -> None:
        """To the process and everything it started: each child leads a group of its own."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


@dataclass(slots=True)
class Chore:
    """Something looked after every few seconds; True asks to start ``child`` anew."""

    title: str
    every: float
    do: Callable[[], bool]
    child: Child | None = None
    due_at: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """``run(ready)`` returns 0 after SIGTERM or SIGINT, 1 when a process dies before ``ready``."""

    children: Sequence[Child]
    say: Callable[[str], None]
    chores: Sequence[Chore] = ()
    events: queue.SimpleQueue[Child | int] = field(default_factory=queue.SimpleQueue)

    def run(self, *, ready: Callable[[], bool], on_ready: Callable[[], None], limit: float = 60.0) -> int:
        """Start all; call ``on_ready`` once ``ready`` (within ``limit`` seconds); keep all alive."""
        handlers = {number: signal.signal(number, self._noted) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for child in self.children:
                self._start(child)
            if (code := self._until_ready(ready, limit)) is not None:
                return code
            on_ready()
            self._until_told()
            return 0
        finally:
            self._stop()
            for number, handler in handlers.items():
                signal.signal(number, handler)

    def _noted(self, number: int, frame: FrameType | None) -> None:
        self.events.put(number)

    def _start(self, child: Child) -> None:
        # A group of its own: Ctrl-C in the terminal reaches this process alone, which passes it on once.
        child.process = subprocess.Popen(list(child.command), process_group=0)  # noqa: S603
        child.started_at, child.due_at = time.monotonic(), None
        threading.Thread(target=self._watch, args=(child, child.process), daemon=True).start()

    def _watch(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        self.events.put(child)

    def _until_ready(self, ready: Callable[[], bool], limit: float) -> int | None:
        """None when ready; else the code to leave with."""
        deadline = time.monotonic() + limit
        while not ready():
            event = self._next_event(0.1)
            if isinstance(event, Child):
                self.say(f"{event.title}启动失败，请查看上面的提示。")
                return 1
            if event is not None:
                return 0
            if time.monotonic() > deadline:
                self.say(f"启动超过{limit:.0f}秒仍未就绪，已停止。")
                return 1
        return None

    def _until_told(self) -> None:
        """Start dead processes again, later each time, until a signal asks to end."""
        while True:
            waiting = [child.due_at for child in self.children if child.due_at is not None]
            waiting += [chore.due_at for chore in self.chores]
            event = self._next_event(max(0.0, min(waiting) - time.monotonic()) if waiting else None)
            if isinstance(event, Child):
                self._plan_restart(event)
            elif event is not None:
                return
            for child in self.children:
                if child.due_at is not None and child.due_at <= time.monotonic():
                    self._start(child)
            for chore in self.chores:
                if chore.due_at <= time.monotonic():
                    self._attend(chore)

    def _attend(self, chore: Chore) -> None:
        """A chore that fails (the database is away) is done again at its next time."""
        try:
            asked = chore.do()
        except Exception as fault:
            self.say(f"{chore.title}没有完成（{type(fault).__name__}），稍后再试。")
            asked = False
        chore.due_at = time.monotonic() + chore.every
        child = chore.child
        # One just started has had no time to take anything up.
        if asked and child is not None and time.monotonic() - child.started_at > SETTLED:
            self.say(f"{child.title}没有在处理等待的任务，现在重新启动。")
            child.send(signal.SIGKILL)

    def _plan_restart(self, child: Child) -> None:
        if time.monotonic() - child.started_at > LIVED_WELL:
            child.pause = FIRST_PAUSE
        child.send(signal.SIGKILL)  # what it left behind would hold the port
        self.say(f"{child.title}意外停止，{child.pause:.0f}秒后重新启动。")
        child.due_at = time.monotonic() + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _next_event(self, limit: float | None) -> Child | int | None:
        try:
            return self.events.get(timeout=limit)
        except queue.Empty:
            return None

    def _stop(self) -> None:
        """SIGTERM to the leaders, which end their own; a second signal or the limit kills."""
        for child in self.children:
            if child.running() and child.process is not None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_LIMIT
        while any(child.running() for child in self.children) and time.monotonic() < deadline:
            if isinstance(self._next_event(max(0.0, deadline - time.monotonic())), int):
                break
        for child in self.children:
            child.send(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
