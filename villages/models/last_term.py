"""上届班子: who sat in the committee and in the party branch before this election, the base of comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet
from villages.models.people import Sex

if TYPE_CHECKING:
    from villages.models.elections import Election


class LastTermQuerySet(PlacedQuerySet["LastTermMember"]):
    def before(self, election: Election) -> LastTermQuerySet:
        """The team in office before that election: brought in for it, or the one the office began with."""
        own = self.filter(election=election)
        first = models.Q(village_id=election.village_id, election__isnull=True)
        return self.filter(models.Q(election=election) | (first & ~models.Exists(own.order_by())))


class LastTermMember(Placed):
    """One seat of the outgoing team as the township's register of cadres has it; not a person's record.

    Somebody who sat in both bodies has one row in each. The month of birth is enough for an age.
    ``election``: the election before which the team sat, where it was brought in from the one before;
    empty for the team the office began with.
    """

    class Body(models.TextChoices):
        COMMITTEE = "committee", "村（居）民委员会"
        BRANCH = "branch", "村党组织"

    class Education(models.TextChoices):
        PRIMARY = "primary", "小学及以下"
        JUNIOR = "junior", "初中"
        SENIOR = "senior", "高中（中专）"
        COLLEGE = "college", "大专"
        BACHELOR = "bachelor", "本科及以上"

    place = "village__code"

    village = models.ForeignKey(
        "villages.Village", models.PROTECT, related_name="last_term", verbose_name="村"
    )
    election = models.ForeignKey(
        "villages.Election",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="team_before",
        verbose_name="在哪次选举前任职",
    )
    body = models.CharField("班子", max_length=10, choices=Body)
    post = models.CharField("职务", max_length=20)
    name = models.CharField("姓名", max_length=40)
    sex = models.CharField("性别", max_length=6, choices=Sex)
    birth_year = models.PositiveSmallIntegerField(
        "出生年", validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    birth_month = models.PositiveSmallIntegerField(
        "出生月", validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    education = models.CharField("学历", max_length=10, choices=Education)
    party_member = models.BooleanField("中共党员", default=False)
    wealth = models.BooleanField("致富能手", default=False)
    veteran = models.BooleanField("退役军人", default=False)

    objects: ClassVar = PlacedManager.from_queryset(LastTermQuerySet)()

    class Meta:
        verbose_name = "上届班子成员"
        verbose_name_plural = "上届班子成员"
        ordering = ["village", "body", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "body", "name", "birth_year", "birth_month"],
                condition=models.Q(election__isnull=True),
                name="villages_last_term_once_a_body",
                violation_error_message="此人已登记在这个班子里。",
            ),
            models.UniqueConstraint(
                fields=["election", "body", "name", "birth_year", "birth_month"],
                condition=models.Q(election__isnull=False),
                name="villages_team_before_once_a_body",
                violation_error_message="此人已登记在这个班子里。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）"
