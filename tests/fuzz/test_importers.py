"""Every importer and every damaged file: read, or refused with a sentence; nothing else, and no exception."""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from ballots.rules.parsing import CountFileError, load_count
from candidates.review.workbooks import SheetPerson, letter_workbook, read_filled
from election_office.core.attachments import ANYTHING, AttachmentField
from election_office.core.workbooks import UnreadableWorkbook
from election_office.law.rulebooks import rulebook_for
from tests.files import jpeg, pdf
from tests.villages.workbooks import rows_for, written
from villages.lawtexts.workbook import read_workbook, template
from villages.workbook.reader import read
from voters.imports.check import trial
from voters.imports.limits import UnreadableFileError
from voters.imports.reader import open_workbook

HOW_MANY = int(os.environ.get("OFFICE_FUZZ", "0"))
DAY = dt.date(2026, 12, 20)
HERE = Path(__file__).parent.parent
ROLLS = [HERE / "data" / name for name in ("roll_messy.xlsx", "roll_traps.xls", "roll_clean_gb18030.csv")] + [
    HERE / "cases" / name for name in ("f02c_html_div.xls", "f02d_mhtml.xls", "f16_two_line_header.xlsx")
]


def damaged(content: bytes, seed: int) -> bytes:
    """Cut, doubled, overwritten, or for a package one part changed in the middle of its XML."""
    luck = random.Random(seed)
    way = seed % 5
    if way == 0:
        return content[: luck.randrange(len(content) + 1)]
    if way in (1, 2) and content.startswith(b"PK"):
        return with_a_part_changed(content, luck)
    data = bytearray(content)
    for _ in range(luck.randrange(1, 30)):
        place = luck.randrange(len(data))
        data[place : place + luck.randrange(4)] = luck.randbytes(luck.randrange(4))
        data = data or bytearray(b"x")
    return bytes(data)


NASTY = [
    b"<",
    b"&x;",
    b"\0",
    b"99999999999999999999",
    b"-1",
    b"NaN",
    b"1e999",
    b"\xff\xfe",
    b"",
    b"A1048577",
    b"ZZZZ1",
]


def with_a_part_changed(content: bytes, luck: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w") as changed:
        names = package.namelist()
        chosen = luck.choice(names)
        for name in names:
            part = package.read(name)
            if name == chosen:
                for _ in range(luck.randrange(1, 4)):
                    place = luck.randrange(len(part) + 1)
                    part = part[:place] + luck.choice(NASTY) + part[place + luck.randrange(6) :]
            changed.writestr(name, part)
    return out.getvalue()


def roll(content: bytes) -> None:
    book = rulebook_for("00", DAY)
    trial(open_workbook(content, "名册.xlsx"), election_day=DAY, book=book).as_json()


COUNT = HERE.parent / "docs" / "examples" / "count.json"
PERSON = SheetPerson(1, "演示甲", "男", dt.date(1990, 1, 1), "369901199001010011", "演示村", "主任")
IMPORTERS: dict[str, tuple[Callable[[bytes], object], Callable[[], bytes]]] = {
    "law text": (lambda data: read_workbook(data, DAY), lambda: template(DAY)),
    "township": (read, lambda: written(rows_for("369901001", 2))),
    "letter": (
        lambda data: read_filled(data, {1: "演示甲"}, {"有犯罪记录": "crime"}),
        lambda: letter_workbook([PERSON], ["有犯罪记录"]),
    ),
    "count": (lambda data: load_count(data.decode("utf-8", "replace")), COUNT.read_bytes),
    "scan": (lambda data: attach("a.pdf", data), lambda: pdf("演示")),
    "picture": (lambda data: attach("a.jpg", data), lambda: jpeg("演示", 6)),
    **{path.name: (roll, path.read_bytes) for path in ROLLS},
}
REFUSALS = (UnreadableFileError, UnreadableWorkbook, ValidationError, CountFileError)


def attach(name: str, content: bytes) -> None:
    AttachmentField(kinds=ANYTHING, required=False).clean(SimpleUploadedFile(name, content))


@pytest.mark.parametrize("name", IMPORTERS)
def test_a_damaged_file_is_read_or_refused_with_a_sentence(name: str) -> None:
    take, whole = IMPORTERS[name]
    content = whole()
    take(content)
    answers: Counter[str] = Counter()
    for seed in range(HOW_MANY * 20 or 10):
        try:
            take(damaged(content, seed))
            answers["read"] += 1
        except REFUSALS as refused:
            said = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
            assert all(re.search("[\u4e00-\u9fff]", sentence) for sentence in said), (seed, said)
            answers["refused"] += 1
        except Exception as error:
            raise AssertionError(f"{name}, seed {seed}: {error!r}") from error
    if HOW_MANY:
        print(
            f"\n{name}: {sum(answers.values())} files, read {answers['read']}, "
            f"refused {answers['refused']}, exceptions 0"
        )
