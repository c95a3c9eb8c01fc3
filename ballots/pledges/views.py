"""The three lists with the missing names, and scans in bulk."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ballots.pledges import queries
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, typed
from villages.groundwork import actions
from villages.groundwork import queries as groundwork
from villages.groundwork.forms import PledgesForm
from villages.models import Election, Pledge
from villages.views.elections import get_election

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
def pledge_lists(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    rows = groundwork.pledges(election)
    lists = groundwork.pledge_lists(election, dict(queries.wanted(election)), rows)
    context = {
        "election": election,
        "lists": [(entry, [row for row in rows if row.kind == entry.kind]) for entry in lists],
        "may_record": can(request.user, Permission.STEP_RECORD, election),
    }
    return render(request, "ballots/pledges/lists.html", context)


@require_http_methods(GET_OR_POST)
def pledges_sign(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.STEP_RECORD, election)

    def act(**values: Any) -> list[Pledge]:
        must = queries.wanted(election)[values["kind"]]
        return actions.sign_pledges(election=election, wanted=must, by=request.user, **values)

    return act_page(
        request,
        PledgesForm(**typed(request), initial={"kind": request.GET.get("kind", "responsibility")}),
        act,
        title="登记换届纪律书",
        button="上传并登记",
        done=lambda rows: f"已登记{len(rows)}份。",
        back=reverse("ballots:pledges", args=[election_id]),
        context={"election": election},
    )


def _pledge(request: StaffRequest, pk: int) -> Pledge:
    return get_object_or_404(Pledge.objects.visible_to(request.user).select_related("election"), pk=pk)


@require_safe
def pledge_file(request: StaffRequest, pk: int) -> FileResponse:
    row = _pledge(request, pk)
    return FileResponse(row.file.open(), as_attachment=True, filename=row.filename)


@require_http_methods(GET_OR_POST)
def pledge_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    row = _pledge(request, pk)
    election: Election = get_election(request, row.election_id)
    require(request.user, Permission.STEP_RECORD, election)

    def act(**values: Any) -> Pledge:
        return actions.withdraw_pledge(pledge=row, by=request.user, **values)

    return act_page(
        request,
        ReasonForm(**typed(request)),
        act,
        title=f"撤回{row}的登记",
        button="撤回",
        done="登记已撤回，记录保留。",
        back=reverse("ballots:pledges", args=[row.election_id]),
        consequences=["此人重新列为没有签订，扫描件保留备查。"],
        context={"election": election},
    )
