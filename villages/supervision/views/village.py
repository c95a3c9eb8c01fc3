"""Supervision in one village: who watches, promises, inspections on the phone, acceptance, reports."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_page, typed
from villages.models import Acceptance, CheckItem, Election, SupervisionFile, Supervisor, Visit
from villages.notices.acceptance import NOTICE as ACCEPTANCE
from villages.notices.petition_notice import NOTICE as PETITION_NOTICE
from villages.supervision import actions, forms, offline, queries, rules
from villages.views.elections import get_election

GET_OR_POST = ["GET", "HEAD", "POST"]


def fenced(request: StaffRequest, election_id: int, permission: Permission) -> Election:
    election = get_election(request, election_id)
    require(request.user, permission, election)
    return election


def village_act(
    request: StaffRequest, election: Election, form: OfficeForm, act: Callable[..., Any], **words: Any
) -> HttpResponse:
    back = reverse("villages:supervision", args=[election.pk])
    words = {"button": "登记", "done": "已登记。", "back": back} | words
    return act_page(request, form, act, context={"election": election}, **words)


@require_safe
def supervision(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    supervises = can(request.user, Permission.SUPERVISE, election)
    acceptance = queries.acceptance_of(election)
    context: dict[str, Any] = {
        "election": election,
        "channel": queries.channel_of(election.cycle),
        "supervisors": election.supervisors.filter(revoked_at__isnull=True),
        "promises": queries.promise_rows(election),
        "visits": queries.visits(election)[: queries.RECENT],
        "unmended": queries.unmended(election),
        "acceptance": acceptance,
        "acceptance_url": ACCEPTANCE.issue_url(acceptance) if acceptance else "",
        "notice_url": PETITION_NOTICE.issue_url(election),
        "reports": election.zero_reports.select_related("recorded_by")[: queries.RECENT],
        "today": timezone.localdate(),
        "supervises": supervises,
        "may_plan": can(request.user, Permission.CYCLE_PLAN, election),
        "may_record": can(request.user, Permission.STEP_RECORD, election),
    }
    if supervises:
        context |= queries.for_supervisors(election)
    return render(request, "villages/supervision/village.html", context)


@require_http_methods(GET_OR_POST)
def supervisor_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = fenced(request, election_id, Permission.SUPERVISE)
    act = partial(actions.add_supervisor, election=election, by=request.user)
    return village_act(
        request, election, forms.SupervisorForm(**typed(request)), act, title="登记换届监督人员"
    )


@require_http_methods(GET_OR_POST)
def supervisor_end(request: StaffRequest, pk: int) -> HttpResponse:
    supervisor = get_object_or_404(Supervisor.objects.visible_to(request.user), pk=pk)
    election = fenced(request, supervisor.election_id, Permission.SUPERVISE)
    return village_act(
        request,
        election,
        ReasonForm(**typed(request)),
        partial(actions.end_supervisor, supervisor=supervisor, by=request.user),
        title=f"{supervisor.name}退出监督组织",
        button="登记退出",
        facts=[("监督组织", supervisor.get_body_display()), ("职务", supervisor.duty)],
        consequences=["此人不再列入监督举报公告；公告已经张贴的须更正。", "记录保留。"],
        danger=True,
    )


@require_http_methods(GET_OR_POST)
def promise_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = fenced(request, election_id, Permission.STEP_RECORD)
    form = forms.PromiseForm(**typed(request), election=election)
    act = partial(actions.record_promise, election=election, by=request.user)
    help_text = "由候选人签字；还没有候选人名单的，名单产生以后再登记。"
    return village_act(request, election, form, act, title="登记三项承诺", help_text=help_text)


# ------------------------------------------------------------------ inspections


@require_safe
def inspect(request: StaffRequest, election_id: int) -> HttpResponse:
    """Where an inspection begins: the steps, and what this phone still holds. Its script keeps the pages of
    all steps, so that they open without the network."""
    election = fenced(request, election_id, Permission.SUPERVISE)
    steps = queries.steps_to_visit(election)
    pages = [reverse("villages:visit_add", args=[election_id, step.pk]) for step in steps]
    start = {
        "user": request.user.pk,
        "worker": reverse("villages:inspect_worker", args=[election_id]),
        "pages": [request.path, *pages, reverse("villages:petition_add", args=[election_id])],
    }
    context = {"election": election, "steps": steps, "start": start}
    return render(request, "villages/supervision/inspect.html", context)


@require_safe
def inspect_worker(request: StaffRequest, election_id: int) -> HttpResponse:
    """The worker of one village's inspections: it rules the pages below their own address and no other."""
    fenced(request, election_id, Permission.SUPERVISE)
    script = static("js/desk_worker.js")
    return HttpResponse(f'importScripts("{script}");\n', content_type="text/javascript")


@require_http_methods(GET_OR_POST)
def visit_add(request: StaffRequest, election_id: int, step_id: int) -> HttpResponse:
    election = fenced(request, election_id, Permission.SUPERVISE)
    step = get_object_or_404(election.steps.filter(dropped=False), pk=step_id)
    questions = rules.checklist(step.code, election.rulebook)
    form = forms.VisitForm(**typed(request), questions=questions)
    act = partial(actions.record_visit, election=election, step=step, by=request.user)
    if offline.wants_json(request):
        return offline.answer(form, act, done=f"“{step.title}”的检查已登记。", url=visit_url)
    return village_act(
        request,
        election,
        form,
        act,
        title=f"检查：{step.title}",
        button="登记检查",
        done="检查已登记。",
        then=visit_url,
        back=reverse("villages:inspect", args=[election_id]),
        template="villages/supervision/visit_form.html",
    )


def visit_url(visit: Visit) -> str:
    return reverse("villages:visit", args=[visit.pk])


@require_safe
def visit(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Visit.objects.visible_to(request.user).select_related("step", "recorded_by")
    row = get_object_or_404(rows, pk=pk)
    election = get_election(request, row.election_id)
    context = {
        "election": election,
        "visit": row,
        "items": row.items.select_related("seen_by"),
        "photos": row.photos.all(),
        "today": timezone.localdate(),
        "supervises": can(request.user, Permission.SUPERVISE, election),
    }
    return render(request, "villages/supervision/visit.html", context)


@require_http_methods(GET_OR_POST)
def see_again(request: StaffRequest, pk: int) -> HttpResponse:
    rows = CheckItem.objects.visible_to(request.user).findings().select_related("visit__step")
    item = get_object_or_404(rows, pk=pk)
    election = fenced(request, item.visit.election_id, Permission.SUPERVISE)
    return village_act(
        request,
        election,
        forms.SeeAgainForm(**typed(request)),
        partial(actions.see_again, item=item, by=request.user),
        title="登记问题复查",
        facts=[("步骤", item.visit.step), ("问题", item.finding), ("整改要求", item.remedy)],
        back=visit_url(item.visit),
    )


@require_safe
def supervision_file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A photograph is for everybody of the village; what belongs to a petition for those who supervise."""
    row = get_object_or_404(SupervisionFile.objects.visible_to(request.user), pk=pk)
    if row.petition_id:
        require(request.user, Permission.SUPERVISE, row)
    ending = str(row.file.name).rpartition(".")[2]
    kind = "application/pdf" if ending == "pdf" else "image/jpeg"
    return FileResponse(row.file.open(), content_type=kind, filename=f"supervision-{pk}.{ending}")


# ------------------------------------------------------------------ acceptance and reports


@require_http_methods(GET_OR_POST)
def accept(request: StaffRequest, election_id: int) -> HttpResponse:
    election = fenced(request, election_id, Permission.SUPERVISE)
    return village_act(
        request,
        election,
        forms.AcceptForm(**typed(request)),
        partial(actions.accept_village, election=election, by=request.user),
        title="验收换届工作",
        done="已登记验收，请签发验收表，三方签字后归卷。",
        then=lambda row: ACCEPTANCE.issue_url(row),
        help_text="问题全部整改到位、选举阶段步骤全部办结、信访全部答复以后才能验收。",
    )


@require_http_methods(GET_OR_POST)
def accept_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    acceptance = get_object_or_404(Acceptance.objects.visible_to(request.user), pk=pk)
    election = fenced(request, acceptance.election_id, Permission.SUPERVISE)
    return village_act(
        request,
        election,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_acceptance, acceptance=acceptance, by=request.user),
        title="撤回换届工作验收",
        button="撤回",
        facts=[("验收日期", acceptance.accepted_on), ("验收组长", acceptance.leader)],
        consequences=["这个村变回未验收；已经签发的验收表请另行撤回。"],
        danger=True,
    )


@require_http_methods(GET_OR_POST)
def contact_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = fenced(request, election_id, Permission.SUPERVISE)
    act = partial(actions.record_contact, election=election, by=request.user)
    return village_act(request, election, forms.ContactForm(**typed(request)), act, title="写联系报告")


@require_http_methods(GET_OR_POST)
def zero_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = fenced(request, election_id, Permission.STEP_RECORD)
    return village_act(
        request,
        election,
        forms.ZeroForm(**typed(request), initial={"reporter": request.user.name}),
        partial(actions.report_zero, election=election, by=request.user),
        title="零报告",
        button="报告",
        done=lambda row: "已报告：无异常情况。" if row.quiet else "已报告，镇换届办可以看到。",
        help_text="每一期都要报告，没有情况也要报。紧急情况先打电话。",
    )


@require_http_methods(GET_OR_POST)
def village_watch_add(request: StaffRequest, election_id: int) -> HttpResponse:
    """A line of the watch log for one village, by whoever supervises it."""
    election = fenced(request, election_id, Permission.SUPERVISE)
    form = forms.VillageWatchForm(**typed(request), cycle=election.cycle)
    act = partial(actions.record_watch, cycle=election.cycle, election=election, by=request.user)
    help_text = "只记这个村的；镇换届办的值班记录里同样能看到。"
    return village_act(request, election, form, act, title="登记值班记录", help_text=help_text)


@require_http_methods(GET_OR_POST)
def village_release_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = fenced(request, election_id, Permission.SUPERVISE)
    act = partial(actions.ask_release, cycle=election.cycle, election=election, by=request.user)
    help_text = "换届工作的信息由换届办统一发布，先审核后发布。"
    form = forms.ReleaseForm(**typed(request))
    return village_act(request, election, form, act, title="提请信息发布", button="提请", help_text=help_text)
