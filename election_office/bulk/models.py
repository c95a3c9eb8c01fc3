"""What is made for all villages at once: a row a thing, so that work which stops goes on where it stopped."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from election_office.core.models import Placed, TimestampedModel, together, who
from election_office.law.words import GENERAL


class Batch(Placed):
    """One order: papers, cards or certificates of a plan. ``file`` holds all that was made, and is made anew
    when what failed was done after all."""

    place = "cycle__township__code"

    class What(models.TextChoices):
        PAPERS = "papers", "到期公文"
        CARDS = "cards", GENERAL.card
        CERTIFICATES = "certificates", "当选证书"

    cycle = models.ForeignKey("villages.Cycle", models.PROTECT, related_name="+", verbose_name="换届方案")
    what = models.CharField("种类", max_length=12, choices=What)
    ordered_by = who("办理人")
    packed_at = models.DateTimeField("打包时间", null=True, blank=True)
    file = models.FileField("压缩包", upload_to="bulk/%Y/%m/", max_length=200, blank=True)
    sha256 = models.CharField("压缩包校验值", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)

    class Meta:
        verbose_name = "批量制发"
        verbose_name_plural = "批量制发"
        ordering = ["-pk"]
        constraints = [together("packed_at", texts=("file", "sha256"), name="bulk_batch_packed_with_file")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}（{self.cycle}）"


class Item(TimestampedModel):
    """One thing of an order. ``document``: the paper it became; ``file``: what is no paper."""

    class State(models.TextChoices):
        WAITING = "waiting", "待办"
        DONE = "done", "已办"
        FAILED = "failed", "没有办成"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items", verbose_name="批次")
    election = models.ForeignKey("villages.Election", models.PROTECT, related_name="+", verbose_name="选举")
    code = models.CharField("种类", max_length=60)
    subject = models.BigIntegerField("事项", default=0)
    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField("原因", max_length=500, blank=True)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公文"
    )
    file = models.FileField("文件", upload_to="bulk/%Y/%m/", max_length=200, blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    pages = models.PositiveIntegerField("页数", default=0)

    class Meta:
        verbose_name = "批量制发的一件"
        verbose_name_plural = "批量制发的各件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "election", "code", "subject"],
                name="bulk_item_once",
                violation_error_message="同一批中每件只办一次。",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""),
                name="bulk_item_failed_with_reason",
                violation_error_message="没有办成的须写明原因。",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(document__isnull=False) | ~Q(file=""),
                name="bulk_item_done_with_something",
                violation_error_message="办成的须有公文或者文件。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
