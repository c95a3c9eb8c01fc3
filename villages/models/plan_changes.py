"""What was changed of a plan after its approval. Entries are added, never rewritten."""

from __future__ import annotations

from typing import Any

from django.db import models

from election_office.core.models import Placed, who


class PlanChange(Placed):
    """One amendment: what changes, for which villages, why, on which paper."""

    class Kind(models.TextChoices):
        DATES = "dates", "事项日期"
        DAY = "day", "选举日"
        OWNER = "owner", "责任单位和责任人"
        JOINED = "joined", "村庄加入"

    place = "cycle__township__code"

    cycle = models.ForeignKey(
        "villages.Cycle", models.PROTECT, related_name="changes", verbose_name="换届方案"
    )
    kind = models.CharField("变更事项", max_length=10, choices=Kind)
    what = models.CharField("变更内容", max_length=300)
    villages: models.JSONField[Any, Any] = models.JSONField("涉及的村", default=list)
    reason = models.CharField("理由", max_length=200)
    paper_number = models.CharField("依据文号", max_length=60)
    changed_by = who("经办人")

    class Meta:
        verbose_name = "方案变更"
        verbose_name_plural = "方案变更"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.what
