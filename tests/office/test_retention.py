"""What is kept for a time only: listed, deleted on demand, recorded."""

from __future__ import annotations

import datetime as dt
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from election_office.accounts.models import TypedWork
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.dashboard.retention import schedule
from election_office.jobs.models import Job
from tests.factories import ElectionFactory, UserFactory
from tests.office.job_kinds import COUNT
from voters.models import RollImport

pytestmark = pytest.mark.django_db


def _roll(election, by, sha: str, *, days: int, **fields) -> RollImport:
    """A roll's upload with its three files, last touched so many days ago."""
    row = RollImport(
        election=election, filename="名册.xlsx", size=3, sha256=sha * 64, uploaded_by=by, **fields
    )
    for name in ("file", "judged", "faults"):
        getattr(row, name).save("roll.xlsx", ContentFile(b"abc"), save=False)
    row.save()
    RollImport.objects.filter(pk=row.pk).update(updated_at=timezone.now() - dt.timedelta(days=days))
    return row


def _held(row: RollImport) -> list[bool]:
    row.refresh_from_db()
    return [bool(getattr(row, name)) for name in ("file", "judged", "faults")]


def test_what_is_due_is_listed_then_deleted_and_recorded(capsys, django_capture_on_commit_callbacks):
    election, now = ElectionFactory(), timezone.now()
    by = UserFactory()
    ago = {days: now - dt.timedelta(days=days) for days in (29, 31)}
    fresh = _roll(election, by, "a", days=89)
    old = _roll(election, by, "b", days=91)
    applied = {
        days: _roll(election, by, f"{days}"[0], days=0, state="applied", applied_at=at, applied_by=by)
        for days, at in ago.items()
    }
    jobs = {}
    for days, at in ago.items():
        name = default_storage.save(f"jobs/{days}.pdf", ContentFile(b"pdf"))
        jobs[days] = Job.objects.create(
            kind=COUNT.code, title="数数", area_code=election.area_code, key=str(days), requested_by=by,
            state="done", finished_at=at, result={"file": name, "message": "已完成。"},
        )  # fmt: skip
    TypedWork.objects.create(user=by, path="/a/", content="a=1", kept_at=ago[31])
    names = {"old": old.file.name, "made": jobs[31].result["file"], "fresh": jobs[29].result["file"]}

    call_command("retention")
    said = capsys.readouterr().out
    assert "上传后没有导入的名册文件（保存90日）：1项" in said
    assert "（保存30日）：2项" in said
    assert "没有删除任何内容" in said
    assert default_storage.exists(names["old"])

    with django_capture_on_commit_callbacks(execute=True):
        call_command("retention", apply=True)

    assert _held(fresh) == [True, True, True]
    assert _held(old) == [False, False, False]
    assert (old.state, "已按保存期限删除" in old.problem, old.sha256) == ("unreadable", True, "b" * 64)
    assert _held(applied[29]) == [False, False, True]
    assert _held(applied[31]) == [False, False, False]
    assert [default_storage.exists(names[name]) for name in ("old", "made", "fresh")] == [False, False, True]
    jobs[31].refresh_from_db()
    assert jobs[31].result == {"message": "已完成。"}
    assert not TypedWork.objects.exists()
    event = AuditEvent.objects.get(action="retention.deleted")
    assert (event.area_code, event.after, event.actor) == (election.area_code, {"files": 4}, "系统")

    call_command("retention", apply=True)
    assert AuditEvent.objects.filter(action="retention.deleted").count() == 1


def test_old_files_are_deleted_once_a_day_without_anybodys_asking(settings, tmp_path, monkeypatch, client):
    settings.DATA_DIR = tmp_path
    begun: list[list[str]] = []

    class Process:
        def __init__(self, command: list[str]) -> None:
            begun.append(command)

        def poll(self) -> int:
            return 0

    monkeypatch.setattr(schedule.subprocess, "Popen", Process)
    assert schedule.begin_when_due() is False
    assert begun[0][-2:] == ["retention", "--apply"]
    assert begun[0][1:3] == ["-n", "10"]  # behind what people wait for
    assert schedule.fault() == ""
    client.force_login(UserFactory(serving="369901", role=Role.COUNTY_SUPERVISOR))
    page = reverse("audit:state")
    assertContains(client.get(page), "还没有做过", count=2)  # no backup either
    call_command("retention", "--apply")
    assertContains(client.get(page), "还没有做过", count=1)
    schedule.begin_when_due()
    assert len(begun) == 1
    four_days_ago = time.time() - 4 * 86400
    os.utime(schedule.stamp(), (four_days_ago, four_days_ago))
    assert "96小时以前" in schedule.fault()
    assertContains(client.get(page), schedule.fault())
    schedule.begin_when_due()
    assert len(begun) == 2
