"""The book of ballots: its lines, its balance, its print."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ballots.models import StockMovement
from ballots.preparation import actions, queries
from ballots.preparation.forms.stock import DifferenceForm, MovementForm
from ballots.preparation.views.pages import get_round, preparation_act
from ballots.prints.stock_book import STOCK_BOOK
from ballots.queries import boxes_of
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, typed
from election_office.documents.actions import working_pdf
from election_office.documents.responses import PDF, file_response


@require_safe
def stock(request: StaffRequest, election_id: int) -> HttpResponse:
    voting = get_round(request, election_id)
    context = {
        "election": voting.election,
        "round": voting,
        "book": queries.book_of(voting),
        "need": queries.copies_of(voting, queries.design_of(voting)),
        "may_edit": can(request.user, Permission.BALLOT_EDIT, voting.election),
    }
    return render(request, "ballots/preparation/stock.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stock_add(request: StaffRequest, election_id: int) -> HttpResponse:
    voting = get_round(request, election_id, Permission.BALLOT_EDIT)
    initial = {"kind": request.GET.get("kind", "")}
    here = queries.stock_of_round(voting)
    return preparation_act(
        request,
        voting.election,
        MovementForm(**typed(request), boxes=boxes_of(voting), initial=initial),
        partial(actions.move_stock, round=voting, by=request.user),
        title="登记选票领用",
        button="登记",
        done=lambda row: f"已登记{row}。",
        back=reverse("ballots:prepare_stock", args=[election_id]),
        notes=[f"现在：印制处{here.at_printer}张，村里{here.at_village}张。", "每一笔由两个人签名。"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stock_strike(request: StaffRequest, pk: int) -> HttpResponse:
    rows = StockMovement.objects.visible_to(request.user).select_related("round__election", "box")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.BALLOT_EDIT, row)
    back = reverse("ballots:prepare_stock", args=[row.round.election_id])
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.strike_movement, movement=row, by=request.user),
        title=f"划去“{row}”",
        facts=[("经手人", row.first_name), ("复核人", row.second_name), ("备注", row.note or "无")],
        consequences=["这一条不再计数，仍然可以看到。", "后面的登记已经用到这些选票的，要先划去后面的。"],
        danger=True,
        button="划去",
        done=f"已划去“{row}”，原记录保留。",
        back=back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stock_difference(request: StaffRequest, election_id: int) -> HttpResponse:
    voting = get_round(request, election_id, Permission.BALLOT_EDIT)
    return preparation_act(
        request,
        voting.election,
        DifferenceForm(**typed(request)),
        partial(actions.explain_difference, round=voting, by=request.user),
        title="说明选票差额",
        button="登记",
        done="差额说明已登记。",
        back=reverse("ballots:prepare_stock", args=[election_id]),
        notes=[finding.message for finding in queries.balance_of(voting).refusals],
    )


@require_safe
def stock_book(request: StaffRequest, election_id: int) -> HttpResponse:
    """选票领用登记簿 as it stands."""
    voting = get_round(request, election_id)
    try:
        pdf = working_pdf(STOCK_BOOK, voting)
    except ValidationError as error:
        context = {"title": "选票领用登记簿", "problems": error.messages}
        return render(request, "documents/preview_refused.html", context, status=422)
    name = f"{voting.election.village.name}{voting.title}选票领用登记簿.pdf"
    return file_response(pdf, name=name, content_type=PDF, inline=True)
