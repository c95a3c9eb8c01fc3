"""One village's election: its timeline, and the acts that change its course."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.documents.truth.queries import untrue_papers
from election_office.law.dates import cn_date
from villages import actions, queries
from villages.forms import DeferralDecisionForm, MoveDayForm, PollingForm, PostsForm
from villages.models import Deferral, Election
from villages.order.queries import exceptions_of


def get_election(request: StaffRequest, election_id: int) -> Election:
    """The election with its places, or 404 when it lies outside the user's divisions."""
    return get_object_or_404(Election.objects.visible_to(request.user).with_places(), pk=election_id)


@require_safe
def election_detail(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    context: dict[str, Any] = {
        "election": election,
        "exceptions": exceptions_of(election),
        "timeline": queries.timeline(election, timezone.localdate()),
        "untrue_papers": untrue_papers(election.pk),
        "posts": election.posts.all(),
        "deferrals": election.deferrals.select_related("requested_by", "decided_by"),
        "may_plan": can(request.user, Permission.CYCLE_PLAN, election),
        "may_decide": can(request.user, Permission.DEFER_APPROVE, election),
        "may_record": can(request.user, Permission.STEP_RECORD, election),
    }
    return render(request, "villages/election_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stage_open(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CYCLE_PLAN, election)
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.showing_refusals():
            actions.open_election_stage(election=election, by=request.user)
            messages.success(request, f"{election.village.name}已进入选举阶段。")
            return redirect("villages:election_detail", election.pk)
    context = {
        "title": f"{election.village.name}进入选举阶段",
        "facts": [("选举日", cn_date(election.election_day))],
        "consequences": ["开始办理公告、选民登记等法定事项。", "离任审计、业务培训应当已经办结。"],
        "form": form,
        "submit": "进入选举阶段",
        "cancel_url": reverse("villages:election_detail", args=[election.pk]),
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def day_move(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CYCLE_PLAN, election)
    form = MoveDayForm(request.POST or None, initial={"day": election.election_day})
    if form.is_valid():
        with form.showing_refusals():
            missed = actions.move_election_day(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, "选举日已改，未办结的步骤已重新计算。")
            for step in missed:
                messages.warning(
                    request,
                    f"{step.title}的期限{cn_date(step.limit_on)}已过，按新的选举日无法按期办理。",
                )
            return redirect("villages:election_detail", election.pk)
    context = {"form": form, "election": election, "title": "调整选举日", "submit": "调整"}
    return render(request, "villages/election_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def posts_edit(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CYCLE_PLAN, election)
    form = PostsForm(request.POST or None, election=election)
    if form.is_valid():
        with form.showing_refusals():
            actions.set_posts(election=election, rows=form.seat_rows(), by=request.user)
            messages.success(request, "职数已保存。")
            return redirect("villages:election_detail", election.pk)
    context = {"form": form, "election": election, "title": "职位和名额", "submit": "保存"}
    return render(request, "villages/election_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def polling_edit(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.BALLOT_EDIT, election)
    initial = {name: getattr(election, name) for name in ("polling_place", "opens_at", "closes_at")}
    form = PollingForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.showing_refusals():
            actions.set_polling(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, "投票时间和地点已保存。")
            return redirect("villages:election_detail", election.pk)
    context = {"form": form, "election": election, "title": "投票时间和地点", "submit": "保存"}
    return render(request, "villages/election_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deferral_request(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.DEFER_REQUEST, election)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.request_deferral(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, "暂缓换届申请已报县换届办。")
            return redirect("villages:election_detail", election.pk)
    context = {
        "form": form,
        "election": election,
        "title": "申请暂缓换届",
        "submit": "报县批准",
        "help": "选情特别复杂的村，经县批准可以暂缓；暂缓期间不计超期，仍计入全镇总数。",
    }
    return render(request, "villages/election_form.html", context)


def _deferral(request: StaffRequest, pk: int) -> Deferral:
    return get_object_or_404(
        Deferral.objects.filter(election__in=Election.objects.visible_to(request.user)).select_related(
            "election__village__township__county", "election__cycle"
        ),
        pk=pk,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def deferral_decide(request: StaffRequest, pk: int) -> HttpResponse:
    deferral = _deferral(request, pk)
    require(request.user, Permission.DEFER_APPROVE, deferral)
    form = DeferralDecisionForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.decide_deferral(deferral=deferral, by=request.user, **form.cleaned_data)
            messages.success(request, "决定已登记。")
            return redirect("villages:election_detail", deferral.election_id)
    context = {
        "form": form,
        "election": deferral.election,
        "title": "暂缓换届审批",
        "submit": "登记决定",
        "help": f"申请理由：{deferral.reason}",
    }
    return render(request, "villages/election_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deferral_end(request: StaffRequest, pk: int) -> HttpResponse:
    deferral = _deferral(request, pk)
    require(request.user, Permission.DEFER_REQUEST, deferral)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.end_deferral(deferral=deferral, by=request.user, **form.cleaned_data)
            messages.success(request, "已恢复换届，请核对选举日。")
            return redirect("villages:day_move", deferral.election_id)
    context = {
        "form": form,
        "election": deferral.election,
        "title": "恢复换届",
        "submit": "恢复换届",
        "help": "恢复后重新计算期限；原选举日已过的，下一步请改定选举日。",
    }
    return render(request, "villages/election_form.html", context)
