"""Fixtures for every test. The environment itself is set in tests/plugin.py."""

from __future__ import annotations

import gc
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template import Context, engines
from django.template.base import FilterExpression
from django.template.defaultfilters import default
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    expect,
    sync_playwright,
)

from tests import statements
from tests.journeys.travel import TravellingOffice
from tests.services import Office

CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None
)
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    if statements.FOLDER and not os.environ.get("DATABASE_URL"):
        statements.Notes(Path(statements.FOLDER), os.environ.get("PYTEST_XDIST_WORKER", "main")).begin()
    if os.environ.get("DATABASE_URL"):
        from django.db.backends.postgresql.creation import DatabaseCreation  # noqa: PLC0415 -- needs a driver

        DatabaseCreation._destroy_test_db = _drop_with_whoever_is_still_there  # type: ignore[method-assign]
    # Real hashing costs a quarter of a second a login and is Django's own to test.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


# The same inputs every run, and no verdict on how fast a busy machine makes them.
hypothesis.settings.register_profile(
    "office", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("office")

# How long a browser waits for what a test expects. A bare machine of two cores runs two browsers and two
# offices: five seconds, the default, is less than a page takes there at times.
expect.set_options(timeout=30_000)


def _drop_with_whoever_is_still_there(creation: Any, test_database_name: str, verbosity: int) -> None:
    """A session that a killed process left behind must not fail a run whose tests have passed."""
    with creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {creation.connection.ops.quote_name(test_database_name)} WITH (FORCE)")


# Walks that are taken on one database, to keep the whole run within its time: what comes before the polling
# day on one, the polling day and the whole election on the other, the many clerks on both.
# OFFICE_TEST_JOURNEYS=all takes every walk on every database.
WALKED_ON = {
    "test_roll": "sqlite",
    "test_nomination": "sqlite",
    "test_review": "sqlite",
    "test_party": "sqlite",
    "test_setup": "sqlite",
    "test_begin": "sqlite",
    "test_barriers": "sqlite",
    "test_demonstration": "sqlite",
    "test_demonstration_archive": "sqlite",
    "test_after": "sqlite",
    "test_supervision": "sqlite",
    "test_collective": "postgres",
    "test_counting_evening": "postgres",
    "test_community": "sqlite",
    "test_mapping": "sqlite",
    "test_review_batch": "postgres",
    "test_typed_work": "sqlite",
    "test_one_election": "sqlite",
    "test_count": "sqlite",
    "test_full_day": "postgres",
    "test_issuing": "postgres",
}


# Where the product speaks to PostgreSQL in its own way, every test speaks to it.
IN_ITS_OWN_WAY = {"imports", "audit", "backups", "rotation", "plans", "constraints", "fuzz"}
ASKS_A_DATABASE = {"db", "transactional_db", "django_db_setup", "django_db_blocker", "live_server"}


def on_postgresql(items: list[pytest.Item]) -> set[str]:
    """The tests repeated there (tests/statements.py says how they are chosen); the walks by WALKED_ON."""
    sent = statements.noted(Path(statements.FOLDER)) if statements.FOLDER else {}
    always, noted = set(), {}
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        asks = item.get_closest_marker("django_db") or ASKS_A_DATABASE & fixtures
        own = not IN_ITS_OWN_WAY.isdisjoint(item.path.stem.split("_")) and asks
        if item.get_closest_marker("journey") and WALKED_ON.get(item.path.stem) == "sqlite":
            continue
        marked = item.get_closest_marker("postgres") or item.get_closest_marker("journey")
        if marked or own or (asks and item.nodeid not in sent):
            always.add(item.nodeid)
        if item.nodeid in sent:
            noted[item.nodeid] = sent[item.nodeid]
    return always | statements.cheapest(noted, always)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long walks and then the files of most tests first, so that no process ends the run alone with
    one of them; the longest file beside the walk that loads the demonstration for all others, so that
    none waits for it. A test of row locks says nothing on SQLite: skipped there, run on PostgreSQL."""
    many = Counter(item.path for item in items)
    walks = {item.path for item in items if item.get_closest_marker("journey")}
    walks |= {path for path in many if path.stem in ("test_migrate", "test_faults")}  # as long as one
    order = dict.fromkeys(walks, 2) | {path: 0 for path in walks if path.stem == "test_roll"}
    order |= {path: 1 for path in many if path.stem == "test_permissions"}
    items.sort(key=lambda item: (order.get(item.path, 3), -many[item.path], item.path))
    if seed := os.environ.get("OFFICE_TEST_SHUFFLE"):
        # Other files meet in each process: no test may hang on which ones.
        drawn = {path: random.Random(f"{seed}:{path.name}").random() for path in many}
        items.sort(key=lambda item: drawn[item.path])
    database = "postgres" if os.environ.get("DATABASE_URL") else "sqlite"
    everything = os.environ.get("OFFICE_TEST_JOURNEYS") == "all"
    if database == "postgres" and not everything:
        taken = on_postgresql(items)
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in taken])
        items[:] = [item for item in items if item.nodeid in taken]
    for item in items:
        if database == "sqlite" and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="SQLite has no row locks"))
        where = WALKED_ON.get(item.path.stem) if item.get_closest_marker("journey") else None
        if where not in (None, database) and not everything:
            item.add_marker(pytest.mark.skip(reason=f"walked on {where}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """On SQLite the statements of every test are noted for the run on PostgreSQL."""
    began = perf_counter()
    done = yield
    if statements.Notes.running is not None:
        statements.Notes.running.close_test(item.nodeid, perf_counter() - began)
    return done


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The tables come from the models, in seconds. That the migrations make the same tables is checked by
    ``makemigrations --check``, and the journeys' office is made by them on each database. What only a
    migration makes is made here."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(import_module("election_office.audit.migrations.0002_forbid_changes").FORBID)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays for the whole run: the collection of garbage that follows every printed
    paper need not look through it each time."""
    gc.collect()
    gc.freeze()


class _Undefined(str):
    """Stands for Django's ``string_if_invalid``: using it in a template of ours fails the test."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, variable: object) -> str:
        template = _rendering_template()
        if template is None or not _is_ours(template):
            return ""
        pytest.fail(f"{template}: undefined variable {variable}", pytrace=False)


def _rendering_template() -> str | None:
    """The file whose variable was asked for: the context is in one of the frames above."""
    frame = sys._getframe(2)
    context = frame.f_locals.get("context")
    if not isinstance(context, Context):
        return None
    current = context.render_context.template or context.template
    return str(current.origin.name) if current is not None else None


def _is_ours(template: str) -> bool:
    return template.startswith(str(settings.BASE_DIR)) and "site-packages" not in template


@pytest.fixture(scope="session", autouse=True)
def undefined_template_variables_fail() -> Iterator[None]:
    """A misspelt variable prints nothing in production; here it fails, unless ``|default`` is written."""
    engine = engines["django"].engine
    resolve = FilterExpression.resolve

    def strict(expression: FilterExpression, context: Any, ignore_failures: bool = False) -> Any:
        if any(function is default for function, _ in expression.filters):
            engine.string_if_invalid = ""
            try:
                return resolve(expression, context, ignore_failures)
            finally:
                engine.string_if_invalid = undefined
        return resolve(expression, context, ignore_failures)

    undefined = _Undefined("undefined")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "string_if_invalid", undefined)
        patch.setattr(FilterExpression, "resolve", strict)
        yield


@pytest.fixture(scope="session", autouse=True)
def a_tests_connection_outlives_its_responses() -> Iterator[None]:
    """Closing a file's response ends a request, and a request's end drops the connection: in production
    between two requests, here in the middle of a test's transaction."""
    close = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def close_outside_transactions(connection: BaseDatabaseWrapper) -> None:
        if not connection.in_atomic_block:
            close(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", close_outside_transactions)
        yield


@pytest.fixture(autouse=True)
def files_of_its_own(tmp_path: Path, settings: Any) -> None:
    """Uploads and papers of one test are not seen by the next."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PRACTICE_DIR = tmp_path / "practice"


# ------------------------------------------------------------------ journeys


@pytest.fixture(scope="session")
def live_office() -> Iterator[Office]:
    """One office for a session of journeys: run_office, its own database, a real worker.

    ``live_office.url``; ``live_office.manage("load_demo")``; ``live_office.python(code)``.
    """
    with Office() as office:
        yield office


@pytest.fixture(scope="session")
def demonstration_office() -> Iterator[TravellingOffice]:
    """One office with the demonstration, for all walks that neither move its days nor mind the others."""
    with TravellingOffice(OFFICE_DEMO="1") as office:
        yield office


@pytest.fixture(scope="session", autouse=True)
def browser_driver(request: pytest.FixtureRequest) -> Iterator[Playwright | None]:
    """What drives browsers, from the first test on where any test of this process wants one.

    It runs a loop in this thread, and within a loop Django has other connections. Begun in the middle of a
    file, it would leave what the file's fixture had opened: a transaction that nobody ends, and whoever
    writes the same waits for it without end.
    """
    if not any("browser" in getattr(item, "fixturenames", ()) for item in request.session.items):
        yield None
        return
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield playwright


@pytest.fixture(scope="session")
def browser(browser_driver: Playwright | None) -> Iterator[Browser]:
    """One Chromium for the session; Debian's own, nothing is downloaded."""
    if CHROMIUM is None:
        pytest.fail("Chromium is missing; `make test` installs it", pytrace=False)
    assert browser_driver is not None
    chromium = browser_driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
    yield chromium
    chromium.close()


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """Cookies of its own, Chinese, in the office's time zone, a small office screen."""
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test when a script throws or is forbidden, or a static file is missing."""
    faults: list[str] = []
    opened = browser_context.new_page()

    def note_console(line: ConsoleMessage) -> None:
        # A refusal page (403, 404) is also logged here; what is missing is seen by note_response.
        if line.type == "error" and not line.text.startswith("Failed to load resource"):
            faults.append(line.text)

    def note_response(response: Response) -> None:
        if response.status >= 400 and "/static/" in response.url:
            faults.append(f"{response.status} {response.url}")

    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", note_console)
    opened.on("response", note_response)
    yield opened
    assert faults == []
