"""What PostgreSQL does for each search and list, with tens of thousands of rows: it reads by an index."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents.models import Document
from tests.factories import ElectionFactory, UserFactory
from villages.models import Election, Person
from villages.models.people import pinyin_initials
from voters.imports.bulk import Table
from voters.models import Card, Proxy, Registration

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
TOWN = "369901001"
VILLAGES, PEOPLE = 250, 200  # 50,000 people
NAMES = [first + given for first in "赵钱孙李周吴郑王" for given in ("演示", "试一", "试二", "测", "甲乙")]
LARGE = (
    *("villages_person", "voters_registration", "voters_card", "voters_proxy"),
    *("audit_auditevent", "documents_document"),
)
VILLAGE_PAGES = [
    ("villages:people", "village", ["q=赵", "q=z", "q=zys", "q=123X", "q=%25", "q=_"]),
    ("voters:desk_search", "election", ["q=赵", "q=z", "q=123X", "q=0007", "q=%25"]),
    ("voters:roll", "election", ["", "q=赵", "q=z", "q=1234", "page=3"]),
    ("voters:cards", "election", ["", "q=赵", "q=z", "q=1234"]),
    ("voters:proxy_list", "election", ["", "q=赵", "q=z"]),
    ("voters:person_search", "election", ["person_words=赵", "person_words=z"]),
]
OFFICE_PAGES = [
    (
        "audit:list",
        ["", "actor=演示经办", "before=20260501T000000.000000Z_9", "since=2026-05-01&until=2026-05-02"],
    ),
    ("documents:list", ["", "kind=villages.day_notice", "state=issued"]),
]


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[Election]:
    """Made by COPY once, with the statistics the planner goes by; nothing remains."""
    with django_db_blocker.unblock(), transaction.atomic():
        election = ElectionFactory(village__township__code=TOWN, village__code=f"{TOWN}001")
        fill(election, UserFactory(name="演示经办", serving="369901", role=Role.COUNTY_SUPERVISOR))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield election
        transaction.set_rollback(True)


def copies(row: Any, changes: Iterator[dict[str, Any]]) -> list[Any]:
    known = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields[1:]}
    return type(row)._default_manager.bulk_create(type(row)(**known | change) for change in changes)


def fill(first: Election, by: User) -> None:
    codes = range(2, VILLAGES + 1)
    others = copies(first.village, ({"code": f"{TOWN}{n:03d}", "name": f"演示排{n}村"} for n in codes))
    elections = [first, *copies(first, ({"village_id": village.pk} for village in others))]
    letters = {name: pinyin_initials(name) for name in NAMES}
    rows = [
        (one.village_id, NAMES[n % len(NAMES)], letters[NAMES[n % len(NAMES)]], f"{n // 3:04d}", f"{n:05d}")
        for one in elections
        for n in range(PEOPLE)
    ]
    born = {"sex": "male", "birth_date": dt.date(1980, 1, 1)}
    names = ("village_id", "name", "initials", "household", "stroke_key")
    ids = Table(Person, names, born).insert_numbered(rows)
    voters = [
        (pk, elections[n // PEOPLE].pk, elections[n // PEOPLE].cycle_id, n % PEOPLE + 1)
        for n, pk in enumerate(ids)
    ]
    same = {"status": "registered", "roll_class": "A", "entered_by_id": by.pk}
    names = ("person_id", "election_id", "cycle_id", "serial")
    registered = Table(Registration, names, same).insert_numbered(voters)
    numbered = list(zip(registered, voters, strict=True))
    issued = {"issued_at": timezone.now(), "issued_by_id": by.pk}
    Table(Card, ("election_id", "registration_id", "number", "code"), issued).insert(
        (voter[1], pk, voter[3], f"C{n:08d}") for n, (pk, voter) in enumerate(numbered)
    )
    granted = {"requested_on": timezone.localdate(), "granted_by_id": by.pk}
    Table(Proxy, ("election_id", "number", "principal_id", "agent_id"), granted).insert(
        (voter[1], voter[3], pk, agent)
        for (pk, voter), (agent, other) in zip(numbered[::5], numbered[1::5], strict=True)
        if voter[1] == other[1]
    )
    begun = timezone.now() - dt.timedelta(days=300)
    trail = (
        (
            f"{TOWN}{n % VILLAGES + 1:03d}",
            n,
            begun + dt.timedelta(minutes=n),
            str(n % 40 + 1000),
            f"演示{n % 40}",
        )
        for n in range(40_000)
    )
    chain = {"action": "step.recorded", "target": "villages.Step:1", "before": {}, "after": {}, "reason": ""}
    Table(AuditEvent, ("area_code", "number", "at", "actor_id_text", "actor"), chain).insert(trail)
    paper = {
        "kind": "villages.day_notice", "title": "演示公告", "number_scope": "演示",
        "facts": {"text": "示" * 200},
        "facts_sha256": "0", "subject": "villages.Election:1", "dated": begun.date(), "issued_by_id": by.pk,
        "places": [],
    }  # fmt: skip
    papers = (
        (f"{TOWN}{n % VILLAGES + 1:03d}", f"D{n:08d}", begun + dt.timedelta(minutes=n), str(n))
        for n in range(20_000)
    )
    Table(Document, ("area_code", "code", "issued_at", "number"), paper).insert(papers)


def scans(sql: str) -> list[str]:
    """The large tables this statement reads from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    return [table for table in re.findall(r"Seq Scan on (\w+)", plan) if table in LARGE]


def read_from_end_to_end(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    wrong = []
    for one in asked:
        if one["sql"].startswith(("SELECT", "WITH")):
            wrong += [f"{address}: {table}: {one['sql']}" for table in scans(one["sql"])]
    return wrong


@pytest.mark.parametrize(("name", "row", "queries"), VILLAGE_PAGES, ids=lambda value: str(value)[:20])
def test_a_search_in_a_village_reads_nobody_elses_people(
    county: Election, db: None, client: Client, name: str, row: str, queries: list[str]
) -> None:
    client.force_login(UserFactory(serving=county.area_code, role=Role.VILLAGE_CLERK))
    pk = county.village_id if row == "village" else county.pk
    wrong = [
        found
        for query in queries
        for found in read_from_end_to_end(client, f"{reverse(name, args=[pk])}?{query}")
    ]
    assert wrong == []


@pytest.mark.parametrize("serving", ["369901", f"{TOWN}", f"{TOWN}001"])
@pytest.mark.parametrize(("name", "queries"), OFFICE_PAGES, ids=lambda value: str(value)[:20])
def test_a_list_of_the_office_reads_what_it_shows(
    county: Election, db: None, client: Client, name: str, queries: list[str], serving: str
) -> None:
    role = {6: Role.COUNTY_SUPERVISOR, 9: Role.TOWNSHIP_OFFICER}.get(len(serving), Role.VILLAGE_CLERK)
    if name == "audit:list" and role == Role.VILLAGE_CLERK:
        pytest.skip("no clerk reads the trail")
    client.force_login(UserFactory(serving=serving, role=role))
    wrong = [found for query in queries for found in read_from_end_to_end(client, f"{reverse(name)}?{query}")]
    assert wrong == []
