"""One row per piece of background work: the truth about it, whatever the queue says."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from election_office.accounts.access import within
from election_office.accounts.models import User
from election_office.jobs import kinds, pulse

STALE_AFTER = dt.timedelta(seconds=25)  # five beats of its heart were missed


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> Self:
        """Jobs in the divisions where the user holds the permission of the job's kind."""
        visible = self.none()
        for permission, codes in kinds.codes_by_permission().items():
            visible |= within(self.filter(kind__in=codes), user, permission, "area_code")
        return visible

    def active(self) -> Self:
        return self.filter(state__in=Job.ACTIVE)


class Job(models.Model):
    """Work asked for by somebody, done by a worker, told of in sentences.

    While it runs, how far it has come lives in the pulse (``jobs.pulse``), because the work may hold
    one long transaction that nobody else can look into; ``live()`` reads both. ``attempts`` names
    the run that owns the row: a worker that lost it can no longer finish it.
    """

    class State(models.TextChoices):
        PENDING = "pending", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    ACTIVE = (State.PENDING, State.RUNNING)

    kind = models.CharField("类别", max_length=60)
    title = models.CharField("名称", max_length=120)
    area_code = models.CharField("区划代码", max_length=12)
    key = models.CharField("输入", max_length=120, help_text="同一类别、同一输入同时只办一件。")
    params = models.JSONField("参数", default=dict, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING)
    done = models.PositiveIntegerField("已办", default=0)
    total = models.PositiveIntegerField("共", null=True, blank=True)
    doing = models.CharField("正在办", max_length=200, blank=True)
    result = models.JSONField("结果", default=dict, blank=True)
    error = models.TextField("未完成的原因", blank=True)
    incident = models.CharField("故障编号", max_length=20, blank=True)
    attempts = models.PositiveIntegerField("次数", default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    requested_at = models.DateTimeField("申请时间", default=timezone.now)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    heartbeat_at = models.DateTimeField("最近响应", null=True, blank=True)  # queued again, taken up, finished
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    celery_id = models.CharField("队列编号", max_length=40, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state__in=["pending", "running"]),
                name="jobs_job_one_active",
                violation_error_message="同样的任务正在办理，请等它结束。",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["pending", "running"], finished_at__isnull=True)
                | models.Q(state__in=["done", "failed"], finished_at__isnull=False),
                name="jobs_job_finished_with_time",
                violation_error_message="任务结束须有结束时间。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="failed") | ~models.Q(error=""),
                name="jobs_job_failed_with_reason",
                violation_error_message="未完成的任务须写明原因。",
            ),
        ]
        indexes = [models.Index(fields=["area_code", "-requested_at"], name="jobs_job_area_requested")]

    def __str__(self) -> str:
        return f"{self.title}（{self.State(self.state).label}）"

    @property
    def finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    def live(self) -> pulse.Pulse:
        """How far the work has come, as last told by the worker."""
        said = pulse.read(self.pk, self.attempts) if self.state == self.State.RUNNING else None
        at = self.heartbeat_at or self.requested_at
        return said or pulse.Pulse(at.timestamp(), self.done, self.total, self.doing)

    def silent(self, now: dt.datetime | None = None) -> bool:
        """Waiting or running, and nothing has been heard of it for a while."""
        if self.finished:
            return False
        now = now or timezone.now()
        return now.timestamp() - self.live().at > STALE_AFTER.total_seconds()

    def stale(self, now: dt.datetime | None = None) -> bool:
        """Running by the row, but its worker has not been heard of for a while."""
        return self.state == self.State.RUNNING and self.silent(now)

    def result_text(self, name: str) -> str:
        """One text of the result, or nothing: what a worker wrote is not trusted to have a shape."""
        value: Any = self.result.get(name, "") if isinstance(self.result, dict) else ""
        return value if isinstance(value, str) else ""
