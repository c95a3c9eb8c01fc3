"""Two forms beside the count: the draw, and what the second counting found."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ballots.models import Recount
from ballots.queries import current_round
from ballots.recounts import actions
from ballots.recounts.forms import DrawForm, FinishForm
from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_page, typed
from villages.views.elections import get_election


@require_http_methods(["GET", "HEAD", "POST"])
def recount_draw(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.COUNT_DECIDE, election)
    voting = current_round(election)
    if voting is None:
        raise Http404
    return act_page(
        request,
        DrawForm(**typed(request), round=voting),
        lambda box, drawn_by, witness, **_: actions.draw_box(
            round=voting, box=box, drawn_by=drawn_by, witness=witness, by=request.user
        ),
        title="登记抽签复点的票箱",
        button="登记抽签",
        done=lambda row: f"已登记抽中“{row.box.name}”，请当众重新清点，再登记复点结果。",
        back=reverse("ballots:count", args=[election.pk]),
        help_text="全部计票单两次录入一致以后、宣布结果以前，当众抽签，抽中的票箱当众重新清点。",
        consequences=["登记以后不能删除。", "抽中的票箱登记复点结果以前，不能宣布结果。"],
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def recount_finish(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Recount.objects.visible_to(request.user).select_related(
        "box", "round__election__village__township"
    )
    recount = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.COUNT_DECIDE, recount)
    election = recount.round.election
    return act_page(
        request,
        FinishForm(**typed(request)),
        partial(actions.finish_recount, recount=recount, by=request.user),
        title=f"登记“{recount.box.name}”的复点结果",
        button="登记复点结果",
        done=lambda row: (
            "已登记：复点与原计票相符。"
            if row.same
            else f"已登记：复点不相符，“{row.box.name}”的计票单已作废，请由两个人重新录入。"
        ),
        back=reverse("ballots:count", args=[election.pk]),
        facts=[("抽签人", recount.drawn_by), ("见证人", recount.witness)],
        consequences=["不相符的，这个票箱的计票单全部作废，由两个人重新录入；原录入保留备查。"],
        context={"election": election},
    )
