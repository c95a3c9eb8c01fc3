"""Every change to the electoral committee. One act, one function, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents.models import Document
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.committee import queries, rules
from villages.models import (
    CommitteeChange,
    CommitteeChoice,
    CommitteeMeeting,
    CommitteeMember,
    CommitteeNominee,
    CommitteeObjection,
    Election,
    Group,
    NominatedPerson,
    Person,
)
from villages.models.elections import Stage


def _begin(election: Election, by: User) -> Election:
    """The first lines of every act: may this user, one desk at a time, is it the time for it."""
    require(by, Permission.STEP_RECORD, election)
    election = locked(election)
    require_stage(election, Stage.ELECTION, Stage.FOLLOW_UP)
    return election


def _draft(choice: CommitteeChoice) -> CommitteeChoice:
    """The choice as it stands, or a refusal: what is confirmed is corrected by taking it back first."""
    choice = CommitteeChoice.objects.with_places().get(pk=choice.pk)
    if not choice.is_draft:
        raise ValidationError("这次推选已经确认；如登记有误，请先撤回确认。")
    return choice


def _not_in_future(day: dt.date, field: str) -> None:
    if day > timezone.localdate():
        raise ValidationError({field: f"日期{cn_date(day)}在今天之后，只能登记已经办理的事项。"})


# ------------------------------------------------------------------ the choice


@transaction.atomic
def record_choice(
    *, election: Election, body: str, held_on: dt.date, seats: int, secret: bool, by: User
) -> CommitteeChoice:
    """Open the record of a choice: the first, or one for a vacancy once the first is confirmed."""
    election = _begin(election, by)
    _not_in_future(held_on, "held_on")
    first = queries.first_choice(election)
    choice = CommitteeChoice(
        election=election,
        purpose=CommitteeChoice.Purpose.VACANCY if first else CommitteeChoice.Purpose.FIRST,
        body=body,
        held_on=held_on,
        seats=seats,
        secret=secret,
        recorded_by=by,
    )
    choice.full_clean()
    choice.save()
    record(
        "committee.choice_recorded",
        target=choice,
        area_code=election.area_code,
        by=by,
        after={"body": body, "held_on": held_on.isoformat(), "seats": seats},
    )
    return choice


@transaction.atomic
def update_choice(
    *, choice: CommitteeChoice, body: str, held_on: dt.date, seats: int, secret: bool, by: User
) -> CommitteeChoice:
    """Correct a draft. Another body makes its attendance be entered again."""
    _begin(choice.election, by)
    choice = _draft(choice)
    _not_in_future(held_on, "held_on")
    if choice.body != body:
        choice.meetings.all().delete()
    before = {"body": choice.body, "held_on": choice.held_on.isoformat(), "seats": choice.seats}
    choice.body, choice.held_on, choice.seats, choice.secret = body, held_on, seats, secret
    choice.full_clean()
    choice.save()
    record(
        "committee.choice_updated",
        target=choice,
        area_code=choice.area_code,
        by=by,
        before=before,
        after={"body": body, "held_on": held_on.isoformat(), "seats": seats},
    )
    return choice


@dataclass(frozen=True)
class MeetingEntry:
    """Attendance as typed; ``group`` None for a meeting of the whole village."""

    group: Group | None
    eligible: int
    present: int
    by_households: bool = False


@transaction.atomic
def set_attendance(*, choice: CommitteeChoice, meetings: Sequence[MeetingEntry], by: User) -> CommitteeChoice:
    """Enter who could come and who came; the earlier entry of the draft is replaced."""
    _begin(choice.election, by)
    choice = _draft(choice)
    choice.meetings.all().delete()
    for entry in meetings:
        row = CommitteeMeeting(
            choice=choice,
            group=entry.group,
            eligible=entry.eligible,
            present=entry.present,
            by_households=entry.by_households,
        )
        row.full_clean()
        row.save()
    record(
        "committee.attendance_set",
        target=choice,
        area_code=choice.area_code,
        by=by,
        after={
            "eligible": sum(one.eligible for one in meetings),
            "present": sum(one.present for one in meetings),
        },
    )
    return choice


@transaction.atomic
def add_nominee(
    *, choice: CommitteeChoice, person: Person, votes: int, passed_over: str = "", by: User
) -> CommitteeNominee:
    """Put one person with the votes received on the ranked list, elected or not: succession needs all."""
    _begin(choice.election, by)
    choice = _draft(choice)
    nominee = CommitteeNominee(choice=choice, person=person, votes=votes, passed_over=passed_over.strip())
    nominee.full_clean()
    nominee.save()
    record(
        "committee.nominee_added",
        target=nominee,
        area_code=choice.area_code,
        by=by,
        after={"person": person.pk, "votes": votes},
    )
    return nominee


@transaction.atomic
def update_nominee(
    *, nominee: CommitteeNominee, votes: int, tie_votes: int | None, passed_over: str, by: User
) -> CommitteeNominee:
    """Correct a draft's line. Once confirmed the votes stand; a tie broken later, or somebody's refusal
    to serve, may still be entered for those who have not entered the committee."""
    _begin(nominee.choice.election, by)
    nominee = CommitteeNominee.objects.select_related("choice__election__village", "person").get(
        pk=nominee.pk
    )
    if not nominee.choice.is_draft:
        if CommitteeMember.objects.filter(nominee=nominee).exists():
            raise ValidationError("此人已进入选举委员会，得票不能再改；如登记有误，请先撤回确认。")
        if votes != nominee.votes:
            raise ValidationError({"votes": "推选已经确认，原得票不能再改。"})
    before = {"votes": nominee.votes, "tie_votes": nominee.tie_votes, "passed_over": nominee.passed_over}
    nominee.votes, nominee.tie_votes, nominee.passed_over = votes, tie_votes, passed_over.strip()
    nominee.full_clean()
    nominee.save()
    record(
        "committee.nominee_updated",
        target=nominee,
        area_code=nominee.area_code,
        by=by,
        before=before,
        after={"votes": votes, "tie_votes": tie_votes, "passed_over": nominee.passed_over},
    )
    return nominee


@transaction.atomic
def remove_nominee(*, nominee: CommitteeNominee, by: User) -> None:
    """Take a line entered by mistake off a draft."""
    _begin(nominee.choice.election, by)
    choice = _draft(nominee.choice)
    record(
        "committee.nominee_removed",
        target=nominee,
        area_code=choice.area_code,
        by=by,
        before={"person": nominee.person_id, "votes": nominee.votes},
    )
    nominee.delete()


@transaction.atomic
def settle_choice(
    *,
    choice: CommitteeChoice,
    by: User,
    chair: Person | None = None,
    vices: Iterable[Person] = (),
    accepted: str = "",
) -> list[CommitteeMember]:
    """Confirm: those with the most votes are members. Raises RuleRefused; advice not followed needs a reason.

    A choice for a vacancy also writes the change that its notice (2-1) is about.
    """
    election = _begin(choice.election, by)
    choice = _draft(choice)
    heads = [person.pk for person in vices]
    decision = queries.check_choice(choice, chair=chair.pk if chair else None, vices=heads)
    decision.require()
    if decision.warnings and not accepted.strip():
        raise ValidationError(
            {"accepted": f"有{len(decision.warnings)}项与规定的参考要求不一致，请写明理由后再确认。"}
        )
    change = _change_for(choice, by) if choice.purpose == CommitteeChoice.Purpose.VACANCY else None
    members = _seat_elected(choice, election, change, by, chair.pk if chair else None, heads)
    choice.state, choice.settled_at, choice.settled_by = (
        CommitteeChoice.State.SETTLED,
        timezone.now(),
        by.name,
    )
    choice.accepted = accepted.strip()
    choice.full_clean()
    choice.save()
    record(
        "committee.choice_settled",
        target=choice,
        area_code=choice.area_code,
        by=by,
        after={"members": [row.person.name for row in members]},
        reason=choice.accepted,
    )
    return members


def _change_for(choice: CommitteeChoice, by: User) -> CommitteeChange:
    return CommitteeChange.objects.create(
        election=choice.election,
        happened_on=choice.held_on,
        fill=CommitteeChange.Fill.NEW_CHOICE,
        note=f"由{choice.get_body_display()}另行推选",
        recorded_by=by,
    )


def _seat_elected(
    choice: CommitteeChoice,
    election: Election,
    change: CommitteeChange | None,
    by: User,
    chair: int | None,
    vices: Sequence[int],
) -> list[CommitteeMember]:
    rows = {row.person_id: row for row in queries.nominees(choice)}
    in_order = rules.elected(queries.ranked(rows.values()), choice.seats)
    made = []
    for one in in_order:
        role = CommitteeMember.Role.MEMBER
        if one.person == chair:
            role = CommitteeMember.Role.CHAIR
        elif one.person in vices:
            role = CommitteeMember.Role.VICE
        nominee = rows[one.person]
        made.append(_seat(nominee, election, choice.held_on, role, change))
    standing = {row.person_id: row for row in election.committee_members.serving()}
    if change is not None and chair is not None and chair in standing:
        _make_chair(standing[chair], change)
    return made


def _seat(
    nominee: CommitteeNominee,
    election: Election,
    joined_on: dt.date,
    role: str,
    change: CommitteeChange | None,
) -> CommitteeMember:
    member = CommitteeMember(
        election=election,
        person=nominee.person,
        nominee=nominee,
        role=role,
        first_role=role,
        joined_on=joined_on,
        joined_by=change,
    )
    member.full_clean()
    member.save()
    return member


@transaction.atomic
def reopen_choice(*, choice: CommitteeChoice, reason: str, by: User) -> CommitteeChoice:
    """Take a confirmation back while nothing has been published from it: the members it made go with it."""
    election = _begin(choice.election, by)
    choice = CommitteeChoice.objects.with_places().get(pk=choice.pk)
    if choice.is_draft:
        raise ValidationError("这次推选还没有确认。")
    if choice.purpose != CommitteeChoice.Purpose.FIRST or queries.committee_notice(election) is not None:
        raise ValidationError("名单已经公布，不能撤回确认；请先撤销公告，或者按退出、递补办理。")
    if election.committee_changes.exists():
        raise ValidationError("选举委员会已有退出或者递补，不能撤回确认。")
    members = CommitteeMember.objects.filter(nominee__choice=choice)
    names = [row.person.name for row in members.select_related("person")]
    members.delete()
    choice.state, choice.settled_at, choice.settled_by = CommitteeChoice.State.DRAFT, None, ""
    choice.save(update_fields=["state", "settled_at", "settled_by", "updated_at"])
    record(
        "committee.choice_reopened",
        target=choice,
        area_code=election.area_code,
        by=by,
        before={"members": names},
        reason=reason,
    )
    return choice


@transaction.atomic
def file_with_township(
    *, choice: CommitteeChoice, filed_on: dt.date, filed_paper: str, by: User
) -> CommitteeChoice:
    """报镇备案: the day and the paper on which the township was told."""
    _begin(choice.election, by)
    choice = CommitteeChoice.objects.with_places().get(pk=choice.pk)
    _not_in_future(filed_on, "filed_on")
    if choice.is_draft:
        raise ValidationError("推选还没有确认，请先确认再报镇备案。")
    if filed_on < choice.held_on:
        raise ValidationError({"filed_on": f"备案日期不能早于推选日期{cn_date(choice.held_on)}。"})
    choice.filed_on, choice.filed_paper = filed_on, filed_paper.strip()
    choice.full_clean()
    choice.save(update_fields=["filed_on", "filed_paper", "updated_at"])
    record(
        "committee.filed",
        target=choice,
        area_code=choice.area_code,
        by=by,
        after={"filed_on": filed_on.isoformat(), "paper": choice.filed_paper},
    )
    return choice


def require_published_list(document: Document) -> None:
    """Hook of the list of members: only a confirmed committee is published; raising undoes the issue."""
    assert document.election_id is not None, "the list of members belongs to an election"
    election = Election.objects.with_places().get(pk=document.election_id)
    first = queries.first_choice(election)
    Decision(
        (
            Finding(
                "not_settled",
                first is not None and not first.is_draft,
                "村民选举委员会的推选还没有确认，请先登记推选情况并确认成员。",
                election.rulebook.cite("ec_chosen_by"),
            ),
        )
    ).require()


# ------------------------------------------------------------------ nominations, told from above


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
    before = {one.person for one in queries.members_who_must_leave(election)}
    row = NominatedPerson.objects.filter(election=election, person=person, ended_on__isnull=True).first()
    if row is None:
        row = NominatedPerson(election=election, person=person, nominated_on=day, marked_by=by.name)
    if determined and row.determined_on is None:
        row.reached, row.determined_on = NominatedPerson.Reached.DETERMINED, day
    row.full_clean()
    row.save()
    fresh = [one for one in queries.members_who_must_leave(election) if one.person not in before]
    if fresh:
        record(
            "committee.must_leave",
            target=row,
            area_code=election.area_code,
            by=by,
            after={"members": [one.name for one in fresh], "nominee": person.pk},
        )
    return fresh


@transaction.atomic
def on_nomination_ended(*, election: Election, person: Person, by: User) -> None:
    """The person no longer stands. Who already left the committee stays out."""
    require(by, Permission.CANDIDATE_EDIT, election)
    NominatedPerson.objects.filter(election=election, person=person, ended_on__isnull=True).update(
        ended_on=timezone.localdate(), updated_at=timezone.now()
    )


# ------------------------------------------------------------------ leaving and following


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
    election = _begin(election, by)
    _not_in_future(happened_on, "happened_on")
    book = election.rulebook
    leaving = [row for row in queries.serving(election) if row.pk in {one.pk for one in members}]
    due = {one.person: one for one in queries.members_who_must_leave(election)}
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
    change.full_clean()
    change.save()
    for row in leaving:
        _leave(row, change, ground, due.get(row.person_id), absences)
    for one in entering:
        nominee = CommitteeNominee.objects.get(choice=queries.first_choice(election), person_id=one.person)
        _seat(nominee, election, happened_on, CommitteeMember.Role.MEMBER, change)
    if new_chair is not None:
        _make_chair(election.committee_members.serving().get(person=new_chair), change)
    change.presiding = queries.presiding(election)
    change.save(update_fields=["presiding", "updated_at"])
    record(
        "committee.changed",
        target=change,
        area_code=election.area_code,
        by=by,
        before={"members": [row.person.name for row in leaving]},
        after={
            "entering": [one.name for one in entering],
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
        serving={row.person_id for row in staying} | {one.person for one in entering},
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
    row.full_clean()
    row.save()


def _make_chair(member: CommitteeMember, change: CommitteeChange) -> None:
    """One chair at a time: a chair still in office becomes an ordinary member first."""
    member.election.committee_members.serving().filter(role=CommitteeMember.Role.CHAIR).exclude(
        pk=member.pk
    ).update(role=CommitteeMember.Role.MEMBER, updated_at=timezone.now())
    member.role = CommitteeMember.Role.CHAIR
    member.full_clean()
    member.save(update_fields=["role", "updated_at"])
    change.new_chair = member
    change.save(update_fields=["new_chair", "updated_at"])


@transaction.atomic
def choose_chair(
    *, election: Election, person: Person, happened_on: dt.date, note: str, by: User
) -> CommitteeChange:
    """The members choose a (new) chair among themselves."""
    election = _begin(election, by)
    _not_in_future(happened_on, "happened_on")
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
    _make_chair(member, change)
    record(
        "committee.chair_chosen",
        target=change,
        area_code=election.area_code,
        by=by,
        after={"chair": member.person.name},
        reason=note,
    )
    return change


# ------------------------------------------------------------------ opinions on the list


@transaction.atomic
def record_objection(
    *, election: Election, objector: str, received_on: dt.date, what: str, by: User
) -> CommitteeObjection:
    """Log an opinion on the list of members; one that came too late is logged as late."""
    election = _begin(election, by)
    decision = rules.check_objection(
        received_on, queries.posted_on(election), timezone.localdate(), election.rulebook
    )
    decision.require()
    row = CommitteeObjection(
        election=election,
        objector=objector.strip(),
        received_on=received_on,
        what=what.strip(),
        late=any(finding.code == "late" for finding in decision.warnings),
        recorded_by=by,
    )
    row.full_clean()
    row.save()
    record(
        "committee.objection_recorded",
        target=row,
        area_code=election.area_code,
        by=by,
        after={"received_on": received_on.isoformat(), "late": row.late},
    )
    return row


@transaction.atomic
def answer_objection(
    *, objection: CommitteeObjection, upheld: bool, answer: str, answered_on: dt.date, by: User
) -> CommitteeObjection:
    """The village committee's answer. An opinion that holds is then carried out as a change."""
    _begin(objection.election, by)
    _not_in_future(answered_on, "answered_on")
    objection = CommitteeObjection.objects.select_related("election__village").get(pk=objection.pk)
    if objection.answered_on:
        raise ValidationError("这条意见已经答复。")
    if answered_on < objection.received_on:
        raise ValidationError({"answered_on": f"答复日期不能早于收到日期{cn_date(objection.received_on)}。"})
    objection.upheld, objection.answer, objection.answered_on = upheld, answer.strip(), answered_on
    objection.full_clean()
    objection.save()
    record(
        "committee.objection_answered",
        target=objection,
        area_code=objection.area_code,
        by=by,
        after={"upheld": upheld, "answered_on": answered_on.isoformat()},
        reason=answer,
    )
    return objection
