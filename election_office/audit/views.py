"""Who did what, when and why: a list, one event, and both as a file."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts import places
from election_office.accounts.access import require_held
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.audit import actions, clock, exports, nightly, presenters, ties
from election_office.audit.filters import AuditEventFilter
from election_office.audit.models import AuditCheckpoint, AuditEvent
from election_office.core import health
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page
from election_office.core.paging import newest_first
from election_office.core.replica import read_from_copy
from election_office.core.sheets import XLSX
from election_office.core.templatetags.office import cn_time

PAGE_ROWS = 40


def _filtered(request: StaffRequest) -> AuditEventFilter:
    codes = request.user.areas(Permission.AUDIT_VIEW)
    if not codes:
        raise PermissionDenied("您没有查看操作记录的权限。")
    return AuditEventFilter(
        request.GET, queryset=AuditEvent.objects.visible_to(request.user), area_codes=codes
    )


@require_safe
@read_from_copy
def event_list(request: StaffRequest) -> HttpResponse:
    """The newest first; ``?target=voters.Proxy:12`` is the life of one object."""
    chosen = _filtered(request)
    page = newest_first(chosen.rows, "at", request.GET.get("before", ""), PAGE_ROWS)
    names = places.names([event.area_code for event in page])
    known = presenters.names_of(event.target for event in page)
    rows = [(event, presenters.sentence(event, known), names.get(event.area_code, "")) for event in page]
    target = request.GET.get("target", "")
    context = {
        "filter": chosen,
        "page": page,
        "rows": rows,
        "target": presenters.target_name(target) if target else "",
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
        "target": presenters.target_name(event.target),
        "place": places.names([event.area_code]).get(event.area_code, ""),
        "changes": changes,
    }
    return render(request, "audit/event_detail.html", context)


@require_safe
def event_export(request: StaffRequest, form: str) -> HttpResponseBase:
    """The filtered trail as csv or xlsx; too long a trail for a workbook is refused with a sentence."""
    # The note that this file was taken is written before its first line: it belongs to the next one.
    newest = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    events = _filtered(request).rows.filter(pk__lte=newest or 0)
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


@require_safe
def state(request: StaffRequest) -> HttpResponse:
    """What last night's walk through the trail found, and the signed end of it."""
    codes = require_held(request.user, Permission.AUDIT_VIEW)
    check = nightly.last_check()
    faults = [fault for fault in check.faults if _concerns(fault["area_code"], codes)] if check else []
    names = places.names({fault["area_code"] for fault in faults})
    context = {
        "check": check,
        "faults": [(names.get(fault["area_code"], ""), fault) for fault in faults],
        "elsewhere": len(check.faults) - len(faults) if check else 0,
        "checkpoints": AuditCheckpoint.objects.filter(area_code__in={code[: ties.COUNTY] for code in codes})[
            :10
        ],
        "work": health.work_done(),
        "ahead": clock.ahead_of_clock(),
        "may_correct": Permission.SYSTEM_MANAGE.value in request.user.permission_names,
    }
    return render(request, "audit/state.html", context)


def _concerns(area_code: str, codes: list[str]) -> bool:
    """What lies within the reader's places, and what concerns everybody."""
    return not area_code or any(area_code.startswith(code) or code.startswith(area_code) for code in codes)


@require_safe
def digest_page(request: StaffRequest) -> HttpResponse:
    """A page to print and put away: the end of every chain, signed, and the signature as a QR code."""
    note, heads = ties.signed_digest(require_held(request.user, Permission.AUDIT_VIEW))
    names = places.names([head.area_code for head in heads])
    context = {
        "note": note,
        "rows": [(names.get(head.area_code, head.area_code), head) for head in heads],
        "now": timezone.now(),
        "key": ties.digest_verifier().text,
    }
    return render(request, "audit/digest.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def clock_page(request: StaffRequest) -> HttpResponse:
    """The way out after a clock that ran ahead was set right."""
    require_held(request.user, Permission.SYSTEM_MANAGE)
    latest = clock.ahead_of_clock()
    return act_page(
        request,
        ReasonForm(request.POST if request.method == "POST" else None),
        partial(actions.correct_clock, by=request.user),
        title="说明时钟校正",
        button="时钟已经准确，继续办理",
        done="已记录时钟校正，可以继续办理落款日期的事项。",
        back=reverse("audit:state")
        if request.user.areas(Permission.AUDIT_VIEW)
        else resolve_url(settings.LOGIN_REDIRECT_URL),
        help_text="时钟曾经走快、已经调准的，在这里说明原因。时钟现在不准的，请先在操作系统中校准。",
        facts=[
            ("本机现在的时间", cn_time(timezone.now())),
            ("最近一次操作的时间", cn_time(latest) or "不晚于现在"),
        ],
        consequences=["原因和前后时间记入操作留痕，校验时据此解释时间为何往回走。"],
    )
