"""Orders worked through in the background; started again, they go on."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from election_office.accounts.permissions import Permission
from election_office.jobs.kinds import JobKind, register
from election_office.jobs.progress import JobFailed, Progress


def _make(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    from election_office.bulk.actions import work
    from election_office.bulk.models import Batch
    from election_office.bulk.queries import counts_of

    batch = Batch.objects.select_related("cycle__township").filter(pk=params["batch"]).first()
    if batch is None:
        raise JobFailed("这一批的记录已经不在。")
    work(batch=batch, job=progress.job, by=progress.by, tell=progress.step)
    counts = counts_of(batch)
    failed = f"，{counts['failed']}件没有办成，原因见本批页面" if counts["failed"] else ""
    return {"message": f"办成{counts['done']}件{failed}。", "url": reverse("bulk:batch", args=[batch.pk])}


register(JobKind("bulk.make", "批量制发", _make, Permission.CYCLE_PLAN, max_seconds=6 * 3600))
