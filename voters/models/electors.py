"""Who votes where not every voter does: the representative of a household, or a representative of a group."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, who


class ElectorQuerySet(PlacedQuerySet["Elector"]):
    def in_force(self) -> ElectorQuerySet:
        return self.filter(ended_on__isnull=True)

    def with_people(self) -> ElectorQuerySet:
        return self.select_related("registration__person", "registration__group")


class Elector(Placed):
    """A registered voter who votes for a household, or as representative. Ended, never deleted."""

    place = "registration__election__village__code"

    registration = models.ForeignKey(
        "voters.Registration", models.PROTECT, related_name="electors", verbose_name="本人"
    )
    of_election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="electors", editable=False, verbose_name="选举"
    )
    way = models.CharField("代表", max_length=30, editable=False, validators=[MinLengthValidator(1)])
    household = models.CharField(
        "户", max_length=60, blank=True, help_text="户主姓名和门牌，例如“演示甲户（3幢201室）”。"
    )
    chosen_on = models.DateField("产生日期")
    signed = models.BooleanField("本户已经签字确认", default=False)
    entered_by = who("登记人")
    ended_on = models.DateField("终止日期", null=True, blank=True)
    ended_reason = models.CharField("终止原因", max_length=200, blank=True)

    objects: ClassVar = PlacedManager.from_queryset(ElectorQuerySet)()

    class Meta:
        verbose_name = "投票代表"
        verbose_name_plural = "投票代表"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["of_election", "registration"],
                condition=Q(ended_on__isnull=True),
                name="voters_elector_one_per_person",
                violation_error_message="此人已经登记为代表，一人只能代表一户。",
            ),
            models.UniqueConstraint(
                fields=["of_election", "household"],
                condition=Q(ended_on__isnull=True) & ~Q(household=""),
                name="voters_elector_one_per_household",
                violation_error_message="这一户已经有代表，每户只有一名代表。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_reason="")
                | (Q(ended_on__isnull=False) & ~Q(ended_reason="")),
                name="voters_elector_ended_on_and_reason_together",
                violation_error_message="终止日期和原因应一并填写。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.registration.person.name)
