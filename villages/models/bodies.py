"""配套组织: village bodies with their posts and holders, and the village's own officers."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, together, who
from election_office.law.words import GENERAL, in_words_of
from villages.bodies.rules import post_title


class BodyQuerySet(PlacedQuerySet["Body"]):
    def with_places(self) -> BodyQuerySet:
        return self.select_related("election__village__township__county", "election__cycle")


class Body(Placed):
    """One body of one village for the term this election begins."""

    place = "election__village__code"

    class Kind(models.TextChoices):
        REPRESENTATIVES = "representatives", GENERAL.representative
        GROUP_LEADERS = "group_leaders", GENERAL.group_leader
        VILLAGE_COMMITTEE = "village_committee", GENERAL.body
        SUPERVISION = "supervision", GENERAL.supervision
        SUBORDINATE = "subordinate", f"{GENERAL.body}下属委员会"
        PARTY_BRANCH = "party_branch", "村党组织"
        WOMEN = "women", "妇女联合会"
        YOUTH = "youth", "共青团组织"
        MILITIA = "militia", "民兵组织"
        OFFICERS = "officers", f"{GENERAL.affairs}人员"
        COUNCIL = "council", "理事会"
        PARTY_GROUPS = "party_groups", "党小组"
        GRIDS = "grids", "治理网格"

    class ChosenBy(models.TextChoices):
        VOTERS = "voters", f"{GENERAL.people}选举"
        VILLAGER_MEETING = "villager_meeting", GENERAL.meeting
        REPRESENTATIVES_MEETING = "representatives_meeting", GENERAL.representatives
        GROUP_MEETINGS = "group_meetings", GENERAL.group_meeting
        HOUSEHOLDS = "households", "按户推选"
        OWN_MEETING = "own_meeting", "本组织会议"
        APPOINTED = "appointed", "聘用或者任命"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="bodies", verbose_name="选举"
    )
    kind = models.CharField("组织", max_length=20, choices=Kind)
    name = models.CharField(
        "名称", max_length=40, blank=True, help_text="下属委员会填写，例如“人民调解委员会”。"
    )
    chosen_by = models.CharField("产生方式", max_length=30, choices=ChosenBy)
    called_on = models.DateField("会议通知日期", null=True, blank=True)
    chosen_on = models.DateField("产生日期")
    by_households = models.BooleanField("按户的代表计", default=False)
    eligible = models.PositiveIntegerField("应到", null=True, blank=True, validators=[MinValueValidator(1)])
    present = models.PositiveIntegerField("实到", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_by = who("登记人")

    objects: ClassVar = PlacedManager.from_queryset(BodyQuerySet)()

    class Meta:
        verbose_name = "配套组织"
        verbose_name_plural = "配套组织"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "kind", "name"],
                name="villages_body_one_per_kind_and_name",
                violation_error_message="这个组织已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(eligible__isnull=True) | Q(present__lte=F("eligible")),
                name="villages_body_present_within_eligible",
                violation_error_message="实到不能多于应到。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.name or in_words_of(self.election.kind, self.get_kind_display())

    @property
    def origin(self) -> str:
        """How it came about, in the words of its election."""
        return in_words_of(self.election.kind, self.get_chosen_by_display())


class HolderQuerySet(PlacedQuerySet["Holder"]):
    def in_office(self) -> HolderQuerySet:
        return self.filter(ended_on__isnull=True)

    def seated(self) -> HolderQuerySet:
        """Members of a village committee in office, with person and body's election."""
        return (
            self.in_office()
            .filter(body__kind=Body.Kind.VILLAGE_COMMITTEE)
            .select_related("person", "body__election")
        )


class Holder(Placed):
    """A person in a post, from the day it began to the day it ended. Ended, never deleted."""

    class Drawn(models.TextChoices):
        """Among whom the supervision committee of a community is chosen."""

        RESIDENTS = "residents", f"{GENERAL.people}"
        STAFF = "staff", "社区工作者"

    place = "body__election__village__code"

    body = models.ForeignKey(Body, models.PROTECT, related_name="holders", verbose_name="组织")
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, related_name="posts_held", verbose_name="姓名"
    )
    post = models.CharField("职务", max_length=20)
    group = models.ForeignKey(
        "villages.Group", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=GENERAL.group
    )
    votes = models.PositiveIntegerField("得票", null=True, blank=True)
    finance = models.BooleanField("具备财会、管理知识", default=False)
    drawn_from = models.CharField("从哪里推选", max_length=10, choices=Drawn, blank=True)
    elected_on = models.DateField("产生日期")
    term_from = models.DateField("任期起")
    term_to = models.DateField("任期止", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    ended_reason = models.CharField("终止原因", max_length=200, blank=True)
    entered_by = models.CharField("登记人", max_length=50, editable=False)

    objects: ClassVar = PlacedManager.from_queryset(HolderQuerySet)()

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "person", "post"],
                condition=Q(ended_on__isnull=True),
                name="villages_holder_once",
                violation_error_message="此人已担任这一职务。",
            ),
            models.CheckConstraint(
                condition=Q(term_to__isnull=True) | Q(term_to__gt=F("term_from")),
                name="villages_holder_term_in_order",
                violation_error_message="任期止应在任期起之后。",
            ),
            together(
                "ended_on",
                texts=("ended_reason",),
                name="villages_holder_ended_on_and_reason_together",
                message="终止日期和终止原因要一起填写。",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def post_title(self) -> str:
        return post_title(self.body.kind, self.post)


class GroupCall(Placed):
    """When and where one group meets to choose its representatives and its leader."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="group_calls", verbose_name="选举"
    )
    group = models.ForeignKey("villages.Group", models.PROTECT, related_name="+", verbose_name=GENERAL.group)
    held_on = models.DateField("推选日期")
    opens_at = models.TimeField("开始时间")
    venue = models.CharField("地点", max_length=40)
    entered_by = who("登记人")

    class Meta:
        verbose_name = "推选会议安排"
        verbose_name_plural = "推选会议安排"
        ordering = ["group__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "group"],
                name="villages_groupcall_once",
                violation_error_message="这个小组的推选会议已经安排。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}推选会议"
