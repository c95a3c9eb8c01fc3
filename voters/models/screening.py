"""人员排查: what a comparison of all rolls found, and how each finding was settled."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from election_office.accounts.access import within
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.models import (
    TimestampedModel,
    who,
)
from election_office.law.words import GENERAL

# Who may look: those who keep a roll, and those who watch over them. Not every reader of a village.
READERS = (Permission.ROLL_EDIT, Permission.SUPERVISE)


class ScreeningCaseQuerySet(models.QuerySet["ScreeningCase"]):
    def visible_to(self, user: User) -> ScreeningCaseQuerySet:
        """Cases that touch a village of theirs; the other village of the case may lie anywhere."""
        theirs = ScreeningParty.objects.none()
        for permission in READERS:
            theirs |= within(ScreeningParty.objects.all(), user, permission, "village__code")
        return self.filter(Exists(theirs.filter(case=OuterRef("pk"))))

    def to_settle(self) -> ScreeningCaseQuerySet:
        return self.filter(state=ScreeningCase.State.OPEN)

    def touching(self, area_code: str) -> ScreeningCaseQuerySet:
        """Cases with somebody on the roll of a village in that division."""
        parties = ScreeningParty.objects.filter(case=OuterRef("pk"), village__code__startswith=area_code)
        return self.filter(Exists(parties))


class ScreeningCase(TimestampedModel):
    """One finding about one person, or about two records that may be one person.

    ``key`` names the people (their ids in order), ``facts`` is a digest of what was found about them:
    while both stay the same, a settled case is not raised again. ``area_code``: the smallest division
    that holds every village concerned (12, 9 or 6 digits). Settled, never deleted.
    """

    class Kind(models.TextChoices):
        SAME_ID = "same_id", "同一身份证号登记两次"
        TWIN = "twin", "姓名和出生日期相同"
        ELSEWHERE = "registered_elsewhere", "已在其他地方登记"
        DECEASED = "deceased_noted", "记有死亡"
        DEPRIVED = "deprived_noted", "记有剥夺政治权利"
        UNDER_AGE = "under_age", "选举日不满法定年龄"
        NO_ID = "no_id", "没有身份证号"
        UNPRINTABLE = "unprintable_name", "姓名用字无法打印"

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        SETTLED = "settled", "已处理"

    class Settlement(models.TextChoices):
        NONE = "", "未处理"
        SAME = "same_person", "是同一人，只保留一处登记"
        DIFFERENT = "different_people", "不是同一人，各自保留"
        STRUCK_OFF = "struck_off", "取消登记"
        STAYS = "stays", "保留登记"
        GONE = "gone", "情况已经消除"

    kind = models.CharField("情形", max_length=20, choices=Kind)
    key = models.CharField("人员", max_length=200, editable=False)
    facts = models.CharField("事实校验", max_length=64, editable=False)
    detail = models.CharField("查到的情况", max_length=400)
    area_code = models.CharField("区划代码", max_length=12, editable=False)
    found_at = models.DateTimeField("发现时间")
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    settlement = models.CharField(
        "处理", max_length=20, choices=Settlement, default=Settlement.NONE, blank=True
    )
    remaining = models.ForeignKey(
        "voters.Registration",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="保留的登记",
    )
    reason = models.CharField("理由", max_length=500, blank=True)
    paper_number = models.CharField("文号", max_length=60, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = who("处理人", optional=True)

    objects = ScreeningCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "排查事项"
        verbose_name_plural = "排查事项"
        ordering = ["state", "kind", "-found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state="open"),
                name="voters_screening_one_open_case",
                violation_error_message="同一情况已经列入待处理。",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settlement="", settled_at__isnull=True)
                | (Q(state="settled", settled_at__isnull=False) & ~Q(settlement="")),
                name="voters_screening_settled_with_time",
                violation_error_message="已处理的事项须有处理结果和时间。",
            ),
            # Only the disappearance of a situation is nobody's decision.
            models.CheckConstraint(
                condition=Q(settlement__in=["", "gone"], settled_by__isnull=True)
                | (~Q(settlement__in=["", "gone"]) & Q(settled_by__isnull=False) & ~Q(reason="")),
                name="voters_screening_decided_by_somebody",
                violation_error_message="处理须有处理人和理由。",
            ),
        ]
        indexes = [
            models.Index(fields=["key"], name="voters_screening_by_key"),
            models.Index(fields=["state", "kind"], name="voters_screening_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.detail}"


class ScreeningParty(models.Model):
    """One registration a case is about. ``village`` is the one on whose roll it stands."""

    case = models.ForeignKey(ScreeningCase, models.CASCADE, related_name="parties", verbose_name="排查事项")
    registration = models.ForeignKey(
        "voters.Registration",
        models.PROTECT,
        related_name="screenings",
        verbose_name=f"{GENERAL.voter_short}登记",
    )
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, related_name="screenings", verbose_name="本人"
    )
    village = models.ForeignKey("villages.Village", models.PROTECT, related_name="+", verbose_name="村")

    class Meta:
        verbose_name = "排查涉及的登记"
        verbose_name_plural = "排查涉及的登记"
        ordering = ["village", "registration"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "registration"],
                name="voters_screening_party_once",
                violation_error_message="同一登记在一个事项中只列一次。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.village}"
