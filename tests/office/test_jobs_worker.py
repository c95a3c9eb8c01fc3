"""A real worker on the queue of files: progress out of a transaction, sudden death, retry."""

import json
import os
import subprocess
import sys

import pytest

from tests.services import PROJECT


# It takes both variables away: the run on PostgreSQL would try the same once more.
@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="the queue of files, tried with SQLite")
def test_a_killed_worker_is_noticed_and_its_job_is_finished_by_another(tmp_path):
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "OFFICE_EAGER") and not name.startswith("PYTEST_")
    }
    environment |= {"OFFICE_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "election_office.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.office.worker_scenario"],
        cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    log = tmp_path / "worker.log"
    assert done.returncode == 0, done.stderr[-3000:] + (log.read_text()[-3000:] if log.exists() else "")
    seen = json.loads(done.stdout)
    assert seen == {
        # Two threads asked for the same at the same moment: one job, done once.
        "joined": True,
        "jobs_of_two_clicks": 1,
        "counted": [3, 3, 1, "共3项。"],
        # The worker held a write transaction: its progress was seen, its writing was not.
        "during": ["running", 3, "等待放行", ""],
        "fresh_is_not_stale": True,
        "retry_too_early": "running",
        "stale": True,
        "retried": "pending",
        "second": [2, "running"],
        "requeued_at_start": 1,
        "finished": [3, 10, 10, "已放行。", True],
        # An order for eight villages: SIGKILL in its middle, and eight papers in the end, each once.
        "order_killed_midway": 3,
        "order": [8, 8, 8],
        "order_index": 8,
    }
