"""All villages at once: listed, made, resumed without doubles, packed, handed out."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.bulk import actions, queries
from election_office.bulk.models import Batch, Item
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.jobs.actions import retry, run
from election_office.jobs.models import Job
from tests.factories import ElectionFactory, UserFactory
from villages.models import Election

DAY_NOTICE = "villages.day_notice"


@pytest.fixture
def election(db) -> Election:
    return ElectionFactory(village__name="演示一村", steps=True)


@pytest.fixture
def officer(client, election):
    user = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    client.force_login(user)
    return user


@pytest.fixture
def second(election) -> Election:
    return ElectionFactory(
        village__name="演示二村",
        village__township=election.village.township,
        cycle=election.cycle,
        election_day=election.election_day,
        steps=True,
    )


def due(*elections: Election) -> None:
    """Two notices fall due; the second cannot be signed before there is a committee."""
    for election in elections:
        election.steps.update(due_on=None, limit_on=None)
        for code in ("day_notice", "committee"):
            election.steps.filter(code=code).update(due_on=timezone.localdate())


def rows_in(batch: Batch) -> tuple[dict[str, bytes], list[dict[str, str]]]:
    with batch.file.open() as file, zipfile.ZipFile(io.BytesIO(file.read())) as package:
        files = {name: package.read(name) for name in package.namelist()}
    index = files.pop("目录.csv").decode("utf-8-sig")
    return files, list(csv.DictReader(io.StringIO(index)))


def test_a_killed_order_goes_on_without_doubles(client, officer, election, second, monkeypatch):
    due(election, second)
    page = reverse("bulk:order", args=[election.cycle_id, "papers"])
    shown = client.get(page).content.decode()
    assert "制发4件" in shown
    assert "演示二村" in shown
    assert client.post(page).status_code == 302
    batch, job = Batch.objects.get(), Job.objects.get()

    real, calls = documents.issue, []

    def dies(*args, **kwargs):
        calls.append(args)
        if len(calls) == 3:
            raise RuntimeError("the machine is gone")
        return real(*args, **kwargs)

    monkeypatch.setattr("election_office.bulk.actions.documents.issue", dies)
    run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert batch.items.filter(state=Item.State.DONE).count() == 1
    assert batch.items.filter(state=Item.State.WAITING).count() == 2
    assert Document.objects.filter(kind=DAY_NOTICE).count() == 1

    monkeypatch.setattr("election_office.bulk.actions.documents.issue", real)
    retry(job, by=officer)
    run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    assert "办成2件，2件没有办成" in job.result["message"]
    assert Document.objects.filter(kind=DAY_NOTICE).count() == 2

    batch.refresh_from_db()
    files, index = rows_in(batch)
    assert len(files) == 2
    assert len(index) == 4
    for row in index:
        if row["文件"]:
            assert row["SHA-256"] == hashlib.sha256(files[row["文件"]]).hexdigest()
            assert files[row["文件"]].startswith(b"%PDF")
        else:
            assert row["办理结果"] == "没有办成"
            assert row["原因"].endswith("。")
    answer = client.get(reverse("bulk:batch", args=[batch.pk]))
    assert "没有办成的" in answer.content.decode()

    got = client.post(reverse("bulk:download", args=[batch.pk]))
    assert hashlib.sha256(b"".join(got.streaming_content)).hexdigest() == batch.sha256
    assert AuditEvent.objects.filter(action="bulk.downloaded").count() == 1

    assert client.post(reverse("bulk:again", args=[batch.pk])).status_code == 302
    run(Job.objects.active().get().pk)
    assert Document.objects.filter(kind=DAY_NOTICE).count() == 2
    assert len(queries.planned(election.cycle, "papers", timezone.localdate())) == 2


def test_nothing_to_make_and_nobody_to_make_it(officer, election):
    election.steps.update(due_on=None, limit_on=None)
    with pytest.raises(ValidationError, match="没有要制发的"):
        actions.order(cycle=election.cycle, what="papers", by=officer)
    due(election)
    clerk = UserFactory(serving=election.area_code, role=Role.VILLAGE_CLERK)
    with pytest.raises(PermissionDenied):
        actions.order(cycle=election.cycle, what="papers", by=clerk)
    assert not Batch.objects.exists()
    assert not AuditEvent.objects.filter(action="bulk.ordered").exists()


@pytest.mark.parametrize("what", Batch.What.values)
def test_what_would_be_made_costs_the_same_for_one_village_and_for_three(
    client, officer, election, second, what
):
    due(election, second)
    page = reverse("bulk:order", args=[election.cycle_id, what])
    client.get(page)
    with CaptureQueriesContext(connection) as before:
        client.get(page)
    third = ElectionFactory(village__township=election.village.township, cycle=election.cycle, steps=True)
    due(third)
    with CaptureQueriesContext(connection) as after:
        assert client.get(page).status_code == 200
    assert len(after) == len(before) <= 15
