"""One step: what was done for it, and why it was late."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, typed
from election_office.core.templatetags.office import url_or_none
from election_office.documents import notice as register
from villages import actions, queries
from villages.catalogue import step_kinds
from villages.forms import ExplainForm, StepRecordForm
from villages.models import Step, StepRecord
from villages.preparation import sheets


def _step(request: StaffRequest, pk: int) -> Step:
    steps = Step.objects.visible_to(request.user).select_related(
        "election__village__township__county", "election__cycle"
    )
    return get_object_or_404(steps, pk=pk)


def _work_url(request: StaffRequest, step: Step) -> str:
    """Where the step is worked on: its own page, else the page that issues its paper."""
    kind = step_kinds().get(step.code)
    if kind is not None and kind.page:
        return str(url_or_none(kind.page, step.election_id))
    how, _, code = step.closes_with.partition(":")
    notice = register.find(code) if how in ("document", "issued") else None
    if notice is not None and can(request.user, notice.permission, step):
        return notice.issue_url(step.election)
    return ""


def _describe(request: StaffRequest, step: Step) -> dict[str, Any]:
    """What the page of a step says beside its form."""
    kind = step_kinds(step.election.words).get(step.code)
    return {
        "step": step,
        "election": step.election,
        "state": step.state_on(timezone.localdate()),
        "kind": kind,
        "records": step.records.select_related("recorded_by"),
        "dispensable": step.closes_with == "record" or (kind is not None and kind.optional),
        "missing": queries.missing_before(step),
        "standing": sheets.standing(step.election, step.code) if not step.done_on else None,
        "work_url": _work_url(request, step),
        "by_paper": step.closes_with.startswith("document:"),
        "may_record": can(request.user, Permission.STEP_RECORD, step),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def step_detail(request: StaffRequest, pk: int) -> HttpResponse:
    step = _step(request, pk)
    if request.method == "POST":
        require(request.user, Permission.STEP_RECORD, step)
    by_hand = step.closes_with == "record"
    form = StepRecordForm(request.POST or None, request.FILES or None, by_hand=by_hand)
    if form.is_valid():
        with form.showing_refusals():
            actions.record_step(step=step, by=request.user, **{"finishes": False} | form.cleaned_data)
            messages.success(request, f"“{step.title}”的办理情况已登记。")
            return redirect("villages:step", step.pk)
    return render(request, "villages/step.html", _describe(request, step) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def step_explain(request: StaffRequest, pk: int) -> HttpResponse:
    step = _step(request, pk)
    require(request.user, Permission.STEP_EXPLAIN, step)
    return act_page(
        request,
        ExplainForm(**typed(request)),
        partial(actions.explain_step, step=step, by=request.user),
        title=f"说明“{step.title}”超期原因",
        button="登记说明",
        done="超期说明已登记；超期标记不会消除。",
        back=reverse("villages:step", args=[step.pk]),
        help_text="期限不能倒填，只能说明原因、经办人和文号。",
        context={"election": step.election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def step_drop(request: StaffRequest, pk: int) -> HttpResponse:
    step = _step(request, pk)
    require(request.user, Permission.CYCLE_PLAN, step)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.drop_step, step=step, by=request.user),
        title=f"取消“{step.title}”",
        button="取消事项",
        done=f"“{step.title}”已从{step.election.words.here}步骤中取消。",
        back=reverse("villages:step", args=[step.pk]),
        then=reverse("villages:election_detail", args=[step.election_id]),
        facts=[("村", step.election.village.name)],
        consequences=[
            f"{step.election.words.here}不再办理这一事项，理由留痕。",
            "法定事项和进入选举阶段的前提不能取消。",
        ],
    )


def _record(request: StaffRequest, pk: int) -> StepRecord:
    records = StepRecord.objects.filter(step__in=Step.objects.visible_to(request.user))
    return get_object_or_404(records.select_related("step__election__village"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def record_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    entry = _record(request, pk)
    require(request.user, Permission.STEP_RECORD, entry)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_record, entry=entry, by=request.user),
        title="撤回办理登记",
        button="撤回",
        done="登记已撤回，原文保留。",
        back=reverse("villages:step", args=[entry.step_id]),
        facts=[("事项", entry.step.title), ("办理日期", entry.done_on), ("办理情况", entry.what)],
        consequences=["这条登记不再作数，原文划线保留。", "由它办结的事项重新变为未办结。"],
    )


@require_safe
def record_file(request: StaffRequest, pk: int) -> FileResponse:
    entry = _record(request, pk)
    if not entry.file:
        raise Http404
    return FileResponse(entry.file.open(), as_attachment=True, filename=entry.filename)
