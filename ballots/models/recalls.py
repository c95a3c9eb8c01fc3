"""A demand that a committee member be recalled (罢免要求), until a vote decides it or it comes to an end."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, who


def _counted(name: str) -> models.PositiveIntegerField[int | None, int | None]:
    return models.PositiveIntegerField(name, null=True, blank=True, validators=[MaxValueValidator(99_999)])


class RecallQuerySet(PlacedQuerySet["Recall"]):
    def waiting(self) -> RecallQuerySet:
        return self.filter(outcome=Recall.Outcome.WAITING)

    def failed(self) -> RecallQuerySet:
        return self.filter(outcome=Recall.Outcome.FAILED)


class Recall(Placed):
    """Who is to be recalled, who demands it and on what day. A vote that fails leaves its figures here; one
    that passes leaves them with the ``Departure``. ``way``: in which way the member's community votes."""

    place = "holder__body__election__village__code"

    class Basis(models.TextChoices):
        PETITION = "petition", "联名要求"
        TOWNSHIP = "township", "乡镇建议"

    class Outcome(models.TextChoices):
        WAITING = "waiting", "等待表决"
        FAILED = "failed", "没有通过"
        PASSED = "passed", "已经罢免"
        ENDED = "ended", "表决以前职务已经终止"

    holder = models.ForeignKey(
        "villages.Holder", models.PROTECT, related_name="recalls", verbose_name="被要求罢免的成员"
    )
    basis = models.CharField("怎样提出", max_length=10, choices=Basis, default=Basis.PETITION)
    received_on = models.DateField("收到日期")
    reason = models.CharField("罢免理由", max_length=500)
    petition = models.JSONField("联名人数", default=dict, blank=True)
    same_reasons = models.BooleanField("与前次没有通过的罢免事实和理由相同", default=False)
    taken_by = who("登记人")
    outcome = models.CharField("结果", max_length=8, choices=Outcome, default=Outcome.WAITING)
    voted_on = models.DateField("表决日期", null=True, blank=True)
    way = models.CharField("由谁投票", max_length=30, blank=True, default="", editable=False)
    registered = _counted("应投票")
    cast = _counted("投票")
    in_favour = _counted("同意罢免")
    against = _counted("不同意罢免")
    paper_number = models.CharField("表决结果报告单", max_length=80, blank=True, default="")
    article = models.CharField("条款", max_length=200, blank=True, default="")
    recorded_by = who("结果登记人", optional=True)

    objects: ClassVar = PlacedManager.from_queryset(RecallQuerySet)()

    class Meta:
        verbose_name = "罢免"
        verbose_name_plural = "罢免"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder"],
                condition=Q(outcome="waiting"),
                name="ballots_recall_one_waiting",
                violation_error_message="这名成员已有一项等待表决的罢免要求。",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        outcome="failed",
                        voted_on__isnull=False,
                        registered__isnull=False,
                        cast__isnull=False,
                        in_favour__isnull=False,
                        against__isnull=False,
                        recorded_by__isnull=False,
                    )
                    | (
                        ~Q(outcome="failed")
                        & Q(
                            voted_on__isnull=True,
                            registered__isnull=True,
                            cast__isnull=True,
                            in_favour__isnull=True,
                            against__isnull=True,
                        )
                    )
                ),
                name="ballots_recall_failed_with_its_figures",
                violation_error_message="没有通过的罢免须记明表决日期和各项票数。",
            ),
            models.CheckConstraint(
                condition=Q(voted_on__isnull=True)
                | Q(cast__lte=F("registered"), voted_on__gte=F("received_on")),
                name="ballots_recall_votes_of_those_entitled",
                violation_error_message="投票人数不能多于应投票人数，表决不能早于收到罢免要求。",
            ),
            models.CheckConstraint(
                condition=Q(cast__isnull=True) | Q(cast__gte=F("in_favour") + F("against")),
                name="ballots_recall_votes_within_cast",
                violation_error_message="同意和不同意加起来不能多于投票人数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder.person.name}罢免（{self.get_outcome_display()}）"

    @property
    def abstained(self) -> int:
        """Ballots neither for nor against, void ones among them."""
        return (self.cast or 0) - (self.in_favour or 0) - (self.against or 0)
