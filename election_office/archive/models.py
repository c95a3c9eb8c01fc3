"""An archive that was made, what is kept on paper beside it, and what was destroyed after its time."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from election_office.archive.boxes import originals
from election_office.core.models import Placed, Revocable, who
from election_office.law.dates import cn_date


class Archive(Placed):
    """One archive of one village, as it was made. ``file`` is empty where the file went elsewhere: written by
    the command, or inside that of its township. Never changed; a later one stands beside it."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="archives", verbose_name="选举"
    )
    made_at = models.DateTimeField("归档时间")
    made_by = who("归档人", optional=True)
    within = models.CharField("所在的包", max_length=60, blank=True)
    file = models.FileField("档案文件", upload_to="archives/%Y/%m/", max_length=200, blank=True)
    sha256 = models.CharField("档案校验值", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    files = models.PositiveIntegerField("文件数")
    manifest_sha256 = models.CharField("清单校验值", max_length=64)
    # What was not there, a sentence each.
    missing: models.JSONField[list[str], list[str]] = models.JSONField("缺少", default=list, blank=True)

    class Meta:
        verbose_name = "选举档案"
        verbose_name_plural = "选举档案"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.files}个文件"


class TownshipArchive(Placed):
    """One file with the archive of each village of a plan inside; each has its own row as well."""

    place = "cycle__township__code"

    cycle = models.ForeignKey(
        "villages.Cycle", models.PROTECT, related_name="archives", verbose_name="换届方案"
    )
    made_at = models.DateTimeField("归档时间")
    made_by = who("归档人", optional=True)
    file = models.FileField("档案文件", upload_to="archives/%Y/%m/", max_length=200, blank=True)
    sha256 = models.CharField("档案校验值", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    villages = models.PositiveIntegerField("村数")

    class Meta:
        verbose_name = "全镇选举档案"
        verbose_name_plural = "全镇选举档案"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.villages}个村"


class BoxOrder(Placed):
    """How a county numbers and names the boxes of its archives. Never changed: a later one stands beside it,
    and archives made before it stay as they are."""

    place = "county__code"

    county = models.ForeignKey(
        "villages.County", models.PROTECT, related_name="box_orders", verbose_name="县"
    )
    number = models.PositiveIntegerField("第几版")
    # Each with code, number and title.
    boxes: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField("档案盒")
    basis = models.CharField("依据", max_length=100)
    set_by = who("设定人")

    class Meta:
        verbose_name = "档案盒次序"
        verbose_name_plural = "档案盒次序"
        ordering = ["county", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "number"],
                name="archive_box_order_one_of_a_number",
                violation_error_message="档案盒次序已由别人修改，请重新打开本页。",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"

    @property
    def lines(self) -> list[str]:
        return [f"{row['number']:02}{row['title']}" for row in self.boxes]

    @property
    def words(self) -> str:
        """Who set it, when, on what ground, and what it is."""
        day = timezone.localdate(self.created_at)
        return f"{cn_date(day)}{self.set_by.name}按{self.basis}设定：{'、'.join(self.lines)}"


class Holding(Placed, Revocable):
    """Papers kept in the original: how many, by whom, where, since when."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="holdings", verbose_name="选举"
    )
    what = models.CharField("种类", max_length=40)
    pieces = models.PositiveIntegerField("件数")
    keeper = models.CharField("保管人", max_length=60)
    kept_at = models.CharField("存放地点", max_length=80)
    sealed_on = models.DateField("封存日期")
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "原件"
        verbose_name_plural = "原件"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["election", "what"],
                condition=Q(revoked_at__isnull=True),
                name="archive_holding_one_of_a_kind",
                violation_error_message="这种原件已经登记；件数或者地点有变的，先撤回原登记。",
            ),
            models.CheckConstraint(
                condition=Q(pieces__gte=1),
                name="archive_holding_at_least_one",
                violation_error_message="件数至少为1。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.pieces}件"

    @property
    def title(self) -> str:
        known = originals().get(self.what)
        return known.title if known else self.what


class Destruction(Placed):
    """That a holding was destroyed after its time: on which decision, how, before whom. Final."""

    place = "holding__election__village__code"

    holding = models.OneToOneField(Holding, models.PROTECT, related_name="destruction", verbose_name="原件")
    destroyed_on = models.DateField("销毁日期")
    approval = models.CharField("批准文号", max_length=60)
    approved_by = models.CharField("批准机关", max_length=60)
    method = models.CharField("销毁方式", max_length=60)
    witnesses: models.JSONField[list[str], list[str]] = models.JSONField("监销人")
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "销毁记录"
        verbose_name_plural = "销毁记录"
        ordering = ["destroyed_on", "pk"]

    def __str__(self) -> str:
        return f"{self.holding} {self.destroyed_on}销毁"
