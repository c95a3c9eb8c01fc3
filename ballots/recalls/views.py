"""The pages of a recall: the demand, and a vote that failed."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ballots.models import Recall
from ballots.recalls import actions, forms, queries
from ballots.recalls.rules import vote_by
from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_page, typed
from election_office.law.dates import cn_date
from villages.models import Holder
from villages.views.elections import get_election


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: StaffRequest, pk: int) -> HttpResponse:
    holder = get_object_or_404(Holder.objects.seated(), pk=pk)
    election = get_election(request, holder.body.election_id)
    require(request.user, Permission.COUNT_DECIDE, election)
    earlier = queries.failed_days(holder)
    form = forms.RecallDemandForm(**typed(request), election=election, repeated=bool(earlier))
    said = [("前次表决没有通过", cn_date(max(earlier)))] if earlier else []
    return act_page(
        request,
        form,
        partial(actions.take_recall, holder=holder, by=request.user),
        title=f"登记对{holder.person.name}的罢免要求",
        button="登记",
        done=lambda recall: (
            f"罢免要求已登记，须在{cn_date(vote_by(recall.received_on, election.rulebook))}以前组织投票表决。"
        ),
        back=reverse("ballots:term", args=[election.pk]),
        help_text=f"收到罢免要求书时登记。被要求罢免的成员有权申辩。（依据：{election.rulebook.cite('recall_petition_voters')}）",
        facts=[("姓名", holder.person.name), ("职务", holder.post_title), *said],
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def fail(request: StaffRequest, pk: int) -> HttpResponse:
    found = Recall.objects.visible_to(request.user).waiting()
    recall = get_object_or_404(found.select_related("holder__person", "holder__body"), pk=pk)
    election = get_election(request, recall.election_id)
    require(request.user, Permission.COUNT_DECIDE, recall)
    form = forms.RecallFailedForm(**typed(request), election=election)
    return act_page(
        request,
        form,
        partial(actions.record_failed_recall, recall=recall, by=request.user),
        title=f"登记对{recall.holder.person.name}的罢免没有通过",
        button="登记",
        done="已登记罢免没有通过，请签发公告。",
        back=reverse("ballots:term", args=[election.pk]),
        facts=[
            ("姓名", recall.holder.person.name),
            ("职务", recall.holder.post_title),
            ("收到罢免要求", f"{cn_date(recall.received_on)}（{recall.get_basis_display()}）"),
        ],
        consequences=["登记以后不能修改，成员继续任职；表决通过的，在“职务终止”登记。"],
        context={"election": election},
    )
