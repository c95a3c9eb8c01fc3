"""The member register: entering, importing, taking off, fixing it as of a day, and what is disputed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ballots.collective import queries, rules, workbook
from ballots.collective.workbook import MemberRow
from ballots.models import Collective, HouseholdProxy, Member, MemberDispute, Register
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.core.idnumbers import IdNumberError, parse_id_number
from election_office.core.names import clean_name, name_fault
from villages import numbers
from villages.models import Person

MOST_FAULTS = 30


def _person_of(collective: Collective, name: str, id_number: str) -> Person:
    """The one record of that number, or a new one kept by this village."""
    name = clean_name(name)
    if fault := name_fault(name):
        raise ValidationError({"name": fault})
    try:
        number = parse_id_number(id_number)
    except IdNumberError as error:
        raise ValidationError({"id_number": error.message}) from error
    known = Person.objects.filter(id_hash__in=numbers.fingerprints(number.value)).first()
    if known is None:
        return _new_person(collective, name, number.value, number.sex, number.birth_date)
    if known.name != name:
        raise ValidationError({"name": "这个身份证号已登记在另一姓名下，请核对姓名和号码。"})
    return known


def _new_person(
    collective: Collective, name: str, number: str, sex: str, birth_date: dt.date, household: str = ""
) -> Person:
    person = Person(village=collective.village, sex=sex, birth_date=birth_date, household=household)
    person.set_name(name)
    person.set_id_number(number)
    return person


@transaction.atomic
def add_member(
    *,
    collective: Collective,
    name: str,
    id_number: str,
    household: str,
    by: User,
    relation: str = "",
    capacity: str = Member.Capacity.FULL,
    in_prison: bool = False,
    note: str = "",
) -> Member:
    """Enter one member, of whatever age and wherever he or she lives."""
    require(by, Permission.ROLL_EDIT, collective)
    person = _person_of(collective, name, id_number)
    today = timezone.localdate()
    book = collective.rulebook_on(today)
    rules.check_member(birth_date=person.birth_date, capacity=capacity, today=today, book=book).require()
    if person.pk is None:
        person.full_clean()
        person.save()
    member = Member(
        collective=collective,
        person=person,
        household=household.strip(),
        relation=relation.strip(),
        capacity=capacity,
        in_prison=in_prison,
        note=note.strip(),
        entered_by=by,
    ).keep()
    record("member.added", target=member, by=by, after={"name": person.name, "household": member.household})
    return member


@transaction.atomic
def change_member(
    *,
    member: Member,
    household: str,
    capacity: str,
    by: User,
    relation: str = "",
    in_prison: bool = False,
    note: str = "",
    version: int | None = None,
) -> Member:
    """Correct the household, the capacity or the note."""
    require(by, Permission.ROLL_EDIT, member)
    member = member.lock(version)
    _require_in_force(member)
    today = timezone.localdate()
    book = member.collective.rulebook_on(today)
    rules.check_member(
        birth_date=member.person.birth_date, capacity=capacity, today=today, book=book
    ).require()
    before = {"household": member.household, "capacity": member.capacity}
    member.household, member.relation, member.capacity = household.strip(), relation.strip(), capacity
    member.in_prison, member.note = in_prison, note.strip()
    member.keep("household", "relation", "capacity", "in_prison", "note")
    after = {"household": member.household, "capacity": member.capacity}
    record("member.changed", target=member, by=by, before=before, after=after)
    return member


@transaction.atomic
def remove_member(*, member: Member, loss: str, reason: str, by: User) -> Member:
    """Take somebody off the register who has lost membership, by one of the law's grounds."""
    require(by, Permission.ROLL_EDIT, member)
    member = member.lock()
    _require_in_force(member)
    rules.check_loss(loss, member.collective.rulebook_on(timezone.localdate())).require()
    member.loss = loss
    member.keep("loss", *member.revoke(by=by, reason=reason))
    for row in member.representing.filter(revoked_at__isnull=True):
        row.keep(*row.revoke(by=by, reason="不再是成员"))
    gave = HouseholdProxy.objects.filter(Q(member=member) | Q(trustee=member), revoked_at__isnull=True)
    for proxy in gave.filter(assembly__held_by__isnull=True):
        proxy.keep(*proxy.revoke(by=by, reason="不再是成员"))
    for nominee in member.nominations.filter(revoked_at__isnull=True):
        nominee.keep(*nominee.revoke(by=by, reason="不再是成员"))
    record(
        "member.removed",
        target=member,
        by=by,
        before={"name": str(member)},
        after={"loss": loss},
        reason=reason,
    )
    return member


def _require_in_force(member: Member) -> None:
    if member.is_revoked:
        raise ValidationError("此人已经不在成员名册上。")


# ------------------------------------------------------------------ import


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do when it is only tried."""

    added: int
    changed: int
    same: int
    entitled: int
    tried: bool

    def __str__(self) -> str:
        head = "试读完毕，没有写入：可新增" if self.tried else "已导入：新增"
        return (
            f"{head}{self.added}人，更新{self.changed}人，没有变化{self.same}人；"
            f"其中完全民事行为能力{self.entitled}人。"
        )


@transaction.atomic
def import_members(*, collective: Collective, file: File[bytes], by: User, trial: bool = False) -> Imported:
    """Take a table over as a whole: with one fault nothing is written. Who is not in it stays.

    ``trial``: read and judge only."""
    require(by, Permission.ROLL_EDIT, collective)
    contents = workbook.read(file.read(), str(file.name or ""))
    collective = collective.lock()
    today = timezone.localdate()
    book = collective.rulebook_on(today)
    faults = list(contents.faults)
    people = _known_people(contents.rows)
    for row in contents.rows:
        known = people.get(row.id_number)
        if known is not None and known.name != row.name:
            faults.append(f"{row.where}：这个身份证号已登记在另一姓名下，请核对姓名和号码。")
        judged = rules.check_member(birth_date=row.birth_date, capacity=row.capacity, today=today, book=book)
        faults += [f"{row.where}：{finding.message}" for finding in judged.refusals]
    if not contents.rows and not faults:
        faults.append("表中没有成员。")
    if faults:
        more = [f"另有{len(faults) - MOST_FAULTS}处问题没有列出。"] if len(faults) > MOST_FAULTS else []
        raise ValidationError({"file": [*faults[:MOST_FAULTS], *more]})
    entitled = sum(rules.has_capacity(row.birth_date, row.capacity, today, book) for row in contents.rows)
    done = _write(collective, contents.rows, people, by, trial)
    report = Imported(*done, entitled, trial)
    if not trial:
        record("members.imported", target=collective, by=by, after={"added": done[0], "changed": done[1]})
    return report


def _known_people(rows: Sequence[MemberRow]) -> dict[str, Person]:
    """Number → the person who has it. A statement for each five hundred."""
    by_hash = {found: row.id_number for row in rows for found in numbers.fingerprints(row.id_number)}
    known = {}
    for some in _batches(by_hash, 500):
        for person in Person.objects.filter(id_hash__in=some):
            known[by_hash[str(person.id_hash)]] = person
    return known


def _batches(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    left = iter(texts)
    while some := list(islice(left, size)):
        yield some


def _write(
    collective: Collective, rows: Sequence[MemberRow], people: dict[str, Person], by: User, trial: bool
) -> tuple[int, int, int]:
    """(added, changed, unchanged)."""
    held = {entry.person_id: entry for entry in queries.members_of(collective)}
    new, changed, same = [], [], 0
    for row in rows:
        person = people.get(row.id_number)
        member = held.get(person.pk) if person is not None else None
        if member is None:
            new.append(row)
        elif (member.household, member.relation, member.capacity, member.note) == _said(row):
            same += 1
        else:
            member.household, member.relation, member.capacity, member.note = _said(row)
            changed.append(member)
    if not trial:
        _add(collective, new, people, by)
        for member in changed:
            member.keep("household", "relation", "capacity", "note")
    return len(new), len(changed), same


def _said(row: MemberRow) -> tuple[str, str, str, str]:
    return row.household, row.relation, row.capacity, row.note


def _add(collective: Collective, rows: Sequence[MemberRow], people: dict[str, Person], by: User) -> None:
    made = {
        row.id_number: _new_person(
            collective, row.name, row.id_number, row.sex, row.birth_date, row.household
        )
        for row in rows
        if row.id_number not in people
    }
    Person.objects.bulk_create(made.values(), batch_size=500)
    people = {**people, **made}
    Member.objects.bulk_create(
        (
            Member(
                collective=collective,
                person=people[row.id_number],
                household=row.household,
                relation=row.relation,
                capacity=row.capacity,
                note=row.note,
                entered_by=by,
            )
            for row in rows
        ),
        batch_size=500,
    )


# ------------------------------------------------------------------ the register as of a day


@transaction.atomic
def fix_register(*, collective: Collective, as_of: dt.date, by: User) -> Register:
    """The register as it stands: to be shown to the members and filed."""
    require(by, Permission.ROLL_CONFIRM, collective)
    collective = collective.lock()
    members = Member.objects.in_force().filter(collective=collective)
    total, entitled = members.count(), members.entitled_on(as_of).count()
    rules.check_register(
        members=total,
        entitled=entitled,
        as_of=as_of,
        today=timezone.localdate(),
        book=collective.rulebook_on(as_of),
    ).require()
    register = Register(
        collective=collective,
        as_of=as_of,
        members=total,
        entitled=entitled,
        households=members.order_by().values("household").distinct().count(),
        fixed_by=by,
    ).keep()
    record("register.fixed", target=register, by=by, after={"members": total, "entitled": entitled})
    return register


@transaction.atomic
def file_register(
    *, register: Register, filed_on: dt.date, filed_paper: str, by: User, version: int | None = None
) -> Register:
    """Filed with the township and the county's agricultural office (第十二条第四款)."""
    require(by, Permission.ROLL_CONFIRM, register)
    register = register.lock(version)
    if filed_on > timezone.localdate() or filed_on < register.as_of:
        raise ValidationError({"filed_on": "备案日期应在截止日期以后、今天以前。"})
    register.filed_on, register.filed_paper = filed_on, filed_paper.strip()
    register.keep("filed_on", "filed_paper")
    record("register.filed", target=register, by=by, after={"day": filed_on, "paper": filed_paper})
    return register


@transaction.atomic
def raise_dispute(
    *, collective: Collective, raised_by: str, about: str, raised_on: dt.date, route: str, by: User
) -> MemberDispute:
    """Somebody says that a person is wrongly on the register, or wrongly not."""
    require(by, Permission.ROLL_EDIT, collective)
    if raised_on > timezone.localdate():
        raise ValidationError({"raised_on": "提出日期不能晚于今天。"})
    dispute = MemberDispute(
        collective=collective,
        raised_by=raised_by,
        about=about,
        raised_on=raised_on,
        route=route,
        entered_by=by,
    ).keep()
    record("dispute.raised", target=dispute, by=by, after={"route": route})
    return dispute


@transaction.atomic
def answer_dispute(
    *,
    dispute: MemberDispute,
    answer: str,
    answered_on: dt.date,
    route: str,
    reason: str,
    by: User,
    version: int | None = None,
) -> MemberDispute:
    """What came of it, by whatever route it was settled in the end."""
    require(by, Permission.ROLL_CONFIRM, dispute)
    dispute = dispute.lock(version)
    if dispute.answer:
        raise ValidationError("这件异议已经答复。")
    if not dispute.raised_on <= answered_on <= timezone.localdate():
        raise ValidationError({"answered_on": "答复日期应在提出日期以后、今天以前。"})
    dispute.answer, dispute.answered_on, dispute.answered_by = answer, answered_on, by
    dispute.route, dispute.reason = route, reason.strip()
    dispute.keep("answer", "answered_on", "answered_by", "route", "reason")
    record("dispute.answered", target=dispute, by=by, after={"answer": answer}, reason=reason)
    return dispute
