"""The village's party branch: two recommendations, one election (村党组织两推一选)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from candidates.models.review import ReviewFile
from candidates.party.rules import BRANCH
from election_office.core.models import Objection, Placed, PlacedManager, PlacedQuerySet, who
from villages.readings.models import MeetingReading, ReadSheet
from villages.readings.rules import Reading


class PartyPlan(Placed):
    """How many the branch elects, recommends and puts to the vote. ``reduced``: seats given up by the
    members' meeting after a ballot that left them open, with its votes."""

    place: ClassVar[str] = "election__village__code"

    class Body(models.TextChoices):
        BRANCH = "branch", "支部委员会"
        GENERAL = "general", "总支部委员会"
        COMMITTEE = "committee", "委员会"

    election = models.OneToOneField(
        "villages.Election", models.PROTECT, related_name="party_plan", verbose_name="选举"
    )
    body = models.CharField("班子", max_length=10, choices=Body, default=Body.BRANCH)
    seats = models.PositiveSmallIntegerField(
        "委员应选人数", validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    deputies = models.PositiveSmallIntegerField("副书记职数", default=1, validators=[MaxValueValidator(3)])
    recommended = models.PositiveSmallIntegerField("初步人选人数", validators=[MaxValueValidator(30)])
    prepared = models.PositiveSmallIntegerField("预备人选人数", validators=[MaxValueValidator(20)])
    prepared_reason = models.CharField("预备人选与方案不一致的，乡镇党委的意见", max_length=120, blank=True)
    publicity_days = models.PositiveSmallIntegerField(
        "预备人选公示天数", default=5, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    reduced = models.PositiveSmallIntegerField("减少的名额", default=0, editable=False)
    reduced_on = models.DateField("决定减少名额的日期", null=True, blank=True, editable=False)
    reduced_due = models.PositiveIntegerField("减少名额时应到", null=True, blank=True, editable=False)
    reduced_for = models.PositiveIntegerField("减少名额时同意", null=True, blank=True, editable=False)
    set_by = who("登记人")

    class Meta:
        verbose_name = "村党组织换届安排"
        verbose_name_plural = "村党组织换届安排"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    reduced=0, reduced_on__isnull=True, reduced_due__isnull=True, reduced_for__isnull=True
                )
                | Q(
                    reduced__gt=0,
                    reduced__lt=F("seats"),
                    reduced_on__isnull=False,
                    reduced_for__lte=F("reduced_due"),
                ),
                name="candidates_party_seats_reduced_by_a_vote",
                violation_error_message="减少名额须有日期和表决人数，且至少留一名。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.election}村党组织换届安排"


class PartyCountQuerySet(PlacedQuerySet["PartyCount"]):
    def with_readings(self) -> PartyCountQuerySet:
        return self.prefetch_related("entries__lines")


class PartyCount(ReadSheet, Placed):
    """One meeting's ballots: a recommendation, or a ballot of the members' meeting.

    ``due`` of a members' ballot is ``members`` without those not counted (不计入应到会). ``seats``: names a
    ballot may bear."""

    place: ClassVar[str] = "election__village__code"

    class Kind(models.TextChoices):
        MEMBERS = "members", "党员推荐"
        VILLAGERS = "villagers", "群众推荐"
        MEETING = "meeting", "党员大会选举"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="party_counts", verbose_name="选举"
    )
    kind = models.CharField("会议", max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField("第几次投票", default=1)
    held_on = models.DateField("日期")
    members = models.PositiveIntegerField("有选举权的党员", null=True, blank=True)
    due = models.PositiveIntegerField("应到")
    present = models.PositiveIntegerField("实到")
    issued = models.PositiveIntegerField("发出票数")
    seats = models.PositiveSmallIntegerField("每张票最多写几人", validators=[MinValueValidator(1)])
    tied: models.JSONField[Any, Any] = models.JSONField("只在这些人中投票", default=list, blank=True)
    declared_on = models.DateField("宣布日期", null=True, blank=True, editable=False)
    declared_by = who("宣布登记人", optional=True)
    entered_by = who("登记人")

    objects: ClassVar = PlacedManager.from_queryset(PartyCountQuerySet)()

    class Meta(ReadSheet.Meta):
        verbose_name = "党组织会议计票"
        verbose_name_plural = "党组织会议计票"
        ordering = ["pk"]
        constraints = [
            *ReadSheet.Meta.constraints,
            models.UniqueConstraint(
                fields=["election", "kind", "number"],
                name="candidates_party_count_once",
                violation_error_message="这次会议已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("due"), issued__lte=F("present")),
                name="candidates_party_count_present_and_issued",
                violation_error_message="实到不能多于应到，发票不能多于实到。",
            ),
            models.CheckConstraint(
                condition=Q(declared_on__isnull=True, declared_by__isnull=True)
                | Q(kind="meeting", state="agreed", declared_on__isnull=False, declared_by__isnull=False),
                name="candidates_party_count_declared_once_agreed",
            ),
        ]

    def __str__(self) -> str:
        title = self.get_kind_display()
        return title if self.number == 1 else f"{title}（第{self.number}次投票）"


class PartyReading(MeetingReading, Placed):  # type: ignore[misc]  # both keep when a row changed
    """One person's reading of a meeting's paper. Its one column is the branch's committee."""

    place: ClassVar[str] = "sheet__election__village__code"

    sheet = models.ForeignKey(
        PartyCount, models.CASCADE, related_name="entries", verbose_name="党组织会议计票"
    )

    class Meta(MeetingReading.Meta):
        verbose_name = "党组织计票录入"
        verbose_name_plural = "党组织计票录入"

    def votes(self) -> dict[str, dict[str, int]]:
        return {BRANCH: {line.name: line.votes for line in self.lines.all()}}

    def write(self, reading: Reading) -> None:
        PartyLine.objects.bulk_create(
            PartyLine(entry=self, name=name, votes=votes)
            for name, votes in reading.votes.get(BRANCH, {}).items()
        )


class PartyLine(models.Model):
    """The votes of one written name on one reading."""

    entry = models.ForeignKey(
        PartyReading, models.CASCADE, related_name="lines", verbose_name="党组织计票录入"
    )
    name = models.CharField("票面姓名", max_length=60)
    votes = models.PositiveIntegerField("得票")

    class Meta:
        verbose_name = "党组织得票"
        verbose_name_plural = "党组织得票"
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "name"],
                name="candidates_party_line_one_per_name",
                violation_error_message="同一姓名只能录入一行。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.votes}"


class PartyNominee(Placed):
    """A 初步人选, later perhaps a 预备人选. ``written_as``: names on the ballots taken for this person."""

    place: ClassVar[str] = "election__village__code"

    class Source(models.TextChoices):
        RECOMMENDED = "recommended", "会议推荐"
        TOWNSHIP = "township", "乡镇党委提名"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="party_nominees", verbose_name="选举"
    )
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, related_name="party_nominations", verbose_name="人员"
    )
    source = models.CharField("产生方式", max_length=12, choices=Source, default=Source.RECOMMENDED)
    reason = models.CharField("理由或者文号", max_length=200, blank=True)
    written_as: models.JSONField[Any, Any] = models.JSONField("票面姓名", default=list, blank=True)
    intended = models.CharField("拟任职务", max_length=20, choices=ReviewFile.Post)
    prepared = models.BooleanField("预备人选", default=False)
    left_on = models.DateField("退出日期", null=True, blank=True)
    left_reason = models.CharField("退出原因", max_length=200, blank=True)
    entered_by = who("登记人")

    class Meta:
        verbose_name = "村党组织人选"
        verbose_name_plural = "村党组织人选"
        ordering = ["person__stroke_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "person"],
                name="candidates_party_nominee_once",
                violation_error_message="此人已是人选。",
            ),
            models.CheckConstraint(
                condition=Q(intended__in=["secretary", "deputy_secretary", "branch_member"]),
                name="candidates_party_nominee_post",
            ),
            models.CheckConstraint(
                condition=Q(source="recommended") | ~Q(reason=""),
                name="candidates_party_nominee_township_says_why",
                violation_error_message="乡镇党委直接提名须写明理由或者文号。",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, left_reason="")
                | (Q(left_on__isnull=False, prepared=False) & ~Q(left_reason="")),
                name="candidates_party_nominee_left_with_reason",
                violation_error_message="退出的人选须有日期和原因。",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name


class PartyExemption(Placed):
    """A member not counted among those due, with consent, the township's approval and the meeting's vote."""

    place: ClassVar[str] = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="party_exemptions", verbose_name="选举"
    )
    name = models.CharField("党员姓名", max_length=40)
    ground = models.CharField("情形", max_length=20)
    consented_by = models.CharField("征求意见的对象", max_length=40, help_text="本人，或者家属姓名和关系。")
    consented_on = models.DateField("征求意见日期")
    approval = models.CharField("乡镇党委同意的文号", max_length=80)
    approved_on = models.DateField("同意日期")
    passed_on = models.DateField("党员大会通过日期", null=True, blank=True)
    entered_by = who("登记人")

    class Meta:
        verbose_name = "不计入应到会的党员"
        verbose_name_plural = "不计入应到会的党员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "name"],
                name="candidates_party_exemption_once",
                violation_error_message="此人已经登记；同名的请在姓名后注明。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PartyReply(Placed):
    """What the township's party committee answered to a request of the branch."""

    place: ClassVar[str] = "election__village__code"

    class Subject(models.TextChoices):
        CANDIDATES = "candidates", "预备人选的请示"
        RESULT = "result", "选举结果的报告"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="party_replies", verbose_name="选举"
    )
    subject = models.CharField("事项", max_length=12, choices=Subject)
    approved = models.BooleanField("同意")
    number = models.CharField("批复文号", max_length=80)
    replied_on = models.DateField("批复日期")
    note = models.CharField("批复意见", max_length=200, blank=True)
    entered_by = who("登记人")

    class Meta:
        verbose_name = "乡镇党委批复"
        verbose_name_plural = "乡镇党委批复"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "subject"],
                condition=Q(approved=True),
                name="candidates_party_reply_approved_once",
                violation_error_message="这一事项已经批复同意。",
            ),
            models.CheckConstraint(
                condition=Q(approved=True) | ~Q(note=""),
                name="candidates_party_reply_refused_with_words",
                violation_error_message="不同意的批复须写明意见。",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PartySeat(Placed):
    """A member of the new committee. Secretary and deputies are elected among them by the committee."""

    place: ClassVar[str] = "election__village__code"

    class Role(models.TextChoices):
        MEMBER = "member", "委员"
        DEPUTY = "deputy_secretary", "副书记"
        SECRETARY = "secretary", "书记"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="party_seats", verbose_name="选举"
    )
    count = models.ForeignKey(PartyCount, models.PROTECT, related_name="winners", verbose_name="当选的投票")
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, related_name="party_seats", verbose_name="人员"
    )
    votes = models.PositiveIntegerField("得票")
    role = models.CharField("职务", max_length=20, choices=Role, default=Role.MEMBER)
    chosen_on = models.DateField("委员会会议日期", null=True, blank=True)
    chosen_present = models.PositiveSmallIntegerField("委员会会议实到", null=True, blank=True)
    chosen_votes = models.PositiveSmallIntegerField("委员会会议得票", null=True, blank=True)
    entered_by = who("登记人")

    class Meta:
        verbose_name = "新一届党组织委员"
        verbose_name_plural = "新一届党组织委员"
        ordering = ["count", "-votes", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "person"],
                name="candidates_party_seat_once",
                violation_error_message="此人已经当选。",
            ),
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(role="secretary"),
                name="candidates_party_one_secretary",
                violation_error_message="书记只有一名。",
            ),
            models.CheckConstraint(
                condition=Q(
                    role="member",
                    chosen_on__isnull=True,
                    chosen_present__isnull=True,
                    chosen_votes__isnull=True,
                )
                | Q(
                    role__in=["deputy_secretary", "secretary"],
                    chosen_on__isnull=False,
                    chosen_votes__lte=F("chosen_present"),
                ),
                name="candidates_party_office_by_the_committee",
                violation_error_message="书记、副书记由委员会全体会议选举产生，须有日期、实到和得票。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}{self.person.name}"


class PartyObjection(Objection):
    """What somebody said against a 预备人选 while the list hung (公示期间的反映), and how it ended. Who
    said it is not written down, and what comes in late is looked into like the rest."""

    place: ClassVar[str] = "election__village__code"
    objector_name = None  # type: ignore[assignment]  # how Django leaves a field of the base out
    in_time = None  # type: ignore[assignment]

    class Outcome(models.TextChoices):
        OPEN = "", "未办结"
        UPHELD = "upheld", "反映属实"
        REJECTED = "rejected", "反映不属实"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="party_objections", verbose_name="选举"
    )
    nominee = models.ForeignKey(
        PartyNominee, models.PROTECT, related_name="objections", verbose_name="被反映的人选"
    )
    received_on = models.DateField("收到日期")
    outcome = models.CharField("办理结果", max_length=10, choices=Outcome, default=Outcome.OPEN, blank=True)

    class Meta(Objection.Meta):
        verbose_name = "对预备人选的反映"
        verbose_name_plural = "对预备人选的反映"
        ordering = ["pk"]
        constraints = [
            *Objection.Meta.constraints,
            models.UniqueConstraint(
                fields=["nominee", "text"],
                name="candidates_party_objection_once",
                violation_error_message="对此人的同样的反映已经登记，不重复受理。",
            ),
        ]

    def __str__(self) -> str:
        return f"对{self.nominee.person.name}的反映"
