"""The comparison as background work: a township's rolls, kind after kind."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from election_office.accounts.permissions import Permission
from election_office.jobs.kinds import JobKind, register
from election_office.jobs.progress import JobFailed, Progress
from villages.models import Cycle
from voters.screening.actions import JOB


def _run(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    from voters.screening.actions import screen_cycle

    cycle = Cycle.objects.select_related("township").filter(pk=params["cycle"]).first()
    if cycle is None:
        raise JobFailed("换届方案的记录已经不在，没有排查。")
    done = screen_cycle(cycle=cycle, by=progress.by, tell=progress.step)
    message = f"查到{done.found}项，新列入{done.opened}项，情况已消除{done.gone}项。"
    return {"message": message, "url": reverse("voters:screening")}


register(JobKind(JOB, "人员排查", _run, Permission.SUPERVISE))
