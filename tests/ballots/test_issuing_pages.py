"""The pages of the polling day: the desk, the hall, the township's view."""

from __future__ import annotations

import io
import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from ballots.issuing import actions
from ballots.models import Box, HandOut, Incident, IssueConflict
from election_office.accounts.permissions import Role
from tests.ballots.test_issuing import Table, act
from tests.factories import UserFactory
from tests.tails import tail_of
from voters.models import Registration


@pytest.fixture
def table(db: None) -> Table:
    return Table()


def send(client: Client, table: Table, *acts: dict[str, Any]) -> Any:
    path = reverse("ballots:desk", args=[table.main.pk])
    return client.post(path, json.dumps({"acts": acts, "since": 0}), content_type="application/json")


def test_the_desk_answers_each_act_and_the_hall_shows_turnout_and_conflicts(table: Table) -> None:
    client = Client()
    client.force_login(table.scene.clerk)
    table.take(act(table.voters[0]), box=table.east)
    rows = [
        {
            "token": uuid.uuid4().hex,
            "kind": "own",
            "voter": voter.pk,
            "at": timezone.now().isoformat(),
            "offline": True,
        }
        for voter in table.voters[:2]
    ]
    answers = send(client, table, *rows).json()["answers"]
    assert [one["state"] for one in answers] == ["refused", "done"]
    assert send(client, table, *rows).json()["answers"] == answers
    assert send(client, table, {"kind": "own"}).status_code == 422
    page = client.get(reverse("ballots:polling_day", args=[table.scene.election.pk])).content.decode()
    assert "待处理" in page
    assert "各时段发票" in page
    assert '<svg class="chart chart-wide"' in page
    assert '<svg class="chart chart-phone"' in page
    assert page.count('class="card-plain box-card"') == Box.objects.count()
    conflict = IssueConflict.objects.get()
    client.post(reverse("ballots:conflict_settle", args=[conflict.pk]), {"reason": "选票已追回"})
    handout = HandOut.objects.order_by("pk").last()
    client.post(reverse("ballots:handout_undo", args=[handout.pk]), {"reason": "点错人"})
    conflict.refresh_from_db()
    handout.refresh_from_db()
    assert (conflict.settlement, handout.revoked_reason) == ("选票已追回", "点错人")
    assert "点错人" in client.get(reverse("ballots:handouts", args=[table.main.pk])).content.decode()
    desk = client.get(reverse("ballots:desk", args=[table.main.pk])).content.decode()
    assert tail_of(table.voters[0].person) not in desk


def test_a_box_is_sealed_then_opened_with_names_and_times(table: Table) -> None:
    client = Client()
    client.force_login(table.scene.clerk)
    path = reverse("ballots:box_seal", args=[table.main.pk])
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    client.post(path, {"names": "演示甲、演示乙", "at": now})
    client.post(path, {"names": "演示丙", "at": timezone.localtime().isoformat(), "intact": "yes"})
    table.main.refresh_from_db()
    seal = table.main.seal
    assert (seal.sealed_by_names, seal.opened_by_names, seal.seal_intact) == (
        "演示甲、演示乙",
        "演示丙",
        True,
    )


def test_a_box_nobody_sealed_is_told_before_the_count(table: Table) -> None:
    client = Client()
    client.force_login(table.scene.clerk)
    close = reverse("ballots:count_start", args=[table.scene.election.pk])
    assert "票箱“主会场票箱”、“东片投票站”没有登记验空加封" in client.get(close).content.decode()
    box = Box.objects.select_related("round__election").get(pk=table.main.pk)
    actions.seal_box(box=box, names="演示监票员", at=timezone.now(), by=table.scene.clerk)
    assert "票箱“东片投票站”没有登记验空加封" in client.get(close).content.decode()


def test_the_township_reads_two_villages_with_as_many_statements_as_one(table: Table) -> None:
    client = Client()
    client.force_login(UserFactory(serving="369901", role=Role.COUNTY_SUPERVISOR))
    path = reverse("ballots:polling_days")
    client.get(path)
    counts = []
    for another in (False, True):
        if another:
            Table().take(act(Registration.objects.order_by("-pk")[0]))
        with CaptureQueriesContext(connection) as statements:
            page = client.get(path).content.decode()
        counts.append(len(statements))
    assert page.count('/polling-day/"') >= 2
    assert counts[0] == counts[1] <= 18
    # One ballot in the second village: its box and the hour stand there.
    assert "各票箱各时段发票" in page


def test_an_incident_reaches_the_township_and_a_file_that_is_no_picture_is_refused(table: Table) -> None:
    client = Client()
    client.force_login(table.scene.clerk)
    path = reverse("ballots:incident_add", args=[table.scene.election.pk])
    sent = {
        "kind": "safety",
        "happened_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "what": "停电十分钟",
        "done": "启用发电机",
        "handled_by": "演示丙",
    }
    wrong = client.post(path, sent | {"photo": SimpleUploadedFile("a.jpg", b"no picture")})
    assert "这个文件不是JPG、PNG或者WebP" in wrong.content.decode()
    assert client.post(path, sent).status_code == 302
    assert Incident.objects.get().done == "启用发电机"
    table.take(act(table.voters[0]))
    record = client.get(reverse("ballots:day_record", args=[table.scene.election.pk]))
    (sheet,) = PdfReader(io.BytesIO(b"".join(record))).pages
    words = "".join(sheet.extract_text().split())
    assert [one in words for one in ("停电十分钟", "启用发电机（演示丙）", "主会场票箱100")] == [True] * 3
    client.force_login(table.scene.officer)
    page = client.get(reverse("ballots:polling_days")).content.decode()
    assert "停电十分钟" in page
    assert table.scene.election.village.name in page
