"""Meetings of the branch and their ballots, read by two people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from candidates.models import (
    PartyCount,
    PartyNominee,
    PartyReply,
)
from candidates.party import queries, rules
from candidates.party.actions.shared import begin, leave_trace, locked_count, not_later_than_today, plan_of
from candidates.party.rules import BRANCH
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.models import Election
from villages.readings import acts
from villages.readings.rules import Reading

Kind = PartyCount.Kind
Subject = PartyReply.Subject


@transaction.atomic
def hold_recommendation(
    *, election: Election, kind: str, held_on: dt.date, due: int, present: int, issued: int, by: User
) -> PartyCount:
    """The members or the villagers met to recommend the whole committee (全额推荐)."""
    election = begin(election, by)
    plan = plan_of(election)
    not_later_than_today(held_on=held_on)
    if kind not in (Kind.MEMBERS, Kind.VILLAGERS):
        raise ValidationError({"kind": "请选择党员推荐或者群众推荐。"})
    count = PartyCount(
        election=election, kind=kind, held_on=held_on, due=due, present=present, issued=issued,
        seats=plan.seats, entered_by=by,
    )  # fmt: skip
    count.keep()
    leave_trace("party.meeting_held", count, by, kind=count.get_kind_display(), present=present)
    return count


@transaction.atomic
def hold_meeting(
    *, election: Election, held_on: dt.date, members: int, present: int, issued: int, by: User
) -> PartyCount:
    """The members' meeting votes, for the first time or again for what is still open. Raises RuleRefused."""
    election = begin(election, by)
    plan = plan_of(election)
    not_later_than_today(held_on=held_on)
    counts = queries.counts_of(election)
    earlier = [row for row in counts if row.kind == Kind.MEETING]
    if any(row.declared_on is None for row in earlier):
        raise ValidationError("上一次投票还没有宣布结果。")
    reply = queries.approved(election, Subject.CANDIDATES)
    if reply is not None and held_on < reply.replied_on:
        raise ValidationError({"held_on": "党员大会选举应在批复以后召开。"})
    seats = queries.seats_of(plan, counts, queries.seated(election))
    if reply is not None and not seats.open:
        raise ValidationError("委员已经选满。")
    exempt = queries.exemptions_in_force(election)
    rules.check_meeting(
        approved=reply is not None, members=members, exempt=exempt, present=present, book=election.rulebook
    ).require()
    count = PartyCount(
        election=election, kind=Kind.MEETING, number=len(earlier) + 1, held_on=held_on, members=members,
        due=members - exempt, present=present, issued=issued, seats=seats.open, tied=list(seats.tied),
        entered_by=by,
    )  # fmt: skip
    count.keep()
    leave_trace("party.meeting_held", count, by, kind=str(count), due=count.due, present=present)
    return count


@transaction.atomic
def read_count(*, count: PartyCount, reading: Reading, by: User) -> PartyCount:
    """One person types the whole paper; the second must be somebody else. Raises RuleRefused."""
    election = begin(count.election, by)
    plan_of(election)
    count = locked_count(count, election)
    _check_reading(count, reading)
    acts.take_reading(count, reading, by)
    return _save_reading(count, by)


@transaction.atomic
def reread_count(
    *, count: PartyCount, cells: Mapping[str, int], by: User, typed: int | None = None
) -> PartyCount:
    """One of the two who read the paper reads the differing cells again; ``typed``: the form's draft."""
    election = begin(count.election, by)
    plan_of(election)
    count = locked_count(count, election)
    _check_reading(count, acts.reread(count, cells, by, typed))
    return _save_reading(count, by)


@transaction.atomic
def settle_count(*, count: PartyCount, number: int, names: str, reason: str, by: User) -> PartyCount:
    """Those who run the meeting choose one of three readings, by name and reason. Raises RuleRefused."""
    election = begin(count.election, by, Permission.COUNT_DECIDE)
    plan_of(election)
    count = locked_count(count, election)
    acts.settle(count, number=number, names=names, reason=reason, by=by)
    count.keep(*acts.COLUMNS)
    leave_trace("party.count_settled", count, by, reason, meeting=str(count), entry=number, settled_by=names)
    return count


@transaction.atomic
def reset_count(*, count: PartyCount, reason: str, by: User) -> PartyCount:
    """Start a paper anew: what was typed is put aside with the reason. Not once people stand on its votes."""
    election = begin(count.election, by, Permission.COUNT_DECIDE)
    plan_of(election)
    count = locked_count(count, election)
    if count.kind != Kind.MEETING and PartyNominee.objects.filter(election=election).exists():
        raise ValidationError("已经按推荐情况提出初步人选，计票单不能重新开始。")
    acts.reset(count, reason=reason, by=by)
    count.keep(*acts.COLUMNS)
    leave_trace("party.count_reset", count, by, reason, meeting=str(count))
    return count


def _check_reading(count: PartyCount, reading: Reading) -> None:
    rules.check_reading(reading, count.issued, count.seats).require()
    if beyond := sorted(set(reading.votes.get(BRANCH, {})) - set(count.tied)) if count.tied else []:
        raise ValidationError(f"再次投票只在{'、'.join(count.tied)}中进行，{'、'.join(beyond)}不能计票。")


def _save_reading(count: PartyCount, by: User) -> PartyCount:
    count.keep(*acts.COLUMNS)
    leave_trace("party.count_read", count, by, meeting=str(count), state=count.state)
    return count


@transaction.atomic
def cancel_count(*, count: PartyCount, reason: str, by: User) -> None:
    """Strike a meeting entered by mistake or void; its numbers stay in the audit trail."""
    election = begin(count.election, by)
    plan_of(election)
    count = locked_count(count, election)
    if not reason.strip():
        raise ValidationError({"reason": "请写明原因。"})
    if count.kind != Kind.MEETING and PartyNominee.objects.filter(election=election).exists():
        raise ValidationError("已经按推荐情况提出初步人选，不能删除这次推荐。")
    # Only what two people agreed on is written down for others to read.
    before = {"meeting": str(count), "present": count.present, "votes": queries.votes_of(count)}
    record("party.count_cancelled", target=count, by=by, before=before, reason=reason)
    count.delete()
