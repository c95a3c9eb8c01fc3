from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from election_office.accounts.access import require, require_in
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.dates import cn_date
from election_office.law.words import in_words_of
from villages import numbers, rules
from villages.models import County, Cycle, Group, Township, Village
from villages.models.places import full_body_name, usual_group_name

PHONE = "leader_phone"


@transaction.atomic
def add_township(
    *,
    county: County,
    code: str,
    name: str,
    by: User,
    guidance_group: str = "",
    office_name: str = "",
    phone: str = "",
) -> Township:
    """One more township of this county. Raises ValidationError when the code is not the county's."""
    require_in(by, Permission.PLACES_MANAGE, county.code)
    if not code.startswith(county.code):
        raise ValidationError({"code": f"{county.name}的乡镇，区划代码应以{county.code}开头，请核对。"})
    township = Township(
        county=county,
        code=code,
        name=name.strip(),
        guidance_group=guidance_group.strip(),
        office_name=office_name.strip(),
        phone=phone.strip(),
    )
    township.full_clean()
    township.save()
    record("township.added", target=township, by=by, after={"name": township.name})
    return township


@transaction.atomic
def update_township(*, township: Township, by: User, version: int | None = None, **changes: str) -> Township:
    """Its name, the full names printed on papers, its telephone, its other code."""
    require(by, Permission.CYCLE_PLAN, township)
    township = township.lock(version)
    before = _set(township, changes)
    record("township.updated", target=township, by=by, before=before, after=changes)
    return township


@transaction.atomic
def update_county(*, county: County, by: User, version: int | None = None, **changes: str) -> County:
    """The county's name and the full name of its office."""
    require(by, Permission.PLACES_MANAGE, county)
    county = county.lock(version)
    before = _set(county, changes)
    record("county.updated", target=county, by=by, before=before, after=changes)
    return county


def _set(row: County | Township, changes: dict[str, str]) -> dict[str, Any]:
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value.strip())
    row.keep(*changes)
    return before


@transaction.atomic
def add_village(
    *,
    township: Township,
    code: str,
    name: str,
    population: int,
    households: int,
    notice_place: str,
    by: User,
    kind: str = Village.Kind.VILLAGE,
    body_name: str = "",
    other_code: str = "",
    leader: str = "",
    leader_phone: str = "",
    founded_on: dt.date | None = None,
) -> Village:
    """A village of this township; its code must begin with the township's. Raises ValidationError."""
    require_in(by, Permission.CYCLE_PLAN, township.code)
    rules.check_village_code(code, other_code, township.name, township.code, township.other_code).require()
    village = Village(
        township=township,
        code=code,
        other_code=other_code,
        kind=kind,
        name=name.strip(),
        body_name=body_name.strip() or full_body_name(name.strip(), kind),
        leader=leader.strip(),
        leader_phone_cipher=numbers.encrypt(leader_phone),
        population=population,
        households=households,
        notice_place=in_words_of(kind, notice_place),
        founded_on=founded_on,
    )
    village.keep()
    after = {"name": village.name, "body_name": village.body_name}
    record("village.added", target=village, by=by, after=after)
    return village


@transaction.atomic
def update_village(*, village: Village, by: User, version: int | None = None, **changes: object) -> Village:
    """Change population, households, the places, the leader, founded_on or the names."""
    require(by, Permission.VILLAGE_EDIT, village)
    village = village.lock(version)
    phone = changes.pop(PHONE, None)
    before = {name: getattr(village, name) for name in changes}
    for name, value in changes.items():
        setattr(village, name, value)
    if phone is not None and phone != village.leader_phone:
        village.leader_phone_cipher = numbers.encrypt(str(phone))
        changes = {**changes, "leader_phone_cipher": village.leader_phone_cipher}
    village.keep(*changes)
    # The trail says that a telephone changed, never which.
    after = {name: value for name, value in changes.items() if name != "leader_phone_cipher"}
    record("village.updated", target=village, by=by, before=before, after=after)
    return village


@transaction.atomic
def rename_village(
    *, village: Village, name: str, body_name: str, reason: str, by: User, version: int | None = None
) -> Village:
    """A new name by a paper. What was printed before keeps the name it was printed with."""
    require(by, Permission.CYCLE_PLAN, village)
    village = village.lock(version)
    before = {"name": village.name, "body_name": village.body_name}
    village.name, village.body_name = name.strip(), body_name.strip()
    village.keep("name", "body_name")
    after = {"name": village.name, "body_name": village.body_name}
    record(
        "village.renamed",
        target=village,
        by=by,
        before=before,
        after=after,
        reason=reason,
    )
    return village


@transaction.atomic
def correct_village_code(
    *, village: Village, code: str, other_code: str, reason: str, by: User, version: int | None = None
) -> Village:
    """A code entered wrongly. Everything that carries it as its place follows; the trail keeps both."""
    require(by, Permission.CYCLE_PLAN, village)
    village = village.lock(version)
    township = village.township
    rules.check_village_code(code, other_code, township.name, township.code, township.other_code).require()
    before = {"code": village.code, "other_code": village.other_code}
    old = village.code
    village.code, village.other_code = code, other_code
    village.keep("code", "other_code")
    if old != code:
        _follow(old, code)
    after = {"code": code, "other_code": other_code}
    # Written under the old code too: whoever reads that trail must learn where it goes on.
    for area in sorted({old, code}):
        record(
            "village.recoded",
            target=village,
            area_code=area,
            by=by,
            before=before,
            after=after,
            reason=reason,
        )
    return village


def _follow(old: str, new: str) -> None:
    """Every table that names its place by the code, accounts and local values included. Not the trail."""
    for model in apps.get_models():
        try:
            field = model._meta.get_field("area_code")
        except FieldDoesNotExist:
            continue
        # A column too short for a village's code names townships or provinces.
        holds = isinstance(field, models.CharField) and (field.max_length or len(old)) >= len(old)
        if holds and model._meta.app_label != "audit":
            model._default_manager.filter(area_code=old).update(area_code=new)


@transaction.atomic
def merge_village(
    *, village: Village, into: Village | None, ended_on: dt.date, reason: str, by: User
) -> Village:
    """A village that is no more, by a paper: its record stays, no new plan takes it in."""
    require(by, Permission.CYCLE_PLAN, village)
    village = Village.objects.select_for_update(of=("self",)).get(pk=village.pk)
    running = village.elections.exclude(cycle__state=Cycle.State.CLOSED).exclude(stage="closed").exists()
    rules.check_merge(
        name=village.name,
        into_itself=into is not None and into.pk == village.pk,
        elsewhere=into is not None and into.township_id != village.township_id,
        running=running,
        ended_on=ended_on,
        today=timezone.localdate(),
        ended=village.ended_on is not None,
    ).require()
    village.ended_on, village.ended_reason, village.merged_into = ended_on, reason, into
    village.keep("ended_on", "ended_reason", "merged_into")
    after = {"ended_on": cn_date(ended_on), "merged_into": into.name if into else ""}
    record("village.merged", target=village, by=by, after=after, reason=reason)
    return village


@transaction.atomic
def set_groups(
    *,
    village: Village,
    count: int,
    by: User,
    places: dict[int, str] | None = None,
    names: dict[int, str] | None = None,
    leaders: dict[int, tuple[str, str]] | None = None,
    version: int | None = None,
) -> list[Group]:
    """Make groups 1 to ``count``, keeping those there are. A group is never taken away here:
    people may be registered in it. ``leaders``: number → name and telephone."""
    require(by, Permission.VILLAGE_EDIT, village)
    village = village.lock(version)
    have = {group.number: group for group in village.groups.all()}
    made = []
    for number in range(1, count + 1):
        group = have.get(number) or Group(village=village, number=number)
        if places and number in places:
            group.notice_place = places[number]
        if names and number in names:
            group.name = names[number]
        group.name = group.name or usual_group_name(village.kind, number)
        if leaders and number in leaders:
            group.leader, phone = leaders[number]
            group.leader_phone_cipher = numbers.encrypt(phone)
        group.full_clean()
        group.save()
        made.append(group)
    village.keep()
    record("village.groups_set", target=village, by=by, after={"groups": count})
    return made


@transaction.atomic
def remove_group(*, group: Group, reason: str, by: User) -> None:
    """An empty group entered by mistake, the last by number first, so that numbers stay without a gap."""
    require(by, Permission.VILLAGE_EDIT, group)
    village = group.village
    last = village.groups.order_by("-number").first()
    rules.check_remove_group(
        title=group.title,
        last=last.title if last else "",
        is_last=last == group,
        people=group.people.count(),
    ).require()
    title = group.title
    try:
        group.delete()
    except ProtectedError as error:
        raise ValidationError(f"{title}已有选举登记，不能删除。") from error
    record(
        "village.group_removed",
        target=village,
        by=by,
        before={"group": title},
        reason=reason,
    )
