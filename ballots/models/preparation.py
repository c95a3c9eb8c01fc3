"""What is made ready before the polls open: the ballot's form, its marks and stock, stations and staff.

A ballot carries no number and no row here joins a ballot to a voter: numbers are of stubs, which stay.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from ballots.models.rounds import MOST_BALLOTS, Box, Round
from election_office.core.models import (
    Placed,
    PlacedManager,
    PlacedQuerySet,
    Revocable,
    Viewer,
    who,
)
from election_office.law.words import GENERAL
from villages.models import Township


class BallotDesign(Placed):
    """How the ballots of a round are printed. Names, seats and sentences are not kept here: they come from
    the list and the rulebook each time."""

    place = "round__election__village__code"

    class Form(models.TextChoices):
        COMBINED = "combined", "合并（各职位印在一张）"
        SEPARATE = "separate", "分票（每个职位一张）"

    class Sheet(models.TextChoices):
        A4 = "A4", "A4"
        A3 = "A3", "A3"

    round = models.OneToOneField(Round, models.CASCADE, related_name="design", verbose_name="投票轮次")
    form = models.CharField("选票形式", max_length=10, choices=Form, default=Form.COMBINED)
    sheet = models.CharField("纸张", max_length=2, choices=Sheet, default=Sheet.A4)
    per_sheet = models.PositiveSmallIntegerField("每张纸印几张", default=2)
    reserve_percent = models.PositiveSmallIntegerField(
        "备用票比例（%）", default=3, validators=[MaxValueValidator(20)]
    )
    with_stub = models.BooleanField("带编号存根", default=True)
    void_rules = models.TextField("无效票认定规则", max_length=2000, blank=True, help_text="一行一条。")
    decided_by = who("确定人")

    class Meta:
        verbose_name = "选票样式"
        verbose_name_plural = "选票样式"
        constraints = [
            models.CheckConstraint(
                condition=Q(per_sheet__in=[1, 2, 4]),
                name="ballots_design_one_two_or_four",
                violation_error_message="每张纸印一张、两张或者四张选票。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}选票样式"


class BallotMarkQuerySet(PlacedQuerySet["BallotMark"]):
    def visible_to(self, user: Viewer) -> Self:
        """A village may see what its township keeps."""
        return self.filter(township__in=Township.objects.visible_to(user))


class BallotMark(Placed):
    """A colour of paper or a seal the township keeps for its ballots. Ended, never deleted."""

    place = "township__code"

    class Kind(models.TextChoices):
        COLOUR = "colour", "纸张颜色"
        SEAL = "seal", "印章"

    township = models.ForeignKey(
        "villages.Township", models.PROTECT, related_name="ballot_marks", verbose_name="乡镇"
    )
    kind = models.CharField("类别", max_length=6, choices=Kind)
    name = models.CharField("名称", max_length=40, help_text="例如“浅黄”“3号验票章”。")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True, editable=False)
    entered_by = who("登记人")

    objects: ClassVar = PlacedManager.from_queryset(BallotMarkQuerySet)()

    class Meta:
        verbose_name = "选票用纸和印章"
        verbose_name_plural = "选票用纸和印章"
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["township", "kind", "name"],
                condition=Q(ended_at__isnull=True),
                name="ballots_mark_once",
                violation_error_message="名录中已有这一种。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MarkDraw(Placed):
    """Colour and seal of a round, drawn once. Held encrypted until it is revealed on the polling day; the
    audit trail tells that it was drawn, never what."""

    place = "round__election__village__code"

    round = models.OneToOneField(Round, models.PROTECT, related_name="mark_draw", verbose_name="投票轮次")
    cipher = models.TextField("抽签结果（密文）", editable=False)
    options: models.JSONField[Any, Any] = models.JSONField("参加抽签的", editable=False)
    drawer = models.CharField("抽签人", max_length=40)
    witness = models.CharField("见证人", max_length=40)
    drawn_at = models.DateTimeField("抽签时间", editable=False)
    drawn_by = who("操作人")
    revealed_at = models.DateTimeField("启封时间", null=True, blank=True, editable=False)
    revealed_by = who("启封操作人", optional=True)
    revealed_before = models.CharField("启封在场人", max_length=120, blank=True)
    # Whoever is in charge of printing looks before the printing; nobody else until the polling day.
    printer = models.CharField("印制负责人", max_length=40, blank=True)
    printer_opened_at = models.DateTimeField("印制负责人启封时间", null=True, blank=True, editable=False)
    printer_opened_by = who("印制启封操作人", optional=True)
    among_printed = models.BooleanField("在已印制的选票中抽取", default=False)

    class Meta:
        verbose_name = "选票颜色和印章抽签"
        verbose_name_plural = "选票颜色和印章抽签"
        constraints = [
            models.CheckConstraint(
                condition=~Q(drawer=F("witness")),
                name="ballots_draw_two_people",
                violation_error_message="抽签人和见证人不能是同一人。",
            ),
            models.CheckConstraint(
                condition=Q(revealed_at__isnull=True, revealed_by__isnull=True, revealed_before="")
                | (Q(revealed_at__isnull=False, revealed_by__isnull=False) & ~Q(revealed_before="")),
                name="ballots_draw_revealed_with_names",
                violation_error_message="启封须同时记录时间、操作人和在场人。",
            ),
            models.CheckConstraint(
                condition=Q(printer="", printer_opened_at__isnull=True, printer_opened_by__isnull=True)
                | (~Q(printer="") & Q(printer_opened_at__isnull=False, printer_opened_by__isnull=False)),
                name="ballots_draw_opened_for_printing_by_name",
                violation_error_message="印制启封须同时记录时间、操作人和印制负责人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}抽签"


class StockMovement(Placed, Revocable):
    """A line of the book of ballot papers. A wrong line is struck with its reason, never changed."""

    place = "round__election__village__code"

    class Kind(models.TextChoices):
        PRINTED = "printed", "印制"
        RECEIVED = "received", "村里领到"
        GIVEN = "given", "发给票箱"
        RETURNED = "returned", "票箱退回"
        SEALED = "sealed", "剩余封存"
        DESTROYED = "destroyed", "剩余销毁"

    round = models.ForeignKey(Round, models.PROTECT, related_name="stock", verbose_name="投票轮次")
    kind = models.CharField("事项", max_length=10, choices=Kind)
    box = models.ForeignKey(
        Box, models.PROTECT, null=True, blank=True, related_name="stock", verbose_name="票箱"
    )
    count = models.PositiveIntegerField(
        "张数", validators=[MinValueValidator(1), MaxValueValidator(MOST_BALLOTS)]
    )
    first_name = models.CharField("经手人", max_length=40)
    second_name = models.CharField("复核人", max_length=40)
    moved_at = models.DateTimeField("时间")
    note = models.CharField("备注", max_length=120, blank=True, help_text="存根起止号、封存地点等。")
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "选票领用登记"
        verbose_name_plural = "选票领用登记"
        ordering = ["moved_at", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(first_name=F("second_name")),
                name="ballots_stock_two_people",
                violation_error_message="经手人和复核人不能是同一人。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["given", "returned"], box__isnull=False)
                | (~Q(kind__in=["given", "returned"]) & Q(box__isnull=True)),
                name="ballots_stock_box_where_it_belongs",
                violation_error_message="发给票箱、票箱退回须选择票箱，其他登记不选票箱。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.count}张"


class StockDifference(Placed):
    """Why the book of a round does not balance after the polls. ``lines``: what was open when it was written;
    written anew, the old wording stays in the audit trail."""

    place = "round__election__village__code"

    round = models.OneToOneField(
        Round, models.PROTECT, related_name="stock_difference", verbose_name="投票轮次"
    )
    lines: models.JSONField[Any, Any] = models.JSONField("差额", editable=False)
    explanation = models.CharField("差额说明", max_length=300)
    first_name = models.CharField("经手人", max_length=40)
    second_name = models.CharField("复核人", max_length=40)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "选票差额说明"
        verbose_name_plural = "选票差额说明"
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_name=F("second_name")),
                name="ballots_difference_two_people",
                violation_error_message="经手人和复核人不能是同一人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}选票差额说明"


class Station(Placed):
    """What a box needs beside its name and place: booths, or a route and the township's approval."""

    place = "box__round__election__village__code"

    box = models.OneToOneField(Box, models.CASCADE, related_name="station", verbose_name="票箱")
    booths = models.PositiveSmallIntegerField("秘密写票处", default=0, validators=[MaxValueValidator(50)])
    route = models.CharField("流动路线和时间", max_length=200, blank=True)
    assisted = models.CharField(f"需要代写的{GENERAL.voter_short}", max_length=300, blank=True)
    approval = models.CharField("乡镇批准文号", max_length=80, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)

    class Meta:
        verbose_name = "投票站点"
        verbose_name_plural = "投票站点"
        constraints = [
            models.CheckConstraint(
                condition=Q(approval="", approved_on__isnull=True)
                | (~Q(approval="") & Q(approved_on__isnull=False)),
                name="ballots_station_approval_with_its_day",
                violation_error_message="批准文号和批准日期要一起填写。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.box}站点"


class MobileVoter(Placed):
    """Who votes at a mobile box, and why; posted by name."""

    place = "box__round__election__village__code"

    box = models.ForeignKey(Box, models.CASCADE, related_name="mobile_voters", verbose_name="流动票箱")
    registration = models.ForeignKey(
        "voters.Registration", models.PROTECT, related_name="mobile_boxes", verbose_name=GENERAL.voter_short
    )
    reason = models.CharField("原因", max_length=80)
    listed_by = who("登记人")

    class Meta:
        verbose_name = "流动票箱投票人"
        verbose_name_plural = "流动票箱投票人"
        ordering = ["box", "registration__serial", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["box", "registration"],
                name="ballots_mobile_voter_once",
                violation_error_message=f"该{GENERAL.voter_short}已列入这个流动票箱。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.registration)


class PollWorker(Placed):
    """Somebody who serves at the polls. ``person`` is empty for one who is not in the village's own books."""

    place = "round__election__village__code"

    class Role(models.TextChoices):
        CHIEF = "chief", "总监票人"
        SCRUTINEER = "scrutineer", "监票人"
        CALLER = "caller", "唱票人"
        COUNTER = "counter", "计票人"
        ISSUER = "issuer", "发票人"
        WRITER = "writer", "代写人"

    round = models.ForeignKey(Round, models.CASCADE, related_name="workers", verbose_name="投票轮次")
    role = models.CharField("工作", max_length=10, choices=Role)
    person = models.ForeignKey(
        "villages.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="poll_work",
        verbose_name=GENERAL.people,
    )
    name = models.CharField("姓名", max_length=40)
    box = models.ForeignKey(
        Box, models.CASCADE, null=True, blank=True, related_name="workers", verbose_name="票箱"
    )
    listed_by = who("登记人")

    class Meta:
        verbose_name = "选举工作人员"
        verbose_name_plural = "选举工作人员"
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "person", "role", "box"],
                name="ballots_worker_once",
                violation_error_message="该人员已列入这项工作。",
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(role="chief"),
                name="ballots_worker_one_chief",
                violation_error_message="总监票人只设一名。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}{self.name}"


class Opening(Placed):
    """The checklist a station opens by. Points that were not met stand here with the reason why it opened."""

    place = "box__round__election__village__code"

    box = models.OneToOneField(Box, models.CASCADE, related_name="opening", verbose_name="票箱")
    box_empty = models.BooleanField("当众验空票箱", default=False)
    box_sealed = models.BooleanField("票箱加锁加封", default=False)
    booths_ready = models.BooleanField("秘密写票处已设好", default=False)
    ballots_checked = models.BooleanField("选票当众启封、清点无误", default=False)
    staff_present = models.BooleanField("工作人员到齐", default=False)
    notices_up = models.BooleanField("候选人名单、无效票规则已张贴", default=False)
    reason = models.CharField("未做到的原因", max_length=200, blank=True)
    names = models.CharField("在场监票人", max_length=120)
    opened_at = models.DateTimeField("开始时间")
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "开始投票检查"
        verbose_name_plural = "开始投票检查"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    box_empty=True,
                    box_sealed=True,
                    booths_ready=True,
                    ballots_checked=True,
                    staff_present=True,
                    notices_up=True,
                )
                | ~Q(reason=""),
                name="ballots_opening_unmet_points_have_a_reason",
                violation_error_message="有没有做到的项目，请写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.box}开始投票检查"
