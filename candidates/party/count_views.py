"""Pages of a meeting's counting paper: the whole paper, the differing cells, the choice between readings."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from candidates.models import PartyCount
from candidates.party import actions, forms
from candidates.party.rules import TITLES
from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from villages.readings import pages

BOTH = ["GET", "HEAD", "POST"]
CHOOSER = "主持会议的人"


def _count(request: StaffRequest, pk: int, permission: Permission) -> PartyCount:
    rows = PartyCount.objects.visible_to(request.user).with_readings()
    count = get_object_or_404(
        rows.select_related("election__village__township__county", "election__cycle"), pk=pk
    )
    require(request.user, permission, count)
    return count


def _back(count: PartyCount) -> str:
    return reverse("candidates:party", args=[count.election_id])


@require_http_methods(BOTH)
def count_read(request: StaffRequest, pk: int) -> HttpResponse:
    count = _count(request, pk, Permission.CANDIDATE_EDIT)
    return pages.read_page(
        request,
        count,
        forms.ReadingForm,
        read=partial(actions.read_count, count=count),
        reread=partial(actions.reread_count, count=count),
        titles=TITLES,
        chooser=CHOOSER,
        back=_back(count),
    )


@require_http_methods(BOTH)
def count_settle(request: StaffRequest, pk: int) -> HttpResponse:
    count = _count(request, pk, Permission.COUNT_DECIDE)
    act = partial(actions.settle_count, count=count)
    return pages.settle_page(request, count, act, titles=TITLES, chooser=CHOOSER, back=_back(count))


@require_http_methods(BOTH)
def count_reset(request: StaffRequest, pk: int) -> HttpResponse:
    count = _count(request, pk, Permission.COUNT_DECIDE)
    return pages.reset_page(request, count, partial(actions.reset_count, count=count), back=_back(count))
