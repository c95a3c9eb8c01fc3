"""Supervision of a whole township: who has not reported, what is open, the watch, what is published."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_button, act_page, typed
from villages.models import Cycle, Release, SupervisionChannel, WatchEntry
from villages.plan.views import get_cycle
from villages.supervision import actions, forms, queries
from villages.supervision.views.village import fenced

GET_OR_POST = ["GET", "HEAD", "POST"]


def _act(
    request: StaffRequest, cycle: Cycle, form: OfficeForm, act: Callable[..., Any], **words: Any
) -> HttpResponse:
    back = reverse("villages:cycle_supervision", args=[cycle.pk])
    return act_page(request, form, act, **({"button": "登记", "done": "已登记。", "back": back} | words))


@require_safe
def cycle_supervision(request: StaffRequest, pk: int) -> HttpResponse:
    cycle, today = get_cycle(request, pk), timezone.localdate()
    supervises = can(request.user, Permission.SUPERVISE, cycle)
    channel = queries.channel_of(cycle)
    asked = queries.periods(channel, today)
    rows = queries.township_rows(cycle, today)
    context: dict[str, Any] = {
        "cycle": cycle,
        "channel": channel,
        "period": asked[-1] if asked else None,
        "rows": rows,
        "silent": [
            row.election.village.name
            for row in rows
            if asked and not row.report and not row.election.deferred
        ],
        "supervises": supervises,
        "may_plan": can(request.user, Permission.CYCLE_PLAN, cycle),
    }
    if supervises:
        context |= _kept_by_the_office(cycle)
    return render(request, "villages/supervision/township.html", context)


def _kept_by_the_office(cycle: Cycle) -> dict[str, Any]:
    """What only those who supervise read: the watch, what is published, who answered for what."""
    watch = cycle.watch_entries.select_related("election__village", "recorded_by")
    releases = cycle.releases.select_related("decided_by", "election__village")
    return {
        "watch": watch[: queries.RECENT],
        "releases": releases[: queries.RECENT],
        "accountabilities": cycle.accountabilities.select_related("election__village"),
    }


@require_http_methods(GET_OR_POST)
def channel_edit(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk)
    require(request.user, Permission.CYCLE_PLAN, cycle)
    row = SupervisionChannel.objects.filter(cycle=cycle).first()
    form = forms.ChannelForm(**typed(request), row=row)
    act = partial(actions.set_channel, cycle=cycle, by=request.user)
    help_text = "印在各村的监督举报公告上；改动以后，已经张贴的公告会提示更正。"
    return _act(request, cycle, form, act, title="举报渠道和零报告", button="保存", help_text=help_text)


@require_http_methods(GET_OR_POST)
def watch_add(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk)
    require(request.user, Permission.SUPERVISE, cycle)
    form = forms.WatchForm(**typed(request), cycle=cycle)
    act = partial(actions.record_watch, cycle=cycle, by=request.user)
    help_text = "值班盯网每班一条；舆情、突发事件随时记，办结前一直留在待办。"
    return _act(request, cycle, form, act, title="登记值班记录", help_text=help_text)


@require_http_methods(GET_OR_POST)
def watch_close(request: StaffRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(WatchEntry.objects.select_related("election__village", "cycle"), pk=pk)
    back = _fenced_entry(request, entry)
    form = forms.CloseWatchForm(**typed(request))
    act = partial(actions.close_watch, entry=entry, by=request.user)
    facts = [("种类", entry.get_kind_display()), ("情况", entry.what)]
    return _act(request, entry.cycle, form, act, title="办结值班记录", button="办结", facts=facts, back=back)


def _fenced_entry(request: StaffRequest, entry: WatchEntry | Release) -> str:
    """404 outside of what this user sees, 403 without the permission; where the entry stands for him."""
    if entry.election is not None and not can(request.user, Permission.SUPERVISE, entry.cycle):
        election = fenced(request, entry.election.pk, Permission.SUPERVISE)
        return reverse("villages:supervision", args=[election.pk])
    cycle = get_cycle(request, entry.cycle_id)
    require(request.user, Permission.SUPERVISE, cycle)
    return reverse("villages:cycle_supervision", args=[cycle.pk])


@require_http_methods(GET_OR_POST)
def release_add(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk)
    require(request.user, Permission.SUPERVISE, cycle)
    form = forms.ReleaseForm(**typed(request))
    act = partial(actions.ask_release, cycle=cycle, by=request.user)
    help_text = "换届工作的信息由换届办统一发布，先审核后发布。"
    return _act(request, cycle, form, act, title="提请信息发布", button="提请", help_text=help_text)


@require_http_methods(GET_OR_POST)
def release_decide(request: StaffRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(Release.objects.visible_to(request.user), pk=pk)
    cycle = get_cycle(request, entry.cycle_id)
    require(request.user, Permission.CYCLE_PLAN, cycle)
    form = forms.DecideReleaseForm(**typed(request))
    act = partial(actions.decide_release, entry=entry, by=request.user)
    facts = [
        ("标题", entry.title),
        ("渠道", entry.channel),
        ("供稿人", entry.drafted_by),
        ("内容", entry.text),
    ]
    return _act(request, cycle, form, act, title="审核信息发布", button="审核", facts=facts)


@require_http_methods(GET_OR_POST)
def release_done(request: StaffRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(Release.objects.select_related("election__village", "cycle"), pk=pk)
    back = _fenced_entry(request, entry)
    form = forms.ReleasedForm(**typed(request))
    act = partial(actions.release, entry=entry, by=request.user)
    facts = [("标题", entry.title), ("渠道", entry.channel)]
    return _act(request, entry.cycle, form, act, title="登记信息已发布", facts=facts, back=back)


@require_POST
def reports_remind(request: StaffRequest, pk: int) -> HttpResponse:
    """催报: one press for every village that has not reported."""
    cycle = get_cycle(request, pk)
    return act_button(
        request,
        partial(actions.remind_reports, cycle=cycle, by=request.user),
        back=reverse("villages:cycle_supervision", args=[cycle.pk]),
        done=lambda rows: f"已催报{len(rows)}个村，村里的工作台上会提示。",
    )
