"""Pages of a station's counting paper: the whole paper, the cells that differ, the committee's choice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from candidates.models import NominationSheet
from candidates.nomination import actions, forms
from candidates.nomination.table import TableForm
from candidates.nomination.views import ask, page
from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import typed
from villages.readings.acts import differing, own_recheck
from villages.readings.forms import CellsForm, SettleForm, side_by_side
from villages.views.elections import get_election

BOTH = ["GET", "HEAD", "POST"]
CHOICE = [
    "采用的一次按录入的数字计入，一个数字也不能改。",
    "认定人的姓名和理由保留备查。",
]


def _sheet(request: StaffRequest, pk: int, permission: Permission) -> NominationSheet:
    rows = NominationSheet.objects.visible_to(request.user).with_readings()
    rows = rows.select_related("election__village__township__county", "election__cycle")
    sheet = get_object_or_404(rows, pk=pk)
    require(request.user, permission, sheet)
    return sheet


def _titles(sheet: NominationSheet) -> dict[str, str]:
    return {str(post.pk): post.title for post in sheet.election.posts.all()}


@require_http_methods(BOTH)
def sheet_read(request: StaffRequest, pk: int) -> HttpResponse:
    """The whole paper while a reading is due, else the cells that differ."""
    sheet = _sheet(request, pk, Permission.CANDIDATE_EDIT)
    again = bool(differing(sheet))
    form: Any
    if again and (
        request.method != "POST" or own_recheck(sheet, request.user) or "recovered" not in request.POST
    ):
        form = CellsForm(request.POST or None, paper=sheet, titles=_titles(sheet), reader=request.user)
    else:
        form = forms.ReadingForm(request.POST or None, posts=list(sheet.election.posts.all()))
    if form.is_valid():
        with form.showing_refusals():
            sheet = _read(sheet, form, request)
            agreed = "录入一致。" if sheet.third_by_id else "两次录入一致。"
            words = agreed if sheet.agreed else "已保存。须两人录入一致才能计入。"
            messages.success(request, f"{sheet.station}：{words}")
            return redirect("candidates:nomination", sheet.election_id)
    title = f"{sheet.station}提名计票单" + ("：重录不一致的格子" if again else "")
    return page(request, sheet.election, form, title)


def _read(sheet: NominationSheet, form: Any, request: StaffRequest) -> NominationSheet:
    if isinstance(form, CellsForm):
        return actions.reread_cells(sheet=sheet, by=request.user, **form.values())
    return actions.read_sheet(sheet=sheet, reading=form.reading(), by=request.user)


@require_http_methods(BOTH)
def sheet_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Three readings side by side, for who chooses and has typed none of them."""
    sheet = _sheet(request, pk, Permission.COUNT_DECIDE)
    form = SettleForm(request.POST or None, paper=sheet)
    if form.is_valid():
        with form.showing_refusals():
            actions.settle_sheet(sheet=sheet, by=request.user, **form.cleaned_data)
            messages.success(request, f"{sheet.station}：已按选举委员会的认定采用一次录入。")
            return redirect("candidates:nomination", sheet.election_id)
    shown = sheet.state == NominationSheet.State.SPLIT and request.user.pk not in sheet.typists
    rows = side_by_side(sheet, _titles(sheet)) if shown else []
    facts = [(label, "、".join(map(str, numbers))) for label, numbers in rows]
    title = f"认定{sheet.station}计票单采用哪一次录入"
    return ask(request, sheet.election, form, title, facts=facts, consequences=CHOICE, submit="认定")


@require_http_methods(BOTH)
def sheet_reset(request: StaffRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk, Permission.COUNT_DECIDE)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.reset_sheet(sheet=sheet, by=request.user, **form.cleaned_data)
            messages.success(request, f"{sheet.station}：可以重新录入。")
            return redirect("candidates:nomination", sheet.election_id)
    consequences = ["已录入的数字作废留存，不再计入。", "由两人重新录入整张计票单。"]
    title = f"重新录入{sheet.station}提名计票单"
    return ask(
        request, sheet.election, form, title, consequences=consequences, submit="重新录入", danger=True
    )


@require_http_methods(BOTH)
def nominees_table(request: StaffRequest, election_id: int) -> HttpResponse:
    """Every name on the ballots at once, with what the people said in writing."""
    election = get_election(request, election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    form = TableForm(**typed(request), election=election)
    if form.is_valid():
        with form.showing_refusals():
            made, answers = actions.fill_table(election=election, by=request.user, **form.values())
            messages.success(request, f"已登记被提名人{len(made)}名，书面意见{answers}件。")
            return redirect("candidates:nomination", election.pk)
    return render(request, "candidates/nominees_table.html", {"election": election, "form": form})
