"""What was pressed at the desk, and what stood there before: so that a mistake can be taken back."""

from __future__ import annotations

from django.db import models

from election_office.core.models import Placed, Revocable, who
from election_office.law.words import GENERAL


class DeskEntry(Placed, Revocable):
    """One act at the desk about one person. Written only by ``voters.desk.actions``.

    ``before``: the registration as it was, empty when there was none. ``person_before``: what the act
    changed in the person's own record. ``seen``: when the registration was last changed, by this act; a later
    change makes the entry history.
    """

    place = "registration__election__village__code"

    class Act(models.TextChoices):
        REGISTER = "register", "登记"
        DECLARED = "declared", "登记（外出，本人表示参加）"
        AWAY = "away", "记为外出"
        DECEASED = "deceased", "登记去世"
        MOVED = "moved", "登记迁出"
        DEPRIVED = "deprived", "登记依法被剥夺政治权利"

    registration = models.ForeignKey(
        "voters.Registration",
        models.PROTECT,
        related_name="desk_entries",
        verbose_name=f"{GENERAL.voter_short}登记",
    )
    act = models.CharField("办理", max_length=10, choices=Act)
    before = models.JSONField("办理以前的登记", default=dict, blank=True, editable=False)
    person_before = models.JSONField("办理以前的人员记录", default=dict, blank=True, editable=False)
    seen = models.DateTimeField("登记变动时间", editable=False)
    entered_by = who("经办人")

    class Meta:
        verbose_name = "登记台办理记录"
        verbose_name_plural = "登记台办理记录"
        ordering = ["pk"]
        constraints = [*Revocable.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.registration}{self.get_act_display()}"
