import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require, require_in
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.decision import Decision, Finding
from election_office.law.words import in_words_of, words_for
from villages import queries, rules
from villages.catalogue import step_kinds
from villages.models import Cycle, Election, PlanStep, Post, Step, Township
from villages.plan import queries as plan_queries
from villages.plan import rules as plan_rules

# What of a step a township sets in its plan.
PLANNED = [
    "title",
    "order",
    "days_before",
    "starts_before",
    "fixed_on",
    "in_use",
    "left_out_reason",
    "responsible",
    "unit",
    "people",
]

DEFAULT_SEATS = [
    {"up_to": 1000, "director": 1, "deputy": 0, "member": 2, "woman": 0},
    {"up_to": 2000, "director": 1, "deputy": 1, "member": 3, "woman": 0},
    {"up_to": None, "director": 1, "deputy": 2, "member": 3, "woman": 0},
]


@transaction.atomic
def create_cycle(
    *,
    township: Township,
    ordinal: int,
    default_day: dt.date,
    paper_number: str,
    by: User,
    term_ends_on: dt.date | None = None,
) -> Cycle:
    """A draft plan with the catalogue's steps on their default days and the usual seat table."""
    require_in(by, Permission.CYCLE_PLAN, township.code)
    cycle = Cycle(
        township=township,
        ordinal=ordinal,
        default_day=default_day,
        paper_number=paper_number,
        term_ends_on=term_ends_on,
        seat_table=DEFAULT_SEATS,
    )
    cycle.keep()
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
    record("cycle.drafted", target=cycle, by=by, after={"ordinal": ordinal})
    return cycle


def require_draft(cycle: Cycle) -> None:
    Decision(
        (
            Finding(
                "approved",
                cycle.state == Cycle.State.DRAFT,
                "方案已经批准，只能办理变更：写明改什么、哪些村、为什么、依据哪份文件。",
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
    term_ends_on: dt.date | None = None,
    version: int | None = None,
) -> Cycle:
    require(by, Permission.CYCLE_PLAN, cycle)
    cycle = cycle.lock(version)
    require_draft(cycle)
    cycle.term_ends_on = term_ends_on
    cycle.default_day = default_day
    cycle.paper_number = paper_number
    cycle.seat_table = [dict(row) for row in seat_table]
    cycle.keep("default_day", "paper_number", "seat_table", "term_ends_on")
    record(
        "cycle.updated",
        target=cycle,
        by=by,
        after={"day": default_day.isoformat(), "paper": paper_number, "seats": cycle.seat_table},
    )
    return cycle


@transaction.atomic
def set_plan_steps(
    *, cycle: Cycle, changes: Mapping[str, Mapping[str, Any]], by: User, version: int | None = None
) -> Cycle:
    """``changes``: step code → fields of the plan's step (``PLANNED``). One left out needs its reason, and
    none that the law asks for is left out."""
    require(by, Permission.CYCLE_PLAN, cycle)
    cycle = cycle.lock(version)
    require_draft(cycle)
    steps = {step.code: step for step in cycle.plan_steps.all()}
    kinds = step_kinds(words_for(cycle.township.code))
    for code, values in changes.items():
        was_in_use = steps[code].in_use
        for name, value in values.items():
            setattr(steps[code], name, value)
        if was_in_use and not steps[code].in_use and not steps[code].own:
            kind = kinds[code]
            by_paper = kind.closes_with != "record" and not kind.optional
            plan_rules.check_leave_out(
                title=steps[code].title,
                statutory=bool(kind.deadline) or kind.gate or by_paper,
                reason=steps[code].left_out_reason,
            ).require()
        steps[code].full_clean(exclude=["cycle"])
    PlanStep.objects.bulk_update((steps[code] for code in changes), PLANNED)
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
    require_draft(cycle)
    elections = lay_out(cycle)
    cycle.state = Cycle.State.APPROVED
    cycle.approved_at = timezone.now()
    cycle.approved_by = by
    cycle.keep("state", "approved_at", "approved_by")
    record(
        "cycle.approved",
        target=cycle,
        by=by,
        after={"elections": len(elections), "day": cycle.default_day.isoformat()},
    )
    return elections


def lay_out(cycle: Cycle, only: Mapping[int, dt.date] | None = None) -> list[Election]:
    """Elections, posts and dated steps of the plan's villages, or of those named with their day.

    Raises RuleRefused with every village and every day that stands in the way. The caller has asked.
    """
    drafts = queries.plan_drafts(cycle, only)
    rules.check_plan(
        [draft.facts for draft in drafts],
        {draft.village.name: draft.book for draft in drafts},
        timezone.localdate(),
    ).require()
    planned = list(cycle.plan_steps.all())
    if only is None:
        plan_rules.check_days(plan_queries.day_plans(cycle, planned)).require()
    elections = Election.objects.bulk_create(
        Election(
            village=draft.village,
            cycle=cycle,
            election_day=draft.facts.day,
            kind=draft.village.kind,
            way=Election.Way.ALL if draft.village.kind == Election.Kind.COMMUNITY else "",
        )
        for draft in drafts
    )
    Post.objects.bulk_create(
        Post(election=election, kind=row.kind, reserved=row.reserved, seats=row.seats, order=order)
        for election, draft in zip(elections, drafts, strict=True)
        for order, row in enumerate(draft.facts.seats, start=1)
    )
    Step.objects.bulk_create(
        row
        for election, draft in zip(elections, drafts, strict=True)
        for row in _rows(election, draft, planned)
    )
    return elections


def _rows(election: Election, draft: queries.PlanDraft, planned: Sequence[PlanStep]) -> Iterator[Step]:
    """The steps of one village: those the catalogue knows, as the plan names, orders and dates them, and
    the township's own."""
    day = election.election_day
    used = {step.code: step for step in planned if step.in_use}
    due = {code: step.due_on(day) for code, step in used.items()}
    for entry in rules.plan_steps(draft.book, day, due):
        yield _as_planned(step_row(election, entry, {}), used[entry.kind.code], day)
    for step in used.values():
        if step.own:
            row = Step(election=election, code=step.code, due_on=step.due_on(day), own=True)
            yield _as_planned(row, step, day)


def _as_planned(row: Step, step: PlanStep, day: dt.date) -> Step:
    # The plan is written in the words of villages; a community's steps are called in its own.
    row.title = in_words_of(row.election.kind, step.title)
    row.stage, row.order = step.stage, step.order
    row.responsible, row.unit, row.people = step.responsible, step.unit, step.people
    row.starts_on = step.starts_on(day)
    if row.starts_on and row.due_on and row.starts_on > row.due_on:
        row.starts_on = row.due_on  # the law's limit came before the plan's period
    return row


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
