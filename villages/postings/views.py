"""该贴什么: one village with its camera, many villages as a grid."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require, require_held
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_page, typed
from election_office.documents import actions as documents
from election_office.documents.models import Document
from villages.models import Election
from villages.postings import actions, queries
from villages.postings.forms import HangForm, HangTogetherForm
from villages.views.elections import get_election


@require_http_methods(["GET", "HEAD", "POST"])
def walls(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    may = can(request.user, Permission.DOCUMENT_POST, election)
    form = HangForm(**typed(request))
    if request.method == "POST":
        require(request.user, Permission.DOCUMENT_POST, election)
        if form.is_valid() and (done := _hang(request, election, form)):
            return done
    wall, stays = queries.wall_of(election, timezone.localdate()), queries.Stays(election)
    context = {
        "election": election,
        "wall": wall,
        "sheets": [(sheet, stays.of(sheet)) for sheet in wall.sheets],
        "may": may,
        "refused": form.spot,
        "form": form,
        "today": timezone.localdate(),
    }
    return render(request, "villages/postings.html", context)


def _hang(request: StaffRequest, election: Election, form: HangForm) -> HttpResponse | None:
    """Record the posting; None when it is refused and the form says why."""
    visible = Document.objects.visible_to(request.user).for_election(election.pk)
    paper = get_object_or_404(visible, pk=form.cleaned_data["paper"])
    with form.showing_refusals():
        posting = documents.record_posting(
            paper,
            place_key=form.cleaned_data["place"],
            posted_at=form.posted_at,
            photo=form.cleaned_data["photo"],
            by=request.user,
        )
        when = timezone.localtime(posting.posted_at)
        messages.success(request, f"已登记：{posting.place_name}，{when:%-m月%-d日%H时%M分}张贴。")
        return redirect(reverse("villages:postings", args=[election.pk]) + f"#paper-{paper.pk}")
    return None


@require_safe
def grid(request: StaffRequest) -> HttpResponse:
    """Villages by papers. Who serves one village is led to it."""
    township, wrong = request.GET.get("township", ""), request.GET.get("show") == "wrong"
    if not request.user.areas(Permission.VILLAGE_VIEW):
        raise Http404
    today = timezone.localdate()
    rows = queries.elections_of(request.user, today, township=township, wrong=wrong)
    page = Paginator(rows, queries.PAGE_VILLAGES).get_page(request.GET.get("page"))
    elections: list[Any] = list(page)
    if len(elections) == 1 and not township and not wrong and page.paginator.num_pages == 1:
        return redirect("villages:postings", elections[0].pk)
    context = {
        "grid": queries.grid_of(elections, today),
        "page_obj": page,
        "show": "wrong" if wrong else "",
        "today": today,
    }
    return render(request, "villages/postings_grid.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def together(request: StaffRequest, code: str) -> HttpResponse:
    """One kind of paper in many villages: entered once for the places that are ticked."""
    township = request.GET.get("township", "")
    walls = queries.walls_of_step(request.user, code, timezone.localdate(), township=township)
    if not walls:
        raise Http404
    require_held(request.user, Permission.DOCUMENT_POST)
    initial = {"posted_by": request.user.name}
    return act_page(
        request,
        HangTogetherForm(**typed(request), walls=walls, initial=initial),
        partial(actions.hang_together, by=request.user),
        title=f"登记各村张贴：{walls[0].sheets[0].title}",
        button="登记张贴",
        done=lambda made: f"已登记{len({row.document_id for row in made})}个村、{len(made)}处张贴。",
        back=reverse("villages:postings_grid"),
        help_text="一次登记，勾选的村同时作数；全部登记成功，或者一处也不登记。",
        template="villages/postings_together.html",
        context={"walls": walls, "plans": sorted({wall.election.cycle_id for wall in walls})},
    )
