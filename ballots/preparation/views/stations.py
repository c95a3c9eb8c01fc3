"""Where people vote: booths, mobile boxes, and who votes at them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ballots.models import Box, MobileVoter, Round
from ballots.preparation import actions, queries
from ballots.preparation.actions import stations
from ballots.preparation.forms.stations import ApprovalForm, MobileVotersForm, PlaceForm, RouteForm
from ballots.preparation.rules.opening import check_posted_list
from ballots.preparation.rules.staffing import check_station
from ballots.preparation.views.pages import get_round, preparation_act
from ballots.prints.checklist import CHECKLIST
from ballots.queries import current_round
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page, typed
from election_office.documents.actions import working_pdf
from election_office.documents.queries import current_document
from election_office.documents.responses import PDF, file_response
from election_office.law.decision import Decision
from villages.views.elections import get_election
from voters.models import Registration

FOUND_AT_MOST = 40


def get_box(request: StaffRequest, pk: int, permission: Permission | None = None) -> Box:
    """The box with its election, or 404 outside the user's divisions, 403 without the permission."""
    rows = Box.objects.visible_to(request.user).select_related(
        "round__election__village__township__county", "round__election__cycle"
    )
    box = get_object_or_404(rows, pk=pk)
    if permission is not None:
        require(request.user, permission, box)
    return box


@require_safe
def station_list(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    voting = current_round(election)
    context = {
        "election": election,
        "round": voting,
        "rows": _with_findings(voting) if voting else [],
        "may_edit": can(request.user, Permission.BALLOT_EDIT, election),
        "may_approve": can(request.user, Permission.COUNT_DECIDE, election),
        "rule": election.rulebook.parameter("mobile_box"),
    }
    return render(request, "ballots/preparation/stations.html", context)


def _with_findings(round: Round) -> list[tuple[queries.StationRow, Decision]]:
    book = round.election.rulebook
    paper = current_document(round, queries.MOBILE_NOTICE)
    found = []
    for row in queries.station_rows(round):
        decision = check_station(row.facts, book)
        if row.box.kind == Box.Kind.MOBILE:
            decision = decision + check_posted_list(row.box.name, queries.posted_on(paper, row), book)
        found.append((row, decision))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def station_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Booths of a fixed place, or the route of a mobile box."""
    box = get_box(request, pk, Permission.BALLOT_EDIT)
    kind = RouteForm if box.kind == Box.Kind.MOBILE else PlaceForm
    return preparation_act(
        request,
        box.round.election,
        kind(**typed(request), row=queries.station_of(box)),
        partial(stations.equip, box=box, by=request.user),
        title=f"“{box.name}”的站点安排",
        done=f"“{box.name}”的站点安排已保存。",
        back=reverse("ballots:stations", args=[box.round.election_id]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def station_approve(request: StaffRequest, pk: int) -> HttpResponse:
    """The township's paper about a mobile box: only the township enters it."""
    box = get_box(request, pk, Permission.COUNT_DECIDE)
    return preparation_act(
        request,
        box.round.election,
        ApprovalForm(**typed(request), row=queries.station_of(box)),
        partial(stations.approve, box=box, by=request.user),
        title=f"批准流动票箱“{box.name}”",
        done=f"流动票箱“{box.name}”的批准情况已保存。",
        back=reverse("ballots:stations", args=[box.round.election_id]),
        notes=[
            f"批准前核对：使用的{box.round.election.words.people}确有必要，监票人不少于规定人数。",
            "两项都清空，就是撤回批准。",
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def mobile_voters(request: StaffRequest, pk: int) -> HttpResponse:
    """Everybody of the place reads who is listed; those who prepare the vote find and add."""
    box = get_box(request, pk)
    words = request.GET.get("q", "").strip()
    may_edit = can(request.user, Permission.BALLOT_EDIT, box)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied

    def act(people: list[Registration], words: list[str], reason: str) -> list[MobileVoter]:
        rows = {row.pk: row for row in [*people, *stations.find_voters(box.round, words)]}
        return stations.list_mobile_voters(
            box=box, registrations=list(rows.values()), reason=reason, by=request.user
        )

    return act_page(
        request,
        MobileVotersForm(**typed(request), found=_found(box, words) if may_edit else []),
        act,
        title=f"“{box.name}”的投票人",
        button="列入",
        done=lambda made: f"已列入{len(made)}人。",
        back=reverse("ballots:mobile_voters", args=[box.pk]),
        template="ballots/preparation/mobile_voters.html",
        context=lambda: _listed(box, may_edit) | {"q": words},
    )


def _listed(box: Box, may_edit: bool) -> dict[str, Any]:
    voting = box.round
    return {
        "election": voting.election,
        "box": box,
        "round": voting,
        "rows": box.mobile_voters.select_related("registration__person", "registration__group"),
        "may_edit": may_edit and voting.takes_ballots,
    }


def _found(box: Box, words: str) -> list[Registration]:
    """Registered voters that match, without those a mobile box of the round already lists."""
    if not words:
        return []
    listed = MobileVoter.objects.filter(box__round=box.round).values("registration_id")
    roll = Registration.objects.filter(election=box.round.election).registered().exclude(pk__in=listed)
    return list(roll.matching(words).order_by("serial", "pk")[:FOUND_AT_MOST])


@require_http_methods(["GET", "HEAD", "POST"])
def mobile_voter_remove(request: StaffRequest, pk: int) -> HttpResponse:
    rows = MobileVoter.objects.visible_to(request.user).select_related(
        "box__round__election__village", "registration__person"
    )
    voter = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.BALLOT_EDIT, voter)
    back = reverse("ballots:mobile_voters", args=[voter.box_id])
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.unlist_mobile_voter, voter=voter, by=request.user),
        title=f"把{voter.registration}移出“{voter.box.name}”的名单",
        facts=[("原因", voter.reason)],
        consequences=["本人改到会场或者投票站投票。", "名单公告已经张贴的，须更正公告。"],
        button="移出",
        done=f"{voter.registration}不再列入流动票箱。",
        back=back,
    )


@require_safe
def opening_sheet(request: StaffRequest, election_id: int) -> HttpResponse:
    """开始投票检查表: a page for each box, to be signed where it stands."""
    voting = get_round(request, election_id)
    name = f"{voting.election.village.name}开始投票检查表.pdf"
    return file_response(working_pdf(CHECKLIST, voting), name=name, content_type=PDF, inline=True)
