"""The rows of a counting paper. Each vote, the polls too, has its own three tables: the paper, its readings,
their lines."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from election_office.core.models import Revocable, TimestampedModel, who
from villages.readings.rules import Readable, Reading

MOST_VOTES = 99_999
"""More ballots than any village or community has people."""


class ReadSheet(TimestampedModel):
    """A counting paper. ``counts``: which reading the result is made from, once it is agreed. ``settled_by``:
    the members of the committee who chose it, where three readings differed."""

    class State(models.TextChoices):
        OPEN = "open", "未录入"
        FIRST = "first", "待第二人录入"
        DIFFERS = "differs", "两次录入不一致"
        THIRD = "third", "待第三人计票"
        SPLIT = "split", "三次都不一致"
        AGREED = "agreed", "录入一致"

    state = models.CharField("录入", max_length=8, choices=State, default=State.OPEN, editable=False)
    first_by = who("第一次录入人", optional=True)
    second_by = who("第二次录入人", optional=True)
    third_by = who("第三次录入人", optional=True)
    counts = models.PositiveSmallIntegerField("采用第几次录入", default=1, editable=False)
    settled_by = models.CharField("认定人", max_length=120, blank=True, editable=False)
    settled_reason = models.CharField("认定理由", max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_by=F("second_by"))
                & ~Q(third_by=F("first_by"))
                & ~Q(third_by=F("second_by")),
                name="%(app_label)s_%(class)s_read_by_different_people",
                violation_error_message="几次录入须由不同的人进行。",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="open", first_by__isnull=True, second_by__isnull=True, third_by__isnull=True
                )
                | Q(state="first", first_by__isnull=False, second_by__isnull=True, third_by__isnull=True)
                | Q(
                    state__in=["differs", "third"],
                    first_by__isnull=False,
                    second_by__isnull=False,
                    third_by__isnull=True,
                )
                | Q(state="split", first_by__isnull=False, second_by__isnull=False, third_by__isnull=False)
                | Q(state="agreed", first_by__isnull=False, second_by__isnull=False),
                name="%(app_label)s_%(class)s_state_names_its_readers",
                violation_error_message="计票单的状态与录入人不符。",
            ),
            models.CheckConstraint(
                condition=Q(counts=1) | Q(counts__in=[2, 3], state="agreed"),
                name="%(app_label)s_%(class)s_counts_a_reading",
                violation_error_message="只能采用已有的一次录入。",
            ),
            models.CheckConstraint(
                condition=Q(settled_by="", settled_reason="")
                | (Q(state="agreed", third_by__isnull=False) & ~Q(settled_by="") & ~Q(settled_reason="")),
                name="%(app_label)s_%(class)s_settled_by_name_and_reason",
                violation_error_message="认定采用哪一次录入，须写明认定人和理由。",
            ),
        ]

    @property
    def agreed(self) -> bool:
        return self.state == self.State.AGREED

    @property
    def typists(self) -> tuple[int | None, int | None, int | None]:
        pks: list[int | None] = [getattr(self, f"{which}_by_id") for which in ("first", "second", "third")]
        return pks[0], pks[1], pks[2]


class SheetReading(TimestampedModel, Revocable):
    """One person's reading of a paper; the table of a vote adds ``sheet`` and its lines.

    ``typed``: how often this reading was typed, so that a form opened before is noticed. ``recheck``: the
    differing cells are asked of this person again. Put aside when a paper is started anew, never deleted."""

    number = models.PositiveSmallIntegerField("第几次录入")
    entered_by = who("录入人")
    typed = models.PositiveSmallIntegerField("录入稿次", default=1)
    void = models.PositiveIntegerField("无效票", validators=[MaxValueValidator(MOST_VOTES)])
    blank = models.PositiveIntegerField("弃权票", validators=[MaxValueValidator(MOST_VOTES)])
    recheck = models.BooleanField("待重录", default=False)
    revoked_reason = models.CharField("撤销理由", max_length=500, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["number", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["sheet", "number"],
                condition=Q(revoked_at__isnull=True),
                name="%(app_label)s_%(class)s_once_per_number",
                violation_error_message="这次录入已经存在。",
            ),
            models.CheckConstraint(
                condition=Q(number__in=[1, 2, 3]),
                name="%(app_label)s_%(class)s_first_to_third",
                violation_error_message="录入只有第一次、第二次和第三次。",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}次录入"

    def write(self, reading: Any) -> None:
        """Write the lines of ``reading``; there are none yet."""
        raise NotImplementedError

    def reading(self) -> Readable:
        """What was typed, from this row and its lines."""
        raise NotImplementedError


class MeetingReading(SheetReading):
    """A reading of a meeting's ballots: how many came back stands on the paper itself, beside the votes of
    written names in one or more columns."""

    recovered = models.PositiveIntegerField("收回票", validators=[MaxValueValidator(MOST_VOTES)])

    class Meta(SheetReading.Meta):
        abstract = True

    def votes(self) -> dict[str, dict[str, int]]:
        """Column key → name → votes, from the lines of this reading."""
        raise NotImplementedError

    def reading(self) -> Reading:
        return Reading(self.recovered, self.void, self.blank, self.votes())
