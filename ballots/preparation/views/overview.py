"""投票准备: one page for everything before the first ballot is handed out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ballots.preparation.overview import parts_of
from ballots.queries import current_round
from election_office.accounts.access import can
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import keeps_pages
from villages.queries import steps_of
from villages.views.elections import get_election


@require_safe
def preparation(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    voting = current_round(election)
    may_edit = can(request.user, Permission.BALLOT_EDIT, election)
    context: dict[str, Any] = {"election": election, "round": voting, "may_edit": may_edit}
    if voting is not None:
        parts = parts_of(voting, timezone.localdate())
        context |= {
            "parts": parts,
            "unsafe": voting.takes_ballots and not keeps_pages(request),
            "step": next(
                (row for row in steps_of(election.pk) if row.code == "ballots_ready" and row.done_on is None),
                None,
            ),
            "done": sum(part.tone == "done" for part in parts),
            "next": next((part for part in parts if part.waits), None) if voting.takes_ballots else None,
        }
    return render(request, "ballots/preparation/overview.html", context)
