"""处分和影响期 of a person under review, and the county's decision to tolerate an error."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from candidates.models.review import ReviewFile, ReviewRows
from election_office.core.models import Placed, PlacedManager, Revocable, together, who


class Sanction(Placed, Revocable):
    """One sanction or admonition (诫勉) with its period. Withdrawn with a reason, never deleted."""

    place = "file__election__village__code"

    class Kind(models.TextChoices):
        PARTY = "party", "党纪处分"
        OFFICIAL = "official", "政务处分"
        ADMONITION = "admonition", "诫勉处理"

    POSTS = [("none", "没有任职"), *ReviewFile.Post.choices]

    file = models.ForeignKey(
        ReviewFile, models.PROTECT, related_name="sanctions", verbose_name="资格审查材料"
    )
    kind = models.CharField("种类", max_length=12, choices=Kind)
    given_on = models.DateField("处理日期")
    until = models.DateField("影响期届满日")
    before = models.CharField("处理时的职务", max_length=20, choices=POSTS)
    paper_number = models.CharField("处理决定文号", max_length=60)
    entered_by = who("登记人")
    tolerated_on = models.DateField("容错决定日期", null=True, blank=True, editable=False)
    tolerance_paper = models.CharField("容错决定文号", max_length=60, blank=True, editable=False)
    approved_on = models.DateField("上级审核同意日期", null=True, blank=True, editable=False)
    approval_paper = models.CharField("审核同意文号", max_length=60, blank=True, editable=False)
    tolerance_reason = models.CharField("容错理由", max_length=200, blank=True, editable=False)
    tolerated_by = who("县登记人", optional=True)

    objects: ClassVar = PlacedManager.from_queryset(ReviewRows)()

    class Meta:
        verbose_name = "处分和影响期"
        verbose_name_plural = "处分和影响期"
        ordering = ["given_on", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until__gte=F("given_on")),
                name="candidates_sanction_period",
                violation_error_message="影响期届满日不能早于处理日期。",
            ),
            together(
                "tolerated_on",
                "approved_on",
                "tolerated_by",
                texts=("tolerance_paper", "approval_paper", "tolerance_reason"),
            ),
            models.CheckConstraint(
                condition=Q(tolerated_on__isnull=True) | Q(approved_on__lte=F("tolerated_on")),
                name="candidates_sanction_approved_first",
                violation_error_message="容错纠错作出决定前应当先报上级审核同意。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
