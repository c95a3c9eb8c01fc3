"""候选人与村民见面: the meeting, the order of speaking by lot, and what each candidate promised."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from election_office.core.models import Placed, who


class VotersMeeting(Placed):
    """The meeting that the electoral committee holds; one for an election, drawn before it is held."""

    place = "election__village__code"

    election = models.OneToOneField(
        "villages.Election", models.PROTECT, related_name="voters_meeting", verbose_name="选举"
    )
    planned_for = models.DateField("见面会日期")
    place_held = models.CharField("地点", max_length=80)
    drawn_at = models.DateTimeField("抽签时间")
    drawn_before = models.CharField("抽签见证人", max_length=60)
    held_on = models.DateField("召开日期", null=True, blank=True)
    present = models.PositiveIntegerField("到会人数", null=True, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "候选人见面会"
        verbose_name_plural = "候选人见面会"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=True, present__isnull=True)
                | Q(held_on__isnull=False, present__gt=0),
                name="candidates_meeting_held_with_its_people",
                violation_error_message="召开日期和到会人数要一起填写，到会人数要大于零。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.election.village.name}候选人见面会"


class MeetingSpeaker(Placed):
    """A candidate at the meeting: the turn by lot, the resume that people may read, whether they came, and
    the promise kept for the term."""

    place = "meeting__election__village__code"

    meeting = models.ForeignKey(
        VotersMeeting, models.PROTECT, related_name="speakers", verbose_name="候选人见面会"
    )
    candidate = models.ForeignKey(
        "candidates.Candidate", models.PROTECT, related_name="+", verbose_name="候选人"
    )
    turn = models.PositiveSmallIntegerField("发言次序")
    spoke = models.BooleanField("到会发言", null=True, blank=True)
    absent_reason = models.CharField("没有到会的原因", max_length=200, blank=True)
    resume = models.TextField("简历", blank=True)
    promise = models.TextField("任职承诺", blank=True)

    class Meta:
        verbose_name = "见面会发言人"
        verbose_name_plural = "见面会发言人"
        ordering = ["turn"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "candidate"],
                name="candidates_meeting_speaks_once",
                violation_error_message="此人已在发言名单中。",
            ),
            models.CheckConstraint(
                condition=~Q(spoke=False) | ~Q(absent_reason=""),
                name="candidates_meeting_absent_with_a_reason",
                violation_error_message="没有到会的，请写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return self.candidate.person.name
