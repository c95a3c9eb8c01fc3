"""What the township keeps of every day of the supervision: its watch, what is published outside, and who was
held responsible. What happened is sealed in the database."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from election_office.core.fields import EncryptedTextField
from election_office.core.models import Placed, Revocable, together, who


class WatchEntry(Placed):
    """The township's log of the watch: 舆情, 突发事件, who kept watch, and whom it called in."""

    place = "cycle__township__code"

    class Kind(models.TextChoices):
        WATCH = "watch", "值班盯网"
        OPINION = "opinion", "舆情"
        INCIDENT = "incident", "突发事件"
        CALLED_IN = "called_in", "约谈、问责"

    class Level(models.TextChoices):
        ORDINARY = "ordinary", "一般"
        LARGE = "large", "较大"
        GRAVE = "grave", "重大"

    cycle = models.ForeignKey(
        "villages.Cycle", models.PROTECT, related_name="watch_entries", verbose_name="换届方案"
    )
    election = models.ForeignKey(
        "villages.Election", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所涉村"
    )
    kind = models.CharField("种类", max_length=10, choices=Kind)
    level = models.CharField("级别", max_length=8, choices=Level, default=Level.ORDINARY)
    happened_at = models.DateTimeField("时间")
    until = models.DateTimeField("值班到", null=True, blank=True)
    watcher = models.CharField("值班人或者报告人", max_length=60)
    what = EncryptedTextField("情况")
    done = EncryptedTextField("处置", blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "值班记录"
        verbose_name_plural = "值班记录"
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(done=""),
                name="villages_watch_closed_with_what_was_done",
                violation_error_message="办结的写明怎样处置。",
            )
        ]

    @property
    def where(self) -> Placed:
        """The village it is about, or the whole township."""
        return self.election or self

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.happened_at:%Y-%m-%d}）"


class Release(Placed):
    """Something to be published outside: asked for, decided by the 换届办, then published."""

    place = "cycle__township__code"

    class State(models.TextChoices):
        ASKED = "asked", "待审核"
        AGREED = "agreed", "同意发布"
        REFUSED = "refused", "不同意"
        RELEASED = "released", "已发布"

    cycle = models.ForeignKey(
        "villages.Cycle", models.PROTECT, related_name="releases", verbose_name="换届方案"
    )
    election = models.ForeignKey(
        "villages.Election", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所涉村"
    )
    title = models.CharField("标题", max_length=80)
    channel = models.CharField("发布渠道", max_length=60, help_text="例如镇公众号、县融媒体中心。")
    text = models.TextField("内容", max_length=4000)
    drafted_by = models.CharField("供稿人", max_length=60)
    state = models.CharField("状态", max_length=8, choices=State, default=State.ASKED)
    decided_on = models.DateField("审核日期", null=True, blank=True)
    decided_by = who("审核人", optional=True)
    opinion = models.CharField("审核意见", max_length=200, blank=True)
    released_on = models.DateField("发布日期", null=True, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "信息发布"
        verbose_name_plural = "信息发布"
        ordering = ["-pk"]
        constraints = [
            together("decided_on", "decided_by", message="审核日期和审核人要一起填写。"),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True) | Q(state="released"),
                name="villages_release_published_after_it_was_agreed",
                violation_error_message="同意发布以后才能登记发布。",
            ),
        ]

    @property
    def where(self) -> Placed:
        """The village it is about, or the whole township."""
        return self.election or self

    def __str__(self) -> str:
        return self.title


def accountability_path(row: Accountability, filename: str) -> str:
    return f"supervision/accountability/{filename}"


class Accountability(Placed, Revocable):
    """责任追究: who answers for what went wrong, by which decision of which authority. The decision is that
    authority's; here stand the paper and what it says."""

    place = "cycle__township__code"

    class Measure(models.TextChoices):
        TALK = "talk", "约谈提醒"
        CRITICISM = "criticism", "批评教育"
        SELF_CRITICISM = "self_criticism", "责令书面检查"
        ADMONITION = "admonition", "诫勉"
        ORGANISATION = "organisation", "组织处理"
        PARTY = "party", "党纪处分"
        OFFICE = "office", "政务处分"
        JUSTICE = "justice", "移送司法机关"

    class About(models.TextChoices):
        PETITION = "petition", "信访办理不及时、敷衍、压制"
        REVIEW = "review", "资格审查失职失责"
        DISCIPLINE = "discipline", "违反换届纪律"
        LEADING = "leading", "重视不够、落实不力"
        OTHER = "other", "其他"

    cycle = models.ForeignKey(
        "villages.Cycle", models.PROTECT, related_name="accountabilities", verbose_name="换届方案"
    )
    election = models.ForeignKey(
        "villages.Election", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所涉村"
    )
    petition = models.ForeignKey(
        "villages.Petition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accountabilities",
        verbose_name="所涉信访",
    )
    name = models.CharField("被追究人", max_length=40)
    duty = models.CharField("单位和职务", max_length=80)
    about = models.CharField("事由", max_length=12, choices=About)
    measure = models.CharField("方式", max_length=16, choices=Measure)
    what = EncryptedTextField("具体情况")
    decided_by = models.CharField("决定机关", max_length=60)
    paper_number = models.CharField("文书文号", max_length=80)
    decided_on = models.DateField("决定日期")
    scan = models.FileField("文书扫描件", upload_to=accountability_path, max_length=200, blank=True)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "责任追究"
        verbose_name_plural = "责任追究"
        ordering = ["-decided_on", "-pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["cycle", "name", "paper_number"],
                condition=Q(revoked_at__isnull=True),
                name="villages_accountability_once",
                violation_error_message="此人的这份文书已经登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}{self.get_measure_display()}"
