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
            # Divisions are looked for by their first digits, which only this class of operators finds.
            models.Index(
                fields=["area_code", "-at"],
                name="audit_event_area_at",
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
            ),
            models.Index(fields=["actor_id_text", "-at"], name="audit_event_person_at"),
            models.Index(fields=["actor", "-at"], name="audit_event_actor_at"),
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
    # Up to which link the chain above holds this one.
    tied = models.PositiveBigIntegerField("已记入上级条数", default=0)

    class Meta:
        verbose_name = "操作记录链尾"
        verbose_name_plural = "操作记录链尾"

    def __str__(self) -> str:
        return f"{self.area_code} #{self.number}"


class AuditCheckpoint(models.Model):
    """What a county's chain came to on a day, signed: a note a witness outside the office can hold."""

    area_code = models.CharField("区划代码", max_length=12)
    size = models.PositiveBigIntegerField("条数")
    root = models.CharField("根校验值", max_length=64)
    note = models.TextField("签名文本")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "操作记录检查点"
        verbose_name_plural = "操作记录检查点"
        ordering = ["area_code", "-size"]
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "size"],
                name="audit_checkpoint_one_per_size",
                violation_error_message="这个条数的检查点已经存在。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_code} 共{self.size}条"


class AuditCheck(models.Model):
    """One walk through all chains and all they vouch for, and what was found."""

    began_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", db_index=True)
    chains = models.PositiveIntegerField("区划数")
    events = models.PositiveBigIntegerField("记录数")
    # [{"area_code", "code", "fault"}]
    faults: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(
        "不符", default=list, blank=True
    )

    class Meta:
        verbose_name = "操作记录校验"
        verbose_name_plural = "操作记录校验"
        ordering = ["-ended_at"]

    def __str__(self) -> str:
        return f"{self.ended_at:%Y-%m-%d %H:%M} {len(self.faults)}处不符"
