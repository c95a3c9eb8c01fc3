"""What the township keeps for all its villages: who is on duty, money spent, goods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.groundwork import queries, rules
from villages.models import Cycle, DutyShift, Election, GoodsLine, Spending
from villages.preparation.rules import check_day


@dataclass(frozen=True)
class Shift:
    """A line of the duty roster."""

    day: dt.date
    leader: str
    staff: str
    phone: str


@transaction.atomic
def set_shifts(*, cycle: Cycle, lines: Sequence[Shift], by: User) -> int:
    """Enter the duty roster; a day that is entered again takes the new line. All lines or none."""
    require(by, Permission.CYCLE_PLAN, cycle)
    cycle = cycle.lock()
    if len({line.day for line in lines}) != len(lines):
        raise ValidationError({"lines": "同一天写了两行，请合并。"})
    known = {row.day: row for row in cycle.shifts.filter(day__in=[line.day for line in lines])}
    for line in lines:
        row = known.get(line.day) or DutyShift(cycle=cycle, day=line.day, recorded_by=by)
        row.leader, row.staff, row.phone = line.leader, line.staff, line.phone
        row.keep("leader", "staff", "phone")
    record("shifts.set", target=cycle, by=by, after={"days": len(lines)})
    return len(lines)


def _own(cycle: Cycle, election: Election | None) -> None:
    if election is not None and election.cycle_id != cycle.pk:
        raise ValidationError({"election": "只能选择本镇这一届的村。"})


@transaction.atomic
def spend(
    *,
    cycle: Cycle,
    kind: str,
    what: str,
    amount: Decimal,
    spent_on: dt.date,
    paper_number: str,
    by: User,
    election: Election | None = None,
) -> Spending:
    """Money was spent, out of what was arranged. A subsidy names its village."""
    require(by, Permission.CYCLE_PLAN, cycle)
    cycle = cycle.lock()
    _own(cycle, election)
    so_far = queries.money(cycle)
    rules.check_spending(
        kind=kind,
        village=election is not None,
        amount=amount,
        spent=so_far.spent,
        budget=so_far.budget,
        spent_on=spent_on,
        today=timezone.localdate(),
    ).require()
    row = Spending(
        cycle=cycle,
        election=election,
        kind=kind,
        what=what.strip(),
        amount=amount,
        spent_on=spent_on,
        paper_number=paper_number.strip(),
        recorded_by=by,
    ).keep()
    record("spending.recorded", target=row, by=by, after={"what": row.what, "amount": str(amount)})
    return row


@transaction.atomic
def strike_spending(*, spending: Spending, reason: str, by: User) -> Spending:
    require(by, Permission.CYCLE_PLAN, spending)
    spending = spending.take_back(by=by, reason=reason, again="这笔支出已经划去。")
    record("spending.struck", target=spending, by=by, before={"what": spending.what}, reason=reason)
    return spending


@transaction.atomic
def move_goods(
    *,
    cycle: Cycle,
    kind: str,
    move: str,
    count: int,
    moved_on: dt.date,
    handler: str,
    by: User,
    election: Election | None = None,
    receiver: str = "",
) -> GoodsLine:
    """Goods are bought, given to a village, or come back."""
    require(by, Permission.CYCLE_PLAN, cycle)
    cycle = cycle.lock()
    _own(cycle, election)
    day = check_day(moved_on, timezone.localdate(), "日期")
    (
        day
        + rules.check_goods(
            move=move,
            count=count,
            title=str(GoodsLine.Kind(kind).label),
            goods=queries.goods_of(cycle)[kind],
            village=election.pk if election else None,
            receiver=receiver,
        )
    ).require()
    row = GoodsLine(
        cycle=cycle,
        election=election,
        kind=kind,
        move=move,
        count=count,
        moved_on=moved_on,
        handler=handler.strip(),
        receiver=receiver.strip(),
        recorded_by=by,
    ).keep()
    record("goods.moved", target=row, by=by, after={"goods": str(row), "receiver": row.receiver})
    return row


@transaction.atomic
def strike_goods(*, line: GoodsLine, reason: str, by: User) -> GoodsLine:
    """A line entered by mistake stays readable, struck. Refused where the lines after it need it."""
    require(by, Permission.CYCLE_PLAN, line)
    cycle = line.cycle.lock()
    line = line.take_back(by=by, reason=reason, again="这条登记已经划去。")
    goods = queries.goods_of(cycle)[line.kind]
    if goods.left < 0 or min((goods.given or {}).values(), default=0) < 0:
        raise ValidationError("后面的登记已经用到这些物资，请先划去后面的登记。")
    record("goods.struck", target=line, by=by, before={"goods": str(line)}, reason=reason)
    return line
