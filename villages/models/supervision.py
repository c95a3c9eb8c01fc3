"""The supervision of an election: who watches, what inspections found, what people report, and what the
township keeps of every day. What somebody reports is sealed in the database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from election_office.core.fields import EncryptedTextField
from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, Revocable, together, who


class SupervisionChannel(Placed):
    """How the people of a township reach those who supervise, and how often its villages report."""

    place = "cycle__township__code"

    class Every(models.TextChoices):
        DAILY = "daily", "每日"
        WEEKLY = "weekly", "每周"

    cycle = models.OneToOneField(
        "villages.Cycle", models.PROTECT, related_name="supervision_channel", verbose_name="换届方案"
    )
    phone = models.CharField("举报电话", max_length=40)
    mailbox = models.CharField("举报信箱", max_length=80, help_text="信箱所在的地点。")
    address = models.CharField("来信来访地址", max_length=120, blank=True)
    hours = models.CharField("受理时间", max_length=60, help_text="例如“每日24小时”。")
    every = models.CharField("零报告", max_length=8, choices=Every, default=Every.DAILY)
    report_from = models.DateField("零报告开始")
    report_to = models.DateField("零报告结束")
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "监督举报渠道"
        verbose_name_plural = "监督举报渠道"
        constraints = [
            models.CheckConstraint(
                condition=Q(report_to__gte=models.F("report_from")),
                name="villages_supervision_reports_end_after_they_begin",
                violation_error_message="零报告结束日期不能早于开始日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cycle}监督举报渠道"


class Supervisor(Placed, Revocable):
    """A member of the 选举监督委员会, or somebody invited to watch (换届监督员). Ended, never deleted."""

    place = "election__village__code"

    class Body(models.TextChoices):
        COMMITTEE = "committee", "选举监督委员会"
        MONITOR = "monitor", "换届监督员"

    class Identity(models.TextChoices):
        PARTY = "party", "党员代表"
        PEOPLE = "people", "群众代表"
        CONGRESS = "congress", "人大代表"
        CONSULTATIVE = "consultative", "政协委员"
        OTHER = "other", "其他"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="supervisors", verbose_name="选举"
    )
    body = models.CharField("监督组织", max_length=10, choices=Body)
    name = models.CharField("姓名", max_length=40)
    identity = models.CharField("身份", max_length=14, choices=Identity)
    duty = models.CharField("职务", max_length=20, help_text="例如主任、成员、监督员。")
    chosen_on = models.DateField("产生日期")
    paper_number = models.CharField("产生依据", max_length=80, help_text="会议记录或者聘书的名称、文号。")
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "换届监督人员"
        verbose_name_plural = "换届监督人员"
        ordering = ["body", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["election", "body", "name"],
                condition=Q(revoked_at__isnull=True),
                name="villages_supervisor_once",
                violation_error_message="此人已经登记在这个监督组织中。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Promise(Placed):
    """One of the 三项承诺 somebody signed, with its scan."""

    place = "election__village__code"

    class Kind(models.TextChoices):
        CAMPAIGN = "campaign", "竞职承诺"
        DUTY = "duty", "履职承诺"
        RESIGN = "resign", "辞职承诺"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="promises", verbose_name="选举"
    )
    person = models.ForeignKey("villages.Person", models.PROTECT, related_name="+", verbose_name="承诺人")
    kind = models.CharField("承诺", max_length=10, choices=Kind)
    signed_on = models.DateField("签字日期")
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "三项承诺"
        verbose_name_plural = "三项承诺"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "person", "kind"],
                name="villages_promise_once",
                violation_error_message="此人的这项承诺已经登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}{self.get_kind_display()}"


# ------------------------------------------------------------------ inspections


class Visit(Placed):
    """督导检查 of a village, step by step. ``token``: made by the phone; sent twice, kept once."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="visits", verbose_name="选举"
    )
    step = models.ForeignKey(
        "villages.Step", models.PROTECT, related_name="visits", verbose_name="检查的步骤"
    )
    token = models.UUIDField("办理编号", unique=True, editable=False)
    visited_at = models.DateTimeField("检查时间")
    inspectors = models.CharField("检查人员", max_length=120)
    place_visited = models.CharField("检查地点", max_length=80)
    summary = models.TextField("检查情况", max_length=2000, blank=True)
    offline = models.BooleanField("离线填写", default=False)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "督导检查"
        verbose_name_plural = "督导检查"
        ordering = ["-visited_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.election.village.name}“{self.step.title}”检查"


class CheckItemQuerySet(PlacedQuerySet["CheckItem"]):
    def findings(self) -> CheckItemQuerySet:
        return self.filter(answer=CheckItem.Answer.FAULT)

    def unmended(self) -> CheckItemQuerySet:
        return self.findings().filter(mended_on__isnull=True)


class CheckItem(Placed):
    """One line of the checklist as it was asked, with its article; a fault has its remedy and its day."""

    place = "visit__election__village__code"

    class Answer(models.TextChoices):
        RIGHT = "right", "符合"
        FAULT = "fault", "有问题"
        NONE = "none", "不涉及"

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="items", verbose_name="督导检查")
    order = models.PositiveSmallIntegerField("次序")
    question = models.CharField("检查内容", max_length=300)
    basis = models.CharField("依据", max_length=160, blank=True)
    answer = models.CharField("结果", max_length=6, choices=Answer)
    finding = models.CharField("问题", max_length=300, blank=True)
    remedy = models.CharField("整改要求", max_length=300, blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True)
    seen_again_on = models.DateField("最近复查日期", null=True, blank=True)
    seen_again = models.CharField("复查情况", max_length=300, blank=True)
    mended_on = models.DateField("整改到位日期", null=True, blank=True)
    seen_by = who("复查登记人", optional=True)

    objects: ClassVar = PlacedManager.from_queryset(CheckItemQuerySet)()

    class Meta:
        verbose_name = "检查项"
        verbose_name_plural = "检查项"
        ordering = ["visit", "order"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(answer="fault", due_on__isnull=False) & ~Q(finding="") & ~Q(remedy=""))
                | (~Q(answer="fault") & Q(due_on__isnull=True, finding="", remedy="")),
                name="villages_check_item_fault_with_remedy_and_day",
                violation_error_message="有问题的，写明问题、整改要求和期限；没有问题的，三项留空。",
            ),
            models.CheckConstraint(
                condition=Q(mended_on__isnull=True) | Q(answer="fault", seen_again_on__isnull=False),
                name="villages_check_item_mended_when_seen_again",
                violation_error_message="复查以后才能登记整改到位。",
            ),
            together("seen_again_on", "seen_by", texts=("seen_again",)),
        ]

    def __str__(self) -> str:
        return self.finding or self.question


class Acceptance(Placed, Revocable):
    """验收: the township's guidance group accepts the election of a village; its paper is signed."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="acceptances", verbose_name="选举"
    )
    accepted_on = models.DateField("验收日期")
    leader = models.CharField("验收组长", max_length=40)
    members = models.CharField("验收人员", max_length=120)
    opinion = models.CharField("验收意见", max_length=500)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "换届工作验收"
        verbose_name_plural = "换届工作验收"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(revoked_at__isnull=True),
                name="villages_acceptance_once",
                violation_error_message="换届工作已经验收；有误的先撤回原来的验收。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election.village.name}换届工作验收"


class ContactReport(Placed):
    """What a rural instructor, a 五个一 contact or the liaison heard in a village."""

    place = "election__village__code"

    class Kind(models.TextChoices):
        INSTRUCTOR = "instructor", "农村指导员联系报告"
        FIVE = "five", "五个一联系点报告"
        LIAISON = "liaison", "包村干部报告"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="contact_reports", verbose_name="选举"
    )
    kind = models.CharField("种类", max_length=10, choices=Kind)
    reporter = models.CharField("报告人", max_length=60)
    visited_on = models.DateField("走访日期")
    households = models.PositiveSmallIntegerField("走访户数", default=0)
    heard = EncryptedTextField("了解到的情况和群众意见")
    problems = EncryptedTextField("发现的矛盾和问题", blank=True)
    advice = EncryptedTextField("建议", blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "联系报告"
        verbose_name_plural = "联系报告"
        ordering = ["-visited_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.reporter}{self.get_kind_display()}"


class ZeroReport(Placed):
    """零报告 of a village for one day or week. ``period``: its first day."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="zero_reports", verbose_name="选举"
    )
    period = models.DateField("报告期")
    quiet = models.BooleanField("无异常情况", default=True)
    what = EncryptedTextField("情况", blank=True)
    reporter = models.CharField("报告人", max_length=40)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "零报告"
        verbose_name_plural = "零报告"
        ordering = ["-period", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "period"],
                name="villages_zero_report_once",
                violation_error_message="这一期已经报告；情况有变的请登记突发事件。",
            ),
            models.CheckConstraint(
                condition=Q(quiet=True, what="") | (Q(quiet=False) & ~Q(what="")),
                name="villages_zero_report_says_what",
                violation_error_message="有情况的写明情况；没有的留空。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election.village.name}{self.period}零报告"


class ReportReminder(Placed):
    """催报: the township reminds a village of the zero report of a period; at most once a day."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="report_reminders", verbose_name="选举"
    )
    period = models.DateField("报告期")
    reminded_on = models.DateField("催报日期")
    reminded_by = who("催报人")

    class Meta:
        verbose_name = "零报告催报"
        verbose_name_plural = "零报告催报"
        ordering = ["-reminded_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "period", "reminded_on"],
                name="villages_report_reminder_once_a_day",
                violation_error_message="今天已经催过这个村的这一期零报告。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.election.village.name}{self.period}零报告催报"


# ------------------------------------------------------------------ petitions


class PetitionQuerySet(PlacedQuerySet["Petition"]):
    def unanswered(self) -> PetitionQuerySet:
        return self.exclude(state__in=[Petition.State.ANSWERED, Petition.State.PASSED_ON])


class Petition(Placed):
    """信访举报. Who writes, what is written and what was found are sealed; nobody has to give a name."""

    place = "election__village__code"

    class Channel(models.TextChoices):
        VISIT = "visit", "来访"
        LETTER = "letter", "来信"
        PHONE = "phone", "举报电话"
        MAILBOX = "mailbox", "举报信箱"
        NETWORK = "network", "网络"
        HIGHER = "higher", "上级转办"

    class State(models.TextChoices):
        NEW = "new", "待分办"
        ASSIGNED = "assigned", "办理中"
        CONCLUDED = "concluded", "已有结论，待答复"
        ANSWERED = "answered", "已答复"
        PASSED_ON = "passed_on", "已转有权机关"

    class Verdict(models.TextChoices):
        TRUE = "true", "属实"
        PARTLY = "partly", "部分属实"
        FALSE = "false", "不属实"
        UNKNOWN = "unknown", "无法查实"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="petitions", verbose_name="选举"
    )
    number = models.PositiveIntegerField("编号", editable=False)
    token = models.UUIDField("办理编号", unique=True, editable=False)
    channel = models.CharField("来源", max_length=8, choices=Channel)
    received_on = models.DateField("收到日期")
    anonymous = models.BooleanField("匿名", default=False)
    petitioner = EncryptedTextField("信访人", blank=True)
    contact = EncryptedTextField("联系方式", blank=True)
    content = EncryptedTextField("反映的内容")
    about = models.ForeignKey(
        "villages.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所涉人员"
    )
    step = models.ForeignKey(
        "villages.Step", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所涉步骤"
    )
    # A thing of an app above (a ballot box), by the register in villages.supervision.lending.
    thing_key = models.CharField("所涉事物", max_length=40, blank=True)
    thing_name = models.CharField("所涉事物名称", max_length=80, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.NEW)
    due_on = models.DateField("办理期限")
    due_source = models.CharField("期限依据", max_length=160)
    handler = models.CharField("承办人", max_length=60, blank=True)
    assigned_on = models.DateField("分办日期", null=True, blank=True)
    verdict = models.CharField("调查结论", max_length=8, choices=Verdict, blank=True)
    findings = EncryptedTextField("查明的情况和证据", blank=True)
    answer = EncryptedTextField("答复意见", blank=True)
    concluded_on = models.DateField("结论日期", null=True, blank=True)
    concluded_by = who("作出结论的人", optional=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    recorded_by = who("登记人")

    objects: ClassVar = PlacedManager.from_queryset(PetitionQuerySet)()

    class Meta:
        verbose_name = "信访举报"
        verbose_name_plural = "信访举报"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="villages_petition_number"),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(petitioner="", contact=""),
                name="villages_petition_anonymous_has_no_name",
                violation_error_message="匿名的不记姓名和联系方式。",
            ),
            together(
                "concluded_on",
                "concluded_by",
                texts=("verdict", "answer"),
                message="调查结论、答复意见和日期要一起填写。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election.village.name}信访第{self.number}号"


class PetitionOutcome(Placed):
    """What followed from a petition that was found true, and which act carried it out."""

    place = "petition__election__village__code"

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="outcomes", verbose_name="信访举报")
    kind = models.CharField("处理", max_length=40)
    label = models.CharField("处理名称", max_length=40)
    done = models.CharField("处理结果", max_length=200)
    basis = models.CharField("依据", max_length=200, blank=True)
    paper_number = models.CharField("文书", max_length=80, blank=True)
    done_on = models.DateField("处理日期")
    recorded_by = who("经办人")

    class Meta:
        verbose_name = "信访处理结果"
        verbose_name_plural = "信访处理结果"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.done


def evidence_path(row: SupervisionFile, filename: str) -> str:
    return f"supervision/{'petitions' if row.petition_id else 'visits'}/{filename}"


class SupervisionFile(Placed):
    """A photograph of an inspection, a piece of evidence of a petition or the scan of a promise: without
    what cameras and scanners write into a file, sealed on the disk."""

    place = "election__village__code"

    election = models.ForeignKey("villages.Election", models.PROTECT, related_name="+", verbose_name="选举")
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="photos", verbose_name="督导检查"
    )
    petition = models.ForeignKey(
        Petition, models.PROTECT, null=True, blank=True, related_name="files", verbose_name="信访举报"
    )
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="scans", verbose_name="承诺"
    )
    what = models.CharField("说明", max_length=80)
    file = models.FileField("文件", upload_to=evidence_path, max_length=200)
    sha256 = models.CharField("校验值", max_length=64, editable=False)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "监督材料"
        verbose_name_plural = "监督材料"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visit__isnull=False, petition__isnull=True, promise__isnull=True)
                | Q(visit__isnull=True, petition__isnull=False, promise__isnull=True)
                | Q(visit__isnull=True, petition__isnull=True, promise__isnull=False),
                name="villages_supervision_file_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.what
