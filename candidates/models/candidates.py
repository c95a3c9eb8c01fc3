from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, who
from election_office.law.words import GENERAL


class CandidateQuerySet(PlacedQuerySet["Candidate"]):
    def standing(self, round_number: int = 1) -> CandidateQuerySet:
        """Those on the list of that round: neither withdrawn nor struck off."""
        return self.filter(round_number=round_number, state=Candidate.State.FORMAL)

    def with_people(self) -> CandidateQuerySet:
        return self.select_related("person", "post", "registration__group")


class Candidate(Placed):
    """A formal candidate for one post in one round (正式候选人). One person stands for one post.

    ``round_number``: 1 the first vote, 2 and more a runoff or a tie vote. Withdrawn, never deleted.
    ``fixed_order`` puts a name where a person decided, with the reason; without it the rulebook orders.
    ``entry_reason``: why somebody was entered by hand and not from the preliminary list.
    ``left_ground``: the code of the ground (candidates.rules) on which somebody was struck off.
    """

    place: ClassVar[str] = "election__village__code"

    class State(models.TextChoices):
        FORMAL = "formal", "正式候选人"
        WITHDRAWN = "withdrawn", "已退出"
        STRUCK = "struck", "已取消资格"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="candidates", verbose_name="选举"
    )
    round_number = models.PositiveSmallIntegerField("投票轮次", default=1)
    post = models.ForeignKey("villages.Post", models.PROTECT, related_name="candidates", verbose_name="职位")
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, related_name="candidacies", verbose_name="人员"
    )
    registration = models.ForeignKey(
        "voters.Registration",
        models.PROTECT,
        related_name="candidacies",
        verbose_name=f"{GENERAL.voter_short}登记",
    )
    nomination_votes = models.PositiveIntegerField("提名得票", null=True, blank=True)
    fixed_order = models.PositiveSmallIntegerField("人工排序", null=True, blank=True)
    order_reason = models.CharField("排序理由", max_length=120, blank=True)
    entry_reason = models.CharField("直接录入理由", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.FORMAL)
    entered_by = who("录入人")
    left_on = models.DateField("退出日期", null=True, blank=True, editable=False)
    left_reason = models.CharField("退出原因", max_length=200, blank=True, editable=False)
    left_ground = models.CharField("取消的情形", max_length=60, blank=True, editable=False)
    left_paper = models.CharField("依据文书文号", max_length=80, blank=True, editable=False)

    objects: ClassVar = PlacedManager.from_queryset(CandidateQuerySet)()

    class Meta:
        verbose_name = "候选人"
        verbose_name_plural = "候选人"
        ordering = ["post__order", F("fixed_order").asc(nulls_last=True), "person__stroke_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "round_number", "person"],
                condition=Q(state="formal"),
                name="candidates_candidate_one_post_each",
                violation_error_message="此人已是候选人：一人只能作为一个职位的候选人。",
            ),
            models.CheckConstraint(
                condition=Q(state="formal", left_on__isnull=True, left_reason="")
                | (Q(left_on__isnull=False) & ~Q(state="formal") & ~Q(left_reason="")),
                name="candidates_candidate_left_with_day_and_reason",
                violation_error_message="退出的候选人须有日期和原因。",
            ),
            models.CheckConstraint(
                condition=(Q(state="struck") & ~Q(left_ground="")) | (~Q(state="struck") & Q(left_ground="")),
                name="candidates_candidate_struck_on_a_ground",
                violation_error_message="取消资格须写明属于哪一种情形。",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name
