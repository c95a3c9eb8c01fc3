"""What must stand before Django reads its settings: loaded by ``-p tests.plugin``.

The controlling process makes one temporary folder and, where OFFICE_TEST_DB=postgres asks for
them, starts PostgreSQL and Redis in it. Each xdist process inherits the addresses and takes a
data folder of its own. Keys are fixed, so that a stored hash may be written into a test.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.services import PostgreSQL, Redis

TEST_KEYS = {
    "OFFICE_SECRET_KEY": "for tests alone: 0123456789 abcdefghijklmnopqrstuvwxyz",
    "OFFICE_CIPHER_KEY": "11" * 32,
    "OFFICE_HASH_KEY": "22" * 32,
}
ROOM = 6 * 1024**3  # bytes; a run leaves about one, and PostgreSQL another
running = ExitStack()


def prepare() -> None:
    """Set the environment of this process; in the controlling one, start what is asked for."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        root = Path(tempfile.mkdtemp(prefix="office-tests-", dir=in_memory()))
        running.callback(shutil.rmtree, root, ignore_errors=True)
        root.chmod(0o711)  # PostgreSQL runs in another name and has a folder of its own in it
        # Offices, databases and what the tests write lie there too.
        os.environ["OFFICE_TEST_ROOT"] = os.environ["TMPDIR"] = tempfile.tempdir = str(root)
        start_services(os.environ.get("OFFICE_TEST_DB", "sqlite"))
    os.fsync = no_power_cut  # type: ignore[assignment]
    os.environ.update(TEST_KEYS)
    data = Path(os.environ["OFFICE_TEST_ROOT"]) / (worker or "main")
    # WhiteNoise warns of a missing folder, and a warning fails a test.
    (data / "static").mkdir(parents=True, exist_ok=True)
    os.environ["OFFICE_DATA_DIR"] = str(data)
    os.environ["OFFICE_EAGER"] = os.environ["OFFICE_PLAIN_STATIC"] = "1"
    for name in ("OFFICE_TLS", "OFFICE_DEBUG", "OFFICE_DEMO", "OFFICE_HOSTS", "OFFICE_ORIGINS"):
        os.environ.pop(name, None)


def in_memory() -> str | None:
    """Where a folder lies in memory, if that has room for a run; else the usual place."""
    memory = Path("/dev/shm")  # noqa: S108 -- only the folder that mkdtemp makes in it is used
    try:
        return str(memory) if shutil.disk_usage(memory).free > ROOM else None
    except OSError:
        return None


def no_power_cut(file: object) -> None:
    """Takes the place of ``os.fsync``: thousands of files, and no test takes the power away."""


def start_services(database: str) -> None:
    """Point DATABASE_URL and REDIS_URL at servers of our own, or at nothing (``sqlite``)."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("REDIS_URL", None)
    if database == "postgres":
        os.environ["DATABASE_URL"] = running.enter_context(PostgreSQL()).url
        os.environ["REDIS_URL"] = running.enter_context(Redis()).url
    elif database != "sqlite":
        raise pytest.UsageError(f"OFFICE_TEST_DB is sqlite or postgres, not {database}")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None, object, object]:
    """A wrapper runs before pytest-django's own hook, which loads the settings."""
    if "--help" not in args and "--version" not in args:
        prepare()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    running.close()


def pytest_report_header() -> str:
    """The first lines of a run say what it runs on."""
    return (
        "office: PostgreSQL and Redis" if os.environ.get("DATABASE_URL") else "office: SQLite, queue of files"
    )
