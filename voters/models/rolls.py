"""The versions of a roll: what was confirmed, posted and supplemented."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, who
from election_office.law.words import GENERAL


class RollVersionQuerySet(PlacedQuerySet["RollVersion"]):
    def without_entries(self) -> RollVersionQuerySet:
        """Lists do not carry thousands of names about."""
        return self.defer("entries")


class RollVersion(Placed):
    """A frozen state of the roll. Never changed; a later change of the roll makes the next version.

    A final one closes the roll when the polls close; ``reopened_at`` says when a runoff opened it again.

    ``entries``: for the first and the last version every voter as ``[serial, group number, name, sex,
    person id]``; for a supplement ``{"added": […], "removed": […], "corrected": […]}``.
    ``voter_count`` and ``digest`` tell of the whole roll as it stands with this version
    (``voters.rolls.digest_of``).
    """

    place = "election__village__code"

    class Kind(models.TextChoices):
        INITIAL = "initial", "首次公布"
        SUPPLEMENT = "supplement", "补充公告"
        FINAL = "final", "投票时封存"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="roll_versions", verbose_name="选举"
    )
    number = models.PositiveSmallIntegerField("版本", validators=[MinValueValidator(1)])
    kind = models.CharField("性质", max_length=10, choices=Kind)
    voter_count = models.PositiveIntegerField(f"{GENERAL.voter_short}数")
    entries = models.JSONField("名单", default=list)
    digest = models.CharField("校验值", max_length=64)
    decision_number = models.CharField("决定文号", max_length=60, blank=True)
    reason = models.CharField("事由", max_length=500, blank=True)
    paper_size = models.CharField(
        "公告纸张", max_length=2, choices=[("A4", "A4"), ("A3", "A3")], default="A4"
    )
    frozen_at = models.DateTimeField("确认时间")
    frozen_by = who("确认人")
    # The last version of a first vote, when the roll is checked anew for the runoff.
    reopened_at = models.DateTimeField("重新核对时间", null=True, blank=True, editable=False)
    document = models.ForeignKey(
        "documents.Document",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="公告",
    )

    objects: ClassVar = PlacedManager.from_queryset(RollVersionQuerySet)()

    AT_OPENING = "投票开始时"
    """``reason`` of a final version that closed the roll as the polls opened."""

    class Meta:
        verbose_name = "名单版本"
        verbose_name_plural = "名单版本"
        ordering = ["election", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "number"],
                name="voters_roll_version_one_per_number",
                violation_error_message="名单版本号不能重复。",
            ),
            models.UniqueConstraint(
                fields=["election"],
                condition=models.Q(kind="initial"),
                name="voters_roll_version_one_initial",
                violation_error_message=f"{GENERAL.here}名单已经确认，之后的变动须发补充公告。",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="supplement")
                | (~models.Q(reason="") & ~models.Q(decision_number="")),
                name="voters_roll_version_supplement_has_reason",
                violation_error_message="补充公告须写明事由和决定文号。",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="final") | models.Q(reopened_at__isnull=True),
                name="voters_roll_version_only_final_reopens",
                violation_error_message="只有投票时封存的名单可以重新核对。",
            ),
            models.UniqueConstraint(
                fields=["election"],
                condition=models.Q(kind="final", reopened_at__isnull=True),
                name="voters_roll_version_one_final_in_force",
                violation_error_message="名单已经封存。",
            ),
        ]

    @property
    def notice_code(self) -> str:
        """The paper that makes this version known; none for the version that closes the roll."""
        papers = {self.Kind.INITIAL: "voters.roll_notice", self.Kind.SUPPLEMENT: "voters.roll_supplement"}
        return papers.get(self.Kind(self.kind), "")

    @property
    def moment(self) -> str:
        """When in the voting a final version closed the roll."""
        return self.reason or "投票结束时"

    def __str__(self) -> str:
        return f"第{self.number}版（{self.get_kind_display()}）"
