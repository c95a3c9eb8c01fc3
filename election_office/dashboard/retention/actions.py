"""Deleting what has been kept long enough, with a record in the trail of each division."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.core.files.storage import default_storage
from django.db import transaction

from election_office.audit.actions import record
from election_office.core import scratch
from election_office.core.terms import FAULTS
from election_office.dashboard.retention import due
from election_office.jobs.models import Job
from voters.models import RollImport

GONE = "文件超过90日没有导入，已按保存期限删除；如仍需要，请重新上传。"


@transaction.atomic
def delete_due(*, now: dt.datetime) -> list[due.Due]:
    """Delete what is due and say how much it was. The program itself does it, from the server's console."""
    listed = due.due(now)
    files: list[str] = []
    places: Counter[str] = Counter()
    for job in due.made_files(now).select_for_update():
        files.append(job.result_text("file"))
        places[job.area_code] += 1
        remaining = {name: value for name, value in job.result.items() if name != "file"}
        Job.objects.filter(pk=job.pk).update(result=remaining)
    rolls = RollImport.objects.select_related("election__village").select_for_update(of=("self",))
    for row in rolls.filter(pk__in=due.imported_rolls(now)):
        past = row.applied_at is not None and row.applied_at < now - FAULTS
        files += [row.file.name or "", row.judged.name or "", row.faults.name or "" if past else ""]
        places[row.area_code] += 1
        row.file = row.judged = ""
        row.faults = "" if past else row.faults
        row.save(update_fields=["file", "judged", "faults", "updated_at"])
    for row in rolls.filter(pk__in=due.abandoned_rolls(now)):
        files += [row.file.name or "", row.judged.name or "", row.faults.name or ""]
        places[row.area_code] += 1
        row.findings.all().delete()
        row.changes.all().delete()
        row.file = row.judged = row.faults = ""
        row.state, row.problem = RollImport.State.UNREADABLE, GONE
        row.take_trial({})
        row.save()
    due.typed_work(now).delete()
    due.failed_attempts(now).delete()
    for code in sorted(places):
        record(
            "retention.deleted",
            target="超过保存期限的文件",
            area_code=code,
            by=None,
            after={"files": places[code]},
        )
    transaction.on_commit(lambda: _remove(files))
    transaction.on_commit(scratch.clear)
    return listed


def _remove(files: list[str]) -> None:
    for name in filter(None, files):
        default_storage.delete(name)
