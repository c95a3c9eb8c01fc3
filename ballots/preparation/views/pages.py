"""What every page of the preparation begins with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from ballots.models import Round
from ballots.queries import current_round
from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page
from villages.models import Election
from villages.views.elections import get_election

ACT = "ballots/preparation/act.html"


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


def preparation_act(
    request: StaffRequest,
    election: Election,
    form: OfficeForm,
    act: Callable[..., Any],
    *,
    notes: Sequence[str] = (),
    **words: Any,
) -> HttpResponse:
    """One act of the preparation, below its tabs. ``notes``: what to know before; back to the overview unless
    ``words`` differ."""
    back = reverse("ballots:preparation", args=[election.pk])
    context = {"election": election, "notes": notes}
    words = {"button": "保存", "back": back, "template": ACT, "context": context} | words
    return act_page(request, form, act, **words)
