"""One measured run in a process of its own: ``python -m tests.bench.import_run WAY FILE``.

WAY is ``ours``, ``bare`` (the limit: values, cipher and rows alone, once, nothing checked), ``rows``
(django-import-export as it comes: row by row, with its diff) or ``bulk``
(its bulk mode, diff off, known instances read at once). Each other way first tries the file and then imports
it, on a new SQLite database, and prints one JSON line: processor and clock seconds, memory in MB before
and at the peak, and a digest of the people and registrations stored.
"""

# ruff: noqa: PLC0415 -- Django must be set up before anything of it is imported

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

DAY = dt.date(2026, 12, 20)
VILLAGE = "369901001001"
GROUPS = 12
TITLES = (
    "村民小组", "户号", "姓名", "性别", "出生日期", "公民身份号码",
    "户籍在本村", "在本村居住", "联系电话", "住址",
)  # fmt: skip
SURNAMES = "演示测试虚构样本例题假设模拟范示"
GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北中春夏秋冬山水云石林江河湖海"


def make_file(path: Path, count: int) -> Path:
    """An .xlsx of that many invented grown-ups, each with a valid number of division 369901."""
    from openpyxl import Workbook

    from election_office.core.idnumbers import check_digit

    chance = random.Random(1)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("选民登记表")
    sheet.append(TITLES)
    first_day = dt.date(1940, 1, 1)
    for number in range(count):
        # Every day once before any comes again: no number can come twice, and few share name and birthday.
        born = first_day + dt.timedelta(days=number * 37 % 24_000)
        order = number // 24_000 + 1
        first = f"369901{born:%Y%m%d}{order:03d}"
        sheet.append(
            (
                f"第{number % GROUPS + 1}组",
                f"{number // 4 + 1:06d}",
                chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2)))),
                "男" if order % 2 else "女",
                born.isoformat(),
                first + check_digit(first),
                "是",
                "是",
                f"199{number:08d}",
                f"演示村{number // 4 + 1}号",
            )
        )
    book.save(path)
    return path


def prepare() -> None:
    """A new office: settings, tables, one village in its election stage."""
    root = tempfile.mkdtemp(prefix="import-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "election_office.settings")
    os.environ.update(
        OFFICE_DATA_DIR=root,
        OFFICE_EAGER="1",
        OFFICE_PLAIN_STATIC="1",
        OFFICE_SECRET_KEY="for the benchmark alone: 0123456789 abcdefghijklmnopqrstuvwxyz",
        OFFICE_CIPHER_KEY="11" * 32,
        OFFICE_HASH_KEY="22" * 32,
    )
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    warm()


def warm() -> None:
    """What a worker reads once in its life, whichever way it imports: fonts, pinyin, strokes, addresses."""
    from django.urls import get_resolver

    from election_office.core.strokes import stroke_key
    from election_office.documents.fonts import drawable
    from villages.models.people import pinyin_initials

    drawable()
    stroke_key("演示")
    pinyin_initials("演示")
    assert get_resolver().url_patterns


def make_election() -> Any:
    from tests.factories import CycleFactory, ElectionFactory, TownshipFactory, VillageFactory

    township = TownshipFactory(code=VILLAGE[:9])
    return ElectionFactory(
        village=VillageFactory(township=township, code=VILLAGE, groups=GROUPS),
        cycle=CycleFactory(township=township, default_day=DAY),
    )


def run_ours(path: Path) -> None:
    """Upload, trial, import: the acts the pages call; their jobs run in this process."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.factories import UserFactory
    from voters import actions

    election = make_election()
    by = UserFactory(serving=VILLAGE)
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    row = actions.upload_roll(election=election, file=upload, by=by)
    row.refresh_from_db()
    assert row.state == "tried", row.problem
    assert not row.has_errors, row.trial
    actions.ask_import(roll_import=row, by=by)
    row.refresh_from_db()
    assert row.state == "applied", row.state


def run_theirs(path: Path, *, bulk: bool) -> None:
    """A dry run, then the import, both reading the file as the package's own .xlsx format does."""
    from import_export.formats.base_formats import XLSX

    from tests.bench.resources import resource_class
    from tests.factories import UserFactory

    election = make_election()
    by = UserFactory(serving=VILLAGE)
    content = path.read_bytes()
    for dry_run in (True, False):
        dataset = XLSX().create_dataset(content)
        result = resource_class(bulk=bulk)(election=election, by=by).import_data(
            dataset, dry_run=dry_run, raise_errors=False, use_transactions=True
        )
        assert not result.has_errors(), result.row_errors()[:3]
        assert not result.has_validation_errors(), result.invalid_rows[:3]


def run_bare(path: Path) -> None:
    """The least anybody must do: values read once, two numbers sealed, one hashed, two rows written."""
    import io

    from django.db import connection, transaction
    from python_calamine import CalamineWorkbook

    from election_office.core import cipher

    columns = "hash TEXT UNIQUE, number TEXT, phone TEXT, grp TEXT, household TEXT, name TEXT, sex TEXT, "
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE bare_person (id INTEGER PRIMARY KEY, {columns} born TEXT, address TEXT)"
        )
        cursor.execute(
            "CREATE TABLE bare_registration (id INTEGER PRIMARY KEY, person INTEGER UNIQUE, grp TEXT)"
        )
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).get_sheet_by_index(0)
    rows = [list(map(str, row)) for row in sheet.iter_rows()][1:]
    numbers = cipher.seal_all([row[5] for row in rows])
    phones = cipher.seal_all([row[8] for row in rows])
    hashes = [cipher.fingerprint(row[5]) for row in rows]
    with transaction.atomic(), connection.cursor() as cursor:
        people = (
            (at, digest, number, phone, *row[:5], row[9])
            for at, (row, digest, number, phone) in enumerate(
                zip(rows, hashes, numbers, phones, strict=True), start=1
            )
        )
        marks = ", ".join(["%s"] * 10)
        cursor.executemany(f"INSERT INTO bare_person VALUES ({marks})", people)  # noqa: S608
        registered = ((at, at, row[0]) for at, row in enumerate(rows, start=1))
        cursor.executemany("INSERT INTO bare_registration VALUES (%s, %s, %s)", registered)
        cursor.execute("SELECT count(*) FROM bare_registration")
        assert cursor.fetchone() == (len(rows),)


def stored() -> str:
    """A digest of who was stored: people as they are found and sorted, and their registrations."""
    from villages import numbers
    from voters.models import Registration

    told = hashlib.sha256()
    rows = Registration.objects.select_related("person", "group").order_by("person__id_hash")
    for row in rows.iterator(chunk_size=2_000):
        person = row.person
        said = (
            person.id_hash, numbers.decrypt(person.id_cipher), person.name, person.sex,
            person.birth_date, person.stroke_key, person.initials, person.household, person.address,
            numbers.decrypt(person.phone_cipher), row.group.number, row.status,
            row.roll_class, row.hukou_here, row.lives_here, row.election_id,
        )  # fmt: skip
        told.update(repr(said).encode())
    return told.hexdigest()


def peak_megabytes() -> float:
    """The most memory since ``forget_peak``, where the system tells it, else since the start."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def forget_peak() -> None:
    """Reading the fonts takes more for a moment than it leaves: that peak would hide the import's."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        gc.collect()
        clear.write_text("5")


def main(way: str, path: Path) -> None:
    prepare()
    forget_peak()
    before = peak_megabytes()
    begun, cpu = time.perf_counter(), time.process_time()
    if way == "ours":
        run_ours(path)
    elif way == "bare":
        run_bare(path)
    else:
        run_theirs(path, bulk=way == "bulk")
    cpu, seconds = time.process_time() - cpu, time.perf_counter() - begun
    measured = {"cpu": cpu, "seconds": seconds, "before": before, "peak": peak_megabytes()}
    from voters.models import Registration

    print(json.dumps(measured | {"people": Registration.objects.count(), "stored": stored()}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
