"""The township's plan: drafted, dated, approved."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from villages import actions, queries, rules
from villages.forms import CycleForm, PlanStepsForm
from villages.models import Cycle, Township


def _cycle(request: StaffRequest, pk: int) -> Cycle:
    cycles = Cycle.objects.visible_to(request.user).select_related("township__county", "approved_by")
    return get_object_or_404(cycles, pk=pk)


@require_safe
def cycle_list(request: StaffRequest) -> HttpResponse:
    cycles = Cycle.objects.visible_to(request.user).select_related("township")
    townships = Township.objects.visible_to(request.user)
    return render(request, "villages/cycle_list.html", {"cycles": cycles, "townships": townships})


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_add(request: StaffRequest, pk: int) -> HttpResponse:
    township = get_object_or_404(Township.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CYCLE_PLAN, township)
    form = CycleForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            cycle = actions.create_cycle(township=township, by=request.user, **form.cleaned_data)
            messages.success(request, "方案草稿已建立，请核对职数标准和各事项日期。")
            return redirect("villages:cycle_detail", cycle.pk)
    return render(request, "villages/cycle_form.html", {"form": form, "township": township})


@require_safe
def cycle_detail(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = _cycle(request, pk)
    context: dict[str, object] = {"cycle": cycle}
    if cycle.state == Cycle.State.DRAFT:
        drafts = queries.plan_drafts(cycle)
        books = {draft.village.name: draft.book for draft in drafts}
        decision = rules.check_plan([draft.facts for draft in drafts], books, timezone.localdate())
        context |= {"drafts": drafts, "decision": decision}
    else:
        context["elections"] = queries.elections_with_posts(cycle)
    steps = [(step, step.due_on(cycle.default_day)) for step in cycle.plan_steps.all()]
    return render(request, "villages/cycle_detail.html", context | {"steps": steps})


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_edit(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = _cycle(request, pk)
    require(request.user, Permission.CYCLE_PLAN, cycle)
    form = CycleForm(request.POST or None, cycle=cycle)
    if form.is_valid():
        with form.showing_refusals():
            actions.update_cycle(
                cycle=cycle,
                default_day=form.cleaned_data["default_day"],
                paper_number=form.cleaned_data["paper_number"],
                seat_table=form.seat_table(cycle),
                by=request.user,
            )
            messages.success(request, "方案已保存。")
            return redirect("villages:cycle_detail", cycle.pk)
    return render(request, "villages/cycle_form.html", {"form": form, "cycle": cycle})


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_steps(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = _cycle(request, pk)
    require(request.user, Permission.CYCLE_PLAN, cycle)
    form = PlanStepsForm(request.POST or None, cycle=cycle)
    if form.is_valid():
        with form.showing_refusals():
            actions.set_plan_steps(cycle=cycle, changes=form.changes(), by=request.user)
            messages.success(request, "事项日期已保存。")
            return redirect("villages:cycle_detail", cycle.pk)
    return render(request, "villages/cycle_steps.html", {"form": form, "cycle": cycle})


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_approve(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = _cycle(request, pk)
    require(request.user, Permission.CYCLE_PLAN, cycle)
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.showing_refusals():
            elections = actions.approve_cycle(cycle=cycle, by=request.user)
            messages.success(request, f"方案已批准，{len(elections)}个村的选举和步骤已经排定。")
            return redirect("villages:cycle_detail", cycle.pk)
    context = {
        "title": f"批准{cycle}方案",
        "facts": [("统一选举日", cycle.default_day), ("方案文号", cycle.paper_number)],
        "consequences": [
            "为每个村建立选举、职位和全部步骤，每一步都有日期和依据。",
            "批准后方案不能再改；各村的选举日可以逐村调整，已办结的步骤不受影响。",
        ],
        "form": form,
        "submit": "批准方案",
        "cancel_url": reverse("villages:cycle_detail", args=[cycle.pk]),
    }
    return render(request, "components/confirm.html", context)
