"""Pages of a meeting's counting paper: the whole paper, the differing cells, the choice between readings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from candidates.models import PartyCount
from candidates.party import actions, forms
from candidates.party.rules import TITLES
from candidates.party.views import page
from election_office.accounts.access import require, within
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from villages.readings.acts import differing, own_recheck
from villages.readings.forms import CellsForm, SettleForm, side_by_side

BOTH = ["GET", "HEAD", "POST"]
NOTE = "照纸质计票单录入。须由另一人再录一遍，互相看不到对方的数字；不一致的格子再录。"


def _count(request: StaffRequest, pk: int, permission: Permission) -> PartyCount:
    rows = PartyCount.objects.with_readings().select_related(
        "election__village__township__county", "election__cycle"
    )
    fenced = within(rows, request.user, Permission.VILLAGE_VIEW, "election__village__code")
    count = get_object_or_404(fenced, pk=pk)
    require(request.user, permission, count)
    return count


@require_http_methods(BOTH)
def count_read(request: StaffRequest, pk: int) -> HttpResponse:
    """The whole paper while a reading is due, else the cells that differ."""
    count = _count(request, pk, Permission.CANDIDATE_EDIT)
    again = bool(differing(count))
    form: Any
    if again and (
        request.method != "POST" or own_recheck(count, request.user) or "recovered" not in request.POST
    ):
        form = CellsForm(request.POST or None, paper=count, titles=TITLES, reader=request.user)
    else:
        form = forms.ReadingForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            count = _read(count, form, request)
            _say_how_it_stands(request, count)
            return redirect("candidates:party", count.election_id)
    title = f"{count}计票单" + ("：重录不一致的格子" if again else "")
    return page(request, count.election, form, title, note=NOTE)


def _say_how_it_stands(request: StaffRequest, count: PartyCount) -> None:
    words = {
        "agreed": "录入一致。" if count.third_by_id else "两次录入一致。",
        "differs": "两人录入不一致，请对照纸质计票单，各自重录不一致的格子。",
        "third": "重录后仍不一致，请第三人录入整张计票单。",
        "split": "三次都不一致，由主持会议的人认定采用哪一次。",
    }
    level = messages.success if count.state in ("agreed", "first") else messages.warning
    level(request, f"{count}：{words.get(count.state, '已保存，请另一人再录一遍。')}")


def _read(count: PartyCount, form: Any, request: StaffRequest) -> PartyCount:
    if isinstance(form, CellsForm):
        return actions.reread_count(count=count, by=request.user, **form.values())
    return actions.read_count(count=count, reading=form.reading(), by=request.user)


@require_http_methods(BOTH)
def count_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Three readings side by side, for who chooses and has typed none of them."""
    count = _count(request, pk, Permission.COUNT_DECIDE)
    form = SettleForm(request.POST or None, paper=count)
    form.fields["names"].label = "作出认定的人"
    if form.is_valid():
        with form.showing_refusals():
            actions.settle_count(count=count, by=request.user, **form.cleaned_data)
            messages.success(request, f"{count}：已按认定采用一次录入。")
            return redirect("candidates:party", count.election_id)
    shown = count.state == PartyCount.State.SPLIT and request.user.pk not in count.typists
    rows = side_by_side(count, TITLES) if shown else []
    facts = [(label, "、".join(map(str, numbers))) for label, numbers in rows]
    title = f"认定{count}计票单采用哪一次录入"
    return page(request, count.election, form, title, facts=facts, submit="认定")


@require_http_methods(BOTH)
def count_reset(request: StaffRequest, pk: int) -> HttpResponse:
    count = _count(request, pk, Permission.COUNT_DECIDE)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.reset_count(count=count, by=request.user, **form.cleaned_data)
            messages.success(request, f"{count}：可以重新录入。")
            return redirect("candidates:party", count.election_id)
    note = "已录入的数字作废留存，不再计入；由两人重新录入整张计票单。"
    return page(
        request, count.election, form, f"重新录入{count}计票单", note=note, submit="重新录入", danger=True
    )
