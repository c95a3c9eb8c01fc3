from __future__ import annotations

from typing import Any, NoReturn, Self

from django.db import models

from election_office.accounts.access import within
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.fields import EncryptedJSONField, EncryptedTextField


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Reads only: an event is written by ``audit.actions.record`` and by nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit events are never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("Audit events are never deleted.")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit events are tied one by one.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit events are never changed.")

    def visible_to(self, user: User) -> Self:
        return within(self, user, Permission.AUDIT_VIEW, "area_code")


class AuditEvent(models.Model):
    """One act, as it was done. Holds no foreign key, so that it outlives its subject.

    Events of one division form a chain: each carries the hash of the one before it.
    """

    area_code = models.CharField("区划代码", max_length=12)
    number = models.PositiveBigIntegerField("序号", help_text="在本区划内连续编号。")
    at = models.DateTimeField("时间", db_index=True)
    action = models.CharField("事项", max_length=80)
    actor_id_text = models.CharField("经办人编号", max_length=20, blank=True)
    actor = models.CharField("经办人", max_length=150)
    actor_role = models.CharField("经办人职责", max_length=200, blank=True)
    target = models.CharField("对象", max_length=80, db_index=True)
    before = EncryptedJSONField("变更前", default=dict, only_numbers=True)
    after = EncryptedJSONField("变更后", default=dict, only_numbers=True)
    reason = EncryptedTextField("理由", blank=True, only_numbers=True)
    previous_hash = models.CharField("上一条校验值", max_length=64)
    hash = models.CharField("校验值", max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["area_code", "number"], name="audit_event_one_per_number")
        ]
        indexes = [
            models.Index(fields=["area_code", "-at"], name="audit_event_area_at"),
            models.Index(fields=["action"], name="audit_event_action"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An audit event is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("An audit event is never deleted.")


class AuditHead(models.Model):
    """The end of one division's chain: where the next event is tied on. Locked while tying."""

    area_code = models.CharField("区划代码", max_length=12, unique=True)
    number = models.PositiveBigIntegerField("已有条数", default=0)
    hash = models.CharField("末条校验值", max_length=64)

    class Meta:
        verbose_name = "操作记录链尾"
        verbose_name_plural = "操作记录链尾"

    def __str__(self) -> str:
        return f"{self.area_code} #{self.number}"
