"""What the supervision keeps of its own work: the register that leaves the office, and 责任追究."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, typed
from election_office.core.sheets import XLSX
from election_office.documents.responses import PDF, file_response
from villages.models import Accountability, Cycle, Petition
from villages.plan.views import get_cycle
from villages.supervision import actions, exports, forms, queries
from villages.supervision.views.village import GET_OR_POST


def _cycle(request: StaffRequest, pk: int) -> Cycle:
    cycle = get_cycle(request, pk)
    require(request.user, Permission.SUPERVISE, cycle)
    return cycle


@require_http_methods(GET_OR_POST)
def petition_register(request: StaffRequest, pk: int) -> HttpResponse:
    """The register as it is filtered, taken along as a file; what for is in the trail."""
    cycle = _cycle(request, pk)
    form = forms.RegisterForm(**typed(request))
    if form.is_valid():
        with form.showing_refusals():
            return _register(request, cycle, **form.cleaned_data)
    return act_page(
        request,
        form,
        actions.take_register,
        title=f"导出{cycle}信访台账",
        button="导出",
        done="",
        back=reverse("villages:petitions", args=[cycle.pk]),
        template="villages/supervision/register_form.html",
        help_text="导出时页面上选的状态和村同样有效。谁、何时、为什么导出都记入操作留痕。",
    )


def _register(
    request: StaffRequest, cycle: Cycle, kind: str, *, with_content: bool, reason: str
) -> HttpResponse:
    today, now = timezone.localdate(), timezone.localtime()
    rows = queries.petitions_chosen(cycle, request.GET, today).prefetch_related("outcomes")
    count = rows.count()
    if kind == "pdf" and count > exports.MOST_PRINTED:
        raise ValidationError(
            f"共{count}件，一次最多打印{exports.MOST_PRINTED}件，请先按状态或者村筛选，或者导出Excel。"
        )
    actions.take_register(
        cycle=cycle, petitions=count, with_content=with_content, reason=reason, by=request.user
    )
    name = f"信访台账{now:%Y%m%d%H%M}.{kind}"
    if kind == "pdf":
        data = exports.pdf(cycle, rows, today, with_content=with_content)
        return file_response(data, name=name, content_type=PDF)
    data = exports.workbook(rows, today, with_content=with_content)
    return file_response(data, name=name, content_type=XLSX)


@require_http_methods(GET_OR_POST)
def accountability_add(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = _cycle(request, pk)
    petition = _petition_named(request, cycle)
    form = forms.AccountabilityForm(**typed(request), cycle=cycle, petition=petition)
    act = partial(actions.record_accountability, cycle=cycle, petition=petition, by=request.user)
    back = reverse("villages:cycle_supervision", args=[cycle.pk])
    words: dict[str, Any] = {"facts": [("所涉信访", str(petition))]} if petition else {}
    return act_page(
        request,
        form,
        act,
        title="登记责任追究",
        button="登记",
        done="责任追究已登记。",
        back=reverse("villages:petition", args=[petition.pk]) if petition else f"{back}#accountability",
        help_text="决定由有权机关作出，这里登记是谁、因为什么、依据哪一份文书。具体情况加密保存。",
        **words,
    )


def _petition_named(request: StaffRequest, cycle: Cycle) -> Petition | None:
    named = request.GET.get("petition", "")
    if not named:
        return None
    if not named.isdecimal() or len(named) > 12:
        raise Http404
    return get_object_or_404(Petition.objects.filter(election__cycle=cycle), pk=int(named))


def _row(request: StaffRequest, pk: int) -> Accountability:
    row = get_object_or_404(Accountability.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.SUPERVISE, row)
    return row


@require_http_methods(GET_OR_POST)
def accountability_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_accountability, row=row, by=request.user),
        title="撤销责任追究登记",
        button="撤销",
        done="已撤销，记录保留。",
        back=reverse("villages:cycle_supervision", args=[row.cycle_id]),
        facts=[("被追究人", row.name), ("方式", row.get_measure_display()), ("文书", row.paper_number)],
        consequences=["这条登记不再计入；登记的内容和撤销的理由保留。"],
        danger=True,
    )


@require_safe
def accountability_scan(request: StaffRequest, pk: int) -> HttpResponseBase:
    row = _row(request, pk)
    if not row.scan:
        raise Http404
    ending = str(row.scan.name).rpartition(".")[2]
    return FileResponse(row.scan.open(), as_attachment=True, filename=f"accountability-{pk}.{ending}")
