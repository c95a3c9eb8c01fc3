from __future__ import annotations

import datetime as dt
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
from election_office.core.idnumbers import IdNumberError, parse_id_number
from villages import numbers
from villages.actions import add_person
from villages.actions.elections import locked
from villages.models import Election, Group, Person
from voters import queries, rules
from voters.actions.leaving import release
from voters.actions.versions import require_open_roll, supplement
from voters.handouts import require_unused
from voters.models import Registration
from voters.rolls import Difference


@transaction.atomic
def register_person(
    *,
    election: Election,
    by: User,
    name: str,
    sex: str,
    birth_date: dt.date,
    id_number: str,
    hukou_here: bool,
    lives_here: bool,
    group: Group | None = None,
    phone: str = "",
    household: str = "",
    address: str = "",
    extra_class: str = "",
    conditions: dict[str, Any] | None = None,
    note: str = "",
    reason: str = "",
    paper_number: str = "",
) -> Registration:
    """Put one person on the roll at the desk. A person the office knows already keeps the one record.

    ``conditions``: what voters.rules.RegistrationFacts asks of classes B, C and the provincial ones,
    dates as dates. Once the roll is confirmed this is a supplement and needs ``reason`` and
    ``paper_number``. Raises RuleRefused, ValidationError, PermissionDenied.
    """
    election = _open(election, by)
    person = _known(id_number, name, election) or add_person(
        village=election.village,
        by=by,
        name=name,
        sex=sex,
        birth_date=birth_date,
        id_number=id_number,
        phone=phone,
        group=group,
        household=household,
        address=address,
    )
    registration = queries.registration_of(election, person.pk)
    if registration is not None and registration.status == Registration.Status.REGISTERED:
        raise ValidationError({"id_number": f"{person.name}已在{election.words.here}名单上，不用再登记。"})
    registration = registration or Registration(
        election=election, cycle_id=election.cycle_id, person=person, entered_by=by
    )
    registration.group = group
    registration.note = note or registration.note
    return _admit(
        registration,
        election=election,
        hukou_here=hukou_here,
        lives_here=lives_here,
        extra_class=extra_class,
        conditions=conditions or {},
        reason=reason,
        paper_number=paper_number,
        by=by,
    )


@transaction.atomic
def admit_registration(
    *,
    registration: Registration,
    hukou_here: bool,
    lives_here: bool,
    by: User,
    extra_class: str = "",
    conditions: dict[str, Any] | None = None,
    reason: str = "",
    paper_number: str = "",
) -> Registration:
    """Register somebody pending, left off or struck off, now that the conditions are met."""
    election = _open(registration.election, by)
    registration = Registration.objects.with_people().get(pk=registration.pk)
    if registration.status == Registration.Status.REGISTERED:
        raise ValidationError("此人已经登记，不用再办理。")
    return _admit(
        registration,
        election=election,
        hukou_here=hukou_here,
        lives_here=lives_here,
        extra_class=extra_class,
        conditions=conditions or {},
        reason=reason,
        paper_number=paper_number,
        by=by,
    )


@transaction.atomic
def note_number_answered(*, election: Election, id_number: str, answer: Sequence[str], by: User) -> None:
    """A refused registration told whoever typed it that the number belongs to a person of another village:
    written in that village's trail, so that nobody goes through numbers unseen. ``answer``: the rule's codes.
    """
    require(by, Permission.ROLL_EDIT, election)
    try:
        number = parse_id_number(id_number).value
    except IdNumberError:
        return  # nobody has it
    rows = Person.objects.select_related("village").exclude(village=election.village)
    person = rows.filter(id_hash__in=numbers.fingerprints(number)).first()
    if person is not None:
        record(
            "person.number_answered",
            target=person,
            by=by,
            after={"asked_in": election.area_code, "answer": list(answer)},
        )


def _open(election: Election, by: User) -> Election:
    """Fence, lock, stage: the first lines of every act on the roll."""
    require(by, Permission.ROLL_EDIT, election)
    election = locked(election)
    require_open_roll(election)
    if queries.is_confirmed(election):
        require(by, Permission.ROLL_CONFIRM, election)
    return election


def _known(id_number: str, name: str, election: Election) -> Person | None:
    """The one record of that number, wherever it is kept. A number with another name is refused."""
    try:
        number = parse_id_number(id_number).value
    except IdNumberError as error:
        raise ValidationError({"id_number": error.message}) from error
    known = Person.objects.select_related("village").filter(id_hash__in=numbers.fingerprints(number)).first()
    if known is not None and known.name != name:
        # The name is for those who keep that person's record themselves.
        ours = known.village_id == election.village_id
        where = f"另一姓名“{known.name}”" if ours else f"{known.village.name}的另一姓名"
        raise ValidationError({"name": f"这个身份证号已登记在{where}下，请核对姓名和号码。"})
    return known


def _admit(
    registration: Registration,
    *,
    election: Election,
    hukou_here: bool,
    lives_here: bool,
    extra_class: str,
    conditions: dict[str, Any],
    reason: str,
    paper_number: str,
    by: User,
) -> Registration:
    book, confirmed = election.rulebook, queries.is_confirmed(election)
    before = registration.status if registration.pk else ""
    registration.election = election
    registration.hukou_here, registration.lives_here = hukou_here, lives_here
    registration.extra_class = extra_class
    registration.conditions = {
        key: value.isoformat() if isinstance(value, dt.date) else value
        for key, value in conditions.items()
        if value
    }
    facts = queries.registration_facts(registration)
    paper = rules.check_change_paper(confirmed=confirmed, reason=reason, paper_number=paper_number, book=book)
    (rules.check_registration(facts, book) + paper).require()
    registration.roll_class = rules.class_of(facts, book)
    registration.status = Registration.Status.REGISTERED
    registration.ground = registration.pending_reason = ""
    registration.reason, registration.paper_number = reason.strip(), paper_number.strip()
    registration.decided_by, registration.decided_on = (
        (election.words.committee, timezone.localdate()) if confirmed else ("", None)
    )
    registration.removed_in = registration.vanished_at = registration.vanished_import = None
    if confirmed and registration.serial is None:
        last = Registration.objects.filter(election=election).aggregate(last=Max("serial"))["last"] or 0
        registration.serial = last + 1
    registration.full_clean()
    registration.save()
    record(
        "registration.registered",
        target=registration,
        by=by,
        before={"status": before} if before else None,
        after={
            "name": registration.person.name,
            "class": registration.roll_class,
            "serial": registration.serial,
            "paper": registration.paper_number,
        },
        reason=registration.reason,
    )
    if confirmed:
        registration.added_in = supplement(
            election=election, reason=registration.reason, decision_number=registration.paper_number, by=by
        )
        registration.save(update_fields=["added_in", "removed_in", "updated_at"])
    return registration


@transaction.atomic
def leave_off(
    *,
    registration: Registration,
    ground: str,
    reason: str,
    by: User,
    decided_by: str | None = None,
    decided_on: dt.date | None = None,
    paper_number: str = "",
    paper_file: UploadedFile[bytes] | None = None,
) -> Registration:
    """Keep a pending person off the roll, on a ground of the rulebook or because a condition is missing.

    ``ground`` "conditions" holds only while the rule on registration refuses the person.
    """
    election = _open(registration.election, by)
    registration = Registration.objects.with_people().get(pk=registration.pk)
    registration.election = election
    if registration.status != Registration.Status.PENDING:
        raise ValidationError("只有待定的人可以决定不列入；已登记的请办理取消登记。")
    decided_by = election.words.committee if decided_by is None else decided_by
    _require_ground(registration, ground, bool(decided_by.strip()))
    return remove(
        registration,
        Registration.Status.LEFT_OFF,
        ground=ground,
        reason=reason,
        decided_by=decided_by,
        decided_on=decided_on,
        paper_number=paper_number,
        paper_file=paper_file,
        by=by,
    )


def _require_ground(registration: Registration, ground: str, confirmed: bool) -> None:
    book = registration.election.rulebook
    if ground == "conditions":
        decision = rules.check_registration(queries.registration_facts(registration), book)
        if decision.allowed and registration.hukou_here is not None and registration.lives_here is not None:
            raise ValidationError({"ground": "此人符合登记条件，应当登记，不能以不符合条件为由不列入。"})
        return
    rules.check_leaving_out(rules.LeavingOutFacts(ground=ground, confirmed=confirmed), book).require()


@transaction.atomic
def cancel_registration(
    *,
    registration: Registration,
    ground: str,
    reason: str,
    by: User,
    decided_by: str | None = None,
    decided_on: dt.date | None = None,
    paper_number: str = "",
    paper_file: UploadedFile[bytes] | None = None,
) -> Registration:
    """Strike a registered voter off. Proxies given and held end with it, and the card; once the roll is
    confirmed the change is a supplement and needs the number of the decision."""
    election = _open(registration.election, by)
    registration = Registration.objects.with_people().get(pk=registration.pk)
    registration.election = election
    confirmed = queries.is_confirmed(election)
    facts = rules.RemovalFacts(
        registered=registration.status == Registration.Status.REGISTERED,
        is_candidate=registration.is_candidate,
        reason=reason,
        ground=ground,
        meets_conditions=rules.check_registration(
            queries.registration_facts(registration), election.rulebook
        ).allowed,
        objection_upheld=ground == "objection" and queries.is_removed_by_objection(registration),
    )
    paper = rules.check_change_paper(
        confirmed=confirmed, reason=reason or "-", paper_number=paper_number, book=election.rulebook
    )
    (rules.check_removal(facts, election.rulebook) + paper).require()
    registration = remove(
        registration,
        Registration.Status.CANCELLED,
        ground=ground,
        reason=reason,
        decided_by=election.words.committee if decided_by is None else decided_by,
        decided_on=decided_on,
        paper_number=paper_number,
        paper_file=paper_file,
        by=by,
    )
    release(
        election=election,
        registrations=[registration.pk],
        reason=f"{registration.person.name}已取消{election.words.voter_short}登记。",
        by=by,
    )
    if confirmed:
        registration.removed_in = supplement(
            election=election, reason=reason, decision_number=paper_number, by=by
        )
        registration.save(update_fields=["removed_in", "updated_at"])
    return registration


def remove(
    registration: Registration,
    status: Registration.Status,
    *,
    ground: str,
    reason: str,
    decided_by: str,
    decided_on: dt.date | None,
    paper_number: str,
    paper_file: UploadedFile[bytes] | None,
    by: User,
) -> Registration:
    require_unused(registration.election, [registration.pk])
    before = registration.status
    today = timezone.localdate()
    if decided_on is not None and decided_on > today:
        raise ValidationError({"decided_on": "决定日期不能晚于今天。"})
    registration.status = status
    registration.vanished_at = registration.vanished_import = None
    registration.ground, registration.reason = ground, reason.strip()
    registration.decided_by, registration.decided_on = decided_by.strip(), decided_on or today
    registration.paper_number = paper_number.strip()
    if paper_file is not None:
        registration.paper_name = (paper_file.name or "附件")[:120]
        registration.paper_file = paper_file
    registration.full_clean()
    registration.save()
    record(
        "registration.left_off" if status == Registration.Status.LEFT_OFF else "registration.cancelled",
        target=registration,
        by=by,
        before={"status": before},
        after={
            "name": registration.person.name,
            "ground": ground,
            "decided_by": registration.decided_by,
            "decided_on": registration.decided_on,
            "paper": registration.paper_number,
        },
        reason=registration.reason,
    )
    return registration


@transaction.atomic
def keep_vanished(*, registration: Registration, reason: str, by: User) -> Registration:
    """Somebody the last file no longer names stays as registered, or waiting: looked into, with the reason.
    The status does not change."""
    election = _open(registration.election, by)
    registration = Registration.objects.with_people().get(pk=registration.pk)
    registration.election = election
    if not Registration.objects.filter(pk=registration.pk).vanished().exists():
        raise ValidationError("此人没有等待核实的“本次名册中没有”标记，不用办理。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明核实的情况和保留登记的理由。"})
    flagged = registration.vanished_at
    registration.vanished_at = registration.vanished_import = None
    registration.save(update_fields=["vanished_at", "vanished_import", "updated_at"])
    record(
        "registration.kept",
        target=registration,
        by=by,
        before={"vanished_at": flagged},
        after={"name": registration.person.name, "status": registration.status},
        reason=reason.strip(),
    )
    return registration


@transaction.atomic
def correct_registration(
    *,
    registration: Registration,
    group: Group | None,
    note: str,
    by: User,
    reason: str,
    paper_number: str = "",
    version: int | None = None,
) -> Registration:
    """Move a voter to another group or mend the note. A confirmed roll takes the move as a correction."""
    election = _open(registration.election, by)
    registration = Registration.objects.with_people().get(pk=registration.pk).expect(version)
    confirmed = queries.is_confirmed(election)
    rules.check_change_paper(
        confirmed=confirmed, reason=reason, paper_number=paper_number, book=election.rulebook
    ).require()
    before = {"group": registration.place, "note": registration.note}
    registration.group, registration.note = group, note
    registration.keep("group", "note")
    record(
        "registration.corrected",
        target=registration,
        by=by,
        before=before,
        after={"group": registration.place, "note": note},
        reason=reason,
    )
    untold: Difference = queries.untold_changes(election)
    if confirmed and not untold.empty:
        supplement(election=election, reason=reason, decision_number=paper_number, by=by)
    return registration
