"""Every change to objections. One act, one function, one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.core.names import clean_name
from villages import numbers
from villages.actions import close_step, require_stage, update_person
from villages.actions.elections import locked
from villages.models import Election, Group, Person, Step
from villages.order.queries import check_turn
from voters import actions, rules
from voters import queries as roll
from voters.models import Objection, Registration, RollVersion
from voters.objections import queries
from voters.objections import rules as objection_rules

REASON_LIMIT = 480


@transaction.atomic
def file_objection(
    *,
    election: Election,
    version: RollVersion,
    objector_name: str,
    about_name: str,
    claim: str,
    text: str,
    received_at: dt.datetime,
    by: User,
    objector: Person | None = None,
    about: Registration | None = None,
    contact: str = "",
    how: str = Objection.How.WRITTEN,
    paper_file: UploadedFile[Any] | None = None,
) -> Objection:
    """Take an objection in, with its two limits. A late one is refused only where the rulebook says so;
    elsewhere it is taken down as late and the committee looks into it of its own accord.

    Raises RuleRefused, ValidationError, PermissionDenied.
    """
    require(by, Permission.ROLL_EDIT, election)
    election = locked(election)
    require_stage(election)
    if version.election_id != election.pk or (about is not None and about.election_id != election.pk):
        raise ValidationError(f"申诉应当针对{election.words.here}的名单。")
    if received_at > timezone.now():
        raise ValidationError({"received_at": "收到时间不能晚于现在。"})
    received_on = timezone.localdate(received_at)
    opened = objection_rules.window_opens(queries.published(version), received_on)
    if opened is None:
        raise ValidationError({"version": "这一版名单还没有张榜公布，公布之后才开始受理申诉。"})
    book = election.rulebook
    facts = rules.ObjectionFacts(
        posted_on=opened,
        received_on=received_on,
        written=how == Objection.How.WRITTEN,
        claim=claim,
        about=clean_name(about_name),
        on_roll=about.status == Registration.Status.REGISTERED if about is not None else None,
        same_undecided=queries.same_undecided(election, objector_name, about, about_name, claim),
        announced=election.village.township.days_off,
    )
    decision = rules.check_objection(facts, book)
    decision.require()
    objection = Objection(
        election=election,
        roll_version=version,
        number=1 + (Objection.objects.filter(election=election).aggregate(last=Max("number"))["last"] or 0),
        objector_name=clean_name(objector_name),
        objector=objector,
        about=about,
        about_name=clean_name(about_name),
        claim=claim,
        text=text.strip(),
        received_at=received_at,
        how=how,
        in_time=not decision.warnings,
        window_until=rules.objections_until(opened, book),
        due_on=rules.decision_due(received_on, book),
        contact_cipher=numbers.encrypt(contact),
        entered_by=by,
    )
    if paper_file is not None:
        objection.paper_name, objection.paper_file = (paper_file.name or "申诉书")[:120], paper_file
    objection.keep()
    record(
        "objection.received",
        target=objection,
        by=by,
        after={
            "number": objection.number,
            "objector": objection.objector_name,
            "about": objection.about_name,
            "claim": objection.get_claim_display(),
            "in_time": objection.in_time,
            "due_on": objection.due_on,
        },
        reason=objection.text[:REASON_LIMIT],
    )
    return objection


@dataclass(frozen=True)
class Change:
    """What an upheld objection does to the roll.

    ``registration``: arguments of voters.actions.register_person or admit_registration (claim "add").
    ``corrected``: name, sex, birth_date of the person, and the group (claim "correct").
    """

    registration: dict[str, Any] | None = None
    corrected: dict[str, Any] | None = None


@transaction.atomic
def uphold_objection(
    *,
    objection: Objection,
    text: str,
    decided_on: dt.date,
    decision_number: str,
    by: User,
    change: Change | None = None,
    decision_file: UploadedFile[Any] | None = None,
) -> Objection:
    """The committee agrees, and the roll is changed by the decision in the same transaction.

    The change is a supplement that carries the decision's number. What the rules on registration refuse
    stops the decision too: RuleRefused, and nothing is written.
    """
    objection = _decide(
        objection, Objection.Outcome.UPHELD, text, decided_on, decision_number, decision_file, by
    )
    if objection.claim == Objection.Claim.OTHER:
        return objection
    before = roll.current_version(objection.election)
    _carry_out(objection, change or Change(), by)
    after = roll.current_version(objection.election)
    if after is None or (before is not None and after.number == before.number):
        raise ValidationError("名单没有任何变动，请填写应当怎样更正。")
    objection.supplement = after
    objection.save(update_fields=["supplement", "about", "updated_at"])
    return objection


@transaction.atomic
def reject_objection(
    *,
    objection: Objection,
    text: str,
    decided_on: dt.date,
    decision_number: str,
    by: User,
    decision_file: UploadedFile[Any] | None = None,
) -> Objection:
    """The committee does not agree; the roll stays, and the reasons are published."""
    return _decide(
        objection, Objection.Outcome.REJECTED, text, decided_on, decision_number, decision_file, by
    )


def _decide(
    objection: Objection,
    outcome: Objection.Outcome,
    text: str,
    decided_on: dt.date,
    decision_number: str,
    decision_file: UploadedFile[Any] | None,
    by: User,
) -> Objection:
    require(by, Permission.ROLL_CONFIRM, objection)
    election = locked(objection.election)
    require_stage(election)
    objection = Objection.objects.with_details().get(pk=objection.pk)
    objection.election = election
    if objection.state != Objection.State.RECEIVED:
        raise ValidationError(f"这件申诉的状态是“{objection.get_state_display()}”，不能再作决定。")
    book = election.rulebook
    facts = rules.DecisionFacts(received_on=objection.received_on, decided_on=decided_on)
    entry = objection_rules.check_entry(
        due_on=objection.due_on,
        decided_on=decided_on,
        today=timezone.localdate(),
        has_file=decision_file is not None,
        book=book,
    )
    (rules.check_decision(facts, book) + entry).require()
    if not decision_number.strip():
        raise ValidationError({"decision_number": f"请填写{election.words.committee}处理决定的文号。"})
    objection.outcome, objection.state = outcome, Objection.State.DECIDED
    objection.answer, objection.decision_number = text.strip(), decision_number.strip()
    objection.decided_on, objection.decided_by = decided_on, election.committee_title
    objection.decision_entered_at, objection.decision_entered_by = timezone.now(), by
    if decision_file is not None:
        objection.decision_name = (decision_file.name or "处理决定书")[:120]
        objection.decision_file = decision_file
    objection.keep(
        "outcome",
        "state",
        "answer",
        "decision_number",
        "decided_on",
        "decided_by",
        "decision_entered_at",
        "decision_entered_by",
        "decision_name",
        "decision_file",
    )
    record(
        "objection.decided",
        target=objection,
        by=by,
        after={
            "number": objection.number,
            "outcome": objection.get_outcome_display(),
            "decided_on": decided_on,
            "due_on": objection.due_on,
            "paper": objection.decision_number,
        },
        reason=objection.answer[:REASON_LIMIT],
    )
    return objection


def _carry_out(objection: Objection, change: Change, by: User) -> None:
    reason = f"第{objection.number}号申诉成立。"
    paper: dict[str, Any] = {"reason": reason, "paper_number": objection.decision_number, "by": by}
    about = objection.about
    if objection.claim == Objection.Claim.ADD:
        if change.registration is None:
            raise ValidationError("请填写应当列入的人的登记情况。")
        if about is None:
            objection.about = actions.register_person(
                election=objection.election, **change.registration, **paper
            )
        else:
            actions.admit_registration(registration=about, **change.registration, **paper)
        return
    if about is None:
        raise ValidationError("申诉没有指明名单上的人，请先在名单上选定所涉人员。")
    if objection.claim == Objection.Claim.REMOVE:
        actions.cancel_registration(
            registration=about, ground="objection", decided_on=objection.decided_on, **paper
        )
        return
    _correct(about, dict(change.corrected or {}), paper)


def _correct(about: Registration, corrected: dict[str, Any], paper: dict[str, Any]) -> None:
    """The person's own record first, so that one supplement tells of everything."""
    group: Group | None = corrected.pop("group", about.group)
    person = about.person
    changes = {name: value for name, value in corrected.items() if getattr(person, name) != value}
    if changes:
        update_person(person=person, by=paper["by"], reason=paper["reason"], **changes)
    actions.correct_registration(registration=about, group=group, note=about.note, **paper)


@transaction.atomic
def name_the_person(*, objection: Objection, about: Registration, by: User) -> Objection:
    """Say which person on the roll an objection means, when it came in with a name alone."""
    require(by, Permission.ROLL_EDIT, objection)
    locked(objection.election)
    objection = Objection.objects.with_details().get(pk=objection.pk)
    if objection.state != Objection.State.RECEIVED:
        raise ValidationError("申诉已有处理结果，不能再改所涉人员。")
    if about.election_id != objection.election_id:
        raise ValidationError({"about": f"所涉人员应在{objection.election.words.here}名单上。"})
    objection.about = about
    objection.save(update_fields=["about", "updated_at"])
    record(
        "objection.person_named",
        target=objection,
        by=by,
        after={"number": objection.number, "about": about.person.name},
    )
    return objection


@transaction.atomic
def withdraw_objection(*, objection: Objection, reason: str, by: User) -> Objection:
    """The objector takes it back before a decision. It stays on the list."""
    require(by, Permission.ROLL_EDIT, objection)
    locked(objection.election)
    objection = Objection.objects.with_details().get(pk=objection.pk)
    if objection.state != Objection.State.RECEIVED:
        raise ValidationError("已经作出处理决定的申诉不能撤回。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明申诉人怎样撤回。"})
    objection.state, objection.withdrawn_reason = Objection.State.WITHDRAWN, reason.strip()[:200]
    objection.keep("state", "withdrawn_reason")
    record(
        "objection.withdrawn",
        target=objection,
        by=by,
        before={"number": objection.number},
        reason=reason,
    )
    return objection


@transaction.atomic
def reveal_contact(*, objection: Objection, purpose: str, by: User) -> str:
    """The objector's telephone number, once, for a purpose that is recorded."""
    require(by, Permission.NUMBERS_VIEW, objection)
    if not purpose.strip():
        raise ValidationError({"reason": "请填写查看用途：每次查看都会留痕。"})
    record(
        "objection.contact_revealed",
        target=objection,
        by=by,
        after={"number": objection.number},
        reason=purpose,
    )
    return numbers.decrypt(objection.contact_cipher)


@transaction.atomic
def close_objections(*, election: Election, by: User) -> Step | None:
    """Everything objected is decided and made known, and the time for objecting is over."""
    require(by, Permission.ROLL_CONFIRM, election)
    election = locked(election)
    require_stage(election)
    check_turn(election, "objections").require()
    objection_rules.check_closing(queries.closing_facts(election), election.rulebook).require()
    counted = queries.counts(election)
    step = close_step(
        election=election,
        code="objections",
        done_on=timezone.localdate(),
        evidence=f"收到申诉{counted.total}件，均已处理并公布结果" if counted.total else "申诉期满，没有申诉",
        by=by,
    )
    record(
        "objection.step_closed",
        target=election,
        by=by,
        after={"count": counted.total, "late": counted.late},
    )
    return step


def result_posted(objection: Objection, day: dt.date | None, *, by: User) -> None:
    """The decision hangs everywhere since ``day``, or (None) no longer does. A step of recording a posting,
    which has asked who may."""
    objection.posted_on = day
    objection.state = Objection.State.POSTED if day else Objection.State.DECIDED
    objection.keep("posted_on", "state")
    record(
        "objection.result_posted" if day else "objection.posting_voided",
        target=objection,
        by=by,
        after={"number": objection.number, "posted_on": day},
    )
