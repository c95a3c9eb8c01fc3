"""信访举报: the register of a township, one petition, and what follows from it. For those who supervise."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import typed
from election_office.core.pickers import answer_search
from villages.models import Person, Petition
from villages.notices.petition_answer import NOTICE as ANSWER
from villages.plan.views import get_cycle
from villages.supervision import actions, forms, lending, offline, queries, rules
from villages.supervision.views.village import GET_OR_POST, fenced, village_act

PAGE_SIZE = 50


def petition_url(petition: Petition) -> str:
    return reverse("villages:petition", args=[petition.pk])


def _petition(request: StaffRequest, pk: int, permission: Permission = Permission.SUPERVISE) -> Petition:
    rows = Petition.objects.visible_to(request.user).select_related("about", "step", "recorded_by")
    petition = get_object_or_404(rows, pk=pk)
    petition.election = fenced(request, petition.election_id, permission)
    return petition


@require_safe
def petition_list(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk)
    require(request.user, Permission.SUPERVISE, cycle)
    form = forms.PetitionFilterForm(request.GET, cycle=cycle)
    chosen, today = form.cleaned_data if form.is_valid() else {}, timezone.localdate()
    rows = queries.petitions_chosen(cycle, chosen, today)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    asked = urlencode({name: value for name, value in chosen.items() if value})
    context = {"cycle": cycle, "form": form, "page_obj": page, "today": today, "asked": asked}
    return render(request, "villages/supervision/petitions.html", context)


@require_http_methods(GET_OR_POST)
def petition_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = fenced(request, election_id, Permission.SUPERVISE)
    search = reverse("villages:petition_people", args=[election_id])
    form = forms.PetitionForm(**typed(request), election=election, search_url=search)
    act = partial(actions.register_petition, election=election, by=request.user)
    if offline.wants_json(request):
        return offline.answer(form, act, done="信访已登记。", url=petition_url)
    days = election.rulebook.parameter("policy_petition_days")
    return village_act(
        request,
        election,
        form,
        act,
        title="登记信访举报",
        button="登记信访",
        done=lambda row: f"已登记为第{row.number}号，{row.due_on:%Y-%m-%d}以前办结答复。",
        then=petition_url,
        help_text=f"可以匿名。自收到起{days.display}内办结答复（{days.citation}）。内容加密保存。",
        template="villages/supervision/petition_form.html",
    )


@require_safe
def petition_people(request: StaffRequest, election_id: int) -> HttpResponse:
    election = fenced(request, election_id, Permission.SUPERVISE)
    return answer_search(request, Person.objects.filter(village_id=election.village_id))


@require_safe
def petition(request: StaffRequest, pk: int) -> HttpResponse:
    row = _petition(request, pk)
    may_decide = can(request.user, Permission.CYCLE_PLAN, row)
    outcome = rules.check_outcome(state=row.state, verdict=row.verdict).allowed
    answerable = may_decide and rules.check_answer(state=row.state).allowed
    context = {
        "election": row.election,
        "petition": row,
        "files": row.files.all(),
        "outcomes": row.outcomes.select_related("recorded_by"),
        "accountabilities": row.accountabilities.filter(revoked_at__isnull=True),
        "consequences": _offered(request, row) if outcome and may_decide else [],
        "answer_url": ANSWER.issue_url(row) if answerable else "",
        "today": timezone.localdate(),
        "may_decide": may_decide,
        "may_list": can(request.user, Permission.SUPERVISE, row.election.cycle),
        "open": row.state in (Petition.State.NEW, Petition.State.ASSIGNED),
    }
    return render(request, "villages/supervision/petition.html", context)


def _offered(request: StaffRequest, row: Petition) -> list[lending.Consequence]:
    return [
        consequence
        for consequence in lending.consequences()
        if can(request.user, consequence.permission, row)
    ]


def _act(request: StaffRequest, row: Petition, form: OfficeForm, act: Any, **words: Any) -> HttpResponse:
    facts = [("信访", str(row)), ("收到日期", row.received_on), ("承办人", row.handler or "未分办")]
    return village_act(
        request, row.election, form, act, **({"facts": facts, "back": petition_url(row)} | words)
    )


@require_http_methods(GET_OR_POST)
def petition_assign(request: StaffRequest, pk: int) -> HttpResponse:
    row = _petition(request, pk)
    form = forms.AssignForm(**typed(request), initial={"handler": row.handler, "due_on": row.due_on})
    act = partial(actions.assign_petition, petition=row, by=request.user)
    return _act(request, row, form, act, title="分办信访", button="分办", done="已分办。")


@require_http_methods(GET_OR_POST)
def petition_pass_on(request: StaffRequest, pk: int) -> HttpResponse:
    row = _petition(request, pk, Permission.CYCLE_PLAN)
    act = partial(actions.pass_on_petition, petition=row, by=request.user)
    form = forms.PassOnForm(**typed(request))
    consequences = ["这件信访在本处办结，不再计算期限；不能再作结论。"]
    return _act(request, row, form, act, title="转有权机关", button="转办", consequences=consequences)


@require_http_methods(GET_OR_POST)
def petition_evidence(request: StaffRequest, pk: int) -> HttpResponse:
    row = _petition(request, pk)
    act = partial(actions.add_evidence, petition=row, by=request.user)
    return _act(request, row, forms.EvidenceForm(**typed(request)), act, title="补充证据", button="上传")


@require_http_methods(GET_OR_POST)
def petition_conclude(request: StaffRequest, pk: int) -> HttpResponse:
    row = _petition(request, pk, Permission.CYCLE_PLAN)
    act = partial(actions.conclude_petition, petition=row, by=request.user)
    consequences = ["结论作出以后不能修改，只能在答复以前补办处理结果。", "然后签发答复意见书。"]
    form = forms.ConcludeForm(**typed(request))
    words = {"button": "作出结论", "done": "结论已登记。", "consequences": consequences}
    return _act(request, row, form, act, title="作出调查结论", **words)


@require_http_methods(GET_OR_POST)
def petition_outcome(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """What follows, by the act that is responsible for it."""
    consequence = lending.consequence(code)
    if consequence is None:
        raise Http404
    row = _petition(request, pk, Permission.CYCLE_PLAN)
    form = forms.OutcomeForm(**typed(request), consequence=consequence, election=row.election)
    return _act(
        request,
        row,
        form,
        partial(actions.carry_out, petition=row, consequence=consequence, by=request.user),
        title=consequence.label,
        button=consequence.label,
        done=lambda outcome: f"已办理：{outcome.done}。",
        consequences=[consequence.warning],
        danger=True,
    )
