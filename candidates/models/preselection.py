"""The vote between the preliminary list and the formal one (预选)."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, Revocable, who
from election_office.law.words import GENERAL


class PreselectionQuerySet(PlacedQuerySet["Preselection"]):
    def in_force(self) -> PreselectionQuerySet:
        return self.filter(revoked_at__isnull=True)


class Preselection(Placed, Revocable):
    """One meeting that voted. Its votes for people are kept with the nominees; revoked, never deleted.

    ``equal_marking``: every ballot marks exactly the number of candidates wanted.
    """

    place: ClassVar[str] = "election__village__code"

    class Body(models.TextChoices):
        VOTERS = "voters", GENERAL.voter
        REPRESENTATIVES = "representatives", GENERAL.representatives

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="preselections", verbose_name="选举"
    )
    body = models.CharField("预选由谁投票", max_length=20, choices=Body)
    held_on = models.DateField("预选日期")
    place_held = models.CharField("预选地点", max_length=80)
    equal_marking = models.BooleanField("每票须按应定人数划足", default=False)
    expected = models.PositiveIntegerField("应到人数", validators=[MinValueValidator(1)])
    present = models.PositiveIntegerField("实到人数")
    issued = models.PositiveIntegerField("发出预选票")
    recovered = models.PositiveIntegerField("收回预选票")
    void = models.PositiveIntegerField("无效票", default=0)
    entered_by = who("登记人")

    objects: ClassVar = PlacedManager.from_queryset(PreselectionQuerySet)()

    class Meta:
        verbose_name = "预选"
        verbose_name_plural = "预选"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(revoked_at__isnull=True),
                name="candidates_preselection_one_in_force",
                violation_error_message=f"{GENERAL.here}已登记预选结果；登记有误的，先作废再重新登记。",
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("expected"))
                & Q(issued__lte=F("present"))
                & Q(recovered__lte=F("issued"))
                & Q(void__lte=F("recovered")),
                name="candidates_preselection_numbers_possible",
                violation_error_message="实到不多于应到，发出不多于实到，收回不多于发出，无效不多于收回。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election}预选"

    def written_in(self, post: int) -> dict[str, int]:
        """Name → votes of those written in for a post; one statement, none where the lines were fetched."""
        return {
            line.name: line.votes for line in self.lines.all() if line.post_id == post and not line.nominee_id
        }


class PreselectionLine(models.Model):
    """The votes of one name, as the meeting counted them: somebody on the list, or a name written in."""

    preselection = models.ForeignKey(Preselection, models.CASCADE, related_name="lines", verbose_name="预选")
    post = models.ForeignKey("villages.Post", models.PROTECT, related_name="+", verbose_name="职位")
    nominee = models.ForeignKey(
        "candidates.Nominee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="preselection_lines",
        verbose_name="人选",
    )
    name = models.CharField("姓名", max_length=60)
    votes = models.PositiveIntegerField("得票")

    class Meta:
        verbose_name = "预选得票"
        verbose_name_plural = "预选得票"
        ordering = ["preselection", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["preselection", "nominee"],
                condition=Q(nominee__isnull=False),
                name="candidates_preselection_line_one_per_nominee",
                violation_error_message="同一人选只能登记一行得票。",
            ),
            models.UniqueConstraint(
                fields=["preselection", "post", "name"],
                condition=Q(nominee__isnull=True),
                name="candidates_preselection_line_one_per_name",
                violation_error_message="同一职位下同一另选姓名只能登记一行得票。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.votes}"
