"""Old addresses of the page that issues a paper."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from election_office.accounts.http import StaffRequest
from election_office.documents import notice as register
from villages.views.elections import get_election


@require_safe
def notice_issue(request: StaffRequest, election_id: int, kind: str) -> HttpResponse:
    """Bookmarked before every paper had a page of its own: it leads there."""
    election = get_election(request, election_id)
    if register.find(kind) is None:
        raise Http404
    return redirect("documents:paper", kind, election.pk)
