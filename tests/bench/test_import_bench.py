"""50,000 rows of a roll, tried and stored: our import beside django-import-export on the same file.

Every run has a process and a new SQLite database of its own (tests/bench/import_run.py). Ratios are of
processor time, so that a busy machine changes them little. Asserted is that all ways stored the same
people, that the package as it comes needs eight times as long, and that five times the rows need hardly
more memory.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.bench.import_run import make_file

pytestmark = pytest.mark.bench

MANY = int(os.environ.get("BENCH_ROWS", "50000"))
# Row by row takes a quarter of an hour for 50,000; the cost of a row does not depend on their number.
TEN = MANY // 5
FEW = min(MANY, int(os.environ.get("BENCH_ROWS_ONE_BY_ONE", "5000")))
LEAST_RATIO = 8
FORMER = "04c8450"
MOST_GROWTH = 1.25  # of the peak for five times the rows
MOST_OF_TEN_TIMES = 1.3


@dataclass(frozen=True)
class Run:
    cpu: float
    seconds: float
    before: float
    peak: float
    people: int
    stored: str

    @property
    def grown(self) -> float:
        return self.peak - self.before


def former_build(target: Path) -> Path | None:
    """The build at ``FORMER`` unpacked beside this one; None where the history does not reach back to it."""
    packed = subprocess.run(
        ["git", "archive", FORMER],
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=False,
    )
    if packed.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(target, filter="data")
    fonts = Path(settings.FONT_DIR)
    if fonts.is_dir():
        shutil.copytree(fonts, target / fonts.relative_to(settings.BASE_DIR), dirs_exist_ok=True)
    return target


def measure(way: str, path: Path, build: Path | None = None) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.import_run", way, str(path)],
        cwd=build or settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=3_600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def told(title: str, count: int, run: Run) -> str:
    return (
        f"  {title:<44} {count:>6} rows {run.cpu:7.1f} s processor {run.seconds:7.1f} s clock "
        f"{run.peak:6.0f} MB peak (+{run.grown:.0f})"
    )


def test_a_roll_is_imported_beside_django_import_export(tmp_path: Path) -> None:
    few, many = make_file(tmp_path / "few.xlsx", FEW), make_file(tmp_path / "many.xlsx", MANY)
    ours_few, ours = measure("ours", few), measure("ours", many)
    ours_ten = measure("ours", make_file(tmp_path / "ten.xlsx", TEN))
    rows, bulk, bare = measure("rows", few), measure("bulk", many), measure("bare", many)

    former = former_build(tmp_path / "former")
    before = measure("ours", many, former) if former else None

    print("\nTrial and import of a roll (.xlsx), SQLite")  # noqa: T201
    for title, count, run in (
        ("this office", FEW, ours_few),
        ("this office", TEN, ours_ten),
        ("this office", MANY, ours),
        ("django-import-export, as it comes", FEW, rows),
        ("django-import-export, bulk mode, no diff", MANY, bulk),
        ("bare: values, cipher, rows; nothing checked", MANY, bare),
    ):
        print(told(title, count, run))  # noqa: T201
    print(f"  ratio to it as it comes: {rows.cpu / ours_few.cpu:.1f} times as fast")  # noqa: T201
    print(f"  ratio to its bulk mode:  {bulk.cpu / ours.cpu:.1f} times as fast")  # noqa: T201
    print(f"  ratio to the bare limit: {ours.cpu / bare.cpu:.1f} times its time")  # noqa: T201
    if before:
        print(told(f"this office at {FORMER}", MANY, before))  # noqa: T201
        print(f"  ratio to this office at {FORMER}: {before.cpu / ours.cpu:.1f} times as fast")  # noqa: T201
    growth = (ours.peak - ours_ten.peak) * 1024 / (MANY - TEN)
    print(f"  memory for one more row: {growth:.2f} KB, peak times {ours.peak / ours_ten.peak:.2f}")  # noqa: T201

    assert (ours.people, ours_few.people) == (MANY, FEW)
    assert (bulk.people, bulk.stored) == (ours.people, ours.stored)
    assert (rows.people, rows.stored) == (ours_few.people, ours_few.stored)
    assert rows.cpu / ours_few.cpu >= LEAST_RATIO
    assert ours.peak / ours_ten.peak <= MOST_GROWTH


def test_ten_times_the_rows_need_hardly_more_memory(tmp_path: Path) -> None:
    """The longest roll that is taken (limits.MAX_ROWS) beside one of 20,000, read, tried and stored."""
    short, long = (measure("ours", make_file(tmp_path / f"{rows}.xlsx", rows)) for rows in (20_000, 200_000))

    print(told("\nthis office", 20_000, short))  # noqa: T201
    print(told("this office", 200_000, long))  # noqa: T201
    print(f"  peak times {long.peak / short.peak:.2f}")  # noqa: T201
    assert (short.people, long.people) == (20_000, 200_000)
    assert long.peak / short.peak <= MOST_OF_TEN_TIMES
