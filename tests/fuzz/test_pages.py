"""Whatever is typed into any form of the site, sent to any JSON address, or asked in any address: no 500.

A short part runs with every test: forms with odd days, numbers and choices in the place of their own. ``make
fuzz`` sends each form many more, drawn by hypothesis, and prints the count (OFFICE_FUZZ: how many a form).
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from election_office.accounts.permissions import Role
from tests.fuzz.forms import FILES, Sent, forms_of, odd_values
from tests.permissions.lines import OFFICER, OK, Line
from tests.permissions.world import World
from tests.test_permissions import TABLE, built, world  # noqa: F401 -- fixtures

HOW_MANY = int(os.environ.get("OFFICE_FUZZ", "0"))
FORMS = [line for line in TABLE if any(OK in pair for pair in line.here.values())]
sent_in_all: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def faults_are_answers(built: World) -> Iterator[None]:  # noqa: F811
    """A failing page is a 500 here too, and not an exception of the test."""
    built.browser.raise_request_exception = False
    yield
    built.browser.raise_request_exception = True


def reader(line: Line) -> str:
    return next(role for role in (OFFICER, *Role.values) if line.here[role][0] == OK)


def ask(world: World, method: str, path: str, data: Any = None, **more: Any) -> str:  # noqa: F811
    """Send it, undo whatever it did, and say what failed."""
    with transaction.atomic():
        try:
            response = getattr(world.browser, method)(path, data, **more)
        except UnicodeEncodeError:
            return ""  # the client cannot write this; no browser does
        except pytest.fail.Exception as misspelt:  # a template names what the page does not have
            transaction.set_rollback(True)
            return f"{method} {path} {data!r:.300}: {misspelt}"
        if response.streaming:
            response.getvalue()
        response.close()
        transaction.set_rollback(True)
    sent_in_all[str(response.status_code)] += 1
    if response.status_code < 500:
        return ""
    kind, error = response.exc_info[:2] if getattr(response, "exc_info", None) else (None, "")
    return f"{method} {path} {data!r:.300}: {getattr(kind, '__name__', kind)}: {error!s:.200}"


def pages(world: World, line: Line) -> list[Sent]:  # noqa: F811
    world.enter("here", reader(line))
    with transaction.atomic():
        response = world.browser.get(world.path(line))
        html = "html" in response.headers.get("Content-Type", "") and not response.streaming
        text = response.content.decode() if html else ""
        if response.streaming:
            response.getvalue()
        response.close()
        transaction.set_rollback(True)
    assert response.status_code < 500
    found = []
    for form in forms_of(text):
        form.action = form.action or world.path(line)
        if form.action.startswith("/") and "/typed/" not in form.action and "logout" not in form.action:
            found.append(form)
    return found


def filled(form: Sent, odd: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {name: list(said) for name, said in form.values.items()}
    for name, value in odd.items():
        values[name] = [value]
    for name, kind in form.kinds.items():
        if kind == "file":
            name_of, content = (
                FILES[len(odd) * 7 % len(FILES)] if not odd else FILES[hash_of(odd) % len(FILES)]
            )
            values[name] = SimpleUploadedFile(name_of, content) if content else BytesIO(b"")
    return values


def hash_of(odd: dict[str, str]) -> int:
    return sum(map(ord, "".join(odd.values())[:40])) + len(odd)


@pytest.mark.parametrize("part", range(3 if HOW_MANY else 1))
def test_odd_days_numbers_and_choices_are_answered(world: World, part: int) -> None:  # noqa: F811
    """Every box odd: a form of every third page; with ``make fuzz`` all forms of all pages, three times."""
    wrong = []
    for line in FORMS[part::3]:
        every = [form for form in pages(world, line) if HOW_MANY or form.method == "post"]
        for form in every[: 4 if HOW_MANY else 1]:
            for turn in range(3 if HOW_MANY else 1):
                odd = {
                    name: odd_values(kind)[(place * 5 + turn * 3 + len(name)) % len(odd_values(kind))]
                    for place, (name, kind) in enumerate(form.kinds.items())
                    if kind != "file" and name != "version"
                }
                wrong.append(ask(world, form.method, form.action, filled(form, odd)))
    assert [one for one in wrong if one] == []


@pytest.mark.skipif(not HOW_MANY, reason="make fuzz")
@pytest.mark.parametrize("part", range(8))
def test_whatever_is_typed_is_answered(world: World, part: int) -> None:  # noqa: F811
    """One or two boxes odd, the rest as it should be: what passes the form reaches the act."""
    for line in FORMS[part::8]:
        for form in pages(world, line)[:4]:
            sends = sender(world, form)
            if sends is not None:
                sends()


def sender(world: World, form: Sent) -> Callable[[], None] | None:  # noqa: F811
    names = [name for name, kind in form.kinds.items() if kind != "file"]
    if not names:
        return None

    @settings(max_examples=HOW_MANY, suppress_health_check=list(HealthCheck), deadline=None, database=None)
    @given(st.data())
    def sends(data: st.DataObject) -> None:
        odd = {}
        for name in data.draw(st.lists(st.sampled_from(names), max_size=2, unique=True)):
            odd[name] = data.draw(st.sampled_from(odd_values(form.kinds[name])) | st.text(max_size=30))
        assert ask(world, form.method, form.action, filled(form, odd)) == ""

    return sends


QUERIES = [
    "?page=²&q=%00&open=%00&show=²&election=²&round=9999999999&township=%E2%80%AE&by=0001-01-01&target=x:²&name=%00",
    "?page=9999999999999999999999&q=%FF%FE&election=99999999999999999999999&key=%00&by=9999-12-31&person_words=%00",
    "?group=99999999999999999999999&box=²&role=%00&kind=%00&state=%00&since=nan&after=1e400&case=99999999999999999999999",
]


LISTS = re.compile("list|search|rules|home|board|roll$|proxies|cards|results|stock|staff|trace|screening$")


def test_odd_addresses_are_answered(world: World) -> None:  # noqa: F811
    """Lists and searches, asked for what no link of ours asks."""
    wrong = []
    lists = [line for line in FORMS if HOW_MANY or LISTS.search(line.name)]
    for number, line in enumerate(lists):
        world.enter("here", reader(line))
        path = world.path(line).partition("?")[0]
        for query in QUERIES if HOW_MANY else QUERIES[number % 3 : number % 3 + 1]:
            wrong.append(ask(world, "get", path + query))
    assert [one for one in wrong if one] == []


JUNK = [
    "",
    "null",
    "[]",
    "{}",
    "1",
    '"x"',
    "{",
    "NaN",
    "[" * 5000 + "]" * 5000,
    '{"a":' * 200 + "1" + "}" * 200,
    json.dumps({"acts": [], "since": 1e400}),
    '{"acts": [], "since": "9e999"}',
    '{"acts": {}, "since": 0}',
]
ODD = [
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    10**30,
    1.5,
    1e308,
    "",
    "²",
    "a\0b",
    "\ud800",
    "x" * 9999,
    [],
    {},
    [[]],
    {"a": 1},
]


def junk(names: dict[str, Any]) -> Iterator[str]:
    """What an address that takes JSON gets: no JSON, and its own message with each part odd in turn."""
    yield from JUNK
    for odd in ODD:
        for path in paths(names):
            yield json.dumps(replaced(names, path, odd))


def paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield before
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from paths(one, (*before, key))


def replaced(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    if not path:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], odd)
    return copy


TOKEN = "b8a1f9ae-5f0e-4d57-8a0e-9b4c33c0f6a1"
DESK = {
    "acts": [
        {"token": TOKEN, "kind": "own", "voter": 1, "at": "2026-12-20T08:00:00+08:00", "offline": False}
    ],
    "since": 0,
}
CALL = {
    "calls": [{"token": TOKEN, "cell": "1", "votes": 1, "at": "2026-12-20T08:00:00+08:00"}],
    "undone": [TOKEN],
}


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [("ballots:desk", "box", DESK), ("ballots:call", "sheet", CALL)],
    ids=["desk", "call"],
)
def test_odd_messages_of_scripts_are_answered(world: World, name: str, row: str, message: Any) -> None:  # noqa: F811
    line = next(line for line in TABLE if line.name == name)
    world.enter("here", next(role for role in Role.values if line.here[role][1] == "acted"))
    path = reverse(name, args=[world.rows[line.args[0]].pk])
    every = list(junk(message))
    chosen = every if HOW_MANY else every[:13] + every[13::9]
    wrong = [ask(world, "post", path, body, content_type="application/json") for body in chosen]
    assert [one for one in wrong if one] == []


@pytest.fixture(scope="module", autouse=True)
def table_at_the_end() -> Iterator[None]:
    yield
    if HOW_MANY:
        total = sum(sent_in_all.values())
        failed = sum(number for status, number in sent_in_all.items() if status.startswith("5"))
        print(f"\nforms, addresses and messages: {total} requests, 500s = {failed}")
        print("  ".join(f"{status}: {number}" for status, number in sorted(sent_in_all.items())))
