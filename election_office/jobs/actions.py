"""Ask for background work, do it, ask for it again."""

from __future__ import annotations

import json
import logging
import secrets
import traceback
import uuid
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

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

UNKNOWN_KIND = "后台程序不认识这类任务，可能没有随平台一起更新。请联系系统管理员重启后台程序后重试。"
NO_QUEUE = "后台队列暂时连不上，任务还没有开始。连上以后自动开始，不需要重试。"


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
    record("job.submitted", target=job, area_code=area, by=by, after={"kind": kind.code, "title": job.title})
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
        record("job.retried", target=job, area_code=job.area_code, by=by, before=before)
    return job


def _requeue(job: Job) -> None:
    # A new attempt number at the claim makes whatever the old worker still writes worthless.
    job.state = Job.State.PENDING
    job.done, job.total, job.doing, job.error, job.incident = 0, None, "", "", ""
    job.started_at = job.finished_at = None
    job.heartbeat_at = timezone.now()
    job.celery_id = str(uuid.uuid4())
    job.save(
        update_fields=[
            "state", "done", "total", "doing", "error", "incident",
            "started_at", "heartbeat_at", "finished_at", "celery_id",
        ]
    )  # fmt: skip
    transaction.on_commit(lambda: _send(job))


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
                record("job.requeued", target=job, area_code=job.area_code, by=None, before=before)
                count += 1
    return count


def send_unsent() -> int:
    """Send what found no queue, now that there may be one again; returns how many jobs went out.

    Called every few seconds by the supervisor. A message that comes twice finds nothing to do.
    """
    waiting = Job.objects.filter(state=Job.State.PENDING, error=NO_QUEUE).order_by("pk")
    return sum(_send(job) for job in waiting)


def _send(job: Job) -> bool:
    """False when no queue can be reached: the job waits, and says so, until ``send_unsent``."""
    from election_office.jobs.tasks import run_job  # noqa: PLC0415 -- the task imports this module

    limit = get(job.kind).max_seconds
    try:
        run_job.apply_async(
            (job.pk,), task_id=job.celery_id, soft_time_limit=limit, time_limit=limit + 60, retry=False
        )
    except (OperationalError, OSError) as fault:
        logger.error("Job %s could not be queued: %s", job.pk, type(fault).__name__)
        Job.objects.filter(pk=job.pk, state=Job.State.PENDING).update(error=NO_QUEUE)
        return False
    if job.error == NO_QUEUE:
        sent = Job.objects.filter(pk=job.pk, error=NO_QUEUE)
        sent.update(error="", heartbeat_at=timezone.now())
    return True


def run(job_id: int) -> bool:
    """Do the work of one job in this process; True when this call did it.

    A job that is done, failed or at work elsewhere is left alone, so a message delivered twice does
    no harm. Never raises for a fault of the work: it ends as FAILED with a sentence.
    """
    job = _claim(job_id)
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
            error, incident = _explain(job, kind, fault)
            mine = _finish(job, Job.State.FAILED, heart.pulse, error=error, incident=incident)
    if not mine:
        logger.warning("Job %s was taken over; attempt %s ends without effect", job.pk, job.attempts)
    pulse.forget(job.pk, job.attempts)
    return mine


def _claim(job_id: int) -> Job | None:
    job = Job.objects.select_related("requested_by").filter(pk=job_id).first()
    if job is None or job.finished or (job.state == Job.State.RUNNING and not job.stale()):
        logger.info("Job %s: nothing to do", job_id)
        return None
    now = timezone.now()
    mine = Job.objects.filter(pk=job_id, state=job.state, attempts=job.attempts).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, started_at=now, heartbeat_at=now
    )
    if not mine:
        return None
    job.attempts += 1
    job.state, job.started_at, job.heartbeat_at = Job.State.RUNNING, now, now
    return job


def _work(job: Job, kind: JobKind, progress: Progress) -> bool:
    if not kind.atomic:
        result = _do(job, kind, progress)
        return _finish(job, Job.State.DONE, progress.told, result=result)
    with transaction.atomic():
        result = _do(job, kind, progress)
        if not _finish(job, Job.State.DONE, progress.told, result=result):
            raise LostClaim  # and undo the work: it is somebody else's now
        return True


def _do(job: Job, kind: JobKind, progress: Progress) -> Any:
    """The work's result as JSON; TypeError when it is not data."""
    return json.loads(json.dumps(kind.run(progress, job.params) or {}))


def _finish(job: Job, state: Job.State, told: pulse.Pulse, **fields: Any) -> bool:
    """End this attempt; False when the row belongs to another attempt by now."""
    now = timezone.now()
    done = told.total if state == Job.State.DONE and told.total is not None else told.done
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    fields |= {"state": state, "done": done, "total": told.total, "doing": told.doing}
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
