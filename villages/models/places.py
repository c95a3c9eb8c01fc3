"""County, township, village, group: the places an election happens in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, Versioned, Viewer, together
from election_office.documents.kinds import Place
from election_office.law.dates import DaysOff
from election_office.law.text import cn_number
from election_office.law.words import GENERAL, Words, words_for
from villages import numbers


class County(Versioned):
    code = models.CharField("区划代码", max_length=6, unique=True, validators=[RegexValidator(r"^\d{6}$")])
    name = models.CharField("县（市、区）", max_length=40)
    office_name = models.CharField(
        "县换届工作机构全称",
        max_length=80,
        blank=True,
        help_text="例如“某某县村（社区）换届工作领导小组办公室”。",
    )

    class Meta:
        verbose_name = "县"
        verbose_name_plural = "县"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        return self.code


def full_body_name(name: str, kind: str) -> str:
    """The usual full name for a place whose own is not known yet: 东山村 → 东山村村民委员会."""
    return f"{name}{words_for('', 'community' if kind == 'community' else 'village').body}"


def usual_group_name(kind: str, number: int) -> str:
    """What a group is called when nobody named it. A village's is made from its number when it is shown; a
    community's is written down, so that no page has to ask for the kind of the place."""
    if kind == "community":
        return f"第{cn_number(number)}{words_for('', kind).group}"
    return ""


def townships_of(user: Viewer, path: str) -> models.Q:
    """The townships a user works in: their own, those of their county, the one their village is in.

    ``path`` leads to the code of the township."""
    fence = models.Q(pk__in=[])
    for code in user.areas_in_view():
        fence |= models.Q(**{f"{path}__startswith": code} if len(code) <= 9 else {path: code[:9]})
    return fence


class TownshipQuerySet(models.QuerySet["Township"]):
    def visible_to(self, user: Viewer) -> TownshipQuerySet:
        return self.filter(townships_of(user, "code"))


class Township(Versioned):
    county = models.ForeignKey(County, models.PROTECT, related_name="townships", verbose_name="县")
    code = models.CharField("区划代码", max_length=9, unique=True, validators=[RegexValidator(r"^\d{9}$")])
    name = models.CharField("乡镇（街道）", max_length=40)
    guidance_group = models.CharField(
        "选举指导机构全称",
        max_length=80,
        blank=True,
        help_text=f"落款用，例如“某某镇{GENERAL.body}换届选举指导组”；留空则按乡镇名称自动生成。",
    )
    office_name = models.CharField(
        "换届办全称",
        max_length=80,
        blank=True,
        help_text="例如“某某镇村（社区）换届工作领导小组办公室”。",
    )
    phone = models.CharField("换届办电话", max_length=20, blank=True)
    other_code = models.CharField(
        "另一套区划代码",
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^\d{9}$", "乡镇的区划代码是9位数字。")],
        help_text="民政部门和统计部门编的代码不同时，把另一套也填上。",
    )
    # The State Council's announcement: {"2027": {"off": [days], "work": [days], "paper": "…"}}. It stands
    # here since every page of an election has read this row already.
    rest_days: models.JSONField[Any, Any] = models.JSONField("放假安排", default=dict, blank=True)

    objects = TownshipQuerySet.as_manager()

    class Meta:
        verbose_name = "乡镇"
        verbose_name_plural = "乡镇"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("villages:township_detail", args=[self.pk])

    @property
    def area_code(self) -> str:
        return self.code

    @property
    def days_off(self) -> DaysOff:
        """What was announced, all years together."""
        years = self.rest_days.values()
        off, work = (
            {date.fromisoformat(day) for year in years for day in year[key]} for key in ("off", "work")
        )
        return DaysOff(frozenset(off), frozenset(work))

    @property
    def guidance_title(self) -> str:
        return self.guidance_group or f"{self.name}{words_for(self.code).election}指导组"


class VillageQuerySet(PlacedQuerySet["Village"]):
    def in_being(self) -> VillageQuerySet:
        """Those not merged into another or dissolved."""
        return self.filter(ended_on__isnull=True)

    def holding(self, area_codes: Iterable[str]) -> VillageQuerySet:
        """Those that lie in one of these divisions."""
        found = models.Q(pk__in=[])
        for code in area_codes:
            found |= models.Q(code__startswith=code)
        return self.filter(found)


class Village(Placed):
    """A village or a community. ``body_name`` is the full legal name of its committee, as its seal has it."""

    class Kind(models.TextChoices):
        VILLAGE = "village", "村"
        COMMUNITY = "community", "社区"

    place = "code"

    township = models.ForeignKey(Township, models.PROTECT, related_name="villages", verbose_name="乡镇")
    code = models.CharField(
        "区划代码",
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^\d{12}$", "村的区划代码是12位数字。")],
    )
    other_code = models.CharField(
        "另一套区划代码",
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^\d{12}$", "村的区划代码是12位数字。")],
        help_text="民政部门和统计部门编的代码不同时，把另一套也填上。",
    )
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.VILLAGE)
    name = models.CharField("村名", max_length=40, help_text="写全称，例如“东山村”。")
    body_name = models.CharField(
        "村（居）民委员会全称",
        max_length=60,
        blank=True,
        help_text=f"与公章一致，例如“东山村{GENERAL.body}”；印在公告、证书上。",
    )
    leader = models.CharField("负责人", max_length=40, blank=True)
    leader_phone_cipher = models.CharField("负责人电话（加密）", max_length=120, blank=True, editable=False)
    population = models.PositiveIntegerField("户籍人口", default=0)
    households = models.PositiveIntegerField("户数", default=0)
    notice_place = models.CharField("村公告栏地点", max_length=80, default=f"{GENERAL.body}公告栏")
    founded_on = models.DateField("区划调整设立的批准日期", null=True, blank=True)
    ended_on = models.DateField("撤并日期", null=True, blank=True, editable=False)
    ended_reason = models.CharField("撤并依据", max_length=200, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        verbose_name="并入",
    )

    objects: ClassVar = PlacedManager.from_queryset(VillageQuerySet)()

    class Meta:
        verbose_name = "村"
        verbose_name_plural = "村"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["township", "name"],
                name="villages_village_one_per_name",
                violation_error_message="本乡镇已有同名的村。",
            ),
            together(
                "ended_on",
                texts=("ended_reason",),
                name="villages_village_ended_on_and_reason_together",
                message="撤并日期和依据应一并填写。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("villages:detail", args=[self.pk])

    @property
    def words(self) -> Words:
        """What this place calls its people, its body and its groups."""
        return words_for(self.code, self.kind)

    @property
    def committee_name(self) -> str:
        """The full legal name. Half of the country's villages write 东山村村民委员会, the other half
        东山村民委员会: only the village knows, so what it entered is never shortened."""
        return self.body_name or full_body_name(self.name, self.kind)

    @property
    def leader_phone(self) -> str:
        return numbers.decrypt(self.leader_phone_cipher)

    def places(self) -> list[Place]:
        """Where a notice for the whole village must hang: the village board and every group's."""
        groups = [
            Place(key=f"group-{group.number}", name=group.notice_place or f"{group.title}公告点")
            for group in self.groups.all()
        ]
        return [Place(key="village", name=self.notice_place), *groups]


class GroupQuerySet(models.QuerySet["Group"]):
    def with_people(self) -> Self:
        """With how many people and how many households of each are entered."""
        households = models.Count("people__household", filter=~models.Q(people__household=""), distinct=True)
        return self.annotate(people_count=models.Count("people", distinct=True), household_count=households)


class Group(models.Model):
    """A village group (村民小组)."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="groups", verbose_name="村")
    number = models.PositiveSmallIntegerField("组号")
    name = models.CharField(
        "组名", max_length=40, blank=True, help_text=f"留空则按组号称“第一{GENERAL.group}”。"
    )
    notice_place = models.CharField("张贴地点", max_length=80, blank=True)
    leader = models.CharField("组长", max_length=40, blank=True)
    leader_phone_cipher = models.CharField("组长电话（加密）", max_length=120, blank=True, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = GENERAL.group
        verbose_name_plural = GENERAL.group
        ordering = ["village", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "number"],
                name="villages_group_one_per_number",
                violation_error_message=f"{GENERAL.here}已有同号的{GENERAL.group}。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def leader_phone(self) -> str:
        return numbers.decrypt(self.leader_phone_cipher)

    @property
    def title(self) -> str:
        return self.name or f"第{cn_number(self.number)}{GENERAL.group}"

    @property
    def area_code(self) -> str:
        return self.village.code
