"""The page after an import: relations the file tells of, each to be declared by a person or not."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from villages.views.elections import get_election
from voters.kinship import actions
from voters.kinship.forms import DECLARE, OffersForm
from voters.models import KinshipOffer

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def kinship_offers(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.VILLAGE_EDIT, election)
    waiting = KinshipOffer.objects.filter(roll_import__election=election).waiting()
    page = Paginator(waiting.select_related("person", "relative"), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    form = OffersForm(request.POST or None, rows=rows)
    if form.is_valid():
        with form.showing_refusals():
            if form.cleaned_data["what"] == DECLARE:
                done = actions.declare_offered(election=election, offers=form.chosen(), by=request.user)
                messages.success(request, f"已登记{done}对近亲属关系。")
            else:
                done = actions.decline_offered(election=election, offers=form.chosen(), by=request.user)
                messages.success(request, f"{done}对关系不登记，以后不再列出。")
            return redirect(request.get_full_path())
    context = {"election": election, "page": page, "rows": rows, "form": form}
    return render(request, "voters/kinship_offers.html", context)
