"""One finished village, archived once for all tests of a file."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from ballots.actions import declare_result
from election_office.archive import actions as archiving
from election_office.archive.models import Archive
from election_office.documents import actions as documents
from election_office.documents.models import Document
from tests.ballots.scenes import Scene
from villages.models import StepRecord

PASSPHRASE = "演示用的口令，十二字以上"


def photo() -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(target, "JPEG")
    return SimpleUploadedFile("墙.jpg", target.getvalue(), content_type="image/jpeg")


def finished() -> Scene:
    """Declared, its formal list printed and hung with one photograph, one step with a scan."""
    scene = Scene(village="演示归档村")
    declare_result(round=scene.agreed(), by=scene.officer)
    paper = Document.objects.get(election_id=scene.election.pk)
    documents.render(paper)
    paper.refresh_from_db()
    documents.record_posting(
        paper,
        place_key=paper.place_list[0].key,
        posted_at=timezone.now(),
        by=scene.clerk,
        photo=photo(),
    )
    step = scene.election.steps.get(code="method")
    StepRecord.objects.create(
        step=step,
        done_on=dt.date(2026, 11, 2),
        what="演示会议",
        file=photo(),
        filename="会议.jpg",
        recorded_by=scene.clerk,
    )
    return scene


class Made:
    """The archive as a file, sealed under a passphrase as another, and its row."""

    def __init__(self, folder: Path) -> None:
        self.scene = finished()
        self.path, self.sealed = folder / "archive.zip", folder / "sealed.zip"
        election = self.scene.election
        self.row: Archive = archiving.write_archive(self.path, election=election, passphrase=None)
        archiving.write_archive(self.sealed, election=election, passphrase=PASSPHRASE)
        self.passphrase = folder / "passphrase.txt"
        self.passphrase.write_text(f"{PASSPHRASE}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("archive")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=folder / "files"):
        yield Made(folder)
        transaction.set_rollback(True)
