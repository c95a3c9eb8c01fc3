"""The opening of each box on the polling day, and the notices that hang before it."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ballots.preparation import actions, notices, queries
from ballots.preparation.forms.opening import OpeningForm
from ballots.preparation.notice_board import notice_lines
from ballots.preparation.views.pages import get_round
from ballots.preparation.views.stations import get_box
from ballots.queries import current_round
from ballots.views.results import issue_paper
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.documents import kinds
from election_office.documents.responses import preview_response
from villages.views.elections import get_election

OWN_NOTICES = (
    notices.STAFF_NOTICE,
    notices.MOBILE_NOTICE,
    notices.WRITERS_NOTICE,
    notices.VOID_RULES_NOTICE,
)


@require_safe
def openings(request: StaffRequest, election_id: int) -> HttpResponse:
    """Every box of the round: opened when, by whom, and what was not met."""
    election = get_election(request, election_id)
    round = current_round(election)
    context = {
        "election": election,
        "round": round,
        "rows": queries.station_rows(round) if round else [],
        "today": round is not None and timezone.localdate() == round.day,
        "may_edit": can(request.user, Permission.BALLOT_EDIT, election),
    }
    return render(request, "ballots/preparation/openings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: StaffRequest, pk: int) -> HttpResponse:
    """The checklist beside the box; once kept, it is only read."""
    box = get_box(request, pk, Permission.BALLOT_EDIT)
    round = box.round
    row = queries.station_row(round, box)
    names = "、".join(one.name for one in row.workers if one.role in ("chief", "scrutineer"))
    form = OpeningForm(request.POST or None, names=names)
    if form.is_valid():
        with form.showing_refusals():
            actions.record_opening(box=box, by=request.user, **form.values())
            messages.success(request, f"“{box.name}”已登记开始投票，可以发票。")
            return redirect("ballots:polling_day", round.election_id)
    context = {
        "election": round.election,
        "round": round,
        "box": box,
        "row": row,
        "form": form,
        "decision": queries.opening_decision(row, round),
        "too_early": timezone.localdate() < round.day,
        "checks": actions.CHECKS,
    }
    return render(request, "ballots/preparation/opening.html", context)


@require_safe
def notice_list(request: StaffRequest, election_id: int) -> HttpResponse:
    """The papers that hang before the vote: by when, and how each stands."""
    election = get_election(request, election_id)
    round = current_round(election)
    today: dt.date = timezone.localdate()
    context = {
        "election": election,
        "round": round,
        "lines": notice_lines(round, today) if round else [],
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
    }
    return render(request, "ballots/preparation/notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notice_issue(request: StaffRequest, election_id: int, kind: str) -> HttpResponse:
    if kind not in OWN_NOTICES:
        raise Http404
    round = get_round(request, election_id, kinds.get(kind).permission)
    back = reverse("ballots:notices", args=[election_id])
    if not round.takes_ballots:
        messages.error(request, f"{round.title}{round.get_state_display()}，投票前的公告不再签发。")
        return redirect(back)
    preview = reverse("ballots:notice_preview", args=[election_id, kind])
    return issue_paper(request, kinds.get(kind), round, preview, back)


@require_safe
def notice_preview(request: StaffRequest, election_id: int, kind: str) -> HttpResponse:
    if kind not in OWN_NOTICES:
        raise Http404
    round = get_round(request, election_id)
    require(request.user, kinds.get(kind).permission, round)
    return preview_response(request, kind, round)
