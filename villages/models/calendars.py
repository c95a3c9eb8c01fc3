"""A person's calendar feed: a secret link that only its owner knows, and that can be ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from election_office.core.models import TimestampedModel


class CalendarLink(TimestampedModel):
    """The link itself is shown once; what is stored finds it and cannot be turned back into it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_links", verbose_name="人员"
    )
    token_hash = models.CharField("链接（校验）", max_length=64, unique=True, editable=False)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "日历链接"
        verbose_name_plural = "日历链接"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(ended_at__isnull=True),
                name="villages_calendar_link_one_in_use",
                violation_error_message="已有一条日历链接，请先停用。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}的日历链接"
