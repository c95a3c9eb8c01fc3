"""Reading ballots one by one, batch by batch, and handing in their sum."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
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
from election_office.core.http import act_button, act_page, typed


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
    return act_page(
        request,
        BatchForm(**typed(request)),
        partial(actions.open_batch, sheet=sheet, by=request.user),
        title=f"逐票录入 {sheet}",
        button="开始录入",
        back=reverse("ballots:count", args=[sheet.box.round.election_id]),
        then=lambda batch: reverse("ballots:batch", args=[batch.pk]),
        template="ballots/tally/ballots.html",
        context=partial(_batches, sheet, request.user),
    )


def _batches(sheet: CountSheet, user: User) -> dict[str, Any]:
    names = queries.ballot_names(sheet.box.round, sheet.post)
    rows = tally.own_batches(sheet, user)
    task = queries.task_of(sheet, user)
    return {
        "sheet": sheet,
        "election": sheet.box.round.election,
        "task": task,
        "rows": rows,
        "open": next((row for row in rows if not row.batch.closed_at), None),
        "read": sum(row.read for row in rows),
        "sums": tally.own_totals(sheet, user, names),
        "differing": tally.told_marks([cell for cell in sheet.differing if cell[:1] == "c"], names),
        "lines": tally.last_markings(sheet, user, names, most=400) if task.recheck else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: StaffRequest, pk: int) -> HttpResponse:
    """One command at a time. The page carries the token of the next line: sent twice, it is one line."""
    found = _get_batch(request, pk)
    return act_page(
        request,
        BallotForm(**typed(request), initial={"token": uuid.uuid4().hex}),
        partial(_enter, request, found),
        title=f"{found} {found.sheet}",
        button="录入（回车）",
        back=reverse("ballots:batch", args=[found.pk]),
        template="ballots/tally/batch.html",
        context=partial(_lines, found, request.user),
    )


def _lines(batch: Batch, user: User) -> dict[str, Any]:
    names = queries.ballot_names(batch.sheet.box.round, batch.sheet.post)
    rows = tally.own_batches(batch.sheet, user)
    sums = tally.own_totals(batch.sheet, user, names)
    return {
        "sheet": batch.sheet,
        "election": batch.sheet.box.round.election,
        "batch": batch,
        "close_form": CloseForm(),
        "read": next(row.read for row in rows if row.batch.pk == batch.pk),
        "total": sum(row.read for row in rows),
        "names": [(number, name, sums.reading.votes[name.cell]) for number, name in enumerate(names, 1)],
        "sums": sums,
        "lines": tally.last_markings(batch.sheet, user, names),
        "commands": COMMANDS,
    }


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
    found, form = _get_batch(request, pk), CloseForm(request.POST)
    return act_button(
        request,
        partial(actions.close_batch, batch=found, by=request.user),
        form=form,
        back=reverse("ballots:batch", args=[found.pk]),
        done=lambda batch: f"{batch}已封批，共{form.cleaned_data['counted']}张。",
        then=reverse("ballots:ballots", args=[found.sheet_id]),
    )


@require_POST
def marking_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    marking = get_object_or_404(Marking.objects.select_related("batch"), pk=pk)
    batch = marking.batch = _get_batch(request, marking.batch_id)
    open_page = reverse("ballots:batch", args=[batch.pk])
    return act_button(
        request,
        partial(actions.withdraw_ballot, marking=marking, reason="录入人核对后撤回", by=request.user),
        back=reverse("ballots:ballots", args=[batch.sheet_id]) if batch.closed_at else open_page,
        done=f"已撤回{marking.get_kind_display()}{marking.copies}张，记录保留。",
    )


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
    return act_page(
        request,
        SubmitForm(**typed(request), initial={"version": sheet.version}),
        partial(actions.submit_ballots, sheet=sheet, by=request.user),
        title=f"提交{sheet}的逐票录入",
        button="提交合计",
        done=lambda saved: f"{saved}：{saved.get_state_display()}（{timezone.localtime():%H:%M}）。",
        back=reverse("ballots:ballots", args=[sheet.pk]),
        then=reverse("ballots:count", args=[sheet.box.round.election_id]),
        facts=_sums(sheet, request.user),
        consequences=["以上合计作为您对这张计票单的录入，与另一人的录入比较。", "提交后不能再增减选票。"],
        context={"election": sheet.box.round.election},
    )
