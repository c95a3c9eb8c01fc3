"""The list of collectives, one collective, its charter and its bookkeepers."""

from __future__ import annotations

from functools import partial

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ballots.collective import actions, progress, queries
from ballots.collective.forms import CharterForm, CollectiveForm, NewCollectiveForm, StaffForm
from ballots.models import Charter, Collective, FinanceStaff
from election_office.accounts.access import can, require, require_held, within
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, typed
from villages.models import Village

BOTH = ["GET", "HEAD", "POST"]
PER_PAGE = 50


def get_collective(
    request: StaffRequest, pk: int, permission: Permission = Permission.VILLAGE_VIEW
) -> Collective:
    """404 outside the user's divisions, 403 for those who may not do this there."""
    rows = Collective.objects.visible_to(request.user).with_places()
    collective = get_object_or_404(rows, pk=pk)
    require(request.user, permission, collective)
    return collective


def page_of(collective: Collective) -> str:
    return reverse("ballots:collective", args=[collective.pk])


@require_safe
def collectives(request: StaffRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    rows = Collective.objects.visible_to(request.user).with_places()
    if words:
        rows = rows.filter(Q(name__contains=words) | Q(village__name__contains=words))
    counted = progress.with_stage(rows).annotate(
        member_count=Count("members", filter=Q(members__revoked_at__isnull=True))
    )
    pages = Paginator(counted.prefetch_related("terms__cycle").order_by("village__code", "pk"), PER_PAGE)
    context = {
        "page": pages.get_page(request.GET.get("page")),
        "words": words,
        "may_add": within(Village.objects.all(), request.user, Permission.VILLAGE_EDIT, "code").exists(),
    }
    return render(request, "ballots/collective/list.html", context)


@require_http_methods(BOTH)
def collective_add(request: StaffRequest) -> HttpResponse:
    require_held(request.user, Permission.VILLAGE_EDIT)
    villages = within(Village.objects.filter(kind="village"), request.user, Permission.VILLAGE_EDIT, "code")
    return act_page(
        request,
        NewCollectiveForm(**typed(request), villages=villages.order_by("code")),
        partial(actions.add_collective, by=request.user),
        title="登记集体经济组织",
        button="登记",
        done=lambda row: f"已登记{row.name}，接下来请录入章程、导入成员名册。",
        back=reverse("ballots:collectives"),
        then=page_of,
        help_text="集体经济组织有自己的成员、章程和法律，和所在地的换届选举各办各的。",
    )


@require_safe
def collective(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_collective(request, pk)
    today = timezone.localdate()
    charter = Charter.objects.filter(collective=row, revoked_at__isnull=True).first()
    members = row.members.filter(revoked_at__isnull=True)
    context = {
        "collective": row,
        "charter": charter,
        "parameters": row.rulebook_on(today).parameters,
        "members": members.count(),
        "entitled": members.entitled_on(today).count(),
        "register": queries.register_of(row),
        "disputes": queries.open_disputes(row),
        "representatives": row.representatives.filter(revoked_at__isnull=True).count(),
        "staff": row.finance_staff.filter(revoked_at__isnull=True).select_related("person"),
        "terms": row.terms.select_related("cycle"),
        "may_edit": can(request.user, Permission.VILLAGE_EDIT, row),
        "may_rule": can(request.user, Permission.RULES_OVERLAY, row),
        "may_plan": can(request.user, Permission.CYCLE_PLAN, row),
        "may_register": can(request.user, Permission.ROLL_EDIT, row),
    }
    return render(request, "ballots/collective/detail.html", context)


@require_http_methods(BOTH)
def collective_edit(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_collective(request, pk, Permission.VILLAGE_EDIT)
    return act_page(
        request,
        CollectiveForm(**typed(request), row=row),
        partial(actions.update_collective, collective=row, by=request.user),
        title=f"修改{row}的登记",
        button="保存",
        done="已保存。",
        back=page_of(row),
    )


@require_http_methods(BOTH)
def charter(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_collective(request, pk, Permission.RULES_OVERLAY)
    current = Charter.objects.filter(collective=row, revoked_at__isnull=True).first()
    form = CharterForm(**typed(request), book=row.rulebook_on(timezone.localdate()), charter=current)
    return act_page(
        request,
        form,
        partial(actions.enter_charter, collective=row, by=request.user),
        title=f"录入{row}章程",
        button="录入",
        done="章程已录入，规则随之改变。",
        back=page_of(row),
        help_text="只填章程写明的事项并写出条款；章程没有写的，条款留空，按法律和默认办理。"
        "章程比法律宽的不能录入。",
    )


@require_http_methods(BOTH)
def charter_end(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Charter.objects.visible_to(request.user).select_related("collective__village")
    row = get_object_or_404(rows, pk=pk, revoked_at__isnull=True)
    require(request.user, Permission.RULES_OVERLAY, row)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.end_charter, charter=row, by=request.user),
        title="停用章程",
        button="停用",
        done="章程已停用，各项规则按法律和默认办理。",
        back=page_of(row.collective),
        facts=[("章程", row.title), ("备案文号", row.paper_number)],
        consequences=["章程规定的当选票数、参加人数等不再适用。", "章程和条款保留备查。"],
        danger=True,
    )


@require_safe
def charter_scan(request: StaffRequest, pk: int) -> FileResponse:
    row = get_object_or_404(Charter.objects.visible_to(request.user), pk=pk)
    if not row.scan:
        raise Http404
    return FileResponse(
        row.scan.open("rb"), as_attachment=True, filename=f"章程-{row.pk}{_end(row.scan.name)}"
    )


def _end(name: str | None) -> str:
    return f".{str(name).rpartition('.')[2]}"


@require_http_methods(BOTH)
def staff_add(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_collective(request, pk, Permission.ROLL_EDIT)
    return act_page(
        request,
        StaffForm(**typed(request), collective=row),
        partial(actions.add_staff, collective=row, by=request.user),
        title="登记财务、会计人员",
        button="登记",
        done="已登记，此人及其近亲属不能作为监事候选人。",
        back=page_of(row),
        help_text="从所在地登记的人员中查找；委托代理记账的登记实际经办人。",
    )


@require_http_methods(BOTH)
def staff_end(request: StaffRequest, pk: int) -> HttpResponse:
    rows = FinanceStaff.objects.visible_to(request.user).select_related("collective__village", "person")
    row = get_object_or_404(rows, pk=pk, revoked_at__isnull=True)
    require(request.user, Permission.ROLL_EDIT, row)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.end_staff, staff=row, by=request.user),
        title=f"{row}不再任职",
        button="确认",
        done="已登记。",
        back=page_of(row.collective),
        consequences=["此人及其近亲属以后可以作为监事候选人。", "登记保留备查。"],
    )
