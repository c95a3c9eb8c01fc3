"""What follows the opinions: the inspection, the exceptions with their papers, and the rulings."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from candidates.models.review import ReviewFile, ReviewRows
from election_office.core.fields import FileNameField
from election_office.core.models import Placed, PlacedManager, Revocable, who


def inspection_path(inspection: Inspection, filename: str) -> str:
    return f"reviews/files/{inspection.file_id}/inspection/{filename}"


class Inspection(Placed):
    """考察: the ballot on the person, the talks, the visit and the conclusion."""

    place: ClassVar[str] = "file__election__village__code"

    class Conclusion(models.TextChoices):
        FIT = "fit", "合适"
        UNFIT = "unfit", "不合适"

    file = models.ForeignKey(
        ReviewFile, models.PROTECT, related_name="inspections", verbose_name="资格审查材料"
    )
    round = models.PositiveSmallIntegerField("第几次审查")
    held_on = models.DateField("民主测评日期")
    issued = models.PositiveIntegerField("发出测评票")
    recovered = models.PositiveIntegerField("收回测评票")
    good = models.PositiveIntegerField("优秀")
    competent = models.PositiveIntegerField("称职")
    basic = models.PositiveIntegerField("基本称职")
    poor = models.PositiveIntegerField("不称职")
    talks = models.PositiveIntegerField("个别谈话人数", validators=[MinValueValidator(1)])
    talk_text = models.TextField("谈话情况")
    visited_on = models.DateField("实地查看日期")
    visit_text = models.TextField("实地查看情况")
    inspectors = models.CharField("考察组成员", max_length=120)
    conclusion = models.CharField("考察结论", max_length=10, choices=Conclusion)
    text = models.TextField("结论意见")
    scan = models.FileField("考察材料扫描件", upload_to=inspection_path)
    filename = FileNameField("文件名")
    sha256 = models.CharField("校验值", max_length=64)
    entered_by = who("录入人")

    objects: ClassVar = PlacedManager.from_queryset(ReviewRows)()

    class Meta:
        verbose_name = "考察"
        verbose_name_plural = "考察"
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "round"],
                name="candidates_inspection_one_each_round",
                violation_error_message="本次审查的考察情况已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(recovered__lte=F("issued"))
                & Q(recovered=F("good") + F("competent") + F("basic") + F("poor")),
                name="candidates_inspection_ballot_adds_up",
                violation_error_message="民主测评票数不相符。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file}考察"


def ruling_path(ruling: ReviewRuling, filename: str) -> str:
    return f"reviews/files/{ruling.file_id}/rulings/{filename}"


class ReviewRuling(Placed):
    """An act that decides over a file: who, when, why, on what paper. Only ever added."""

    place: ClassVar[str] = "file__election__village__code"

    class Kind(models.TextChoices):
        RETURN = "return", "退回补正"
        PASS = "pass", "联审通过"
        REJECT = "reject", "联审不通过"
        ESCALATE = "escalate", "报县研究"
        REOPEN = "reopen", "重新审查"

    file = models.ForeignKey(ReviewFile, models.PROTECT, related_name="rulings", verbose_name="资格审查材料")
    round = models.PositiveSmallIntegerField("第几次审查")
    kind = models.CharField("决定", max_length=10, choices=Kind)
    reason = models.TextField("理由")
    # [{"key", "label", "unit", "reason", "citation"}]: what a rejection or an escalation rests on
    grounds: models.JSONField[Any, Any] = models.JSONField("依据的情形", default=list, blank=True)
    leader = models.CharField("签批人", max_length=40, blank=True)
    paper_number = models.CharField("文号", max_length=60, blank=True)
    decided_on = models.DateField("决定日期")
    scan = models.FileField("文件扫描件", upload_to=ruling_path, blank=True)
    filename = FileNameField("文件名", blank=True)
    by_county = models.BooleanField("县换届办批复", default=False)
    decided_by = who("登记人")

    objects: ClassVar = PlacedManager.from_queryset(ReviewRows)()

    class Meta:
        verbose_name = "联审决定"
        verbose_name_plural = "联审决定"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="candidates_ruling_has_a_reason",
                violation_error_message="请写明理由。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file}{self.get_kind_display()}"


class StatementQuerySet(ReviewRows["ExceptionStatement"]):
    def standing(self) -> StatementQuerySet:
        return self.filter(revoked_at__isnull=True)


def reply_path(statement: ExceptionStatement, filename: str) -> str:
    return f"reviews/statements/{statement.election_id}/{filename}"


class ExceptionStatement(Placed, Revocable):
    """专项说明: why a person or a team stays outside a policy line, for the county to know or to agree.

    ``lines``: [{"code", "message"}] as they stood when it was written. Without ``file``: about the team.
    """

    place: ClassVar[str] = "election__village__code"

    class Reply(models.TextChoices):
        NONE = "none", "未批复"
        APPROVED = "approved", "同意"
        REFUSED = "refused", "不同意"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="exception_statements", verbose_name="选举"
    )
    file = models.ForeignKey(
        ReviewFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name="资格审查材料",
    )
    lines: models.JSONField[Any, Any] = models.JSONField("不符合的要求", default=list)
    reason = models.TextField("原因")
    measures = models.TextField("拟采取的措施")
    made_by = who("起草人")
    reply = models.CharField("批复", max_length=10, choices=Reply, default=Reply.NONE)
    reply_paper = models.CharField("批复文号", max_length=60, blank=True)
    replied_on = models.DateField("批复日期", null=True, blank=True)
    reply_scan = models.FileField("批复扫描件", upload_to=reply_path, blank=True)
    filename = FileNameField("文件名", blank=True)

    objects: ClassVar = PlacedManager.from_queryset(StatementQuerySet)()

    class Meta:
        verbose_name = "专项说明"
        verbose_name_plural = "专项说明"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(reply="none", replied_on__isnull=True)
                | (~Q(reply="none") & Q(replied_on__isnull=False) & ~Q(reply_paper="") & ~Q(reply_scan="")),
                name="candidates_statement_reply_with_paper",
                violation_error_message="批复须有文号、日期和扫描件。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file or self.election.village.name}专项说明"
