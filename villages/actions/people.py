import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from election_office.accounts.access import can, require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.core.idnumbers import IdNumberError, parse_id_number
from election_office.core.names import clean_name, name_fault
from villages import numbers
from villages.models import Group, Kinship, Person, Village


def _checked_name(name: str) -> str:
    """The name in its one spelling; refused when it holds what no name holds, as a roll file's is."""
    name = clean_name(name)
    if fault := name_fault(name):
        raise ValidationError({"name": fault})
    return name


def _checked_number(id_number: str, birth_date: dt.date, sex: str) -> str:
    """The number as stored. Raises ValidationError naming the field that contradicts it."""
    if not id_number:
        return ""
    try:
        parsed = parse_id_number(id_number)
    except IdNumberError as error:
        raise ValidationError({"id_number": str(error)}) from error
    if parsed.birth_date != birth_date:
        raise ValidationError({"birth_date": "出生日期与身份证号不一致，请核对。"})
    if parsed.sex != sex:
        raise ValidationError({"sex": "性别与身份证号不一致，请核对。"})
    return parsed.value


@transaction.atomic
def add_person(
    *,
    village: Village,
    name: str,
    sex: str,
    birth_date: dt.date,
    by: User,
    id_number: str = "",
    phone: str = "",
    group: Group | None = None,
    household: str = "",
    address: str = "",
) -> Person:
    """One record for one person; a second record with the same ID number is refused."""
    require(by, Permission.VILLAGE_EDIT, village)
    number = _checked_number(id_number, birth_date, sex)
    if number:
        known = (
            Person.objects.filter(id_hash__in=numbers.fingerprints(number)).select_related("village").first()
        )
        if known is not None:
            # Where a person lives is told to those who may look there.
            where = known.village.name if can(by, Permission.VILLAGE_VIEW, known) else "其他地方"
            raise ValidationError({"id_number": f"该身份证号已登记在{where}，请使用原有人员记录。"})
    person = Person(village=village, group=group, sex=sex, birth_date=birth_date)
    person.set_name(_checked_name(name))
    person.set_id_number(number)
    person.set_phone(phone)
    person.household = household
    person.address = address
    person.keep()
    record("person.added", target=person, by=by, after={"name": person.name})
    return person


@transaction.atomic
def update_person(
    *, person: Person, by: User, reason: str, version: int | None = None, **changes: object
) -> Person:
    """Correct a person's own data; the ID number is changed only together with a reason.

    ``changes``: name, sex, birth_date, id_number, phone, group, household, address, education,
    party_member, died_on, rights_deprived. Names of changed fields go to the audit, numbers never.
    """
    require(by, Permission.VILLAGE_EDIT, person)
    # What somebody else saved since the caller read the row must not be written back.
    village, person = person.village, person.lock(version)
    person.village = village
    before = {"name": person.name, "sex": person.sex, "birth_date": person.birth_date.isoformat()}
    plain = dict(changes)
    if "name" in plain:
        person.set_name(_checked_name(str(plain.pop("name"))))
    if "phone" in plain:
        person.set_phone(str(plain.pop("phone")))
    new_number = plain.pop("id_number", None)
    for name, value in plain.items():
        setattr(person, name, value)
    number = numbers.decrypt(person.id_cipher) if new_number is None else str(new_number)
    person.set_id_number(_checked_number(number, person.birth_date, person.sex))
    person.version += 1
    person.full_clean()
    person.save()
    record(
        "person.updated",
        target=person,
        by=by,
        before=before,
        after={"changed": sorted(changes)},
        reason=reason,
    )
    return person


@transaction.atomic
def reveal_number(*, person: Person, what: str, purpose: str, by: User) -> str:
    """The whole ID ("id") or phone ("phone") number, once, for a purpose that is recorded."""
    require(by, Permission.NUMBERS_VIEW, person)
    if not purpose.strip():
        raise ValidationError({"purpose": "请填写查看用途：每次查看都会留痕。"})
    record(
        "person.number_revealed",
        target=person,
        by=by,
        after={"what": what},
        reason=purpose,
    )
    return numbers.decrypt(person.id_cipher if what == "id" else person.phone_cipher)


@transaction.atomic
def add_kinship(*, person: Person, relative: Person, kind: str, source: str, by: User) -> Kinship:
    """Declare that ``relative`` is the ``kind`` of ``person``."""
    require(by, Permission.VILLAGE_EDIT, person)
    kinship = Kinship(person=person, relative=relative, kind=kind, source=source, declared_by=by.name)
    kinship.keep()
    record(
        "kinship.declared",
        target=kinship,
        by=by,
        after={"person": person.pk, "relative": relative.pk, "kind": kind},
    )
    return kinship


@transaction.atomic
def end_kinship(*, kinship: Kinship, on: dt.date, reason: str, by: User) -> Kinship:
    """A relation ended (divorce) or was declared by mistake: kept, with the day and the reason."""
    require(by, Permission.VILLAGE_EDIT, kinship)
    kinship.ended_on = on
    kinship.keep("ended_on")
    record("kinship.ended", target=kinship, by=by, reason=reason)
    return kinship
