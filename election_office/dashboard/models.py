"""What the day's pages keep: who was reminded of what, and which reminders somebody has read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from election_office.core.models import Placed, TimestampedModel, who

SUBJECTS = ("step", "deferral", "department")
ONCE_A_DAY = "今天已经催办过，每件事每天催办一次。"


def _exactly_one() -> Q:
    found = Q()
    for named in SUBJECTS:
        found |= Q(**{f"{name}__isnull": name != named for name in SUBJECTS})
    return found


class Urging(Placed):
    """催办: one reminder to whoever a step, a decision on a deferral or the answer of a unit waits for."""

    place = "place_code"

    place_code = models.CharField("区划代码", max_length=12, db_index=True)
    step = models.ForeignKey(
        "villages.Step", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事项"
    )
    deferral = models.ForeignKey(
        "villages.Deferral", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="暂缓申请"
    )
    department = models.ForeignKey(
        "candidates.ReviewDepartment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="联审单位",
    )
    urged_on = models.DateField("催办日期", db_index=True)
    urged_by = who("催办人")

    class Meta:
        verbose_name = "催办"
        verbose_name_plural = "催办"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one(),
                name="dashboard_urging_of_one_thing",
                violation_error_message="一次催办只针对一件事。",
            ),
            *(
                models.UniqueConstraint(
                    fields=[name, "urged_on"],
                    name=f"dashboard_urging_{name}_once_a_day",
                    violation_error_message=ONCE_A_DAY,
                )
                for name in ("step", "deferral")
            ),
            # A unit of the county answers to many townships.
            models.UniqueConstraint(
                fields=["department", "place_code", "urged_on"],
                name="dashboard_urging_department_once_a_day",
                violation_error_message=ONCE_A_DAY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step or self.deferral or self.department} {self.urged_on}"


class Seen(TimestampedModel):
    """A reminder that its reader has marked as read. ``villages``: of how many villages it spoke then; of
    more, it is unread again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="人员")
    key = models.CharField("提醒", max_length=80)
    villages = models.PositiveIntegerField("村数", default=1)

    class Meta:
        verbose_name = "已读提醒"
        verbose_name_plural = "已读提醒"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="dashboard_seen_once",
                violation_error_message="这条提醒已经标为已读。",
            )
        ]

    def __str__(self) -> str:
        return self.key
