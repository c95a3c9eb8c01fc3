"""What was done on paper while the power was out, typed in afterwards as one act."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ballots.models.rounds import Box
from election_office.core.models import Placed, who


def scan_path(row: PaperIssue, filename: str) -> str:
    return f"paper-issues/{row.box_id}/{filename}"


class PaperIssue(Placed):
    """Ballots one box handed out by the signed list while no desk worked. The rights themselves are
    hand-outs like all others; this row holds from when to when, why, who sat there and the signed pages."""

    place = "box__round__election__village__code"

    box = models.ForeignKey(Box, models.PROTECT, related_name="paper_issues", verbose_name="票箱")
    began_at = models.DateTimeField("改用纸质名册的时间")
    ended_at = models.DateTimeField("停用纸质名册的时间")
    own = models.PositiveIntegerField("本人领票")
    proxy = models.PositiveIntegerField("委托领票")
    spoiled = models.PositiveIntegerField("写坏换发", default=0)
    conflicts = models.PositiveIntegerField("登记为冲突", default=0, editable=False)
    reason = models.CharField("原因", max_length=300)
    handed_by = models.CharField("发票人、监票人", max_length=120)
    scan = models.FileField("签名名册和参加投票人数表", upload_to=scan_path, max_length=200)
    recorded_by = who("补录人")

    class Meta:
        verbose_name = "纸质发票补录"
        verbose_name_plural = "纸质发票补录"
        ordering = ["began_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("began_at")),
                name="ballots_paper_issue_ends_after_it_began",
                violation_error_message="停用纸质名册的时间须晚于改用的时间。",
            ),
            models.CheckConstraint(
                condition=Q(own__gt=0) | Q(proxy__gt=0),
                name="ballots_paper_issue_of_somebody",
                violation_error_message="纸质名册上至少有一人领票，才需要补录。",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(scan=""),
                name="ballots_paper_issue_has_reason_and_scan",
                violation_error_message="补录须写明原因，并附签名名册的扫描件。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.box.name}纸质发票补录"
