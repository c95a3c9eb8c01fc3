"""A township of 30 villages and 50,000 voters compared at once, beside asking for each voter in turn.

The named alternative is the loop a first version would have: one look-up of namesakes and one of other
registrations for each voter. Ratios of processor time; asserted is only that both find the same pairs.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import CycleFactory, ElectionFactory, TownshipFactory, UserFactory, VillageFactory
from villages.models import Cycle, Election, Person
from voters.models import Registration, ScreeningCase
from voters.screening.runs import Screened, screen

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

PEOPLE = int(os.environ.get("BENCH_ROWS", "50000"))
SAMPLE = 2_000  # voters asked for in turn; the cost of one does not depend on their number
VILLAGES = 30
SURNAMES = "演示测试虚构样本例题假设模拟范示"
GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北中春夏秋冬山水云石林江河湖海"


def township(count: int) -> tuple[Cycle, list[Election]]:
    """That many invented voters; names and birthdays meet by chance, as they do."""
    chance = random.Random(count)
    cycle = CycleFactory(township=TownshipFactory(code="369901001"), default_day=dt.date(2026, 12, 20))
    elections = [
        ElectionFactory(
            village=VillageFactory(township=cycle.township, code=f"369901001{number:03d}"),
            cycle=cycle,
        )
        for number in range(1, VILLAGES + 1)
    ]
    by = UserFactory()
    people = [
        Person(
            village=elections[number % VILLAGES].village,
            name=chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2)))),
            sex=chance.choice(("male", "female")),
            birth_date=dt.date(1940, 1, 1) + dt.timedelta(days=chance.randrange(24_000)),
            id_hash=None if number % 500 == 0 else f"{number:064d}",
        )
        for number in range(count)
    ]
    Person.objects.bulk_create(people)
    Registration.objects.bulk_create(
        Registration(
            election=elections[number % VILLAGES],
            cycle=cycle,
            person=person,
            note="2026年已故" if number % 700 == 0 else "外出" if number % 3 == 0 else "",
            entered_by=by,
        )
        for number, person in enumerate(people)
    )
    return cycle, elections


def one_by_one(rows: list[Registration]) -> set[str]:
    """Pairs of namesakes found by asking for each voter."""
    pairs = set()
    for row in rows:
        person = row.person
        list(Registration.objects.registered().filter(person=person).exclude(pk=row.pk))
        others = Registration.objects.registered().filter(
            person__name=person.name, person__birth_date=person.birth_date
        )
        for other in others.exclude(person=person).select_related("person"):
            if not (other.person.sex != person.sex and other.person.id_hash and person.id_hash):
                low, high = sorted((person.pk, other.person_id))
                pairs.add(f"{low}-{high}")
    return pairs


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.process_time()
    return work(), time.process_time() - begun


def test_a_township_is_compared_beside_asking_for_each_voter() -> None:
    _, elections = township(PEOPLE)
    with CaptureQueriesContext(connection) as asked:
        first, seconds = timed(lambda: screen(elections))
    again, seconds_again = timed(lambda: screen(elections))
    rows = list(Registration.objects.select_related("person")[:SAMPLE])
    pairs, loop = timed(lambda: one_by_one(rows))
    loop *= PEOPLE / len(rows)

    print(f"\nScreening of {PEOPLE} voters in {VILLAGES} villages, {connection.vendor}")  # noqa: T201
    print(f"  all at once      {seconds:7.2f} s processor, {len(asked)} statements, {first}")  # noqa: T201
    print(f"  a second run     {seconds_again:7.2f} s processor, {again}")  # noqa: T201
    print(f"  voter by voter   {loop:7.2f} s processor, {2 * PEOPLE} statements, from {SAMPLE}")  # noqa: T201
    print(f"  ratio: {loop / seconds:.1f} times as fast")  # noqa: T201

    asked_for = {str(row.person_id) for row in rows}
    found = ScreeningCase.objects.filter(kind="twin").values_list("key", flat=True)
    assert {key for key in found if asked_for.intersection(key.split("-"))} == pairs
    assert first.opened == first.found
    assert again == Screened(first.found, 0, 0)
