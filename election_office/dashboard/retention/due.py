"""What is kept for a time only, and what of it has been kept long enough."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from election_office.accounts.limits import KEEP
from election_office.accounts.models import Attempt, TypedWork
from election_office.accounts.typed import KEPT_FOR
from election_office.core.terms import FAULTS, MADE_FILES, NEVER_IMPORTED
from election_office.jobs.models import Job
from voters.models import RollImport


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the list: what, how long it is kept, how many are due."""

    name: str
    term: str
    count: int


def made_files(now: dt.datetime) -> QuerySet[Job]:
    """Files that work in the background made for somebody to fetch."""
    done = Job.objects.filter(state=Job.State.DONE, finished_at__lt=now - MADE_FILES)
    return done.filter(result__has_key="file")


def imported_rolls(now: dt.datetime) -> QuerySet[RollImport]:
    """Imported: the upload goes at once (one left behind by a failure goes now), the faults after a month."""
    applied = RollImport.objects.filter(state=RollImport.State.APPLIED)
    left = ~Q(file="") | ~Q(judged="")
    return applied.filter(left | Q(applied_at__lt=now - FAULTS) & ~Q(faults=""))


def abandoned_rolls(now: dt.datetime) -> QuerySet[RollImport]:
    """Uploaded and never imported."""
    rows = RollImport.objects.exclude(state=RollImport.State.APPLIED).exclude(file="")
    return rows.filter(updated_at__lt=now - NEVER_IMPORTED)


def typed_work(now: dt.datetime) -> QuerySet[TypedWork]:
    return TypedWork.objects.filter(kept_at__lt=now - KEPT_FOR)


def failed_attempts(now: dt.datetime) -> QuerySet[Attempt]:
    return Attempt.objects.filter(at__lt=now - KEEP)


def due(now: dt.datetime) -> list[Due]:
    return [
        Due("已导入名册的上传文件（导入即删）和问题表", f"{FAULTS.days}日", imported_rolls(now).count()),
        Due("上传后没有导入的名册文件", f"{NEVER_IMPORTED.days}日", abandoned_rolls(now).count()),
        Due("后台任务生成的文件", f"{MADE_FILES.days}日", made_files(now).count()),
        Due("登录过期时留存的填写内容", "1日", typed_work(now).count()),
        Due("登录失败次数", "1日", failed_attempts(now).count()),
    ]
