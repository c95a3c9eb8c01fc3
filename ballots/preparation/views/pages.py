"""What every page of the preparation begins with."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ballots.models import Round
from ballots.queries import current_round
from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from villages.models import Election
from villages.views.elections import get_election

FORM = "ballots/preparation/form.html"


def get_round(request: StaffRequest, election_id: int, permission: Permission | None = None) -> Round:
    """The round at hand, its election attached: 404 outside the user's divisions or before the first box,
    403 without the permission."""
    election = get_election(request, election_id)
    if permission is not None:
        require(request.user, permission, election)
    voting = current_round(election)
    if voting is None:
        raise Http404("还没有建立票箱。")
    return voting


def show_form(
    request: StaffRequest, election: Election, form: Form, title: str, submit: str, **more: Any
) -> HttpResponse:
    """One page for every act: what it means, its form, and the way back to the overview."""
    context = {"election": election, "form": form, "title": title, "submit": submit}
    context["back"] = reverse("ballots:preparation", args=[election.pk])
    return render(request, FORM, context | more)
