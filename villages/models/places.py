"""County, township, village, group: the places an election happens in."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.models import Placed
from election_office.documents.kinds import Place
from election_office.law.text import cn_number


class County(models.Model):
    code = models.CharField("区划代码", max_length=6, unique=True, validators=[RegexValidator(r"^\d{6}$")])
    name = models.CharField("县（市、区）", max_length=40)

    class Meta:
        verbose_name = "县"
        verbose_name_plural = "县"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        return self.code


class TownshipQuerySet(models.QuerySet["Township"]):
    def visible_to(self, user: User) -> TownshipQuerySet:
        """The townships a user works in: their own, those of their county, the one their village is in."""
        codes = user.areas(Permission.VILLAGE_VIEW)
        fence = models.Q(pk__in=[])
        for code in codes:
            fence |= models.Q(code__startswith=code) if len(code) <= 9 else models.Q(code=code[:9])
        return self.filter(fence) if user.is_active else self.none()


class Township(models.Model):
    county = models.ForeignKey(County, models.PROTECT, related_name="townships", verbose_name="县")
    code = models.CharField("区划代码", max_length=9, unique=True, validators=[RegexValidator(r"^\d{9}$")])
    name = models.CharField("乡镇（街道）", max_length=40)
    guidance_group = models.CharField(
        "选举指导机构全称",
        max_length=80,
        blank=True,
        help_text="落款用，例如“某某镇村民委员会换届选举指导组”；留空则按乡镇名称自动生成。",
    )

    objects = TownshipQuerySet.as_manager()

    class Meta:
        verbose_name = "乡镇"
        verbose_name_plural = "乡镇"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        return self.code

    @property
    def guidance_title(self) -> str:
        return self.guidance_group or f"{self.name}村民委员会换届选举指导组"


class Village(Placed):
    place = "code"

    township = models.ForeignKey(Township, models.PROTECT, related_name="villages", verbose_name="乡镇")
    code = models.CharField(
        "区划代码",
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^\d{12}$", "村的区划代码是12位数字。")],
    )
    name = models.CharField("村名", max_length=40, help_text="写全称，例如“东山村”。")
    population = models.PositiveIntegerField("户籍人口", default=0)
    households = models.PositiveIntegerField("户数", default=0)
    notice_place = models.CharField("村公告栏地点", max_length=80, default="村民委员会公告栏")

    class Meta:
        verbose_name = "村"
        verbose_name_plural = "村"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["township", "name"],
                name="villages_village_one_per_name",
                violation_error_message="本乡镇已有同名的村。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def committee_name(self) -> str:
        """村名 as the seal writes it: the name and 村民委员会 without a doubled 村."""
        return f"{self.name}民委员会" if self.name.endswith("村") else f"{self.name}村民委员会"

    def places(self) -> list[Place]:
        """Where a notice for the whole village must hang: the village board and every group's."""
        groups = [
            Place(key=f"group-{group.number}", name=group.notice_place or f"{group.title}公告点")
            for group in self.groups.all()
        ]
        return [Place(key="village", name=self.notice_place), *groups]


class Group(models.Model):
    """A village group (村民小组)."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="groups", verbose_name="村")
    number = models.PositiveSmallIntegerField("组号")
    name = models.CharField("组名", max_length=40, blank=True, help_text="留空则按组号称“第一村民小组”。")
    notice_place = models.CharField("张贴地点", max_length=80, blank=True)

    class Meta:
        verbose_name = "村民小组"
        verbose_name_plural = "村民小组"
        ordering = ["village", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "number"],
                name="villages_group_one_per_number",
                violation_error_message="本村已有同号的村民小组。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.name or f"第{cn_number(self.number)}村民小组"

    @property
    def area_code(self) -> str:
        return self.village.code
