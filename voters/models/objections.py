"""申诉: somebody says the roll is wrong, and the electoral committee decides."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from election_office.core import models as core
from election_office.core.fields import FileNameField
from election_office.core.models import PlacedManager, PlacedQuerySet, who
from election_office.core.names import spellings
from villages import numbers
from villages.models.people import person_named


class ObjectionQuerySet(PlacedQuerySet["Objection"]):
    def undecided(self) -> ObjectionQuerySet:
        return self.filter(state=Objection.State.RECEIVED)

    def unposted(self) -> ObjectionQuerySet:
        """Decided, but the people have not been told."""
        return self.filter(state=Objection.State.DECIDED)

    def matching(self, words: str) -> ObjectionQuerySet:
        """By either name, or by the number of the objection."""
        words = words.strip()
        if not words:
            return self
        found = Q(pk__in=[])
        for spelling in spellings(words):
            found |= Q(objector_name__contains=spelling) | Q(about_name__contains=spelling)
        found |= person_named(words, "objector__") | person_named(words, "about__person__")
        if words.isdecimal() and len(words) < 6:
            found |= Q(number=int(words))
        return self.filter(found)

    def with_details(self) -> ObjectionQuerySet:
        return self.select_related(
            "election__village__township__county",
            "election__cycle",
            "roll_version__document",
            "about__person",
            "about__group",
            "document",
            "supplement__document",
        ).defer("roll_version__entries", "supplement__entries")


def objection_file_path(objection: Objection, filename: str) -> str:
    return f"objections/{objection.election_id}/{filename}"


class Objection(core.Objection):
    """One objection to one published version of the roll.

    ``in_time``, ``window_until`` and ``due_on`` are fixed when it is received, by the rulebook of that day
    and the day the version really hung everywhere; a limit is not moved afterwards. Never deleted: taken
    back by the objector, or decided, and the decision posted.
    """

    place = "election__village__code"

    class Claim(models.TextChoices):
        ADD = "add", "应当列入而没有列入"
        REMOVE = "remove", "不应当列入而列入"
        CORRECT = "correct", "登记内容有误"
        OTHER = "other", "其他"

    class How(models.TextChoices):
        WRITTEN = "written", "书面"
        ORAL = "oral", "口头"

    class State(models.TextChoices):
        RECEIVED = "received", "待决定"
        DECIDED = "decided", "已决定，待公布"
        POSTED = "posted", "已公布"
        WITHDRAWN = "withdrawn", "申诉人撤回"

    class Outcome(models.TextChoices):
        UNDECIDED = "", "未决定"
        UPHELD = "upheld", "申诉成立"
        REJECTED = "rejected", "申诉不成立"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="objections", verbose_name="选举"
    )
    roll_version = models.ForeignKey(
        "voters.RollVersion", models.PROTECT, related_name="objections", verbose_name="对哪一版名单"
    )
    number = models.PositiveIntegerField("受理编号", editable=False)
    objector = models.ForeignKey(
        "villages.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objections_made",
        verbose_name="申诉人（人员记录）",
    )
    contact_cipher = models.CharField("联系电话（加密）", max_length=120, blank=True, editable=False)
    about = models.ForeignKey(
        "voters.Registration",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name="所涉登记",
    )
    about_name = models.CharField("所涉人员", max_length=40)
    claim = models.CharField("申诉事项", max_length=10, choices=Claim)
    received_at = models.DateTimeField("收到时间")
    how = models.CharField("提出方式", max_length=10, choices=How, default=How.WRITTEN)
    paper_file = models.FileField("申诉书", upload_to=objection_file_path, max_length=200, blank=True)
    paper_name = FileNameField("申诉书文件名", blank=True)
    window_until = models.DateField("申诉截止", editable=False)
    due_on = models.DateField("决定期限", editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.RECEIVED)

    outcome = models.CharField(
        "处理结果", max_length=10, choices=Outcome, default=Outcome.UNDECIDED, blank=True
    )
    decision_number = models.CharField("决定文号", max_length=60, blank=True)
    decided_by = models.CharField("决定人", max_length=80, blank=True)
    decision_file = models.FileField(
        "决定书扫描件", upload_to=objection_file_path, max_length=200, blank=True
    )
    decision_name = FileNameField("决定书文件名", blank=True)
    decision_entered_at = models.DateTimeField("决定登记时间", null=True, blank=True, editable=False)
    decision_entered_by = who("决定登记人", optional=True)
    supplement = models.ForeignKey(
        "voters.RollVersion",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="from_objections",
        verbose_name="补充名单",
    )
    document = models.ForeignKey(
        "documents.Document",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="处理决定公告",
    )
    posted_on = models.DateField("公布日期", null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField("撤回说明", max_length=200, blank=True, editable=False)

    objects: ClassVar = PlacedManager.from_queryset(ObjectionQuerySet)()

    class Meta(core.Objection.Meta):
        verbose_name = "名单申诉"
        verbose_name_plural = "名单申诉"
        ordering = ["election", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "number"],
                name="voters_objection_one_per_number",
                violation_error_message="申诉受理编号不能重复。",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome="",
                    decided_on__isnull=True,
                    decided_by="",
                    answer="",
                    decision_entered_at__isnull=True,
                    decision_entered_by__isnull=True,
                )
                | (
                    Q(outcome__in=["upheld", "rejected"], decided_on__isnull=False)
                    & Q(decision_entered_at__isnull=False, decision_entered_by__isnull=False)
                    & ~Q(decided_by="")
                    & ~Q(answer="")
                ),
                name="voters_objection_decision_is_whole",
                violation_error_message="处理结果、决定内容、决定人和决定日期要一起填写。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "withdrawn"], outcome="")
                | (Q(state__in=["decided", "posted"]) & ~Q(outcome="")),
                name="voters_objection_state_follows_outcome",
                violation_error_message="申诉的状态与处理结果不符。",
            ),
            models.CheckConstraint(
                condition=Q(state="posted", posted_on__isnull=False)
                | (~Q(state="posted") & Q(posted_on__isnull=True)),
                name="voters_objection_posted_with_its_day",
                violation_error_message="已公布的申诉处理须有公布日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
                name="voters_objection_withdrawn_with_reason",
                violation_error_message="撤回申诉须写明情况。",
            ),
        ]
        indexes = [models.Index(fields=["election", "state", "due_on"], name="voters_objection_by_clock")]

    def __str__(self) -> str:
        return f"申诉第{self.number}号（{self.about_name}）"

    @property
    def contact_masked(self) -> str:
        return numbers.shown(self.contact_cipher, self.election.village_id)

    @property
    def received_on(self) -> dt.date:
        """The local day it came in: what both limits count from."""
        return timezone.localdate(self.received_at)

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.RECEIVED, self.State.DECIDED)

    @property
    def decided_late(self) -> bool:
        """Decided after the limit, or not decided and the limit is over. Stays so for ever."""
        if self.state == self.State.WITHDRAWN:
            return False
        return (self.decided_on or timezone.localdate()) > self.due_on

    @property
    def posted_late(self) -> bool:
        """The result was published after the limit, or is not published and the limit is over."""
        if self.state == self.State.WITHDRAWN:
            return False
        return (self.posted_on or timezone.localdate()) > self.due_on
