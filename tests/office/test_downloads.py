"""Every file that leaves the office is noted, and a workbook says at its foot who took it."""

from __future__ import annotations

import inspect
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import get_resolver, reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from election_office.accounts.permissions import Role
from election_office.audit import downloads
from election_office.audit.models import AuditEvent
from election_office.core.workbook_marks import marked
from election_office.jobs.models import Job
from tests.factories import UserFactory
from tests.office.job_kinds import COUNT

SENDS = ("file_response(", "FileResponse(", "download(", "preview_response(", "Content-Disposition")


def _pages(patterns: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        if hasattr(entry, "url_patterns"):
            inner = f"{before}{entry.namespace}:" if entry.namespace else before
            yield from _pages(entry.url_patterns, inner)
        else:
            yield f"{before}{entry.name}", entry.callback


def test_every_page_that_sends_a_file_has_a_name_for_the_trail():
    found = {
        name
        for name, callback in _pages(get_resolver().url_patterns)
        if inspect.isfunction(inspect.unwrap(callback))
        and any(sign in inspect.getsource(inspect.unwrap(callback)) for sign in SENDS)
    }

    assert len(found) > 50
    assert {name for name in found if not downloads.known(name)} == set()


def test_every_name_belongs_to_a_page_and_a_model():
    pages = {name for name, _ in _pages(get_resolver().url_patterns)}

    assert (downloads._kinds.keys() | downloads._blank) - pages == set()
    for kind in downloads._kinds.values():
        assert not kind.row or apps.get_model(kind.row)


def _workbook(**settings: Any) -> bytes:
    book = Workbook()
    for title in ("甲组", "乙组"):
        sheet = book.create_sheet(title)
        sheet.append(["演示甲", "=1+1", "<&>"])
        sheet.freeze_panes = "A2"
    book["甲组"].oddFooter.center.text = settings.get("foot", "")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("foot", ["", "原来的页脚"])
def test_each_sheet_says_who_took_it_and_keeps_what_it_held(foot):
    book = load_workbook(io.BytesIO(marked(_workbook(foot=foot), "由演示甲&乙<1>于2026-04-01下载。")))

    for title in ("甲组", "乙组"):
        assert book[title].oddFooter.center.text == "由演示甲＆乙<1>于2026-04-01下载。"
        assert [cell.value for cell in book[title][1]] == ["演示甲", "=1+1", "<&>"]


def test_what_is_no_workbook_stays_as_it_is():
    assert marked(b"no zip at all", "由演示甲下载。") == b"no zip at all"


@pytest.mark.django_db
def test_the_taker_of_a_file_stands_in_the_trail_of_its_division_and_in_the_workbook(client):
    area = "369901001001"
    clerk = UserFactory(serving=area, role=Role.VILLAGE_CLERK, name="演示甲")
    stored = default_storage.save("made/roll.xlsx", ContentFile(_workbook()))
    job = Job.objects.create(
        kind=COUNT.code,
        title="演示任务",
        area_code=area,
        key="1",
        state=Job.State.DONE,
        requested_by=clerk,
        finished_at=timezone.now(),
        result={"file": stored, "file_name": "名单.xlsx"},
    )
    client.force_login(clerk)
    address = reverse("jobs:download", args=[job.pk])

    client.head(address).close()
    assert not AuditEvent.objects.filter(action="file.taken").exists()
    answer = client.get(address)

    event = AuditEvent.objects.get(action="file.taken")
    assert (event.area_code, event.actor, event.target) == (area, str(clerk), f"jobs.Job:{job.pk}")
    assert event.after == {"taken": "后台任务生成的文件", "form": "xlsx"}
    foot = load_workbook(io.BytesIO(answer.content))["甲组"].oddFooter.center.text
    assert foot.startswith(f"由{clerk.name}于2")
    assert "用后删除" in foot
    assert "filename*=utf-8''" in answer["Content-Disposition"].lower()
