"""The issuing table: who was handed a ballot, never which one.

A hand-out names the voter whose right was used, the box and the time, as the sign-off book on paper does.
Ballots carry no number here, so nothing joins a voter and a ballot.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from ballots.models.rounds import Box, Round
from election_office.core.models import (
    Placed,
    PlacedManager,
    PlacedQuerySet,
    Revocable,
    who,
)
from election_office.law.words import GENERAL


class HandOutQuerySet(PlacedQuerySet["HandOut"]):
    def in_force(self) -> HandOutQuerySet:
        return self.filter(revoked_at__isnull=True)


class HandOut(Placed, Revocable):
    """One right to vote used: ``voter`` is whose right, ``proxy`` the authority under which somebody else
    took the ballot. ``token`` is made by the desk, so that an act sent twice is kept once."""

    place = "round__election__village__code"

    round = models.ForeignKey(Round, models.PROTECT, related_name="handouts", verbose_name="投票轮次")
    box = models.ForeignKey(Box, models.PROTECT, related_name="handouts", verbose_name="票箱")
    voter = models.ForeignKey(
        "voters.Registration", models.PROTECT, related_name="handouts", verbose_name=GENERAL.voter_short
    )
    proxy = models.ForeignKey(
        "voters.Proxy",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handouts",
        verbose_name="委托",
    )
    token = models.UUIDField("办理编号", unique=True, editable=False)
    handed_at = models.DateTimeField("发票时间", editable=False)
    handed_by = who("发票人")
    revoked_reason = models.CharField("撤销理由", max_length=300, blank=True, editable=False)

    objects: ClassVar = PlacedManager.from_queryset(HandOutQuerySet)()

    class Meta:
        verbose_name = "发票登记"
        verbose_name_plural = "发票登记"
        ordering = ["handed_at", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["round", "voter"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_handout_one_per_right",
                violation_error_message=f"这名{GENERAL.voter_short}本轮的选票已经发出。",
            ),
        ]
        indexes = [models.Index(fields=["box", "revoked_at", "handed_at"], name="ballots_handout_by_box")]

    def __str__(self) -> str:
        return f"{self.voter}在{self.box}领票"


class Exchange(Placed):
    """A ballot spoiled before it went into the box and exchanged: the voter still counts once. Belongs to the
    box alone; who spoiled a ballot is not kept."""

    place = "box__round__election__village__code"

    box = models.ForeignKey(Box, models.PROTECT, related_name="exchanges", verbose_name="票箱")
    token = models.UUIDField("办理编号", unique=True, editable=False)
    exchanged_at = models.DateTimeField("换发时间", editable=False)
    exchanged_by = who("换发人")

    class Meta:
        verbose_name = "写坏换发"
        verbose_name_plural = "写坏换发"
        ordering = ["exchanged_at", "pk"]

    def __str__(self) -> str:
        return f"{self.box}换发一张"


class IssueConflictQuerySet(PlacedQuerySet["IssueConflict"]):
    def unsettled(self) -> IssueConflictQuerySet:
        return self.filter(settled_at__isnull=True)


class IssueConflict(Placed):
    """An act done while the network was down which the office had to refuse when it arrived: a paper ballot
    may be out. Kept until somebody writes down what was found and done."""

    place = "box__round__election__village__code"

    box = models.ForeignKey(Box, models.PROTECT, related_name="issue_conflicts", verbose_name="票箱")
    voter = models.ForeignKey(
        "voters.Registration", models.PROTECT, related_name="+", verbose_name=GENERAL.voter_short
    )
    as_proxy = models.BooleanField("委托领票")
    token = models.UUIDField("办理编号", unique=True, editable=False)
    happened_at = models.DateTimeField("离线办理时间", editable=False)
    reported_by = who("发票人")
    message = models.CharField("不予登记的原因", max_length=400, editable=False)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True, editable=False)
    settled_by = who("处理人", optional=True)
    settlement = models.CharField("处理情况", max_length=300, blank=True, editable=False)

    objects: ClassVar = PlacedManager.from_queryset(IssueConflictQuerySet)()

    class Meta:
        verbose_name = "离线发票冲突"
        verbose_name_plural = "离线发票冲突"
        ordering = ["happened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, settlement="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settlement="")),
                name="ballots_issue_conflict_settled_with_who_and_how",
                violation_error_message="处理冲突须同时记录时间、处理人和处理情况。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voter}离线发票冲突"


class BoxSeal(Placed):
    """A box shown empty and sealed before the first ballot, and opened before the people; with the names of
    the scrutineers (监票人) who stood by."""

    place = "box__round__election__village__code"

    box = models.OneToOneField(Box, models.CASCADE, related_name="seal", verbose_name="票箱")
    sealed_at = models.DateTimeField("加封时间")
    sealed_by_names = models.CharField("加封监票人", max_length=120)
    sealed_recorded_by = who("加封登记人")
    opened_at = models.DateTimeField("开箱时间", null=True, blank=True)
    opened_by_names = models.CharField("开箱监票人", max_length=120, blank=True)
    seal_intact = models.BooleanField("开箱时封条完好", null=True, blank=True)
    opened_recorded_by = who("开箱登记人", optional=True)

    class Meta:
        verbose_name = "票箱封箱"
        verbose_name_plural = "票箱封箱"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    opened_at__isnull=True,
                    opened_by_names="",
                    seal_intact__isnull=True,
                    opened_recorded_by__isnull=True,
                )
                | (
                    Q(opened_at__isnull=False, seal_intact__isnull=False, opened_recorded_by__isnull=False)
                    & ~Q(opened_by_names="")
                ),
                name="ballots_box_seal_opened_with_names",
                violation_error_message="开箱须同时记录时间、监票人和封条情况。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.box}封箱"


class Incident(Placed):
    """Something that happened on the polling day, as it is written into the record."""

    place = "round__election__village__code"

    class Kind(models.TextChoices):
        ORDER = "order", "会场秩序"
        BALLOTS = "ballots", "选票、票箱"
        IDENTITY = "identity", "身份、委托争议"
        ILLEGAL = "illegal", "贿选、威胁等违法线索"
        SAFETY = "safety", "安全、天气、停电断网"
        OTHER = "other", "其他"

    round = models.ForeignKey(Round, models.PROTECT, related_name="incidents", verbose_name="投票轮次")
    box = models.ForeignKey(
        Box, models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name="票箱"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind)
    happened_at = models.DateTimeField("发生时间")
    what = models.CharField("情况", max_length=500)
    done = models.CharField("处理", max_length=500, blank=True)
    handled_by = models.CharField("处理人", max_length=80, blank=True)
    photo = models.FileField("照片", upload_to="incidents/%Y/%m/", max_length=200, blank=True)
    photo_sha256 = models.CharField("照片校验值", max_length=64, blank=True, editable=False)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "投票日情况记录"
        verbose_name_plural = "投票日情况记录"
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done="", handled_by="") | (~Q(done="") & ~Q(handled_by="")),
                name="ballots_incident_done_with_who",
                violation_error_message="处理情况和处理人要一起填写。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.what[:20]}"
