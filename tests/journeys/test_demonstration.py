"""The demonstration: both townships loaded by the acts of people, a village at every stage."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.services import PROJECT, Office

pytestmark = pytest.mark.journey


def test_the_two_townships_show_every_stage_and_agree_with_their_papers() -> None:
    office = Office(OFFICE_DEMO="1")  # not started: its rows are looked at, not its pages
    try:
        looked = subprocess.run(
            [sys.executable, "-m", "tests.journeys.demonstration_scene"],
            cwd=PROJECT, env=office.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        office.__exit__(None, None, None)
    assert looked.returncode == 0, looked.stderr[-3000:]
