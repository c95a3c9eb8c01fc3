"""Cards and certificates of all villages, made, packed and indexed in earnest."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pypdf import PdfReader

from ballots import actions as ballots
from ballots.models import Winner
from election_office.accounts.permissions import Role
from election_office.bulk import actions, queries
from election_office.bulk.models import Batch
from election_office.documents.models import Document
from election_office.jobs.actions import run
from election_office.jobs.models import Job
from tests.ballots.scenes import Scene
from tests.bulk.test_bulk import rows_in
from tests.factories import UserFactory
from tests.voters.printed import confirmed, text_of
from villages.models import Cycle
from voters.models import Card

pytestmark = pytest.mark.django_db


def made(cycle: Cycle, what: str) -> Batch:
    officer = UserFactory(serving=cycle.area_code, role=Role.TOWNSHIP_OFFICER)
    batch = actions.order(cycle=cycle, what=what, by=officer)
    job = Job.objects.get(key=f"batch:{batch.pk}")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    batch.refresh_from_db()
    with pytest.raises(ValidationError, match="没有要"):
        actions.order(cycle=cycle, what=what, by=officer)
    return batch


def test_cards_of_all_villages() -> None:
    election = confirmed("演示甲", "演示乙", "演示丙")
    batch = made(election.cycle, Batch.What.CARDS)

    files, [row] = rows_in(batch)
    text = "".join("".join(text_of(files[row["文件"]])).split())
    assert all(name in text for name in ("演示甲", "演示乙", "演示丙"))
    assert Card.objects.in_force().filter(election=election, printed_at__isnull=False).count() == 3
    assert row["SHA-256"] == batch.items.get().sha256


def test_certificates_of_all_villages() -> None:
    scene = Scene()
    ballots.declare_result(round=scene.agreed(), by=scene.officer)
    elected = Winner.objects.filter(status=Winner.Status.ELECTED).with_places()
    batch = made(scene.election.cycle, Batch.What.CERTIFICATES)

    files, rows = rows_in(batch)
    assert len(rows) == elected.count() > 0
    issued = Document.objects.filter(kind=queries.CERTIFICATE)
    assert issued.count() == len(rows)
    printed = "".join(
        "".join(page.extract_text().split())
        for data in files.values()
        for page in PdfReader(io.BytesIO(data)).pages
    )
    assert all(winner.name in printed for winner in elected) or rows[0]["原因"]
    assert [row["原因"] for row in rows if not row["文件"]] == []
    assert not queries.planned(scene.election.cycle, Batch.What.CERTIFICATES, timezone.localdate())
