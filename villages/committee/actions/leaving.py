"""Who must leave, who leaves, and who follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.committee import queries, rules
from villages.committee.actions.base import begin, make_chair, not_in_future, seat
from villages.models import (
    CommitteeChange,
    CommitteeMember,
    CommitteeNominee,
    Election,
    NominatedPerson,
    Person,
)


@transaction.atomic
def on_nominated(
    *,
    election: Election,
    person: Person,
    by: User,
    determined: bool = False,
    on: dt.date | None = None,
) -> list[rules.MustLeave]:
    """Somebody is put forward for the village committee (``determined``: is now a candidate by decision).

    Answers with the members who must leave because of it. Nobody is removed: the committee's desk does that
    with ``leave_committee``, and the formal list waits for it (queries.check_nobody_must_leave).
    The caller holds the permission for nominations and has locked the election.
    """
    require(by, Permission.CANDIDATE_EDIT, election)
    day = on or timezone.localdate()
    before = {entry.person for entry in queries.members_who_must_leave(election)}
    row = NominatedPerson.objects.filter(election=election, person=person, ended_on__isnull=True).first()
    if row is None:
        row = NominatedPerson(election=election, person=person, nominated_on=day, marked_by=by.name)
    if determined and row.determined_on is None:
        row.reached, row.determined_on = NominatedPerson.Reached.DETERMINED, day
    row.keep("reached", "determined_on")
    fresh = [entry for entry in queries.members_who_must_leave(election) if entry.person not in before]
    if fresh:
        record(
            "committee.must_leave",
            target=row,
            by=by,
            after={"members": [entry.name for entry in fresh], "nominee": person.pk},
        )
    return fresh


@transaction.atomic
def on_nomination_ended(*, election: Election, person: Person, by: User) -> None:
    """The person no longer stands. Who already left the committee stays out."""
    require(by, Permission.CANDIDATE_EDIT, election)
    NominatedPerson.objects.filter(election=election, person=person, ended_on__isnull=True).update(
        ended_on=timezone.localdate(), updated_at=timezone.now()
    )


@transaction.atomic
def leave_committee(
    *,
    election: Election,
    members: Sequence[CommitteeMember],
    ground: str,
    happened_on: dt.date,
    fill: str,
    by: User,
    note: str = "",
    absences: int = 0,
    new_chair: Person | None = None,
) -> CommitteeChange:
    """Members leave on one ground and the vacancies are filled by the recorded order, or by a new choice.

    ``ground``: "due" (each is nominated or has a near relative who is), "absent", "resigned" or "other".
    ``new_chair``: one of those who serve afterwards; without one the vice presides. Raises RuleRefused.
    """
    election = begin(election, by)
    not_in_future(happened_on, "happened_on")
    book = election.rulebook
    leaving = [row for row in queries.serving(election) if row.pk in {member.pk for member in members}]
    due = {entry.person: entry for entry in queries.members_who_must_leave(election)}
    facts = queries.leaving_facts(election, leaving, ground=ground, absences=absences, note=note)
    decision = rules.check_leaving(facts, book)
    gone = {row.person_id for row in leaving}
    line = queries.line_of_succession(election, gone)
    entering = list(line.people[: len(leaving)]) if fill == CommitteeChange.Fill.SUCCESSION else []
    filling = _filling(election, gone, entering, line, fill, new_chair)
    (decision + rules.check_filling(filling, book)).require()
    change = CommitteeChange(
        election=election, happened_on=happened_on, fill=fill, note=note.strip(), recorded_by=by
    )
    change.keep()
    for row in leaving:
        _leave(row, change, ground, due.get(row.person_id), absences)
    for entry in entering:
        nominee = CommitteeNominee.objects.get(choice=queries.first_choice(election), person_id=entry.person)
        seat(nominee, election, happened_on, CommitteeMember.Role.MEMBER, change)
    if new_chair is not None:
        make_chair(election.committee_members.serving().get(person=new_chair), change)
    change.presiding = queries.presiding(election)
    change.keep("presiding")
    record(
        "committee.changed",
        target=change,
        by=by,
        before={"members": [row.person.name for row in leaving]},
        after={
            "entering": [entry.name for entry in entering],
            "chair": new_chair.name if new_chair else None,
            "fill": fill,
        },
        reason=note.strip(),
    )
    return change


def _filling(
    election: Election,
    gone: set[int],
    entering: Sequence[rules.Ranked],
    line: rules.NextInLine,
    fill: str,
    new_chair: Person | None,
) -> rules.FillingFacts:
    staying = [row for row in queries.serving(election) if row.person_id not in gone]
    chair = next((row.person_id for row in staying if row.role == CommitteeMember.Role.CHAIR), None)
    return rules.FillingFacts(
        fill=fill,
        vacancies=len(gone),
        line=line.people,
        chair=new_chair.pk if new_chair else chair,
        serving={row.person_id for row in staying} | {row.person for row in entering},
        vices={row.person_id for row in staying if row.role == CommitteeMember.Role.VICE},
    )


def _leave(
    row: CommitteeMember,
    change: CommitteeChange,
    ground: str,
    due: rules.MustLeave | None,
    absences: int,
) -> None:
    if ground == "due":
        assert due is not None, "check_leaving lets only those go who must"
        row.left_ground, row.left_reason = due.ground, due.reason
    else:
        row.left_ground = ground
        row.left_reason = f"连续{absences}次缺席" if ground == "absent" else change.note
    row.left_on, row.left_by = change.happened_on, change
    row.keep("left_by", "left_ground", "left_on", "left_reason")


@transaction.atomic
def choose_chair(
    *, election: Election, person: Person, happened_on: dt.date, note: str, by: User
) -> CommitteeChange:
    """The members choose a (new) chair among themselves."""
    election = begin(election, by)
    not_in_future(happened_on, "happened_on")
    member = election.committee_members.serving().filter(person=person).select_related("person").first()
    if member is None:
        raise ValidationError({"person": "主任应在选举委员会现任成员中推选。"})
    if member.role == CommitteeMember.Role.CHAIR:
        raise ValidationError({"person": f"{member.person.name}已经是主任。"})
    change = CommitteeChange.objects.create(
        election=election,
        happened_on=happened_on,
        fill=CommitteeChange.Fill.NONE,
        note=note.strip(),
        recorded_by=by,
    )
    make_chair(member, change)
    record(
        "committee.chair_chosen",
        target=change,
        by=by,
        after={"chair": member.person.name},
        reason=note,
    )
    return change
