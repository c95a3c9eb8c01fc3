"""Pages of a station's counting paper: the whole paper, the cells that differ, the committee's choice."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from candidates.models import NominationSheet
from candidates.nomination import actions, forms
from candidates.nomination.table import TableForm
from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_page, typed
from villages.readings import pages
from villages.views.elections import get_election

BOTH = ["GET", "HEAD", "POST"]


def _sheet(request: StaffRequest, pk: int, permission: Permission) -> NominationSheet:
    rows = NominationSheet.objects.visible_to(request.user).with_readings()
    rows = rows.select_related("election__village__township__county", "election__cycle")
    sheet = get_object_or_404(rows, pk=pk)
    require(request.user, permission, sheet)
    return sheet


def _chooser(sheet: NominationSheet) -> str:
    return str(sheet.election.words.committee)


def _titles(sheet: NominationSheet) -> dict[str, str]:
    return {str(post.pk): post.title for post in sheet.election.posts.all()}


def _back(sheet: NominationSheet) -> str:
    return reverse("candidates:nomination", args=[sheet.election_id])


@require_http_methods(BOTH)
def sheet_read(request: StaffRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk, Permission.CANDIDATE_EDIT)
    return pages.read_page(
        request,
        sheet,
        partial(forms.ReadingForm, posts=list(sheet.election.posts.all())),
        read=partial(actions.read_sheet, sheet=sheet),
        reread=partial(actions.reread_cells, sheet=sheet),
        titles=_titles(sheet),
        chooser=_chooser(sheet),
        back=_back(sheet),
    )


@require_http_methods(BOTH)
def sheet_settle(request: StaffRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk, Permission.COUNT_DECIDE)
    act = partial(actions.settle_sheet, sheet=sheet)
    titles, chooser = _titles(sheet), f"{_chooser(sheet)}成员"
    return pages.settle_page(request, sheet, act, titles=titles, chooser=chooser, back=_back(sheet))


@require_http_methods(BOTH)
def sheet_reset(request: StaffRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk, Permission.COUNT_DECIDE)
    return pages.reset_page(request, sheet, partial(actions.reset_sheet, sheet=sheet), back=_back(sheet))


@require_http_methods(BOTH)
def nominees_table(request: StaffRequest, election_id: int) -> HttpResponse:
    """Every name on the ballots at once, with what the people said in writing."""
    election = get_election(request, election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    form = TableForm(**typed(request), election=election)
    return act_page(
        request,
        form,
        lambda **_: actions.fill_table(election=election, by=request.user, **form.values()),
        title="按提名票整表登记被提名人",
        button="登记整表",
        done=lambda made: f"已登记被提名人{len(made[0])}名，书面意见{made[1]}件。",
        back=reverse("candidates:nomination", args=[election.pk]),
        template="candidates/nominees_table.html",
        context={"election": election},
    )
