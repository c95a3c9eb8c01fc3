from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions.elections import locked
from villages.actions.steps import require_stage
from villages.models import Body, Election, Holder
from voters import queries as roll
from voters.electors import rules
from voters.handouts import require_unused
from voters.models import Elector, Registration


def _open(election: Election, by: User) -> Election:
    require(by, Permission.ROLL_EDIT, election)
    election = locked(election)
    require_stage(election)
    return election


def _frozen(election: Election) -> bool:
    return roll.final_version(election) is not None


@transaction.atomic
def add_elector(
    *,
    election: Election,
    registration: Registration,
    chosen_on: dt.date,
    by: User,
    household: str = "",
    signed: bool = False,
) -> Elector:
    """Enter somebody who votes for a household, or as representative."""
    election = _open(election, by)
    if registration.election_id != election.pk:
        raise ValidationError({"registration": "此人不在本次选举的名单上。"})
    if chosen_on > timezone.localdate():
        raise ValidationError({"chosen_on": "产生日期不能晚于今天。"})
    rules.check_elector(
        rules.ElectorFacts(
            way=election.electing_way,
            name=registration.person.name,
            registered=registration.status == Registration.Status.REGISTERED,
            household=household,
            signed=signed,
            frozen=_frozen(election),
        ),
        election.rulebook,
    ).require()
    elector = Elector(
        registration=registration,
        of_election=election,
        way=election.electing_way,
        household=household.strip() if election.way == Election.Way.HOUSEHOLDS else "",
        chosen_on=chosen_on,
        signed=signed,
        entered_by=by,
    )
    elector.keep()
    after = {"name": str(elector), "household": elector.household}
    record("elector.added", target=elector, by=by, after=after)
    return elector


@transaction.atomic
def take_representatives(*, election: Election, by: User) -> list[Elector]:
    """Enter every representative of the new term as elector. Who is not on the roll is named and refused."""
    election = _open(election, by)
    body = Body.Kind.REPRESENTATIVES
    holders = Holder.objects.in_office().filter(body__election=election, body__kind=body)
    known = {row.registration.person_id for row in Elector.objects.in_force().filter(of_election=election)
             .select_related("registration")}  # fmt: skip
    rows = Registration.objects.filter(election=election).with_people()
    by_person = {row.person_id: row for row in rows.filter(person__in=holders.values("person"))}
    missing = [
        holder.person.name
        for holder in holders.select_related("person")
        if holder.person_id not in by_person
        or by_person[holder.person_id].status != Registration.Status.REGISTERED
    ]
    if missing:
        raise ValidationError(f"下列代表不在{election.words.roll}上，请先登记：{'、'.join(missing)}。")
    return [
        add_elector(
            election=election, registration=by_person[holder.person_id], chosen_on=holder.elected_on, by=by
        )
        for holder in holders
        if holder.person_id not in known
    ]


@transaction.atomic
def end_elector(*, elector: Elector, reason: str, by: User) -> Elector:
    """Take somebody off the list of those who vote, with the reason."""
    election = _open(elector.of_election, by)
    elector = Elector.objects.select_for_update(of=("self",)).get(pk=elector.pk)
    if elector.ended_on is not None:
        raise ValidationError("这名代表已经终止。")
    rules.check_end(reason, _frozen(election), election.rulebook).require()
    require_unused(election, [elector.registration_id])
    elector.ended_on, elector.ended_reason = timezone.localdate(), reason.strip()
    elector.keep("ended_on", "ended_reason")
    record("elector.ended", target=elector, by=by, before={"name": str(elector)}, reason=reason.strip())
    return elector
