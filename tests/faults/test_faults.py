"""The quick part of `make faults`: three faults at one moment each, on an office of its own."""

import json
import os
import subprocess
import sys

import pytest

from tests.services import PROJECT


@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="the office of this test is on SQLite")
def test_what_was_confirmed_outlives_a_killed_worker_a_full_disk_and_a_clock_set_back():
    command = [sys.executable, ".ci/faults.py", "--on", "sqlite", "--moments", "1", "--seed", "4", "--json"]
    done = subprocess.run(
        [*command, "--only", "worker_busy,disk,clock"],
        cwd=PROJECT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.stdout, done.stderr[-3000:]
    found = json.loads(done.stdout)["sqlite"]
    assert [one["fault"] for one in found] == ["worker_busy", "disk", "clock"]
    for one in found:
        assert (one["lost"], one["doubled"]) == ([], []), one
        # A busy machine is slower than the thirty seconds that `make faults` allows.
        assert max(one["seconds"], default=0) < 90, one
        assert one["confirmed"] > 5 or one["skipped"], one
