"""The dated steps of a village's election: the spine that every board reads."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Count, F, Q

from election_office.core.fields import FileNameField
from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, Revocable, together, who
from villages.models.elections import Election, Responsible, Stage

TONES = {
    "done": "done",
    "done_late": "overdue",
    "overdue": "overdue",
    "late_to_plan": "soon",
    "soon": "soon",
    "open": "todo",
    "not_yet": "todo",
    "waiting": "todo",
    "deferred": "deferred",
}


class StepQuerySet(PlacedQuerySet["Step"]):
    def on_the_clock(self) -> StepQuerySet:
        """Open steps of villages that are not deferred."""
        return self.filter(done_on__isnull=True, election__deferred=False, dropped=False)

    def overdue(self, today: dt.date) -> StepQuerySet:
        return self.on_the_clock().filter(Q(limit_on__lt=today) | Q(limit_on__isnull=True, due_on__lt=today))


class Step(Placed):
    """One thing to be done by a day. Closed by what was really done, never by the calendar passing.

    ``limit_on`` is the statutory (or provincial) limit, ``due_on`` the township's plan. A step done
    after its limit stays red: ``explanation`` says why, on what paper; no date is ever moved back.
    """

    place = "election__village__code"

    class LimitKind(models.TextChoices):
        STATUTORY = "hard", "法定期限"
        PROVINCE = "province", "地方规定期限"
        GUIDE = "guide", "工作规程"
        PLAN = "plan", "方案日期"

    class State(models.TextChoices):
        DONE = "done", "已完成"
        DONE_LATE = "done_late", "超期完成"
        OVERDUE = "overdue", "已超期"
        LATE_TO_PLAN = "late_to_plan", "晚于计划"
        SOON = "soon", "即将到期"
        OPEN = "open", "未开始"
        NOT_YET = "not_yet", "未到"
        WAITING = "waiting", "等待前项"
        DEFERRED = "deferred", "暂缓"

        @property
        def tone(self) -> str:
            """The look of the state: one of the office's tones. Never colour alone."""
            return TONES[self.value]

        @property
        def is_open(self) -> bool:
            return self.value not in ("done", "done_late", "deferred")

    election = models.ForeignKey(Election, models.CASCADE, related_name="steps", verbose_name="选举")
    code = models.CharField("代码", max_length=30)
    title = models.CharField("事项", max_length=60)
    stage = models.CharField("阶段", max_length=12, choices=Stage)
    order = models.PositiveSmallIntegerField("次序")
    starts_on = models.DateField("计划开始", null=True, blank=True)
    due_on = models.DateField("计划日期", null=True, blank=True)
    limit_on = models.DateField("期限", null=True, blank=True)
    limit_kind = models.CharField("期限性质", max_length=10, choices=LimitKind, default=LimitKind.PLAN)
    limit_source = models.CharField("期限依据", max_length=120, blank=True)
    responsible = models.CharField("责任单位", max_length=12, choices=Responsible)
    # What closes it: "record" (an entry with date and paper) or "document:<kind>" (that paper, posted).
    closes_with = models.CharField("办结方式", max_length=60, default="record")
    waits_for = models.JSONField("前项", default=list, blank=True)
    gate = models.BooleanField("进入选举阶段的前提", default=False)
    dropped = models.BooleanField("不再需要", default=False)
    unit = models.CharField("责任部门", max_length=60, blank=True)
    people = models.CharField("责任人", max_length=120, blank=True)
    own = models.BooleanField("本镇自定事项", default=False)

    done_on = models.DateField("完成日期", null=True, blank=True)
    evidence = models.CharField("完成依据", max_length=200, blank=True)
    document_id_text = models.CharField("公文", max_length=20, blank=True)
    closed_at = models.DateTimeField("登记时间", null=True, blank=True)
    closed_by = models.CharField("登记人", max_length=50, blank=True)

    explanation = models.TextField("超期说明", blank=True)
    explanation_paper = models.CharField("说明文号", max_length=60, blank=True)
    explained_by = models.CharField("说明人", max_length=50, blank=True)
    explained_at = models.DateTimeField("说明时间", null=True, blank=True)

    objects: ClassVar = PlacedManager.from_queryset(StepQuerySet)()

    class Meta:
        verbose_name = "步骤"
        verbose_name_plural = "步骤"
        ordering = ["election", "order"]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="villages_step_one_per_code"),
            together(
                "closed_at",
                "done_on",
                name="villages_step_done_and_closed_together",
                message="完成日期和登记时间要一起填写。",
            ),
        ]
        indexes = [models.Index(fields=["done_on", "limit_on"], name="villages_step_open_by_limit")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Done after its limit: true for ever."""
        return bool(self.done_on and self.limit_on and self.done_on > self.limit_on)

    @property
    def deadline(self) -> dt.date | None:
        """The day people must look at: the plan's own, when it lies before the limit."""
        days = [day for day in (self.due_on, self.limit_on) if day]
        return min(days) if days else None

    def state_on(self, today: dt.date, done_codes: set[str] | None = None) -> State:
        """``done_codes``: the closed steps of the same election, to tell waiting from open."""
        return state_of(
            done_on=self.done_on,
            due_on=self.due_on,
            limit_on=self.limit_on,
            starts_on=self.starts_on,
            election_day=self.election.election_day,
            deferred=self.election.deferred,
            waiting=done_codes is not None and not set(self.waits_for) <= done_codes,
            today=today,
        )


# How many days before its deadline a step is near.
SOON_DAYS = 3


def state_of(
    *,
    done_on: dt.date | None,
    due_on: dt.date | None,
    limit_on: dt.date | None,
    starts_on: dt.date | None,
    election_day: dt.date,
    deferred: bool,
    waiting: bool,
    today: dt.date,
) -> Step.State:
    """The state of a step from its columns: the one place that says it, for a row and for a list of values.

    What begins on a later day, or cannot be finished before the vote, is 未到: nobody is sent to it.
    """
    state = Step.State
    if done_on:
        return state.DONE_LATE if limit_on and done_on > limit_on else state.DONE
    if deferred:
        return state.DEFERRED
    if limit_on and limit_on < today:
        return state.OVERDUE
    if due_on and due_on < today:
        return state.LATE_TO_PLAN if limit_on else state.OVERDUE
    deadline = min((day for day in (due_on, limit_on) if day), default=None)
    if deadline and (deadline - today).days <= SOON_DAYS:
        return state.SOON
    if waiting:
        return state.WAITING
    after_the_vote = deadline is not None and deadline >= election_day
    begins = max((day for day in (starts_on, election_day if after_the_vote else None) if day), default=today)
    return state.NOT_YET if begins > today else state.OPEN


def counts_by_state(today: dt.date) -> dict[str, Count]:
    """The same states counted by the database, for lists that must not load their rows. Waiting, 未到 and
    open steps are one number there: the rest of the total."""
    done = Q(done_on__isnull=False)
    late = done & Q(limit_on__isnull=False, done_on__gt=F("limit_on"))
    clock = Q(done_on__isnull=True, election__deferred=False)
    overdue = clock & (Q(limit_on__lt=today) | Q(limit_on__isnull=True, due_on__lt=today))
    to_plan = clock & Q(limit_on__gte=today, due_on__lt=today)
    near = today + dt.timedelta(days=SOON_DAYS)
    soon = (
        clock
        & (Q(limit_on__isnull=True) | Q(limit_on__gte=today))
        & (Q(due_on__isnull=True) | Q(due_on__gte=today))
        & (Q(limit_on__lte=near) | Q(due_on__lte=near))
    )
    return {
        "total": Count("pk"),
        "done": Count("pk", filter=done),
        "done_late": Count("pk", filter=late),
        "overdue": Count("pk", filter=overdue),
        "late_to_plan": Count("pk", filter=to_plan),
        "soon": Count("pk", filter=soon),
        "deferred": Count("pk", filter=Q(done_on__isnull=True, election__deferred=True)),
    }


def evidence_path(record: StepRecord, filename: str) -> str:
    return f"steps/{record.step_id}/{filename}"


class StepRecord(Placed, Revocable):
    """What was done for a step, on what day, on what paper. Kept even when the step is closed later."""

    place = "step__election__village__code"

    step = models.ForeignKey(Step, models.PROTECT, related_name="records", verbose_name="步骤")
    done_on = models.DateField("办理日期")
    what = models.TextField("办理情况")
    paper_number = models.CharField("文号", max_length=60, blank=True)
    file = models.FileField("附件", upload_to=evidence_path, blank=True)
    filename = FileNameField("附件名称", blank=True)
    finishes = models.BooleanField("本事项已办结", default=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["done_on", "pk"]
        constraints = [*Revocable.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.step} {self.done_on}"
