"""What the committee decides while counting: doubtful ballots, names, which of three readings counts."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ballots import queries
from ballots.actions import settle_sheet
from ballots.models import CountSheet, NameMerge, Ruling
from ballots.rules.codes import CODES
from ballots.rules.sheet_codes import ISSUE_CODES, POLL_CODES, SHEET_CODES
from ballots.tally import actions
from ballots.tally import queries as tally
from ballots.tally.forms import MergeForm, RulingForm
from ballots.tally.views import get_sheet
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, typed
from villages.readings.forms import SettleForm
from villages.views.elections import get_election


@require_safe
def decisions(request: StaffRequest, election_id: int) -> HttpResponse:
    """Doubtful ballots of every sheet and the names that were written in, with what was decided."""
    election = get_election(request, election_id)
    voting = queries.current_round(election)
    sheets = (
        CountSheet.objects.filter(box__round=voting).select_related("box__round", "post") if voting else ()
    )
    printed = [
        (sheet, list(row.ballot_names.all()))
        for row in (queries.fixed_posts(voting) if voting else ())
        for sheet in sheets
        if sheet.post_id == row.post_id
    ]
    posts = [contest.post for contest in queries.contests_of(voting)] if voting else []
    context = {
        "election": election,
        "round": voting,
        "doubtful": tally.doubtful_of_each(printed),
        "names": [(post, tally.written_names(voting, post)) for post in posts] if voting else [],
        "merges": NameMerge.objects.filter(round=voting, revoked_at__isnull=True).select_related(
            "post", "decided_by"
        ),
        "may_decide": can(request.user, Permission.COUNT_DECIDE, election),
    }
    return render(request, "ballots/tally/decisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def doubtful(request: StaffRequest, pk: int, label: str) -> HttpResponse:
    sheet = get_sheet(request, pk, Permission.COUNT_DECIDE)
    election_id = sheet.box.round.election_id
    names = queries.ballot_names(sheet.box.round, sheet.post)
    numbered = "，".join(f"{number} {name.name}" for number, name in enumerate(names, 1))
    return act_page(
        request,
        RulingForm(**typed(request)),
        partial(actions.rule_ballot, sheet=sheet, label=label, by=request.user),
        title=f"登记疑难票{label}的认定",
        facts=[("计票单", str(sheet)), ("候选人", numbered or "没有印候选人"), ("应选", f"{sheet.seats}名")],
        consequences=[
            f"{sheet.box.round.election.words.committee}的认定对两次录入都有效。",
            "一张选票全部无效或者只有一部分无效的，写明理由。",
        ],
        button="登记认定",
        done=lambda ruling: f"{sheet}{ruling}。",
        back=reverse("ballots:decisions", args=[election_id]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ruling_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    ruling = get_object_or_404(Ruling, pk=pk)
    ruling.sheet = get_sheet(request, ruling.sheet_id, Permission.COUNT_DECIDE)
    back = reverse("ballots:decisions", args=[ruling.sheet.box.round.election_id])
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_ruling, ruling=ruling, by=request.user),
        title=f"撤回{ruling.sheet}{ruling}",
        consequences=["原认定保留备查，这张疑难票须重新认定。"],
        button="撤回认定",
        done=f"已撤回{ruling}，请重新认定。",
        back=back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.COUNT_DECIDE, election)
    voting = queries.current_round(election)
    back = reverse("ballots:decisions", args=[election.pk])
    if voting is None or not voting.is_counting:
        return redirect(back)
    return act_page(
        request,
        MergeForm(**typed(request), posts=[contest.post for contest in queries.contests_of(voting)]),
        partial(actions.merge_names, round=voting, by=request.user),
        title="登记另选姓名合并",
        consequences=["各票箱这一职位中写这个姓名的得票，都计入所写的人。", "同一张选票上两种写法只计一票。"],
        button="登记合并",
        done=lambda merged: f"已登记：{merged}。",
        back=back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def merge_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(NameMerge.objects.select_related("round"), pk=pk)
    row.round.election = get_election(request, row.round.election_id)
    require(request.user, Permission.COUNT_DECIDE, row)
    back = reverse("ballots:decisions", args=[row.round.election_id])
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_merge, merge=row, by=request.user),
        title=f"撤回姓名合并：{row}",
        consequences=["两个姓名重新分开计票。"],
        button="撤回合并",
        done=f"已撤回：{row}。",
        back=back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Three readings side by side; one of them is chosen, whole."""
    sheet = get_sheet(request, pk, Permission.COUNT_DECIDE)
    election = sheet.box.round.election
    back = reverse("ballots:count", args=[election.pk])
    if sheet.state != CountSheet.State.SPLIT:
        messages.info(request, f"三次计票都不一致的计票单才由{election.words.committee}认定。")
        return redirect(back)
    return act_page(
        request,
        SettleForm(**typed(request), paper=sheet, row=sheet),
        partial(settle_sheet, sheet=sheet, by=request.user),
        title=f"认定 {sheet}",
        button="登记认定",
        done=lambda settled: f"{settled}已认定，采用第{settled.counts}次录入。",
        back=back,
        template="ballots/tally/settle.html",
        context=lambda: {"sheet": sheet, "election": election, "rows": _side_by_side(sheet)},
    )


def _side_by_side(sheet: CountSheet) -> list[tuple[str, list[int | None], bool]]:
    """Every cell of the sheet: its name, what each of the readings says, and whether they differ."""
    readings = [entry.reading() for _, entry in sorted(queries.entries_of(sheet).items())]
    labels = {name.cell: name.name for name in queries.ballot_names(sheet.box.round, sheet.post)}
    cells = [*dict.fromkeys(cell for reading in readings for cell in reading.votes), "void", "blank"]
    words = {"void": "无效票", "blank": "弃权票"} | labels
    rows = [
        (words.get(cell, f"{cell[2:]}（另选）"), [reading.cell(cell) for reading in readings])
        for cell in cells
    ]
    return [(label, numbers, len(set(numbers)) > 1) for label, numbers in rows]


@require_safe
def codes(request: StaffRequest) -> HttpResponse:
    """Every check of the count by its code: how grave, what it means, what to do."""
    groups = [
        ("发票", ISSUE_CODES),
        ("票箱与投票结束", POLL_CODES),
        ("计票单", SHEET_CODES),
        ("选举结果", CODES),
    ]
    return render(
        request, "ballots/tally/codes.html", {"groups": [(title, rows.items()) for title, rows in groups]}
    )
