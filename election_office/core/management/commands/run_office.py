"""Web server and background worker together: the one command of a small office."""

from __future__ import annotations

import fcntl
import hashlib
import http.client
import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import run_checks
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import close_old_connections
from django.utils.module_loading import import_string

from election_office.core import keycheck, scratch
from election_office.core.supervisor import Child, Chore, Supervisor


class Command(BaseCommand):
    """Starts both on the embedded default as well as on PostgreSQL and Redis; ends both on SIGTERM."""

    help = "启动网页服务和后台任务。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只对本机开放")
        parser.add_argument("--port", type=int, default=8000, help="端口，默认8000")
        parser.add_argument("--web", type=int, default=2, help="网页进程数，默认2")
        parser.add_argument("--jobs", type=int, default=1, help="后台任务进程数，默认1")
        parser.add_argument(
            "--prepare", action="store_true", help="先升级数据库；OFFICE_DEMO=1且库中无人员时载入演示数据"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._close_folder()
        lock = alone()
        scratch.clear()
        host, port = options["host"], options["port"]
        self._refuse_busy_port(host, port)
        # Told to every process of the office: where its practice office answers once somebody opens it.
        os.environ.setdefault("OFFICE_PRACTICE_HOST", host)
        os.environ.setdefault("OFFICE_PRACTICE_PORT", str(port + 1))
        if options["prepare"]:
            self._prepare()
        keycheck.require_right_keys()
        self._show_warnings()
        self._collect_static()
        for task, arguments in settings.OFFICE_START_TASKS.items():
            import_string(task)(**arguments)
        children = [
            Child("网页服务", self._web_command(host, port, options["web"])),
            Child("后台任务", self._worker_command(options["jobs"])),
        ]
        supervisor = Supervisor(children, self.stderr.write, self._chores(children[-1]))
        code = supervisor.run(
            ready=lambda: answers(host, port), on_ready=lambda: self._welcome(host, port), limit=120.0
        )
        lock.close()
        if code:
            sys.exit(code)
        self.stdout.write("已停止。")

    def _close_folder(self) -> None:
        """A folder of the time before may stand open to every user of the machine."""
        folder = Path(settings.DATA_DIR)
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(0o700)

    def _refuse_busy_port(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"无法使用{host}:{port}（{error.strerror}）。请先停止占用该端口的程序，"
                    f"或换一个端口，例如：make run PORT={port + 1}"
                ) from None

    def _prepare(self) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO and "load_demo" in get_commands() and not get_user_model().objects.exists():
            self.stdout.write("数据库为空，正在载入演示数据……")
            call_command("load_demo")

    def _show_warnings(self) -> None:
        """What is missing on this machine is said before the first paper is printed."""
        for fault in run_checks(tags=["office"], include_deployment_checks=True):
            self.stderr.write(f"注意（{fault.id}）：{fault.msg}{fault.hint or ''}")

    def _collect_static(self) -> None:
        """Compressing takes seconds, so it is done only when a file, its size or its date is new."""
        if settings.WHITENOISE_USE_FINDERS:
            return
        state = static_state()
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        if stamp.exists() and stamp.read_text(encoding="ascii") == state:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(state, encoding="ascii")

    def _chores(self, worker: Child) -> list[Chore]:
        return [
            Chore(title, every, self._with_fresh_connection(import_string(task)), worker)
            for task, (title, every) in settings.OFFICE_CHORES.items()
        ]

    @staticmethod
    def _with_fresh_connection(task: Callable[[], bool]) -> Callable[[], bool]:
        """The server may have been restarted since the last time."""

        def done() -> bool:
            close_old_connections()
            return task()

        return done

    def _web_command(self, host: str, port: int, processes: int) -> list[str]:
        bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        return [
            *(sys.executable, "-m", "gunicorn", "election_office.wsgi", "--bind", bind),
            *("--workers", str(processes), "--threads", "4", "--worker-class", "gthread", "--preload"),
            # The longest page prints a preview; slower work belongs to the worker.
            *("--timeout", "60", "--graceful-timeout", "20", "--log-level", "warning"),
            # A clerk reads a page for some seconds: the next click finds the line still open.
            *("--keep-alive", "65"),
            *("--no-control-socket", "--chdir", str(settings.BASE_DIR)),
        ]

    def _worker_command(self, processes: int) -> list[str]:
        return [
            # office.I002 says the same in Chinese, once.
            *(sys.executable, "-W", "ignore:You're running the worker with superuser"),
            *("-m", "celery", "--app", "election_office", "--quiet"),
            *("--workdir", str(settings.BASE_DIR), "worker", "--concurrency", str(processes)),
            *("--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
        ]

    def _welcome(self, host: str, port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        self.stdout.write(self.style.SUCCESS(f"换届选举工作平台已启动：http://{shown}:{port}/"))
        accounts = Path(settings.DATA_DIR) / "demo-accounts.txt"
        if settings.DEMO and accounts.exists():
            self.stdout.write(accounts.read_text(encoding="utf-8").rstrip())
        for lines in settings.OFFICE_WELCOME:
            for line in import_string(lines)():
                self.stdout.write(line)
        self.stdout.write("按 Ctrl-C 停止。")
        self.stdout.flush()


def alone() -> Any:
    """One office a data folder: two would share one queue of files. Held until the process ends."""
    lock = (Path(settings.DATA_DIR) / "office.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise CommandError(f"数据目录{settings.DATA_DIR}已有一个平台在运行，请先停止它。") from None
    return lock


def static_state() -> str:
    """A fingerprint of every style sheet, script and picture as they stand now."""
    found = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            found.append(f"{name} {file.st_size} {file.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()


def answers(host: str, port: int) -> bool:
    """True once the web server and its database answer."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound
    known = [name for name in settings.ALLOWED_HOSTS if name != "*" and not name.startswith(".")]
    connection = http.client.HTTPConnection(local, port, timeout=5)
    try:
        # Said as the office's own proxy says it, or OFFICE_TLS=1 would answer with a redirect.
        headers = {
            "Host": known[0] if known else local,
            "X-Forwarded-Proto": "https" if settings.TLS else "http",
        }
        connection.request("GET", "/health/", headers=headers)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
