"""Who takes part, to which day ages are counted, and what the village's own rules take up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from candidates.models import AdoptedClause, ReviewDepartment, ReviewPlan, ReviewTeam
from candidates.review import rules
from candidates.review.actions.shared import STAGES
from candidates.review.scans import checked_scan
from election_office.accounts.access import require, require_in
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.rulebooks import rulebook_for
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Cycle, Election


@transaction.atomic
def adopt_departments(*, area_code: str, by: User) -> list[ReviewDepartment]:
    """Enter the units the plan names, those not yet on the list of this county or township."""
    require_in(by, Permission.PLACES_MANAGE, area_code)
    book = rulebook_for(area_code, timezone.localdate())
    names = book.value("policy_review_departments")
    held = set(
        ReviewDepartment.objects.filter(area_code__in=[area_code[:6], area_code]).values_list(
            "name", flat=True
        )
    )
    made = []
    for order, name in enumerate(names, start=1):
        if name in held:
            continue
        department = ReviewDepartment(
            area_code=area_code, name=name, order=order, keys=rules.known_to(name, book)
        )
        department.keep()
        made.append(department)
    if made:
        record(
            "review.departments_adopted",
            target=made[0],
            by=by,
            after={"departments": [row.name for row in made]},
        )
    return made


@transaction.atomic
def add_department(*, area_code: str, name: str, by: User) -> ReviewDepartment:
    """One more unit, after the others. One name stands for one unit in a county and its townships."""
    require_in(by, Permission.PLACES_MANAGE, area_code)
    name = name.strip()
    if ReviewDepartment.objects.filter(area_code__in=[area_code[:6], area_code], name=name).exists():
        raise ValidationError({"name": f"{name}已经在联审单位名单里。"})
    last = ReviewDepartment.objects.filter(area_code=area_code).order_by("-order").first()
    department = ReviewDepartment(area_code=area_code, name=name, order=(last.order if last else 0) + 1)
    department.keep()
    record("review.department_added", target=department, by=by, after={"department": name})
    return department


@transaction.atomic
def edit_department(
    *,
    department: ReviewDepartment,
    name: str,
    active: bool,
    by: User,
    full_name: str | None = None,
    keys: Collection[str] | None = None,
    version: int | None = None,
) -> ReviewDepartment:
    """Rename a unit, change the lines it can know, or let it take part no longer. Opinions keep the name of
    their day and the lines they answered. ``keys`` and ``full_name``: None leaves them as they are."""
    require_in(by, Permission.PLACES_MANAGE, department.area_code)
    department = department.lock(version)
    before = {"department": department.name, "active": department.active, "keys": department.keys}
    department.name, department.active = name.strip(), active
    if full_name is not None:
        department.full_name = full_name.strip()
    if keys is not None:
        known = rules.grounds_of(rulebook_for(department.area_code, timezone.localdate()))
        department.keys = [ground.key for ground in known if ground.key in keys]
    department.keep("name", "active", "full_name", "keys")
    record(
        "review.department_edited",
        target=department,
        by=by,
        before=before,
        after={"department": department.name, "active": active, "keys": department.keys},
    )
    return department


@transaction.atomic
def set_review_plan(
    *,
    cycle: Cycle,
    reference_day: dt.date | None,
    required: bool,
    paper_number: str,
    by: User,
    version: int | None = None,
) -> ReviewPlan:
    """The township's arrangement; a reference day needs the paper that fixes it."""
    require(by, Permission.REVIEW_DECIDE, cycle)
    if reference_day is not None and not paper_number.strip():
        raise ValidationError({"paper_number": "规定年龄计算截止日的，请填写依据文号。"})
    stored = ReviewPlan.objects.select_for_update(of=("self",)).filter(cycle=cycle).first()
    plan = stored.expect(version) if stored else ReviewPlan(cycle=cycle)
    before = {"reference_day": plan.reference_day, "required": plan.required}
    plan.reference_day, plan.required, plan.paper_number = reference_day, required, paper_number.strip()
    plan.keep("reference_day", "required", "paper_number")
    record(
        "review.plan_set",
        target=plan,
        by=by,
        before=before,
        after={"reference_day": reference_day, "required": required, "paper": plan.paper_number},
    )
    return plan


@transaction.atomic
def set_team(*, election: Election, paid_posts: int, by: User, version: int | None = None) -> ReviewTeam:
    """How many paid posts the village's team is to have."""
    require(by, Permission.REVIEW_DECIDE, election)
    election = locked(election)
    require_stage(election, *STAGES)
    stored = ReviewTeam.objects.filter(election=election).first()
    team = stored.expect(version) if stored else ReviewTeam(election=election)
    before = {"paid_posts": team.paid_posts}
    team.paid_posts = paid_posts
    team.keep("paid_posts")
    record(
        "review.team_set",
        target=team,
        by=by,
        before=before,
        after={"paid_posts": paid_posts},
    )
    return team


@transaction.atomic
def record_clause(
    *,
    election: Election,
    purpose: str,
    keys: Sequence[str],
    article: str,
    body: str,
    passed_on: dt.date,
    scan: UploadedFile[Any] | None,
    by: User,
) -> AdoptedClause:
    """The clause of the 选举办法 by which policy grounds count in this village. Raises RuleRefused."""
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    require_stage(election, *STAGES)
    rules.check_clause(
        keys=keys,
        body=body,
        purpose=purpose,
        passed_on=passed_on,
        today=timezone.localdate(),
        book=election.rulebook,
    ).require()
    paper = checked_scan(scan)
    clause = AdoptedClause(
        election=election,
        purpose=purpose,
        keys=sorted(keys),
        article=article,
        body=body,
        passed_on=passed_on,
        filename=paper.name,
        entered_by=by,
    )
    clause.scan = paper.file
    clause.keep()
    record(
        "review.clause_recorded",
        target=clause,
        by=by,
        after={
            "article": article,
            "body": body,
            "passed_on": passed_on,
            "grounds": clause.keys,
            "sha256": paper.sha256,
        },
    )
    return clause


@transaction.atomic
def withdraw_clause(*, clause: AdoptedClause, reason: str, by: User) -> AdoptedClause:
    """Entered by mistake: it counts no more for what is still to be decided."""
    require(by, Permission.REVIEW_DECIDE, clause)
    clause = clause.take_back(by=by, reason=reason, again="这条登记已经撤回。")
    record("review.clause_withdrawn", target=clause, by=by, reason=reason)
    return clause
