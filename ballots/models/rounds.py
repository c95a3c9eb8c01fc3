"""A round of voting (投票轮次) and the boxes it is held at: totals by box, never a voter beside a choice."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from election_office.accounts.access import within
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.models import (
    Placed,
    PlacedManager,
    PlacedQuerySet,
    TimestampedModel,
    who,
)
from election_office.law.words import GENERAL

MOST_BALLOTS = 99_999
"""No village has as many voters; a longer number is a slip of the keyboard."""


class RoundQuerySet(PlacedQuerySet["Round"]):
    def held(self) -> RoundQuerySet:
        """Without those called and cancelled before anybody voted."""
        return self.exclude(state=Round.State.CANCELLED)

    def with_places(self) -> RoundQuerySet:
        """With everything the page head names."""
        return self.select_related("election__village__township__county", "election__cycle")


class Round(Placed):
    """One vote of one election. 第一次投票, 另行选举, 再次投票, 重新选举 and 补选 are rounds of their own.

    ``polling_day`` empty: the election's own day, wherever it is moved to. ``registered`` and ``proxies``
    are frozen when the count begins; what the roll says later changes no result. A round that was cancelled
    before anybody voted keeps its number, its candidates and its papers, and is no longer the current one.
    """

    place = "election__village__code"

    class Kind(models.TextChoices):
        FIRST = "first", "第一次投票"
        RUNOFF = "runoff", "另行选举"
        TIE = "tie", "再次投票"
        REPEAT = "repeat", "重新选举"
        BY_ELECTION = "by", "补选"

    class State(models.TextChoices):
        PREPARING = "preparing", "准备投票"
        VOTING = "voting", "投票中"
        COUNTING = "counting", "计票中"
        DECLARED = "declared", "已宣布结果"
        CANCELLED = "cancelled", "已取消"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="rounds", verbose_name="选举"
    )
    number = models.PositiveSmallIntegerField("轮次", validators=[MinValueValidator(1)])
    kind = models.CharField("性质", max_length=8, choices=Kind, default=Kind.FIRST)
    polling_day = models.DateField("投票日", null=True, blank=True, help_text=f"留空为{GENERAL.here}选举日。")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PREPARING)
    registered = models.PositiveIntegerField(GENERAL.voter, null=True, blank=True, editable=False)
    proxies = models.PositiveIntegerField("有效委托", null=True, blank=True, editable=False)
    counting_at = models.DateTimeField("开始计票时间", null=True, blank=True, editable=False)
    counting_by = who("宣布投票结束的人", optional=True)

    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True, editable=False)
    cancelled_by = who("批准取消的人", optional=True)
    cancelled_reason = models.CharField("取消理由", max_length=500, blank=True, editable=False)

    objects: ClassVar = PlacedManager.from_queryset(RoundQuerySet)()

    class Meta:
        verbose_name = "投票轮次"
        verbose_name_plural = "投票轮次"
        ordering = ["election", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "number"],
                name="ballots_round_one_per_number",
                violation_error_message="本次选举已有这一轮投票。",
            ),
            models.UniqueConstraint(
                fields=["election"],
                condition=~Q(state__in=["declared", "cancelled"]),
                name="ballots_round_one_open",
                violation_error_message="上一轮投票还没有宣布结果，不能开始下一轮。",
            ),
            models.CheckConstraint(
                condition=Q(number=1, kind="first") | Q(number__gt=1),
                name="ballots_round_starts_with_the_first_vote",
                violation_error_message="第一轮只能是第一次投票。",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | Q(polling_day__isnull=False),
                name="ballots_round_later_ones_have_a_day",
                violation_error_message="另行选举、再次投票须写明投票日。",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["preparing", "voting", "cancelled"],
                    registered__isnull=True,
                    proxies__isnull=True,
                )
                | Q(state__in=["counting", "declared"], registered__isnull=False, proxies__isnull=False),
                name="ballots_round_registered_is_frozen_with_the_count",
                violation_error_message="开始计票时须封存登记人数和有效委托数。",
            ),
            models.CheckConstraint(
                condition=Q(counting_at__isnull=True, counting_by__isnull=True)
                | Q(counting_at__isnull=False, counting_by__isnull=False),
                name="ballots_round_counting_at_and_by_together",
                violation_error_message="开始计票的时间和操作人要一起记录。",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False)
                    & ~Q(cancelled_reason="")
                )
                | (
                    Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancelled_reason="")
                    & ~Q(state="cancelled")
                ),
                name="ballots_round_cancelled_with_who_and_why",
                violation_error_message="取消一轮投票须同时记录时间、批准人和理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election.village.name}{self.get_kind_display()}"

    @property
    def title(self) -> str:
        return self.get_kind_display()

    @property
    def judged_as(self) -> Literal["first", "runoff", "tie"]:
        """By which majority it is decided: a repeat and a by-election need what a first vote needs
        (组织法: 补选程序参照选举的规定)."""
        if self.kind == self.Kind.RUNOFF:
            return "runoff"
        return "tie" if self.kind == self.Kind.TIE else "first"

    @property
    def day(self) -> dt.date:
        return self.polling_day or self.election.election_day

    @property
    def is_counting(self) -> bool:
        return self.state == self.State.COUNTING

    @property
    def takes_ballots(self) -> bool:
        """Boxes and their numbers may still change."""
        return self.state in (self.State.PREPARING, self.State.VOTING)


class RoundPost(models.Model):
    """A post voted on in a round, with the seats to be filled in it; fixed when the count begins."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="posts", verbose_name="投票轮次")
    post = models.ForeignKey("villages.Post", models.PROTECT, related_name="rounds", verbose_name="职位")
    seats = models.PositiveSmallIntegerField(
        "应选名额", validators=[MinValueValidator(1), MaxValueValidator(7)]
    )

    class Meta:
        verbose_name = "本轮职位"
        verbose_name_plural = "本轮职位"
        ordering = ["round", "post__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "post"],
                name="ballots_round_post_once",
                violation_error_message="本轮已有这个职位。",
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="ballots_round_post_has_a_seat",
                violation_error_message="应选名额至少一人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post.title}{self.seats}名"


class BallotName(models.Model):
    """A name as it is printed on the ballot of a round, fixed when the count begins: whoever leaves the list
    afterwards is still on the paper. ``name`` tells people of the same name apart; ``left``: whoever left the
    list after the ballots were printed has a line of his own all the same."""

    round_post = models.ForeignKey(
        RoundPost, models.CASCADE, related_name="ballot_names", verbose_name="本轮职位"
    )
    candidate = models.ForeignKey(
        "candidates.Candidate", models.PROTECT, related_name="ballot_names", verbose_name="候选人"
    )
    name = models.CharField("姓名", max_length=60)
    order = models.PositiveSmallIntegerField("次序")
    left = models.BooleanField("印票后退出", default=False)

    class Meta:
        verbose_name = "选票上的姓名"
        verbose_name_plural = "选票上的姓名"
        ordering = ["round_post", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["round_post", "candidate"],
                name="ballots_ballot_name_once_per_candidate",
                violation_error_message="同一候选人在一个职位上只印一次。",
            ),
            models.UniqueConstraint(
                fields=["round_post", "name"],
                name="ballots_ballot_name_tells_people_apart",
                violation_error_message="选票上不能有两个相同的姓名。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name as the sheet shows it."""
        return f"{self.name}（印票后退出）" if self.left else self.name

    @property
    def cell(self) -> str:
        """The key of its cell on a count sheet."""
        return f"c{self.candidate_id}"


def _quantity(name: str, help_text: str = "") -> models.PositiveIntegerField[int | None, int | None]:
    return models.PositiveIntegerField(
        name,
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_BALLOTS)],
        help_text=help_text,
    )


class BoxQuerySet(models.QuerySet["Box"]):
    def visible_to(self, user: User) -> BoxQuerySet:
        return within(self, user, Permission.VILLAGE_VIEW, "round__election__village__code")


class Box(TimestampedModel):
    """A ballot box: where it stands, how many ballots went out there and were found in it.

    ``issued_own`` + ``issued_proxy`` are the voters who were handed a ballot, each once; a ballot spoiled
    and handed out again is only in ``spoiled``. Numbers not entered yet are empty, never nought.
    """

    class Kind(models.TextChoices):
        MAIN = "main", "选举大会会场"
        STATION = "station", "投票站"
        MOBILE = "mobile", "流动票箱"

    round = models.ForeignKey(Round, models.PROTECT, related_name="boxes", verbose_name="投票轮次")
    name = models.CharField("票箱名称", max_length=40, help_text="例如“主会场票箱”“东片投票站”。")
    kind = models.CharField("性质", max_length=8, choices=Kind, default=Kind.MAIN)
    place = models.CharField("投票地点", max_length=80, blank=True, help_text="留空为选举大会会场。")
    staff = models.CharField("监票、发票人员", max_length=120, blank=True, help_text="姓名之间用顿号隔开。")
    order = models.PositiveSmallIntegerField("次序")
    issued_own = _quantity("发出选票（本人）")
    issued_proxy = _quantity("发出选票（委托）")
    spoiled = models.PositiveIntegerField("写坏换发", default=0, validators=[MaxValueValidator(MOST_BALLOTS)])
    recovered = _quantity("收回选票")
    opened_by = models.CharField("开箱人", max_length=80, blank=True, help_text="当众开箱的人，写姓名。")
    entered_by = who("录入人", optional=True)
    entered_at = models.DateTimeField("录入时间", null=True, blank=True, editable=False)

    # 集中开箱: so few ballots were found here that they are shuffled among those of another box and counted
    # with them; ``mixed_recovered`` are the ballots of others that lie in this one.
    mixed_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="mixed",
        verbose_name="混入的票箱",
    )
    mixed_recovered = models.PositiveIntegerField("混入的选票", default=0, editable=False)

    objects = BoxQuerySet.as_manager()

    class Meta:
        verbose_name = "票箱"
        verbose_name_plural = "票箱"
        ordering = ["round", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "name"],
                name="ballots_box_one_per_name",
                violation_error_message="本轮已有同名的票箱。",
            ),
            models.CheckConstraint(
                condition=Q(issued_own__isnull=True, issued_proxy__isnull=True)
                | Q(issued_own__gte=0, issued_proxy__gte=0),
                name="ballots_box_issued_both_or_none",
                violation_error_message="本人和委托的发票数要一起填写，没有的填0。",
            ),
            models.CheckConstraint(
                condition=Q(recovered__isnull=True) | Q(recovered__gte=0, issued_own__isnull=False),
                name="ballots_box_recovered_after_issued",
                violation_error_message="先填发出的选票，再填收回的选票。",
            ),
            models.CheckConstraint(
                condition=Q(mixed_into__isnull=True) | Q(mixed_recovered=0),
                name="ballots_box_mixed_once",
                violation_error_message="已经混入其他票箱的，不能再混入别的选票。",
            ),
            models.CheckConstraint(
                condition=Q(spoiled__gte=0),
                name="ballots_box_spoiled_not_negative",
                violation_error_message="写坏换发的选票不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True, entered_at__isnull=True, issued_own__isnull=True)
                | Q(entered_by__isnull=False, entered_at__isnull=False),
                name="ballots_box_numbers_have_their_typist",
                violation_error_message="票数须同时记录录入人和录入时间。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def counted(self) -> int:
        """Ballots counted on the sheets of this box: its own, and those mixed in."""
        return (self.recovered or 0) + self.mixed_recovered

    @property
    def area_code(self) -> str:
        return self.round.area_code

    @property
    def issued(self) -> int | None:
        """Voters who were handed a ballot here; None while not entered."""
        if self.issued_own is None or self.issued_proxy is None:
            return None
        return self.issued_own + self.issued_proxy

    @property
    def is_complete(self) -> bool:
        return self.issued is not None and self.recovered is not None
