"""More of the township's work before the vote: who is on duty, deferred villages, the clean-up of accounts,
the old team's report, matters put off, money and goods, the examination, signed pledges, drafts."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from election_office.core.fields import EncryptedJSONField, FileNameField
from election_office.core.models import Placed, Revocable, together, who
from election_office.law.words import GENERAL


class DutyShift(Placed):
    """Who of the township is on duty on a day of the election period, and under which number."""

    place = "cycle__township__code"

    cycle = models.ForeignKey(
        "villages.Cycle", models.PROTECT, related_name="shifts", verbose_name="换届方案"
    )
    day = models.DateField("日期")
    leader = models.CharField("带班领导", max_length=40)
    staff = models.CharField("值班人员", max_length=80)
    phone = models.CharField("值班电话", max_length=30)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "值班安排"
        verbose_name_plural = "值班安排"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "day"],
                name="villages_shift_one_a_day",
                violation_error_message="这一天已经安排值班。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}值班"


class TaskForce(Placed):
    """驻村工作组 of a deferred village: who works there, by what plan, and when it is looked at again."""

    place = "deferral__election__village__code"

    deferral = models.OneToOneField(
        "villages.Deferral", models.PROTECT, related_name="task_force", verbose_name="暂缓换届"
    )
    head = models.CharField("组长", max_length=40, help_text="姓名和职务。")
    members = models.CharField("成员", max_length=200)
    since = models.DateField("进驻日期")
    plan = models.TextField("工作计划", max_length=1000)
    review_on = models.DateField("复查日期")
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "驻村工作组"
        verbose_name_plural = "驻村工作组"
        ordering = ["review_on", "pk"]

    def __str__(self) -> str:
        return f"{self.deferral.election.village.name}工作组"


class TaskReview(Placed):
    """A deferred village was looked at again: what was found, and whether it may vote."""

    place = "force__deferral__election__village__code"

    class Verdict(models.TextChoices):
        GOES_ON = "goes_on", "继续整治"
        READY = "ready", "具备换届条件"

    force = models.ForeignKey(TaskForce, models.PROTECT, related_name="reviews", verbose_name="驻村工作组")
    reviewed_on = models.DateField("复查日期")
    found = models.CharField("复查情况", max_length=500)
    verdict = models.CharField("复查意见", max_length=8, choices=Verdict)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "暂缓复查"
        verbose_name_plural = "暂缓复查"
        ordering = ["reviewed_on", "pk"]

    def __str__(self) -> str:
        return f"{self.reviewed_on}复查"


class CleanupItem(Placed):
    """财务集中清理: one matter of the village's accounts, who clears it by when, and what came of it."""

    place = "election__village__code"

    class Kind(models.TextChoices):
        MONEY = "money", "货币资金"
        CLAIMS = "claims", "债权"
        DEBTS = "debts", "债务"
        ASSETS = "assets", "资产"
        RESOURCES = "resources", "资源"
        CONTRACTS = "contracts", "合同"
        PUBLISHED = "published", "财务公开"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="cleanup_items", verbose_name="选举"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind)
    found = models.CharField("清理出的问题", max_length=300)
    owner = models.CharField("责任人", max_length=60)
    due_on = models.DateField("完成期限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    result = models.CharField("处理结果", max_length=300, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "财务清理事项"
        verbose_name_plural = "财务清理事项"
        ordering = ["due_on", "pk"]
        constraints = [together("done_on", texts=("result",), message="完成日期和处理结果要一起填写。")]

    def __str__(self) -> str:
        return self.found


def report_path(row: TermReport, filename: str) -> str:
    return f"term_reports/{row.election_id}/{filename}"


class TermReport(Placed):
    """The old team reported to the meeting what it reached of the goals of its term."""

    place = "election__village__code"

    class Meeting(models.TextChoices):
        PEOPLE = "people", "全体会议"
        REPRESENTATIVES = "representatives", "代表会议"

    election = models.OneToOneField(
        "villages.Election", models.PROTECT, related_name="term_report", verbose_name="选举"
    )
    held_on = models.DateField("报告日期")
    meeting = models.CharField("向哪个会议报告", max_length=16, choices=Meeting)
    present = models.PositiveIntegerField("到会人数", validators=[MinValueValidator(1)])
    reporter = models.CharField("报告人", max_length=40)
    goals = models.TextField("任期目标完成情况", max_length=4000)
    not_reached = models.TextField("未完成的目标和原因", max_length=2000, blank=True)
    file = models.FileField("报告", upload_to=report_path, blank=True)
    filename = FileNameField("文件名称", blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "任期工作报告"
        verbose_name_plural = "任期工作报告"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.election.village.name}任期工作报告"


class StandstillException(Placed):
    """A matter that cannot wait until the vote is over: asked by the village, decided by the township."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="exceptions_asked", verbose_name="选举"
    )
    matter = models.CharField("事项", max_length=200)
    reason = models.CharField("不能延期的理由", max_length=300)
    asked_on = models.DateField("申请日期")
    allowed = models.BooleanField("同意办理", null=True, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    paper_number = models.CharField("文号", max_length=60, blank=True)
    opinion = models.CharField("决定意见", max_length=200, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "重大事项例外"
        verbose_name_plural = "重大事项例外"
        ordering = ["asked_on", "pk"]
        constraints = [
            together("allowed", "decided_on", texts=("paper_number",), message="决定、日期和文号要一起填写。")
        ]

    def __str__(self) -> str:
        return self.matter


class Spending(Placed, Revocable):
    """Money spent on the election; a subsidy goes to a village."""

    place = "cycle__township__code"

    class Kind(models.TextChoices):
        PRINTING = "printing", "印制"
        TRAINING = "training", "培训会议"
        PUBLICITY = "publicity", "宣传"
        LABOUR = "labour", "误工补助"
        GOODS = "goods", "票箱和用品"
        SUBSIDY = "subsidy", "困难村补助"
        OTHER = "other", "其他"

    cycle = models.ForeignKey(
        "villages.Cycle", models.PROTECT, related_name="spendings", verbose_name="换届方案"
    )
    election = models.ForeignKey(
        "villages.Election", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="村"
    )
    kind = models.CharField("用途", max_length=10, choices=Kind)
    what = models.CharField("内容", max_length=120)
    amount = models.DecimalField(
        "金额（元）", max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    spent_on = models.DateField("支出日期")
    paper_number = models.CharField("凭证号", max_length=60)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "经费支出"
        verbose_name_plural = "经费支出"
        ordering = ["spent_on", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind="subsidy") | Q(election__isnull=False),
                name="villages_subsidy_goes_to_a_village",
                violation_error_message="补助须写明给哪个村。",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class GoodsLine(Placed, Revocable):
    """A line of the book of goods: bought, given to a village, come back."""

    place = "cycle__township__code"

    class Kind(models.TextChoices):
        CARDS = "cards", GENERAL.card
        PROXIES = "proxies", "委托投票证"
        BALLOT_PAPER = "ballot_paper", "选票纸"
        BOXES = "boxes", "票箱"
        SEALS = "seals", "印章"
        CERTIFICATES = "certificates", "当选证书"
        LEAFLETS = "leaflets", "宣传资料"
        BOOKS = "books", "工作手册"

    class Move(models.TextChoices):
        BOUGHT = "bought", "购入"
        GIVEN = "given", "发给村"
        RETURNED = "returned", "村里退回"

    cycle = models.ForeignKey("villages.Cycle", models.PROTECT, related_name="goods", verbose_name="换届方案")
    election = models.ForeignKey(
        "villages.Election", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="村"
    )
    kind = models.CharField("物资", max_length=12, choices=Kind)
    move = models.CharField("登记", max_length=10, choices=Move)
    count = models.PositiveIntegerField("数量", validators=[MinValueValidator(1)])
    moved_on = models.DateField("日期")
    handler = models.CharField("经手人", max_length=40)
    receiver = models.CharField("领取人", max_length=40, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "物资登记"
        verbose_name_plural = "物资登记"
        ordering = ["moved_on", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(move="bought", election__isnull=True)
                | (~Q(move="bought") & Q(election__isnull=False)),
                name="villages_goods_village_where_it_belongs",
                violation_error_message="购入不选村；发给村、村里退回须选择村。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.get_move_display()}{self.count}"


class Question(Placed, Revocable):
    """A question of the township's bank for the examination. ``answer``: the right letters, in order."""

    place = "township__code"

    township = models.ForeignKey(
        "villages.Township", models.PROTECT, related_name="questions", verbose_name="乡镇"
    )
    text = models.CharField("题目", max_length=300)
    options: models.JSONField[Any, Any] = models.JSONField("选项")
    answer = models.CharField("答案", max_length=6)
    article = models.CharField("依据", max_length=80, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "考试题目"
        verbose_name_plural = "考试题目"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["township", "text"],
                condition=Q(revoked_at__isnull=True),
                name="villages_question_once",
                violation_error_message="题库中已有这道题。",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Sitting(Placed):
    """One examination of one participant: the questions as they were drawn, the answers, the mark."""

    place = "participant__activity__cycle__township__code"

    participant = models.ForeignKey(
        "villages.Participant", models.PROTECT, related_name="sittings", verbose_name="参加人员"
    )
    number = models.PositiveSmallIntegerField("第几次")
    questions: models.JSONField[Any, Any] = models.JSONField("题目")
    answers: models.JSONField[Any, Any] = models.JSONField("答案", default=dict, blank=True)
    mark = models.PositiveSmallIntegerField(
        "成绩", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    handed_in_at = models.DateTimeField("交卷时间", null=True, blank=True)
    opened_by = who("开考人")

    class Meta:
        verbose_name = "考试"
        verbose_name_plural = "考试"
        ordering = ["pk"]
        constraints = [
            together("mark", "handed_in_at", message="成绩和交卷时间要一起填写。"),
            models.UniqueConstraint(fields=["participant", "number"], name="villages_sitting_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.participant}第{self.number}次考试"


def pledge_path(row: Pledge, filename: str) -> str:
    return f"pledges/{row.election_id}/{filename}"


class Pledge(Placed, Revocable):
    """A signed 责任书, 承诺书 or 保证书, as a scan that is kept for the term."""

    place = "election__village__code"

    class Kind(models.TextChoices):
        RESPONSIBILITY = "responsibility", "换届纪律责任书"
        PROMISE = "promise", "换届纪律承诺书"
        GUARANTEE = "guarantee", "换届纪律保证书"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="pledges", verbose_name="选举"
    )
    kind = models.CharField("种类", max_length=16, choices=Kind)
    name = models.CharField("姓名", max_length=40)
    signed_on = models.DateField("签订日期")
    file = models.FileField("扫描件", upload_to=pledge_path)
    filename = FileNameField("文件名称")
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "换届纪律书"
        verbose_name_plural = "换届纪律书"
        ordering = ["kind", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["election", "kind", "name"],
                condition=Q(revoked_at__isnull=True),
                name="villages_pledge_once",
                violation_error_message="此人已登记签订。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}{self.get_kind_display()}"


class Draft(Placed):
    """A report drafted from the records: ``sections``: heading, what the records said (made), the text.

    A text that a person changed stays when the records are read again; the others follow the records.
    """

    place = "cycle__township__code"

    class Kind(models.TextChoices):
        ANALYSIS = "analysis", "换届选情研判报告"
        PERSONNEL = "personnel", "人事安排初步方案"
        STATEMENT = "statement", "专项说明"

    cycle = models.ForeignKey(
        "villages.Cycle", models.PROTECT, related_name="drafts", verbose_name="换届方案"
    )
    kind = models.CharField("种类", max_length=10, choices=Kind)
    sections = EncryptedJSONField("内容")
    recorded_by = who("起草人")

    class Meta:
        verbose_name = "报告草稿"
        verbose_name_plural = "报告草稿"
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "kind"],
                name="villages_draft_one_of_a_kind",
                violation_error_message="这一份草稿已经建立。",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
