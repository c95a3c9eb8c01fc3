"""委托投票: a voter who cannot come asks another to vote in their place."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, Revocable, who
from election_office.law.relations import RELATION_LABELS
from election_office.law.words import GENERAL
from villages.models.people import person_named


class ProxyQuerySet(PlacedQuerySet["Proxy"]):
    def in_force(self) -> ProxyQuerySet:
        return self.filter(revoked_at__isnull=True)

    def matching(self, words: str) -> ProxyQuerySet:
        """By either of the two as people are found everywhere, or by the number of the card."""
        words = words.strip()
        if not words:
            return self
        found = person_named(words, "principal__person__") | person_named(words, "agent__person__")
        if words.isdecimal() and len(words) < 6:
            found |= Q(number=int(words))
        return self.filter(found)

    def with_people(self) -> ProxyQuerySet:
        return self.select_related(
            "principal__person", "principal__group", "agent__person", "agent__group", "granted_by"
        )


class Proxy(Placed, Revocable):
    """One voter's authority for another, granted and ended only by ``voters.actions``.

    ``relation``: what the agent is to the principal (law.relations), empty for another villager.
    ``number`` runs within the election and is never used twice. Revoked, never deleted.
    """

    place = "election__village__code"

    class Ground(models.TextChoices):
        AWAY = "away", "选举期间外出"
        SPECIAL = "special", "有特殊原因"
        OTHER = "other", "因故不能直接投票"

    class Form(models.TextChoices):
        WRITTEN = "written", "书面委托书"
        PHONE = "phone", "电话委托（另附书面记录）"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="proxies", verbose_name="选举"
    )
    number = models.PositiveIntegerField("委托证编号", editable=False)
    principal = models.ForeignKey(
        "voters.Registration", models.PROTECT, related_name="proxies_given", verbose_name="委托人"
    )
    agent = models.ForeignKey(
        "voters.Registration", models.PROTECT, related_name="proxies_held", verbose_name="受委托人"
    )
    ground = models.CharField("委托原因", max_length=10, choices=Ground, default=Ground.AWAY)
    detail = models.CharField("原因说明", max_length=120, blank=True)
    relation = models.CharField(
        "受委托人是委托人的", max_length=12, choices=RELATION_LABELS.items(), blank=True
    )
    form = models.CharField("委托形式", max_length=10, choices=Form, default=Form.WRITTEN)
    witnesses = models.CharField("免提接听的选举委员会成员", max_length=80, blank=True)
    id_copy_kept = models.BooleanField("已留存委托人身份证复印件并核对号码", default=False)
    requested_on = models.DateField("办理日期")
    card_taken_back = models.BooleanField("已收回委托人证件", default=False)
    granted_by = who("经办人")

    objects: ClassVar = PlacedManager.from_queryset(ProxyQuerySet)()

    class Meta:
        verbose_name = "委托投票"
        verbose_name_plural = "委托投票"
        ordering = ["election", "number"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["election", "number"],
                name="voters_proxy_one_per_number",
                violation_error_message="委托证编号不能重复。",
            ),
            models.UniqueConstraint(
                fields=["principal"],
                condition=Q(revoked_at__isnull=True),
                name="voters_proxy_one_in_force_per_principal",
                violation_error_message="委托人已经办理委托，改换受委托人须先撤销原委托。",
            ),
            models.CheckConstraint(
                condition=~Q(principal=F("agent")),
                name="voters_proxy_not_to_oneself",
                violation_error_message="委托人和受委托人不能是同一个人。",
            ),
        ]
        indexes = [models.Index(fields=["agent", "revoked_at"], name="voters_proxy_by_agent")]

    def __str__(self) -> str:
        return f"{self.principal}委托{self.agent}"

    @property
    def relation_label(self) -> str:
        """配偶, 父母 … as the notice prints it; another villager when no kin."""
        return RELATION_LABELS.get(self.relation, f"其他{GENERAL.people}")
