"""信访举报: from the register to the answer. What somebody reported never goes into the trail."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
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
from villages.actions.elections import locked
from villages.models import Election, Person, Petition, PetitionOutcome, Step, SupervisionFile
from villages.supervision import files, lending, rules

State = Petition.State


@transaction.atomic
def register_petition(
    *,
    election: Election,
    token: uuid.UUID,
    channel: str,
    received_on: dt.date,
    content: str,
    by: User,
    anonymous: bool = False,
    petitioner: str = "",
    contact: str = "",
    about: Person | None = None,
    step: Step | None = None,
    thing: str = "",
    evidence: Sequence[UploadedFile[Any]] = (),
) -> Petition:
    """A petition comes in. The same token again answers the one registered first."""
    require(by, Permission.SUPERVISE, election)
    election = locked(election)
    earlier = Petition.objects.filter(token=token).first()
    if earlier is not None:
        if earlier.election_id != election.pk or earlier.recorded_by_id != by.pk:
            raise ValidationError("这个办理编号已经用过，请刷新页面重新填写。")
        return earlier
    book = election.rulebook
    rules.check_petition(
        anonymous=anonymous,
        petitioner=petitioner,
        contact=contact,
        content=content,
        received_on=received_on,
        today=timezone.localdate(),
    ).require()
    names = dict(lending.things_of(election)) if thing else {}
    _belongs(election, about, step, thing, names)
    remaining = [files.cleaned(item, "evidence") for item in evidence]
    last = Petition.objects.filter(election=election).aggregate(last=Max("number"))["last"] or 0
    petition = Petition(
        election=election,
        number=last + 1,
        token=token,
        channel=channel,
        received_on=received_on,
        anonymous=anonymous,
        petitioner=petitioner.strip(),
        contact=contact.strip(),
        content=content.strip(),
        about=about,
        step=step,
        thing_key=thing,
        thing_name=names.get(thing, "")[:80],
        due_on=rules.petition_due(received_on, book),
        due_source=str(book.cite("policy_petition_days"))[:160],
        recorded_by=by,
    ).keep()
    for number, item in enumerate(remaining, start=1):
        _keep(item, petition, f"信访材料{number}", by)
    after = {"number": petition.number, "channel": petition.get_channel_display(), "anonymous": anonymous}
    record("petition.registered", target=petition, by=by, after=after)
    return petition


def _belongs(
    election: Election, about: Person | None, step: Step | None, thing: str, names: dict[str, str]
) -> None:
    if step is not None and step.election_id != election.pk:
        raise ValidationError({"step": "这个步骤不属于这个村的选举。"})
    if about is not None and about.village_id != election.village_id:
        raise ValidationError({"about": f"所涉人员不在{election.village.name}的人员信息中。"})
    if thing and thing not in names:
        raise ValidationError({"thing": "所选的票箱不属于这个村的选举。"})


def _keep(stored: files.Kept, petition: Petition, what: str, by: User) -> SupervisionFile:
    row = SupervisionFile(
        election=petition.election, petition=petition, what=what[:80], sha256=stored.sha256, recorded_by=by
    )
    row.file.save(stored.content.name or "", stored.content, save=False)
    return row.keep()


@transaction.atomic
def assign_petition(*, petition: Petition, handler: str, due_on: dt.date, by: User) -> Petition:
    """Who looks into it, until when; the limit may be shortened, never moved back."""
    require(by, Permission.SUPERVISE, petition)
    election = locked(petition.election)
    petition = petition.lock()
    rules.check_assignment(
        state=petition.state,
        due_on=due_on,
        longest=rules.petition_due(petition.received_on, election.rulebook),
        received_on=petition.received_on,
    ).require()
    before = {"handler": petition.handler}
    petition.handler, petition.due_on = handler.strip(), due_on
    petition.state, petition.assigned_on = State.ASSIGNED, timezone.localdate()
    petition.keep("handler", "due_on", "state", "assigned_on")
    after = {"handler": petition.handler, "due_on": due_on}
    record("petition.assigned", target=petition, by=by, before=before, after=after)
    return petition


@transaction.atomic
def pass_on_petition(*, petition: Petition, passed_to: str, paper_number: str, by: User) -> Petition:
    """It belongs to another authority: sent there with a paper, and closed here."""
    require(by, Permission.CYCLE_PLAN, petition)
    locked(petition.election)
    petition = petition.lock()
    if petition.state not in (State.NEW, State.ASSIGNED):
        raise ValidationError(f"这件信访{petition.get_state_display()}，不能再转办。")
    petition.state = State.PASSED_ON
    petition.keep("state")
    _outcome(petition, "passed_on", "转有权机关", f"转{passed_to.strip()}办理", "", paper_number, by)
    after = {"to": passed_to.strip(), "paper": paper_number.strip()}
    record("petition.passed_on", target=petition, by=by, after=after)
    return petition


@transaction.atomic
def add_evidence(*, petition: Petition, what: str, file: UploadedFile[Any], by: User) -> SupervisionFile:
    require(by, Permission.SUPERVISE, petition)
    locked(petition.election)
    petition = petition.lock()
    if petition.state in (State.ANSWERED, State.PASSED_ON):
        raise ValidationError(f"这件信访{petition.get_state_display()}，不能再补证据。")
    row = _keep(files.cleaned(file, "file"), petition, what.strip(), by)
    record("petition.evidence_added", target=petition, by=by, after={"sha256": row.sha256})
    return row


@transaction.atomic
def conclude_petition(
    *, petition: Petition, verdict: str, findings: str, answer: str, concluded_on: dt.date, by: User
) -> Petition:
    """What was found, and what the answer says. From here on consequences may be carried out."""
    require(by, Permission.CYCLE_PLAN, petition)
    locked(petition.election)
    petition = petition.lock()
    rules.check_conclusion(
        state=petition.state,
        handler=petition.handler,
        concluded_on=concluded_on,
        received_on=petition.received_on,
        today=timezone.localdate(),
    ).require()
    petition.state, petition.verdict = State.CONCLUDED, verdict
    petition.findings, petition.answer = findings.strip(), answer.strip()
    petition.concluded_on, petition.concluded_by = concluded_on, by
    petition.keep("state", "verdict", "findings", "answer", "concluded_on", "concluded_by")
    after = {"verdict": petition.get_verdict_display(), "concluded_on": concluded_on}
    record("petition.concluded", target=petition, by=by, after=after)
    return petition


@transaction.atomic
def carry_out(
    *,
    petition: Petition,
    consequence: lending.Consequence,
    target: str,
    ground: str,
    paper_number: str,
    reason: str,
    by: User,
) -> PetitionOutcome:
    """What follows from a petition found true, by the act that is responsible for it. Where that act's rule
    refuses, nothing is written here either."""
    require(by, Permission.CYCLE_PLAN, petition)
    locked(petition.election)
    petition = petition.lock()
    rules.check_outcome(state=petition.state, verdict=petition.verdict).require()
    done, basis = consequence.carry_out(
        petition=petition, target=target, ground=ground, paper_number=paper_number, reason=reason, by=by
    )
    row = _outcome(petition, consequence.code, consequence.label, done, basis, paper_number, by)
    record("petition.carried_out", target=petition, by=by, after={"what": done, "paper": row.paper_number})
    return row


def _outcome(
    petition: Petition, kind: str, label: str, done: str, basis: str, paper_number: str, by: User
) -> PetitionOutcome:
    return PetitionOutcome(
        petition=petition,
        kind=kind,
        label=label,
        done=done[:200],
        basis=basis[:200],
        paper_number=paper_number.strip(),
        done_on=timezone.localdate(),
        recorded_by=by,
    ).keep()


def mark_answered(petition: Petition) -> None:
    """Hook of the answer letter: issued, it answers the petition."""
    petition = petition.lock()
    petition.state, petition.answered_on = State.ANSWERED, timezone.localdate()
    petition.keep("state", "answered_on")


def mark_unanswered(petition: Petition) -> None:
    """Hook of the answer letter: withdrawn, the petition waits for another."""
    petition = petition.lock()
    petition.state, petition.answered_on = State.CONCLUDED, None
    petition.keep("state", "answered_on")
