"""What may follow a declared result: a request to open it again, the decision on a write-in winner, how a
later round was called, seats left empty by resolution, and posts that end within the term."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from ballots.models.results import Result, Winner
from ballots.models.rounds import Round
from election_office.core.models import (
    Placed,
    PlacedManager,
    PlacedQuerySet,
    who,
)
from election_office.law.words import GENERAL


class Meeting(models.TextChoices):
    VILLAGERS = "villager_meeting", GENERAL.meeting
    REPRESENTATIVES = "representatives_meeting", GENERAL.representatives


class ReopeningQuerySet(PlacedQuerySet["Reopening"]):
    def waiting(self) -> ReopeningQuerySet:
        return self.filter(state=Reopening.State.REQUESTED)


class Reopening(Placed):
    """A request to withdraw a declared result and count again; decided by somebody else. Never deleted."""

    place = "result__round__election__village__code"

    class State(models.TextChoices):
        REQUESTED = "requested", "待审批"
        APPROVED = "approved", "已同意"
        REFUSED = "refused", "不同意"

    result = models.ForeignKey(Result, models.PROTECT, related_name="reopenings", verbose_name="选举结果")
    reason = models.CharField("申请理由", max_length=500)
    paper_number = models.CharField("申请文书", max_length=80)
    state = models.CharField("状态", max_length=10, choices=State, default=State.REQUESTED)
    requested_by = who("申请人")
    decided_by = who("审批人", optional=True)
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    opinion = models.CharField("审批意见", max_length=500, blank=True)

    objects: ClassVar = PlacedManager.from_queryset(ReopeningQuerySet)()

    class Meta:
        verbose_name = "撤销结果申请"
        verbose_name_plural = "撤销结果申请"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["result"],
                condition=Q(state="requested"),
                name="ballots_reopening_one_waiting",
                violation_error_message="这次结果已有一份待审批的申请。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="ballots_reopening_second_person",
                violation_error_message="申请人不能审批自己的申请。",
            ),
            models.CheckConstraint(
                condition=Q(state="requested", decided_by__isnull=True, decided_at__isnull=True)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(state="requested")),
                name="ballots_reopening_decided_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result}撤销申请"


class WinnerDecision(Placed):
    """What was decided about somebody with enough votes: confirmed, void with its article, or sent upward
    because no text allows the office to act. ``article``: the text it rests on, as the paper names it."""

    place = "winner__result__round__election__village__code"

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", "确认当选"
        ANNULLED = "annulled", "当选无效"
        ESCALATED = "escalated", "报上级研究"
        DECLINED = "declined", "书面表示不任职"

    class Basis(models.TextChoices):
        FILE = "file", "资格审查结论"
        STATUTORY = "statutory", "法律规定不得作为候选人的情形"
        ADOPTED = "adopted", f"{GENERAL.here}选举办法写明的情形"
        MISCONDUCT = "misconduct", "以不正当手段当选"
        HIGHER = "higher", "上级答复"
        PROXIES = "proxies", "超限委托票足以改变结果"
        OWN = "own", "本人书面意愿"
        POLICY = "policy", f"只有政策要求，没有写入{GENERAL.here}选举办法"

    winner = models.ForeignKey(Winner, models.PROTECT, related_name="decisions", verbose_name="当选人")
    kind = models.CharField("决定", max_length=10, choices=Kind)
    basis = models.CharField("依据", max_length=12, choices=Basis)
    article = models.CharField("条款", max_length=200, blank=True)
    reason = models.CharField("理由", max_length=500)
    paper_number = models.CharField("文号", max_length=80, blank=True)
    decided_on = models.DateField("决定日期")
    decided_by = who("录入人")

    class Meta:
        verbose_name = "当选资格决定"
        verbose_name_plural = "当选资格决定"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["winner"],
                condition=Q(kind="annulled"),
                name="ballots_winner_annulled_once",
                violation_error_message="已经决定当选无效。",
            ),
            models.CheckConstraint(
                condition=~Q(kind="annulled") | ~Q(article=""),
                name="ballots_winner_annulled_by_an_article",
                violation_error_message="决定当选无效须写明依据的条款。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.winner.name}{self.get_kind_display()}"


class RoundCall(Placed):
    """By whom and on what paper a repeat (重新选举) or a by-election (补选) was called."""

    place = "round__election__village__code"

    round = models.OneToOneField(Round, models.PROTECT, related_name="call", verbose_name="投票轮次")
    ordered_by = models.CharField("决定机关", max_length=80)
    paper_number = models.CharField("文号", max_length=80)
    ordered_on = models.DateField("决定日期")
    reason = models.CharField("事由", max_length=500)
    last_day = models.DateField("最迟投票日", null=True, blank=True)
    called_by = who("登记人")

    class Meta:
        verbose_name = "组织投票的决定"
        verbose_name_plural = "组织投票的决定"

    def __str__(self) -> str:
        return f"{self.round}决定"


def _people(name: str) -> models.PositiveIntegerField[int | None, int | None]:
    return models.PositiveIntegerField(name, null=True, blank=True, validators=[MaxValueValidator(99_999)])


class SeatVacancyQuerySet(PlacedQuerySet["SeatVacancy"]):
    def in_force(self) -> SeatVacancyQuerySet:
        return self.filter(by_election__isnull=True)


class SeatVacancy(Placed):
    """Seats of one post that stay empty, by the meeting's decision where the rules want one; until a
    ``by_election`` is called for them."""

    place = "election__village__code"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="vacancies", verbose_name="选举"
    )
    post = models.ForeignKey("villages.Post", models.PROTECT, related_name="vacancies", verbose_name="职位")
    seats = models.PositiveSmallIntegerField(
        "空缺名额", validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    meeting = models.CharField("决定的会议", max_length=24, choices=Meeting)
    called_on = models.DateField("会议通知日期", null=True, blank=True)
    call_note = models.CharField("临时通知的原因", max_length=200, blank=True)
    decided_on = models.DateField("决定日期")
    eligible = _people("应到")
    present = _people("实到")
    in_favour = _people("同意")
    paper_number = models.CharField("决议文号", max_length=80, blank=True)
    article = models.CharField("条款", max_length=200)
    by_election = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="ended_vacancies", verbose_name="补选"
    )
    recorded_by = who("登记人")

    objects: ClassVar = PlacedManager.from_queryset(SeatVacancyQuerySet)()

    class Meta:
        verbose_name = "名额空缺决定"
        verbose_name_plural = "名额空缺决定"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "post"],
                condition=Q(by_election__isnull=True),
                name="ballots_vacancy_one_per_post",
                violation_error_message="这个职位已经登记空缺决定。",
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("eligible"), in_favour__lte=F("present"))
                | Q(eligible__isnull=True, present__isnull=True, in_favour__isnull=True),
                name="ballots_vacancy_votes_within_present",
                violation_error_message="同意不能多于实到，实到不能多于应到。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post.title}空缺{self.seats}名"


class Departure(Placed):
    """A committee member's post ends within the term (组织法: 罢免, 辞职, 职务自行终止). ``numbers``: those
    of the meeting or the vote it rests on, word for word as entered."""

    place = "holder__body__election__village__code"

    class Cause(models.TextChoices):
        RESIGNED = "resigned", "辞职"
        RECALLED = "recalled", "罢免"
        SENTENCED = "sentenced", "被判处刑罚"
        INCAPABLE = "incapable", "丧失行为能力"
        DIED = "died", "死亡"
        INCOMPETENT = "incompetent", "连续两次被评议不称职"
        AVOIDED = "avoided", "近亲属回避"

    holder = models.OneToOneField(
        "villages.Holder", models.PROTECT, related_name="departure", verbose_name="任职"
    )
    cause = models.CharField("原因", max_length=12, choices=Cause)
    ended_on = models.DateField("终止日期")
    numbers = models.JSONField("会议和表决数字", default=dict)
    called_on = models.DateField("会议通知日期", null=True, blank=True)
    call_note = models.CharField("临时通知的原因", max_length=200, blank=True)
    paper_number = models.CharField("文号", max_length=80)
    reason = models.CharField("说明", max_length=500)
    article = models.CharField("条款", max_length=200)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "职务终止"
        verbose_name_plural = "职务终止"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.holder.person.name}{self.get_cause_display()}"
