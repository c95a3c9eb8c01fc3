"""The pages of the meeting at which the candidates meet the people."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from candidates.meeting import actions, queries
from candidates.models import MeetingSpeaker, VotersMeeting
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page, typed
from election_office.core.name_fields import PeopleField
from villages.views.elections import get_election

GET_OR_POST = ["GET", "HEAD", "POST"]


class DrawForm(OfficeForm):
    rows = (("planned_for", "place_held"),)
    finding_fields = {"after_the_day": "planned_for"}
    planned_for = forms.DateField(label="见面会日期")
    place_held = forms.CharField(label="地点", max_length=80)
    drawn_before = PeopleField(label="抽签见证人", max_length=60)


class HoldForm(OfficeForm):
    rows = (("held_on", "present"),)
    finding_fields = {
        "future": "held_on",
        "after_the_day": "held_on",
        "before_the_draw": "held_on",
        "nobody_present": "present",
    }
    held_on = forms.DateField(label="召开日期", initial=timezone.localdate)
    present = forms.IntegerField(label="到会人数", min_value=0)

    def __init__(self, *args: Any, meeting: VotersMeeting, **kwargs: Any) -> None:
        speakers = list(meeting.speakers.select_related("candidate__person"))
        super().__init__(*args, row=meeting, **kwargs)
        for speaker in speakers:
            self.fields[f"absent-{speaker.pk}"] = forms.CharField(
                label=f"{speaker}没有到会的原因", max_length=200, required=False, help_text="到会的留空。"
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = [name for name in data if name.startswith("absent-")]
        reasons = {int(name.removeprefix("absent-")): data.pop(name).strip() for name in names}
        data["absent"] = {pk: reason for pk, reason in reasons.items() if reason}
        return data


class PromiseForm(OfficeForm):
    finding_fields = {"numbers_in_resume": "resume"}
    resume = forms.CharField(
        label="简历",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="本人同意公开的学习、工作经历和成绩，印在候选人情况介绍上；不写身份证号、手机号。",
    )
    promise = forms.CharField(
        label="任职承诺", max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )


@require_safe
def meeting(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    row = VotersMeeting.objects.filter(election=election).first()
    speakers = list(row.speakers.select_related("candidate__person", "candidate__post")) if row else []
    signed = queries.signed_papers(election, speakers)
    context = {
        "election": election,
        "meeting": row,
        "speakers": [(speaker, signed.get(speaker.pk, [])) for speaker in speakers],
        "basis": election.rulebook.cite("meeting_voters_required"),
        "may_edit": can(request.user, Permission.CANDIDATE_EDIT, election),
    }
    return render(request, "candidates/meeting.html", context)


@require_http_methods(GET_OR_POST)
def meeting_draw(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    return act_page(
        request,
        DrawForm(**typed(request)),
        partial(actions.draw, election=election, by=request.user),
        title="安排见面会并抽签",
        button="抽签",
        done="发言次序已经抽定。",
        back=reverse("candidates:meeting", args=[election_id]),
        consequences=["系统当场随机排出全部正式候选人的发言次序，并写入操作留痕。"],
        context={"election": election},
    )


@require_http_methods(GET_OR_POST)
def meeting_hold(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(VotersMeeting.objects.visible_to(request.user), pk=pk)
    election = get_election(request, row.election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    return act_page(
        request,
        HoldForm(**typed(request), meeting=row),
        partial(actions.hold, meeting=row, by=request.user),
        title="登记见面会",
        button="登记",
        done="见面会已登记。",
        back=reverse("candidates:meeting", args=[election.pk]),
        context={"election": election},
    )


@require_http_methods(GET_OR_POST)
def meeting_promise(request: StaffRequest, pk: int) -> HttpResponse:
    rows = MeetingSpeaker.objects.visible_to(request.user).select_related("meeting", "candidate__person")
    speaker = get_object_or_404(rows, pk=pk)
    election = get_election(request, speaker.meeting.election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    return act_page(
        request,
        PromiseForm(**typed(request), row=speaker),
        partial(actions.keep_promise, speaker=speaker, by=request.user),
        title=f"登记{speaker}的简历和任职承诺",
        button="保存",
        done="简历和任职承诺已保存。",
        back=reverse("candidates:meeting", args=[election.pk]),
        context={"election": election},
    )
