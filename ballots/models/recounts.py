"""A box drawn by lot before the people and counted again, before a result is declared."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ballots.models.rounds import Box, Round
from election_office.core.models import Placed, who


class Recount(Placed):
    """The box the lot fell on, who drew it and who saw it, and what the second counting found.

    ``same`` empty: drawn, not counted again yet. Never deleted: a box that was found to differ is typed
    anew, and this row says why.
    """

    place = "round__election__village__code"

    round = models.ForeignKey(Round, models.PROTECT, related_name="recounts", verbose_name="投票轮次")
    box = models.ForeignKey(Box, models.PROTECT, related_name="recounts", verbose_name="抽中的票箱")
    drawn_by = models.CharField("抽签人", max_length=40)
    witness = models.CharField("见证人", max_length=40)
    drawn_at = models.DateTimeField("抽签时间", editable=False)
    recorded_by = who("登记人")
    counted_by = models.CharField("复点人", max_length=80, blank=True)
    same = models.BooleanField("与原计票相符", null=True, editable=False)
    found = models.CharField("不符之处", max_length=300, blank=True)
    finished_at = models.DateTimeField("复点登记时间", null=True, blank=True, editable=False)
    finished_by = who("复点登记人", optional=True)

    class Meta:
        verbose_name = "抽签复点"
        verbose_name_plural = "抽签复点"
        ordering = ["drawn_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "box"],
                name="ballots_recount_a_box_once",
                violation_error_message="这个票箱已经抽中过。",
            ),
            models.CheckConstraint(
                condition=~Q(drawn_by=F("witness")),
                name="ballots_recount_two_people",
                violation_error_message="抽签人和见证人不能是同一人。",
            ),
            models.CheckConstraint(
                condition=Q(same__isnull=True, finished_at__isnull=True, found="")
                | Q(same=True, finished_at__isnull=False, found="")
                | (Q(same=False, finished_at__isnull=False) & ~Q(found="")),
                name="ballots_recount_says_what_differs",
                violation_error_message="与原计票不符的，须写明不符之处。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.box.name}抽签复点"
