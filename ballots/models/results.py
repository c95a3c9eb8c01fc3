"""What a count decided, as it was declared on the spot."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from ballots.models.rounds import Round
from election_office.core.models import (
    Placed,
    PlacedManager,
    PlacedQuerySet,
    Revocable,
    who,
)


class ResultQuerySet(PlacedQuerySet["Result"]):
    def in_force(self) -> ResultQuerySet:
        return self.filter(revoked_at__isnull=True)

    def with_places(self) -> ResultQuerySet:
        return self.select_related(
            "round__election__village__township__county", "round__election__cycle", "declared_by"
        )


class Result(Placed, Revocable):
    """The declared result of a round: the count as it was (election-count/1) and what followed from it
    (election-outcome/1), word for word. The two checksums are those of the files handed out."""

    place = "round__election__village__code"

    round = models.ForeignKey(Round, models.PROTECT, related_name="results", verbose_name="投票轮次")
    count = models.JSONField("计票数据")
    outcome = models.JSONField("选举结果")
    count_sha256 = models.CharField("计票数据校验值", max_length=64)
    outcome_sha256 = models.CharField("选举结果校验值", max_length=64)
    declared_by = who("宣布人")
    declared_at = models.DateTimeField("宣布时间")
    # Questions that were open when it was declared, taken upon himself by ``declared_by`` with the reason.
    accepted: models.JSONField[Any, Any] = models.JSONField("宣布时承担的事项", default=list, blank=True)
    accepted_reason = models.CharField("承担的理由", max_length=500, blank=True)
    revoked_reason = models.CharField("撤销理由", max_length=500, blank=True, editable=False)

    objects: ClassVar = PlacedManager.from_queryset(ResultQuerySet)()

    class Meta:
        verbose_name = "选举结果"
        verbose_name_plural = "选举结果"
        ordering = ["round", "-declared_at"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_result_one_in_force",
                violation_error_message="本轮投票已经宣布结果。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}结果"


class WinnerQuerySet(PlacedQuerySet["Winner"]):
    def with_places(self) -> WinnerQuerySet:
        return self.select_related(
            "post",
            "person",
            "result__round__election__village__township__county",
            "result__round__election__cycle",
        )


class Winner(Placed):
    """A person with enough votes for a seat. ``pending_review``: written in, no certificate before the
    review; ``annulled``: the seat is empty. ``person`` empty: the name fits nobody or several people."""

    place = "result__round__election__village__code"

    class Status(models.TextChoices):
        ELECTED = "elected", "当选"
        PENDING_REVIEW = "pending_review", "待资格审查"
        ANNULLED = "annulled", "当选无效"

    result = models.ForeignKey(Result, models.PROTECT, related_name="winners", verbose_name="选举结果")
    post = models.ForeignKey("villages.Post", models.PROTECT, related_name="winners", verbose_name="职位")
    candidate = models.ForeignKey(
        "candidates.Candidate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="wins",
        verbose_name="候选人",
    )
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, null=True, blank=True, related_name="wins", verbose_name="人员"
    )
    name = models.CharField("姓名", max_length=60)
    votes = models.PositiveIntegerField("得票")
    status = models.CharField("状态", max_length=16, choices=Status)

    objects: ClassVar = PlacedManager.from_queryset(WinnerQuerySet)()

    class Meta:
        verbose_name = "当选人"
        verbose_name_plural = "当选人"
        ordering = ["result", "post__order", "-votes", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["result", "name"],
                name="ballots_winner_one_post_each",
                violation_error_message="一人只能当选一个职务。",
            ),
            models.CheckConstraint(
                condition=Q(votes__gte=0),
                name="ballots_winner_votes_not_negative",
                violation_error_message="票数不能是负数。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
