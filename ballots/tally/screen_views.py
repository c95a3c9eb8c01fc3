"""The caller's clerk, the link of the screen, and the screen itself, which anybody with the link may see."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ballots import queries
from ballots.models import CountSheet, Round, Screen
from ballots.prints.called_tally import called_tally_pdf
from ballots.tally import actions
from ballots.tally import queries as tally
from ballots.tally.views import get_sheet
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_button, sent_json
from election_office.documents.responses import PDF, file_response
from villages.views.elections import get_election

CUT = "大屏链接已停用，打开它的屏幕不再显示计票。"


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: StaffRequest, pk: int) -> HttpResponse:
    """One tap for every call. The page keeps what it could not send and sends it again; a POST answers with
    the tokens kept and the totals of the sheet."""
    sheet = get_sheet(request, pk, Permission.COUNT_ENTER)
    if request.method == "POST":
        return _take_calls(request, sheet)
    voting = sheet.box.round
    names = queries.ballot_names(voting, sheet.post)
    start = {
        "sheet": sheet.pk,
        "url": reverse("ballots:call", args=[sheet.pk]),
        "cells": [{"cell": name.cell, "name": name.name} for name in names],
        "totals": tally.call_totals([sheet.pk]).get(sheet.pk, {}),
        "write_ins": voting.election.rulebook.value("write_in_allowed")[voting.judged_as],
    }
    context = {"sheet": sheet, "election": voting.election, "round": voting, "start": start}
    return render(request, "ballots/tally/call.html", context)


def _take_calls(request: StaffRequest, sheet: CountSheet) -> JsonResponse:
    try:
        sent = sent_json(request)
        calls, undone = sent["calls"], [str(token) for token in sent["undone"]]
        if not isinstance(calls, list) or not all(isinstance(item, dict) for item in calls):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": "唱票记录的内容不对，请刷新页面后重试。"}, status=422)
    try:
        remaining = actions.record_calls(sheet=sheet, calls=calls, undone=undone, by=request.user)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    return JsonResponse({"kept": remaining, "totals": tally.call_totals([sheet.pk]).get(sheet.pk, {})})


@require_http_methods(["GET", "HEAD", "POST"])
def screen_link(request: StaffRequest, election_id: int) -> HttpResponse:
    """The link for the hall: made, made anew, revoked."""
    election = get_election(request, election_id)
    require(request.user, Permission.COUNT_DECIDE, election)
    voting = queries.current_round(election)
    if voting is None:
        messages.info(request, "还没有投票轮次，先建立票箱。")
        return redirect("ballots:boxes", election.pk)
    if request.method == "POST":
        return _change_link(request, voting)
    screen = tally.screen_of(voting)
    address = request.build_absolute_uri(reverse("ballots:screen", args=[screen.token])) if screen else ""
    context = {"election": election, "round": voting, "screen": screen, "address": address}
    return render(request, "ballots/tally/screen_link.html", context)


def _change_link(request: StaffRequest, round: Round) -> HttpResponse:
    revoking = request.POST.get("act") == "revoke"
    return act_button(
        request,
        partial(actions.revoke_screen if revoking else actions.open_screen, round=round, by=request.user),
        back=reverse("ballots:screen_link", args=[round.election_id]),
        done=CUT if revoking else "已生成新的大屏链接，以前的链接不再有效。",
    )


def _screen(token: str) -> Screen:
    """The screen of a link in force; a revoked or unknown one is not there. One statement."""
    rows = Screen.objects.filter(token=token, revoked_at__isnull=True)
    screen = rows.select_related(
        "round__election__village__township__county", "round__election__cycle"
    ).first()
    if screen is None:
        raise Http404
    return screen


@login_not_required
@require_safe
def screen(request: HttpRequest, token: str) -> HttpResponse:
    found = _screen(token)
    feed = tally.screen_feed(found, tally.screen_version(found))
    context = {"feed": feed, "feed_url": reverse("ballots:screen_feed", args=[token])}
    response = render(request, "ballots/tally/screen.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_safe
def screen_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The numbers, or 304 while nothing changed: three statements whatever the size of the count."""
    found = _screen(token)
    version = tally.screen_version(found)
    etag = f'"{version}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = JsonResponse(tally.screen_feed(found, version), json_dumps_params={"ensure_ascii": False})
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def called_tally(request: StaffRequest, election_id: int) -> HttpResponse:
    """The 正 sheets as they were called, to be signed as the original record."""
    election = get_election(request, election_id)
    voting = queries.current_round(election)
    if voting is None or voting.takes_ballots:
        messages.info(request, "还没有开始计票。")
        return redirect("ballots:count", election.pk)
    try:
        unagreed = can(request.user, Permission.COUNT_DECIDE, election)
        pdf = called_tally_pdf(voting, unagreed=unagreed)
    except ValidationError as error:
        context = {"title": "唱票计票单", "problems": error.messages}
        return render(request, "documents/preview_refused.html", context, status=422)
    name = f"{election.village.name}{voting.title}唱票计票单（正字）.pdf"
    return file_response(pdf, name=name, content_type=PDF, inline=True)
