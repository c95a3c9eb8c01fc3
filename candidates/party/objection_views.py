"""Pages for what is said against a 预备人选 while the list hangs."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from candidates.models import PartyNominee, PartyObjection
from candidates.party import actions
from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page, typed
from villages.models import Election
from villages.views.elections import get_election

BOTH = ["GET", "HEAD", "POST"]


class ObjectionForm(OfficeForm):
    rows = (("nominee", "received_on"),)
    nominee = forms.ModelChoiceField(label="被反映的预备人选", queryset=PartyNominee.objects.none())
    received_on = forms.DateField(label="收到日期", initial=timezone.localdate)
    text = forms.CharField(
        label="反映内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="只写反映的事情，不写反映人的姓名。",
    )

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nominee = self.fields["nominee"]
        assert isinstance(nominee, forms.ModelChoiceField)
        rows = PartyNominee.objects.filter(election=election, prepared=True)
        nominee.queryset = rows.select_related("person")


class ObjectionAnswerForm(OfficeForm):
    rows = (("outcome", "decided_on"),)
    outcome = forms.ChoiceField(label="办理结果", choices=PartyObjection.Outcome.choices[1:])
    decided_on = forms.DateField(label="办结日期", initial=timezone.localdate)
    answer = forms.CharField(label="核实情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


@require_http_methods(BOTH)
def objection_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    return act_page(
        request,
        ObjectionForm(**typed(request), election=election),
        partial(actions.take_objection, election=election, by=request.user),
        title="登记对预备人选的反映",
        button="登记",
        done="已登记，由乡镇核实办结以后才能上报请示。",
        back=reverse("candidates:party", args=[election.pk]),
        context={"election": election},
    )


@require_http_methods(BOTH)
def objection_answer(request: StaffRequest, pk: int) -> HttpResponse:
    rows = PartyObjection.objects.visible_to(request.user).select_related(
        "nominee__person", "election__village__township__county", "election__cycle"
    )
    objection = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.REVIEW_DECIDE, objection)
    return act_page(
        request,
        ObjectionAnswerForm(**typed(request)),
        partial(actions.answer_objection, objection=objection, by=request.user),
        title=f"办结{objection}",
        button="办结",
        done="已办结。反映属实的，请撤回预备人选重新确定。",
        back=reverse("candidates:party", args=[objection.election_id]),
        facts=[("反映内容", objection.text), ("收到日期", objection.received_on)],
        context={"election": objection.election},
    )
