"""Votes taken at meetings below the polls: one counting paper for each meeting, read by two people."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, who
from election_office.law.words import GENERAL
from villages.readings.models import MOST_VOTES, MeetingReading, ReadSheet
from villages.readings.rules import Reading

MEETING = "meeting"
"""The one column of these papers."""


class MeetingSheetQuerySet(PlacedQuerySet["MeetingSheet"]):
    def with_readings(self) -> MeetingSheetQuerySet:
        return self.prefetch_related("entries__lines")

    def with_places(self) -> MeetingSheetQuerySet:
        return self.select_related(
            "election__village__township__county", "election__cycle", "choice", "body", "group"
        )


class MeetingSheet(ReadSheet, Placed):
    """The paper of one meeting: of the whole village, or of one group. It belongs to the choice of the
    electoral committee or to a body whose members the meeting chose. ``seats``: names a ballot may bear."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="meeting_sheets", verbose_name="选举"
    )
    choice = models.ForeignKey(
        "villages.CommitteeChoice",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sheets",
        verbose_name="推选",
    )
    body = models.ForeignKey(
        "villages.Body", models.PROTECT, null=True, blank=True, related_name="sheets", verbose_name="组织"
    )
    group = models.ForeignKey(
        "villages.Group", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=GENERAL.group
    )
    issued = models.PositiveIntegerField(
        "发出票数", validators=[MinValueValidator(1), MaxValueValidator(MOST_VOTES)]
    )
    seats = models.PositiveSmallIntegerField(
        "每张票最多写几人", validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    opened_by = who("登记人")

    objects: ClassVar = PlacedManager.from_queryset(MeetingSheetQuerySet)()

    class Meta(ReadSheet.Meta):
        verbose_name = "会议计票单"
        verbose_name_plural = "会议计票单"
        ordering = ["group__number", "pk"]
        constraints = [
            *ReadSheet.Meta.constraints,
            models.CheckConstraint(
                condition=Q(choice__isnull=True, body__isnull=False)
                | Q(choice__isnull=False, body__isnull=True),
                name="villages_meeting_sheet_of_one_choice",
                violation_error_message="一张计票单只属于一次推选或者一个组织。",
            ),
            models.UniqueConstraint(
                fields=["choice", "group"],
                name="villages_meeting_sheet_one_per_group",
                violation_error_message="这个小组的计票单已经登记。",
            ),
            models.UniqueConstraint(
                fields=["body", "group"],
                name="villages_meeting_sheet_of_a_body_one_per_group",
                violation_error_message="这个小组的计票单已经登记。",
            ),
            models.UniqueConstraint(
                fields=["choice"],
                condition=Q(group__isnull=True),
                name="villages_meeting_sheet_one_of_the_village",
                violation_error_message="这次会议的计票单已经登记。",
            ),
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(group__isnull=True),
                name="villages_meeting_sheet_of_a_body_one_of_the_village",
                violation_error_message="这次会议的计票单已经登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group.title}会议" if self.group else self.meeting_title

    @property
    def meeting_title(self) -> str:
        if self.choice is not None:
            return self.choice.meeting_title
        assert self.body is not None
        return f"{self.body.title}产生会议"


class MeetingSheetReading(MeetingReading, Placed):  # type: ignore[misc]  # both keep when a row changed
    """One person's reading of a meeting's paper."""

    place: ClassVar[str] = "sheet__election__village__code"

    sheet = models.ForeignKey(MeetingSheet, models.CASCADE, related_name="entries", verbose_name="会议计票单")

    class Meta(MeetingReading.Meta):
        verbose_name = "会议计票录入"
        verbose_name_plural = "会议计票录入"

    def votes(self) -> dict[str, dict[str, int]]:
        return {MEETING: {line.name: line.votes for line in self.lines.all()}}

    def write(self, reading: Reading) -> None:
        MeetingLine.objects.bulk_create(
            MeetingLine(entry=self, name=name, votes=votes)
            for name, votes in reading.votes.get(MEETING, {}).items()
        )


class MeetingLine(models.Model):
    """The votes of one written name on one reading."""

    entry = models.ForeignKey(
        MeetingSheetReading, models.CASCADE, related_name="lines", verbose_name="会议计票录入"
    )
    name = models.CharField("票面姓名", max_length=60)
    votes = models.PositiveIntegerField("得票", validators=[MaxValueValidator(MOST_VOTES)])

    class Meta:
        verbose_name = "会议得票"
        verbose_name_plural = "会议得票"
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "name"],
                name="villages_meeting_line_one_per_name",
                violation_error_message="同一姓名只能录入一行。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.votes}"
