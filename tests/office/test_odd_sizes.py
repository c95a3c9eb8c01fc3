"""A village of one voter and one of 8,000 in 60 groups ask the same, whatever is looked for."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from election_office.accounts.permissions import Role
from election_office.audit.actions import record
from tests.factories import ElectionFactory, RegistrationFactory, TownshipFactory, UserFactory
from villages.models import Election, Group, Person, Township
from voters.models import Registration

pytestmark = pytest.mark.django_db
TOWN = "369901001"
PAGES = [
    ("villages:people", "village", ["q=赵", "q=z", "q=%25", "q=_", "q=%E6%BC%94"]),
    ("voters:desk_search", "election", ["q=z", "q=%25", "q=_"]),
    ("voters:roll", "election", ["", "q=z", "q=%25", "q=_", "page=160"]),
    ("voters:cards", "election", ["", "q=%25", "q=_"]),
    ("voters:proxy_list", "election", ["", "q=%25", "q=_"]),
    ("voters:person_search", "election", ["person_words=z", "person_words=%25", "person_words=_"]),
]


def village_of(township: Township, code: str, voters: int, groups: int) -> Election:
    election = ElectionFactory(village__code=code, village__township=township, steps=True)
    first = RegistrationFactory(election=election, entered_by=UserFactory())
    taken = Group.objects.filter(village=election.village).count()
    Group.objects.bulk_create(
        Group(village=election.village, number=number + 20) for number in range(groups - taken)
    )
    places = list(Group.objects.filter(village=election.village))
    people = Person.objects.bulk_create(
        Person(
            village=election.village, name=f"赵演{number % 90:02d}", initials="zy", sex="female",
            birth_date=dt.date(1970, 1, 1), group=places[number % len(places)],
        )
        for number in range(voters - 1)
    )  # fmt: skip
    same = {"election": election, "cycle_id": election.cycle_id, "entered_by_id": first.entered_by_id}
    Registration.objects.bulk_create(
        Registration(
            person=one, serial=number + 2, group=one.group, status="registered", roll_class="A", **same
        )
        for number, one in enumerate(people)
    )
    return election


def asked(client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        response = client.get(address)
    assert response.status_code == 200, address
    return [query["sql"] for query in seen if not query["sql"].startswith(("UPDATE", "SAVEPOINT", "RELEASE"))]


def test_the_searches_of_a_village_cost_the_same_for_one_voter_and_for_8000(client) -> None:
    township = TownshipFactory(code=TOWN)
    small = village_of(township, f"{TOWN}001", 1, 1)
    large = village_of(township, f"{TOWN}002", 8000, 60)
    assert (large.village.groups.count(), Registration.objects.filter(election=large).count()) == (60, 8000)
    client.force_login(UserFactory(serving=TOWN, role=Role.TOWNSHIP_OFFICER))
    client.get("/")
    wrong = []
    for name, row, queries in PAGES:
        for query in queries:
            numbers = [
                len(
                    asked(
                        client,
                        f"{reverse(name, args=[one.village_id if row == 'village' else one.pk])}?{query}",
                    )
                )
                for one in (small, large)
            ]
            # Where somebody is found what belongs to them is asked as well: for many as for one.
            if numbers[1] > 10 or numbers[1] - numbers[0] > 4:
                wrong.append((name, query, numbers))
    assert wrong == []


def test_a_county_of_one_township_reads_its_lists_without_the_papers_own_texts(client) -> None:
    election = village_of(TownshipFactory(code=TOWN), f"{TOWN}001", 1, 1)
    assert Township.objects.count() == 1
    officer = UserFactory(serving=TOWN)
    for _ in range(3):
        middle = record("login.ended", target="演示", area_code=TOWN, by=officer)
    client.force_login(UserFactory(serving="369901", role=Role.COUNTY_SUPERVISOR))
    client.get("/")
    first = asked(client, reverse("audit:list"))
    key = f"before={middle.at.astimezone(dt.UTC):%Y%m%dT%H%M%S.%fZ}_{middle.pk}"
    last = asked(client, f"{reverse('audit:list')}?{key}")
    assert len(last) == len(first) <= 6
    assert not any("OFFSET" in sql or "COUNT(" in sql for sql in (*first, *last) if "audit_auditevent" in sql)
    for address in (
        "/",
        reverse("dashboard:board"),
        reverse("villages:list"),
        reverse("documents:list"),
        reverse("documents:board", args=[election.pk]),
        reverse("voters:versions", args=[election.pk]),
    ):
        for sql in asked(client, address):
            heavy = [name for name in ('"documents_document"."facts"', '."entries"') if f"{name}," in sql]
            assert heavy == [], (address, sql)
