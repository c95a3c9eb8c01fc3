"""How a village nominates, what the ballots said, who was put forward, and what was said against them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from candidates.models.readings import TwiceRead
from election_office.accounts.access import within
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.models import TimestampedModel


class NominationPlan(TimestampedModel):
    """What the committee fixed for the nomination of one election.

    ``places``: how many candidates each post is to have, by the post's key as text. ``preselects``: a vote
    between the preliminary and the formal list. ``consent_body`` and the two days: only without candidates.
    ``policy_seats``: how many the plan wants of each policy kind of people, by its code; never a bar.
    """

    class ConsentBody(models.TextChoices):
        VILLAGERS = "villagers", "村民会议"
        REPRESENTATIVES = "representatives", "村民代表会议"

    election = models.OneToOneField(
        "villages.Election", models.PROTECT, related_name="nomination_plan", verbose_name="选举"
    )
    by_ballot = models.BooleanField("选民投票提名（海选）", default=True)
    by_party = models.BooleanField("村党组织提名", default=False)
    by_joint = models.BooleanField("选民联名提名", default=False)
    by_self = models.BooleanField("本人自荐", default=False)
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
    places: models.JSONField[Any, Any] = models.JSONField("各职位候选人数", default=dict, blank=True)
    preselects = models.BooleanField("先预选再确定正式候选人", default=False)
    consent_body = models.CharField("同意不设候选人的会议", max_length=20, choices=ConsentBody, blank=True)
    consented_on = models.DateField("会议同意日期", null=True, blank=True)
    filed_on = models.DateField("报乡镇备案日期", null=True, blank=True)
    policy_seats: models.JSONField[Any, Any] = models.JSONField("政策岗位人数", default=dict, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

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

    @property
    def area_code(self) -> str:
        return self.election.area_code


class NominationSheet(TwiceRead):
    """One station's nomination ballots."""

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="nomination_sheets", verbose_name="选举"
    )
    station = models.CharField("提名会场", max_length=60)
    issued = models.PositiveIntegerField("发出提名票")

    class Meta:
        verbose_name = "提名计票单"
        verbose_name_plural = "提名计票单"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "station"],
                name="candidates_nomination_sheet_one_per_station",
                violation_error_message="这个会场已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(first_by__isnull=True) | Q(second_by__isnull=True) | ~Q(first_by=F("second_by")),
                name="candidates_nomination_sheet_two_people",
                violation_error_message="两次录入须由不同的人进行。",
            ),
            models.CheckConstraint(
                condition=Q(agreed=False) | (Q(first_by__isnull=False) & Q(second_by__isnull=False)),
                name="candidates_nomination_sheet_agreed_by_two",
            ),
        ]

    def __str__(self) -> str:
        return self.station

    @property
    def area_code(self) -> str:
        return self.election.area_code


class NomineeQuerySet(models.QuerySet["Nominee"]):
    def visible_to(self, user: User) -> NomineeQuerySet:
        return within(self, user, Permission.VILLAGE_VIEW, "election__village__code")

    def with_people(self) -> NomineeQuerySet:
        return self.select_related("person", "post", "registration__group")

    def standing(self) -> NomineeQuerySet:
        return self.filter(state__in=Nominee.STANDING)


class Nominee(TimestampedModel):
    """A registered voter put forward for one post. Two posts are two rows until one is chosen.

    ``written_as``: the names on the ballots merged into this person, with the reason. ``tie_votes``: votes of
    the second ballot among equals. ``listed``: is on the preliminary list. ``preselect_votes``: of the
    meeting that chose among those listed. ``votes_down``: votes for a higher post that count here too, where
    the place counts down; set by the reads that compare nominees, stored nowhere. ``left_ground``: the
    code of the ground (candidates.rules) on which somebody was taken off, with the paper that proves it.
    """

    votes_down: int = 0

    class Source(models.TextChoices):
        BALLOT = "ballot", "选民投票提名"
        PARTY = "party", "村党组织提名"
        JOINT = "joint", "选民联名提名"
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
        "voters.Registration", models.PROTECT, related_name="nominations", verbose_name="选民登记"
    )
    source = models.CharField("提名方式", max_length=10, choices=Source)
    votes = models.PositiveIntegerField("提名得票", default=0)
    tie_votes = models.PositiveIntegerField("再次投票得票", null=True, blank=True)
    preselect_votes = models.PositiveIntegerField("预选得票", null=True, blank=True)
    written_as: models.JSONField[Any, Any] = models.JSONField("票面姓名", default=list, blank=True)
    merge_reason = models.CharField("认定理由", max_length=200, blank=True)
    signers = models.ManyToManyField(
        "voters.Registration", related_name="+", blank=True, verbose_name="联名选民"
    )
    received_on = models.DateField("收到日期")
    state = models.CharField("状态", max_length=10, choices=State, default=State.NOMINATED)
    answered_on = models.DateField("表态日期", null=True, blank=True)
    listed = models.BooleanField("列入初步候选人名单", default=False)
    left_on = models.DateField("退出日期", null=True, blank=True)
    left_reason = models.CharField("退出原因", max_length=200, blank=True)
    left_ground = models.CharField("取消的情形", max_length=60, blank=True, editable=False)
    left_paper = models.CharField("依据文书文号", max_length=80, blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )

    objects = NomineeQuerySet.as_manager()

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
    def area_code(self) -> str:
        return self.election.area_code

    @property
    def counted(self) -> int:
        """Votes of nomination with those that count down from a higher post."""
        return self.votes + self.votes_down


class NomineeObjection(TimestampedModel):
    """What somebody said against a name on the preliminary list, and the committee's answer."""

    class Outcome(models.TextChoices):
        OPEN = "", "待答复"
        UPHELD = "upheld", "成立"
        REJECTED = "rejected", "不成立"

    nominee = models.ForeignKey(
        Nominee, models.PROTECT, related_name="objections", verbose_name="被提意见的人选"
    )
    objector_name = models.CharField("提出人", max_length=40)
    text = models.TextField("意见内容")
    received_on = models.DateField("收到日期")
    due_on = models.DateField("答复期限")
    in_time = models.BooleanField("在期限内提出", default=True)
    outcome = models.CharField("处理结果", max_length=10, choices=Outcome, default=Outcome.OPEN, blank=True)
    answer = models.TextField("答复内容", blank=True)
    decided_on = models.DateField("答复日期", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "对候选人的意见"
        verbose_name_plural = "对候选人的意见"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_on__isnull=True, answer="")
                | (Q(outcome__in=["upheld", "rejected"], decided_on__isnull=False) & ~Q(answer="")),
                name="candidates_nominee_objection_answer_whole",
                violation_error_message="处理结果、答复内容和日期要一起填写。",
            )
        ]

    def __str__(self) -> str:
        return f"对{self.nominee}的意见"

    @property
    def area_code(self) -> str:
        return self.nominee.area_code

    @property
    def late(self) -> bool:
        """Answered after its day, or not answered and the day is over."""
        return (self.decided_on or timezone.localdate()) > self.due_on
