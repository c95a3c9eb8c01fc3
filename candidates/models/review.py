"""A person under review: the file, the units asked, what each answered, and what was decided."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self, TypeVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from election_office.accounts.access import within
from election_office.accounts.models import User
from election_office.accounts.permissions import GRANTS, Permission
from election_office.core.fields import FileNameField
from election_office.core.models import (
    Placed,
    PlacedManager,
    PlacedQuerySet,
    Revocable,
    TimestampedModel,
    Viewer,
    who,
)
from election_office.law.words import GENERAL

Row = TypeVar("Row", bound=Placed)


class ReviewRows(PlacedQuerySet[Row]):
    """What a person's file holds, families and careers: only for those who keep or decide it."""

    def visible_to(self, user: Viewer) -> Self:
        assert isinstance(user, User)
        path = self.model.place
        return within(self, user, Permission.CANDIDATE_EDIT, path) | within(
            self, user, Permission.AUDIT_VIEW, path
        )


class Purpose(models.TextChoices):
    COMMITTEE = "village_committee", GENERAL.body
    BRANCH = "party_branch", "村党组织"


class ReviewDepartment(TimestampedModel):
    """A unit that takes part in the joint review, of a county (6 digits) or of one township (9).

    ``name`` is also the unit of the accounts that answer for it. ``keys``: the lines it can know
    and is asked; none named: every line.
    """

    area_code = models.CharField(
        "区划代码", max_length=9, db_index=True, validators=[RegexValidator(r"^\d{6}(\d{3})?$")]
    )
    name = models.CharField("单位名称", max_length=40, help_text="与联审账号的单位名称一致。")
    full_name = models.CharField(
        "全称",
        max_length=60,
        blank=True,
        help_text="印在名单和审查表上，例如“清禾县公安局”；留空印单位名称。",
    )
    keys = models.JSONField("本单位掌握的情形", default=list, blank=True)
    order = models.PositiveSmallIntegerField("次序", default=0)
    active = models.BooleanField("参加联审", default=True)

    class Meta:
        verbose_name = "联审单位"
        verbose_name_plural = "联审单位"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "name"],
                name="candidates_department_one_per_name",
                violation_error_message="这个单位已经在联审单位名单里。",
            )
        ]

    @property
    def printed_name(self) -> str:
        return self.full_name or self.name

    def __str__(self) -> str:
        return self.name


class ReviewPlan(Placed):
    """What a township's plan says about the review: to which day ages are counted, and who is reviewed."""

    place: ClassVar[str] = "cycle__township__code"

    cycle = models.OneToOneField(
        "villages.Cycle", models.PROTECT, related_name="review_plan", verbose_name="换届方案"
    )
    reference_day = models.DateField("年龄计算截止日", null=True, blank=True)
    required = models.BooleanField(
        "所有候选人都须联审", default=False, help_text="不勾选时，一个村只要有一人报审，就全部须联审通过。"
    )
    paper_number = models.CharField("依据文号", max_length=60, blank=True)

    class Meta:
        verbose_name = "联审安排"
        verbose_name_plural = "联审安排"

    def __str__(self) -> str:
        return f"{self.cycle}联审安排"


class ReviewTeam(Placed):
    """What the village's team as a whole is planned to be."""

    place: ClassVar[str] = "election__village__code"

    election = models.OneToOneField(
        "villages.Election", models.PROTECT, related_name="review_team", verbose_name="选举"
    )
    paid_posts = models.PositiveSmallIntegerField("定工干部职数", validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = "班子职数"
        verbose_name_plural = "班子职数"

    def __str__(self) -> str:
        return f"{self.election}班子职数"


def clause_path(clause: AdoptedClause, filename: str) -> str:
    return f"reviews/clauses/{clause.election_id}/{filename}"


class AdoptedClause(Placed, Revocable):
    """The clause of the village's 选举办法 that takes up policy grounds. Withdrawn, never deleted."""

    place: ClassVar[str] = "election__village__code"

    class Body(models.TextChoices):
        MEETING = GENERAL.meeting, GENERAL.meeting
        REPRESENTATIVES = GENERAL.representatives, GENERAL.representatives
        PARTY = "党员大会", "党员大会"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="adopted_clauses", verbose_name="选举"
    )
    purpose = models.CharField("适用于", max_length=20, choices=Purpose)
    keys = models.JSONField("写明的情形", default=list)
    article = models.CharField("条款", max_length=40, help_text="例如“第十二条”。")
    body = models.CharField("通过的会议", max_length=12, choices=Body)
    passed_on = models.DateField("通过日期")
    scan = models.FileField("选举办法扫描件", upload_to=clause_path)
    filename = FileNameField("文件名")
    entered_by = who("录入人")

    class Meta:
        verbose_name = "选举办法条款"
        verbose_name_plural = "选举办法条款"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["election", "purpose"],
                condition=Q(revoked_at__isnull=True),
                name="candidates_clause_one_in_force",
                violation_error_message=f"{GENERAL.here}已有选举办法条款，请先撤回原来的登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"选举办法{self.article}"


class ReviewFileQuerySet(ReviewRows["ReviewFile"]):
    def with_places(self) -> ReviewFileQuerySet:
        return self.select_related(
            "election__village__township__county", "election__cycle__review_plan", "person__village"
        )

    def open(self) -> ReviewFileQuerySet:
        return self.exclude(state__in=ReviewFile.DECIDED)


def photo_path(file: ReviewFile, filename: str) -> str:
    return f"reviews/{file.election_id}/photos/{filename}"


class ReviewFile(Placed):
    """One person's file in one election, for one purpose. Opened again with a reason, never made twice.

    ``round``: 1, and one more for every reopening; opinions of an earlier round stay and count no more.
    """

    place: ClassVar[str] = "election__village__code"

    class State(models.TextChoices):
        DRAFTING = "drafting", "填写材料"
        VILLAGE = "village", "村初审"
        TOWNSHIP = "township", "镇初审"
        COUNTY = "county", "县联审"
        INSPECTION = "inspection", "考察"
        PASSED = "passed", "联审通过"
        REJECTED = "rejected", "联审不通过"
        ESCALATED = "escalated", "报县研究"

    DECIDED = (State.PASSED, State.REJECTED)

    class Post(models.TextChoices):
        DIRECTOR = "director", f"{GENERAL.body}主任"
        DEPUTY = "deputy", f"{GENERAL.body}副主任"
        MEMBER = "member", f"{GENERAL.body}委员"
        SECRETARY = "secretary", "村党组织书记"
        DEPUTY_SECRETARY = "deputy_secretary", "村党组织副书记"
        BRANCH_MEMBER = "branch_member", "村党组织委员"

    class Incumbency(models.TextChoices):
        SAME = "same", "现任同一职务"
        TEAM = "team", "现任村“两委”其他职务"
        NEW = "new", "新进班子"

    class Education(models.TextChoices):
        PRIMARY = "primary", "小学及以下"
        JUNIOR_SECONDARY = "junior_secondary", "初中"
        SENIOR_SECONDARY = "senior_secondary", "高中（中专）"
        JUNIOR_COLLEGE = "junior_college", "大专"
        BACHELOR = "bachelor", "本科"
        POSTGRADUATE = "postgraduate", "研究生"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="review_files", verbose_name="选举"
    )
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, related_name="review_files", verbose_name="人员"
    )
    purpose = models.CharField("班子", max_length=20, choices=Purpose)
    post = models.CharField("拟任职务", max_length=20, choices=Post)
    incumbency = models.CharField("任职情况", max_length=10, choices=Incumbency)
    current_post = models.CharField("现任职务", max_length=60, blank=True)
    education = models.CharField("学历", max_length=20, choices=Education)
    party = models.CharField("政治面貌", max_length=20)
    party_joined_on = models.DateField("入党日期", null=True, blank=True)
    health = models.CharField("健康状况", max_length=40, blank=True)
    cv = models.TextField("个人简历", blank=True)
    posts_held = models.TextField("曾任职务和奖惩情况", blank=True)
    family = models.TextField("家庭成员及在村级组织任职情况", blank=True)
    photo = models.FileField("照片", upload_to=photo_path, blank=True)
    state = models.CharField("进度", max_length=12, choices=State, default=State.DRAFTING)
    round = models.PositiveSmallIntegerField("第几次审查", default=1)
    decided_on = models.DateField("决定日期", null=True, blank=True, editable=False)
    entered_by = who("录入人")

    objects: ClassVar = PlacedManager.from_queryset(ReviewFileQuerySet)()

    class Meta:
        verbose_name = "资格审查材料"
        verbose_name_plural = "资格审查材料"
        ordering = ["election", "person__stroke_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "person", "purpose"],
                name="candidates_review_file_one_each",
                violation_error_message="此人已有资格审查材料。不通过的人须由乡镇登记重新审查，不能另建材料。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["passed", "rejected"], decided_on__isnull=False)
                | (~Q(state__in=["passed", "rejected"]) & Q(decided_on__isnull=True)),
                name="candidates_review_file_decided_with_day",
            ),
            models.CheckConstraint(
                condition=Q(purpose="village_committee", post__in=["director", "deputy", "member"])
                | Q(purpose="party_branch", post__in=["secretary", "deputy_secretary", "branch_member"]),
                name="candidates_review_file_post_of_its_body",
                violation_error_message="拟任职务与班子不一致。",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def is_decided(self) -> bool:
        return self.state in self.DECIDED

    @property
    def reference_day(self) -> dt.date:
        """The day ages are counted to: the plan's, else the election day."""
        plan = getattr(self.election.cycle, "review_plan", None)
        return (plan.reference_day if plan else None) or self.election.election_day


def paper_path(paper: ReviewPaper, filename: str) -> str:
    return f"reviews/files/{paper.file_id}/{filename}"


class ReviewPaper(Placed):
    """One of the three papers of discipline, signed and scanned, or why this person signs none."""

    place: ClassVar[str] = "file__election__village__code"

    class Kind(models.TextChoices):
        COMMITMENT = "commitment", "换届纪律承诺书"
        RESPONSIBILITY = "responsibility", "换届纪律责任书"
        GUARANTEE = "guarantee", "换届纪律保证书"

    file = models.ForeignKey(ReviewFile, models.PROTECT, related_name="papers", verbose_name="资格审查材料")
    kind = models.CharField("文书", max_length=20, choices=Kind)
    signed_on = models.DateField("签字日期", null=True, blank=True)
    scan = models.FileField("扫描件", upload_to=paper_path, blank=True)
    filename = FileNameField("文件名", blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    excused = models.CharField(
        "不须签订的理由", max_length=120, blank=True, help_text="例如“不是村党组织书记”。"
    )
    entered_by = who("登记人")

    objects: ClassVar = PlacedManager.from_queryset(ReviewRows)()

    class Meta:
        verbose_name = "换届纪律文书"
        verbose_name_plural = "换届纪律文书"
        ordering = ["file", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["file", "kind"], name="candidates_review_paper_one_per_kind"),
            models.CheckConstraint(
                condition=(~Q(scan="") & Q(signed_on__isnull=False)) | ~Q(excused=""),
                name="candidates_review_paper_scan_or_excuse",
                violation_error_message="请上传扫描件并填写签字日期，或者写明不须签订的理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ReviewBatch(Placed):
    """One letter to one unit: who is to be looked into, and until when. ``serial`` is shared by all the
    units of one sending."""

    place: ClassVar[str] = "cycle__township__code"

    cycle = models.ForeignKey(
        "villages.Cycle", models.PROTECT, related_name="review_batches", verbose_name="换届方案"
    )
    serial = models.PositiveSmallIntegerField("批次")
    department = models.ForeignKey(
        ReviewDepartment, models.PROTECT, related_name="batches", verbose_name="联审单位"
    )
    due_on = models.DateField("反馈期限")
    sent_at = models.DateTimeField("送审时间")
    sent_by = who("送审人")

    objects: ClassVar = PlacedManager.from_queryset(ReviewRows)()

    class Meta:
        verbose_name = "送审批次"
        verbose_name_plural = "送审批次"
        ordering = ["-serial", "department__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "serial", "department"], name="candidates_review_batch_one_letter_each"
            )
        ]

    def __str__(self) -> str:
        return f"第{self.serial}批{self.department}"


class ReviewRequestQuerySet(PlacedQuerySet["ReviewRequest"]):
    def sent_to(self, user: User) -> ReviewRequestQuerySet:
        """What was sent to the units this user answers for, and nothing else."""
        fence = Q(pk__in=[])
        if user.is_active:
            for held in user.current_assignments:
                if Permission.REVIEW in GRANTS[held.role] and held.unit:
                    fence |= Q(
                        department__name=held.unit, file__election__village__code__startswith=held.area_code
                    )
        return self.filter(fence)

    def visible_to(self, user: Viewer) -> Self:
        """For the township and the county: what was sent in their divisions."""
        assert isinstance(user, User)
        return within(self, user, Permission.AUDIT_VIEW, self.model.place)

    def waiting(self) -> ReviewRequestQuerySet:
        """Sent in the file's present round and not answered, while the file stands at the county."""
        return self.filter(
            file__state=ReviewFile.State.COUNTY,
            round=F("file__round"),
            file__election__deferred=False,
        ).filter(~models.Exists(Opinion.objects.standing().filter(request=models.OuterRef("pk"))))

    def overdue(self, today: dt.date) -> ReviewRequestQuerySet:
        return self.waiting().filter(batch__due_on__lt=today)

    def with_people(self) -> ReviewRequestQuerySet:
        return self.select_related(
            "batch",
            "department",
            "file__person__village",
            "file__election__village__township__county",
            "file__election__cycle__review_plan",
        )


class ReviewRequest(Placed):
    """One person sent to one unit in one round. Answered by the unit's opinion, by nothing else."""

    place: ClassVar[str] = "file__election__village__code"

    batch = models.ForeignKey(ReviewBatch, models.PROTECT, related_name="requests", verbose_name="送审批次")
    department = models.ForeignKey(
        ReviewDepartment, models.PROTECT, related_name="requests", verbose_name="联审单位"
    )
    file = models.ForeignKey(ReviewFile, models.PROTECT, related_name="requests", verbose_name="资格审查材料")
    round = models.PositiveSmallIntegerField("第几次审查", default=1)

    objects: ClassVar = PlacedManager.from_queryset(ReviewRequestQuerySet)()

    class Meta:
        verbose_name = "联审事项"
        verbose_name_plural = "联审事项"
        ordering = ["batch__due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "department", "round"],
                name="candidates_review_request_once",
                violation_error_message="此人已经送该单位审查。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file}送{self.department}"


def opinion_path(opinion: Opinion, filename: str) -> str:
    return f"reviews/files/{opinion.file_id}/opinions/{filename}"


class OpinionQuerySet(ReviewRows["Opinion"]):
    def standing(self) -> OpinionQuerySet:
        return self.filter(revoked_at__isnull=True)


class Opinion(Placed, Revocable):
    """One signed and stamped sheet: a village's, a township's or a department's. Withdrawn, never changed.

    ``answers``: [{"key", "group", "label", "found", "reason"}], frozen with the words of the day.
    ``unit``: the unit's name on that day, for whoever asks years later.
    """

    place: ClassVar[str] = "file__election__village__code"

    class Level(models.TextChoices):
        VILLAGE = "village", "村初审"
        TOWNSHIP = "township", "镇初审"
        COUNTY = "county", "县联审"

    class Conclusion(models.TextChoices):
        AGREE = "agree", "同意"
        RESERVED = "reserved", "有保留"
        DISAGREE = "disagree", "不同意"

    file = models.ForeignKey(ReviewFile, models.PROTECT, related_name="opinions", verbose_name="资格审查材料")
    round = models.PositiveSmallIntegerField("第几次审查")
    level = models.CharField("层级", max_length=10, choices=Level)
    request = models.ForeignKey(
        ReviewRequest,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name="联审事项",
    )
    unit = models.CharField("单位", max_length=60)
    answers: models.JSONField[Any, Any] = models.JSONField("逐项答复", default=list)
    conclusion = models.CharField("结论", max_length=10, choices=Conclusion)
    remark = models.TextField("意见", blank=True)
    handler = models.CharField("经办人", max_length=40)
    leader = models.CharField("分管领导", max_length=40)
    stamped_on = models.DateField("盖章日期")
    scan = models.FileField("审查表扫描件", upload_to=opinion_path)
    filename = FileNameField("文件名")
    sha256 = models.CharField("校验值", max_length=64)
    given_by = who("录入人")

    objects: ClassVar = PlacedManager.from_queryset(OpinionQuerySet)()

    class Meta:
        verbose_name = "审查意见"
        verbose_name_plural = "审查意见"
        ordering = ["round", "pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(revoked_at__isnull=True),
                name="candidates_opinion_one_answer",
                violation_error_message="这一事项已经答复；答复有误的，请先撤回原意见。",
            ),
            models.UniqueConstraint(
                fields=["file", "round", "level"],
                condition=Q(revoked_at__isnull=True, request__isnull=True),
                name="candidates_opinion_one_per_level",
                violation_error_message="这一级的意见已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(level="county", request__isnull=False)
                | (~Q(level="county") & Q(request__isnull=True)),
                name="candidates_opinion_county_answers_a_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}对{self.file}的意见"

    @property
    def found(self) -> list[dict[str, Any]]:
        """The lines on which something was found."""
        return [answer for answer in self.answers if answer["found"]]
