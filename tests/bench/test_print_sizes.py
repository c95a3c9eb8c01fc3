"""Prints of 5,000, 10,000 and 50,000 people, each in a process of its own, and beside the build of November.

Memory is asserted: it is the same on every machine. Times are told as ratios to the other build in one run.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.bench.test_import_bench import FORMER, former_build

pytestmark = pytest.mark.bench

MOST_MB = 300
MOST_GROWTH = 1.3  # of the peak for ten times the names
NOTICES = 40
Run = dict[str, float]


def begun(what: str, count: int, folder: Path, build: Path) -> subprocess.Popen[str]:
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.bench.print_run", what, str(count), str(folder)]
    return subprocess.Popen(command, cwd=build, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen[str]) -> Run:
    out, err = process.communicate(timeout=3_600)
    assert process.returncode == 0, err[-3_000:]
    run: Run = json.loads(out.splitlines()[-1])
    return run


def run(what: str, count: int, folder: Path, build: Path | None = None) -> Run:
    return ended(begun(what, count, folder, build or Path(settings.BASE_DIR)))


def told(title: str, what: str, count: int, run: Run) -> None:
    cpu, clock, peak = run["cpu"], run["seconds"], run["peak"]
    print(f"  {title:<12} {what:<8} {count:>6}  {cpu:6.2f} s processor {clock:6.2f} s clock {peak:5.0f} MB")  # noqa: T201


def former(folder: Path) -> Path | None:
    build = former_build(folder)
    if build is not None:
        shutil.copy(Path(__file__).with_name("print_run.py"), build / "tests" / "bench")
    return build


def test_memory_of_prints_and_the_time_of_cards(tmp_path: Path) -> None:
    peaks: dict[tuple[str, int], float] = {}
    print("\nPrints of one village")  # noqa: T201
    for count in (5_000, 10_000, 50_000):
        folder = tmp_path / str(count)
        run("make", count, folder)
        for what in ("roll", "book", "cards"):
            done = run(what, count, folder)
            peaks[what, count] = done["peak"]
            told("this office", what, count, done)
    ours = run("cards", 10_000, tmp_path / "10000")
    if build := former(tmp_path / "former"):
        run("make", 10_000, tmp_path / "old", build)
        theirs = run("cards", 10_000, tmp_path / "old", build)
        told(FORMER, "cards", 10_000, theirs)
        print(f"  cards: {ours['cpu'] / theirs['cpu']:.2f} of the time of {FORMER} (wanted: 0.5)")  # noqa: T201
        assert ours["pages"] == theirs["pages"] == 1_000
    for what in ("roll", "book", "cards"):
        growth = peaks[what, 50_000] / peaks[what, 5_000]
        print(f"  {what}: peak for 50,000 is {growth:.2f} times that for 5,000 (wanted: 1.3)")  # noqa: T201
        assert peaks[what, 10_000] <= MOST_MB
    assert peaks["roll", 50_000] <= MOST_GROWTH * peaks["roll", 5_000]


def test_two_workers_beside_two_of_november(tmp_path: Path) -> None:
    """Notices a second of clock, both workers at once."""
    builds = {"this office": Path(settings.BASE_DIR)}
    if build := former(tmp_path / "former"):
        builds[FORMER] = build
    speeds = {}
    for title, build in builds.items():
        run("make", 100, tmp_path / f"office-{title}", build)
        pair = [begun("notices", NOTICES, tmp_path / f"office-{title}", build) for _ in range(2)]
        longest = max(ended(process)["seconds"] for process in pair)
        speeds[title] = 2 * NOTICES / longest
        print(f"\n  {title}: two workers print {speeds[title]:.1f} notices a second of clock")  # noqa: T201
    if FORMER in speeds:
        print(f"  {speeds['this office'] / speeds[FORMER]:.1f} times {FORMER} (wanted: 2.3)")  # noqa: T201
