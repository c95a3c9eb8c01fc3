"""What a registrar does at a desk or at the door. One act, one function, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.decision import Decision, Finding, RuleRefused
from election_office.law.words import GENERAL
from villages import numbers
from villages.actions import require_stage, update_person
from villages.actions.elections import locked
from villages.models import Election, Person
from voters import actions
from voters import queries as roll
from voters.actions.leaving import release
from voters.actions.registrations import remove
from voters.actions.versions import require_open_roll, supplement
from voters.desk import queries, rules
from voters.handouts import require_unused
from voters.models import ContactAttempt, DeskEntry, Registration, RollSettings
from voters.rules import RemovalFacts, check_removal

Status = Registration.Status
Answer = ContactAttempt.Answer
Act = DeskEntry.Act


@dataclass(frozen=True, slots=True)
class Paper:
    """Why and by which decision: asked for once the roll is confirmed."""

    reason: str = ""
    number: str = ""


def _open(election: Election, by: User) -> Election:
    require(by, Permission.ROLL_EDIT, election)
    election = locked(election)
    require_open_roll(election)
    return election


def _row(election: Election, person: Person) -> Registration | None:
    registration = roll.registration_of(election, person.pk)
    if registration is not None:
        registration.election = election
    return registration


# What an act of the desk may change in a registration, and taking it back restores.
RESTORED = (
    "status", "roll_class", "extra_class", "hukou_here", "lives_here", "conditions", "ground", "reason",
    "pending_reason", "decided_by", "decided_on", "paper_number",
)  # fmt: skip


def _as_it_was(row: Registration | None) -> dict[str, Any]:
    """The registration before an act, as the entry of the desk keeps it."""
    if row is None or row.pk is None:
        return {}
    fields = {name: getattr(row, name) for name in RESTORED}
    return fields | {"decided_on": row.decided_on.isoformat() if row.decided_on else None}


def _noted(
    row: Registration, act: str, before: dict[str, Any], by: User, person: dict[str, Any] | None = None
) -> None:
    """Remember what stood there, so that the act can be taken back."""
    row.refresh_from_db(fields=["updated_at"])
    DeskEntry(
        registration=row,
        act=act,
        before=before,
        person_before=person or {},
        seen=row.updated_at,
        entered_by=by,
    ).keep()


@transaction.atomic
def register_at_door(
    *,
    election: Election,
    person: Person,
    by: User,
    lives_here: bool = True,
    declared_on: dt.date | None = None,
    paper: Paper | None = None,
) -> Registration:
    """Register somebody the office knows: class A, or class B with the day the person said yes.

    Raises RuleRefused with every reason: under age, rights, another roll, no declaration.
    """
    election = _open(election, by)
    paper = paper or Paper()
    if declared_on is not None and declared_on > timezone.localdate():
        raise ValidationError("本人表示参加的日期不能晚于今天。")
    if person.died_on is not None:
        raise ValidationError(f"{person.name}已登记为去世，不能登记；记录有误的请先更正人员信息。")
    conditions = {"declared": declared_on is not None, "declared_on": declared_on}
    row = _row(election, person)
    before, act = _as_it_was(row), Act.DECLARED if declared_on else Act.REGISTER
    if row is not None:
        row = actions.admit_registration(
            registration=row,
            hukou_here=True,
            lives_here=lives_here,
            conditions=conditions,
            reason=paper.reason,
            paper_number=paper.number,
            by=by,
        )
        _noted(row, act, before, by)
        return row
    if not person.id_cipher:
        raise ValidationError(f"{person.name}的人员记录缺公民身份号码，请先补登号码再登记。")
    row = actions.register_person(
        election=election,
        by=by,
        name=person.name,
        sex=person.sex,
        birth_date=person.birth_date,
        id_number=numbers.decrypt(person.id_cipher),
        hukou_here=True,
        lives_here=lives_here,
        group=person.group,
        household=person.household,
        conditions=conditions,
        reason=paper.reason,
        paper_number=paper.number,
    )
    _noted(row, act, before, by)
    return row


@transaction.atomic
def note_away(
    *,
    election: Election,
    person: Person,
    known_from: str,
    by: User,
    how: str = "",
    at: dt.datetime | None = None,
) -> Registration:
    """The person lives elsewhere: waiting to be asked. ``known_from``: who or what says so.

    An attempt to reach them is logged only when somebody made one (``how``, ``at``). Before the roll is
    confirmed somebody registered as living here goes back to pending, for who does not live here is
    registered only on their own word (class B). A confirmed roll keeps the voter until the committee has
    decided.
    """
    election = _open(election, by)
    if not known_from.strip():
        raise ValidationError({"known_from": "请写明怎样得知本人不在这里居住。"})
    if bool(how) != bool(at):
        raise ValidationError({"at" if how else "how": "联系过本人的，方式和时间要一起填写。"})
    row = _row(election, person)
    before = _as_it_was(row)
    if row is None:
        row = Registration(
            election=election,
            cycle_id=election.cycle_id,
            person=person,
            group=person.group,
            entered_by=by,
            status=Status.PENDING,
        )
    declared = bool(row.conditions.get("declared"))
    if row.status == Status.PENDING or (row.status == Status.REGISTERED and not declared):
        _wait_for_word(row, by, keep=roll.is_confirmed(election), known_from=known_from.strip())
        _noted(row, Act.AWAY, before, by)
    if at is not None:
        _log(row, how=how, at=at, answer=Answer.NONE, note=known_from, by=by)
    return row


def _wait_for_word(row: Registration, by: User, *, keep: bool, known_from: str) -> None:
    if row.is_candidate:
        raise ValidationError(f"{row.person.name}是候选人，请先在候选人页核对其居住情况。")
    before = row.status if row.pk else ""
    if row.pk and not keep:
        require_unused(row.election, [row.pk])
    row.hukou_here, row.lives_here = True, False
    row.roll_class = Registration.RollClass.B
    if not (keep and before == Status.REGISTERED):
        row.status = Status.PENDING
        row.pending_reason = f"外出，本人还没有表示是否参加选举（{known_from}）"[:200]
    row.full_clean()
    row.save()
    record(
        "registration.noted_away",
        target=row,
        by=by,
        before={"status": before} if before else None,
        after={"name": row.person.name, "status": row.status},
        reason=known_from,
    )


def _log(
    registration: Registration, *, how: str, at: dt.datetime, answer: str, note: str, by: User
) -> ContactAttempt:
    if at > timezone.now():
        raise ValidationError({"at": "联系时间不能晚于现在。"})
    attempt = ContactAttempt(
        registration=registration, how=how, at=at, answer=answer, note=note.strip(), recorded_by=by
    )
    attempt.keep()
    record(
        "contact.logged",
        target=attempt,
        by=by,
        after={
            "name": registration.person.name,
            "how": attempt.get_how_display(),
            "at": at,
            "answer": attempt.get_answer_display(),
        },
        reason=attempt.note,
    )
    return attempt


@transaction.atomic
def log_contact(
    *,
    registration: Registration,
    how: str,
    at: dt.datetime,
    answer: str,
    by: User,
    note: str = "",
    paper: Paper | None = None,
) -> ContactAttempt:
    """One entry of the log. Who says yes is registered as class B at once; what the rule refuses
    (RuleRefused) leaves no entry either."""
    election = _open(registration.election, by)
    registration = Registration.objects.with_people().get(pk=registration.pk)
    registration.election = election
    attempt = _log(registration, how=how, at=at, answer=answer, note=note, by=by)
    if answer == Answer.YES and registration.status != Status.REGISTERED:
        register_at_door(
            election=election,
            person=registration.person,
            by=by,
            lives_here=False,
            declared_on=timezone.localdate(at),
            paper=paper,
        )
    return attempt


@transaction.atomic
def withdraw_contact(*, contact: ContactAttempt, reason: str, by: User) -> ContactAttempt:
    """An entry of the log that was a mistake: it stays to be seen and counts no more."""
    require(by, Permission.ROLL_EDIT, contact)
    locked(contact.election)
    contact = contact.lock()
    if contact.is_revoked:
        raise ValidationError("这条联系记录已经撤销。")
    if contact.registration.status == Status.LEFT_OFF:
        raise ValidationError("已经据此决定不列入名单；联系记录有误的，请先恢复列入。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明这条记录错在哪里。"})
    contact.keep(*contact.revoke(by=by, reason=reason.strip()[:200]))
    record(
        "contact.withdrawn",
        target=contact,
        by=by,
        before={"name": contact.registration.person.name, "how": contact.get_how_display(), "at": contact.at},
        reason=reason,
    )
    return contact


@transaction.atomic
def undo_entry(*, entry: DeskEntry, reason: str, by: User) -> Registration:
    """Take back the last act of the desk about a person: the registration stands as it stood before.

    RuleRefused once the roll is confirmed (a change then is a supplement), or when anything came after.
    Somebody who had no registration before waits for a decision: no row is ever deleted.
    """
    election = _open(entry.election, by)
    entry = entry.lock()
    row = Registration.objects.select_for_update(of=("self",)).get(pk=entry.registration_id)
    row.election = election
    facts = rules.UndoFacts(
        confirmed=roll.is_confirmed(election),
        undone=entry.is_revoked,
        changed_since=row.updated_at != entry.seen,
        is_candidate=row.is_candidate,
    )
    rules.check_undo(facts, election.rulebook).require()
    if not reason.strip():
        raise ValidationError({"reason": "请写明错在哪里。"})
    for name, value in _restored(entry).items():
        setattr(row, name, value)
    row.keep(*RESTORED)
    if entry.person_before:
        update_person(person=row.person, by=by, reason=reason, **_person_restored(entry))
    entry.keep(*entry.revoke(by=by, reason=reason.strip()[:200]))
    record(
        "registration.desk_undone",
        target=row,
        by=by,
        before={"act": entry.get_act_display()},
        after={"name": row.person.name, "status": row.status},
        reason=reason,
    )
    return row


def _restored(entry: DeskEntry) -> dict[str, Any]:
    if entry.before:
        day = entry.before["decided_on"]
        before: dict[str, Any] = entry.before
        return before | {"decided_on": dt.date.fromisoformat(day) if day else None}
    empty: dict[str, Any] = {"conditions": {}, "hukou_here": None, "lives_here": None, "decided_on": None}
    blank = dict.fromkeys(("roll_class", "extra_class", "ground", "reason", "decided_by", "paper_number"), "")
    return empty | blank | {"status": Status.PENDING, "pending_reason": "登记台误登，已撤销，待核对"}


def _person_restored(entry: DeskEntry) -> dict[str, Any]:
    known = dict(entry.person_before)
    if "died_on" in known:
        known["died_on"] = dt.date.fromisoformat(known["died_on"]) if known["died_on"] else None
    return known


# ------------------------------------------------------------------ what ends a registration


@transaction.atomic
def note_gone(
    *,
    election: Election,
    person: Person,
    what: str,
    confirmed: bool,
    by: User,
    on: dt.date | None = None,
    paper: Paper | None = None,
    note: str = "",
) -> Registration | None:
    """``what``: deceased (``on`` is the day), moved, deprived. ``confirmed``: the committee agreed.

    The person's own record says it, and a registration ends with it. Answers with the row, None when
    there is none.
    """
    election = _open(election, by)
    rules.check_confirmed(confirmed, election.rulebook).require()
    paper = paper or Paper()
    fact = GONE.get(what)
    if fact is None:
        raise ValidationError("请选择去世、迁出或者被剥夺政治权利。")
    if on is not None and on > timezone.localdate():
        raise ValidationError("日期不能晚于今天。")
    if what == "deceased" and on is None:
        raise ValidationError("请填写去世日期。")
    reason = paper.reason or f"登记时查明{fact}。{note.strip()}"
    row = _row(election, person)
    before = _as_it_was(row)
    changed: dict[str, dict[str, Any]] = {
        "deceased": {"died_on": person.died_on.isoformat() if person.died_on else None},
        "deprived": {"rights_deprived": person.rights_deprived},
    }
    person_before = changed.get(what, {})
    if what == "deceased":
        update_person(person=person, by=by, reason=reason, died_on=on)
    elif what == "deprived":
        update_person(person=person, by=by, reason=reason, rights_deprived=True)
    if row is None:
        if what == "moved":
            raise ValidationError(f"{person.name}本来就没有登记，不用办理。")
        return None
    if row.status == Status.REGISTERED:
        row = actions.cancel_registration(
            registration=row, ground=what, reason=reason, paper_number=paper.number, by=by
        )
        _noted(row, what, before, by, person_before)
        return row
    if row.status != Status.PENDING:
        return row
    row = remove(
        row,
        Status.LEFT_OFF,
        ground=what,
        reason=reason,
        decided_by=election.words.committee,
        decided_on=None,
        paper_number=paper.number,
        paper_file=None,
        by=by,
    )
    _noted(row, what, before, by, person_before)
    return row


GONE = {
    "deceased": "本人已经去世",
    "moved": f"户籍已经迁出且不在{GENERAL.here}居住",
    "deprived": "本人依照法律被剥夺政治权利",
}


# ------------------------------------------------------------------ the deadline and the committee's decision


@transaction.atomic
def set_reply_deadline(
    *,
    election: Election,
    reply_by: dt.date,
    by: User,
    notice_number: str = "",
    version: int | None = None,
) -> RollSettings:
    """Until when those away must say whether they take part. ``notice_number``: a paper made elsewhere.

    A day already made known by a paper of this office is not moved: revoke the paper first.
    """
    require(by, Permission.ROLL_CONFIRM, election)
    election = locked(election)
    require_stage(election)
    rules.check_reply_deadline(
        reply_by=reply_by,
        today=timezone.localdate(),
        election_day=election.election_day,
        book=election.rulebook,
    ).require()
    settings = queries.settings_of(election) or RollSettings(election=election)
    settings = settings.lock(version) if settings.pk else settings
    if settings.notice_id is not None:
        raise ValidationError("截止日期已经公告；要改的，请先撤销告知公告。")
    before = {"reply_by": settings.reply_by} if settings.pk else None
    settings.reply_by, settings.notice_number, settings.set_by = reply_by, notice_number.strip(), by
    settings.keep("reply_by", "notice_number", "set_by")
    record(
        "contact.deadline_set",
        target=settings,
        by=by,
        before=before,
        after={"reply_by": reply_by, "paper": settings.notice_number},
    )
    return settings


@transaction.atomic
def leave_off_away(
    *,
    election: Election,
    registrations: Sequence[Registration],
    resolution_number: str,
    resolved_on: dt.date,
    by: User,
) -> list[Registration]:
    """One resolution of the committee about several people away: all of them, or none.

    Each gets the ground of the rulebook that fits and the reason its log gives. Voters who leave a
    confirmed roll are told of in one supplement. RuleRefused names every person who may not be left off,
    with every reason.
    """
    require(by, Permission.ROLL_CONFIRM, election)
    election = _open(election, by)
    if not resolution_number.strip():
        raise ValidationError({"resolution_number": f"请填写{election.words.committee}决议的文号。"})
    if resolved_on > timezone.localdate():
        raise ValidationError({"resolved_on": "决议日期不能晚于今天。"})
    wanted = {registration.pk for registration in registrations}
    if not wanted:
        raise ValidationError("请先勾选要决定不列入的人。")
    rows = Registration.objects.filter(election=election, pk__in=wanted)
    found = queries.away_rows(queries.with_contacts(rows), election)
    if len(found) != len(wanted):
        raise ValidationError(f"所选人员不全在{election.words.here}名单上，请重新勾选。")
    _require_every_one(found, election)
    struck = [row for row in found if row.registration.status == Status.REGISTERED]
    release(
        election=election,
        registrations=[row.registration.pk for row in struck],
        reason="委托人或者受委托人已决定不列入名单。",
        by=by,
    )
    done = [_leave_off(row, election, resolution_number, resolved_on, by) for row in found]
    record(
        "contact.batch_left_off",
        target=election,
        by=by,
        after={"count": len(done), "paper": resolution_number.strip(), "decided_on": resolved_on},
    )
    if struck and roll.is_confirmed(election):
        version = supplement(
            election=election,
            reason=f"外出{election.words.people}没有表示参加选举，经{election.words.committee}决议不列入名单。",
            decision_number=resolution_number,
            by=by,
        )
        Registration.objects.filter(pk__in=[row.registration.pk for row in struck]).update(removed_in=version)
    return done


def _leave_off(
    row: queries.AwayRow, election: Election, number: str, resolved_on: dt.date, by: User
) -> Registration:
    registration = row.registration
    registration.election = election
    registration.hukou_here, registration.lives_here = True, False
    return remove(
        registration,
        Status.LEFT_OFF,
        ground=row.ground,
        reason=queries.reason_for(row),
        decided_by=election.words.committee,
        decided_on=resolved_on,
        paper_number=number,
        paper_file=None,
        by=by,
    )


def _require_every_one(rows: Sequence[queries.AwayRow], election: Election) -> None:
    findings = []
    for row in rows:
        registration, name = row.registration, row.registration.person.name
        if registration.status not in (Status.PENDING, Status.REGISTERED):
            state = registration.get_status_display()
            findings.append(Finding("already_decided", False, f"{name}：{state}，不用再决定。"))
            continue
        decision = row.decision
        if registration.status == Status.REGISTERED:
            removal = RemovalFacts(registered=True, is_candidate=registration.is_candidate, reason="-")
            decision += check_removal(removal, election.rulebook)
        findings += [
            Finding(finding.code, False, f"{name}：{finding.message}", finding.citation)
            for finding in decision.refusals
        ]
    if findings:
        raise RuleRefused(Decision(tuple(findings)))


@transaction.atomic
def put_back(
    *, registration: Registration, declared_on: dt.date, reason: str, by: User, paper_number: str = ""
) -> Registration:
    """The ground has ended before election day: the person said they take part after all."""
    _open(registration.election, by)
    registration = Registration.objects.with_people().get(pk=registration.pk)
    if registration.status != Status.LEFT_OFF:
        raise ValidationError("只有决定不列入的人可以恢复列入。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明不列入的情形怎样消失。"})
    return register_at_door(
        election=registration.election,
        person=registration.person,
        by=by,
        lives_here=False,
        declared_on=declared_on,
        paper=Paper(reason, paper_number),
    )
