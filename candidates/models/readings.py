"""A counting paper that two people type, each for themselves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from election_office.core.models import TimestampedModel


class TwiceRead(TimestampedModel):
    """``first`` and ``second``: what two people read from the same paper,
    {"recovered", "void", "blank", "votes": {post key: {written name: votes}}}."""

    first: models.JSONField[Any, Any] = models.JSONField("第一次录入", null=True, blank=True)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    second: models.JSONField[Any, Any] = models.JSONField("第二次录入", null=True, blank=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed = models.BooleanField("两次录入一致", default=False)

    class Meta:
        abstract = True
