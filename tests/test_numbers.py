"""Nobody rebuilds a personal number: not from the database without its keys, not from any page.

Of an identity number the division code is known from the village and the birth date from the roll. The
last four characters beside them are the whole number, so they count as it.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from PIL import Image

from election_office.accounts.permissions import GRANTS, Permission, Role
from election_office.core import cipher
from election_office.core.idnumbers import check_digit
from tests.factories import ElectionFactory, UserFactory
from tests.permissions import ballots, candidates, frame, issuing, preparation, villages, voters
from tests.permissions.lines import OK, Line
from tests.permissions.world import World, build
from tests.tails import tail_of
from villages import actions as village_actions
from villages import numbers
from villages.models import Person
from voters import actions

DATA = Path(__file__).parent / "data"
WHOLE = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9X](?![0-9A-Za-z])")
END = re.compile(r"(?<![0-9A-Za-z+/=])[0-9]{3}X(?![0-9A-Za-z+/=])")
HALF_HIDDEN = re.compile(r"\*{4,}[0-9]{3}[0-9Xx]")


def cells() -> Iterator[tuple[str, str]]:
    """Every value of every column of every table there is, as text, whoever made the table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            columns = [one[0] for one in cursor.description]
            for row in cursor:
                yield from ((f"{table}.{name}", str(value)) for name, value in zip(columns, row, strict=True))


def hashes_of(text: str) -> set[str]:
    """What somebody without a key could work out of it."""
    return {hashlib.new(name, text.encode()).hexdigest() for name in ("md5", "sha1", "sha256")}


@pytest.mark.django_db
def test_the_database_without_its_keys_gives_no_number(
    files_of_its_own: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        call_command("load_demo", verbosity=0)
    election = ElectionFactory()
    clerk = UserFactory(serving=election.area_code)
    for name in ("roll_messy.xlsx", "roll_clean.xlsx"):
        file = SimpleUploadedFile(name, (DATA / name).read_bytes())
        with django_capture_on_commit_callbacks(execute=True):
            actions.upload_roll(election=election, file=file, by=clerk)
    person = Person.objects.exclude(id_cipher="").filter(village__code__startswith="369901").first()
    assert person is not None
    officer = UserFactory(serving=person.area_code, role=Role.VILLAGE_CLERK)
    number = village_actions.reveal_number(person=person, what="id", purpose="核对户口簿", by=officer)
    said = f"户口簿上是{number}"
    village_actions.update_person(person=person, address="演示路1号", reason=said, by=officer)

    people = list(Person.objects.exclude(id_cipher=""))
    known = {numbers.decrypt(one.id_cipher) for one in people}
    assert len(known) > 1000
    ends = {one[-4:] for one in known if one.endswith("X")}
    assert len(ends) > 50
    worked_out = set().union(*(hashes_of(one) | hashes_of(one[-4:]) for one in sorted(known)[::20]))
    found = set()
    for where, text in cells():
        if known & set(WHOLE.findall(text)):
            found.add(f"{where}: a whole number")
        if ends & set(END.findall(text)):
            found.add(f"{where}: the end of a number")
        if HALF_HIDDEN.search(text):
            found.add(f"{where}: a number half hidden")
        if text in worked_out:
            found.add(f"{where}: a hash without a key")
    assert found == set()

    stored = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(stored) > 3
    assert [path for path in stored if not cipher.is_sealed(path.read_bytes()[:8])] == []
    assert [path for path in stored if re.search(r"[0-9]{15}", path.name.rpartition(".")[0][:18])] == []


# ------------------------------------------------------------------ pages

TABLE: list[Line] = [
    *frame.TABLE,
    *villages.TABLE,
    *voters.TABLE,
    *candidates.TABLE,
    *ballots.TABLE,
    *issuing.TABLE,
    *preparation.TABLE,
]


def odd_number(person: Person, used: set[str]) -> str:
    """A valid number of that person with an end of its own that is like nothing else on a page: …X."""
    for division, serial in product(range(369901, 370000), range(person.sex == "male", 1000, 2)):
        first = f"{division}{person.birth_date:%Y%m%d}{serial:03d}"
        if check_digit(first) == "X" and first[-3:] not in used:
            used.add(first[-3:])
            return first + "X"
    raise AssertionError("no such number")


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        Person.objects.update(id_hash=None)
        used: set[str] = set()
        for person in Person.objects.order_by("pk"):
            person.set_id_number(odd_number(person, used))
            person.set_phone("13800001234")
            person.save()
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None, files_of_its_own: None) -> World:
    picture = io.BytesIO()
    Image.new("RGB", (30, 40), "white").save(picture, "JPEG")
    for name in built.files:
        # A preview of the review sheet draws the photograph.
        default_storage.save(name, ContentFile(picture.getvalue() if name.endswith(".jpg") else b"x"))
    return built


@pytest.mark.skipif(connection.vendor != "sqlite", reason="pages are the same on both databases")
@pytest.mark.parametrize("role", Role.values)
def test_no_page_shows_the_end_of_a_number_to_others_or_beside_birth_date_or_division(
    world: World, role: str
) -> None:
    people = list(Person.objects.all())
    tails = {tail_of(one): one for one in people}
    assert len(tails) == len(people)
    wrong, seen = [], 0
    for line in TABLE:
        if line.here[role][0] != OK:
            continue
        page = world.read(line, role)
        if WHOLE.search(page) or HALF_HIDDEN.search(page) or "13800001234" in page:
            wrong.append(f"{line.id}: a number")
        for tail in set(END.findall(page)) & tails.keys():
            seen += 1
            person = tails[tail]
            born = person.birth_date
            days = (f"{born:%Y-%m-%d}", f"{born:%Y%m%d}", f"{born.year}年{born.month}月{born.day}日")
            if Permission.NUMBERS_VIEW not in GRANTS[role]:
                wrong.append(f"{line.id}: the end of a number for {role}")
            if any(day in page for day in days):
                wrong.append(f"{line.id}: the end of a number beside the birth date")
            if person.area_code in page:
                wrong.append(f"{line.id}: the end of a number beside the division code")
    assert wrong == []
    assert (seen > 0) == (Permission.NUMBERS_VIEW in GRANTS[role])
