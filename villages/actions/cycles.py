import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require, require_in
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.decision import Decision, Finding
from election_office.law.words import words_for
from villages import queries, rules
from villages.catalogue import step_kinds
from villages.models import Cycle, Election, PlanStep, Post, Step, Township

DEFAULT_SEATS = [
    {"up_to": 1000, "director": 1, "deputy": 0, "member": 2, "woman": 0},
    {"up_to": 2000, "director": 1, "deputy": 1, "member": 3, "woman": 0},
    {"up_to": None, "director": 1, "deputy": 2, "member": 3, "woman": 0},
]


@transaction.atomic
def create_cycle(
    *, township: Township, ordinal: int, default_day: dt.date, paper_number: str, by: User
) -> Cycle:
    """A draft plan with the catalogue's steps on their default days and the usual seat table."""
    require_in(by, Permission.CYCLE_PLAN, township.code)
    cycle = Cycle(
        township=township,
        ordinal=ordinal,
        default_day=default_day,
        paper_number=paper_number,
        seat_table=DEFAULT_SEATS,
    )
    cycle.full_clean()
    cycle.save()
    PlanStep.objects.bulk_create(
        PlanStep(
            cycle=cycle,
            code=kind.code,
            title=kind.title,
            stage=kind.stage,
            order=kind.order,
            days_before=kind.days_before,
            responsible=kind.responsible,
        )
        for kind in step_kinds(words_for(township.code)).values()
    )
    record("cycle.drafted", target=cycle, area_code=township.code, by=by, after={"ordinal": ordinal})
    return cycle


def _require_draft(cycle: Cycle) -> None:
    Decision(
        (
            Finding(
                "approved",
                cycle.state == Cycle.State.DRAFT,
                "方案已经批准，不能再改；各村选举日请在该村“进程”页调整。",
            ),
        )
    ).require()


@transaction.atomic
def update_cycle(
    *,
    cycle: Cycle,
    default_day: dt.date,
    paper_number: str,
    seat_table: Sequence[Mapping[str, Any]],
    by: User,
    version: int | None = None,
) -> Cycle:
    require(by, Permission.CYCLE_PLAN, cycle)
    cycle = cycle.lock(version)
    _require_draft(cycle)
    cycle.default_day = default_day
    cycle.paper_number = paper_number
    cycle.seat_table = [dict(row) for row in seat_table]
    cycle.keep("default_day", "paper_number", "seat_table")
    record(
        "cycle.updated",
        target=cycle,
        area_code=cycle.area_code,
        by=by,
        after={"day": default_day.isoformat(), "paper": paper_number, "seats": cycle.seat_table},
    )
    return cycle


@transaction.atomic
def set_plan_steps(
    *, cycle: Cycle, changes: Mapping[str, Mapping[str, Any]], by: User, version: int | None = None
) -> Cycle:
    """``changes``: step code → {"days_before", "fixed_on", "in_use", "responsible"}."""
    require(by, Permission.CYCLE_PLAN, cycle)
    cycle = cycle.lock(version)
    _require_draft(cycle)
    steps = {step.code: step for step in cycle.plan_steps.all()}
    for code, values in changes.items():
        for name, value in values.items():
            setattr(steps[code], name, value)
        steps[code].full_clean(exclude=["cycle"])
    PlanStep.objects.bulk_update(
        (steps[code] for code in changes), ["days_before", "fixed_on", "in_use", "responsible"]
    )
    cycle.keep()
    record("cycle.steps_set", target=cycle, by=by, after={"steps": sorted(changes)})
    return cycle


@transaction.atomic
def approve_cycle(*, cycle: Cycle, by: User) -> list[Election]:
    """One transaction turns the plan into every village's election, posts and dated steps.

    Raises RuleRefused with every village that stands in the way.
    """
    require(by, Permission.CYCLE_PLAN, cycle)
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("township").get(pk=cycle.pk)
    _require_draft(cycle)
    drafts = queries.plan_drafts(cycle)
    rules.check_plan(
        [draft.facts for draft in drafts],
        {draft.village.name: draft.book for draft in drafts},
        timezone.localdate(),
    ).require()
    elections = Election.objects.bulk_create(
        Election(village=draft.village, cycle=cycle, election_day=cycle.default_day) for draft in drafts
    )
    Post.objects.bulk_create(
        Post(election=election, kind=row.kind, reserved=row.reserved, seats=row.seats, order=order)
        for election, draft in zip(elections, drafts, strict=True)
        for order, row in enumerate(draft.facts.seats, start=1)
    )
    due = {step.code: step.due_on(cycle.default_day) for step in cycle.plan_steps.filter(in_use=True)}
    owners = {step.code: step.responsible for step in cycle.plan_steps.all()}
    Step.objects.bulk_create(
        step_row(election, planned, owners)
        for election, draft in zip(elections, drafts, strict=True)
        for planned in rules.plan_steps(draft.book, cycle.default_day, due)
    )
    cycle.state = Cycle.State.APPROVED
    cycle.approved_at = timezone.now()
    cycle.approved_by = by
    cycle.keep("state", "approved_at", "approved_by")
    record(
        "cycle.approved",
        target=cycle,
        area_code=cycle.area_code,
        by=by,
        after={"elections": len(elections), "day": cycle.default_day.isoformat()},
    )
    return elections


def step_row(election: Election, planned: rules.PlannedStep, owners: Mapping[str, str]) -> Step:
    kind = planned.kind
    return Step(
        election=election,
        code=kind.code,
        title=kind.title,
        stage=kind.stage,
        order=kind.order,
        due_on=planned.due_on,
        limit_on=planned.limit_on,
        limit_kind=planned.limit_kind,
        limit_source=planned.limit_source,
        responsible=owners.get(kind.code, kind.responsible),
        closes_with=kind.closes_with,
        waits_for=list(kind.waits_for),
        gate=kind.gate,
    )
