"""A start of the program, an empty database, and a file of many counts, beside the build of November.

Processor time of the processes themselves, the two builds by turns. OFFICE_BENCH_COUNTS says how many counts.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.ballots.counts import count, entry
from tests.bench.test_import_bench import FORMER, former_build

pytestmark = pytest.mark.bench

COUNTS = int(os.environ.get("OFFICE_BENCH_COUNTS", "20000"))
VILLAGES = 500
TURNS = 3
EMPTY = "import django; from django.conf import settings; settings.configure(); django.setup()"


@dataclass(frozen=True)
class Spent:
    """Seconds: of the processors, all processes together, and of the clock. ``out``: what was printed."""

    cpu: float
    clock: float
    out: bytes


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = former_build(tmp_path_factory.mktemp("former"))
    if build is None:
        pytest.skip(f"The history does not reach back to {FORMER}.")
    return build


def spend(build: Path, data: Path, *command: str) -> Spent:
    """One process with a data folder of its own and Python's usual keeping of what it compiled."""
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE")
    }
    data.mkdir(exist_ok=True)
    surroundings["OFFICE_DATA_DIR"] = str(data)
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, *command],
        cwd=build,
        env=surroundings,
        capture_output=True,
        check=False,
        timeout=3_600,
    )
    clock, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr[-2_000:]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(cpu, clock, done.stdout)


def by_turns(former: Path, folder: Path, *command: str) -> tuple[Spent, Spent]:
    """The quickest of some turns of each build: what else the machine does only ever adds."""
    found: dict[Path, list[Spent]] = {former: [], Path(settings.BASE_DIR): []}
    for turn in range(TURNS):
        for number, (build, runs) in enumerate(found.items()):
            runs.append(spend(build, folder / f"{number}-{turn}", *command))
    before, now = (min(runs, key=lambda run: run.cpu) for runs in found.values())
    return before, now


def test_a_start_and_an_empty_database(former: Path, tmp_path: Path) -> None:
    (tmp_path / "check").mkdir()
    empty = min(spend(tmp_path, tmp_path / "empty", "-c", EMPTY).cpu for _ in range(TURNS))
    before, now = by_turns(former, tmp_path / "check", "manage.py", "check")
    print(  # noqa: T201
        f"\nmanage.py check: {now.cpu / empty:.1f} times django.setup() of an empty project (wanted: 4; "
        f"{FORMER}: {before.cpu / empty:.1f})"
    )
    (tmp_path / "migrate").mkdir()
    before, now = by_turns(former, tmp_path / "migrate", "manage.py", "migrate", "--verbosity", "0")
    print(f"migrate on an empty database: {now.cpu / before.cpu:.2f} of {FORMER} (wanted: 0.2)")  # noqa: T201


def lines(number: int) -> str:
    """A count of one of five hundred villages, with every outcome among them; numbers differ in each."""
    votes = {"演示甲": 300 + number % 300, "演示乙": 200 + number % 211, "+演示丙": number % 97}
    members = {
        f"演示{letter}": 150 + (number * step) % 331 for step, letter in enumerate("丁戊己庚辛", start=3)
    }
    wanted = count(
        entry("director", votes),
        entry("member", members, seats=3),
        area=f"369901{101 + number % VILLAGES // 25:03d}{201 + number % 25:03d}",
        relatives=[["演示甲", "演示丁", "spouse"]] if number % 3 == 0 else [],
        people={"演示戊": {"barred": "因犯罪受过刑事处罚"}} if number % 5 == 0 else {},
        params={"winner_review": number % 2 == 0},
    )
    return json.dumps(wanted, ensure_ascii=False)


def test_a_file_of_many_counts(former: Path, tmp_path: Path) -> None:
    path = tmp_path / "counts.jsonl"
    path.write_text("\n".join(map(lines, range(COUNTS))) + "\n", encoding="utf-8")
    before, now = by_turns(former, tmp_path, "manage.py", "adjudicate", str(path))
    same = sum(one == other for one, other in zip(before.out.splitlines(), now.out.splitlines(), strict=True))
    clock, cpu = before.clock / now.clock, before.cpu / now.cpu
    print(  # noqa: T201
        f"\n{COUNTS} counts in one file, all processors: {clock:.1f} times as many a second as {FORMER} "
        f"(wanted: 4), {cpu:.1f} times a processor; {same} of {COUNTS} outcomes are the same to the byte"
    )
