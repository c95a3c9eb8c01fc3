"""The one act: a whole workbook in, or nothing of it."""

from __future__ import annotations

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction

from election_office.accounts import actions as accounts
from election_office.accounts.access import require
from election_office.accounts.bulk.actions import enter_staff
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages import numbers
from villages.actions import add_village, rename_village, update_village
from villages.models import Group, LastTermMember, Township, Village
from villages.models.places import usual_group_name
from villages.workbook.check import Plan, Planned, plan_for
from villages.workbook.columns import ACCOUNTS, GROUPS, LAST_TERM, VILLAGES
from villages.workbook.reader import read

REASON = "全镇工作簿"
NAMES = ("name", "body_name")


@transaction.atomic
def import_workbook(*, township: Township, content: bytes, by: User) -> Plan:
    """Read again, judged again, then written in one transaction; a single fault writes nothing.

    Raises UnreadableWorkbook, ValidationError, PermissionDenied.
    """
    require(by, Permission.CYCLE_PLAN, township)
    township = Township.objects.select_for_update(of=("self",)).get(pk=township.pk)
    plan = plan_for(township, read(content), by)
    if plan.faults:
        raise ValidationError(f"文件还有{len(plan.faults)}处要改正，没有导入。")
    if not plan.writes:
        raise ValidationError("文件与平台里的资料完全一样，没有可以导入的内容。")
    # The trail of many divisions is written in the order of their codes: the township's own line first.
    counts = {name: new + changed for name, new, changed, _ in plan.counts()}
    after = {
        "villages": counts[VILLAGES],
        "groups": counts[GROUPS],
        "accounts": counts[ACCOUNTS],
        "last_term": counts[LAST_TERM],
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    record("township.imported", target=township, by=by, after=after)
    for planned in sorted(plan.rows[VILLAGES], key=lambda row: row.row["code"]):
        _write_village(township, planned, by)
    villages = {row.name: row for row in township.villages.in_being()}
    _write_groups(plan, villages)
    for planned in sorted(plan.rows[ACCOUNTS], key=lambda row: (row.row["area"], row.row["username"])):
        _write_account(planned, by)
    _write_last_term(plan, villages)
    return plan


def _write_village(township: Township, planned: Planned, by: User) -> None:
    village = planned.found
    if village is None:
        add_village(township=township, code=planned.row["code"], by=by, **planned.values)  # type: ignore[arg-type]
        return
    assert isinstance(village, Village)
    changes = dict(planned.changes)
    names = {name: str(changes.pop(name, getattr(village, name))) for name in NAMES}
    if any(name in planned.changes for name in NAMES):
        name, body_name = (names[field] for field in ("name", "body_name"))
        rename_village(village=village, name=name, body_name=body_name, reason=REASON, by=by)
    if changes:
        update_village(village=village, by=by, **changes)  # type: ignore[arg-type]


def _write_groups(plan: Plan, villages: dict[str, Village]) -> None:
    """Told in the line of the whole file: two hundred lines more would hide it."""
    new: list[Group] = []
    changed: list[Group] = []
    for planned in plan.rows[GROUPS]:
        group = planned.found
        if group is None:
            group = Group(village=villages[planned.row["village"]], number=int(planned.row["number"]))
        elif not planned.changes:
            continue
        assert isinstance(group, Group)
        usual = usual_group_name(group.village.kind, group.number)
        group.name = str(planned.values["name"]) or usual
        group.notice_place = str(planned.values["notice_place"])
        group.leader = str(planned.values["leader"])
        group.leader_phone_cipher = numbers.encrypt(str(planned.values["leader_phone"]))
        (new if planned.found is None else changed).append(group)
    Group.objects.bulk_create(new)
    Group.objects.bulk_update(changed, ["name", "notice_place", "leader", "leader_phone_cipher"])


def _write_account(planned: Planned, by: User) -> None:
    row, user = planned.row, planned.found
    if user is None:
        enter_staff(
            username=row["username"],
            name=row["name"],
            phone=row["phone"],
            role=row["role"],
            area_code=row["area"],
            unit=row["unit"],
            by=by,
        )
        return
    assert isinstance(user, User)
    if {"name", "phone"} & planned.changes.keys():
        accounts.edit_staff(user, name=row["name"], phone=row["phone"], by=by)
    if "post" in planned.changes:
        accounts.assign(user, role=row["role"], area_code=row["area"], unit=row["unit"], by=by)


def _write_last_term(plan: Plan, villages: dict[str, Village]) -> None:
    new: list[LastTermMember] = []
    changed: list[LastTermMember] = []
    for planned in plan.rows[LAST_TERM]:
        member, row = planned.found, planned.row
        if member is None:
            year, month = row["birth"].split("-")
            member = LastTermMember(
                village=villages[row["village"]],
                body=row["body"],
                name=row["name"],
                birth_year=int(year),
                birth_month=int(month),
            )
        elif not planned.changes:
            continue
        assert isinstance(member, LastTermMember)
        for key, value in planned.values.items():
            setattr(member, key, value)
        (new if planned.found is None else changed).append(member)
    LastTermMember.objects.bulk_create(new)
    LastTermMember.objects.bulk_update(
        changed, ["post", "sex", "education", "party_member", "wealth", "veteran"]
    )
