"""Ballots read out one by one: batches of ballots, calls in the hall, the public screen that shows them.

Nothing here knows a voter: a ballot is a pattern of marks in a batch, in the order it was read until its
sheet is agreed, and in none afterwards (``ballots.actions.secrecy``).
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from ballots.models.rounds import MOST_BALLOTS, Round
from ballots.models.sheets import CountSheet
from election_office.core.models import (
    Placed,
    PlacedManager,
    PlacedQuerySet,
    Revocable,
    who,
)

BATCH_SIZE = 50


class TakenBack(Placed, Revocable):
    """A row of the reading out that was entered by mistake stays, with who took it back and why."""

    revoked_reason = models.CharField("撤销理由", max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True


class BatchQuerySet(PlacedQuerySet["Batch"]):
    def in_force(self) -> BatchQuerySet:
        return self.filter(revoked_at__isnull=True)


class Batch(TakenBack):
    """A bundle of ballots one person reads for one sheet. Numbers run by person and sheet and are not used
    twice. Closed when its ballots are all entered."""

    place = "sheet__box__round__election__village__code"

    sheet = models.ForeignKey(CountSheet, models.PROTECT, related_name="batches", verbose_name="计票单")
    entered_by = who("录入人")
    number = models.PositiveSmallIntegerField("批次", validators=[MinValueValidator(1)])
    size = models.PositiveSmallIntegerField(
        "每批张数", default=BATCH_SIZE, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    closed_at = models.DateTimeField("封批时间", null=True, blank=True, editable=False)
    # How many were in it, once its lines are merged with those of the reader's other bundles.
    copies = models.PositiveSmallIntegerField("录入张数", null=True, blank=True, editable=False)

    objects: ClassVar = PlacedManager.from_queryset(BatchQuerySet)()

    class Meta:
        verbose_name = "选票批次"
        verbose_name_plural = "选票批次"
        ordering = ["sheet", "entered_by", "number"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["sheet", "entered_by", "number"],
                name="ballots_batch_one_per_number",
                violation_error_message="这一批已经存在。",
            ),
            models.UniqueConstraint(
                fields=["sheet", "entered_by"],
                condition=Q(closed_at__isnull=True, revoked_at__isnull=True),
                name="ballots_batch_one_open",
                violation_error_message="上一批还没有录完。",
            ),
            models.CheckConstraint(
                condition=Q(size__gte=1, number__gte=1),
                name="ballots_batch_has_ballots",
                violation_error_message="一批至少一张选票。",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}批"


class Marking(TakenBack):
    """``copies`` ballots with the same marks. ``marks``: cell keys as on a sheet, in the order read.

    ``label``: what was pencilled on a ballot set aside as doubtful; both readers use the same, and what the
    committee decides on it counts for both. ``token``: the browser's own name for this line: sent
    twice, it is kept once.
    """

    place = "batch__sheet__box__round__election__village__code"

    class Kind(models.TextChoices):
        MARKED = "marked", "选票"
        VOID = "void", "无效票"
        BLANK = "blank", "弃权票"
        DOUBTFUL = "doubtful", "疑难票"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="markings", verbose_name="批次")
    kind = models.CharField("种类", max_length=8, choices=Kind)
    marks = models.JSONField("所选", default=list, blank=True)
    copies = models.PositiveSmallIntegerField("张数", default=1, validators=[MaxValueValidator(1000)])
    label = models.CharField("疑难票编号", max_length=10, blank=True)
    token = models.CharField("发送编号", max_length=40)

    class Meta:
        verbose_name = "选票录入"
        verbose_name_plural = "选票录入"
        ordering = ["batch", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["batch", "token"],
                name="ballots_marking_once_per_token",
                violation_error_message="这一条已经录入。",
            ),
            models.CheckConstraint(
                condition=Q(copies__gte=1, copies__lte=1000),
                name="ballots_marking_has_copies",
                violation_error_message="张数在1至1000之间。",
            ),
            models.CheckConstraint(
                condition=Q(kind="doubtful", copies=1) & ~Q(label="") | ~Q(kind="doubtful") & Q(label=""),
                name="ballots_marking_doubtful_is_one_with_a_label",
                violation_error_message="疑难票一张一条，须写编号。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.get_kind_display()}×{self.copies}"


class Ruling(TakenBack):
    """What the election committee decided on one ballot that was set aside."""

    place = "sheet__box__round__election__village__code"

    class Verdict(models.TextChoices):
        MARKED = "marked", "有效"
        VOID = "void", "无效"
        BLANK = "blank", "弃权"

    sheet = models.ForeignKey(CountSheet, models.PROTECT, related_name="rulings", verbose_name="计票单")
    label = models.CharField("疑难票编号", max_length=10)
    verdict = models.CharField("认定", max_length=8, choices=Verdict)
    marks = models.JSONField("认定所选", default=list, blank=True)
    reason = models.CharField("理由", max_length=300)
    decided_by = who("登记人")
    decided_at = models.DateTimeField("登记时间", editable=False)

    class Meta:
        verbose_name = "疑难票认定"
        verbose_name_plural = "疑难票认定"
        ordering = ["sheet", "label", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["sheet", "label"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_ruling_one_per_ballot",
                violation_error_message="这张疑难票已经认定。",
            ),
            models.CheckConstraint(
                condition=~Q(label="") & ~Q(reason=""),
                name="ballots_ruling_has_a_reason",
                violation_error_message="认定须写编号和理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"疑难票{self.label} {self.get_verdict_display()}"


class NameMerge(TakenBack):
    """A written-in name the committee decided to count as another (别名、错字), for the ballots of a post in
    all boxes of a round."""

    place = "round__election__village__code"

    round = models.ForeignKey(Round, models.PROTECT, related_name="name_merges", verbose_name="投票轮次")
    post = models.ForeignKey("villages.Post", models.PROTECT, related_name="+", verbose_name="职位")
    written = models.CharField("选票上写的", max_length=60)
    counted_as = models.CharField("计入", max_length=60)
    reason = models.CharField("理由", max_length=300)
    decided_by = who("登记人")

    class Meta:
        verbose_name = "另选姓名合并"
        verbose_name_plural = "另选姓名合并"
        ordering = ["round", "post", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["round", "post", "written"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_name_merge_once_per_name",
                violation_error_message="这个写法已经合并。",
            ),
            models.CheckConstraint(
                condition=~Q(written=models.F("counted_as")) & ~Q(reason="") & ~Q(written=""),
                name="ballots_name_merge_two_names_and_a_reason",
                violation_error_message="须写两个不同的姓名和理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.written}计入{self.counted_as}"


class Call(TakenBack):
    """One call in the hall: a name read out, or a ballot laid aside as void or blank. ``cell`` as on a sheet.

    ``token``: the browser's own name for this call; sent again after the network came back it is one call.
    """

    place = "sheet__box__round__election__village__code"

    sheet = models.ForeignKey(CountSheet, models.PROTECT, related_name="calls", verbose_name="计票单")
    cell = models.CharField("唱到", max_length=64)
    called_by = who("计票员")
    token = models.CharField("发送编号", max_length=40)

    class Meta:
        verbose_name = "唱票"
        verbose_name_plural = "唱票"
        ordering = ["sheet", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["sheet", "token"],
                name="ballots_call_once_per_token",
                violation_error_message="这一票已经记过。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.cell}"


class Screen(Placed):
    """The secret link of a round's public screen. Whoever has the link sees it; revoked, it shows nothing."""

    place = "round__election__village__code"

    round = models.ForeignKey(Round, models.PROTECT, related_name="screens", verbose_name="投票轮次")
    token = models.CharField("链接", max_length=64, unique=True)
    made_by = who("开启人")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True, editable=False)
    revoked_by = who("停用人", optional=True)

    class Meta:
        verbose_name = "唱票大屏"
        verbose_name_plural = "唱票大屏"
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_screen_one_in_force",
                violation_error_message="本轮已有大屏链接。",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="ballots_screen_revoked_with_who",
                violation_error_message="停用须同时记录时间和停用人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}唱票大屏"


__all__ = ["MOST_BALLOTS", "Batch", "Call", "Marking", "NameMerge", "Ruling", "Screen"]
