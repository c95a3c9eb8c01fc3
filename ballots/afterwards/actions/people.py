"""Who does what in the new team, and whom somebody talked to and cared for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots.actions.gates import require_declared_stage
from ballots.afterwards import queries, rules
from ballots.afterwards.queries import LeaverRow
from ballots.models import AfterTalk, Care, Duty
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.decision import Decision
from villages.actions.elections import locked
from villages.models import Election, Holder
from villages.preparation.actions import settle
from villages.preparation.rules import check_day


@transaction.atomic
def set_duty(
    *,
    holder: Holder,
    work: str,
    from_on: dt.date,
    by: User,
    paid: bool = False,
    other_pay: str = "",
    version: int | None = None,
) -> Duty:
    """What a member of the new team answers for. Refused where it would pay somebody twice."""
    require(by, Permission.STEP_RECORD, holder)
    election = locked(holder.body.election)
    holder = holder.lock()
    if holder.ended_on:
        raise ValidationError("这项任职已经终止，不能再分工。")
    check_day(from_on, timezone.localdate(), "分工日期").require()
    row = Duty.objects.select_for_update(of=("self",)).filter(holder=holder).first()
    if row is not None:
        row.expect(version)
    before = {"work": row.work, "paid": row.paid} if row else {}
    row = row or Duty(holder=holder, recorded_by=by)
    row.work, row.from_on = work.strip(), from_on
    row.paid, row.other_pay = paid, other_pay.strip()
    row.keep("work", "from_on", "paid", "other_pay")
    pay = rules.check_pay(queries.pay_posts(queries.team(election)))
    own = tuple(finding for finding in pay.refusals if finding.message.startswith(holder.person.name))
    Decision(own).require()
    settle(election=election, code="systems", by=by)
    record(
        "duty.set",
        target=row,
        by=by,
        before=before,
        after={"name": holder.person.name, "work": row.work, "paid": row.paid},
    )
    return row


def _found(election: Election, about: LeaverRow) -> LeaverRow:
    """The row as it is now: nobody is talked to as a loser who sits in the new team by now."""
    for row in queries.leavers(election):
        if (row.kind, row.pk) == (about.kind, about.pk):
            return row
    raise ValidationError(f"{about.name}不在离任和落选人员之中，请核对。")


@transaction.atomic
def talk_to(
    *,
    election: Election,
    about: LeaverRow,
    talked_on: dt.date,
    leader: str,
    mood: str,
    by: User,
    summary: str = "",
) -> AfterTalk:
    """A talk with somebody who left or lost, after the result."""
    require(by, Permission.SUPERVISE, election)
    election = locked(election)
    require_declared_stage(election)
    found, since = _found(election, about), queries.elected_on(election)
    check_day(talked_on, timezone.localdate(), "谈话日期").require()
    if since and talked_on < since:
        raise ValidationError({"talked_on": "谈话日期不能早于选举日。"})
    row = AfterTalk(
        election=election,
        member=found.member,
        candidate=found.candidate,
        talked_on=talked_on,
        leader=leader.strip(),
        mood=mood,
        summary=summary.strip(),
        recorded_by=by,
    ).keep()
    settle(election=election, code="counsel", by=by)
    record("after_talk.recorded", target=row, by=by, after={"name": row.name, "talked_on": talked_on})
    return row


def _month(day: dt.date | None) -> dt.date | None:
    return day.replace(day=1) if day else None


@transaction.atomic
def care_for(
    *,
    election: Election,
    about: LeaverRow,
    kind: str,
    done_on: dt.date,
    by: User,
    from_month: dt.date | None = None,
    to_month: dt.date | None = None,
    amount: Decimal | None = None,
    what: str = "",
) -> Care:
    """Wages settled, insurance, other work, a visit. Wages of a month are settled once."""
    require(by, Permission.CYCLE_PLAN, election)
    election = locked(election)
    require_declared_stage(election)
    found, today = _found(election, about), timezone.localdate()
    check_day(done_on, today, "办理日期").require()
    wages = kind == Care.Kind.WAGES
    first, last = _month(from_month), _month(to_month)
    if wages:
        if first is None or last is None or amount is None:
            raise ValidationError({"from_month": "结清报酬须填写金额和起止月份。"})
        rules.check_wages(
            name=found.name,
            wanted=rules.Months(first, last),
            settled=found.months,
            paid_from=_paid_from(election, found),
            today=today,
        ).require()
    row = Care(
        election=election,
        member=found.member,
        candidate=found.candidate,
        kind=kind,
        done_on=done_on,
        from_month=first if wages else None,
        to_month=last if wages else None,
        amount=amount,
        what=what.strip(),
        recorded_by=by,
    ).keep()
    settle(election=election, code="counsel", by=by)
    record("care.given", target=row, by=by, after={"name": row.name, "care": row.get_kind_display()})
    return row


def _paid_from(election: Election, found: LeaverRow) -> dt.date | None:
    """Since when the new team pays this person for another post (the supervision committee, for example)."""
    days = [
        row.term_from
        for row in queries.team(election)
        if row.person.name == found.name and (duty := queries.duty_of(row)) and duty.paid
    ]
    return min(days, default=None)


@transaction.atomic
def undo_care(*, care: Care, reason: str, by: User) -> Care:
    require(by, Permission.CYCLE_PLAN, care)
    election = locked(care.election)
    care = care.take_back(by=by, reason=reason, again="这条登记已经撤回。")
    settle(election=election, code="counsel", by=by)
    record("care.undone", target=care, by=by, before={"care": care.get_kind_display()}, reason=reason)
    return care
