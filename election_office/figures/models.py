"""What a village's records come to, stored when they change: no page counts people."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from election_office.core.fields import FileNameField
from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, Revocable, who
from villages.models import LastTermMember
from villages.models.people import Sex

COUNTY_DIGITS = 6


class Polling(Placed):
    """The vote of one village in numbers: the first round's ballots, and what happened after it.

    Made anew from the declared results by ``actions.count_again``; nobody types here. ``proxies`` are the
    ballots handed out on a proxy, ``void`` and ``ballots`` those of the first post on the ballot.
    """

    place = "election__village__code"

    election = models.OneToOneField(
        "villages.Election", models.PROTECT, related_name="polling", verbose_name="选举"
    )
    declared_at = models.DateTimeField("宣布时间", null=True, blank=True)
    registered = models.PositiveIntegerField("登记人数", default=0)
    voted = models.PositiveIntegerField("参加投票人数", default=0)
    issued = models.PositiveIntegerField("发出选票", default=0)
    proxies = models.PositiveIntegerField("委托投票", default=0)
    recovered = models.PositiveIntegerField("收回选票", default=0)
    void = models.PositiveIntegerField("无效票", default=0)
    seats = models.PositiveSmallIntegerField("应选名额", default=0)
    elected = models.PositiveSmallIntegerField("当选人数", default=0)
    rounds = models.PositiveSmallIntegerField("已宣布的投票", default=0)
    later_rounds = models.PositiveSmallIntegerField("另行选举和再次投票", default=0)
    withdrawn = models.PositiveSmallIntegerField("撤销结果次数", default=0)
    at_first = models.BooleanField("一次选举成功", default=False)
    same_sheets: models.JSONField[Any, Any] = models.JSONField("计票完全相同的票箱", default=list, blank=True)
    counted_with = models.PositiveSmallIntegerField("统计方法版本", default=0, editable=False)

    class Meta:
        verbose_name = "投票统计"
        verbose_name_plural = "投票统计"
        constraints = [
            models.CheckConstraint(
                condition=Q(at_first=False) | Q(declared_at__isnull=False),
                name="figures_polling_success_is_declared",
                violation_error_message="没有宣布结果的村不能算一次选举成功。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election}投票统计"


class LastPolling(Placed):
    """The vote of the term before, typed from its papers where that term was not run in this office."""

    place = "election__village__code"

    election = models.OneToOneField(
        "villages.Election", models.PROTECT, related_name="last_polling", verbose_name="选举"
    )
    registered = models.PositiveIntegerField("上届登记人数")
    voted = models.PositiveIntegerField("上届参加投票人数")
    source = models.CharField("数字来源", max_length=80, help_text="例如上届选举结果报告单的文号。")
    entered_by = who("登记人")

    class Meta:
        verbose_name = "上届投票情况"
        verbose_name_plural = "上届投票情况"
        constraints = [
            models.CheckConstraint(
                condition=Q(registered__gt=0, voted__lte=models.F("registered")),
                name="figures_last_polling_voted_of_registered",
                violation_error_message="上届登记人数应大于0，参加投票人数不能多于登记人数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election}上届投票情况"


class TeamMemberQuerySet(PlacedQuerySet["TeamMember"]):
    def people(self) -> TeamMemberQuerySet:
        """Each person once, whatever seats he holds."""
        return self.filter(counted=True)


class TeamMember(Placed):
    """A seat of the new team or of the last one, as the records had it when it was counted."""

    place = "election__village__code"

    class Term(models.TextChoices):
        NEW = "new", "本届"
        LAST = "last", "上届"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="team", verbose_name="选举"
    )
    term = models.CharField("届", max_length=4, choices=Term)
    body = models.CharField("班子", max_length=10, choices=LastTermMember.Body)
    post = models.CharField("职务", max_length=20)
    name = models.CharField("姓名", max_length=60)
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    sex = models.CharField("性别", max_length=6, choices=Sex, blank=True)
    age = models.PositiveSmallIntegerField("年龄", null=True, blank=True)
    education = models.CharField("学历", max_length=10, choices=LastTermMember.Education, blank=True)
    party_member = models.BooleanField("中共党员", default=False)
    counted = models.BooleanField("计人数", default=True, help_text="一人在两个班子任职的，只计一次。")
    college = models.BooleanField("大专以上", default=False)
    young = models.BooleanField("35周岁以下大专以上", default=False)
    reelected = models.BooleanField("连任", default=False)
    crosses = models.BooleanField("交叉任职", default=False)
    both_heads = models.BooleanField("一肩挑", default=False)
    secretary = models.BooleanField("书记", default=False)
    wealth = models.BooleanField("致富能手", default=False)
    veteran = models.BooleanField("退役军人", default=False)

    objects: ClassVar = PlacedManager.from_queryset(TeamMemberQuerySet)()

    class Meta:
        verbose_name = "班子成员统计"
        verbose_name_plural = "班子成员统计"
        ordering = ["election__village__code", "term", "body", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(young=False) | Q(college=True),
                name="figures_member_young_has_college",
                violation_error_message="35周岁以下大专以上的成员应有大专学历。",
            ),
        ]
        indexes = [models.Index(fields=["election", "term", "counted"], name="figures_member_counted")]

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）"


class Target(Placed):
    """What the township or the county wants of the new teams, with the paper that says so."""

    place = "division"

    class Key(models.TextChoices):
        AGE = "age", "平均年龄不高于（岁）"
        COLLEGE = "college", "大专以上学历不低于（%）"
        YOUNG = "young", "35周岁以下大专以上不低于（%）"
        WOMEN = "women", "女性不低于（%）"
        PARTY = "party_member", "中共党员不低于（%）"
        BOTH_HEADS = "both_heads", "书记主任一肩挑的村不低于（%）"
        SECRETARY_AGE = "secretary_age", "书记平均年龄不高于（岁）"
        SECRETARY_COLLEGE = "secretary_college", "书记大专以上学历不低于（%）"
        SECRETARY_WEALTH = "secretary_wealth", "书记致富能手不低于（%）"

    division = models.CharField("区划代码", max_length=12)
    key = models.CharField("目标", max_length=20, choices=Key)
    value = models.PositiveSmallIntegerField("目标值")
    paper_number = models.CharField("依据文号", max_length=60)
    set_by = who("登记人")

    class Meta:
        verbose_name = "结构目标"
        verbose_name_plural = "结构目标"
        ordering = ["division", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "key"],
                name="figures_target_one_a_place",
                violation_error_message="这个目标已经登记，请直接修改。",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=1, value__lte=100),
                name="figures_target_between_1_and_100",
                violation_error_message="目标值应在1到100之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}{self.value}"


class HourCount(Placed):
    """Ballots handed out in one hour of one round, counted as they go out."""

    place = "round__election__village__code"

    round = models.ForeignKey("ballots.Round", models.PROTECT, related_name="hours", verbose_name="投票轮次")
    day = models.DateField("日期")
    hour = models.PositiveSmallIntegerField("时")
    voters = models.IntegerField("领票人数", default=0)

    class Meta:
        verbose_name = "分时投票人数"
        verbose_name_plural = "分时投票人数"
        constraints = [
            models.UniqueConstraint(fields=["round", "day", "hour"], name="figures_hour_once_a_round"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="figures_hour_of_a_day"),
        ]
        indexes = [models.Index(fields=["day", "hour"], name="figures_hour_by_day")]

    def __str__(self) -> str:
        return f"{self.round}{self.hour}时"


class SummaryDraft(Placed):
    """The 总结 of a village, a township or a county while it is written.

    ``base``: the paragraphs as the program made them when they were last put in; ``text``: as they read now.
    Both map the key of a paragraph to its words, so that a refresh knows what a person changed.
    """

    place = "division"

    division = models.CharField("区划代码", max_length=12)
    ordinal = models.PositiveSmallIntegerField("届次")
    base: models.JSONField[Any, Any] = models.JSONField("系统生成的段落", default=dict)
    text: models.JSONField[Any, Any] = models.JSONField("段落", default=dict)
    refreshed_at = models.DateTimeField("数字更新时间")
    written_by = who("起草人")

    class Meta:
        verbose_name = "换届总结"
        verbose_name_plural = "换届总结"
        constraints = [
            models.UniqueConstraint(
                fields=["division", "ordinal"],
                name="figures_summary_one_a_place",
                violation_error_message="本届总结已经开始起草。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division}第{self.ordinal}届换届总结"

    @property
    def is_county(self) -> bool:
        return len(self.division) == COUNTY_DIGITS


class ReportAsk(Placed):
    """The county asks its townships for a report by a day."""

    place = "division"

    division = models.CharField("区划代码", max_length=6)
    title = models.CharField("要报的事项", max_length=80)
    what = models.TextField("要求", max_length=1000)
    paper_number = models.CharField("通知文号", max_length=60, blank=True)
    due_on = models.DateField("上报期限")
    asked_by = who("布置人")

    class Meta:
        verbose_name = "要求上报"
        verbose_name_plural = "要求上报"
        ordering = ["-due_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class ReportDue(Placed):
    """One township that shall answer."""

    place = "township__code"

    ask = models.ForeignKey(ReportAsk, models.PROTECT, related_name="due", verbose_name="要求上报")
    township = models.ForeignKey(
        "villages.Township", models.PROTECT, related_name="reports_due", verbose_name="乡镇"
    )

    class Meta:
        verbose_name = "应报乡镇"
        verbose_name_plural = "应报乡镇"
        ordering = ["township__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["ask", "township"],
                name="figures_report_due_once",
                violation_error_message="这个乡镇已经列入。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.township.name}：{self.ask.title}"


class ReportUrge(Placed):
    """催报: the county reminds a township of a report that it owes; at most once a day."""

    place = "due__township__code"

    due = models.ForeignKey(ReportDue, models.PROTECT, related_name="urges", verbose_name="应报乡镇")
    urged_on = models.DateField("催报日期")
    urged_by = who("催报人")

    class Meta:
        verbose_name = "上报催报"
        verbose_name_plural = "上报催报"
        ordering = ["-urged_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["due", "urged_on"],
                name="figures_report_urge_once_a_day",
                violation_error_message="今天已经催过这个乡镇。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.due}催报"


def answer_path(answer: ReportAnswer, filename: str) -> str:
    return f"figures/reports/{answer.due_id}/{filename}"


class ReportAnswer(Placed, Revocable):
    """What a township sent: words, a file, or its figures as they stood at that moment. Sent back by the
    county with a reason, it stays on record and the township sends another."""

    place = "due__township__code"

    due = models.ForeignKey(ReportDue, models.PROTECT, related_name="answers", verbose_name="应报乡镇")
    words = models.TextField("情况说明", max_length=2000, blank=True)
    figures: models.JSONField[Any, Any] = models.JSONField("上报时的数字", default=list, blank=True)
    file = models.FileField("附件", upload_to=answer_path, max_length=200, blank=True)
    filename = FileNameField("附件名称", blank=True)
    answered_on = models.DateField("上报日期")
    answered_by = who("上报人")

    class Meta:
        verbose_name = "上报"
        verbose_name_plural = "上报"
        ordering = ["due", "-pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["due"],
                condition=Q(revoked_at__isnull=True),
                name="figures_answer_one_in_force",
                violation_error_message="这项已经上报；县里退回后才能重报。",
            ),
            models.CheckConstraint(
                condition=~Q(words="") | ~Q(file="") | ~Q(figures=[]),
                name="figures_answer_says_something",
                violation_error_message="请写明情况、附上文件或者附上统计数字。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due}上报"
