"""One 换届 of a collective: seats, nominees, meetings and who took part, votes, who was elected."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ballots.models.collectives import Collective, Member
from election_office.core.models import Placed, PlacedManager, PlacedQuerySet, Revocable, together, who
from election_office.law.rulebooks import Rulebook


class PostKind(models.TextChoices):
    CHAIR = "chair", "理事长"
    DEPUTY_CHAIR = "deputy_chair", "副理事长"
    COUNCIL = "council", "理事"
    SUPERVISORY_CHAIR = "supervisory_chair", "监事长"
    SUPERVISOR = "supervisor", "监事"


COUNCIL = (PostKind.CHAIR, PostKind.DEPUTY_CHAIR, PostKind.COUNCIL)


class CollectiveTermQuerySet(PlacedQuerySet["CollectiveTerm"]):
    def with_places(self) -> CollectiveTermQuerySet:
        return self.select_related("collective__village__township__county", "cycle")


class CollectiveTerm(Placed):
    """The election of both bodies in one cycle. The village may hold its own election in the same cycle."""

    place = "collective__village__code"

    class Way(models.TextChoices):
        MEMBERS = "members", "成员大会"
        REPRESENTATIVES = "representatives", "成员代表大会"

    class WinRule(models.TextChoices):
        UNDECIDED = "", "尚未认定"
        ALL = "two_thirds_of_all", "全体三分之二以上同意"
        HALF = "half_of_participants", "超过参加人数的半数"

    collective = models.ForeignKey(
        Collective, models.PROTECT, related_name="terms", verbose_name="集体经济组织"
    )
    cycle = models.ForeignKey(
        "villages.Cycle", models.PROTECT, related_name="collective_terms", verbose_name="换届方案"
    )
    way = models.CharField("由谁选举", max_length=16, choices=Way, default=Way.MEMBERS)
    studied_by = models.CharField("研究讨论的党组织", max_length=60, blank=True)
    studied_on = models.DateField("研究讨论日期", null=True, blank=True)
    win_rule = models.CharField("认定的当选票数", max_length=24, choices=WinRule, blank=True, editable=False)
    win_rule_paper = models.CharField("认定文号", max_length=60, blank=True, editable=False)
    win_rule_note = models.CharField("认定理由", max_length=300, blank=True, editable=False)
    win_rule_by = who("认定人", optional=True)
    win_rule_at = models.DateTimeField("认定时间", null=True, blank=True, editable=False)
    opened_by = who("建立人")

    objects: ClassVar = PlacedManager.from_queryset(CollectiveTermQuerySet)()

    class Meta:
        verbose_name = "集体经济组织换届"
        verbose_name_plural = "集体经济组织换届"
        ordering = ["-cycle__ordinal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collective", "cycle"],
                name="ballots_collective_term_one_per_cycle",
                violation_error_message="这个集体经济组织在这一届已经建立换届。",
            ),
            together(
                "win_rule_by",
                "win_rule_at",
                texts=("win_rule", "win_rule_paper", "win_rule_note"),
                message="认定的结果、文号、理由须同时填写。",
            ),
            together("studied_on", texts=("studied_by",), message="研究讨论的党组织和日期须同时填写。"),
        ]

    def __str__(self) -> str:
        return f"{self.collective}{self.cycle.title}换届"

    def get_absolute_url(self) -> str:
        return reverse("ballots:collective_term", args=[self.pk])

    @property
    def by_representatives(self) -> bool:
        return self.way == self.Way.REPRESENTATIVES

    def rulebook_on(self, day: dt.date) -> Rulebook:
        return self.collective.rulebook_on(day)


class TermSeat(models.Model):
    """How many are elected to one post."""

    term = models.ForeignKey(CollectiveTerm, models.CASCADE, related_name="seats", verbose_name="换届")
    kind = models.CharField("职位", max_length=20, choices=PostKind)
    seats = models.PositiveSmallIntegerField(
        "应选名额", validators=[MinValueValidator(1), MaxValueValidator(25)]
    )

    class Meta:
        verbose_name = "职位"
        verbose_name_plural = "职位"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "kind"],
                name="ballots_term_seat_one_per_kind",
                violation_error_message="同一职位只能设一行。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.seats}名"


class Representative(Placed, Revocable):
    """成员代表 of the five years: votes where the charter lets the representatives elect."""

    place = "collective__village__code"

    collective = models.ForeignKey(
        Collective, models.PROTECT, related_name="representatives", verbose_name="集体经济组织"
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="representing", verbose_name="本人")
    households = models.PositiveSmallIntegerField("代表户数", validators=[MinValueValidator(1)])
    chosen_on = models.DateField("产生日期")
    entered_by = who("登记人")

    class Meta:
        verbose_name = "成员代表"
        verbose_name_plural = "成员代表"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_representative_once",
                violation_error_message="此人已经是成员代表。",
            ),
        ]

    def __str__(self) -> str:
        return self.member.person.name


class Nominee(Placed, Revocable):
    """Somebody nominated for one post."""

    place = "term__collective__village__code"

    class Source(models.TextChoices):
        TOWNSHIP_PARTY = "township_party", "乡镇党委、街道党工委提名"
        VILLAGE_PARTY = "village_party", "村党组织提名"
        MEMBERS = "members", "成员提名"
        HALL = "hall", "会议当场另提"

    term = models.ForeignKey(CollectiveTerm, models.PROTECT, related_name="nominees", verbose_name="换届")
    kind = models.CharField("职位", max_length=20, choices=PostKind)
    member = models.ForeignKey(Member, models.PROTECT, related_name="nominations", verbose_name="候选人")
    source = models.CharField("提名方式", max_length=20, choices=Source)
    double_post = models.CharField(
        "现任村级职务", max_length=60, blank=True, help_text="例如村党组织书记；可以交叉任职。"
    )
    accepted = models.CharField("对提醒事项的说明", max_length=200, blank=True)
    entered_by = who("登记人")

    class Meta:
        verbose_name = "候选人"
        verbose_name_plural = "候选人"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["term", "kind", "member"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_nominee_once_per_post",
                violation_error_message="此人已经是这一职位的候选人。",
            ),
        ]

    def __str__(self) -> str:
        return self.member.person.name


class AssemblyQuerySet(PlacedQuerySet["Assembly"]):
    def with_places(self) -> AssemblyQuerySet:
        return self.select_related("term__collective__village__township__county", "term__cycle")


def minutes_path(assembly: Assembly, filename: str) -> str:
    return f"collectives/{assembly.term.collective_id}/minutes/{filename}"


class Assembly(Placed):
    """One meeting that votes: called, held with its quorum, counted, declared."""

    place = "term__collective__village__code"

    term = models.ForeignKey(CollectiveTerm, models.PROTECT, related_name="assemblies", verbose_name="换届")
    number = models.PositiveSmallIntegerField("第几次会议", editable=False)
    day = models.DateField("会议日期")
    at = models.TimeField("时间", default=dt.time(9, 0))
    where = models.CharField("地点", max_length=80)
    online_by = models.CharField(
        "在线参加方式", max_length=80, blank=True, help_text="例如微信群视频会议；不安排的留空。"
    )
    agenda = models.CharField("审议事项", max_length=300)
    called_by = who("召集登记人")
    # as held
    entitled = models.PositiveIntegerField("应到人数", null=True, blank=True, editable=False)
    present = models.PositiveIntegerField("现场参加", null=True, blank=True, editable=False)
    online = models.PositiveIntegerField("在线参加", null=True, blank=True, editable=False)
    proxied = models.PositiveIntegerField("委托参加", null=True, blank=True, editable=False)
    host = models.CharField("主持人", max_length=40, blank=True, editable=False)
    recorder = models.CharField("记录人", max_length=40, blank=True, editable=False)
    tellers = models.CharField("监票、计票人", max_length=120, blank=True, editable=False)
    secret = models.BooleanField("无记名投票", default=True, editable=False)
    minutes = models.TextField("会议记录", max_length=6000, blank=True, editable=False)
    minutes_scan = models.FileField(
        "签名的会议记录", upload_to=minutes_path, max_length=200, blank=True, editable=False
    )
    held_by = who("登记人", optional=True)
    # as declared
    count: models.JSONField[Any, Any] = models.JSONField("计票", null=True, blank=True, editable=False)
    outcome: models.JSONField[Any, Any] = models.JSONField("结果", null=True, blank=True, editable=False)
    declared_at = models.DateTimeField("宣布时间", null=True, blank=True, editable=False)
    declared_by = who("宣布人", optional=True)

    objects: ClassVar = PlacedManager.from_queryset(AssemblyQuerySet)()

    class Meta:
        verbose_name = "会议"
        verbose_name_plural = "会议"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "number"],
                name="ballots_assembly_number",
                violation_error_message="会议次序重复，请重新打开页面。",
            ),
            together(
                "entitled", "present", "online", "proxied", "held_by", message="会议的参加人数须同时登记。"
            ),
            together("declared_at", "declared_by", "count", "outcome"),
            models.CheckConstraint(
                condition=Q(entitled__isnull=True)
                | Q(entitled__gte=F("present") + F("online") + F("proxied")),
                name="ballots_assembly_no_more_than_entitled",
                violation_error_message="参加人数不能多于应到人数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}第{self.number}次会议"

    def get_absolute_url(self) -> str:
        return reverse("ballots:assembly", args=[self.pk])

    @property
    def title(self) -> str:
        return str(self.term.get_way_display())

    @property
    def participants(self) -> int:
        """Present, online and represented by somebody of the household."""
        return (self.present or 0) + (self.online or 0) + (self.proxied or 0)

    @property
    def is_held(self) -> bool:
        return self.held_by_id is not None

    @property
    def is_declared(self) -> bool:
        return self.declared_at is not None

    @property
    def state(self) -> str:
        if self.is_declared:
            return "已宣布结果"
        return "待计票" if self.is_held else "待召开"


class HouseholdProxy(Placed, Revocable):
    """同户委托: in writing, to another fully capable member of the same household."""

    place = "assembly__term__collective__village__code"

    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="proxies", verbose_name="会议")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="委托人")
    trustee = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="受委托人")
    written_on = models.DateField("委托书日期")
    entered_by = who("登记人")

    class Meta:
        verbose_name = "同户委托"
        verbose_name_plural = "同户委托"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["assembly", "member"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_household_proxy_once",
                violation_error_message="此人已经委托他人参加。",
            ),
            models.CheckConstraint(
                condition=~Q(member=F("trustee")),
                name="ballots_household_proxy_not_oneself",
                violation_error_message="委托人和受委托人不能是同一人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}委托{self.trustee}"


class PersonVote(models.Model):
    """表决: what the meeting said of one person for one post."""

    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="votes", verbose_name="会议")
    nominee = models.ForeignKey(Nominee, models.PROTECT, related_name="votes", verbose_name="候选人")
    yes = models.PositiveIntegerField("同意")
    against = models.PositiveIntegerField("不同意")
    abstained = models.PositiveIntegerField("弃权")

    class Meta:
        verbose_name = "表决"
        verbose_name_plural = "表决"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assembly", "nominee"],
                name="ballots_person_vote_once",
                violation_error_message="此人的得票已经登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nominee}{self.yes}票"


class CollectiveWinner(Placed, Revocable):
    """Who holds a seat: by the vote of the meeting, or chosen by the body among its own (by the charter)."""

    place = "term__collective__village__code"

    term = models.ForeignKey(CollectiveTerm, models.PROTECT, related_name="winners", verbose_name="换届")
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="winners", verbose_name="会议")
    kind = models.CharField("职位", max_length=20, choices=PostKind)
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="当选人")
    votes = models.PositiveIntegerField("得票")
    chosen_on = models.DateField("推选日期", null=True, blank=True, editable=False)
    chosen_by_votes = models.PositiveIntegerField("推选得票", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "当选人"
        verbose_name_plural = "当选人"
        ordering = ["pk"]
        constraints = [
            *Revocable.Meta.constraints,
            models.UniqueConstraint(
                fields=["term", "member"],
                condition=Q(revoked_at__isnull=True),
                name="ballots_collective_winner_one_seat",
                violation_error_message="一人只能担任一个职位。",
            ),
            together("chosen_on", "chosen_by_votes", message="推选日期和得票须同时填写。"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.member}"

    @property
    def seat_kind(self) -> str:
        """The seat the meeting filled: whom the body chose as its head holds a plain seat of it."""
        if self.chosen_on is None:
            return self.kind
        return PostKind.COUNCIL if self.kind in COUNCIL else PostKind.SUPERVISOR


class RegistrationChange(Placed):
    """变更登记: the new legal representative is entered by the county's agricultural office."""

    place = "term__collective__village__code"

    term = models.OneToOneField(
        CollectiveTerm, models.PROTECT, related_name="registration_change", verbose_name="换届"
    )
    before = models.CharField("原法定代表人", max_length=40, blank=True, editable=False)
    after = models.CharField("新法定代表人", max_length=40, editable=False)
    applied_on = models.DateField("申请日期")
    applied_by = who("申请登记人")
    accepted_on = models.DateField("核准日期", null=True, blank=True)
    certificate = models.CharField("登记证书编号", max_length=60, blank=True)
    accepted_by = who("核准登记人", optional=True)
    handed_over_on = models.DateField("印章、账目移交日期", null=True, blank=True)

    class Meta:
        verbose_name = "变更登记"
        verbose_name_plural = "变更登记"
        ordering = ["pk"]
        constraints = [
            together(
                "accepted_on",
                "accepted_by",
                texts=("certificate",),
                message="核准日期和证书编号须同时填写。",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True) | Q(accepted_on__gte=F("applied_on")),
                name="ballots_registration_change_in_order",
                violation_error_message="核准日期不能早于申请日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}变更登记"
