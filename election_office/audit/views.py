"""Who did what, when and why: a list, one event, and both as a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from election_office.accounts import places
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.audit import exports, presenters
from election_office.audit.filters import AuditEventFilter
from election_office.audit.models import AuditEvent

PAGE_ROWS = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _filtered(request: StaffRequest) -> AuditEventFilter:
    codes = request.user.areas(Permission.AUDIT_VIEW)
    if not codes:
        raise PermissionDenied("您没有查看操作记录的权限。")
    return AuditEventFilter(
        request.GET, queryset=AuditEvent.objects.visible_to(request.user), area_codes=codes
    )


@require_safe
def event_list(request: StaffRequest) -> HttpResponse:
    """The newest first; ``?target=voters.Proxy:12`` is the life of one object."""
    chosen = _filtered(request)
    page = Paginator(chosen.rows, PAGE_ROWS).get_page(request.GET.get("page"))
    names = places.names([event.area_code for event in page])
    rows = [(event, presenters.sentence(event), names.get(event.area_code, "")) for event in page]
    target = request.GET.get("target", "")
    context = {
        "filter": chosen,
        "page": page,
        "page_obj": page,
        "rows": rows,
        "target": presenters.target_label(target) if target else "",
    }
    return render(request, "audit/list.html", context)


@require_safe
def event_detail(request: StaffRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(AuditEvent.objects.visible_to(request.user), pk=pk)
    keys = dict.fromkeys([*event.before, *event.after])
    changes = [
        (presenters.field_label(key), event.before.get(key, ""), event.after.get(key, "")) for key in keys
    ]
    context = {
        "event": event,
        "label": presenters.label(event.action),
        "target": presenters.target_label(event.target),
        "place": places.names([event.area_code]).get(event.area_code, ""),
        "changes": changes,
    }
    return render(request, "audit/event_detail.html", context)


@require_safe
def event_export(request: StaffRequest, form: str) -> HttpResponseBase:
    """The filtered trail as csv or xlsx; too long a trail for a workbook is refused with a sentence."""
    events = _filtered(request).rows
    name = f"audit-{timezone.localtime():%Y%m%d-%H%M}.{form}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    if form == "csv":
        lines = exports.csv_lines(events)
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=disposition)
    count = events.count()
    if count > exports.WORKBOOK_ROWS:
        limit = exports.WORKBOOK_ROWS
        messages.error(request, f"共{count}条，超过工作簿的{limit}条，请缩小日期范围或改用CSV导出。")
        return redirect(f"{reverse('audit:list')}?{request.GET.urlencode()}")
    return HttpResponse(exports.workbook(events), content_type=XLSX, headers=disposition)
