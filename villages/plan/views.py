"""The pages of a plan: its table, own steps, days of villages, pasted text, amendments, pictures, print."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page, typed
from election_office.documents.responses import PDF, file_response
from election_office.law.dates import cn_date
from villages import actions
from villages.models import Cycle, PlanStep
from villages.plan import actions as plan
from villages.plan import queries
from villages.plan.forms import (
    AmendDayForm,
    AmendOwnerForm,
    AmendStepForm,
    JoinForm,
    OwnStepForm,
    PasteForm,
    PlanStepsForm,
    ProposalsForm,
    VillageDaysForm,
)
from villages.plan.gantt import gantt
from villages.plan.paste import proposals
from villages.plan.prints import plan_pdf, wall_pdf
from villages.plan.rules import remarks_of_days


def get_cycle(request: StaffRequest, pk: int, *, to_change: bool = False) -> Cycle:
    cycles = Cycle.objects.visible_to(request.user).select_related("township__county", "approved_by")
    cycle = get_object_or_404(cycles, pk=pk)
    if to_change:
        require(request.user, Permission.CYCLE_PLAN, cycle)
    return cycle


def picture(cycle: Cycle, steps: list[PlanStep], days: queries.Days | None = None) -> dict[str, Any]:
    """The plan as it would be: its bars, and what does not fit on any of its election days."""
    plans = queries.day_plans(cycle, steps, days)
    lines, day = plans[0].lines, plans[0].day
    notes = remarks_of_days(plans, cycle.township.days_off)
    return {
        "gantt": gantt(lines, day, {note.code for note in notes if note.blocks}),
        "remarks": notes,
        "limits": {line.code: line for line in lines},
    }


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_steps(request: StaffRequest, pk: int) -> HttpResponse:
    """The table. 「检查」, and every change where scripts run, shows what fits without saving."""
    cycle = get_cycle(request, pk, to_change=True)
    form = PlanStepsForm(**typed(request), cycle=cycle)
    checking = "check" in request.POST or bool(request.htmx)
    days = None
    if form.is_valid() and not checking:
        with form.showing_refusals():
            actions.set_plan_steps(
                cycle=cycle,
                changes=form.changes(),
                by=request.user,
                version=form.cleaned_data["version"],
            )
            messages.success(request, "方案事项已保存。")
            return redirect("villages:cycle_detail", cycle.pk)
    if form.is_bound:
        days = form.days()
        for step in form.steps:
            step.in_use = form.in_use(step)
    context: dict[str, Any] = {"form": form, "cycle": cycle} | picture(cycle, form.steps, days)
    context["lines"] = form.lines_with(context["limits"], context["remarks"])
    template = "villages/cycle_steps.html#typing" if request.htmx else "villages/cycle_steps.html"
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def own_step_add(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    return act_page(
        request,
        OwnStepForm(**typed(request)),
        partial(plan.add_own_step, cycle=cycle, by=request.user),
        title="增加本镇自定事项",
        button="增加",
        done="事项已增加。",
        back=reverse("villages:cycle_steps", args=[pk]),
        help_text="例如三个100%、考察、宣传、应急预案。由经办人凭日期和附件办结，法定事项不会等它。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def own_step_remove(request: StaffRequest, pk: int) -> HttpResponse:
    step = get_object_or_404(
        PlanStep.objects.filter(cycle__in=Cycle.objects.visible_to(request.user), own=True).select_related(
            "cycle__township"
        ),
        pk=pk,
    )
    require(request.user, Permission.CYCLE_PLAN, step.cycle)
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(plan.remove_own_step, step=step, by=request.user),
        title=f"删除“{step.title}”",
        button="删除",
        done="事项已删除。",
        back=reverse("villages:cycle_steps", args=[step.cycle_id]),
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def village_days(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    form = VillageDaysForm(**typed(request), cycle=cycle)
    return act_page(
        request,
        form,
        lambda window_from, window_to, **_: plan.set_village_days(
            cycle=cycle, window_from=window_from, window_to=window_to, days=form.days(), by=request.user
        ),
        title=f"{cycle}：各村选举日",
        button="保存",
        done="各村选举日已保存。",
        back=reverse("villages:cycle_detail", args=[pk]),
        help_text=f"统一选举日{cn_date(cycle.default_day)}。分几天选举的，填写窗口，再给每个村定一天；"
        "没有改动的村按统一选举日。",
        template="villages/cycle_days.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_paste(request: StaffRequest, pk: int) -> HttpResponse:
    """Text in; proposals to tick; then the plan. The text comes along, so nothing is kept meanwhile."""
    cycle = get_cycle(request, pk, to_change=True)
    form = PasteForm(**typed(request), cycle=cycle)
    context: dict[str, object] = {"form": form, "cycle": cycle}
    if form.is_valid():
        steps = cycle.plan_steps.filter(in_use=True).values_list("code", flat=True)
        kinds = {code: kind for code, kind in queries.kinds_of(cycle).items() if code in set(steps)}
        found = proposals(form.cleaned_data["text"], kinds, form.cleaned_data["year"])
        taking = ProposalsForm(request.POST if "take" in request.POST else None, found=found)
        if taking.is_valid():
            with taking.showing_refusals():
                plan.take_proposals(cycle=cycle, chosen=taking.chosen(), by=request.user)
                messages.success(request, f"已采用{len(taking.chosen())}项日期，请再核对。")
                return redirect("villages:cycle_steps", pk)
        context |= {"found": found, "taking": taking}
    return render(request, "villages/plan_paste.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def amend_step(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    return act_page(
        request,
        AmendStepForm(**typed(request), cycle=cycle),
        partial(plan.amend_step, cycle=cycle, by=request.user),
        title=f"{cycle}方案：变更事项日期",
        button="登记变更",
        done="变更已登记，涉及的村已按新日期排定。",
        back=reverse("villages:cycle_detail", args=[pk]),
        help_text="批准过的方案不改写：写明改什么、哪些村、为什么、依据哪份文件。已经办结的村不受影响，法定期限不变。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def amend_owner(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    return act_page(
        request,
        AmendOwnerForm(**typed(request), cycle=cycle),
        partial(plan.amend_owner, cycle=cycle, by=request.user),
        title=f"{cycle}方案：变更责任单位和责任人",
        button="登记变更",
        done="变更已登记，今日待办和日历按新的责任人排定。",
        back=reverse("villages:cycle_detail", args=[pk]),
        help_text="批准过的方案不改写：写明改给谁、哪些村、为什么、依据哪份文件。已经办结的村不受影响。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def amend_day(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    return act_page(
        request,
        AmendDayForm(**typed(request), cycle=cycle),
        partial(plan.amend_day, cycle=cycle, by=request.user),
        title=f"{cycle}方案：变更选举日",
        button="登记变更",
        done="变更已登记，没有办结的事项按新的选举日重新排定。",
        back=reverse("villages:cycle_detail", args=[pk]),
        help_text="一次可以改多个村。已公布选举日的村，要重新公告。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def village_join(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    return act_page(
        request,
        JoinForm(**typed(request), cycle=cycle),
        partial(plan.join_village, cycle=cycle, by=request.user),
        title=f"{cycle}方案：村庄加入",
        button="加入方案",
        done=lambda election: f"{election.village.name}已加入，选举和步骤已排定。",
        back=reverse("villages:cycle_detail", args=[pk]),
        help_text="方案批准以后登记的村在这里加入，职数和步骤与其他村一样排定。",
    )


@require_safe
def plan_print(request: StaffRequest, pk: int, form: str) -> HttpResponse:
    """工作方案 on A4, or the wall plan on A3."""
    cycle = get_cycle(request, pk)
    pages = {"plan": (plan_pdf, "工作方案"), "wall": (wall_pdf, "进度墙图")}
    make, name = pages[form]
    steps = [step for step in cycle.plan_steps.all() if step.in_use]
    pdf = make(cycle, steps, picture(cycle, steps))
    return file_response(pdf, name=f"{cycle}{name}.pdf", content_type=PDF, inline=True)
