"""The buttons of 催办, and the page of one's reminders."""

from __future__ import annotations

from functools import partial

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from candidates.models import ReviewDepartment
from election_office.accounts.access import require, require_held
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_button, date_or_none, own_path
from election_office.dashboard import queries as boards
from election_office.dashboard.reminders import actions, queries
from election_office.dashboard.today import today_of
from villages.models import Deferral, Step


def page_before(request: StaffRequest) -> str:
    """The page the button stood on."""
    return own_path(request.POST.get("back", "")) or reverse("dashboard:home")


@require_POST
def urge(request: StaffRequest, code: str) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    township = boards.township_in_view(user, request.GET.get("township", ""))
    lines = boards.lines_of_act(user, today, code, township, date_or_none(request.GET.get("by", "")))
    if not lines:
        raise Http404
    require_held(user, Permission.STEP_URGE)
    rows = Step.objects.filter(pk__in=[line.pk for line in lines]).select_related("election__village")
    act = partial(actions.urge, steps=list(rows), by=user)
    return act_button(request, act, back=page_before(request), done=told)


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
    name = deferral.election.village.name
    return act_button(
        request,
        partial(actions.urge_decision, deferral=deferral, by=request.user),
        back=page_before(request),
        done=f"已催办{name}的暂缓审批，县换届办打开工作台即可看到。",
    )


@require_POST
def urge_unit(request: StaffRequest, pk: int) -> HttpResponse:
    asked = Q(pk__in=[])
    for code in request.user.areas_in_view():
        asked |= Q(area_code__startswith=code) | Q(area_code__in=[code[:6], code[:9]])
    department = get_object_or_404(ReviewDepartment.objects.filter(asked), pk=pk)
    require_held(request.user, Permission.REVIEW_DECIDE)
    return act_button(
        request,
        partial(actions.urge_unit, department=department, by=request.user),
        back=page_before(request),
        done=f"已催办{department.name}，该单位打开联审页即可看到。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: StaffRequest) -> HttpResponse:
    """All of one's reminders; a POST marks one of them as read, or all."""
    user, today = request.user, timezone.localdate()
    found = today_of(user, today)
    if request.method == "POST":
        key = request.POST.get("key", "")
        marks = {row.key: row.villages for row in found.reminders if key in ("", row.key)}
        act = partial(actions.mark_seen, marks=marks, by=user)
        return act_button(request, act, back=page_before(request))
    return render(request, "dashboard/reminders.html", {"reminders": found.reminders, "today": today})
