"""Papers, cards and certificates of all villages: what would be made, how far it is, what failed, the ZIP."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.bulk import actions, queries
from election_office.bulk.models import Batch, Item
from election_office.core.forms import OfficeForm
from election_office.core.http import act_button, act_page, typed
from election_office.jobs.models import Job
from villages.models import Cycle
from villages.plan.views import get_cycle


def _batch(request: StaffRequest, pk: int) -> Batch:
    rows = Batch.objects.filter(cycle__in=Cycle.objects.visible_to(request.user))
    row = get_object_or_404(rows.select_related("cycle__township", "ordered_by"), pk=pk)
    require(request.user, Permission.CYCLE_PLAN, row)
    return row


@require_safe
def orders(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    batches = Batch.objects.filter(cycle=cycle).select_related("ordered_by")[:30]
    context = {"cycle": cycle, "kinds": Batch.What.choices, "batches": batches}
    return render(request, "bulk/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: StaffRequest, pk: int, what: str) -> HttpResponse:
    """What would be made, village by village; then the button."""
    cycle = get_cycle(request, pk, to_change=True)
    if what not in Batch.What.values:
        raise Http404
    wanted = queries.planned(cycle, what, timezone.localdate())
    name = Batch.What(what).label
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.order, cycle=cycle, what=what, by=request.user),
        title=f"批量制发{name}",
        button=f"制发{len(wanted)}件",
        done="已开始办理，可以离开本页。",
        back=reverse("bulk:list", args=[cycle.pk]),
        then=lambda made: reverse("bulk:batch", args=[made.pk]),
        facts=[("方案", str(cycle)), ("件数", len(wanted))],
        consequences=["公文和证书签发后取得文号，不能删除，有误的另行更正。", "不具备条件的不办，写明原因。"],
        template="bulk/order.html",
        context={"wanted": wanted},
    )


@require_safe
def batch(request: StaffRequest, pk: int) -> HttpResponse:
    row = _batch(request, pk)
    items = list(queries.items_of(row))
    jobs = Job.objects.visible_to(request.user).filter(kind=actions.JOB, key=f"batch:{row.pk}")
    context = {
        "batch": row,
        "failed": [item for item in items if item.state == Item.State.FAILED],
        "rest": [item for item in items if item.state != Item.State.FAILED],
        "done": sum(item.state == Item.State.DONE for item in items),
        "total": len(items),
        "job": jobs.first(),
    }
    return render(request, "bulk/batch.html", context)


@require_POST
def again(request: StaffRequest, pk: int) -> HttpResponse:
    act = partial(actions.try_again, batch=_batch(request, pk), by=request.user)
    return act_button(request, act, back=reverse("bulk:batch", args=[pk]))


@require_POST
def download(request: StaffRequest, pk: int) -> HttpResponseBase:
    row = _batch(request, pk)
    try:
        actions.note_download(batch=row, by=request.user)
        file = row.file.open()
    except (ValidationError, FileNotFoundError) as missing:
        raise Http404("压缩包还没有做好，或者已清理。") from missing
    answer = FileResponse(file, content_type="application/zip")
    name = f"{row.cycle.township.name}{row.get_what_display()}.zip"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
