"""The opening of each box on the polling day, and the notices that hang before it."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ballots.preparation import actions, queries
from ballots.preparation.forms.opening import OpeningForm
from ballots.preparation.views.stations import get_box
from ballots.queries import current_round
from election_office.accounts.access import can
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_page, typed
from villages.views.elections import get_election


@require_safe
def openings(request: StaffRequest, election_id: int) -> HttpResponse:
    """Every box of the round: opened when, by whom, and what was not met."""
    election = get_election(request, election_id)
    voting = current_round(election)
    context = {
        "election": election,
        "round": voting,
        "rows": queries.station_rows(voting) if voting else [],
        "today": voting is not None and timezone.localdate() == voting.day,
        "may_edit": can(request.user, Permission.BALLOT_EDIT, election),
    }
    return render(request, "ballots/preparation/openings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: StaffRequest, pk: int) -> HttpResponse:
    """The checklist beside the box; once kept, it is only read."""
    box = get_box(request, pk, Permission.BALLOT_EDIT)
    voting = box.round
    row = queries.station_row(voting, box)
    names = "、".join(worker.name for worker in row.workers if worker.role in ("chief", "scrutineer"))
    return act_page(
        request,
        OpeningForm(**typed(request), names=names),
        partial(actions.record_opening, box=box, by=request.user),
        title=f"开始投票检查 {box.name}",
        button="" if timezone.localdate() < voting.day else "登记，开始投票",
        done=f"“{box.name}”已登记开始投票，可以发票。",
        back=reverse("ballots:polling_day", args=[voting.election_id]),
        template="ballots/preparation/opening.html",
        context=lambda: {
            "election": voting.election,
            "round": voting,
            "box": box,
            "row": row,
            "decision": queries.opening_decision(row, voting),
        },
    )


@require_safe
def notice_list(request: StaffRequest, election_id: int) -> HttpResponse:
    """The papers that hang before the vote: by when, and how each stands."""
    election = get_election(request, election_id)
    voting = current_round(election)
    today: dt.date = timezone.localdate()
    context = {
        "election": election,
        "round": voting,
        "lines": queries.papers_before_the_vote(voting, today) if voting else [],
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
    }
    return render(request, "ballots/preparation/notices.html", context)
