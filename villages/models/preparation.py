"""The township's work before the election stage: working bodies, survey, rectification, audit, talks, and
the meetings, trainings and purchases that are entered once for many villages."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from election_office.core.fields import EncryptedTextField, FileNameField
from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, Revocable, together, who
from villages.models.last_term import LastTermMember
from villages.models.people import Sex


class WorkingMember(Placed):
    """Somebody in one of the township's working bodies. Ended, never deleted."""

    place = "cycle__township__code"

    class Body(models.TextChoices):
        LEADING = "leading", "换届工作领导（指导）小组"
        OFFICE = "office", "换届办"
        GUIDANCE = "guidance", "指导组"

    cycle = models.ForeignKey(
        "villages.Cycle", models.PROTECT, related_name="working_members", verbose_name="换届方案"
    )
    body = models.CharField("工作机构", max_length=10, choices=Body)
    section = models.CharField("所在工作组", max_length=30, blank=True)
    name = models.CharField("姓名", max_length=40)
    duty = models.CharField("机构内职务", max_length=20)
    unit = models.CharField("单位和职务", max_length=60)
    head = models.BooleanField("负责人", default=False)
    ended_on = models.DateField("退出日期", null=True, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "换届工作机构成员"
        verbose_name_plural = "换届工作机构成员"
        ordering = ["body", "-head", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "body", "section", "name"],
                condition=Q(ended_on__isnull=True),
                name="villages_working_member_once",
                violation_error_message="此人已在这个工作机构中。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Liaison(Placed):
    """包村: who of the township answers for a village. Ended, never deleted."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="liaisons", verbose_name="选举"
    )
    leader = models.CharField("包村领导", max_length=40)
    duty = models.CharField("职务", max_length=40)
    members = models.CharField("包村干部和指导组成员", max_length=120, blank=True)
    from_on = models.DateField("包村起始日期")
    ended_on = models.DateField("终止日期", null=True, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "包村责任"
        verbose_name_plural = "包村责任"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(ended_on__isnull=True),
                name="villages_liaison_one_leader",
                violation_error_message="这个村已有包村领导，请先终止原来的。",
            )
        ]

    def __str__(self) -> str:
        return self.leader


def activity_path(activity: Activity, filename: str) -> str:
    return f"preparation/{activity.cycle_id}/{filename}"


class Activity(Placed, Revocable):
    """One act of the township for the villages named: a meeting, a training, a purchase."""

    place = "cycle__township__code"

    class Kind(models.TextChoices):
        FOUNDING = "founding", "成立工作机构"
        ANALYSIS = "analysis", "研判会议"
        MEETING = "meeting", "动员部署会议"
        TRAINING = "training", "业务培训"
        FUNDS = "funds", "工作经费"
        SUPPLIES = "supplies", "物资准备"
        PUBLICITY = "publicity", "宣传教育"
        STANDSTILL = "standstill", "停止或者延期办理重大事项"
        INDUCTION = "induction", "新任成员岗前培训"

    cycle = models.ForeignKey(
        "villages.Cycle", models.PROTECT, related_name="activities", verbose_name="换届方案"
    )
    kind = models.CharField("种类", max_length=12, choices=Kind)
    title = models.CharField("名称", max_length=80)
    held_on = models.DateField("日期")
    place_held = models.CharField("地点", max_length=80, blank=True)
    paper_number = models.CharField("文号", max_length=60, blank=True)
    what = models.TextField("主要内容", blank=True)
    hours = models.PositiveSmallIntegerField(
        "学时", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(80)]
    )
    pass_mark = models.PositiveSmallIntegerField(
        "考试合格线", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    amount = models.DecimalField(
        "金额（元）",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    reach = models.PositiveIntegerField("覆盖人数", null=True, blank=True)
    file = models.FileField("材料", upload_to=activity_path, blank=True)
    filename = FileNameField("材料名称", blank=True)
    elections: models.ManyToManyField[models.Model, models.Model] = models.ManyToManyField(
        "villages.Election", through="villages.ActivityVillage", related_name="activities", verbose_name="村"
    )
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "全镇工作"
        verbose_name_plural = "全镇工作"
        ordering = ["held_on", "pk"]
        constraints = [*Revocable.Meta.constraints]

    def __str__(self) -> str:
        return self.title


class ActivityVillage(Placed):
    """An act of the township counts for this village."""

    place = "election__village__code"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="villages", verbose_name="全镇工作")
    election = models.ForeignKey("villages.Election", models.PROTECT, related_name="+", verbose_name="选举")

    class Meta:
        verbose_name = "覆盖的村"
        verbose_name_plural = "覆盖的村"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "election"], name="villages_activity_once_a_village")
        ]

    def __str__(self) -> str:
        return f"{self.activity}（{self.election.village.name}）"


class ParticipantQuerySet(PlacedQuerySet["Participant"]):
    def in_force(self) -> ParticipantQuerySet:
        return self.filter(activity__revoked_at__isnull=True)


class Participant(Placed):
    """Somebody called to a meeting or a training: signed in or not, with the mark of the examination.

    ``user``: their account, ``person``: their record in the village, where they have one.
    """

    place = "activity__cycle__township__code"

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="participants", verbose_name="会议或者培训"
    )
    election = models.ForeignKey(
        "villages.Election", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="村"
    )
    name = models.CharField("姓名", max_length=40)
    duty = models.CharField("工作身份", max_length=30, blank=True)
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="账号"
    )
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    signed_in = models.BooleanField("签到", default=True)
    mark = models.PositiveSmallIntegerField(
        "考试成绩", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    recorded_by = who("登记人")

    objects: ClassVar = PlacedManager.from_queryset(ParticipantQuerySet)()

    class Meta:
        verbose_name = "参加人员"
        verbose_name_plural = "参加人员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "election", "name"],
                name="villages_participant_once",
                violation_error_message="此人已登记参加。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TrainingExcuse(Placed, Revocable):
    """The township lets somebody work on the election without the training, by name and with a reason."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="training_excuses", verbose_name="选举"
    )
    name = models.CharField("姓名", max_length=40)
    reason = models.CharField("免训理由", max_length=200)
    excused_by = who("批准人")

    class Meta:
        verbose_name = "免训"
        verbose_name_plural = "免训"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["election", "name"],
                condition=Q(revoked_at__isnull=True),
                name="villages_training_excuse_once",
                violation_error_message="此人已批准免训。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Survey(Placed):
    """调查摸底 of one village, its class by the township's analysis and its four risk plans."""

    place = "election__village__code"

    class Category(models.TextChoices):
        ORDINARY = "ordinary", "一般村"
        KEY = "key", "重点村"
        DIFFICULT = "difficult", "难点村"
        WEAK = "weak", "软弱涣散村"

    election = models.OneToOneField(
        "villages.Election", models.PROTECT, related_name="survey", verbose_name="选举"
    )
    surveyed_on = models.DateField("摸底日期")
    surveyors = models.CharField("摸底人员", max_length=120)
    households = models.PositiveIntegerField("走访户数", default=0)
    team = EncryptedTextField("班子运行情况")
    party_members = models.PositiveIntegerField("党员人数", null=True, blank=True)
    reserves = EncryptedTextField("后备力量")
    mood = EncryptedTextField("党员群众思想动态")
    adverse = EncryptedTextField("换届不利因素", blank=True)
    conflicts = EncryptedTextField("矛盾和信访", blank=True)
    finance = EncryptedTextField("财务和集体资产", blank=True)
    assessed_on = models.DateField("民主测评日期", null=True, blank=True)
    issued = models.PositiveIntegerField("发出测评票", null=True, blank=True)
    recovered = models.PositiveIntegerField("收回测评票", null=True, blank=True)
    good = models.PositiveIntegerField("优秀", null=True, blank=True)
    competent = models.PositiveIntegerField("称职", null=True, blank=True)
    basic = models.PositiveIntegerField("基本称职", null=True, blank=True)
    poor = models.PositiveIntegerField("不称职", null=True, blank=True)
    plan_disturbance = EncryptedTextField("干扰风险预案", blank=True)
    plan_petition = EncryptedTextField("信访矛盾风险预案", blank=True)
    plan_opinion = EncryptedTextField("舆论炒作风险预案", blank=True)
    plan_epidemic = EncryptedTextField("疫情风险预案", blank=True)
    category = models.CharField("选情分类", max_length=10, choices=Category, blank=True)
    category_reasons = EncryptedTextField("分类理由", blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "摸底表"
        verbose_name_plural = "摸底表"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recovered__isnull=True)
                | Q(issued__isnull=False, recovered__lte=models.F("issued")),
                name="villages_survey_recovered_within_issued",
                violation_error_message="收回的测评票不能多于发出的。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.election.village.name}摸底表"


class SuitablePerson(Placed):
    """Somebody found suitable for the new team, reported to the township's office for its approval."""

    place = "election__village__code"

    class Source(models.TextChoices):
        YOUNG = "young", "35周岁以下大专以上"
        WOMAN = "woman", "女性人选"
        VETERAN = "veteran", "退役军人"
        WEALTH = "wealth", "致富能手"
        RETURNED = "returned", "返乡人员"
        SENT = "sent", "上级选派"
        FIRST_SECRETARY = "first_secretary", "驻村第一书记"
        CROSS = "cross", "跨村任职"
        INCUMBENT = "incumbent", "现任成员"
        OTHER = "other", "其他"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="suitable_people", verbose_name="选举"
    )
    name = models.CharField("姓名", max_length=40)
    sex = models.CharField("性别", max_length=6, choices=Sex)
    birth_year = models.PositiveSmallIntegerField(
        "出生年", validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    education = models.CharField("学历", max_length=10, choices=LastTermMember.Education)
    source = models.CharField("来源", max_length=16, choices=Source)
    meant_for = models.CharField("拟推荐岗位", max_length=30)
    contacts = EncryptedTextField("联系动员情况", blank=True)
    approved_on = models.DateField("审定日期", null=True, blank=True)
    approved = models.BooleanField("换届办审定同意", null=True, blank=True)
    opinion = models.CharField("审定意见", max_length=200, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "合适人选"
        verbose_name_plural = "合适人选"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "name", "birth_year"],
                name="villages_suitable_person_once",
                violation_error_message="此人已登记为合适人选。",
            ),
            together(
                "approved",
                "approved_on",
                name="villages_suitable_person_decided_with_its_day",
                message="审定结果和审定日期要一起填写。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Measure(Placed):
    """整顿台账: one problem of a village, what is done about it, by whom, until when, with what result."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="measures", verbose_name="选举"
    )
    problem = models.CharField("问题", max_length=200)
    measure = models.CharField("整顿措施", max_length=300)
    owner = models.CharField("责任人", max_length=60)
    due_on = models.DateField("完成期限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    result = models.CharField("整顿结果", max_length=300, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "整顿事项"
        verbose_name_plural = "整顿事项"
        ordering = ["due_on", "pk"]
        constraints = [
            together(
                "done_on",
                texts=("result",),
                name="villages_measure_done_with_its_result",
                message="完成日期和整顿结果要一起填写。",
            )
        ]

    def __str__(self) -> str:
        return self.problem


class DepartureAudit(Placed):
    """离任经济责任审计 of one member of the team in office; ``audit_notice`` makes it public."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="audits", verbose_name="选举"
    )
    member = models.ForeignKey(LastTermMember, models.PROTECT, related_name="audits", verbose_name="被审计人")
    auditor = models.CharField("审计单位", max_length=80)
    paper_number = models.CharField("审计报告文号", max_length=60)
    reported_on = models.DateField("审计报告日期")
    no_findings = models.BooleanField("未发现问题", default=True)
    findings = models.CharField("审计发现的问题", max_length=500, blank=True)
    remedy = models.CharField("处理要求", max_length=300, blank=True)
    remedied_on = models.DateField("整改完成日期", null=True, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "离任审计"
        verbose_name_plural = "离任审计"
        ordering = ["member__body", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "member"],
                name="villages_departure_audit_once",
                violation_error_message="此人的审计结果已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(no_findings=True, findings="")
                | (Q(no_findings=False) & ~Q(findings="") & ~Q(remedy="")),
                name="villages_departure_audit_findings_with_remedy",
                violation_error_message="发现问题的，写明问题和处理要求；未发现问题的，两项留空。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member.name}离任审计"


class Talk(Placed):
    """谈心谈话 with a member of the team in office."""

    place = "election__village__code"

    class Outlook(models.TextChoices):
        STANDS = "stands", "拟继续参选"
        NOT_NOMINATED = "not_nominated", "不再提名"
        MOVED = "moved", "转岗"
        RETIRES = "retires", "本人不再参选"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="talks", verbose_name="选举"
    )
    member = models.ForeignKey(LastTermMember, models.PROTECT, related_name="talks", verbose_name="谈话对象")
    talked_on = models.DateField("谈话日期")
    first_leader = models.CharField("谈话人", max_length=60, help_text="姓名和职务。")
    second_leader = models.CharField(
        "另一名谈话人", max_length=60, blank=True, help_text="正职由镇党委书记和组织委员两人谈。"
    )
    outlook = models.CharField("去留意向", max_length=14, choices=Outlook)
    summary = EncryptedTextField("谈话要点", blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "谈心谈话"
        verbose_name_plural = "谈心谈话"
        ordering = ["talked_on", "pk"]

    def __str__(self) -> str:
        return f"与{self.member.name}谈话"
