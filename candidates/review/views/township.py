"""The township's part: sending, 考察, the decision, exceptions; and the list of units."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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
from candidates.review.views.shared import get_file, get_reviewed_election
from election_office.accounts.access import can, can_in, require, require_in
from election_office.accounts.http import StaffRequest
from election_office.accounts.models import Assignment
from election_office.accounts.permissions import Permission, Role
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.law.rulebooks import rulebook_for
from villages.models import Cycle, Township


def _file_page(request: StaffRequest, file: ReviewFile, form: OfficeForm, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "file": file,
        "election": file.election,
        "back": reverse("candidates:review_file", args=[file.pk]),
    }
    return render(request, "candidates/review_form.html", context | more)


def _decider(request: StaffRequest, pk: int) -> ReviewFile:
    file = get_file(request, pk)
    require(request.user, Permission.REVIEW_DECIDE, file)
    return file


@require_http_methods(["GET", "HEAD", "POST"])
def review_return(request: StaffRequest, pk: int) -> HttpResponse:
    file = _decider(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.return_file(file=file, by=request.user, **form.cleaned_data)
            messages.success(request, f"{file}的材料已退回补正。")
            return redirect("candidates:review_file", file.pk)
    context = {
        "title": f"退回{file}的材料",
        "facts": [("进度", file.get_state_display())],
        "consequences": [
            "村里可以修改材料，改好后重新提交、重新初审。",
            "已有的初审意见随之撤回，保留备查。",
        ],
        "form": form,
        "submit": "退回补正",
        "cancel_url": reverse("candidates:review_file", args=[file.pk]),
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_inspection(request: StaffRequest, pk: int) -> HttpResponse:
    file = _decider(request, pk)
    form = InspectionForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.record_inspection(file=file, by=request.user, **form.cleaned_data)
            messages.success(request, f"{file}的考察情况已登记。")
            return redirect("candidates:review_file", file.pk)
    return _file_page(request, file, form, title=f"登记{file}的考察情况", submit="登记")


def _decide(file: ReviewFile, request: StaffRequest, values: dict[str, Any]) -> str:
    """The act that the chosen outcome names; answers with what to tell the user."""
    outcome, keys = values.pop("outcome"), values.pop("keys", [])
    if outcome == "pass":
        actions.pass_file(file=file, by=request.user, **values)
        return f"{file}联审通过。"
    if outcome == "reject":
        actions.reject_file(file=file, keys=keys, by=request.user, **values)
        return f"{file}联审不通过，理由和依据已留存。"
    actions.escalate_file(file=file, reason=values["reason"], leader=values["leader"], by=request.user)
    return f"{file}已报县换届办研究。"


@require_http_methods(["GET", "HEAD", "POST"])
def review_decide(request: StaffRequest, pk: int) -> HttpResponse:
    file = _decider(request, pk)
    facts = queries.review_facts(file)
    form = DecisionForm(request.POST or None, request.FILES or None, facts=facts)
    if form.is_valid():
        with form.showing_refusals():
            messages.success(request, _decide(file, request, dict(form.cleaned_data)))
            return redirect("candidates:review_file", file.pk)
    book = file.election.rulebook
    decision = rules.check_pass(facts, book)
    return _file_page(
        request, file, form, title=f"{file}的联审决定", submit="作出决定", decision=decision, danger=True
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_settle(request: StaffRequest, pk: int) -> HttpResponse:
    file = _decider(request, pk)
    form = SettleForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.settle_file(file=file, by=request.user, **form.cleaned_data)
            messages.success(request, "县换届办批复已登记。")
            return redirect("candidates:review_file", file.pk)
    return _file_page(request, file, form, title=f"登记县换届办对{file}的批复", submit="登记")


@require_http_methods(["GET", "HEAD", "POST"])
def review_reopen(request: StaffRequest, pk: int) -> HttpResponse:
    file = _decider(request, pk)
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.reopen_file(file=file, by=request.user, **form.cleaned_data)
            messages.success(request, f"{file}重新审查，从填写材料开始。")
            return redirect("candidates:review_file", file.pk)
    context = {
        "title": f"重新审查{file}",
        "facts": [("原决定", file.get_state_display()), ("拟任职务", file.get_post_display())],
        "consequences": ["重新审查逐级重做，原来的意见和决定保留备查，不再作数。", "理由和文号留痕。"],
        "form": form,
        "submit": "重新审查",
        "danger": True,
        "cancel_url": reverse("candidates:review_file", args=[file.pk]),
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_team(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_reviewed_election(request, election_id)
    require(request.user, Permission.REVIEW_DECIDE, election)
    held = ReviewTeam.objects.filter(election=election).first()
    form = TeamForm(request.POST or None, initial={"paid_posts": held.paid_posts if held else None})
    if form.is_valid():
        with form.showing_refusals():
            actions.set_team(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, "定工干部职数已保存。")
            return redirect("candidates:review_list", election.pk)
    context = {
        "form": form,
        "election": election,
        "title": "核定定工干部职数",
        "help": f"{election.words.here}户籍人口{election.village.population}人。",
        "submit": "保存",
        "back": reverse("candidates:review_list", args=[election.pk]),
    }
    return render(request, "candidates/review_form.html", context)


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
    form = SendForm(request.POST or None, files=files, departments=units)
    if form.is_valid():
        data = form.cleaned_data
        with form.showing_refusals():
            made = actions.send_batch(
                cycle=cycle,
                files=list(data["people"]),
                departments=list(data["departments"]),
                due_on=data["due_on"],
                by=request.user,
            )
            messages.success(request, f"第{made[0].serial}批已送{len(made)}个单位。")
            return redirect("candidates:review_batches", cycle.pk)
    context = {"form": form, "cycle": cycle, "files": files, "units": units}
    return render(request, "candidates/review_send.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_plan(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = _cycle(request, pk)
    require(request.user, Permission.REVIEW_DECIDE, cycle)
    plan = ReviewPlan.objects.filter(cycle=cycle).first()
    form = PlanForm(request.POST or None, plan=plan)
    if form.is_valid():
        with form.showing_refusals():
            actions.set_review_plan(cycle=cycle, by=request.user, **form.cleaned_data)
            messages.success(request, "联审安排已保存。")
            return redirect("candidates:review_batches", cycle.pk)
    context = {"form": form, "cycle": cycle, "title": "联审安排", "submit": "保存"}
    return render(request, "candidates/review_cycle_form.html", context)


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
    form = DueForm(request.POST or None, initial={"due_on": batch.due_on})
    if form.is_valid():
        with form.showing_refusals():
            actions.move_due_day(batch=batch, by=request.user, **form.cleaned_data)
            messages.success(request, "反馈期限已改，原期限留痕。")
            return redirect("candidates:review_batches", batch.cycle_id)
    context = {"form": form, "cycle": batch.cycle, "title": f"延长{batch}的反馈期限", "submit": "保存"}
    return render(request, "candidates/review_cycle_form.html", context)


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
    form = DepartmentForm(request.POST or None, levels=_levels(request, township))
    if form.is_valid():
        with form.showing_refusals():
            data = form.cleaned_data
            actions.add_department(area_code=data["level"], name=data["name"], by=request.user)
            messages.success(request, f"{data['name']}已列入联审单位。")
            return redirect("candidates:review_departments", township.pk)
    units = ReviewDepartment.objects.filter(area_code__in=[township.code[:6], township.code])
    reviewers = Assignment.objects.filter(role=Role.DEPARTMENT_REVIEWER, ended_at__isnull=True)
    served = set(reviewers.filter(area_code__startswith=township.code[:6]).values_list("unit", flat=True))
    context = {"form": form, "township": township, "units": units, "served": served}
    return render(request, "candidates/review_departments.html", context)


@require_POST
def review_departments_adopt(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter the plan's units into the widest list this user keeps."""
    rows = Township.objects.visible_to(request.user).select_related("county")
    township = get_object_or_404(rows, pk=pk)
    require_in(request.user, Permission.PLACES_MANAGE, township.code)
    made = actions.adopt_departments(area_code=_levels(request, township)[0][0], by=request.user)
    messages.success(request, f"已列入{len(made)}个联审单位，请按机构现状修改名称。")
    return redirect("candidates:review_departments", township.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def review_department_edit(request: StaffRequest, pk: int, unit: int) -> HttpResponse:
    rows = Township.objects.visible_to(request.user).select_related("county")
    township = get_object_or_404(rows, pk=pk)
    remaining = ReviewDepartment.objects.filter(area_code__in=[township.code[:6], township.code])
    department = get_object_or_404(remaining, pk=unit)
    require_in(request.user, Permission.PLACES_MANAGE, department.area_code)
    book = rulebook_for(township.code, timezone.localdate())
    form = DepartmentEditForm(request.POST or None, department=department, book=book)
    if form.is_valid():
        with form.showing_refusals():
            actions.edit_department(department=department, by=request.user, **form.cleaned_data)
            messages.success(request, "联审单位已保存。")
            return redirect("candidates:review_departments", township.pk)
    context = {"form": form, "township": township, "department": department}
    return render(request, "candidates/review_department_form.html", context)
