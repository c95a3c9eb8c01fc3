"""What the records of the groundwork say, for its pages, acts and papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from election_office.accounts.models import User
from election_office.core.gather import rows_once
from villages.groundwork import rules
from villages.models import (
    Activity,
    Body,
    Cycle,
    Deferral,
    Election,
    GoodsLine,
    Holder,
    LastTermMember,
    Participant,
    Pledge,
    Question,
    Sitting,
    Spending,
    TaskForce,
    Township,
)
from villages.preparation.queries import activities, staff_of

# ------------------------------------------------------------------ matters put off


def standstill(election: Election) -> Activity | None:
    """The township's notice that puts great matters off, in force for this village."""
    rows = activities(election, Activity.Kind.STANDSTILL)
    return rows[-1] if rows else None


def task_force(election: Election) -> TaskForce | None:
    rows = TaskForce.objects.filter(
        deferral__election=election, deferral__state=Deferral.State.APPROVED
    ).select_related("deferral__election__village")
    return rows.prefetch_related("reviews").first()


# ------------------------------------------------------------------ money and goods


@dataclass(frozen=True)
class Money:
    budget: Decimal
    spent: Decimal
    by_kind: list[tuple[str, Decimal]]
    rows: list[Spending]

    @property
    def left(self) -> Decimal:
        return self.budget - self.spent


def money(cycle: Cycle) -> Money:
    """Two statements, however much was spent."""
    funds = cycle.activities.filter(kind=Activity.Kind.FUNDS, revoked_at__isnull=True)
    budget = funds.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    rows = list(cycle.spendings.select_related("election__village", "recorded_by"))
    by_kind: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if not row.is_revoked:
            by_kind[row.get_kind_display()] += row.amount
    return Money(budget, sum(by_kind.values(), Decimal(0)), list(by_kind.items()), rows)


def goods_of(cycle: Cycle) -> dict[str, rules.Goods]:
    """By kind what was bought and who has it. One statement."""
    bought: dict[str, int] = defaultdict(int)
    given: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    rows = cycle.goods.filter(revoked_at__isnull=True)
    for kind, move, election, count in rows.values_list("kind", "move", "election_id", "count"):
        if move == GoodsLine.Move.BOUGHT:
            bought[kind] += count
        elif election is not None:
            given[kind][election] += count if move == GoodsLine.Move.GIVEN else -count
    return {kind: rules.Goods(bought[kind], dict(given[kind])) for kind in GoodsLine.Kind.values}


@dataclass(frozen=True)
class GoodsRow:
    title: str
    goods: rules.Goods
    villages: list[tuple[str, int]]


def goods_table(cycle: Cycle) -> list[GoodsRow]:
    """Two statements."""
    names = dict(cycle.elections.values_list("pk", "village__name"))
    return [
        GoodsRow(
            str(GoodsLine.Kind(kind).label),
            goods,
            [(names[pk], count) for pk, count in (goods.given or {}).items() if count],
        )
        for kind, goods in goods_of(cycle).items()
        if goods.bought or goods.given
    ]


# ------------------------------------------------------------------ the examination


def bank(township: Township) -> list[Question]:
    return list(township.questions.filter(revoked_at__isnull=True))


def asked(question: Question) -> rules.Asked:
    return rules.Asked(question.text, tuple(question.options), question.answer, question.article)


def drawn(sitting: Sitting) -> list[rules.Asked]:
    """The questions as they were when the sitting began: a later change of the bank does not touch it."""
    return [
        rules.Asked(
            question["text"], tuple(question["options"]), question["answer"], question.get("article", "")
        )
        for question in sitting.questions
    ]


def open_sitting(participant: Participant) -> Sitting | None:
    return participant.sittings.filter(handed_in_at__isnull=True).first()


def has_passed(participant: Participant) -> bool:
    mark, line = participant.mark, participant.activity.pass_mark
    return mark is not None and line is not None and mark >= line


@rows_once
def exams_asked(user: User) -> QuerySet[Participant]:
    rows = Participant.objects.in_force().filter(
        user=user, signed_in=True, activity__pass_mark__isnull=False, election__isnull=False
    )
    return rows.select_related("activity", "election__village")


def exams_of(user: User) -> list[Participant]:
    """The examinations this account may still sit. One statement."""
    return [row for row in exams_asked(user) if not has_passed(row)]


# ------------------------------------------------------------------ signed pledges


def secretaries(election: Election) -> list[str]:
    """The secretary of the branch: the new one where the branch has been elected, else the one in office."""
    new = Holder.objects.in_office().filter(
        body__election=election, body__kind=Body.Kind.PARTY_BRANCH, post="secretary"
    )
    names = [row.person.name for row in new.select_related("person")]
    if names:
        return names
    rows = LastTermMember.objects.before(election).filter(body="branch", post__contains="书记")
    return [row.name for row in rows if "副" not in row.post]


def office_staff(election: Election) -> list[str]:
    """Who works on the election of this village: its accounts, and the members sent to it."""
    names = [who.name for who in staff_of(election)]
    liaison = election.liaisons.filter(ended_on__isnull=True).first()
    if liaison is not None:
        names.append(liaison.leader)
    return list(dict.fromkeys(names))


def pledges(election: Election) -> list[Pledge]:
    return list(election.pledges.filter(revoked_at__isnull=True))


def pledge_lists(
    election: Election, wanted: dict[str, Sequence[str]], signed: Sequence[Pledge] | None = None
) -> list[rules.PledgeList]:
    """The three lists. ``wanted``: kind → who must sign; candidates are known to a higher app."""
    rows = pledges(election) if signed is None else signed
    return [
        rules.PledgeList(
            kind.value,
            str(kind.label),
            tuple(dict.fromkeys(wanted.get(kind.value, ()))),
            tuple(row.name for row in rows if row.kind == kind.value),
        )
        for kind in Pledge.Kind
    ]
