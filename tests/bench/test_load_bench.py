"""Fifty clerks at work: the product's own web processes beside an empty Django view under the same server.

Both are started by the command of ``run_office`` with its two processes and four threads; each clerk keeps a
line open, is logged in by a session of the office, and walks today, board, roll, desk, figures and papers.
First with five seconds between two pages, as people read, then without a pause. Printed are ratios of one
run; asserted is only that every page was answered.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from election_office.core.management.commands.run_office import Command
from tests.services import PROJECT, Office, PostgreSQL, Service, free_port

pytestmark = pytest.mark.bench

USERS = int(os.environ.get("BENCH_USERS", "50"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "40"))
PAUSE = 5.0
FLAT_OUT = 12.0  # seconds without a pause
TICK = os.sysconf("SC_CLK_TCK")

# Who works in the demonstration, and which of these pages each may open. The browser of a session is the same
# as that of the walk, or a click would look like somebody else's.
CLERKS = """
import json
from django.test import Client
from django.urls import reverse
from election_office.accounts.models import User
from election_office.documents.models import Document
from villages.models import Election
elections = list(Election.objects.order_by("pk").values_list("pk", flat=True))[:4]
pages = ["/", "/board/", "/documents/", reverse("figures:overview"), reverse("audit:list")]
for number in elections:
    pages.append(reverse("voters:roll", args=[number]))
    pages.append(reverse("voters:roll", args=[number]) + "?q=%E6%9D%8E")
    pages.append(reverse("voters:desk_search", args=[number]) + "?q=%E7%8E%8B")
    pages.append(reverse("documents:election_list", args=[number]))
pages += [reverse("documents:detail", args=[pk]) for pk in Document.objects.values_list("pk", flat=True)[:8]]
found = []
people = [user for user in User.objects.filter(is_active=True) if user.current_assignments]
for place in range(USERS):
    user = people[place % len(people)]
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="election_office.accounts.backend.OfficeBackend")
    if place < len(people):
        user.may = [page for page in pages if client.get(page).status_code == 200]
    if user.may:
        found.append([next(iter(client.cookies.values())).OutputString().partition(";")[0], user.may])
print(json.dumps(found))
"""


class EmptyView(Service):
    """One word, answered by as many processes and threads as the office has."""

    name = "empty view"

    def __init__(self) -> None:
        super().__init__()
        self.port = free_port()

    def start(self) -> None:
        command = Command()._web_command("127.0.0.1", self.port, 2)
        command[command.index("election_office.wsgi")] = "tests.bench.empty_view"
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        self.spawn(command, cwd=PROJECT, env=environment)

    def ready(self) -> bool:
        return Office.ready(self)  # type: ignore[arg-type] -- it asks for the port alone


class LoadedOffice(Office):
    """The demonstration on the database it is given, served as ``run_office`` serves it."""

    def __init__(self, database: str) -> None:
        super().__init__(OFFICE_PLAIN_STATIC="0")
        self.environment.pop("DATABASE_URL", None)
        self.environment.pop("REDIS_URL", None)
        if database:
            self.environment["DATABASE_URL"] = database

    def start(self) -> None:
        self.manage("migrate", "--verbosity", "0")
        self.environment["OFFICE_EAGER"] = "1"  # no paper waits for its printer while pages are measured
        self.manage("load_demo")
        del self.environment["OFFICE_EAGER"]
        super().start()


def processes(root: int) -> list[int]:
    """The web server below ``root`` with its processes; the worker of the background is not among them."""
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        below.setdefault(int(after[1]), []).append(int(stat.parent.name))
    family, waiting = [], [root]
    while waiting:
        number = waiting.pop()
        family.append(number)
        waiting += below.get(number, [])
    return [number for number in family if b"gunicorn" in Path(f"/proc/{number}/cmdline").read_bytes()]


def processor(numbers: list[int]) -> float:
    """Seconds of the processor that they have used so far."""
    used = 0
    for number in numbers:
        after = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        used += int(after[11]) + int(after[12])
    return used / TICK


def memory(numbers: list[int]) -> float:
    """Megabytes of all together; what they share counts once."""
    lines = [
        line
        for number in numbers
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
        if line.startswith("Pss:")
    ]
    return sum(int(line.split()[1]) for line in lines) / 1024


@dataclass
class Clerk:
    """One browser: its line to the server, and how long each page took."""

    port: int
    cookie: str
    pages: list[str]
    seed: int
    times: list[float] = field(default_factory=list)
    lines: int = 0
    refused: list[str] = field(default_factory=list)
    line: http.client.HTTPConnection | None = None

    def work(self, until: float, pause: float) -> None:
        chance = random.Random(self.seed)
        time.sleep(chance.uniform(0, pause))  # nobody begins with the others
        for page in itertools.cycle(chance.sample(self.pages, len(self.pages))):
            if time.monotonic() > until:
                return
            begun = time.perf_counter()
            status = self._get(page)
            self.times.append(time.perf_counter() - begun)
            if status != 200:
                self.refused.append(f"{page} {status}")
            if pause:
                time.sleep(chance.uniform(0.5, 1.5) * pause)

    def _get(self, page: str) -> int:
        """A closed line is opened anew, as browsers do, and counted."""
        headers = {"Cookie": self.cookie, "Accept-Encoding": "gzip", "Host": "127.0.0.1"}
        for _ in range(2):
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                self.lines += 1
            try:
                self.line.request("GET", page, headers=headers)
                response = self.line.getresponse()
                response.read()
            except (http.client.HTTPException, OSError):
                self.leave()
                continue
            if response.will_close:
                self.leave()
            return response.status
        return 0

    def leave(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line = None


@dataclass
class Seen:
    """What a walk of all clerks came to."""

    requests: int
    seconds: float
    processor: float
    p50: float
    p95: float
    reconnects: float


def walk(clerks: list[Clerk], numbers: list[int], seconds: float, pause: float) -> Seen:
    for clerk in clerks:
        clerk.times.clear()
        clerk.lines = 0
    fresh = sum(clerk.line is None for clerk in clerks)
    used, begun = processor(numbers), time.monotonic()
    threads = [threading.Thread(target=clerk.work, args=(begun + seconds, pause)) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted = time.monotonic() - begun
    sys.stdout.write(".")
    sys.stdout.flush()
    times = sorted(itertools.chain.from_iterable(clerk.times for clerk in clerks))
    opened = sum(clerk.lines for clerk in clerks) - fresh
    return Seen(
        len(times),
        lasted,
        (processor(numbers) - used) / len(times),
        times[len(times) // 2],
        times[int(len(times) * 0.95)],
        opened / len(times),
    )


@dataclass
class Course:
    """One server: at rest, with pauses, flat out."""

    calm: Seen
    flat: Seen
    rest: float
    after: float
    refused: list[str]


def course(port: int, root: int, plan: list[Any]) -> Course:
    numbers = processes(root)
    rest = memory(numbers)
    clerks = [Clerk(port, cookie, pages, seed) for seed, (cookie, pages) in enumerate(plan)]
    walk(clerks, numbers, 10, 1.0)  # warm: every process has met every page
    calm = walk(clerks, numbers, SECONDS, PAUSE)
    flat = walk(clerks, numbers, FLAT_OUT, 0.0)
    after = memory(numbers)
    for clerk in clerks:
        clerk.leave()
    return Course(calm, flat, rest, after, [said for clerk in clerks for said in clerk.refused])


def of_office(database: str) -> Course:
    with LoadedOffice(database) as office:
        assert office.process is not None
        plan = json.loads(office.python(f"USERS = {USERS}\n{CLERKS}").splitlines()[-1])
        sys.stdout.write(f"{len(plan)} clerks, {sum(len(pages) for _, pages in plan)} pages\n")
        sys.stdout.flush()
        return course(office.port, office.process.pid, plan)


@contextmanager
def postgres() -> Iterator[str]:
    with PostgreSQL() as server:
        yield server.create_database("load")


def test_fifty_clerks_beside_an_empty_view() -> None:
    with ExitStack() as stack:
        view = stack.enter_context(EmptyView())
        assert view.process is not None
        empty = course(view.port, view.process.pid, [["", ["/"]]] * USERS)
    sqlite = of_office("")
    with postgres() as url:
        other = of_office(url)
    out = sys.stdout.write
    out(f"\n{USERS} clerks, {SECONDS:.0f} s with a pause of {PAUSE:.0f} s, then {FLAT_OUT:.0f} s without\n")
    out("                 ms processor   p50 ms   p95 ms  reconnects   flat out /s   MB at rest  MB after\n")
    for name, seen in (("empty view", empty), ("SQLite", sqlite), ("PostgreSQL", other)):
        calm, flat = seen.calm, seen.flat
        out(
            f"  {name:<14} {calm.processor * 1000:9.2f} {calm.p50 * 1000:10.1f} {calm.p95 * 1000:8.1f}"
            f" {calm.reconnects:10.2%} {flat.requests / flat.seconds:12.1f}"
            f" {seen.rest:12.0f} {seen.after:9.0f}"
            f"   ({calm.requests} requests; flat out {flat.processor * 1000:.2f} ms)\n"
        )
    for name, seen in (("SQLite", sqlite), ("PostgreSQL", other)):
        out(
            f"  {name}: processor {seen.calm.processor / empty.calm.processor:.1f} x the empty view (12;"
            f" flat out {seen.flat.processor / empty.flat.processor:.1f}),"
            f" p95 {seen.calm.p95 / empty.calm.p95:.0f} x (100), reconnects {seen.calm.reconnects:.2%} (1 %),"
            f" memory {seen.after / seen.rest:.2f} x (1.3)\n"
        )
    rate = (other.flat.requests / other.flat.seconds) / (sqlite.flat.requests / sqlite.flat.seconds)
    out(f"  PostgreSQL {rate:.2f} x the pages a second of SQLite (0.9)\n")
    assert not sqlite.refused + other.refused + empty.refused
