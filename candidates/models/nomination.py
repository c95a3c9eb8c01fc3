"""How a village nominates, what the ballots said, who was put forward, and what was said against them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from election_office.core.models import Objection, Placed, PlacedManager, PlacedQuerySet, who
from election_office.law.words import GENERAL
from villages.readings.models import MeetingReading, ReadSheet
from villages.readings.rules import Reading


def _by_ballot() -> list[str]:
    return ["ballot"]


class NominationPlan(Placed):
    """What the committee fixed for the nomination of one election.

    ``ways``: codes of Nominee.Source. ``preselects``: a vote between the preliminary and the formal list.
    ``consent_body`` and the two days: only without candidates.
    """

    place: ClassVar[str] = "election__village__code"

    class ConsentBody(models.TextChoices):
        VILLAGERS = "villagers", GENERAL.meeting
        REPRESENTATIVES = "representatives", GENERAL.representatives

    election = models.OneToOneField(
        "villages.Election", models.PROTECT, related_name="nomination_plan", verbose_name="选举"
    )
    ways: models.JSONField[Any, Any] = models.JSONField("提名方式", default=_by_ballot)
    opens_on = models.DateField("提名开始日期")
    closes_on = models.DateField("提名截止日期")
    joint_least = models.PositiveSmallIntegerField(
        "联名最少人数", default=10, validators=[MinValueValidator(2)]
    )
    objection_days = models.PositiveSmallIntegerField(
        "名单公布后几日内可以提出意见", default=3, validators=[MinValueValidator(1)]
    )
    decision_days = models.PositiveSmallIntegerField(
        "收到意见后几日内答复", default=3, validators=[MinValueValidator(1)]
    )
    preselects = models.BooleanField("先预选再确定正式候选人", default=False)
    consent_body = models.CharField("同意不设候选人的会议", max_length=20, choices=ConsentBody, blank=True)
    consented_on = models.DateField("会议同意日期", null=True, blank=True)
    filed_on = models.DateField("报乡镇备案日期", null=True, blank=True)
    set_by = who("登记人")

    class Meta:
        verbose_name = "提名安排"
        verbose_name_plural = "提名安排"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="candidates_nomination_closes_after_opening",
                violation_error_message="提名截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(consented_on__isnull=True) | ~Q(consent_body=""),
                name="candidates_nomination_consent_names_meeting",
                violation_error_message="请选择同意不设候选人的会议。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election}提名安排"

    def has(self, way: str) -> bool:
        return way in self.ways

    def places(self) -> dict[int, int]:
        """Post → how many candidates it is to have. One statement, none where it was fetched."""
        return {place.post_id: place.number for place in self.post_places.all()}


class NominationPlace(models.Model):
    """How many candidates one post is to have."""

    plan = models.ForeignKey(
        NominationPlan, models.CASCADE, related_name="post_places", verbose_name="提名安排"
    )
    post = models.ForeignKey("villages.Post", models.PROTECT, related_name="+", verbose_name="职位")
    number = models.PositiveSmallIntegerField("候选人数")

    class Meta:
        verbose_name = "职位候选人数"
        verbose_name_plural = "职位候选人数"
        ordering = ["post__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "post"],
                name="candidates_nomination_place_once",
                violation_error_message="这个职位的候选人数已经登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post}{self.number}人"


class PolicySeat(models.Model):
    """How many of one policy kind of people the plan wants; never a bar. ``people``: who is meant for the
    work that no data tell."""

    plan = models.ForeignKey(
        NominationPlan, models.CASCADE, related_name="policy_kinds", verbose_name="提名安排"
    )
    code = models.CharField("政策岗位", max_length=40)
    wanted = models.PositiveSmallIntegerField("人数", default=0)
    people = models.ManyToManyField("villages.Person", related_name="+", blank=True, verbose_name="确定的人")

    class Meta:
        verbose_name = "政策岗位"
        verbose_name_plural = "政策岗位"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="candidates_policy_seat_once",
                violation_error_message="这种政策岗位已经登记。",
            )
        ]

    def __str__(self) -> str:
        return self.code


class NominationSheetQuerySet(PlacedQuerySet["NominationSheet"]):
    def with_readings(self) -> NominationSheetQuerySet:
        return self.prefetch_related("entries__lines")


class NominationSheet(ReadSheet, Placed):
    """One station's nomination ballots."""

    place: ClassVar[str] = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="nomination_sheets", verbose_name="选举"
    )
    station = models.CharField("提名会场", max_length=60)
    issued = models.PositiveIntegerField("发出提名票")

    objects: ClassVar = PlacedManager.from_queryset(NominationSheetQuerySet)()

    class Meta(ReadSheet.Meta):
        verbose_name = "提名计票单"
        verbose_name_plural = "提名计票单"
        ordering = ["pk"]
        constraints = [
            *ReadSheet.Meta.constraints,
            models.UniqueConstraint(
                fields=["election", "station"],
                name="candidates_nomination_sheet_one_per_station",
                violation_error_message="这个会场已经登记。",
            ),
        ]

    def __str__(self) -> str:
        return self.station


class NominationReading(MeetingReading, Placed):
    """One person's reading of a station's paper."""

    place: ClassVar[str] = "sheet__election__village__code"

    sheet = models.ForeignKey(
        NominationSheet, models.PROTECT, related_name="entries", verbose_name="提名计票单"
    )

    class Meta(MeetingReading.Meta):
        verbose_name = "提名计票录入"
        verbose_name_plural = "提名计票录入"

    def votes(self) -> dict[str, dict[str, int]]:
        votes: dict[str, dict[str, int]] = {}
        for line in self.lines.all():
            votes.setdefault(str(line.post_id), {})[line.name] = line.votes
        return votes

    def write(self, reading: Reading) -> None:
        NominationLine.objects.bulk_create(
            NominationLine(entry=self, post_id=int(post), name=name, votes=votes)
            for post, names in reading.votes.items()
            for name, votes in names.items()
        )


class NominationLine(models.Model):
    """The votes of one written name for one post on one reading."""

    entry = models.ForeignKey(
        NominationReading, models.CASCADE, related_name="lines", verbose_name="提名计票录入"
    )
    post = models.ForeignKey("villages.Post", models.PROTECT, related_name="+", verbose_name="职位")
    name = models.CharField("票面姓名", max_length=60)
    votes = models.PositiveIntegerField("得票")

    class Meta:
        verbose_name = "提名得票"
        verbose_name_plural = "提名得票"
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "post", "name"],
                name="candidates_nomination_line_one_per_name",
                violation_error_message="同一职位下同一姓名只能录入一行。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.votes}"


class NomineeQuerySet(PlacedQuerySet["Nominee"]):
    def with_people(self) -> NomineeQuerySet:
        return self.select_related("person", "post", "registration__group")

    def standing(self) -> NomineeQuerySet:
        return self.filter(state__in=Nominee.STANDING)


class Nominee(Placed):
    """A registered voter put forward for one post. Two posts are two rows until one is chosen.

    ``written_as``: the names on the ballots merged into this person, with the reason. ``tie_votes``: votes of
    the second ballot among equals. ``listed``: is on the preliminary list. ``preselect_votes``: of the
    meeting that chose among those listed. ``votes_down``: votes for a higher post that count here too, where
    the place counts down; set by the reads that compare nominees, stored nowhere. ``left_ground``: the
    code of the ground (candidates.rules) on which somebody was taken off, with the paper that proves it.
    """

    place: ClassVar[str] = "election__village__code"

    votes_down: int = 0

    class Source(models.TextChoices):
        BALLOT = "ballot", f"{GENERAL.voter_short}投票提名"
        PARTY = "party", "村党组织提名"
        JOINT = "joint", f"{GENERAL.voter_short}联名提名"
        SELF = "self", "本人自荐"

    class State(models.TextChoices):
        NOMINATED = "nominated", "待本人表态"
        ACCEPTED = "accepted", "同意参选"
        REFUSED = "refused", "不同意参选"
        WITHDRAWN = "withdrawn", "已退出"
        DROPPED = "dropped", "未通过审查"
        OBJECTED = "objected", "意见成立，退出名单"
        BARRED = "barred", "取消人选"

    STANDING = (State.NOMINATED, State.ACCEPTED)

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="nominees", verbose_name="选举"
    )
    post = models.ForeignKey("villages.Post", models.PROTECT, related_name="nominees", verbose_name="职位")
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, related_name="nominations", verbose_name="人员"
    )
    registration = models.ForeignKey(
        "voters.Registration",
        models.PROTECT,
        related_name="nominations",
        verbose_name=f"{GENERAL.voter_short}登记",
    )
    source = models.CharField("提名方式", max_length=10, choices=Source)
    votes = models.PositiveIntegerField("提名得票", default=0)
    tie_votes = models.PositiveIntegerField("再次投票得票", null=True, blank=True)
    preselect_votes = models.PositiveIntegerField("预选得票", null=True, blank=True)
    written_as: models.JSONField[Any, Any] = models.JSONField("票面姓名", default=list, blank=True)
    merge_reason = models.CharField("认定理由", max_length=200, blank=True)
    signers = models.ManyToManyField(
        "voters.Registration", related_name="+", blank=True, verbose_name=f"联名{GENERAL.voter_short}"
    )
    received_on = models.DateField("收到日期")
    state = models.CharField("状态", max_length=10, choices=State, default=State.NOMINATED)
    answered_on = models.DateField("表态日期", null=True, blank=True)
    listed = models.BooleanField("列入初步候选人名单", default=False)
    left_on = models.DateField("退出日期", null=True, blank=True)
    left_reason = models.CharField("退出原因", max_length=200, blank=True)
    left_ground = models.CharField("取消的情形", max_length=60, blank=True, editable=False)
    left_paper = models.CharField("依据文书文号", max_length=80, blank=True, editable=False)
    entered_by = who("录入人")

    objects: ClassVar = PlacedManager.from_queryset(NomineeQuerySet)()

    class Meta:
        verbose_name = "被提名人"
        verbose_name_plural = "被提名人"
        ordering = ["post__order", "-votes", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "post", "person"],
                name="candidates_nominee_once_per_post",
                violation_error_message="此人已被提名为这个职位的人选。",
            ),
            models.UniqueConstraint(
                fields=["election", "person"],
                condition=Q(listed=True),
                name="candidates_nominee_listed_once",
                violation_error_message="一人只能列为一个职位的初步候选人。",
            ),
            models.CheckConstraint(
                condition=Q(listed=False) | Q(state="accepted"),
                name="candidates_nominee_listed_accepted",
                violation_error_message="本人同意参选的才能列入名单。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["nominated", "accepted"], left_on__isnull=True, left_reason="")
                | (
                    Q(
                        state__in=["refused", "withdrawn", "dropped", "objected", "barred"],
                        left_on__isnull=False,
                    )
                    & ~Q(left_reason="")
                ),
                name="candidates_nominee_left_with_reason",
                violation_error_message="退出的人选须有日期和原因。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["dropped", "objected", "barred"]) & ~Q(left_ground="")
                | ~Q(state__in=["dropped", "objected", "barred"]) & Q(left_ground=""),
                name="candidates_nominee_taken_off_on_a_ground",
                violation_error_message="取消人选须写明属于哪一种情形。",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def counted(self) -> int:
        """Votes of nomination with those that count down from a higher post."""
        return self.votes + self.votes_down


class NomineeObjection(Objection):
    """What somebody said against a name on the preliminary list, and the committee's answer."""

    place = "nominee__election__village__code"

    nominee = models.ForeignKey(
        Nominee, models.PROTECT, related_name="objections", verbose_name="被提意见的人选"
    )
    received_on = models.DateField("收到日期")
    due_on = models.DateField("答复期限")

    class Meta(Objection.Meta):
        verbose_name = "对候选人的意见"
        verbose_name_plural = "对候选人的意见"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"对{self.nominee}的意见"

    @property
    def late(self) -> bool:
        """Answered after its day, or not answered and the day is over."""
        return (self.decided_on or timezone.localdate()) > self.due_on
