"""外出村民: how they were asked whether they take part, until when, and what they said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from election_office.accounts.access import within
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.models import Placed, TimestampedModel
from election_office.law.words import GENERAL


class ContactAttemptQuerySet(models.QuerySet["ContactAttempt"]):
    def visible_to(self, user: User) -> ContactAttemptQuerySet:
        return within(self, user, Permission.VILLAGE_VIEW, "registration__election__village__code")


class ContactAttempt(TimestampedModel):
    """One attempt to reach somebody about the registration. Only added to, never changed.

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
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="经办人"
    )

    objects = ContactAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "联系记录"
        verbose_name_plural = "联系记录"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["registration", "at"], name="voters_contact_by_person")]

    def __str__(self) -> str:
        return f"{self.get_how_display()}（{self.get_answer_display()}）"

    @property
    def area_code(self) -> str:
        return self.registration.area_code


class RollSettings(Placed):
    """What the electoral committee fixed about registration: until when those away must answer."""

    place = "election__village__code"

    election = models.OneToOneField(  # type: ignore[assignment]
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
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="登记人"
    )

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
