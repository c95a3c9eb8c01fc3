"""The matrix of count sheets, and one sheet at a time."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ballots import actions, queries
from ballots.forms import SheetForm
from ballots.models import CountSheet
from ballots.preparation.queries import book_of
from ballots.prints.ballot import BALLOT
from ballots.prints.tally_sheets import TALLY_SHEETS
from ballots.queries import Task
from ballots.recounts.queries import recounts_of
from ballots.rules.sheets import Reading, far_apart, kept_cells
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, typed
from election_office.documents.actions import working_pdf
from election_office.documents.responses import PDF, file_response, preview_response
from election_office.law.decision import Finding
from villages.views.elections import get_election

WARNED = (CountSheet.State.DIFFERS, CountSheet.State.THIRD, CountSheet.State.SPLIT)


@require_safe
def count(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    voting = queries.current_round(election)
    matrix = queries.matrix_of(voting) if voting and not voting.takes_ballots else None
    sums = queries.stock_sums(voting) if voting and matrix else None
    context = {
        "election": election,
        "round": voting,
        "matrix": matrix,
        "recounts": recounts_of(voting, drawn=matrix.drawn)
        if voting and matrix and voting.is_counting
        else None,
        "poll": queries.poll_of(voting, [row.box for row in matrix.rows], sums)
        if voting and matrix and voting.is_counting
        else None,
        "book": book_of(voting) if voting and sums and sums.has_book else None,
        "may_enter": can(request.user, Permission.COUNT_ENTER, election),
        "may_decide": can(request.user, Permission.COUNT_DECIDE, election),
        "may_edit": can(request.user, Permission.BALLOT_EDIT, election),
        "user_pk": request.user.pk,
    }
    return render(request, "ballots/count.html", context)


def _sheet(request: StaffRequest, pk: int, permission: Permission) -> CountSheet:
    rows = CountSheet.objects.visible_to(request.user).with_places().read_by(request.user)
    sheet = get_object_or_404(rows, pk=pk)
    require(request.user, permission, sheet)
    return sheet


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """One reading by one person; the other's is never read here while it is not agreed."""
    found = _sheet(request, pk, Permission.COUNT_ENTER)
    task = queries.task_of(found, request.user)
    if not task.number:
        return _nothing_to_do(request, found, task)
    # What is sent is judged behind the lock; somebody who only looks is led on.
    if request.method != "POST" and getattr(found, "has_ballots", False):
        return redirect("ballots:ballots", found.pk)
    save = actions.retype_cells if task.recheck else actions.enter_sheet
    return act_page(
        request,
        _sheet_form(request, found, _kept(found, task) if task.recheck else None),
        partial(save, sheet=found, by=request.user),
        title=str(found),
        button="保存本单",
        done=_said,
        warns=lambda read: read.state in WARNED,
        back=reverse("ballots:count", args=[found.box.round.election_id]),
        then=partial(_after_saving, request),
        template="ballots/sheet.html",
        context=partial(_sheet_context, found, task),
    )


def _sheet_context(found: CountSheet, task: Task) -> dict[str, Any]:
    far = _far_apart(found) if task.recheck else []
    return {"sheet": found, "election": found.box.round.election, "task": task, "far": far}


def _sheet_form(request: StaffRequest, found: CountSheet, former: Reading | None) -> SheetForm:
    voting = found.box.round
    return SheetForm(
        **typed(request),
        sheet=found,
        names=found.printed_names,
        former=former,
        write_ins=voting.election.rulebook.value("write_in_allowed")[voting.judged_as],
    )


def _kept(sheet: CountSheet, task: Task) -> Reading:
    """What stands of one's own reading; of the other's only which cells differ."""
    entries = queries.entries_of(sheet)
    own, other = entries[task.number], entries[3 - task.number]
    return kept_cells(own.reading(), other.reading(), sheet.differing)


def _far_apart(sheet: CountSheet) -> list[Finding]:
    """Which of the cells asked again differ by much: a wrong row, a digit too many. No numbers."""
    facts, entries = queries.sheet_facts(sheet, sheet.printed_names), queries.entries_of(sheet)
    return far_apart(entries[1].reading(), entries[2].reading(), facts)


def _nothing_to_do(request: StaffRequest, sheet: CountSheet, task: Task) -> HttpResponse:
    """Agreed sheets are shown to those who count; on others the sentence says who is awaited."""
    context = {"sheet": sheet, "election": sheet.box.round.election, "task": task, "lines": []}
    if sheet.state == CountSheet.State.AGREED:
        entry = queries.entries_of(sheet)[sheet.counts]
        context |= {"entry": entry, "lines": list(entry.lines.all())}
    return render(request, "ballots/sheet_shown.html", context)


def _said(sheet: CountSheet) -> str:
    many, committee = len(sheet.differing), sheet.box.round.election.words.committee
    sentences = {
        CountSheet.State.AGREED: "计票一致。",
        CountSheet.State.DIFFERS: f"两次录入有{many}项不一致，由两位录入人各自重新录入这几项。",
        CountSheet.State.THIRD: "重新核对后仍不一致，请第三人独立计票。",
        CountSheet.State.SPLIT: f"三次计票都不一致，由{committee}认定。",
    }
    first = "第一次录入已保存，请另一人做第二次录入。"
    return f"{sheet}{sentences.get(CountSheet.State(sheet.state), first)}"


def _after_saving(request: StaffRequest, sheet: CountSheet) -> str:
    """Who is to look at the cells again stays with the sheet; everybody else goes back to all of them."""
    differs = sheet.state == CountSheet.State.DIFFERS
    if differs and queries.task_of(sheet, request.user).recheck:
        return reverse("ballots:sheet", args=[sheet.pk])
    return reverse("ballots:count", args=[sheet.box.round.election_id])


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_reset(request: StaffRequest, pk: int) -> HttpResponse:
    found = _sheet(request, pk, Permission.COUNT_DECIDE)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.reset_sheet, sheet=found, version=found.version, by=request.user),
        title=f"作废{found}的录入，重新开始",
        facts=[("现在的状态", found.get_state_display())],
        consequences=["两次录入都作废，保留备查。", "须由两个人重新各录入一次。"],
        danger=True,
        button="作废并重新开始",
        done=f"{found}已作废原录入，请重新录入两次。",
        back=reverse("ballots:count", args=[found.box.round.election_id]),
    )


@require_safe
def tally_sheets(request: StaffRequest, election_id: int) -> HttpResponse:
    """Blank sheets for 正 tallies, one for every box and post, to be printed before the count."""
    election = get_election(request, election_id)
    voting = queries.current_round(election)
    if voting is None:
        return redirect("ballots:boxes", election.pk)
    try:
        pdf = working_pdf(TALLY_SHEETS, voting)
    except ValidationError as error:
        context = {"title": "唱票计票单", "problems": error.messages}
        return render(request, "documents/preview_refused.html", context, status=422)
    name = f"{election.village.name}{voting.title}唱票计票单.pdf"
    return file_response(pdf, name=name, content_type=PDF, inline=True)


@require_safe
def ballot_sample(request: StaffRequest, election_id: int) -> HttpResponse:
    """The ballot as it would be printed now, marked as a sample."""
    election = get_election(request, election_id)
    voting = queries.current_round(election)
    if voting is None:
        return redirect("ballots:boxes", election.pk)
    return preview_response(request, BALLOT, voting)
