"""Ask for background work, do it, ask for it again."""

from __future__ import annotations

import errno
import json
import logging
import secrets
import shutil
import time
import traceback
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError as NoQueue

from election_office.accounts.access import require, require_in
from election_office.accounts.models import User
from election_office.audit.actions import record
from election_office.core.forms import refusal_sentence
from election_office.jobs import pulse
from election_office.jobs.kinds import JobKind, all_kinds, get
from election_office.jobs.models import Job
from election_office.jobs.progress import JobFailed, Progress
from election_office.law.decision import RuleRefused

__all__ = ["JobFailed", "requeue_stale", "retry", "run", "send_unsent", "submit"]

logger = logging.getLogger(__name__)
T = TypeVar("T")

UNKNOWN_KIND = "后台程序不认识这类任务，可能没有随平台一起更新。请联系系统管理员重启后台程序后重试。"
NO_QUEUE = "后台队列暂时连不上，任务还没有开始。连上以后自动开始，不需要重试。"
INTERRUPTED = "数据库刚才中断，任务没有做完。平台自动重新办理，不需要重试。"
NO_ROOM = "磁盘已满，任务没有做完。腾出空间以后平台自动重新办理，不需要重试。"
UNSENT = (NO_QUEUE, INTERRUPTED, NO_ROOM)  # of a job that waits in no queue; ``send_unsent`` brings it there
ROOM = 32 * 1024 * 1024  # bytes that must be free before work is begun again that found the disk full
MOST_ATTEMPTS = 10  # then the fault is the work's own
LONGEST_AWAY = 300.0  # seconds that a worker waits for the database


class LostClaim(Exception):
    """Another worker took the job over while this one was not heard of."""


def submit(kind: str, *, params: dict[str, Any], key: str, area_code: str, by: User, title: str = "") -> Job:
    """Queue the work when the caller's transaction commits; a second request joins the first.

    ``key`` names the input ("election:12"): while a job of this kind and key waits or runs, that job
    is returned. ``params`` must be JSON and hold ids, not people's numbers. Raises PermissionDenied.
    """
    known = get(kind)
    require_in(by, known.permission, area_code)
    for _ in range(3):
        with transaction.atomic():
            joined = Job.objects.active().filter(kind=kind, key=key).first()
            if joined is not None:
                return joined
            try:
                return _create(
                    known, title=title or known.title, params=params, key=key, area=area_code, by=by
                )
            except IntegrityError:
                continue  # Somebody else was first: join theirs, unless it is over already.
    raise RuntimeError(f"A job {kind} could be neither created nor joined.")


def _create(kind: JobKind, *, title: str, params: dict[str, Any], key: str, area: str, by: User) -> Job:
    job = Job(kind=kind.code, title=title[:120], area_code=area, key=key, params=params, requested_by=by)
    job.celery_id = str(uuid.uuid4())
    job.full_clean(validate_constraints=False)
    with transaction.atomic():
        job.save(force_insert=True)
    record("job.submitted", target=job, by=by, after={"kind": kind.code, "title": job.title})
    transaction.on_commit(lambda: _send(job))
    return job


def retry(job: Job, *, by: User) -> Job:
    """Queue a job again that failed or that nothing has been heard of. A job at work is left alone.

    Raises PermissionDenied, and ValidationError when the same work was asked for anew meanwhile.
    """
    require(by, get(job.kind).permission, job)
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if job.state != Job.State.FAILED and not job.silent():
            return job
        if Job.objects.active().filter(kind=job.kind, key=job.key).exclude(pk=job.pk).exists():
            raise ValidationError("同样的任务已经重新提交，请查看任务列表。")
        before = {"state": job.state, "attempts": job.attempts, "error": job.error}
        _requeue(job)
        record("job.retried", target=job, by=by, before=before)
    return job


def _requeue(job: Job) -> None:
    _wait_again(job)
    transaction.on_commit(lambda: _send(job))


def _wait_again(job: Job, why: str = "") -> None:
    # A new attempt number at the claim makes whatever the old worker still writes worthless.
    job.state = Job.State.PENDING
    job.done, job.total, job.doing, job.error, job.incident = 0, None, "", why, ""
    job.started_at = job.finished_at = None
    job.heartbeat_at = timezone.now()
    job.celery_id = str(uuid.uuid4())
    job.save(
        update_fields=[
            "state", "done", "total", "doing", "error", "incident",
            "started_at", "heartbeat_at", "finished_at", "celery_id",
        ]
    )  # fmt: skip


def requeue_stale(*, at_start: bool = False) -> int:
    """Queue again what no living worker holds; returns how many jobs.

    A worker whose process on this machine is gone need not be waited for. Called every few seconds by
    the supervisor, and when the office or its worker starts (``at_start``: then waiting jobs are sent
    once more as well, for their message may have died with the machine).
    """
    count = 0
    known = [kind.code for kind in all_kinds()]
    for pk in Job.objects.active().filter(kind__in=known).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            job = Job.objects.select_for_update(of=("self",)).get(pk=pk)
            waiting = at_start and job.state == Job.State.PENDING
            gone = job.state == Job.State.RUNNING and job.live().worker_is_gone()
            if waiting or gone or job.stale():
                before = {"state": job.state, "attempts": job.attempts}
                _requeue(job)
                record("job.requeued", target=job, by=None, before=before)
                count += 1
    return count


def send_unsent() -> int:
    """Send what waits in no queue: none could be reached, or the work was broken off by no fault of its own;
    returns how many jobs went out.

    Called every few seconds by the supervisor. A message that comes twice finds nothing to do.
    """
    waiting = Job.objects.filter(state=Job.State.PENDING, error__in=UNSENT).order_by("pk")
    room = shutil.disk_usage(settings.DATA_DIR).free >= ROOM
    return sum(_send(job) for job in waiting if room or job.error != NO_ROOM)


def _send(job: Job) -> bool:
    """False when no queue can be reached: the job waits, and says so, until ``send_unsent``."""
    from election_office.jobs.tasks import run_job  # noqa: PLC0415 -- the task imports this module

    limit = get(job.kind).max_seconds
    try:
        run_job.apply_async(
            (job.pk,), task_id=job.celery_id, soft_time_limit=limit, time_limit=limit + 60, retry=False
        )
    except (NoQueue, OSError) as fault:
        logger.error("Job %s could not be queued: %s", job.pk, type(fault).__name__)
        Job.objects.filter(pk=job.pk, state=Job.State.PENDING).update(error=NO_QUEUE)
        return False
    if job.error in UNSENT:
        sent = Job.objects.filter(pk=job.pk, state=Job.State.PENDING, error=job.error, attempts=job.attempts)
        sent.update(error="", heartbeat_at=timezone.now())
    return True


def run(job_id: int) -> bool:
    """Do the work of one job in this process; True when this call did it.

    A job that is done, failed or at work elsewhere is left alone, so a message delivered twice does
    no harm. Never raises for a fault of the work: it ends as FAILED with a sentence.
    """
    job = _lasting(lambda: _claim(job_id))
    if job is None:
        return False
    try:
        kind = get(job.kind)
    except KeyError:
        return _finish(job, Job.State.FAILED, job.live(), error=UNKNOWN_KIND)
    with pulse.Heart(job.pk, job.attempts, kind.max_seconds + 60) as heart:
        try:
            mine = _work(job, kind, Progress(job, heart))
        except LostClaim:
            mine = False
        except Exception as fault:
            mine = _broken_off(job, kind, heart.pulse, fault)
    if not mine:
        logger.warning("Job %s was taken over; attempt %s ends without effect", job.pk, job.attempts)
    pulse.forget(job.pk, job.attempts)
    return mine


def _lasting(act: Callable[[], T]) -> T:
    """What must be noted of a job although the database is away just now: tried again until it is back."""
    until = time.monotonic() + LONGEST_AWAY
    while True:
        try:
            return act()
        except (OperationalError, InterfaceError) as fault:
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            logger.warning("The database is away (%s); the worker waits for it", type(fault).__name__)
            close_old_connections()
            time.sleep(0.5)


def _broken_off(job: Job, kind: JobKind, beat: pulse.Pulse, fault: Exception) -> bool:
    """What its database or disk failed is done again without anybody's asking; any other fault ends it."""
    again = ""
    if job.attempts < MOST_ATTEMPTS:
        if isinstance(fault, OperationalError | InterfaceError):
            again = INTERRUPTED
        elif isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
            again = NO_ROOM
    if again:
        return _lasting(lambda: _give_back(job, again))
    error, incident = _explain(job, kind, fault)
    return _lasting(lambda: _finish(job, Job.State.FAILED, beat, error=error, incident=incident))


@transaction.atomic
def _give_back(job: Job, why: str) -> bool:
    """Let the job wait again; False when it is another attempt's by now, or was ended after all."""
    row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if row.state != Job.State.RUNNING or row.attempts != job.attempts:
        return False
    before = {"state": row.state, "attempts": row.attempts}
    _wait_again(row, why)
    record("job.requeued", target=row, by=None, before=before)
    return True


def _claim(job_id: int) -> Job | None:
    job = Job.objects.select_related("requested_by").filter(pk=job_id).first()
    if job is None or job.finished or (job.state == Job.State.RUNNING and not job.stale()):
        logger.info("Job %s: nothing to do", job_id)
        return None
    now = timezone.now()
    mine = Job.objects.filter(pk=job_id, state=job.state, attempts=job.attempts).update(
        state=Job.State.RUNNING, error="", attempts=F("attempts") + 1, started_at=now, heartbeat_at=now
    )
    if not mine:
        return None
    job.attempts += 1
    job.state, job.error, job.started_at, job.heartbeat_at = Job.State.RUNNING, "", now, now
    return job


def _work(job: Job, kind: JobKind, progress: Progress) -> bool:
    if not kind.atomic:
        result = _do(job, kind, progress)
        return _lasting(lambda: _finish(job, Job.State.DONE, progress.told, result=result))
    with transaction.atomic():
        result = _do(job, kind, progress)
        if not _finish(job, Job.State.DONE, progress.told, result=result):
            raise LostClaim  # and undo the work: it is somebody else's now
        return True


def _do(job: Job, kind: JobKind, progress: Progress) -> Any:
    """The work's result as JSON; TypeError when it is not data."""
    return json.loads(json.dumps(kind.run(progress, job.params) or {}))


def _finish(job: Job, state: Job.State, beat: pulse.Pulse, **fields: Any) -> bool:
    """End this attempt; False when the row belongs to another attempt by now."""
    now = timezone.now()
    done = beat.total if state == Job.State.DONE and beat.total is not None else beat.done
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    fields |= {"state": state, "done": done, "total": beat.total, "doing": beat.doing}
    return bool(mine.update(heartbeat_at=now, finished_at=now, **fields))


def _explain(job: Job, kind: JobKind, fault: Exception) -> tuple[str, str]:
    """The sentence for people and, for a fault nobody foresaw, the number to look it up by."""
    match fault:
        case RuleRefused():
            return "".join(map(refusal_sentence, fault.decision.refusals)), ""
        case ValidationError():
            return "".join(fault.messages), ""
        case SoftTimeLimitExceeded():
            return f"办理超过{kind.max_seconds // 60}分钟仍未结束，已停止。请缩小范围后重试。", ""
        case JobFailed():
            return str(fault), ""
        case PermissionDenied():
            return str(fault) or "申请人已没有在此地办理此事项的权限。", ""
    if isinstance(fault, kind.known_errors):
        return str(fault), ""
    incident = f"R{timezone.localtime():%y%m%d}-{secrets.token_hex(3).upper()}"
    # The frames only: the exception's own text may hold a value typed by people.
    frames = "".join(traceback.format_tb(fault.__traceback__))
    logger.error("Job %s failed, %s, %s\n%s", job.pk, incident, type(fault).__name__, frames)
    return (
        f"程序出现意外，任务没有完成，已记录故障（编号 {incident}）。请重试；仍不成请把编号告诉系统管理员。",
        incident,
    )
