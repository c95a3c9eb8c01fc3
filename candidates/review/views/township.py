"""The township's part: sending, 考察, the decision, exceptions; and the list of units."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates.models import ReviewBatch, ReviewDepartment, ReviewFile, ReviewPlan, ReviewTeam
from candidates.review import actions, queries, rules
from candidates.review.forms import (
    DecisionForm,
    DepartmentEditForm,
    DepartmentForm,
    DueForm,
    InspectionForm,
    PlanForm,
    ReopenForm,
    SendForm,
    SettleForm,
    TeamForm,
)
from candidates.review.views.shared import election_act, file_act, get_file, get_reviewed_election
from election_office.accounts.access import can, can_in, require, require_in
from election_office.accounts.http import StaffRequest
from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Permission, Role
from election_office.core.forms import ReasonForm
from election_office.core.http import act_button, act_page, typed
from election_office.law.rulebooks import rulebook_for
from villages.models import Cycle, Township


def _decider(request: StaffRequest, pk: int) -> ReviewFile:
    file = get_file(request, pk)
    require(request.user, Permission.REVIEW_DECIDE, file)
    return file


@require_http_methods(["GET", "HEAD", "POST"])
def review_return(request: StaffRequest, pk: int) -> HttpResponse:
    file = _decider(request, pk)
    return file_act(
        request,
        file,
        ReasonForm(**typed(request)),
        partial(actions.return_file, file=file, by=request.user),
        title=f"退回{file}的材料",
        button="退回补正",
        done=f"{file}的材料已退回补正。",
        facts=[("进度", file.get_state_display())],
        consequences=[
            "村里可以修改材料，改好后重新提交、重新初审。",
            "已有的初审意见随之撤回，保留备查。",
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_inspection(request: StaffRequest, pk: int) -> HttpResponse:
    file = _decider(request, pk)
    return file_act(
        request,
        file,
        InspectionForm(**typed(request)),
        partial(actions.record_inspection, file=file, by=request.user),
        title=f"登记{file}的考察情况",
        button="登记",
        done=f"{file}的考察情况已登记。",
    )


def _decide(file: ReviewFile, by: User, *, outcome: str, keys: Sequence[str] = (), **values: Any) -> str:
    """The act that the chosen outcome names; answers with what to tell the user."""
    if outcome == "pass":
        actions.pass_file(file=file, by=by, **values)
        return f"{file}联审通过。"
    if outcome == "reject":
        actions.reject_file(file=file, keys=list(keys), by=by, **values)
        return f"{file}联审不通过，理由和依据已留存。"
    actions.escalate_file(file=file, reason=values["reason"], leader=values["leader"], by=by)
    return f"{file}已报县换届办研究。"


@require_http_methods(["GET", "HEAD", "POST"])
def review_decide(request: StaffRequest, pk: int) -> HttpResponse:
    file = _decider(request, pk)
    facts = queries.review_facts(file)
    return file_act(
        request,
        file,
        DecisionForm(**typed(request), facts=facts),
        partial(_decide, file, request.user),
        title=f"{file}的联审决定",
        button="作出决定",
        done=str,
        danger=True,
        consequences=["决定作出后只能由乡镇登记重新审查才能改变。"],
        template="candidates/review_act.html",
        context={"decision": rules.check_pass(facts, file.election.rulebook)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_settle(request: StaffRequest, pk: int) -> HttpResponse:
    file = _decider(request, pk)
    return file_act(
        request,
        file,
        SettleForm(**typed(request)),
        partial(actions.settle_file, file=file, by=request.user),
        title=f"登记县换届办对{file}的批复",
        button="登记",
        done="县换届办批复已登记。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_reopen(request: StaffRequest, pk: int) -> HttpResponse:
    file = _decider(request, pk)
    return file_act(
        request,
        file,
        ReopenForm(**typed(request)),
        partial(actions.reopen_file, file=file, by=request.user),
        title=f"重新审查{file}",
        button="重新审查",
        done=f"{file}重新审查，从填写材料开始。",
        facts=[("原决定", file.get_state_display()), ("拟任职务", file.get_post_display())],
        consequences=["重新审查逐级重做，原来的意见和决定保留备查，不再作数。", "理由和文号留痕。"],
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_team(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_reviewed_election(request, election_id)
    require(request.user, Permission.REVIEW_DECIDE, election)
    team = ReviewTeam.objects.filter(election=election).first() or ReviewTeam(version=0)
    return election_act(
        request,
        election,
        TeamForm(**typed(request), row=team),
        partial(actions.set_team, election=election, by=request.user),
        title="核定定工干部职数",
        button="保存",
        done="定工干部职数已保存。",
        help_text=f"{election.words.here}户籍人口{election.village.population}人。",
    )


# ── The township as a whole ──────────────────────────────────────────────────────────────────────────


def _cycle(request: StaffRequest, pk: int) -> Cycle:
    """For those who decide or look into the township's reviews; others of the place are told so."""
    rows = Cycle.objects.visible_to(request.user).select_related("township__county")
    cycle = get_object_or_404(rows, pk=pk)
    if not can(request.user, Permission.AUDIT_VIEW, cycle):
        raise PermissionDenied("全镇的送审情况由乡镇和县查看。")
    return cycle


@require_safe
def review_batches(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = _cycle(request, pk)
    today = timezone.localdate()
    context = {
        "cycle": cycle,
        "rows": queries.batch_rows(cycle, today),
        "late": [unit for unit in queries.late_units(request.user, today) if unit.cycle_id == cycle.pk],
        "ready": len(queries.files_to_send(cycle)),
        "plan": ReviewPlan.objects.filter(cycle=cycle).first(),
        "may_decide": can(request.user, Permission.REVIEW_DECIDE, cycle),
    }
    return render(request, "candidates/review_batches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_send(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = _cycle(request, pk)
    require(request.user, Permission.REVIEW_DECIDE, cycle)
    files, units = queries.files_to_send(cycle), queries.departments_of(cycle.township.code)
    form = SendForm(**typed(request), waiting=files, departments=units)
    return act_page(
        request,
        form,
        lambda people, departments, due_on: actions.send_batch(
            cycle=cycle, files=list(people), departments=list(departments), due_on=due_on, by=request.user
        ),
        title="批量送审",
        button="送审",
        done=lambda made: f"第{made[0].serial}批已送{len(made)}个单位。",
        back=reverse("candidates:review_batches", args=[cycle.pk]),
        help_text="每个单位收到一份名单；已经送过该单位的人自动跳过。",
        template="candidates/review_send.html",
        context={"cycle": cycle, "files": files, "units": units},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_plan(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = _cycle(request, pk)
    require(request.user, Permission.REVIEW_DECIDE, cycle)
    return act_page(
        request,
        PlanForm(
            **typed(request), row=ReviewPlan.objects.filter(cycle=cycle).first() or ReviewPlan(version=0)
        ),
        partial(actions.set_review_plan, cycle=cycle, by=request.user),
        title="联审安排",
        button="保存",
        done="联审安排已保存。",
        back=reverse("candidates:review_batches", args=[cycle.pk]),
    )


def _batch(request: StaffRequest, pk: int) -> ReviewBatch:
    batch = get_object_or_404(
        ReviewBatch.objects.filter(cycle__in=Cycle.objects.visible_to(request.user)).select_related(
            "cycle__township", "department"
        ),
        pk=pk,
    )
    require(request.user, Permission.REVIEW_DECIDE, batch)
    return batch


@require_http_methods(["GET", "HEAD", "POST"])
def review_due(request: StaffRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    return act_page(
        request,
        DueForm(**typed(request), initial={"due_on": batch.due_on}),
        partial(actions.move_due_day, batch=batch, by=request.user),
        title=f"延长{batch}的反馈期限",
        button="保存",
        done="反馈期限已改，原期限留痕。",
        back=reverse("candidates:review_batches", args=[batch.cycle_id]),
    )


# ── The units ────────────────────────────────────────────────────────────────────────────────────────


def _levels(request: StaffRequest, township: Township) -> list[tuple[str, str]]:
    """The lists this user keeps: the county's, the township's own."""
    places = ((township.code[:6], township.county.name), (township.code, township.name))
    return [(code, name) for code, name in places if can_in(request.user, Permission.PLACES_MANAGE, code)]


@require_http_methods(["GET", "HEAD", "POST"])
def review_departments(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Township.objects.visible_to(request.user).select_related("county")
    township = get_object_or_404(rows, pk=pk)
    require_in(request.user, Permission.PLACES_MANAGE, township.code)
    units = ReviewDepartment.objects.filter(area_code__in=[township.code[:6], township.code])
    reviewers = Assignment.objects.filter(role=Role.DEPARTMENT_REVIEWER, ended_at__isnull=True)
    served = reviewers.filter(area_code__startswith=township.code[:6]).values_list("unit", flat=True)
    return act_page(
        request,
        DepartmentForm(**typed(request), levels=_levels(request, township)),
        partial(actions.add_department, by=request.user),
        title=f"{township.name}的联审单位",
        button="增加",
        done=lambda unit: f"{unit.name}已列入联审单位。",
        back=reverse("villages:township_detail", args=[township.pk]),
        then=reverse("candidates:review_departments", args=[township.pk]),
        help_text="一个人须经名单上所有参加联审的单位答复。单位名称与联审账号的单位名称一致，该单位的人员才能看到送审的人。",
        template="candidates/review_departments.html",
        context={"township": township, "units": units, "served": set(served)},
    )


@require_POST
def review_departments_adopt(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter the plan's units into the widest list this user keeps."""
    rows = Township.objects.visible_to(request.user).select_related("county")
    township = get_object_or_404(rows, pk=pk)
    require_in(request.user, Permission.PLACES_MANAGE, township.code)
    return act_button(
        request,
        partial(actions.adopt_departments, area_code=_levels(request, township)[0][0], by=request.user),
        back=reverse("candidates:review_departments", args=[township.pk]),
        done=lambda made: f"已列入{len(made)}个联审单位，请按机构现状修改名称。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_department_edit(request: StaffRequest, pk: int, unit: int) -> HttpResponse:
    rows = Township.objects.visible_to(request.user).select_related("county")
    township = get_object_or_404(rows, pk=pk)
    remaining = ReviewDepartment.objects.filter(area_code__in=[township.code[:6], township.code])
    department = get_object_or_404(remaining, pk=unit)
    require_in(request.user, Permission.PLACES_MANAGE, department.area_code)
    book = rulebook_for(township.code, timezone.localdate())
    return act_page(
        request,
        DepartmentEditForm(**typed(request), department=department, book=book),
        partial(actions.edit_department, department=department, by=request.user),
        title=str(department),
        button="保存",
        done="联审单位已保存。",
        back=reverse("candidates:review_departments", args=[township.pk]),
    )
