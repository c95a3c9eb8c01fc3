"""The work list of the screening, one case, and many cases at once."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.http import StaffRequest
from election_office.core.forms import ReasonForm
from election_office.core.http import act_button, act_page, numbers_in, typed
from election_office.core.sheets import XLSX
from election_office.documents.responses import file_response
from voters.models import ScreeningCase
from voters.models.screening import ScreeningCaseQuerySet
from voters.screening import actions, queries, rules
from voters.screening.exports import cases_workbook
from voters.screening.forms import WHAT_HAPPENS, CaseFilter, RunForm, SettleForm

PER_PAGE = 50
STILL_SO = "已重新核对，情况仍在，请作出处理。"


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
    return act_button(
        request,
        partial(actions.ask_screening, by=request.user),
        form=RunForm(request.POST, cycles=queries.cycles_to_screen(request.user)),
        back=reverse("voters:screening"),
        then=lambda job: reverse("jobs:detail", args=[job.pk]),
    )


@require_safe
def screening_export(request: StaffRequest) -> HttpResponse:
    _, rows = _narrowed(request)
    return file_response(cases_workbook(rows), name="人员排查.xlsx", content_type=XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
def screening_case(request: StaffRequest, pk: int) -> HttpResponse:
    rows = _cases(request).select_related("settled_by", "remaining__election__village")
    case = get_object_or_404(rows, pk=pk)
    may_settle = actions.may_settle(case, request.user)
    if request.method == "POST" and not may_settle:
        raise PermissionDenied("您没有处理这一事项的权限。")
    parties = queries.parties_of(case)
    compared = queries.compare(parties, request.user)
    return act_page(
        request,
        SettleForm(**typed(request), case=case, parties=parties),
        partial(actions.settle_case, case=case, by=request.user),
        title=case.get_kind_display(),
        button="处理",
        danger=True,
        done="已处理。",
        back=reverse("voters:screening"),
        then=reverse("voters:screening_case", args=[case.pk]),
        help_text=case.detail,
        consequences=[WHAT_HAPPENS[way] for way in rules.WAYS[case.kind]],
        template="voters/screening_case.html",
        context={"case": case, "comparison": compared, "may_settle": may_settle},
    )


@require_POST
def screening_recheck(request: StaffRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(_cases(request), pk=pk)
    return act_button(
        request,
        partial(actions.recheck_case, case=case, by=request.user),
        back=reverse("voters:screening_case", args=[case.pk]),
        done=lambda now: STILL_SO if now.state == ScreeningCase.State.OPEN else "已重新核对，情况已经消除。",
        warns=lambda now: now.state == ScreeningCase.State.OPEN,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def screening_different(request: StaffRequest) -> HttpResponse:
    """The pairs ticked on the list, decided at once."""
    numbers = numbers_in([*request.GET.getlist("case"), *request.POST.getlist("case")])
    chosen = list(_cases(request).to_settle().filter(kind=rules.TWIN, pk__in=numbers))
    back = reverse("voters:screening")
    if not chosen:
        messages.error(request, "请先在列表中选择姓名和出生日期相同的事项。")
        return redirect(back)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.settle_as_different, cases=chosen, by=request.user),
        title=f"将{len(chosen)}项定为不是同一人",
        button="不是同一人",
        done=lambda done: f"已将{done}项定为不是同一人。",
        back=back,
        consequences=["各自保留登记；姓名、出生日期、身份证号不变，今后不再列入。"],
        template="voters/screening_different.html",
        context={"cases": chosen},
    )
