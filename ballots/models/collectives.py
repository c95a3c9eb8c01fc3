"""农村集体经济组织: the organisation, its charter, its members, disputes, the register as shown."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse

from election_office.core.models import (
    Placed,
    PlacedManager,
    PlacedQuerySet,
    Revocable,
    together,
    who,
)
from election_office.law.dates import age_on
from election_office.law.overlays import Overlay
from election_office.law.rulebooks import Rulebook, rulebook_for
from election_office.law.words import Words, words_for
from villages.models.people import person_named

KIND = "collective"


class CollectiveQuerySet(PlacedQuerySet["Collective"]):
    def with_places(self) -> CollectiveQuerySet:
        return self.select_related("village__township__county")


class Collective(Placed):
    """The economic organisation of one village. It stands beside the village's own election, with its own
    members, its own law and its own papers."""

    place = "village__code"

    village = models.ForeignKey(
        "villages.Village", models.PROTECT, related_name="collectives", verbose_name="所在村"
    )
    name = models.CharField("名称", max_length=60, help_text="与登记证书一致，标明“集体经济组织”字样。")
    credit_code = models.CharField(
        "统一社会信用代码",
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-HJ-NPQRTUWXY]{18}$", "统一社会信用代码是18位数字和大写字母。")],
    )
    legal_representative = models.CharField("登记的法定代表人", max_length=40, blank=True)

    objects: ClassVar = PlacedManager.from_queryset(CollectiveQuerySet)()

    class Meta:
        verbose_name = "农村集体经济组织"
        verbose_name_plural = "农村集体经济组织"
        ordering = ["village__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "name"],
                name="ballots_collective_one_by_name",
                violation_error_message="这个集体经济组织已经登记。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("ballots:collective", args=[self.pk])

    @property
    def words(self) -> Words:
        return words_for(self.village.code, KIND)

    def rulebook_on(self, day: dt.date) -> Rulebook:
        """The rules on that day under the charter in force. LookupError before the law's first day."""
        charter = Charter.objects.filter(collective=self, revoked_at__isnull=True).first()
        papers = charter.as_overlays() if charter else []
        return rulebook_for(self.village.code, day, papers, kind=KIND, strict=False)


def charter_path(charter: Charter, filename: str) -> str:
    return f"collectives/{charter.collective_id}/charters/{filename}"


class Charter(Placed, Revocable):
    """章程: filed with the township, one in force. What it says for the election stands in its articles."""

    place = "collective__village__code"

    collective = models.ForeignKey(
        Collective, models.PROTECT, related_name="charters", verbose_name="集体经济组织"
    )
    title = models.CharField("章程名称", max_length=80, help_text="不写书名号。")
    passed_on = models.DateField("通过日期")
    paper_number = models.CharField("备案文号", max_length=60)
    filed_on = models.DateField("备案日期")
    scan = models.FileField("章程扫描件", upload_to=charter_path, max_length=200, blank=True)
    entered_by = who("录入人")

    class Meta:
        verbose_name = "章程"
        verbose_name_plural = "章程"
        ordering = ["-pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["collective"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_charter_one_in_force",
                violation_error_message="已有在用的章程，请先停用。",
            ),
            models.CheckConstraint(
                condition=Q(filed_on__gte=models.F("passed_on")),
                name="ballots_charter_filed_after_passed",
                violation_error_message="备案日期不能早于通过日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def as_overlays(self) -> list[Overlay]:
        return [
            Overlay(row.key, row.value, f"《{self.title}》{row.article}", self.passed_on, "charter")
            for row in self.articles.all()
        ]


class CharterArticle(models.Model):
    """What one article of a charter says of one matter; on a matter without a row the charter is silent."""

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="articles", verbose_name="章程")
    key = models.CharField("事项", max_length=60)
    value: models.JSONField[Any, Any] = models.JSONField("取值")
    article = models.CharField("条款", max_length=40)

    class Meta:
        verbose_name = "章程条款"
        verbose_name_plural = "章程条款"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["charter", "key"],
                name="ballots_charter_article_one_per_key",
                violation_error_message="同一事项只能写一条。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.key}"


class CollectiveMemberQuerySet(PlacedQuerySet["Member"]):
    def in_force(self) -> CollectiveMemberQuerySet:
        return self.filter(revoked_at__isnull=True)

    def with_people(self) -> CollectiveMemberQuerySet:
        """With what a list shows, household 2 before household 10."""
        rows = self.select_related("person", "collective__village")
        return rows.order_by(Length("household"), "household", "pk")

    def matching(self, words: str) -> CollectiveMemberQuerySet:
        words = words.strip()
        return self.filter(person_named(words, "person__") | Q(household=words)) if words else self

    def entitled_on(self, day: dt.date) -> CollectiveMemberQuerySet:
        """Those with full capacity that day: ``rules.has_capacity``, asked of the database."""
        return self.filter(
            Q(capacity="full", person__birth_date__lte=_years_before(day, 18))
            | Q(capacity="earner", person__birth_date__lte=_years_before(day, 16)),
            person__died_on__isnull=True,
        )


def _years_before(day: dt.date, years: int) -> dt.date:
    """Who was born on or before this day has full ``years`` on ``day``; 29 February counts from 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


class Member(Placed, Revocable):
    """One member, of any age: the register is no roll. Registration and residence decide nothing."""

    place = "collective__village__code"

    class Capacity(models.TextChoices):
        FULL = "full", "成年后完全民事行为能力"
        EARNER = "earner", "十六周岁以上，以自己的劳动收入为主要生活来源"
        LIMITED = "limited", "无民事行为能力或者限制民事行为能力"

    class Loss(models.TextChoices):
        DEATH = "death", "死亡"
        NATIONALITY = "nationality", "丧失中华人民共和国国籍"
        OTHER = "other", "已取得其他农村集体经济组织成员身份"
        CIVIL_SERVANT = "civil_servant", "已成为公务员（聘任制除外）"
        CHARTER = "charter", "法律法规和章程规定的其他情形"
        ERROR = "error", "登记错误"

    collective = models.ForeignKey(
        Collective, models.PROTECT, related_name="members", verbose_name="集体经济组织"
    )
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, related_name="memberships", verbose_name="本人"
    )
    household = models.CharField("户号", max_length=20)
    relation = models.CharField("与户主关系", max_length=20, blank=True)
    capacity = models.CharField("民事行为能力", max_length=10, choices=Capacity, default=Capacity.FULL)
    in_prison = models.BooleanField("正在服刑", default=False, help_text="服刑不影响成员身份。")
    note = models.CharField("备注", max_length=120, blank=True)
    loss = models.CharField("丧失成员身份的情形", max_length=20, choices=Loss, blank=True, editable=False)
    entered_by = who("登记人")

    objects: ClassVar = PlacedManager.from_queryset(CollectiveMemberQuerySet)()

    class Meta:
        verbose_name = "成员"
        verbose_name_plural = "成员"
        ordering = ["household", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["collective", "person"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_member_once",
                violation_error_message="此人已经在成员名册上。",
            ),
            models.CheckConstraint(
                condition=~Q(household=""),
                name="ballots_member_has_a_household",
                violation_error_message="请填写户号。",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    def age_on(self, day: dt.date) -> int:
        return age_on(self.person.birth_date, day)


class FinanceStaff(Placed, Revocable):
    """财务人员、会计人员: neither they nor their near relatives supervise (第三十四条第二款)."""

    place = "collective__village__code"

    class Duty(models.TextChoices):
        FINANCE = "finance", "财务人员"
        ACCOUNTING = "accounting", "会计人员"

    collective = models.ForeignKey(
        Collective, models.PROTECT, related_name="finance_staff", verbose_name="集体经济组织"
    )
    person = models.ForeignKey("villages.Person", models.PROTECT, related_name="+", verbose_name="本人")
    duty = models.CharField("岗位", max_length=12, choices=Duty)
    entered_by = who("登记人")

    class Meta:
        verbose_name = "财务、会计人员"
        verbose_name_plural = "财务、会计人员"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["collective", "person"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_finance_staff_once",
                violation_error_message="此人已经登记为财务或者会计人员。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}{self.person.name}"


class Register(Placed):
    """The register as of a fixed day: what is shown to the members and filed with township and county."""

    place = "collective__village__code"

    collective = models.ForeignKey(
        Collective, models.PROTECT, related_name="registers", verbose_name="集体经济组织"
    )
    as_of = models.DateField("截止日期")
    members = models.PositiveIntegerField("成员数", editable=False)
    entitled = models.PositiveIntegerField("完全民事行为能力成员数", editable=False)
    households = models.PositiveIntegerField("户数", editable=False)
    fixed_by = who("确认人")
    filed_on = models.DateField("备案日期", null=True, blank=True)
    filed_paper = models.CharField("备案文号", max_length=60, blank=True)

    class Meta:
        verbose_name = "定册"
        verbose_name_plural = "定册"
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collective", "as_of"],
                name="ballots_register_one_per_day",
                violation_error_message="这一天已经定册。",
            ),
            together("filed_on", texts=("filed_paper",), message="备案日期和文号须同时填写。"),
        ]

    def __str__(self) -> str:
        return f"{self.collective}成员名册（截至{self.as_of.isoformat()}）"


class MemberDispute(Placed):
    """对成员身份有异议: mediated by township or county, arbitrated, or in court (第五十六条第一款)."""

    place = "collective__village__code"

    class Route(models.TextChoices):
        ORGANISATION = "organisation", "本组织核实答复"
        TOWNSHIP = "township", "乡镇、街道调解"
        COUNTY = "county", "县级农业农村主管部门调解"
        ARBITRATION = "arbitration", "农村土地承包仲裁机构仲裁"
        COURT = "court", "人民法院诉讼"

    class Answer(models.TextChoices):
        OPEN = "", "正在处理"
        UPHELD = "upheld", "异议成立，已更正名册"
        DISMISSED = "dismissed", "异议不成立，维持名册"
        WITHDRAWN = "withdrawn", "当事人撤回"

    collective = models.ForeignKey(
        Collective, models.PROTECT, related_name="disputes", verbose_name="集体经济组织"
    )
    raised_by = models.CharField("提出人", max_length=40)
    about = models.CharField("异议事项", max_length=300)
    raised_on = models.DateField("提出日期")
    route = models.CharField("处理途径", max_length=12, choices=Route, default=Route.ORGANISATION)
    answer = models.CharField("结果", max_length=10, choices=Answer, blank=True, editable=False)
    answered_on = models.DateField("答复日期", null=True, blank=True, editable=False)
    answered_by = who("答复经办人", optional=True)
    reason = models.CharField("理由", max_length=300, blank=True, editable=False)
    entered_by = who("登记人")

    class Meta:
        verbose_name = "成员身份异议"
        verbose_name_plural = "成员身份异议"
        ordering = ["-raised_on", "-pk"]
        constraints = [together("answered_on", "answered_by", texts=("answer", "reason"))]

    def __str__(self) -> str:
        return f"{self.raised_by}的成员身份异议"
