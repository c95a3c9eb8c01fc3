"""选民证/参选证: what a voter brings to be handed a ballot."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, Revocable, who
from election_office.law.words import GENERAL
from villages.models.people import person_named
from voters.models.registrations import Registration


class CardQuerySet(PlacedQuerySet["Card"]):
    def in_force(self) -> CardQuerySet:
        return self.filter(revoked_at__isnull=True)

    def unprinted(self) -> CardQuerySet:
        return self.filter(printed_at__isnull=True)

    def with_people(self) -> CardQuerySet:
        return self.select_related("registration__person", "registration__group")

    def in_roll_order(self) -> CardQuerySet:
        """Group by group, by the number on the roll: the order they are printed and handed out in."""
        return self.order_by(
            models.F("registration__group__number").asc(nulls_last=True), "number", "edition"
        )

    def matching(self, words: str) -> CardQuerySet:
        """By name, pinyin initials, number on the roll, or the code under the QR."""
        words = words.strip()
        if not words:
            return self
        found = person_named(words, "registration__person__")
        if words.isdecimal() and len(words) < 7:
            found |= Q(number=int(words))
        # A scanner types what the QR holds, which may be an address that ends with the code.
        code = words.rstrip("/").rpartition("/")[2].upper().replace("-", "").replace(" ", "")
        return self.filter(found | Q(code=code))


class Card(Placed, Revocable):
    """One piece of paper for one voter. Written only by ``voters.cards.actions``; void, never deleted.

    ``number`` is the number on the roll. A lost card is replaced by the next ``edition``, which makes the
    former void at the same moment: at most one card of a voter is in force.
    """

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="cards", verbose_name="选举"
    )
    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="cards", verbose_name=GENERAL.voter_short
    )
    number = models.PositiveIntegerField("名单序号", editable=False)
    edition = models.PositiveSmallIntegerField(
        "第几次制发", default=1, editable=False, validators=[MinValueValidator(1)]
    )
    code = models.CharField("证件码", max_length=12, unique=True, editable=False)
    issued_at = models.DateTimeField("制发时间", editable=False)
    issued_by = who("制发人")
    printed_at = models.DateTimeField("首次打印时间", null=True, blank=True, editable=False)
    # A job that is run again after its worker died must find the same cards.
    print_job = models.ForeignKey(
        "jobs.Job",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="打印任务",
    )
    handed_over_at = models.DateTimeField("发放时间", null=True, blank=True, editable=False)
    handed_over_by = who("发放登记人", optional=True)

    objects: ClassVar = PlacedManager.from_queryset(CardQuerySet)()

    class Meta:
        verbose_name = GENERAL.card
        verbose_name_plural = GENERAL.card
        ordering = ["election", "number", "edition"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["registration", "edition"],
                name="voters_card_one_per_edition",
                violation_error_message="这一次制发已有记录。",
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(revoked_at__isnull=True),
                name="voters_card_one_in_force",
                violation_error_message="此人已有一张有效的证，补发须先作废原证。",
            ),
            models.CheckConstraint(condition=Q(edition__gte=1), name="voters_card_editions_from_one"),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=True, handed_over_by__isnull=True)
                | Q(handed_over_at__isnull=False, handed_over_by__isnull=False),
                name="voters_card_handed_over_at_and_by_together",
                violation_error_message="发放时间和登记人要一起记录。",
            ),
        ]
        indexes = [models.Index(fields=["election", "revoked_at", "number"], name="voters_card_by_number")]

    def __str__(self) -> str:
        return f"第{self.number}号第{self.edition}次"

    @property
    def shown_code(self) -> str:
        """In threes, as people read it from the card."""
        return "-".join(self.code[start : start + 3] for start in range(0, len(self.code), 3))

    @property
    def status(self) -> str:
        return "void" if self.revoked_at else "in_force"

    def get_status_display(self) -> str:
        return "已作废" if self.revoked_at else "有效"
