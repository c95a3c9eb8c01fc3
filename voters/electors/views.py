"""Those who vote for a household or a group: the list, entering, ending."""

from __future__ import annotations

from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_page, typed
from election_office.law.electorates import entitled_words, least_voters
from villages.models import Election
from villages.views.elections import get_election
from voters.electors import actions
from voters.electors.forms import ElectorForm
from voters.models import Elector

PER_PAGE = 50


@require_safe
def elector_list(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    rows = Elector.objects.in_force().filter(of_election=election).with_people()
    pages = Paginator(rows.order_by("registration__group__number", "pk"), PER_PAGE)
    book, total = election.rulebook, pages.count
    context = {
        "election": election,
        "page": pages.get_page(request.GET.get("page")),
        "total": total,
        "who": entitled_words(election.electing_way, book),
        "least": least_voters(election.electing_way, total, book) if total and election.by_delegates else 0,
        "by_households": election.electing_way == Election.Way.HOUSEHOLDS,
        "may_edit": can(request.user, Permission.ROLL_EDIT, election),
    }
    return render(request, "voters/elector_list.html", context)


def _back(election: Election) -> str:
    return reverse("voters:elector_list", args=[election.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def elector_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_EDIT, election)
    return act_page(
        request,
        ElectorForm(**typed(request), election=election),
        partial(actions.add_elector, election=election, by=request.user),
        title="登记投票代表",
        button="登记",
        done="代表已登记。",
        back=_back(election),
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def electors_take(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_EDIT, election)
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.take_representatives, election=election, by=request.user),
        title="采用新一届代表名单",
        button="采用",
        done=lambda made: f"已登记{len(made)}名代表。",
        back=_back(election),
        help_text="把配套组织中登记的新一届代表全部列入投票名单；已经列入的不重复。",
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def elector_end(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Elector.objects.visible_to(request.user).with_people().select_related("of_election__village")
    elector = get_object_or_404(rows, pk=pk)
    election = get_election(request, elector.of_election_id)
    require(request.user, Permission.ROLL_EDIT, election)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.end_elector, elector=elector, by=request.user),
        title=f"终止{elector}的代表资格",
        button="终止",
        done="已终止，可以另行登记代表。",
        back=_back(election),
        danger=True,
        context={"election": election},
    )
