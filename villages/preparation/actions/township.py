"""What the township does once for many villages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.models import Activity, ActivityVillage, Cycle, Election, Participant, Person, WorkingMember
from villages.preparation import rules
from villages.preparation.actions.closing import settle

Kind = Activity.Kind
CLOSES = {
    Kind.FOUNDING: ("organize",),
    Kind.ANALYSIS: ("analysis", "rectify"),
    Kind.MEETING: ("mobilize",),
    Kind.TRAINING: ("training",),
    Kind.FUNDS: ("supplies",),
    Kind.SUPPLIES: ("supplies",),
    Kind.INDUCTION: ("induction",),
}
"""Kind of an act → the steps whose sheets read it."""


def _settle_all(elections: Sequence[Election], codes: Sequence[str], by: User) -> None:
    for election in elections:
        for code in codes:
            settle(election=election, code=code, by=by)


def _elections(cycle: Cycle) -> list[Election]:
    return list(cycle.elections.with_places())


@transaction.atomic
def add_member(
    *,
    cycle: Cycle,
    body: str,
    name: str,
    duty: str,
    unit: str,
    by: User,
    section: str = "",
    head: bool = False,
) -> WorkingMember:
    """Somebody joins a working body of the township."""
    require(by, Permission.CYCLE_PLAN, cycle)
    cycle = cycle.lock()
    row = WorkingMember(
        cycle=cycle,
        body=body,
        section=section.strip(),
        name=name.strip(),
        duty=duty.strip(),
        unit=unit.strip(),
        head=head,
        recorded_by=by,
    ).keep()
    _settle_all(_elections(cycle), ["organize"], by)
    record(
        "working_member.added",
        target=row,
        by=by,
        after={"name": row.name, "works_in": row.get_body_display(), "duty": row.duty},
    )
    return row


@transaction.atomic
def end_member(*, member: WorkingMember, ended_on: dt.date, reason: str, by: User) -> WorkingMember:
    require(by, Permission.CYCLE_PLAN, member)
    member = member.lock()
    if member.ended_on:
        raise ValidationError("此人已经退出这个工作机构。")
    rules.check_day(ended_on, timezone.localdate(), "退出日期").require()
    member.ended_on = ended_on
    member.keep("ended_on")
    _settle_all(_elections(member.cycle), ["organize"], by)
    record("working_member.ended", target=member, by=by, before={"name": member.name}, reason=reason)
    return member


@transaction.atomic
def record_activity(
    *,
    cycle: Cycle,
    kind: str,
    title: str,
    held_on: dt.date,
    elections: Sequence[Election],
    by: User,
    place_held: str = "",
    paper_number: str = "",
    what: str = "",
    hours: int | None = None,
    pass_mark: int | None = None,
    amount: Decimal | None = None,
    quantity: int | None = None,
    reach: int | None = None,
    file: UploadedFile[Any] | None = None,
) -> Activity:
    """Enter a meeting, a training, a purchase or another act once, for all the villages it was for."""
    require(by, Permission.CYCLE_PLAN, cycle)
    cycle = cycle.lock()
    if any(election.cycle_id != cycle.pk for election in elections):
        raise ValidationError({"elections": "只能选择本镇这一届的村。"})
    rules.check_activity(
        kind=kind,
        held_on=held_on,
        today=timezone.localdate(),
        paper=paper_number,
        hours=hours,
        villages=len(elections),
        amount=amount is not None,
    ).require()
    row = Activity(
        cycle=cycle,
        kind=kind,
        title=title.strip(),
        held_on=held_on,
        place_held=place_held.strip(),
        paper_number=paper_number.strip(),
        what=what.strip(),
        hours=hours,
        pass_mark=pass_mark,
        amount=amount,
        quantity=quantity,
        reach=reach,
        recorded_by=by,
    )
    if file is not None:
        row.filename, row.file = (file.name or "材料")[:120], file
    row.keep()
    ActivityVillage.objects.bulk_create(
        ActivityVillage(activity=row, election=election) for election in elections
    )
    _settle_all(elections, CLOSES.get(Kind(kind), ()), by)
    record(
        "activity.recorded",
        target=row,
        by=by,
        after={
            "kind": row.get_kind_display(),
            "day_of_work": held_on,
            "paper": row.paper_number,
            "villages": len(elections),
        },
    )
    return row


@transaction.atomic
def revoke_activity(*, activity: Activity, reason: str, by: User) -> Activity:
    """Entered by mistake: it counts for no village any more, and the steps it closed open again."""
    require(by, Permission.CYCLE_PLAN, activity)
    activity = activity.take_back(by=by, reason=reason, again="这项登记已经撤回。")
    elections = list(Election.objects.with_places().filter(activities=activity))
    _settle_all(elections, CLOSES.get(Kind(activity.kind), ()), by)
    record(
        "activity.revoked",
        target=activity,
        by=by,
        before={"kind": activity.get_kind_display(), "day_of_work": activity.held_on},
        reason=reason,
    )
    return activity


@dataclass(frozen=True)
class Attendance:
    """A line of the sign-in sheet. ``election`` None: somebody of the township."""

    election: Election | None
    name: str
    duty: str = ""
    signed_in: bool = True
    mark: int | None = None


@transaction.atomic
def register_participants(*, activity: Activity, lines: Sequence[Attendance], by: User) -> int:
    """Enter the sign-in sheet with the marks of the examination; a second entry of a name corrects the first.

    All lines or none. Somebody with an account, or with one record of that name, is known by it.
    """
    require(by, Permission.CYCLE_PLAN, activity)
    activity = activity.lock()
    if activity.is_revoked:
        raise ValidationError("这项登记已经撤回，不能再登记人员。")
    covered = set(activity.villages.values_list("election_id", flat=True))
    for line in lines:
        if line.election is not None and line.election.pk not in covered:
            raise ValidationError({"lines": f"这项工作没有包括{line.election.village.name}，请先核对。"})
        rules.check_exam(
            mark=line.mark, signed_in=line.signed_in, pass_mark=activity.pass_mark, name=line.name
        ).require()
    rules.check_names(
        [f"{line.election.village.name if line.election else ''}{line.name}" for line in lines]
    ).require()
    known = {(row.election_id, row.name): row for row in activity.participants.all()}
    accounts, people = _accounts(lines), _people(lines)
    for line in lines:
        key = (line.election.pk if line.election else None, line.name)
        row = known.get(key) or Participant(
            activity=activity, election=line.election, name=line.name, recorded_by=by
        )
        row.duty, row.signed_in, row.mark = line.duty, line.signed_in, line.mark
        row.user_id, row.person_id = accounts.get(key), people.get(key)
        row.keep("duty", "signed_in", "mark", "user", "person")
    touched = {line.election.pk: line.election for line in lines if line.election}
    _settle_all(list(touched.values()), CLOSES.get(Kind(activity.kind), ()), by)
    record("activity.participants_set", target=activity, by=by, after={"participants": len(lines)})
    return len(lines)


def _accounts(lines: Sequence[Attendance]) -> dict[tuple[int | None, str], int]:
    """The accounts of the villages by village and name, where a name has one."""
    elections = {line.election.village.code: line.election.pk for line in lines if line.election}
    rows = Assignment.objects.filter(
        area_code__in=elections, ended_at__isnull=True, user__name__in={line.name for line in lines}
    )
    found: dict[tuple[int | None, str], set[int]] = {}
    for code, name, pk in rows.values_list("area_code", "user__name", "user_id"):
        found.setdefault((elections[code], name), set()).add(pk)
    return {key: pks.pop() for key, pks in found.items() if len(pks) == 1}


def _people(lines: Sequence[Attendance]) -> dict[tuple[int | None, str], int]:
    elections = {line.election.village_id: line.election.pk for line in lines if line.election}
    rows = Person.objects.filter(village__in=elections, name__in={line.name for line in lines})
    found: dict[tuple[int | None, str], set[int]] = {}
    for village, name, pk in rows.values_list("village_id", "name", "pk"):
        found.setdefault((elections[village], name), set()).add(pk)
    return {key: pks.pop() for key, pks in found.items() if len(pks) == 1}
