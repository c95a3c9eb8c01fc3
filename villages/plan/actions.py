"""Every change to a plan beyond its first draft: own steps, days of villages, amendments, late villages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.dates import cn_date
from villages.actions.cycles import lay_out, require_draft
from villages.actions.elections import move_election_day
from villages.models import Cycle, Election, PlanChange, PlanStep, Step, Village
from villages.models.elections import Responsible
from villages.plan import rules

MOST_OWN = 60


@transaction.atomic
def add_own_step(
    *,
    cycle: Cycle,
    title: str,
    stage: str,
    starts_on: dt.date | None,
    due_on: dt.date,
    responsible: str,
    by: User,
    unit: str = "",
    people: str = "",
) -> PlanStep:
    """A step of the township's own. It is closed by hand, and no statutory step ever waits for it."""
    require(by, Permission.CYCLE_PLAN, cycle)
    require_draft(cycle)
    steps = list(cycle.plan_steps.all())
    mine = sum(1 for step in steps if step.own)
    if mine >= MOST_OWN:
        raise ValidationError(f"本镇自定事项最多{MOST_OWN}项。")
    taken = {step.code for step in steps}
    number = next(n for n in range(1, MOST_OWN + 2) if f"own-{n}" not in taken)
    order = max((step.order for step in steps if step.stage == stage), default=0) + 1
    step = PlanStep(
        cycle=cycle,
        code=f"own-{number}",
        title=title.strip(),
        stage=stage,
        order=order,
        days_before=(cycle.default_day - due_on).days,
        starts_before=(cycle.default_day - starts_on).days if starts_on else None,
        responsible=responsible,
        unit=unit.strip(),
        people=people.strip(),
        own=True,
    )
    step.full_clean()
    step.save()
    record(
        "cycle.own_step_added",
        target=cycle,
        by=by,
        after={"step": step.title, "due_on": due_on.isoformat()},
    )
    return step


@transaction.atomic
def remove_own_step(*, step: PlanStep, by: User) -> None:
    """Take an own step out of a draft again."""
    require(by, Permission.CYCLE_PLAN, step.cycle)
    require_draft(step.cycle)
    if not step.own:
        raise ValidationError("只能删除本镇自定的事项；其他事项请取消“采用”并写明理由。")
    cycle, title = step.cycle, step.title
    step.delete()
    record("cycle.own_step_removed", target=cycle, by=by, before={"step": title})


@transaction.atomic
def set_village_days(
    *,
    cycle: Cycle,
    window_from: dt.date | None,
    window_to: dt.date | None,
    days: Mapping[int, dt.date],
    by: User,
) -> Cycle:
    """The window of the plan and each village's day in it; a village not named votes on the common day."""
    require(by, Permission.CYCLE_PLAN, cycle)
    require_draft(cycle)
    names = dict(cycle.township.villages.in_being().values_list("pk", "name"))
    given = {names[pk]: day for pk, day in days.items() if pk in names}
    rules.check_window(starts=window_from, ends=window_to, days=given, today=timezone.localdate()).require()
    cycle.window_from, cycle.window_to = window_from, window_to
    cycle.village_days = {
        str(pk): day.isoformat() for pk, day in days.items() if pk in names and day != cycle.default_day
    }
    cycle.keep("window_from", "window_to", "village_days")
    record(
        "cycle.days_set",
        target=cycle,
        by=by,
        after={"days": {name: day.isoformat() for name, day in given.items()}},
    )
    return cycle


def _require_approved(cycle: Cycle) -> None:
    if cycle.state != Cycle.State.APPROVED:
        raise ValidationError("方案还没有批准，请直接修改草稿。")


def _note(
    cycle: Cycle, kind: str, what: str, villages: Collection[str], reason: str, paper: str, by: User
) -> PlanChange:
    change = PlanChange(
        cycle=cycle,
        kind=kind,
        what=what,
        villages=sorted(villages),
        reason=reason,
        paper_number=paper,
        changed_by=by,
    )
    change.keep()
    record(
        "cycle.amended",
        target=cycle,
        by=by,
        after={"what": what, "villages": sorted(villages), "paper": paper},
        reason=reason,
    )
    return change


@transaction.atomic
def amend_step(
    *,
    cycle: Cycle,
    code: str,
    starts_on: dt.date | None,
    due_on: dt.date,
    elections: Collection[Election],
    reason: str,
    paper_number: str,
    by: User,
) -> PlanChange:
    """A new planned day for one step of an approved plan in these villages. Limits and what is done stay."""
    require(by, Permission.CYCLE_PLAN, cycle)
    _require_approved(cycle)
    rows = _rows_of(cycle, code, elections)
    limits = [row.limit_on for row in rows if row.limit_on]
    first = min(rows, key=lambda row: row.limit_on or dt.date.max)
    rules.check_amend(
        title=first.title,
        due_on=due_on,
        starts_on=starts_on,
        limit_on=min(limits, default=None),
        done=[row.election.village.name for row in rows if row.done_on],
        law=first.limit_source,
    ).require()
    for row in rows:
        row.starts_on, row.due_on = starts_on, due_on
    Step.objects.bulk_update(rows, ["starts_on", "due_on"])
    shown = f"{cn_date(starts_on)}至{cn_date(due_on)}" if starts_on else cn_date(due_on)
    villages = [row.election.village.name for row in rows]
    return _note(
        cycle, PlanChange.Kind.DATES, f"{first.title}改为{shown}", villages, reason, paper_number, by
    )


@transaction.atomic
def amend_owner(
    *,
    cycle: Cycle,
    code: str,
    responsible: str,
    unit: str,
    people: str,
    elections: Collection[Election],
    reason: str,
    paper_number: str,
    by: User,
) -> PlanChange:
    """Another unit or other people for one step of an approved plan in these villages."""
    require(by, Permission.CYCLE_PLAN, cycle)
    _require_approved(cycle)
    rows = _rows_of(cycle, code, elections)
    owner = {"responsible": responsible, "unit": unit.strip(), "people": people.strip()}
    rules.check_amend_owner(
        title=rows[0].title,
        changed=any(getattr(row, name) != value for row in rows for name, value in owner.items()),
        done=[row.election.village.name for row in rows if row.done_on],
    ).require()
    for row in rows:
        for name, value in owner.items():
            setattr(row, name, value)
    Step.objects.bulk_update(rows, list(owner))
    whose = owner["unit"] or Responsible(responsible).label
    named = f"（{owner['people']}）" if owner["people"] else ""
    what = f"{rows[0].title}改由{whose}{named}负责"
    villages = [row.election.village.name for row in rows]
    return _note(cycle, PlanChange.Kind.OWNER, what, villages, reason, paper_number, by)


def _rows_of(cycle: Cycle, code: str, elections: Collection[Election]) -> list[Step]:
    """The step of these villages, locked. Raises ValidationError where none of them has it."""
    rows = list(
        Step.objects.select_for_update(of=("self",))
        .filter(election__in=list(elections), election__cycle=cycle, code=code, dropped=False)
        .select_related("election__village")
    )
    if not rows:
        raise ValidationError("请至少勾选一个有这个事项的村。")
    return rows


@transaction.atomic
def amend_day(
    *, cycle: Cycle, day: dt.date, elections: Collection[Election], reason: str, paper_number: str, by: User
) -> PlanChange:
    """A new election day for these villages, each moved by the act that moves one."""
    require(by, Permission.CYCLE_PLAN, cycle)
    _require_approved(cycle)
    moved = [row for row in elections if row.cycle_id == cycle.pk]
    if not moved:
        raise ValidationError("请至少勾选一个村。")
    # The trail of many divisions is written in the order of their codes.
    for election in sorted(moved, key=lambda row: row.area_code):
        move_election_day(election=election, day=day, reason=f"{paper_number} {reason}".strip(), by=by)
    villages = [row.village.name for row in moved]
    return _note(cycle, PlanChange.Kind.DAY, f"选举日改为{cn_date(day)}", villages, reason, paper_number, by)


@transaction.atomic
def join_village(
    *, cycle: Cycle, village: Village, day: dt.date, reason: str, paper_number: str, by: User
) -> Election:
    """A village that comes after the approval gets its election, posts and steps as the others did."""
    require(by, Permission.CYCLE_PLAN, cycle)
    _require_approved(cycle)
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("township").get(pk=cycle.pk)
    if village.township_id != cycle.township_id or village.ended_on is not None:
        raise ValidationError("只有本乡镇没有撤并的村可以加入方案。")
    if cycle.elections.filter(village=village).exists():
        raise ValidationError(f"{village.name}已经在方案里。")
    [election] = lay_out(cycle, only={village.pk: day})
    what = f"{village.name}加入方案，选举日{cn_date(day)}"
    _note(cycle, PlanChange.Kind.JOINED, what, [village.name], reason, paper_number, by)
    return election


@transaction.atomic
def take_proposals(*, cycle: Cycle, chosen: Mapping[str, Mapping[str, Any]], by: User) -> Cycle:
    """Dates read from the plan's text and confirmed one by one: step code → start, end, unit, people."""
    require(by, Permission.CYCLE_PLAN, cycle)
    require_draft(cycle)
    steps = {step.code: step for step in cycle.plan_steps.all()}
    changed = []
    for code, values in chosen.items():
        step, end, start = steps[code], values["end"], values.get("start")
        step.days_before = (cycle.default_day - end).days
        step.starts_before = (cycle.default_day - start).days if start else None
        step.unit = values.get("unit") or step.unit
        step.people = values.get("people") or step.people
        step.full_clean(exclude=["cycle"])
        changed.append(step)
    PlanStep.objects.bulk_update(changed, ["days_before", "starts_before", "unit", "people"])
    record("cycle.steps_set", target=cycle, by=by, after={"steps": sorted(chosen)})
    return cycle
