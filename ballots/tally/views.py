"""Reading ballots one by one, batch by batch, and handing in their sum."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ballots import queries
from ballots.models import Batch, CountSheet, Marking
from ballots.rules.tally import COMMANDS
from ballots.tally import actions
from ballots.tally import queries as tally
from ballots.tally.forms import BallotForm, BatchForm, CloseForm, SubmitForm
from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission


def get_sheet(request: StaffRequest, pk: int, permission: Permission) -> CountSheet:
    sheet = get_object_or_404(CountSheet.objects.visible_to(request.user).with_places(), pk=pk)
    require(request.user, permission, sheet)
    return sheet


def _get_batch(request: StaffRequest, pk: int) -> Batch:
    """A batch of one's own: another's reading is nobody's business while the sheet is not agreed."""
    rows = Batch.objects.visible_to(request.user).in_force()
    batch = get_object_or_404(rows, pk=pk)
    batch.sheet = get_sheet(request, batch.sheet_id, Permission.COUNT_ENTER)
    if batch.entered_by_id != request.user.pk:
        batch = get_object_or_404(rows.filter(entered_by=request.user), pk=pk)
    return batch


@require_http_methods(["GET", "HEAD", "POST"])
def ballots(request: StaffRequest, pk: int) -> HttpResponse:
    """One's own batches of a sheet; a POST opens the next."""
    sheet = get_sheet(request, pk, Permission.COUNT_ENTER)
    form = BatchForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            batch = actions.open_batch(sheet=sheet, by=request.user, **form.cleaned_data)
            return redirect("ballots:batch", batch.pk)
    names = queries.ballot_names(sheet.box.round, sheet.post)
    rows = tally.own_batches(sheet, request.user)
    task = queries.task_of(sheet, request.user)
    context = {
        "sheet": sheet,
        "election": sheet.box.round.election,
        "task": task,
        "form": form,
        "rows": rows,
        "open": next((row for row in rows if not row.batch.closed_at), None),
        "read": sum(row.read for row in rows),
        "sums": tally.own_totals(sheet, request.user, names),
        "differing": tally.told_marks([cell for cell in sheet.differing if cell[:1] == "c"], names),
        "lines": tally.last_markings(sheet, request.user, names, most=400) if task.recheck else [],
    }
    return render(request, "ballots/tally/ballots.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: StaffRequest, pk: int) -> HttpResponse:
    """One command at a time. The page carries the token of the next line: sent twice, it is one line."""
    found = _get_batch(request, pk)
    form = BallotForm(request.POST or None, initial={"token": uuid.uuid4().hex})
    if form.is_valid():
        with form.showing_refusals():
            _enter(request, found, form.cleaned_data["text"], form.cleaned_data["token"])
            return redirect("ballots:batch", found.pk)
    names = queries.ballot_names(found.sheet.box.round, found.sheet.post)
    rows = tally.own_batches(found.sheet, request.user)
    sums = tally.own_totals(found.sheet, request.user, names)
    context = {
        "sheet": found.sheet,
        "election": found.sheet.box.round.election,
        "batch": found,
        "form": form,
        "close_form": CloseForm(),
        "read": next(row.read for row in rows if row.batch.pk == found.pk),
        "total": sum(row.read for row in rows),
        "names": [(number, name, sums.reading.votes[name.cell]) for number, name in enumerate(names, 1)],
        "sums": sums,
        "lines": tally.last_markings(found.sheet, request.user, names),
        "commands": COMMANDS,
    }
    return render(request, "ballots/tally/batch.html", context)


def _enter(request: StaffRequest, batch: Batch, text: str, token: str) -> None:
    if text.strip().lower() != "u":
        actions.add_ballot(batch=batch, text=text, token=token, by=request.user)
        return
    last = Marking.objects.filter(batch=batch, revoked_at__isnull=True).order_by("-pk").first()
    if last is None:
        raise ValidationError("本批没有可以撤回的选票。")
    last.batch = batch
    actions.withdraw_ballot(marking=last, reason="录入时撤回", by=request.user)
    messages.info(request, f"已撤回最近录入的{last.get_kind_display()}{last.copies}张，记录保留。")


@require_POST
def batch_close(request: StaffRequest, pk: int) -> HttpResponse:
    found = _get_batch(request, pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            actions.close_batch(batch=found, by=request.user, **form.cleaned_data)
            messages.success(request, f"{found}已封批，共{form.cleaned_data['counted']}张。")
            return redirect("ballots:ballots", found.sheet_id)
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect("ballots:batch", found.pk)


@require_POST
def marking_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    marking = get_object_or_404(Marking.objects.select_related("batch"), pk=pk)
    marking.batch = _get_batch(request, marking.batch_id)
    try:
        actions.withdraw_ballot(marking=marking, reason="录入人核对后撤回", by=request.user)
        messages.info(request, f"已撤回{marking.get_kind_display()}{marking.copies}张，记录保留。")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    if marking.batch.closed_at:
        return redirect("ballots:ballots", marking.batch.sheet_id)
    return redirect("ballots:batch", marking.batch_id)


def _sums(sheet: CountSheet, user: User) -> list[tuple[str, str]]:
    """What one's ballots come to, line by line as on the paper sheet."""
    names = queries.ballot_names(sheet.box.round, sheet.post)
    sums = tally.own_totals(sheet, user, names)
    labels = {name.cell: name.name for name in names}
    votes = [(labels.get(cell, f"{cell[2:]}（另选）"), f"{n}票") for cell, n in sums.reading.votes.items()]
    ballots = {
        "有效票": sums.valid,
        "无效票": sums.reading.void,
        "弃权票": sums.reading.blank,
        "本箱收回": sheet.box.counted,
    }
    return votes + [(label, f"{number}张") for label, number in ballots.items()]


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: StaffRequest, pk: int) -> HttpResponse:
    """The sum of one's ballots, shown once more before it is handed in."""
    sheet = get_sheet(request, pk, Permission.COUNT_ENTER)
    form = SubmitForm(request.POST or None, initial={"version": sheet.version})
    if form.is_valid():
        with form.showing_refusals():
            saved = actions.submit_ballots(sheet=sheet, by=request.user, **form.values())
            messages.info(request, f"{saved}：{saved.get_state_display()}（{timezone.localtime():%H:%M}）。")
            return redirect("ballots:count", saved.box.round.election_id)
    context = {
        "title": f"提交{sheet}的逐票录入",
        "facts": _sums(sheet, request.user),
        "consequences": ["以上合计作为您对这张计票单的录入，与另一人的录入比较。", "提交后不能再增减选票。"],
        "form": form,
        "submit": "提交合计",
        "danger": False,
        "cancel_url": reverse("ballots:ballots", args=[sheet.pk]),
    }
    return render(request, "components/confirm.html", context)
