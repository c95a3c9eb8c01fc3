"""Archives made in the background: one village, or every village of a township's plan."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from election_office.accounts.permissions import Permission
from election_office.jobs.kinds import JobKind, register
from election_office.jobs.progress import JobFailed, Progress


def _archive(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    from election_office.archive.actions import make_archive
    from villages.models import Election

    election = Election.objects.with_places().filter(pk=params["election"]).first()
    if election is None:
        raise JobFailed("这次选举的记录已经不在。")
    row = make_archive(election=election, by=progress.by, tell=progress.step)
    said = f"，缺少{len(row.missing)}项，见归档页" if row.missing else ""
    return {
        "message": f"{election.village.name}选举档案已生成，共{row.files}个文件{said}。",
        "url": reverse("archive:archive", args=[election.pk]),
    }


def _township(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    from election_office.archive.actions import make_township_archive
    from villages.models import Cycle

    cycle = Cycle.objects.select_related("township").filter(pk=params["cycle"]).first()
    if cycle is None:
        raise JobFailed("这份换届方案的记录已经不在。")
    row = make_township_archive(cycle=cycle, by=progress.by, tell=progress.step)
    return {
        "message": f"{cycle.township.name}选举档案已生成，共{row.villages}个村。",
        "url": reverse("archive:township", args=[cycle.pk]),
    }


register(JobKind("archive.village", "选举材料归档", _archive, Permission.ARCHIVE_MAKE, max_seconds=3600))
register(
    JobKind("archive.township", "全镇选举材料归档", _township, Permission.ARCHIVE_MAKE, max_seconds=6 * 3600)
)
