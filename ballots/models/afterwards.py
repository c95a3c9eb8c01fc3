"""What follows the result in a village: the handover item by item, who does what, whom somebody talked to and
cared for, and the rules the new team works by."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from election_office.core.fields import EncryptedTextField, FileNameField
from election_office.core.models import Placed, Revocable, who


class HandoverItem(Placed):
    """One thing the outgoing committee hands over: what there is by the books, what was given, what lacks.

    ``nothing``: the village has none of this kind, with the reason in ``name``.
    """

    place = "election__village__code"

    class Kind(models.TextChoices):
        SEAL = "seal", "公章"
        BOOKS = "books", "账簿"
        ASSETS = "assets", "资金、资产、资源"
        CONTRACTS = "contracts", "合同"
        DEBTS = "debts", "债权债务"
        FILES = "files", "档案"
        SERVICES = "services", "公共服务事项"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="handover_items", verbose_name="选举"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind)
    name = models.CharField("名称", max_length=120)
    nothing = models.BooleanField("没有这一类", default=False)
    listed = models.CharField("应移交", max_length=80, blank=True)
    giver = models.CharField("移交人", max_length=40, blank=True)
    handed_on = models.DateField("移交日期", null=True, blank=True)
    handed = models.CharField("实移交", max_length=80, blank=True)
    receiver = models.CharField("接收人", max_length=40, blank=True)
    shortfall = models.CharField("差额或者缺失", max_length=200, blank=True)
    settled_on = models.DateField("差额解决日期", null=True, blank=True)
    settled = models.CharField("差额处理结果", max_length=200, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "移交事项"
        verbose_name_plural = "移交事项"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "kind", "name"],
                name="ballots_handover_item_once",
                violation_error_message="这一项已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(nothing=False) | Q(handed_on__isnull=True, shortfall="", settled_on__isnull=True),
                name="ballots_handover_nothing_is_not_handed",
                violation_error_message="没有的事项不能登记移交。",
            ),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True, settled="")
                | (Q(settled_on__isnull=False) & ~Q(settled="") & ~Q(shortfall="")),
                name="ballots_handover_settled_with_its_result",
                violation_error_message="差额解决日期和处理结果要一起填写，并且要有差额。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def done(self) -> bool:
        """Nothing of it is open: handed over whole, or what was missing is settled."""
        if self.nothing:
            return True
        return self.settled_on is not None or (self.handed_on is not None and not self.shortfall)


class HandoverMeasure(Placed):
    """What was done against somebody who does not hand over, and until when they have to."""

    place = "item__election__village__code"

    class Kind(models.TextChoices):
        URGED = "urged", "选举委员会书面催交"
        APPEALED = "appealed", "新一届书面申诉"
        ORDERED = "ordered", "镇政府责令限期移交"
        TALKED = "talked", "约谈"
        REPORTED = "reported", "报告有关机关"
        SUED = "sued", "依法起诉"

    item = models.ForeignKey(HandoverItem, models.PROTECT, related_name="measures", verbose_name="移交事项")
    kind = models.CharField("措施", max_length=10, choices=Kind)
    against = models.CharField("对谁", max_length=40)
    taken_on = models.DateField("日期")
    due_on = models.DateField("限期", null=True, blank=True)
    paper_number = models.CharField("文号", max_length=60, blank=True)
    what = models.CharField("内容", max_length=300)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "催交措施"
        verbose_name_plural = "催交措施"
        ordering = ["taken_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["urged", "ordered"]) | ~Q(paper_number=""),
                name="ballots_handover_measure_on_paper",
                violation_error_message="书面催交和责令移交须有文书，请填写文号。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.against}）"


def signing_path(row: HandoverSigning, filename: str) -> str:
    return f"handover/{row.election_id}/{filename}"


class HandoverSigning(Placed, Revocable):
    """The 移交清单 as it was signed: by who gives, who takes and who watches, before the committee."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="handover_signings", verbose_name="选举"
    )
    signed_on = models.DateField("签字日期")
    host = models.CharField("主持人", max_length=40)
    giver = models.CharField("移交人签字", max_length=40)
    receiver = models.CharField("接收人签字", max_length=40)
    supervisor = models.CharField("监交人签字", max_length=40)
    list_number = models.CharField("移交清单文号", max_length=60)
    file = models.FileField("签字的移交清单", upload_to=signing_path)
    filename = FileNameField("文件名称")
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "移交签字"
        verbose_name_plural = "移交签字"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_handover_signed_once",
                violation_error_message="移交清单已经签字。",
            ),
        ]

    def __str__(self) -> str:
        return f"移交清单{self.list_number}"


class Duty(Placed):
    """分工: what a member of the new team answers for, and whether the village pays them for this post."""

    place = "holder__body__election__village__code"

    holder = models.OneToOneField("villages.Holder", models.PROTECT, related_name="duty", verbose_name="任职")
    work = models.CharField("分管工作", max_length=200)
    from_on = models.DateField("分工日期")
    paid = models.BooleanField("按这一职务领取报酬", default=False)
    other_pay = models.CharField("在别处领取报酬的单位", max_length=60, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "分工"
        verbose_name_plural = "分工"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(paid=False) | Q(other_pay=""),
                name="ballots_duty_paid_in_one_place",
                violation_error_message="在其他单位领取报酬的，不能同时在村里领取报酬。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder}分工"


class _Leaver(Placed):
    """About somebody who left the team, or stood and was not elected: exactly one of the two."""

    place = "election__village__code"

    class Meta:
        abstract = True

    election = models.ForeignKey("villages.Election", models.PROTECT, related_name="+", verbose_name="选举")
    member = models.ForeignKey(
        "villages.LastTermMember",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="离任成员",
    )
    candidate = models.ForeignKey(
        "candidates.Candidate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="落选人员",
    )

    @property
    def name(self) -> str:
        if self.member is not None:
            return str(self.member.name)
        return str(self.candidate.person.name) if self.candidate else ""


ONE_OF_TWO = Q(member__isnull=False, candidate__isnull=True) | Q(member__isnull=True, candidate__isnull=False)


class AfterTalk(_Leaver):
    """A talk with somebody who left or lost."""

    class Mood(models.TextChoices):
        CALM = "calm", "思想平稳"
        OBJECTS = "objects", "有意见"
        AGAIN = "again", "需要再谈"

    talked_on = models.DateField("谈话日期")
    leader = models.CharField("谈话人", max_length=60)
    mood = models.CharField("思想状况", max_length=8, choices=Mood)
    summary = EncryptedTextField("谈话要点", blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "离任落选谈话"
        verbose_name_plural = "离任落选谈话"
        ordering = ["talked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=ONE_OF_TWO,
                name="ballots_after_talk_with_somebody",
                violation_error_message="谈话对象须是一名离任或者落选人员。",
            )
        ]

    def __str__(self) -> str:
        return f"与{self.name}谈话"


class Care(_Leaver, Revocable):
    """What was done for somebody who left or lost: wages settled, insurance, other work, a visit."""

    class Kind(models.TextChoices):
        WAGES = "wages", "结清报酬"
        NO_WAGES = "no_wages", "没有应付报酬"
        PENSION = "pension", "养老保险"
        MEDICAL = "medical", "医疗保险"
        WORK = "work", "安排适当岗位"
        RESERVE = "reserve", "列入后备干部"
        VISIT = "visit", "走访慰问"

    kind = models.CharField("事项", max_length=10, choices=Kind)
    done_on = models.DateField("办理日期")
    from_month = models.DateField("报酬起始月", null=True, blank=True)
    to_month = models.DateField("报酬截止月", null=True, blank=True)
    amount = models.DecimalField(
        "金额（元）",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    what = models.CharField("说明", max_length=200, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "离任落选关怀"
        verbose_name_plural = "离任落选关怀"
        ordering = ["done_on", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.CheckConstraint(
                condition=ONE_OF_TWO,
                name="ballots_care_for_somebody",
                violation_error_message="关怀对象须是一名离任或者落选人员。",
            ),
            models.CheckConstraint(
                condition=~Q(kind="wages")
                | Q(from_month__isnull=False, to_month__gte=models.F("from_month"), amount__isnull=False),
                name="ballots_care_wages_with_their_months",
                violation_error_message="结清报酬须填写金额和起止月份，截止月不能早于起始月。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}{self.get_kind_display()}"


def system_path(row: VillageSystem, filename: str) -> str:
    return f"systems/{row.election_id}/{filename}"


class VillageSystem(Placed, Revocable):
    """建章立制: a rule the new team works by, as its meeting adopted it; 任期目标 among them."""

    place = "election__village__code"

    class Kind(models.TextChoices):
        GOALS = "goals", "任期目标"
        FOUR_STEPS = "four_steps", "四议两公开"
        AFFAIRS = "affairs", "事务公开和财务公开"
        ON_DUTY = "on_duty", "值班坐班"
        MEETINGS = "meetings", "会议和民主协商"
        COLLECTIVE = "collective", "集体经济管理监督"
        REVIEW = "review", "述职和民主评议"
        OTHER = "other", "其他制度"

    class AdoptedBy(models.TextChoices):
        PEOPLE = "people", "全体会议"
        REPRESENTATIVES = "representatives", "代表会议"
        TEAM = "team", "班子会议"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="systems", verbose_name="选举"
    )
    kind = models.CharField("制度", max_length=16, choices=Kind)
    title = models.CharField("名称", max_length=80)
    adopted_by = models.CharField("通过的会议", max_length=16, choices=AdoptedBy)
    adopted_on = models.DateField("通过日期")
    posted_on = models.DateField("公布日期", null=True, blank=True)
    text = models.TextField("内容", max_length=4000)
    file = models.FileField("文本", upload_to=system_path, blank=True)
    filename = FileNameField("文件名称", blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "村级制度"
        verbose_name_plural = "村级制度"
        ordering = ["kind", "pk"]
        constraints = [*Revocable.Meta.constraints]

    def __str__(self) -> str:
        return self.title
