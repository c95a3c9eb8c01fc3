"""The sheets of a count: every box and post typed twice, by two people, until both say the same."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from ballots.models.rounds import MOST_BALLOTS, BallotName, Box
from ballots.rules.sheets import Reading
from election_office.accounts.models import User
from election_office.core.models import Placed, PlacedManager, PlacedQuerySet
from villages.readings.acts import differing
from villages.readings.models import ReadSheet, SheetReading


class CountSheetQuerySet(PlacedQuerySet["CountSheet"]):
    def read_by(self, user: User) -> CountSheetQuerySet:
        """Each with ``has_ballots``: whether this person reads it ballot by ballot."""
        from ballots.models.tally import Batch  # noqa: PLC0415 -- batches belong to sheets

        own = Batch.objects.in_force().filter(sheet=models.OuterRef("pk"), entered_by=user)
        return self.annotate(has_ballots=models.Exists(own))

    def with_places(self) -> CountSheetQuerySet:
        return self.select_related(
            "box__round__election__village__township__county",
            "box__round__election__cycle",
            "box__round__election__frozen_rules",  # a sheet is judged by them; lists of sheets come otherwise
            "post",
            "first_by",
            "second_by",
            "third_by",
        )


class CountSheet(ReadSheet, Placed):
    """唱票计票单 of one box and post, read as every counting paper is (villages.readings). ``version`` rises
    with every change: a form that was opened before another change is refused. ``ticks`` rises with every
    ballot read and every call, so that a screen knows there is something new."""

    place = "box__round__election__village__code"

    box = models.ForeignKey(Box, models.PROTECT, related_name="sheets", verbose_name="票箱")
    post = models.ForeignKey(
        "villages.Post", models.PROTECT, related_name="count_sheets", verbose_name="职位"
    )
    seats = models.PositiveSmallIntegerField(
        "应选名额", validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    ticks = models.PositiveIntegerField("唱票变动", default=0, editable=False)

    objects: ClassVar = PlacedManager.from_queryset(CountSheetQuerySet)()

    class Meta(ReadSheet.Meta):
        verbose_name = "计票单"
        verbose_name_plural = "计票单"
        ordering = ["box__order", "post__order"]
        constraints = [
            *ReadSheet.Meta.constraints,
            models.UniqueConstraint(
                fields=["box", "post"],
                name="ballots_count_sheet_one_per_box_and_post",
                violation_error_message="这个票箱的这一职位已有计票单。",
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="ballots_count_sheet_has_a_seat",
                violation_error_message="应选名额至少一人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.box.name} {self.post.title}"

    @property
    def differing(self) -> list[str]:
        """The cells asked again of both typists, as cell keys (ballots.rules.sheets)."""
        return differing(self)

    @cached_property
    def printed_names(self) -> list[BallotName]:
        """The names printed for this sheet, in order: they are fixed with the count. One statement."""
        rows = BallotName.objects.filter(round_post__round=self.box.round_id, round_post__post=self.post_id)
        return list(rows.order_by("order"))


class CountEntry(SheetReading):
    """One person's reading of a sheet.

    ``accepted``: codes of the warnings the typist confirmed, parted by blanks, with ``accepted_reason``.
    """

    sheet = models.ForeignKey(CountSheet, models.PROTECT, related_name="entries", verbose_name="计票单")
    entered_at = models.DateTimeField("录入时间", default=timezone.now)
    from_ballots = models.BooleanField("逐票录入", default=False)
    accepted = models.CharField("已确认的提示", max_length=120, blank=True)
    accepted_reason = models.CharField("确认理由", max_length=200, blank=True)

    class Meta(SheetReading.Meta):
        verbose_name = "计票录入"
        verbose_name_plural = "计票录入"
        ordering = ["sheet", "number", "pk"]
        constraints = [
            *SheetReading.Meta.constraints,
            models.CheckConstraint(
                condition=Q(accepted="") | ~Q(accepted_reason=""),
                name="ballots_count_entry_accepted_with_reason",
                violation_error_message="确认提示须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} 第{self.number}次"

    @property
    def area_code(self) -> str:
        return self.sheet.area_code

    def write(self, reading: Reading) -> None:
        printed = self.sheet.printed_names
        lines = [
            CountLine(
                entry=self, candidate_id=name.candidate_id, name=name.name, votes=reading.votes[name.cell]
            )
            for name in printed
        ]
        lines += [CountLine(entry=self, name=name, votes=votes) for name, votes in reading.write_ins.items()]
        CountLine.objects.bulk_create(lines)

    def reading(self) -> Reading:
        votes = {line.cell: line.votes for line in self.lines.all()}
        return Reading(void=self.void, blank=self.blank, votes=votes)


class CountLine(models.Model):
    """The votes of one name on one entry: a printed candidate, or a name that was written in (另选他人)."""

    entry = models.ForeignKey(CountEntry, models.CASCADE, related_name="lines", verbose_name="录入")
    candidate = models.ForeignKey(
        "candidates.Candidate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="count_lines",
        verbose_name="候选人",
    )
    name = models.CharField("姓名", max_length=60)
    votes = models.PositiveIntegerField("得票", validators=[MaxValueValidator(MOST_BALLOTS)])

    class Meta:
        verbose_name = "得票"
        verbose_name_plural = "得票"
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "name"],
                name="ballots_count_line_one_per_name",
                violation_error_message="同一姓名只能录入一行。",
            ),
            models.UniqueConstraint(
                fields=["entry", "candidate"],
                condition=Q(candidate__isnull=False),
                name="ballots_count_line_one_per_candidate",
                violation_error_message="同一候选人只能录入一行。",
            ),
            models.CheckConstraint(
                condition=Q(votes__gte=0),
                name="ballots_count_line_not_negative",
                violation_error_message="票数不能是负数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.votes}"

    @property
    def cell(self) -> str:
        """Its key among the cells of a reading (ballots.rules.sheets)."""
        return f"c{self.candidate_id}" if self.candidate_id else f"w:{self.name}"
