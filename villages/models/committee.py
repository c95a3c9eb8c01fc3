"""村民选举委员会: the choice with its ranked votes, the members, and every change among them."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from election_office.core.models import Objection, Placed, PlacedManager, PlacedQuerySet, who
from election_office.law.words import GENERAL, in_words_of


class ChosenBy(models.TextChoices):
    VILLAGER_MEETING = "villager_meeting", GENERAL.meeting
    REPRESENTATIVES_MEETING = "representatives_meeting", GENERAL.representatives
    GROUP_MEETINGS = "group_meetings", f"各{GENERAL.group_meeting}"


class ChoiceQuerySet(PlacedQuerySet["CommitteeChoice"]):
    def with_places(self) -> ChoiceQuerySet:
        return self.select_related("election__village__township__county", "election__cycle")


class CommitteeChoice(Placed):
    """推选: one choice of members, the first or one for a vacancy, with all votes kept for succession."""

    place = "election__village__code"

    class Purpose(models.TextChoices):
        FIRST = "first", "换届推选"
        VACANCY = "vacancy", "出缺另行推选"

    class State(models.TextChoices):
        DRAFT = "draft", "登记中"
        SETTLED = "done", "已确认"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="committee_choices", verbose_name="选举"
    )
    purpose = models.CharField("推选事由", max_length=10, choices=Purpose, default=Purpose.FIRST)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    body = models.CharField("推选方式", max_length=30, choices=ChosenBy)
    called_on = models.DateField("会议通知日期", null=True, blank=True)
    held_on = models.DateField("推选日期")
    secret = models.BooleanField("无记名投票", default=True)
    seats = models.PositiveSmallIntegerField(
        "推选人数", validators=[MinValueValidator(1), MaxValueValidator(25)]
    )
    accepted = models.CharField("对提醒事项的说明", max_length=300, blank=True)
    settled_at = models.DateTimeField("确认时间", null=True, blank=True, editable=False)
    settled_by = models.CharField("确认人", max_length=50, blank=True, editable=False)
    filed_on = models.DateField("报镇备案日期", null=True, blank=True)
    filed_paper = models.CharField("备案文号", max_length=60, blank=True)
    recorded_by = who("登记人")

    objects: ClassVar = PlacedManager.from_queryset(ChoiceQuerySet)()

    class Meta:
        verbose_name = "选举委员会推选"
        verbose_name_plural = "选举委员会推选"
        ordering = ["held_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(purpose="first"),
                name="villages_committee_choice_one_first",
                violation_error_message="本届选举委员会的推选已经登记，请在原登记上修改。",
            ),
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(state="draft"),
                name="villages_committee_choice_one_draft",
                violation_error_message="还有一次推选没有确认，请先确认或者修改它。",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, state="draft")
                | Q(settled_at__isnull=False, state="done"),
                name="villages_committee_choice_settled_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election.village.name}{self.get_purpose_display()}"

    @property
    def meeting_title(self) -> str:
        """Which meeting chose, in the words of its election."""
        return in_words_of(self.election.kind, self.get_body_display())

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class CommitteeMeeting(models.Model):
    """Attendance of one meeting: the village's, or one group's where the groups choose."""

    choice = models.ForeignKey(CommitteeChoice, models.CASCADE, related_name="meetings", verbose_name="推选")
    group = models.ForeignKey(
        "villages.Group", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=GENERAL.group
    )
    by_households = models.BooleanField("按户的代表计", default=False)
    eligible = models.PositiveIntegerField("应到", validators=[MinValueValidator(1)])
    present = models.PositiveIntegerField("实到")

    class Meta:
        verbose_name = "推选会议"
        verbose_name_plural = "推选会议"
        ordering = ["group__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["choice", "group"],
                name="villages_committee_meeting_one_per_group",
                violation_error_message="这个小组的会议已经登记。",
            ),
            models.UniqueConstraint(
                fields=["choice"],
                condition=Q(group__isnull=True),
                name="villages_committee_meeting_one_of_village",
                violation_error_message="会议的到会情况已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("eligible")),
                name="villages_committee_meeting_present_within_eligible",
                violation_error_message="实到不能多于应到。",
            ),
        ]

    def __str__(self) -> str:
        return self.group.title if self.group else self.choice.meeting_title


class CommitteeNominee(Placed):
    """One person on the ranked list of a choice."""

    place = "choice__election__village__code"

    choice = models.ForeignKey(CommitteeChoice, models.PROTECT, related_name="nominees", verbose_name="推选")
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, related_name="committee_nominations", verbose_name="姓名"
    )
    votes = models.PositiveIntegerField("得票")
    tie_votes = models.PositiveIntegerField(
        "再次投票得票", null=True, blank=True, help_text="得票相同而再次投票的才填写。"
    )
    written_as = models.CharField(
        "票面姓名", max_length=200, blank=True, editable=False, help_text="由计票单登记的得票才有。"
    )
    passed_over = models.CharField(
        "不进入的原因", max_length=60, blank=True, help_text="例如“本人不愿担任”；留空表示按得票排列。"
    )

    class Meta:
        verbose_name = "被推选人"
        verbose_name_plural = "被推选人"
        ordering = ["-votes", F("tie_votes").desc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["choice", "person"],
                name="villages_committee_nominee_once",
                violation_error_message="此人已在这次推选的名单上。",
            )
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def names(self) -> list[str]:
        """The written names that were taken for this person; none where the votes were typed by hand."""
        return self.written_as.split("、") if self.written_as else []


class CommitteeChange(Placed):
    """退出和递补: who left and who came on one day; the subject of its notice."""

    place = "election__village__code"

    class Fill(models.TextChoices):
        SUCCESSION = "succession", "按原得票依次递补"
        NEW_CHOICE = "new_choice", "另行推选"
        NONE = "none", "不补"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="committee_changes", verbose_name="选举"
    )
    happened_on = models.DateField("变动日期")
    fill = models.CharField("出缺的补法", max_length=12, choices=Fill)
    new_chair = models.ForeignKey(
        "villages.CommitteeMember",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="新任主任",
    )
    presiding = models.ForeignKey(
        "villages.CommitteeMember",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="变动后主持的人",
    )
    note = models.CharField("说明", max_length=300, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "选举委员会变动"
        verbose_name_plural = "选举委员会变动"
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        return f"{self.election.village.name}选举委员会变动"


class MemberQuerySet(PlacedQuerySet["CommitteeMember"]):
    def serving(self) -> MemberQuerySet:
        return self.filter(left_on__isnull=True)


class CommitteeMember(Placed):
    """A member from the day of entering to the day of leaving. Leaving is written, never deleted."""

    place = "election__village__code"

    class Role(models.TextChoices):
        CHAIR = "chair", "主任"
        VICE = "vice", "副主任"
        MEMBER = "member", "委员"

    class Ground(models.TextChoices):
        NOMINATED = "nominated", "本人被提名"
        RELATIVE = "relative", "近亲属被提名"
        ABSENT = "absent", "缺席视为退出"
        RESIGNED = "resigned", "本人申请退出"
        OTHER = "other", "其他原因"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="committee_members", verbose_name="选举"
    )
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, related_name="committee_seats", verbose_name="姓名"
    )
    nominee = models.OneToOneField(
        CommitteeNominee, models.PROTECT, related_name="member", verbose_name="推选得票"
    )
    role = models.CharField("职务", max_length=6, choices=Role, default=Role.MEMBER)
    # What the list of members said; `role` is what the member is now.
    first_role = models.CharField("进入时的职务", max_length=6, choices=Role, default=Role.MEMBER)
    joined_on = models.DateField("进入日期")
    joined_by = models.ForeignKey(
        CommitteeChange,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="joined",
        verbose_name="进入的变动",
    )
    left_on = models.DateField("退出日期", null=True, blank=True)
    left_ground = models.CharField("退出原因", max_length=10, choices=Ground, blank=True)
    left_reason = models.CharField("退出说明", max_length=200, blank=True)
    left_by = models.ForeignKey(
        CommitteeChange,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="departed",
        verbose_name="退出的变动",
    )

    objects: ClassVar = PlacedManager.from_queryset(MemberQuerySet)()

    class Meta:
        verbose_name = "选举委员会成员"
        verbose_name_plural = "选举委员会成员"
        ordering = ["joined_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "person"],
                condition=Q(left_on__isnull=True),
                name="villages_committee_member_once",
                violation_error_message="此人已是选举委员会成员。",
            ),
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(role="chair", left_on__isnull=True),
                name="villages_committee_one_chair",
                violation_error_message="选举委员会只能有一名主任。",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, left_ground="", left_by__isnull=True)
                | (Q(left_on__isnull=False, left_by__isnull=False) & ~Q(left_ground="")),
                name="villages_committee_left_on_ground_and_change_together",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name


class NominatedPerson(Placed):
    """Somebody put forward for the village committee, as the committee must know: told by the nominations."""

    place = "election__village__code"

    class Reached(models.TextChoices):
        NOMINATED = "nominated", "被提名"
        DETERMINED = "determined", "被确定为候选人"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="nominated_people", verbose_name="选举"
    )
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, related_name="nominated_in", verbose_name="姓名"
    )
    reached = models.CharField("程度", max_length=10, choices=Reached, default=Reached.NOMINATED)
    nominated_on = models.DateField("提名日期")
    determined_on = models.DateField("确定为候选人的日期", null=True, blank=True)
    ended_on = models.DateField("不再参选的日期", null=True, blank=True)
    marked_by = models.CharField("登记人", max_length=50)

    class Meta:
        verbose_name = "被提名人"
        verbose_name_plural = "被提名人"
        ordering = ["nominated_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "person"],
                condition=Q(ended_on__isnull=True),
                name="villages_nominated_person_once",
                violation_error_message="此人的提名已经登记。",
            )
        ]

    def __str__(self) -> str:
        return self.person.name


class CommitteeObjection(Objection):
    """An opinion on the list of members, to the outgoing village committee, with its answer."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="committee_objections", verbose_name="选举"
    )
    received_on = models.DateField("收到日期")

    class Meta(Objection.Meta):
        verbose_name = "对选举委员会名单的意见"
        verbose_name_plural = "对选举委员会名单的意见"
        ordering = ["received_on", "pk"]

    def __str__(self) -> str:
        return f"{self.objector_name}的意见"
