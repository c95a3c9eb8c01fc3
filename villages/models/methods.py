"""选举办法: the village's own rules of one election, drafted, passed by a meeting, and the values it sets."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from election_office.core.fields import FileNameField
from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, Revocable, together, who
from election_office.law.words import GENERAL, in_words_of
from villages.models.committee import ChosenBy


def minutes_path(method: Method, filename: str) -> str:
    return f"methods/{method.election_id}/{filename}"


class MethodQuerySet(PlacedQuerySet["Method"]):
    def with_places(self) -> MethodQuerySet:
        return self.select_related("election__village__township__county", "election__cycle")

    def in_force(self) -> MethodQuerySet:
        return self.filter(state=Method.State.PASSED, revoked_at__isnull=True)


class Method(Placed, Revocable):
    """One edition of an election's 选举办法. A later edition that is passed takes the place of the earlier,
    which stays to be read; a passing entered by mistake is revoked with its reason."""

    place = "election__village__code"

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        PASSED = "passed", "已通过"
        SUPERSEDED = "superseded", "已被新的一版代替"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="methods", verbose_name="选举"
    )
    edition = models.PositiveSmallIntegerField("版次", validators=[MinValueValidator(1)])
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT, editable=False)
    text = models.TextField("正文", help_text="每行一条，条号由平台编排。")
    body = models.CharField("通过的会议", max_length=30, choices=ChosenBy, blank=True)
    called_on = models.DateField("会议通知日期", null=True, blank=True)
    held_on = models.DateField("会议日期", null=True, blank=True)
    by_households = models.BooleanField("按户的代表计算", default=False)
    eligible = models.PositiveIntegerField("应到", null=True, blank=True)
    present = models.PositiveIntegerField("实到", null=True, blank=True)
    in_favour = models.PositiveIntegerField("同意", null=True, blank=True)
    women = models.PositiveIntegerField(f"妇女{GENERAL.representative}人数", null=True, blank=True)
    women_present = models.PositiveIntegerField(f"到会妇女{GENERAL.representative}", null=True, blank=True)
    minutes = models.FileField("会议记录", upload_to=minutes_path, blank=True)
    filename = FileNameField("文件名", blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    drafted_by = who("起草人")
    passed_by = who("登记人", optional=True)

    objects: ClassVar = PlacedManager.from_queryset(MethodQuerySet)()

    class Meta:
        verbose_name = "选举办法"
        verbose_name_plural = "选举办法"
        ordering = ["election", "edition"]
        constraints = [
            *Revocable.Meta.constraints,
            together("passed_by", "held_on", "eligible", "present", "in_favour", texts=("body",)),
            models.CheckConstraint(
                condition=Q(state="draft", passed_by__isnull=True)
                | Q(state__in=["passed", "superseded"], passed_by__isnull=False),
                name="villages_method_passed_by_a_meeting",
                violation_error_message="选举办法经会议通过后才生效，请登记会议情况。",
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True)
                | Q(present__lte=F("eligible"), in_favour__lte=F("present")),
                name="villages_method_numbers_of_its_meeting",
                violation_error_message="实到不能多于应到，同意不能多于实到。",
            ),
            models.UniqueConstraint(
                fields=["election", "edition"],
                name="villages_method_one_per_edition",
                violation_error_message="这一版选举办法已经登记。",
            ),
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(state="draft", revoked_at__isnull=True),
                name="villages_method_one_draft",
                violation_error_message="已有一份正在起草的选举办法，请在原稿上修改。",
            ),
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(state="passed", revoked_at__isnull=True),
                name="villages_method_one_in_force",
                violation_error_message="已有一份通过的选举办法。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election.village.name}选举办法"

    @property
    def meeting_title(self) -> str:
        """Which meeting passed it, in the words of its election."""
        return in_words_of(self.election.kind, self.get_body_display())

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT and not self.is_revoked

    @property
    def articles(self) -> list[str]:
        """The text by its articles, without their numbers."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


class MethodValue(Placed):
    """One value this 选举办法 sets: a parameter that the law leaves open to the village. The drafting changes
    and drops it; once the text is passed it stays as it is."""

    place = "method__election__village__code"

    method = models.ForeignKey(Method, models.PROTECT, related_name="values", verbose_name="选举办法")
    key = models.CharField("参数", max_length=60)
    value: models.JSONField[Any, Any] = models.JSONField("取值")
    set_by = who("录入人")

    class Meta:
        verbose_name = "选举办法取值"
        verbose_name_plural = "选举办法取值"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["method", "key"],
                name="villages_method_value_one_per_key",
                violation_error_message="选举办法里同一事项只能写一次。",
            )
        ]

    def __str__(self) -> str:
        return self.key
