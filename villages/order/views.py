"""The page on which a township officer lets an act happen before its time."""

from __future__ import annotations

from functools import partial

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page, typed
from villages.order import actions
from villages.order.gates import words_of
from villages.views.elections import get_election


class ExceptionForm(OfficeForm):
    rows = (("paper_number", "decided_on"),)
    finding_fields = {
        "no_reason": "reason",
        "no_paper": "paper_number",
        "allowed_before": "paper_number",
        "decided_later": "decided_on",
    }
    paper_number = forms.CharField(label="同意例外办理的文号", max_length=80)
    decided_on = forms.DateField(label="决定日期", initial=timezone.localdate)
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


@require_http_methods(["GET", "HEAD", "POST"])
def order_except(request: StaffRequest, election_id: int, act: str) -> HttpResponse:
    election = get_election(request, election_id)
    words = words_of(act)
    if words is None:
        raise Http404
    require(request.user, Permission.CYCLE_PLAN, election)
    return act_page(
        request,
        ExceptionForm(**typed(request)),
        partial(actions.allow_early, election=election, act=act, by=request.user),
        title="例外办理",
        button="登记例外",
        done="已登记例外，可以继续办理。",
        back=reverse("villages:election_detail", args=[election.pk]),
        facts=[("村", election.village.name), ("例外办理的内容", words)],
        consequences=[
            "期限没有届满也可以办理这件事项，群众在余下的日子里提出的意见仍须受理。",
            f"理由和文号写入操作留痕，一直显示在{election.words.here}选举页上，不能撤回。",
        ],
        danger=True,
        context={"election": election},
    )
