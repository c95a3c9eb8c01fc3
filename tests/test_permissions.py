"""Who gets which page: one table for the whole site, every URL a line, and nothing left out.

A page that is not a person's to see does not exist for them (404); a page they may read but not act
on says so (403); the public is led to the login. A POST that is not theirs leaves no trace.
"""

from __future__ import annotations

import html
import io
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from election_office.accounts.permissions import Role
from tests.permissions import ballots, candidates, frame, issuing, preparation, villages, voters
from tests.permissions.lines import (
    ACTED,
    COUNTY,
    DENIED,
    MOVED,
    NO_METHOD,
    OBSERVER,
    OFFICER,
    OK,
    Line,
)
from tests.permissions.world import World, build

# A line of each URL stands in tests/permissions/, in the file of its app; what it points at, in world.py.
TABLE = [
    *frame.TABLE,
    *villages.TABLE,
    *voters.TABLE,
    *candidates.TABLE,
    *ballots.TABLE,
    *issuing.TABLE,
    *preparation.TABLE,
]


# Who may do what is decided before the database is asked. On PostgreSQL it is enough that each page and act
# works for the one it belongs to; OFFICE_TEST_JOURNEYS=all asks for everybody there too.
EVERYBODY = connection.vendor == "sqlite" or os.environ.get("OFFICE_TEST_JOURNEYS") == "all"


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once; each test runs inside a savepoint of this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None, files_of_its_own: None) -> World:
    for name in built.files:
        default_storage.save(name, ContentFile(PICTURE if name.endswith(".jpg") else b"x"))
    return built


def _picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (4, 4)).save(data, "JPEG")
    return data.getvalue()


PICTURE = _picture()  # a paper prints the photograph of a person


# ------------------------------------------------------------------ the tests


def answers_as(status: int, expected: Any) -> bool:
    if expected == ACTED:
        return status in (OK, MOVED, 422)
    return bool(status == expected)


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.id)
def test_everybody_gets_what_their_role_gives_them_here_and_next_door(world: World, line: Line) -> None:
    visitors = [("", "", line.anonymous)]
    for where, expected in (("here", line.here), (line.neighbours, line.next_door)):
        visitors += [(where, role, expected[role]) for role in Role.values]
    if not EVERYBODY:
        visitors = [one for one in visitors if one[:2] == ("here", OFFICER)]
    # Drawn for one who may read it; test_no_page_offers_a_link_that_refuses draws it for two more.
    reader = next((role for role in (OFFICER, *Role.values) if line.here[role][0] == OK), OFFICER)
    wrong = []
    for where, role, expected in visitors:
        for method, wanted in zip(("get", "post"), expected, strict=True):
            if wanted == NO_METHOD and (where, role) != ("here", OFFICER):
                continue  # refused before anybody's role is asked: once is enough
            drawn = (where, role) == ("here", reader)
            status, traces = world.visit(line, where, role, method, drawn=drawn)
            who = f"{where or 'public'} {role} {method}"
            if not answers_as(status, wanted):
                wrong.append(f"{who}: {status}, not {wanted}")
            if traces and (method == "get" or wanted != ACTED):
                wrong.append(f"{who}: left {traces} traces")
    assert wrong == []


LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')


@pytest.mark.skipif(not EVERYBODY, reason="walked on SQLite")
@pytest.mark.parametrize("role", [COUNTY, OBSERVER])
def test_no_page_offers_a_link_that_refuses(world: World, role: str) -> None:
    """Whoever reads a page may follow what it shows: what is not theirs to do is not offered."""
    offered: dict[str, str] = {}
    for line in TABLE:
        if line.here[role][0] == OK:
            for link in LINK.findall(world.read(line, role)):
                offered.setdefault(html.unescape(link), line.id)
    refused = {link: page for link, page in offered.items() if world.status(link, role) == DENIED}
    assert refused == {}


def url_names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from url_names(one, f"{namespace}{one.namespace}:" if one.namespace else namespace)
        elif isinstance(one, URLPattern):
            yield f"{namespace}{one.name}"


def test_the_table_names_every_url_of_the_site_and_no_other() -> None:
    table, site = {line.name for line in TABLE}, set(url_names(get_resolver()))
    assert sorted(site - table) == []
    assert sorted(table - site) == []
