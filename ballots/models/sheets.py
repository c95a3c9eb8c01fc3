"""The sheets of a count: every box and post typed twice, by two people, until both say the same."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from ballots.models.rounds import MOST_BALLOTS, Box
from election_office.accounts.access import within
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.models import TimestampedModel


class CountSheetQuerySet(models.QuerySet["CountSheet"]):
    def read_by(self, user: User) -> CountSheetQuerySet:
        """Each with ``has_ballots``: whether this person reads it ballot by ballot."""
        from ballots.models.tally import Batch  # noqa: PLC0415 -- batches belong to sheets

        own = Batch.objects.in_force().filter(sheet=models.OuterRef("pk"), entered_by=user)
        return self.annotate(has_ballots=models.Exists(own))

    def visible_to(self, user: User) -> CountSheetQuerySet:
        return within(self, user, Permission.VILLAGE_VIEW, "box__round__election__village__code")

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


class CountSheet(TimestampedModel):
    """唱票计票单 of one box and post. ``version`` rises with every change: a form that was opened before
    another change is refused. ``differing``: the cells the entries do not agree on, as cell keys
    (ballots.rules.sheets). ``counts``: which entry the result is made from, once the sheet is agreed.
    ``ticks`` rises with every ballot read and every call, so that a screen knows there is something new.

    open → first → agreed, or differs (both type those cells again) → agreed, or third → agreed, or split: the
    committee chooses one of the three readings.
    """

    class State(models.TextChoices):
        OPEN = "open", "未录入"
        FIRST = "first", "第一次已录"
        DIFFERS = "differs", "两次不一致"
        THIRD = "third", "待第三次计票"
        SPLIT = "split", "三次都不一致"
        AGREED = "agreed", "一致"

    box = models.ForeignKey(Box, models.PROTECT, related_name="sheets", verbose_name="票箱")
    post = models.ForeignKey(
        "villages.Post", models.PROTECT, related_name="count_sheets", verbose_name="职位"
    )
    seats = models.PositiveSmallIntegerField(
        "应选名额", validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    differing = models.JSONField("不一致的项目", default=list, blank=True)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="第一次录入人",
    )
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="第二次录入人",
    )
    third_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="第三次录入人",
    )
    counts = models.PositiveSmallIntegerField("采用第几次录入", default=1)
    ticks = models.PositiveIntegerField("唱票变动", default=0, editable=False)

    objects = CountSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "计票单"
        verbose_name_plural = "计票单"
        ordering = ["box__order", "post__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["box", "post"],
                name="ballots_count_sheet_one_per_box_and_post",
                violation_error_message="这个票箱的这一职位已有计票单。",
            ),
            models.CheckConstraint(
                condition=~Q(first_by=F("second_by")),
                name="ballots_count_sheet_two_people",
                violation_error_message="两次录入须由两个人分别进行。",
            ),
            models.CheckConstraint(
                condition=~Q(third_by=F("first_by")) & ~Q(third_by=F("second_by")),
                name="ballots_count_sheet_a_third_person",
                violation_error_message="第三次计票须由前两次以外的人进行。",
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
                name="ballots_count_sheet_state_names_its_typists",
                violation_error_message="计票单的状态与录入人不符。",
            ),
            models.CheckConstraint(
                condition=Q(counts=1) | Q(counts__in=[2, 3], state="agreed"),
                name="ballots_count_sheet_counts_a_reading",
                violation_error_message="只能采用已有的一次录入。",
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
    def area_code(self) -> str:
        return self.box.area_code


class CountEntry(TimestampedModel):
    """One person's reading of a sheet. ``recheck``: the differing cells are asked of this person again.

    ``accepted``: codes of the warnings the typist confirmed, parted by blanks, with ``accepted_reason``.
    An entry put aside when a sheet is started anew is withdrawn, never deleted.
    """

    sheet = models.ForeignKey(CountSheet, models.PROTECT, related_name="entries", verbose_name="计票单")
    number = models.PositiveSmallIntegerField("第几次录入")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    entered_at = models.DateTimeField("录入时间")
    from_ballots = models.BooleanField("逐票录入", default=False)
    void = models.PositiveIntegerField("无效票", validators=[MaxValueValidator(MOST_BALLOTS)])
    blank = models.PositiveIntegerField("弃权票", validators=[MaxValueValidator(MOST_BALLOTS)])
    recheck = models.BooleanField("待重新录入", default=False)
    accepted = models.CharField("已确认的提示", max_length=120, blank=True)
    accepted_reason = models.CharField("确认理由", max_length=200, blank=True)
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="作废人",
    )
    withdrawn_reason = models.CharField("作废理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "计票录入"
        verbose_name_plural = "计票录入"
        ordering = ["sheet", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "number"],
                condition=Q(withdrawn_at__isnull=True),
                name="ballots_count_entry_one_per_number",
                violation_error_message="这次录入已经存在。",
            ),
            models.CheckConstraint(
                condition=Q(number__in=[1, 2, 3]),
                name="ballots_count_entry_first_to_third",
                violation_error_message="录入只有第一次、第二次和第三次。",
            ),
            models.CheckConstraint(
                condition=Q(void__gte=0, blank__gte=0),
                name="ballots_count_entry_not_negative",
                violation_error_message="票数不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="ballots_count_entry_withdrawn_with_who_and_why",
                violation_error_message="作废录入须同时记录时间、作废人和理由。",
            ),
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
