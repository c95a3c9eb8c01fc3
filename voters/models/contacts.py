"""外出村民: how they were asked whether they take part, until when, and what they said."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from election_office.core.models import (
    Placed,
    PlacedManager,
    PlacedQuerySet,
    Revocable,
    who,
)
from election_office.law.words import GENERAL


class ContactAttemptQuerySet(PlacedQuerySet["ContactAttempt"]):
    def in_order(self) -> Self:
        """What counts: not taken back, as it happened."""
        return self.filter(revoked_at__isnull=True).order_by("at", "pk")


class ContactAttempt(Placed, Revocable):
    """One attempt to reach somebody about the registration. An entry made by mistake is taken back, with its
    reason; it is never changed.

    The newest answer yes or no counts; later attempts without an answer do not take it back.
    """

    class How(models.TextChoices):
        VISIT = "visit", "上门"
        PHONE = "phone", "电话"
        MESSAGE = "message", "短信、微信"
        LETTER = "letter", "信函"
        FAMILY = "family", "家属转告"
        NOTICE = "notice", "公告"

    class Answer(models.TextChoices):
        YES = "yes", "参加"
        NO = "no", "不参加"
        NONE = "none", "没有答复"

    place = "registration__election__village__code"

    registration = models.ForeignKey(
        "voters.Registration",
        models.PROTECT,
        related_name="contacts",
        verbose_name=f"{GENERAL.voter_short}登记",
    )
    how = models.CharField("方式", max_length=10, choices=How)
    at = models.DateTimeField("时间")
    answer = models.CharField("答复", max_length=5, choices=Answer, default=Answer.NONE)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_by = who("经办人")

    objects: ClassVar = PlacedManager.from_queryset(ContactAttemptQuerySet)()

    class Meta:
        verbose_name = "联系记录"
        verbose_name_plural = "联系记录"
        ordering = ["at", "pk"]
        constraints = [*Revocable.Meta.constraints]
        indexes = [models.Index(fields=["registration", "at"], name="voters_contact_by_person")]

    def __str__(self) -> str:
        return f"{self.get_how_display()}（{self.get_answer_display()}）"


class RollSettings(Placed):
    """What the electoral committee fixed about registration: until when those away must answer."""

    place = "election__village__code"

    election = models.OneToOneField(
        "villages.Election", models.PROTECT, related_name="roll_settings", verbose_name="选举"
    )
    reply_by = models.DateField("答复截止日期")
    notice_number = models.CharField("告知公告文号", max_length=80, blank=True)
    notice = models.ForeignKey(
        "documents.Document",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="告知公告",
    )
    set_by = who("登记人")

    class Meta:
        verbose_name = "登记期限"
        verbose_name_plural = "登记期限"
        constraints = [
            models.CheckConstraint(
                condition=Q(notice__isnull=True) | ~Q(notice_number=""),
                name="voters_roll_settings_notice_with_number",
                violation_error_message="告知公告须有文号。",
            ),
        ]

    def __str__(self) -> str:
        return f"答复截止{self.reply_by}"
