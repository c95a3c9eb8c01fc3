"""The work list of the screening, one case, and many cases at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.http import StaffRequest
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import numbers_in
from election_office.documents.responses import file_response
from voters.exports import XLSX
from voters.models import ScreeningCase
from voters.models.screening import ScreeningCaseQuerySet
from voters.screening import actions, queries, rules
from voters.screening.exports import cases_workbook
from voters.screening.forms import WHAT_HAPPENS, CaseFilter, RunForm, SettleForm

PER_PAGE = 50


def _cases(request: StaffRequest) -> ScreeningCaseQuerySet:
    if not queries.may_read(request.user):
        raise PermissionDenied("人员排查只供名单经办人和监督人员查看。")
    return ScreeningCase.objects.visible_to(request.user)


def _narrowed(request: StaffRequest) -> tuple[CaseFilter, ScreeningCaseQuerySet]:
    cases = _cases(request)
    bar = CaseFilter(request.GET or None, villages=queries.villages_with_cases(request.user))
    return bar, queries.with_parties(bar.narrow(cases))


@require_safe
def screening(request: StaffRequest) -> HttpResponse:
    bar, rows = _narrowed(request)
    counts = queries.counts_by_kind(ScreeningCase.objects.visible_to(request.user))
    cycles = queries.cycles_to_screen(request.user)
    context = {
        "bar": bar,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "counts": [count for count in counts if count.open or count.settled],
        "open": sum(count.open for count in counts),
        "run_form": RunForm(cycles=cycles) if cycles else None,
        "twin": rules.TWIN,
    }
    return render(request, "voters/screening.html", context)


@require_POST
def screening_run(request: StaffRequest) -> HttpResponse:
    _cases(request)
    form = RunForm(request.POST, cycles=queries.cycles_to_screen(request.user))
    if not form.is_valid():
        messages.error(request, "请选择要排查的换届方案。")
        return redirect("voters:screening")
    job = actions.ask_screening(cycle=form.chosen(), by=request.user)
    return redirect("jobs:detail", job.pk)


@require_safe
def screening_export(request: StaffRequest) -> HttpResponse:
    _, rows = _narrowed(request)
    return file_response(cases_workbook(rows), name="人员排查.xlsx", content_type=XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
def screening_case(request: StaffRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(
        _cases(request).select_related("settled_by", "remaining__election__village"), pk=pk
    )
    may_settle = actions.may_settle(case, request.user)
    if request.method == "POST" and not may_settle:
        raise PermissionDenied("您没有处理这一事项的权限。")
    parties = queries.parties_of(case)
    form = SettleForm(request.POST or None, case=case, parties=parties)
    if form.is_valid():
        with form.showing_refusals():
            actions.settle_case(case=case, by=request.user, **form.decision())
            messages.success(request, "已处理。")
            return redirect("voters:screening_case", case.pk)
    is_open = case.state == ScreeningCase.State.OPEN
    context = {
        "case": case,
        "comparison": queries.compare(parties, request.user),
        "consequences": [WHAT_HAPPENS[way] for way in rules.WAYS[case.kind]],
        "form": form if is_open and may_settle else None,
        "is_open": is_open,
    }
    return render(request, "voters/screening_case.html", context)


@require_POST
def screening_recheck(request: StaffRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(_cases(request), pk=pk)
    case = actions.recheck_case(case=case, by=request.user)
    if case.state == ScreeningCase.State.OPEN:
        messages.info(request, "已重新核对，情况仍在，请作出处理。")
    else:
        messages.success(request, "已重新核对，情况已经消除。")
    return redirect("voters:screening_case", case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def screening_different(request: StaffRequest) -> HttpResponse:
    """The pairs ticked on the list, decided at once."""
    ticked = (request.POST or request.GET).getlist("case")
    numbers = numbers_in(ticked)
    chosen = list(_cases(request).to_settle().filter(kind=rules.TWIN, pk__in=numbers))
    if not chosen:
        messages.error(request, "请先在列表中选择姓名和出生日期相同的事项。")
        return redirect("voters:screening")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            done = actions.settle_as_different(cases=chosen, by=request.user, **form.cleaned_data)
            messages.success(request, f"已将{done}项定为不是同一人。")
            return redirect("voters:screening")
    return render(request, "voters/screening_different.html", _different(chosen, form))


def _different(chosen: list[ScreeningCase], form: OfficeForm) -> dict[str, Any]:
    return {"cases": chosen, "form": form, "back": reverse("voters:screening")}
