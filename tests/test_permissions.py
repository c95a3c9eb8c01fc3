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
from itertools import product
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from election_office.accounts.permissions import GRANTS, Permission, Role
from election_office.core.idnumbers import check_digit
from tests.permissions import (
    afterwards,
    archive,
    ballots,
    bulk,
    candidates,
    collectives,
    figures,
    frame,
    groundwork,
    issuing,
    preparation,
    supervision,
    villages,
    voters,
)
from tests.permissions.lines import (
    ACTED,
    MOVED,
    NO_METHOD,
    OFFICER,
    OK,
    Line,
)
from tests.permissions.world import World, build
from tests.tails import END, HALF_HIDDEN, WHOLE, tail_of
from villages.models import Person

# A line of each URL stands in tests/permissions/, in the file of its app; what it points at, in world.py.
PHONE = "13800001234"
TABLE = [
    *frame.TABLE,
    *villages.TABLE,
    *voters.TABLE,
    *candidates.TABLE,
    *ballots.TABLE,
    *afterwards.TABLE,
    *groundwork.TABLE,
    *issuing.TABLE,
    *preparation.TABLE,
    *archive.TABLE,
    *bulk.TABLE,
    *collectives.TABLE,
    *supervision.TABLE,
    *figures.TABLE,
]


# How often a page may ask the database at most: any page, and those that hold less. Lists ask ten times.
MOST_STATEMENTS = 15
STATEMENTS = {
    "accounts:staff_list": 7,
    "archive:archive": 9,
    "audit:list": 6,
    "ballots:afterwards": 6,
    "ballots:openings": 10,
    "candidates:list": 10,
    "candidates:review_batches": 10,
    "candidates:review_list": 10,
    "documents:board": 7,
    "documents:list": 6,
    "figures:summary?area=369901001001": 8,
    "jobs:list": 6,
    "villages:list": 7,
    "villages:people": 10,
    "villages:postings": 10,
    "villages:preparation": 6,
    "voters:away_list": 10,
    "voters:cards": 10,
    "voters:desk_search": 10,
    "voters:objection_list": 10,
    "voters:proxy_list": 10,
    "voters:roll": 10,
    "voters:screening": 10,
}


# Who may do what is decided before the database is asked. On PostgreSQL it is enough that each page and act
# works for the one it belongs to; OFFICE_TEST_JOURNEYS=all asks for everybody there too.
EVERYBODY = connection.vendor == "sqlite" or os.environ.get("OFFICE_TEST_JOURNEYS") == "all"


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once; each test runs inside a savepoint of this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        give_odd_numbers()
        yield world
        transaction.set_rollback(True)


def give_odd_numbers() -> None:
    """Everybody gets a valid number with an end of its own that is like nothing else on a page: …X."""
    Person.objects.update(id_hash=None)
    used: set[str] = set()
    for person in Person.objects.order_by("pk"):
        for division, serial in product(range(369901, 370000), range(person.sex == "male", 1000, 2)):
            first = f"{division}{person.birth_date:%Y%m%d}{serial:03d}"
            if check_digit(first) == "X" and first[-3:] not in used:
                break
        else:
            raise AssertionError("no such number")
        used.add(first[-3:])
        person.set_id_number(first + "X")
        person.set_phone(PHONE)
        person.save()


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


def next_door(line: Line) -> list[str]:
    """Who comes from the place next door. Where that is refused to all alike it is refused by the place, and
    two roles ask: another two at the next line, so that every role is turned away by some eighty pages."""
    if len({line.next_door[role] for role in Role.values}) > 1:
        return list(Role.values)
    first = TABLE.index(line)
    return [Role.values[(first + step) % len(Role.values)] for step in (0, len(Role.values) // 2)]


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.id)
def test_everybody_gets_what_their_role_gives_them_here_and_next_door(world: World, line: Line) -> None:
    visitors = [("", "", line.anonymous)]
    visitors += [("here", role, line.here[role]) for role in Role.values]
    visitors += [(line.neighbours, role, line.next_door[role]) for role in next_door(line)]
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
            if drawn and method == "get" and world.statements > STATEMENTS.get(line.id, MOST_STATEMENTS):
                wrong.append(f"{who}: asks the database {world.statements} times")
            if not answers_as(status, wanted):
                wrong.append(f"{who}: {status}, not {wanted}")
            if traces and (method == "get" or wanted != ACTED):
                wrong.append(f"{who}: left {traces} traces")
    assert wrong == []


LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')


@pytest.fixture(scope="module")
def drawn() -> dict[str, dict[str, str]]:
    """By role, by line: the page as that role reads it; drawn once for all tests that look at it."""
    return {}


def pages_for(role: str, world: World, drawn: dict[str, dict[str, str]]) -> dict[str, str]:
    if role not in drawn:
        drawn[role] = {line.id: world.read(line, role) for line in TABLE if line.here[role][0] == OK}
    return drawn[role]


@pytest.mark.skipif(not EVERYBODY, reason="walked on SQLite")
@pytest.mark.parametrize("role", Role.values)
def test_no_page_offers_a_link_that_refuses(
    world: World, drawn: dict[str, dict[str, str]], role: str
) -> None:
    """Whoever reads a page may follow what it shows: it is there and theirs. Each address is asked once,
    and none of which the table says that this role reads it: those have been asked already."""
    asked = {world.path(line).partition("?")[0] for line in TABLE if line.here[role][0] in (OK, MOVED)}
    offered: dict[str, tuple[str, str]] = {}
    for name, page in pages_for(role, world, drawn).items():
        for link in LINK.findall(page):
            # What stands behind the question mark sorts and filters what the address gives.
            address = html.unescape(link).partition("?")[0]
            if address not in asked:
                offered.setdefault(address, (html.unescape(link), name))
    met = {link: (world.status(link, role), page) for link, page in offered.values()}
    assert {link: found for link, found in met.items() if found[0] not in (OK, MOVED)} == {}


@pytest.mark.skipif(not EVERYBODY, reason="pages are the same on both databases")
@pytest.mark.parametrize("role", Role.values)
def test_no_page_shows_the_end_of_a_number_to_others_or_beside_birth_date_or_division(
    world: World, drawn: dict[str, dict[str, str]], role: str
) -> None:
    people = list(Person.objects.all())
    tails = {tail_of(one): one for one in people}
    assert len(tails) == len(people)
    wrong, seen = [], 0
    for name, page in pages_for(role, world, drawn).items():
        if WHOLE.search(page) or HALF_HIDDEN.search(page) or PHONE in page:
            wrong.append(f"{name}: a number")
        for tail in set(END.findall(page)) & tails.keys():
            seen += 1
            person = tails[tail]
            born = person.birth_date
            days = (f"{born:%Y-%m-%d}", f"{born:%Y%m%d}", f"{born.year}年{born.month}月{born.day}日")
            if Permission.NUMBERS_VIEW not in GRANTS[role]:
                wrong.append(f"{name}: the end of a number for {role}")
            if any(day in page for day in days):
                wrong.append(f"{name}: the end of a number beside the birth date")
            if person.area_code in page:
                wrong.append(f"{name}: the end of a number beside the division code")
    assert wrong == []
    assert (seen > 0) == (Permission.NUMBERS_VIEW in GRANTS[role])


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
