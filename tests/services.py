"""Real servers for the tests, each in a temporary folder, stopped by the process that began them."""

from __future__ import annotations

import fcntl
import http.client
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self
from urllib.parse import quote

PROJECT = Path(__file__).resolve().parent.parent
REDIS_DATABASES = 64
START_LIMIT = 180.0  # seconds a server may take on a busy machine, its first data included


class ServiceError(RuntimeError):
    """A server that cannot be started; says which, and the end of its log."""


def wait_until(ready: Callable[[], bool], *, what: str, limit: float = START_LIMIT) -> None:
    """Ask again and again, a little later each time, until ``ready``; past ``limit`` seconds refuse."""
    deadline, pause = time.monotonic() + limit, 0.02
    while not ready():
        if time.monotonic() > deadline:
            raise ServiceError(f"{what}: not ready within {limit:.0f} seconds")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.3)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unprivileged_user() -> pwd.struct_passwd | None:
    """Whom PostgreSQL shall run as: it refuses root. None: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServiceError("PostgreSQL: neither the user postgres nor nobody exists")


class Service:
    """A process with a folder of its own: entered, it answers; left, it is gone."""

    name = "service"
    stop_signal = signal.SIGTERM
    stop_limit = 20.0

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="office-"))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        raise NotImplementedError

    def ready(self) -> bool:
        raise NotImplementedError

    def __enter__(self) -> Self:
        try:
            self.start()
            wait_until(self.ready_or_dead, what=self.name)
        except BaseException:
            log = self.log()
            self.__exit__(None, None, None)
            raise ServiceError(f"{self.name} did not start: {log or sys.exception()}") from sys.exception()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self) -> None:
        """Ask the process to end and wait for it; what does not end is killed."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(self.stop_limit)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def spawn(self, command: list[str], **options: Any) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **options
            )

    def ready_or_dead(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise ServiceError(f"{self.name} ended with {self.process.returncode}")
        return self.ready()

    def log(self) -> str:
        """The last lines the server wrote."""
        path = self.folder / "log"
        return path.read_text(errors="replace")[-3000:] if path.exists() else ""


class PostgreSQL(Service):
    """A cluster behind a socket in a private folder: no port, no password, no fsync."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # fast: does not wait for open connections
    # Statistics of tables that are empty outside each test's transaction would mislead the planner.
    durability: ClassVar[dict[str, str]] = {"fsync": "off", "synchronous_commit": "off", "autovacuum": "off"}

    @property
    def url(self) -> str:
        return f"postgres://office@{quote(str(self.folder), safe='')}/postgres"

    @staticmethod
    def program(name: str) -> str:
        """The newest installed one: Debian keeps them out of PATH."""
        found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[4]))
        path = str(found[-1]) if found else shutil.which(name)
        if not path:
            raise ServiceError(f"{name} is missing; `make test` installs the package postgresql")
        return path

    def start(self) -> None:
        data = str(self.folder / "data")
        made = subprocess.run(
            [
                *(self.program("initdb"), "-D", data, "-U", "office", "-A", "trust", "-E", "UTF8"),
                *("--locale=C", "--no-sync", "--no-instructions"),
            ],
            capture_output=True,
            text=True,
            check=False,
            **self.who(),
        )
        if made.returncode:
            raise ServiceError(made.stderr)
        self.serve()

    def who(self) -> dict[str, Any]:
        """In whose name its programs run."""
        user = unprivileged_user()
        if user is None:
            return {"cwd": self.folder}
        os.chown(self.folder, user.pw_uid, user.pw_gid)
        return {"cwd": self.folder, "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def serve(self) -> None:
        """Start the server on the data that are there: the first time, or again after it ended."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "full_page_writes": "off",
            "max_connections": "100",
            **self.durability,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.spawn([self.program("postgres"), "-D", str(self.folder / "data"), *options], **self.who())

    def ready(self) -> bool:
        command = [self.program("pg_isready"), "-q", "-h", str(self.folder), "-U", "office", "-d", "postgres"]
        return subprocess.run(command, check=False).returncode == 0

    def create_database(self, name: str) -> str:
        """A database of this name, made anew; returns its URL."""
        return create_database(self.url, name)


def create_database(url: str, name: str, template: str = "template1") -> str:
    """Make ``name`` anew, as a copy of ``template``, beside the database ``url`` names; returns its URL."""
    import psycopg  # noqa: PLC0415  SQLite runs need no driver

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{url.rpartition('/')[0]}/{name}"


class Redis(Service):
    """A Redis that keeps nothing on disk."""

    name = "Redis"

    def __init__(self) -> None:
        super().__init__()
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        program = shutil.which("redis-server")
        if not program:
            raise ServiceError("redis-server is missing; `make test` installs it")
        self.spawn(
            [
                *(program, "--port", str(self.port), "--bind", "127.0.0.1", "--daemonize", "no"),
                *("--save", "", "--appendonly", "no", "--dir", str(self.folder)),
                *("--databases", str(REDIS_DATABASES)),
            ]
        )

    def ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


DEMONSTRATION = "office_demonstration"
CHECKED_AHEAD = """
import datetime as dt
from django.utils import timezone
from election_office.audit.models import AuditCheck
ahead = timezone.now() + dt.timedelta(days=400)
AuditCheck.objects.create(began_at=ahead, ended_at=ahead, chains=0, events=0, faults=[])
"""


def demonstration() -> Path:
    """The data folder and the database of a freshly loaded demonstration, made once for a whole run.

    Journeys start from a copy. Its papers are printed while it is made: nothing waits in a queue.
    """
    folder = Path(os.environ["OFFICE_TEST_ROOT"]) / DEMONSTRATION
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            data = folder / "data"
            data.mkdir(exist_ok=True)
            environment = {
                name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
            }
            environment |= {
                "OFFICE_DATA_DIR": str(data),
                "OFFICE_DEMO": "1",
                "OFFICE_EAGER": "1",
                "DJANGO_SETTINGS_MODULE": "election_office.settings",
            }
            if shared := os.environ.get("DATABASE_URL"):
                environment["DATABASE_URL"] = create_database(shared, DEMONSTRATION)
            manage(environment, "migrate", "--verbosity", "0")
            manage(environment, "load_demo")
            # Walked through already, and not again in every copy of it.
            manage(environment, "shell", "-v", "0", "-c", CHECKED_AHEAD)
            (folder / "ready").touch()
    return folder


def free_redis_number() -> int:
    """A database of the run's Redis that no other office takes; 0 is the run's own."""
    for number in range(1, REDIS_DATABASES):
        try:
            (Path(os.environ["OFFICE_TEST_ROOT"]) / f"redis-{number}").touch(exist_ok=False)
        except FileExistsError:
            continue
        return number
    raise ServiceError(f"Redis: all {REDIS_DATABASES} databases are taken")


def manage(environment: dict[str, str], *arguments: str, text: str = "") -> str:
    """Run ``manage.py``; returns what it printed, raises ServiceError when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=environment,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServiceError(f"manage.py {arguments[0]}: {done.stderr[-3000:]}")
    return done.stdout


class Office(Service):
    """The whole product as ``manage.py run_office`` starts it: web server and background worker.

    It has a data folder and a database of its own; ``DATABASE_URL``/``REDIS_URL`` of the run
    decide where they live. Queued work really runs in the worker's processes.
    """

    name = "office"
    stop_limit = 60.0

    def __init__(self, **environment: str) -> None:
        super().__init__()
        self.port = free_port()
        self.environment = {name: value for name, value in os.environ.items() if name != "OFFICE_EAGER"}
        # The run's own settings module and xdist's variables are no business of the server's.
        for name in list(self.environment):
            if name.startswith("PYTEST_"):
                del self.environment[name]
        self.environment |= {
            "OFFICE_DATA_DIR": str(self.folder / "data"),
            "OFFICE_PLAIN_STATIC": "1",
            "DJANGO_SETTINGS_MODULE": "election_office.settings",
            **environment,
        }
        shared = os.environ.get("DATABASE_URL", "")
        if self.environment.get("OFFICE_DEMO") == "1":
            prepared = demonstration()
            shutil.copytree(prepared / "data", self.folder / "data")
            if shared:
                self.environment["DATABASE_URL"] = create_database(
                    shared, f"office_{self.port}", DEMONSTRATION
                )
        elif shared:
            self.environment["DATABASE_URL"] = create_database(shared, f"office_{self.port}")
        if queue := os.environ.get("REDIS_URL"):
            self.environment["REDIS_URL"] = f"{queue.rpartition('/')[0]}/{free_redis_number()}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "manage.py", "run_office", "--prepare", "--port", str(self.port)]
        self.spawn(command, cwd=PROJECT, env=self.environment)

    def ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def manage(self, *arguments: str, text: str = "") -> str:
        """Run ``manage.py`` on this office's database; returns what it printed, raises when it fails."""
        return manage(self.environment, *arguments, text=text)

    def python(self, code: str) -> str:
        """Run Python with this office's models at hand (they are imported); returns what it printed."""
        return self.manage("shell", "-v", "0", "-c", code)
