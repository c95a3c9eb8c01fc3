"""Members not counted, the township's answers, and the result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates.models import (
    PartyCount,
    PartyExemption,
    PartyPlan,
    PartyReply,
    PartySeat,
    Purpose,
    ReviewFile,
)
from candidates.party import queries, rules
from candidates.party.actions.shared import begin, leave_trace, locked_count, not_later_than_today, plan_of
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.decision import Decision
from villages.actions import close_step
from villages.models import Election, Person
from villages.order.queries import check_turn

Kind = PartyCount.Kind
Subject = PartyReply.Subject
STEP = "party_branch"


@transaction.atomic
def exempt(*, election: Election, by: User, **values: Any) -> PartyExemption:
    """A member not counted among those due. ``values``: fields of PartyExemption. Raises RuleRefused."""
    election = begin(election, by, Permission.REVIEW_DECIDE)
    plan_of(election)
    _no_meeting_yet(election)
    row = PartyExemption(election=election, entered_by=by, **values)
    row.full_clean()
    not_later_than_today(consented_on=row.consented_on, approved_on=row.approved_on)
    rules.check_exemption(
        ground=row.ground, consented_on=row.consented_on, approved_on=row.approved_on,
        passed_on=row.passed_on, book=election.rulebook,
    ).require()  # fmt: skip
    row.save()
    leave_trace("party.exempted", row, by, ground=row.ground, approval=row.approval)
    return row


@transaction.atomic
def pass_exemptions(*, election: Election, passed_on: dt.date, by: User) -> int:
    """The members' meeting agreed to everybody listed; how many count from now on."""
    election = begin(election, by)
    plan_of(election)
    _no_meeting_yet(election)
    not_later_than_today(passed_on=passed_on)
    rows = list(PartyExemption.objects.select_for_update().filter(election=election, passed_on__isnull=True))
    if not rows:
        raise ValidationError("没有等待党员大会通过的人员。")
    for row in rows:
        rules.check_exemption(
            ground=row.ground, consented_on=row.consented_on, approved_on=row.approved_on,
            passed_on=passed_on, book=election.rulebook,
        ).require()  # fmt: skip
        row.passed_on = passed_on
        row.save(update_fields=["passed_on", "updated_at"])
        leave_trace("party.exemption_passed", row, by)
    return len(rows)


@transaction.atomic
def end_exemption(*, exemption: PartyExemption, reason: str, by: User) -> None:
    """Somebody is counted after all."""
    election = begin(exemption.election, by)
    plan_of(election)
    _no_meeting_yet(election)
    before = {"ground": exemption.ground, "approval": exemption.approval}
    record(
        "party.exemption_ended", target=exemption, by=by, before=before,
        reason=reason,
    )  # fmt: skip
    exemption.delete()


def _no_meeting_yet(election: Election) -> None:
    if PartyCount.objects.filter(election=election, kind=Kind.MEETING).exists():
        raise ValidationError("党员大会已经投票，应到会人数不能再改。")


@transaction.atomic
def reply(
    *,
    election: Election,
    subject: str,
    approved: bool,
    number: str,
    replied_on: dt.date,
    by: User,
    note: str = "",
) -> PartyReply:
    """Enter the township party committee's answer; approving the result closes the step of the plan."""
    election = begin(election, by, Permission.REVIEW_DECIDE)
    plan = plan_of(election)
    not_later_than_today(replied_on=replied_on)
    row = PartyReply(
        election=election, subject=subject, approved=approved, number=number.strip(), replied_on=replied_on,
        note=note.strip(), entered_by=by,
    )  # fmt: skip
    row.full_clean()
    asked = queries.paper_in_force(
        election, queries.REQUEST if subject == Subject.CANDIDATES else queries.REPORT
    )
    notice = queries.paper_in_force(election, queries.PUBLICITY)
    decision = rules.check_reply(
        requested=asked is not None,
        posted_on=notice.fully_posted_on if notice else None,
        days=plan.publicity_days,
        replied_on=replied_on,
        subject=subject,
    )
    decision.require()
    if subject == Subject.RESULT and approved:
        check_turn(election, STEP).require()
    row.save()
    leave_trace("party.replied", row, by, number=row.number, approved=approved)
    if subject == Subject.RESULT and approved:
        close_step(election=election, code=STEP, done_on=replied_on, evidence=f"批复{row.number}", by=by)
    return row


# ── The result ───────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def declare(
    *, count: PartyCount, by: User, people: Mapping[str, Person] | None = None
) -> tuple[list[PartySeat], Decision]:
    """Declare who a ballot of the members' meeting elected. ``people``: who a written-in name is; nobody
    takes a seat without a passed joint review. Raises RuleRefused."""
    election = begin(count.election, by)
    plan_of(election)
    count = locked_count(count, election)
    result = queries.result_of(count) if count.kind == Kind.MEETING else None
    if result is None:
        raise ValidationError("计票单还没有两人录入一致。")
    result.decision.require()
    known = queries.standing_by_name(election) | dict(people or {})
    if nameless := [name for name in result.elected if name not in known]:
        raise ValidationError(
            {"people": f"{'、'.join(nameless)}是另选的人，请先选定是{election.words.here}哪一位。"}
        )
    passed = set(
        ReviewFile.objects.filter(
            election=election, purpose=Purpose.BRANCH, state=ReviewFile.State.PASSED
        ).values_list("person_id", flat=True)
    )
    if unreviewed := [name for name in result.elected if known[name].pk not in passed]:
        raise ValidationError(f"{'、'.join(unreviewed)}还没有通过资格联审，审查通过后才能宣布当选。")
    votes = queries.votes_of(count)
    seats = [
        PartySeat(election=election, count=count, person=known[name], votes=votes[name], entered_by=by)
        for name in result.elected
    ]
    for seat in seats:
        seat.keep()
    count.declared_on, count.declared_by = timezone.localdate(), by
    count.keep("declared_on", "declared_by")
    leave_trace("party.declared", count, by, elected=[seat.person_id for seat in seats], open=result.unfilled)
    return seats, result.decision


@transaction.atomic
def reduce_seats(*, election: Election, held_on: dt.date, due: int, in_favour: int, by: User) -> PartyPlan:
    """The members' meeting gives up the seats nobody won. Raises RuleRefused."""
    election = begin(election, by)
    plan = plan_of(election)
    not_later_than_today(held_on=held_on)
    counts = queries.counts_of(election)
    if any(count.kind == Kind.MEETING and count.declared_on is None for count in counts):
        raise ValidationError("上一次投票还没有宣布结果。")
    seats = queries.seats_of(plan, counts, queries.seated(election))
    rules.check_reduction(
        open_seats=seats.open, elected=seats.elected, due=due, in_favour=in_favour, book=election.rulebook
    ).require()
    plan.reduced, plan.reduced_on = seats.open, held_on
    plan.reduced_due, plan.reduced_for = due, in_favour
    plan.keep("reduced", "reduced_on", "reduced_due", "reduced_for")
    leave_trace("party.seats_reduced", plan, by, seats=plan.reduced, due=due, in_favour=in_favour)
    return plan


@transaction.atomic
def elect_office(
    *, seat: PartySeat, role: str, held_on: dt.date, present: int, votes: int, by: User
) -> PartySeat:
    """The new committee elects its secretary or a deputy. Raises RuleRefused."""
    election = begin(seat.election, by)
    plan = plan_of(election)
    not_later_than_today(held_on=held_on)
    everybody = queries.seated(election)
    seats = queries.seats_of(plan, queries.counts_of(election), everybody)
    if seats.open:
        raise ValidationError(f"还有{seats.open}个委员名额没有选出，委员会选出后再选书记、副书记。")
    row = PartySeat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if row.role != PartySeat.Role.MEMBER:
        raise ValidationError(f"{seat.person.name}已经当选{row.get_role_display()}。")
    held = {
        office: sum(other.role == office for other in everybody)
        for office in ("secretary", "deputy_secretary")
    }
    rules.check_office(
        role=role, committee=len(everybody), present=present, votes=votes, held=held,
        deputies=plan.deputies, book=election.rulebook,
    ).require()  # fmt: skip
    row.role, row.chosen_on, row.chosen_present, row.chosen_votes = role, held_on, present, votes
    row.keep("role", "chosen_on", "chosen_present", "chosen_votes")
    leave_trace("party.office_elected", row, by, role=row.get_role_display(), present=present, votes=votes)
    return row


def check_report(election: Election) -> Decision:
    """May the branch report its result?"""
    plan = queries.plan_of(election)
    if plan is None:
        return rules.check_report(elected=0, open_seats=0, tied=(), secretary=False)
    everybody = queries.seated(election)
    seats = queries.seats_of(plan, queries.counts_of(election), everybody)
    secretary = any(seat.role == PartySeat.Role.SECRETARY for seat in everybody)
    return rules.check_report(
        elected=seats.elected, open_seats=seats.open, tied=seats.tied, secretary=secretary
    )
