from django.core.exceptions import ValidationError
from django.db import transaction

from election_office.accounts.access import require, require_in
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.models import Group, Township, Village


@transaction.atomic
def add_village(
    *, township: Township, code: str, name: str, population: int, households: int, notice_place: str, by: User
) -> Village:
    """A village of this township; its code must begin with the township's. Raises ValidationError."""
    require_in(by, Permission.CYCLE_PLAN, township.code)
    if not code.startswith(township.code):
        raise ValidationError({"code": f"{township.name}的村，区划代码应以{township.code}开头，请核对。"})
    village = Village(
        township=township,
        code=code,
        name=name.strip(),
        population=population,
        households=households,
        notice_place=notice_place,
    )
    village.full_clean()
    village.save()
    record("village.added", target=village, area_code=village.code, by=by, after={"name": village.name})
    return village


@transaction.atomic
def update_village(*, village: Village, by: User, **changes: object) -> Village:
    """Change name, population, households or notice_place."""
    require(by, Permission.VILLAGE_EDIT, village)
    before = {name: getattr(village, name) for name in changes}
    for name, value in changes.items():
        setattr(village, name, value)
    village.full_clean()
    village.save(update_fields=[*changes, "updated_at"])
    record("village.updated", target=village, area_code=village.code, by=by, before=before, after=changes)
    return village


@transaction.atomic
def set_groups(
    *, village: Village, count: int, by: User, places: dict[int, str] | None = None
) -> list[Group]:
    """Make groups 1 to ``count``, keeping those there are. A group is never taken away here:
    people may be registered in it."""
    require(by, Permission.VILLAGE_EDIT, village)
    have = {group.number: group for group in village.groups.all()}
    made = []
    for number in range(1, count + 1):
        group = have.get(number) or Group(village=village, number=number)
        if places and number in places:
            group.notice_place = places[number]
        group.full_clean()
        group.save()
        made.append(group)
    record("village.groups_set", target=village, area_code=village.code, by=by, after={"groups": count})
    return made
