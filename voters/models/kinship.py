"""Relations a roll file tells of, waiting for a person to declare them or to say no."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, together, who
from villages.models import Kinship


class KinshipOfferQuerySet(PlacedQuerySet["KinshipOffer"]):
    def waiting(self) -> KinshipOfferQuerySet:
        """Undecided, and of two people between whom nothing has been declared since."""
        declared = Kinship.objects.filter(ended_on__isnull=True)
        either = declared.filter(
            Q(person=models.OuterRef("person"), relative=models.OuterRef("relative"))
            | Q(person=models.OuterRef("relative"), relative=models.OuterRef("person"))
        )
        return self.filter(state=KinshipOffer.State.OPEN).exclude(models.Exists(either))


class KinshipOffer(Placed):
    """``relative`` is the ``kind`` of ``person``, as a file says in ``words``.

    ``derived``: concluded from two lines (brothers by one father); such a one asks for a closer look.
    """

    place = "roll_import__election__village__code"

    class State(models.TextChoices):
        OPEN = "open", "待确认"
        DECLARED = "declared", "已登记"
        DECLINED = "declined", "不登记"

    roll_import = models.ForeignKey(
        "voters.RollImport", models.PROTECT, related_name="kinship_offers", verbose_name="名册文件"
    )
    person = models.ForeignKey("villages.Person", models.PROTECT, related_name="+", verbose_name="本人")
    relative = models.ForeignKey("villages.Person", models.PROTECT, related_name="+", verbose_name="亲属")
    kind = models.CharField("关系", max_length=12, choices=Kinship.Kind)
    words = models.CharField("名册的写法", max_length=120)
    derived = models.BooleanField("推定", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    decided_by = who("确认人", optional=True)
    decided_at = models.DateTimeField("确认时间", null=True, blank=True, editable=False)

    objects: ClassVar = PlacedManager.from_queryset(KinshipOfferQuerySet)()

    class Meta:
        verbose_name = "名册中的亲属关系"
        verbose_name_plural = "名册中的亲属关系"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("relative")),
                name="voters_kinship_offer_not_with_oneself",
                violation_error_message="本人不能是自己的亲属。",
            ),
            together("decided_by", "decided_at", name="voters_kinship_offer_decided_together"),
        ]
        indexes = [
            models.Index(fields=["roll_import"], condition=Q(state="open"), name="voters_kinship_offer_open")
        ]

    def __str__(self) -> str:
        return f"{self.relative}是{self.person}的{self.get_kind_display()}"
