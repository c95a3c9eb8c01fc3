"""A township's cycle, a village's election in it, its posts, and the values its rules take."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any, ClassVar, Self, cast

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from election_office.core.gather import Ask, read_together, rows_once
from election_office.core.models import (
    Placed,
    PlacedManager,
    PlacedQuerySet,
    TimestampedModel,
    Viewer,
    together,
    who,
)
from election_office.law import electorates
from election_office.law.frozen import read_again
from election_office.law.layers import Layer
from election_office.law.overlays import Overlay, layer_of
from election_office.law.rulebooks import Rulebook, rulebook_for
from election_office.law.text import cn_number
from election_office.law.words import GENERAL, KINDS, Words, in_words_of, words_for
from villages.models.lawtexts import FrozenRules, LawTextRow, frozen_rules_of, layers_of, rows_of_texts
from villages.models.places import townships_of


class CycleQuerySet(PlacedQuerySet["Cycle"]):
    def visible_to(self, user: Viewer) -> Self:
        """The plan of a township is open to everybody who works in it, its villages included."""
        return self.filter(townships_of(user, "township__code"))


class Cycle(Placed):
    """换届: one township's elections of one term, in one dated plan."""

    place = "township__code"

    class State(models.TextChoices):
        DRAFT = "draft", "拟订中"
        APPROVED = "approved", "已批准"
        CLOSED = "closed", "已结束"

    township = models.ForeignKey(
        "villages.Township", models.PROTECT, related_name="cycles", verbose_name="乡镇"
    )
    ordinal = models.PositiveSmallIntegerField(
        "届次", validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    default_day = models.DateField(
        "统一选举日", help_text="各村可以另定；方案批准后按此日期排出每个村的步骤。"
    )
    paper_number = models.CharField("方案文号", max_length=60, blank=True)
    term_ends_on = models.DateField("上一届任期届满日期", null=True, blank=True)
    # Seats by population, township policy: [{"up_to": 1000, "director": 1, "deputy": 0, "member": 2}, …]
    seat_table = models.JSONField("职数标准", default=list, blank=True)
    # Where not all villages vote on one day: the window of the plan, and each village's day in it.
    window_from = models.DateField("选举日窗口起", null=True, blank=True)
    window_to = models.DateField("选举日窗口止", null=True, blank=True)
    village_days: models.JSONField[Any, Any] = models.JSONField("各村选举日", default=dict, blank=True)
    approved_at = models.DateTimeField("批准时间", null=True, blank=True, editable=False)
    approved_by = who("批准人", optional=True)

    objects: ClassVar = PlacedManager.from_queryset(CycleQuerySet)()

    class Meta:
        verbose_name = "换届方案"
        verbose_name_plural = "换届方案"
        ordering = ["-ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["township", "ordinal"],
                name="villages_cycle_one_per_ordinal",
                violation_error_message="本乡镇已有同一届次的换届方案。",
            ),
            together(
                "approved_at",
                "approved_by",
                name="villages_cycle_approved_at_and_by_together",
                message="批准时间和批准人要一起填写。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.township.name}{self.title}换届"

    def day_of(self, village_id: int) -> dt.date:
        """The election day the plan gives this village."""
        own = self.village_days.get(str(village_id))
        return dt.date.fromisoformat(own) if own else self.default_day

    @property
    def title(self) -> str:
        return f"第{cn_number(self.ordinal)}届"


class Responsible(models.TextChoices):
    COUNTY = "county", "县换届办"
    TOWNSHIP = "township", "镇换届办"
    GUIDANCE = "guidance", "指导组"
    COMMITTEE = "committee", GENERAL.committee
    OUTGOING = "outgoing", f"上届{GENERAL.body}"
    BRANCH = "branch", "村党组织"


class Stage(models.TextChoices):
    PREPARATION = "preparation", "准备阶段"
    ELECTION = "election", "选举阶段"
    FOLLOW_UP = "follow_up", "后续阶段"
    CLOSED = "closed", "已办结"


class PlanStep(models.Model):
    """One dated line of the township's plan: its own policy steps beside the statutory ones."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="plan_steps", verbose_name="换届方案")
    code = models.CharField("代码", max_length=30)
    title = models.CharField("事项", max_length=60)
    stage = models.CharField("阶段", max_length=12, choices=Stage)
    order = models.PositiveSmallIntegerField("次序")
    days_before = models.SmallIntegerField("选举日前几天", help_text="0为选举日当天；负数为选举日之后。")
    fixed_on = models.DateField("固定日期", null=True, blank=True, help_text="填写后不随选举日移动。")
    responsible = models.CharField("责任单位", max_length=12, choices=Responsible)
    in_use = models.BooleanField("本镇采用", default=True)
    starts_before = models.SmallIntegerField("开始于选举日前几天", null=True, blank=True)
    unit = models.CharField("责任部门", max_length=60, blank=True)
    people = models.CharField("责任人", max_length=120, blank=True)
    left_out_reason = models.CharField("不采用的理由", max_length=200, blank=True)
    own = models.BooleanField("本镇自定事项", default=False)

    class Meta:
        verbose_name = "方案事项"
        verbose_name_plural = "方案事项"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "code"], name="villages_plan_step_one_per_code")
        ]

    def __str__(self) -> str:
        return self.title

    def due_on(self, election_day: dt.date) -> dt.date:
        return self.fixed_on or election_day - dt.timedelta(days=self.days_before)

    def starts_on(self, election_day: dt.date) -> dt.date | None:
        if self.starts_before is None:
            return None
        return election_day - dt.timedelta(days=self.starts_before)


class ElectionQuerySet(PlacedQuerySet["Election"]):
    def with_rules(self) -> ElectionQuerySet:
        """With the frozen rules, for one election: they hold every value, so no list carries them."""
        return self.select_related("frozen_rules")

    def with_places(self) -> ElectionQuerySet:
        """With everything the page head and the breadcrumb name."""
        return self.select_related("village__township__county", "cycle")


class Election(Placed):
    """One village's 换届 election in one cycle."""

    place = "village__code"

    class Mode(models.TextChoices):
        WITH_CANDIDATES = "with_candidates", "有候选人差额选举"
        NO_CANDIDATES = "no_candidates", "不设候选人（自荐直选）"

    class Kind(models.TextChoices):
        VILLAGE = "village", f"{KINDS['village']}选举"
        COMMUNITY = "community", f"{KINDS['community']}选举"
        COLLECTIVE = "collective", f"{KINDS['collective']}选举"

    class Way(models.TextChoices):
        """How a community elects; a village knows no ways."""

        ALL = electorates.ALL, electorates.WAYS[electorates.ALL]
        HOUSEHOLDS = electorates.HOUSEHOLDS, electorates.WAYS[electorates.HOUSEHOLDS]
        REPRESENTATIVES = electorates.REPRESENTATIVES, electorates.WAYS[electorates.REPRESENTATIVES]

    village = models.ForeignKey(
        "villages.Village", models.PROTECT, related_name="elections", verbose_name="村"
    )
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="elections", verbose_name="换届方案")
    kind = models.CharField("选举种类", max_length=12, choices=Kind, default=Kind.VILLAGE)
    way = models.CharField("由谁投票", max_length=30, choices=Way, default="", blank=True)
    way_decided_on = models.DateField("决定选举方式的会议日期", null=True, blank=True)
    way_note = models.CharField("会议决定情况", max_length=200, blank=True)
    election_day = models.DateField("选举日")
    stage = models.CharField("阶段", max_length=12, choices=Stage, default=Stage.PREPARATION)
    mode = models.CharField("选举方式", max_length=20, choices=Mode, default=Mode.WITH_CANDIDATES)
    deferred = models.BooleanField("暂缓换届", default=False)
    polling_place = models.CharField("选举大会会场", max_length=80, blank=True)
    opens_at = models.TimeField("投票开始", default=dt.time(8, 0))
    closes_at = models.TimeField("投票结束", default=dt.time(12, 0))

    objects: ClassVar = PlacedManager.from_queryset(ElectionQuerySet)()

    class Meta:
        verbose_name = "村选举"
        verbose_name_plural = "村选举"
        ordering = ["village__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "cycle", "kind"],
                name="villages_election_one_per_cycle",
                violation_error_message="在这一届已有同一种选举。",
            ),
            models.CheckConstraint(
                condition=models.Q(way="") | models.Q(kind="community"),
                name="villages_election_way_of_a_community",
                violation_error_message="只有社区选举才分选举方式。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village.name}{self.cycle.title}{self.words.election}"

    def get_absolute_url(self) -> str:
        return reverse("villages:election_detail", args=[self.pk])

    @property
    def words(self) -> Words:
        """What this place calls its people, its body and its papers in this kind of election."""
        return words_for(self.village.code, self.kind)

    def said(self, sentence: str) -> str:
        """A label or sentence written for a village of no province, in the words of this election."""
        return in_words_of(self.kind, sentence, self.village.code)

    @property
    def guidance_title(self) -> str:
        """Who of the township guides this election: the name it entered, or the usual one of this kind."""
        township = self.village.township
        return township.guidance_group or f"{township.name}{self.words.election}指导组"

    @property
    def electing_way(self) -> str:
        """The way in force: a community whose meeting decided nothing else is elected by all its voters."""
        return self.way or (self.Way.ALL if self.kind == self.Kind.COMMUNITY else "")

    @property
    def by_delegates(self) -> bool:
        """Whether not every voter votes, but those who represent a household or a group."""
        return self.electing_way in (self.Way.HOUSEHOLDS, self.Way.REPRESENTATIVES)

    @property
    def base_label(self) -> str:
        """What the number counts by which the turnout is measured."""
        return electorates.entitled_words(self.way, self.rulebook) if self.by_delegates else "登记参加选举"

    @property
    def election_id(self) -> int:
        """Itself: a paper about an election belongs to that election."""
        return self.pk

    @property
    def committee_title(self) -> str:
        """落款: the name under every paper of the electoral committee."""
        return f"{self.village.name}{self.cycle.title}{self.words.committee}"

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules in force for this village on its election day, local texts and papers included; as they
        stood when its formal list hung, once it does."""
        papers, texts, frozen = self._rules()
        if frozen is not None:
            plain = self.rulebook_from([], [], frozen)
            # Written down whole: no local text and no paper says anything beside it any more.
            if plain.by_key.keys() <= {row["key"] for row in frozen.parameters}:
                return plain
        return self.rulebook_from([row.as_overlay() for row in papers], layers_of(texts), frozen)

    def rulebook_from(
        self, papers: list[Overlay], texts: list[Layer], frozen: FrozenRules | None
    ) -> Rulebook:
        book = rulebook_for(
            self.village.code, self.election_day, papers, kind=self.kind, texts=texts, strict=False
        )
        return read_again(frozen.parameters, book) if frozen else book

    def _rules(self) -> tuple[list[RuleOverlay], list[LawTextRow], FrozenRules | None]:
        """The papers, the rows of the texts and what was written down, as they stand now. One statement."""
        papers, texts, *frozen = read_together(*self.rule_asks())
        if frozen:
            return papers, texts, next(iter(frozen[0]), None)
        return papers, texts, cast("FrozenRules | None", self._state.fields_cache["frozen_rules"])

    def rule_asks(self) -> list[Ask[Any]]:
        """What the rulebook is made from, for a page that reads it ahead with other things."""
        asks: list[Ask[Any]] = [papers_in_force.ask(self), rows_of_texts.ask(self.village.code)]
        # A page about one election fetches what was written down with it (``with_rules``).
        known = "frozen_rules" in self._state.fields_cache
        return asks if known else [*asks, frozen_rules_of.ask(self.pk)]

    @property
    def status(self) -> str:
        """What the page head shows: the stage, unless the village is off the clock."""
        return "deferred" if self.deferred else self.stage

    def get_status_display(self) -> str:
        return "暂缓换届" if self.deferred else Stage(self.stage).label

    @property
    def days_left(self) -> int:
        return (self.election_day - timezone.localdate()).days


class Post(models.Model):
    """Seats to be filled: one row per kind, and one more per reserved kind."""

    class Kind(models.TextChoices):
        DIRECTOR = "director", "主任"
        DEPUTY = "deputy", "副主任"
        MEMBER = "member", "委员"

    class Reserved(models.TextChoices):
        NONE = "", "不限"
        WOMAN = "woman", "妇女"

    election = models.ForeignKey(Election, models.CASCADE, related_name="posts", verbose_name="选举")
    kind = models.CharField("职位", max_length=10, choices=Kind)
    reserved = models.CharField("专选", max_length=10, choices=Reserved, default="", blank=True)
    seats = models.PositiveSmallIntegerField(
        "应选名额", validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    order = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "职位"
        verbose_name_plural = "职位"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "kind", "reserved"],
                name="villages_post_one_per_kind",
                violation_error_message="同一职位只能设一行。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return (
            f"妇女{self.get_kind_display()}"
            if self.reserved == self.Reserved.WOMAN
            else self.get_kind_display()
        )

    @property
    def area_code(self) -> str:
        return self.election.area_code


def overlay_path(overlay: RuleOverlay, filename: str) -> str:
    return f"rules/papers/{overlay.area_code}/{filename}"


class RuleOverlayQuerySet(models.QuerySet["RuleOverlay"]):
    def in_force(self) -> RuleOverlayQuerySet:
        return self.filter(ended_at__isnull=True)

    def governing(self, election: Election) -> RuleOverlayQuerySet:
        """Those of its kind and of this election, the county's first, then the township's, then the village's
        own: the nearer is laid last."""
        code = election.area_code
        return self.filter(
            models.Q(election__isnull=True) | models.Q(election=election.pk),
            area_code__in=[code[:6], code[:9], code],
            kind=election.kind,
        ).order_by("area_code", "pk")


@rows_once
def papers_in_force(election: Election) -> models.QuerySet[RuleOverlay]:
    return RuleOverlay.objects.in_force().governing(election)


class RuleOverlay(TimestampedModel):
    """A value the county, the township or the village's 选举办法 sets for one kind of election, each with its
    paper. Ended, never deleted. The length of the code says whose paper it is; ``election`` is filled in
    where the paper governs one election alone, as a 选举办法 does."""

    area_code = models.CharField(
        "区划代码", max_length=12, db_index=True, validators=[RegexValidator(r"^\d{6}(\d{3}(\d{3})?)?$")]
    )
    kind = models.CharField("适用的选举", max_length=10, choices=list(KINDS.items()), default="village")
    election = models.ForeignKey(
        Election, models.PROTECT, null=True, blank=True, related_name="own_values", verbose_name="选举"
    )
    key = models.CharField("参数", max_length=60)
    value: models.JSONField[Any, Any] = models.JSONField("取值")
    paper_number = models.CharField("依据文号", max_length=60)
    paper_date = models.DateField("文件日期")
    scan = models.FileField("文件扫描件", upload_to=overlay_path, max_length=200, blank=True)
    note = models.CharField("选择理由", max_length=300, blank=True)
    entered_by = who("录入人")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True, editable=False)

    objects = RuleOverlayQuerySet.as_manager()

    class Meta:
        verbose_name = "本地规则取值"
        verbose_name_plural = "本地规则取值"
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "kind", "key"],
                condition=models.Q(ended_at__isnull=True, election__isnull=True),
                name="villages_rule_overlay_one_in_force",
                violation_error_message="该参数已有本地取值，请先停用原取值。",
            ),
            models.UniqueConstraint(
                fields=["election", "key"],
                condition=models.Q(ended_at__isnull=True, election__isnull=False),
                name="villages_rule_overlay_one_of_an_election",
                violation_error_message="选举办法里已有这一事项的取值，请先停用原取值。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.key}"

    def as_overlay(self) -> Overlay:
        return Overlay(self.key, self.value, self.paper_number, self.paper_date, layer_of(self.area_code))


class Deferral(Placed):
    """暂缓换届: asked by the township with its paper, decided by the county, ended with a reason."""

    place = "election__village__code"

    class State(models.TextChoices):
        REQUESTED = "requested", "待县批准"
        APPROVED = "approved", "已批准暂缓"
        REFUSED = "refused", "未批准"
        ENDED = "ended", "已恢复换届"

    election = models.ForeignKey(Election, models.PROTECT, related_name="deferrals", verbose_name="选举")
    state = models.CharField("状态", max_length=10, choices=State, default=State.REQUESTED)
    reason = models.TextField("暂缓理由")
    requested_by = who("申请人")
    decided_by = who("决定人", optional=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    paper_number = models.CharField("批准文号", max_length=60, blank=True)
    opinion = models.TextField("决定意见", blank=True)
    ended_at = models.DateTimeField("恢复时间", null=True, blank=True)
    ended_reason = models.TextField("恢复理由", blank=True)

    class Meta:
        verbose_name = "暂缓换届"
        verbose_name_plural = "暂缓换届"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["election"],
                condition=models.Q(state__in=["requested", "approved"]),
                name="villages_deferral_one_open",
                violation_error_message=f"{GENERAL.here}已有在办的暂缓换届申请。",
            ),
            together(
                "decided_at",
                "decided_by",
                name="villages_deferral_decided_at_and_by_together",
                message="决定时间和决定人要一起填写。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election} {self.get_state_display()}"
