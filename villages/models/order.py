from __future__ import annotations

from typing import ClassVar

from django.db import models

from election_office.core.models import Placed, who


class OrderException(Placed):
    """The township let an act happen before a time given to people was over: its reason and its paper. Never
    taken back: what was done rests on it."""

    place: ClassVar[str] = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="order_exceptions", verbose_name="选举"
    )
    act = models.CharField("事项", max_length=60)
    words = models.CharField("例外办理的内容", max_length=120)
    reason = models.CharField("理由", max_length=300)
    paper_number = models.CharField("文号", max_length=80)
    decided_on = models.DateField("决定日期")
    allowed_by = who("登记人")

    class Meta:
        verbose_name = "例外办理"
        verbose_name_plural = "例外办理"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "act"],
                name="villages_order_exception_once",
                violation_error_message="这件事项已经登记例外，不须重复登记。",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason="") & ~models.Q(paper_number=""),
                name="villages_order_exception_with_reason_and_paper",
                violation_error_message="例外办理须有理由和文号。",
            ),
        ]

    def __str__(self) -> str:
        return self.words
