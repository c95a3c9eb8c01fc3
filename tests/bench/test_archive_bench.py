"""Word files beside the PDFs of the same papers, and an archive beside compressing the files in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import random
import resource
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from election_office.archive.actions import write_archive
from election_office.documents import notice as register
from election_office.documents import rendering, word
from tests.archive.conftest import finished
from tests.notices.test_examples import EXAMPLES
from villages.models import Person, StepRecord
from voters.models import Registration

pytestmark = pytest.mark.bench

VILLAGES = int(os.environ.get("BENCH_VILLAGES", "30"))
VOTERS = 2_000
SCANS, SCAN_BYTES = 60, 300_000


def seconds_of(work: Any) -> tuple[Any, float]:
    start = time.process_time()
    made = work()
    return made, time.process_time() - start


def test_the_word_files_of_thirty_villages_beside_their_pdfs() -> None:
    """Every notice that hangs, from its example, once for each village, in the form its PDF was fitted to."""
    notices = [row for row in register.every() if row.places and row.as_kind().has_word]
    pdfs = words = 0.0
    for place in range(VILLAGES):
        for row in notices:
            example = EXAMPLES / f"{row.code}-v{row.facts_type.version}.json"
            kind, facts = row.as_kind(), json.loads(example.read_text(encoding="utf-8"))["facts"]
            marks = rendering.Printed(row.title, dated=dt.date(2026, 12, 20), code=f"7KQXMRT4{place:02}")
            pdf, seconds = seconds_of(partial(rendering.pdf_of, kind, facts, marks))
            pdfs += seconds
            words += seconds_of(partial(docx, kind, facts, marks, pdf.form))[1]
    said = f"Word files of {VILLAGES} villages, {len(notices)} notices each: {words:.1f} s, PDFs {pdfs:.1f} s"
    print(f"\n{said}, {words / pdfs:.2f} of their time (wanted: 0.3)")  # noqa: T201


def docx(kind: Any, facts: Any, marks: rendering.Printed, form: str) -> bytes:
    return word.docx_of(rendering.fitted_paper(kind, facts, marks, form), foot=marks.foot)


def village() -> Any:
    """A finished one, with many more people on its roll and scans of its meetings."""
    scene, chance = finished(), random.Random(14)
    group = scene.election.village.groups.first()
    people = []
    for number in range(VOTERS):
        person = Person(
            village=scene.election.village, group=group, sex="female", birth_date=dt.date(1970, 1, 1)
        )
        person.set_name(f"演{chr(0x4E00 + number)}")
        people.append(person)
    rows = [
        Registration(
            election=scene.election,
            cycle=scene.election.cycle,
            person=person,
            group=group,
            roll_class="A",
            entered_by=scene.clerk,
        )
        for person in Person.objects.bulk_create(people, batch_size=500)
    ]
    Registration.objects.bulk_create(rows, batch_size=500)
    step = scene.election.steps.get(code="method")
    for _ in range(SCANS):
        StepRecord.objects.create(
            step=step,
            done_on=dt.date(2026, 11, 2),
            what="演示会议",
            file=ContentFile(chance.randbytes(SCAN_BYTES), "会议.jpg"),
            filename="会议.jpg",
            recorded_by=scene.clerk,
        )
    return scene.election


def compressed(files: dict[str, bytes]) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
            yield hashlib.sha256(data).hexdigest()


@pytest.mark.django_db
def test_an_archive_beside_compressing_its_files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    election, out = village(), tmp_path / "village.zip"
    write_archive(tmp_path / "warm.zip", election=election, passphrase=None)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _, seconds = seconds_of(lambda: write_archive(out, election=election, passphrase=None))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    with zipfile.ZipFile(out) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    digests, other = seconds_of(lambda: list(compressed(files)))
    assert len(digests) == len(files) > SCANS
    size = os.path.getsize(out) / 1e6
    print(f"\narchive of {VOTERS} voters, {len(files)} files, {size:.0f} MB: {seconds:.2f} s")  # noqa: T201
    print(f"  {seconds / other:.1f} times compressing them ({other:.2f} s; wanted: 3)")  # noqa: T201
    print(f"  memory grew by {grown:.0f} MB while it was written")  # noqa: T201
    assert grown < size / 2
