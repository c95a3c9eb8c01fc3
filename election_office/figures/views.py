"""The figures of a place, the lists behind them, and what goes up."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.access import can_in, require, require_in
from election_office.accounts.http import StaffRequest
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.http import act_button, act_page, typed
from election_office.core.replica import read_from_copy
from election_office.core.sheets import XLSX
from election_office.documents.charts import svg_for_page
from election_office.documents.responses import PDF, file_response
from election_office.figures import actions, exports, queries
from election_office.figures.forms import LastPollingForm, TargetForm
from election_office.figures.models import LastPolling
from election_office.figures.queries import BY_KEY, MEMBERS, Scope
from election_office.figures.rules import LINES
from villages.models import Election

ROWS = 50


def scope_in(request: StaffRequest) -> Scope:
    """What the address asks for; 404 outside the reader's divisions."""
    term = request.GET.get("ordinal", "")
    asked = int(term) if term.isdecimal() and len(term) < 4 else 0
    scope = queries.scope_of(request.user, request.GET.get("area", ""), asked)
    if scope is None:
        raise Http404
    return scope


@require_safe
@read_from_copy
def overview(request: StaffRequest) -> HttpResponse:
    scope = scope_in(request)
    figures = queries.figures_of(scope)
    user = request.user
    context: dict[str, Any] = {
        "scope": scope,
        "figures": figures,
        "day_cards": queries.day_cards(figures.whole, petitions_seen(user, scope)),
        "team_cards": queries.team_cards(figures.whole, queries.targets_of(scope.code)),
        "moves": queries.moves(figures.whole),
        "turnout": _drawn(exports.turnout_chart(figures.rows)),
        "structure": _drawn(exports.team_chart(figures.whole)),
        "may_set": can_in(user, Permission.SUPERVISE, scope.code),
        "last": queries.last_polling_of(scope) if scope.is_village else None,
        "now": timezone.now(),
    }
    return render(request, "figures/overview.html", context)


def petitions_seen(user: User, scope: Scope) -> tuple[int, int] | None:
    """How many petitions there are is told to those who supervise."""
    return queries.petitions_of(scope) if can_in(user, Permission.SUPERVISE, scope.code) else None


def _drawn(chart: Any) -> str:
    return mark_safe(svg_for_page(chart)) if chart.bars else ""  # noqa: S308 -- escaped where it is drawn


@require_safe
def of_election(request: StaffRequest, pk: int) -> HttpResponse:
    """The 总结 of one election's village: where its step leads."""
    election = get_object_or_404(Election.objects.visible_to(request.user).with_places(), pk=pk)
    page = reverse("figures:summary")
    return redirect(f"{page}?area={election.village.code}&ordinal={election.cycle.ordinal}")


@require_safe
@read_from_copy
def behind(request: StaffRequest, key: str) -> HttpResponse:
    """The rows that a number counts: people, or villages."""
    scope = scope_in(request)
    figure = BY_KEY.get(key)
    if figure is None:
        raise Http404
    if figure is queries.PETITIONS:
        require_in(request.user, Permission.SUPERVISE, scope.code)
    people = figure in MEMBERS
    term = "last" if request.GET.get("term") == "last" else "new"
    rows: Any = queries.people_behind(scope, key, term) if people else queries.villages_behind(scope, key)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {"scope": scope, "figure": figure, "page_obj": page, "people": people, "term": term}
    return render(request, "figures/behind.html", context)


@require_safe
@read_from_copy
def odd(request: StaffRequest) -> HttpResponse:
    scope = scope_in(request)
    page = Paginator(queries.odd_villages(scope), ROWS).get_page(request.GET.get("page"))
    return render(request, "figures/odd.html", {"scope": scope, "page_obj": page, "lines": LINES})


@require_safe
@read_from_copy
def day(request: StaffRequest) -> HttpResponse:
    """The polling day as it goes: results coming in, and turnout by the hour."""
    scope, today = scope_in(request), timezone.localdate()
    hours = queries.hours_of(scope, today)
    context = {
        "scope": scope,
        "today": today,
        "now": timezone.now(),
        "cards": queries.day_cards(queries.polling_of(scope), petitions_seen(request.user, scope)),
        "results": queries.results_of_the_day(scope, today),
        "hours": hours,
        "chart": _drawn(exports.hours_chart(hours)),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "figures/day_part.html" if part else "figures/day.html", context)


@require_safe
def export(request: StaffRequest) -> HttpResponse:
    scope, today = scope_in(request), timezone.localdate()
    data = exports.workbook(queries.figures_of(scope), today)
    return file_response(data, name=f"{scope.name}换届统计{today:%Y%m%d}.xlsx", content_type=XLSX)


@require_safe
def print_report(request: StaffRequest) -> HttpResponse:
    scope, today = scope_in(request), timezone.localdate()
    data = exports.report_pdf(queries.figures_of(scope), today)
    name = f"{scope.name}换届统计{today:%Y%m%d}.pdf"
    return file_response(data, name=name, content_type=PDF, inline=True)


@require_http_methods(["GET", "HEAD", "POST"])
def target(request: StaffRequest) -> HttpResponse:
    scope = scope_in(request)
    require_in(request.user, Permission.SUPERVISE, scope.code)
    return act_page(
        request,
        TargetForm(**typed(request)),
        partial(actions.set_target, area_code=scope.code, by=request.user),
        title=f"{scope.name}班子结构目标",
        button="保存",
        done="已保存。",
        back=f"{reverse('figures:overview')}?area={scope.code}",
        help_text="同一目标再填一次，就按新填的算；乡镇填了自己的，以乡镇的为准。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def last_polling(request: StaffRequest, pk: int) -> HttpResponse:
    """上届投票情况 of a village whose last term this office did not run."""
    election = get_object_or_404(Election.objects.visible_to(request.user).with_places(), pk=pk)
    require(request.user, Permission.CYCLE_PLAN, election)
    row = LastPolling.objects.filter(election=election).first()
    return act_page(
        request,
        LastPollingForm(**typed(request), row=row),
        partial(actions.set_last_polling, election=election, by=request.user),
        title=f"{election.village.name}上届投票情况",
        button="保存",
        done="已保存，变动较大的会列在“数字比较特别的村”里。",
        back=f"{reverse('figures:overview')}?area={election.village.code}",
        help_text="按上届的结果报告单填写；上届在本平台办理的，平台自己有数字，不用填。",
    )


@require_POST
def recount(request: StaffRequest) -> HttpResponse:
    scope = scope_in(request)
    return act_button(
        request,
        partial(actions.count_all_again, area_code=scope.code, by=request.user),
        back=f"{reverse('figures:overview')}?area={scope.code}",
        done=lambda count: f"已重新统计{count}个村。",
    )
