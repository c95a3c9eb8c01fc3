"""The buttons of 催办, and the page of one's reminders."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from candidates.models import ReviewDepartment
from election_office.accounts.access import require, require_held
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import date_or_none, own_path
from election_office.dashboard import queries as boards
from election_office.dashboard.reminders import actions, queries
from election_office.dashboard.today import today_of
from election_office.law.decision import RuleRefused
from villages.models import Deferral, Step


def back_to(request: StaffRequest) -> HttpResponse:
    """The page the button stood on."""
    return redirect(own_path(request.POST.get("back", "")) or "dashboard:home")


def said(refused: ValidationError | RuleRefused) -> str:
    return str(refused) if isinstance(refused, RuleRefused) else "".join(refused.messages)


@require_POST
def urge(request: StaffRequest, code: str) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    township = boards.township_in_view(user, request.GET.get("township", ""))
    lines = boards.lines_of_act(user, today, code, township, date_or_none(request.GET.get("by", "")))
    if not lines:
        raise Http404
    require_held(user, Permission.STEP_URGE)
    rows = Step.objects.filter(pk__in=[line.pk for line in lines]).select_related("election__village")
    try:
        steps = actions.urge(steps=list(rows), by=user)
    except (ValidationError, RuleRefused) as refused:
        messages.error(request, said(refused))
        return back_to(request)
    messages.success(request, told(steps))
    return back_to(request)


def told(steps: list[Step]) -> str:
    """Whom the reminder reaches, and where it reaches nobody."""
    names, nobody = queries.reached(steps)
    title, where = steps[0].title, f"{len(steps)}村" if len(steps) > 1 else steps[0].election.village.name
    sentence = f"已催办{where}“{title}”。"
    if names:
        sentence += (
            f"{'、'.join(names[:3])}{f'等{len(names)}人' if len(names) > 3 else ''}打开工作台即可看到。"
        )
    if nobody:
        sentence += f"{'、'.join(nobody[:5])}没有能收到的账号，请电话催办。"
    return sentence


@require_POST
def urge_deferral(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Deferral.objects.visible_to(request.user).select_related("election__village")
    deferral = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.DEFER_REQUEST, deferral)
    try:
        actions.urge_decision(deferral=deferral, by=request.user)
    except ValidationError as refused:
        messages.error(request, said(refused))
    else:
        messages.success(
            request, f"已催办{deferral.election.village.name}的暂缓审批，县换届办打开工作台即可看到。"
        )
    return back_to(request)


@require_POST
def urge_unit(request: StaffRequest, pk: int) -> HttpResponse:
    asked = Q(pk__in=[])
    for code in request.user.areas_in_view():
        asked |= Q(area_code__startswith=code) | Q(area_code__in=[code[:6], code[:9]])
    department = get_object_or_404(ReviewDepartment.objects.filter(asked), pk=pk)
    require_held(request.user, Permission.REVIEW_DECIDE)
    try:
        actions.urge_unit(department=department, by=request.user)
    except ValidationError as refused:
        messages.error(request, said(refused))
    else:
        messages.success(request, f"已催办{department.name}，该单位打开联审页即可看到。")
    return back_to(request)


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: StaffRequest) -> HttpResponse:
    """All of one's reminders; a POST marks one of them as read, or all."""
    user, today = request.user, timezone.localdate()
    found = today_of(user, today)
    if request.method == "POST":
        key = request.POST.get("key", "")
        marks = {row.key: row.villages for row in found.reminders if key in ("", row.key)}
        actions.mark_seen(marks=marks, by=user)
        return back_to(request)
    return render(request, "dashboard/reminders.html", {"reminders": found.reminders, "today": today})
