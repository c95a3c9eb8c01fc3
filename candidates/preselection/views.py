"""Pages of the preselection."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from candidates.models import Preselection
from candidates.nomination import queries as nomination
from candidates.preselection import actions, queries
from candidates.preselection.forms import PreselectionForm
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from villages.models import Election
from villages.views.elections import get_election
from voters.models import Registration

BOTH = ["GET", "HEAD", "POST"]


@require_safe
def preselection(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    rows = nomination.nominees_by_post(election)
    notice = nomination.preliminary_notice(election)
    context = {
        "election": election,
        "plan": nomination.plan_of(election),
        "meeting": queries.meeting_of(election),
        "earlier": Preselection.objects.filter(election=election).exclude(revoked_at=None),
        "contested": _results(election, rows),
        "body": election.rulebook.parameter("preselect_body"),
        "listed": any(row.listed for row in rows),
        "ready": notice is not None and notice.fully_posted_on is not None,
        "decision": nomination.check_preselected(election, rows),
        "notice": queries.result_notice(election),
        "kind": queries.RESULT_NOTICE,
        "may_edit": can(request.user, Permission.CANDIDATE_EDIT, election),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
    }
    return render(request, "candidates/preselection.html", context)


def _results(election: Election, rows: list[nomination.PostNominees]) -> list[dict[str, Any]]:
    """Each post that is voted on: names by votes, and those written in."""
    meeting = queries.meeting_of(election)
    return [
        {
            "row": row,
            "people": sorted(
                row.chosen, key=lambda entry: (-(entry.preselect_votes or 0), entry.person.stroke_key)
            ),
            "written": meeting.written_in(row.post.pk) if meeting else {},
        }
        for row in rows
        if row.preselects
    ]


def _page(request: StaffRequest, election: Election, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {"election": election, "form": form, "title": title, "submit": "保存", "danger": False} | more
    return render(request, "candidates/preselection_form.html", context)


@require_http_methods(BOTH)
def preselection_record(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    form = PreselectionForm(
        request.POST if request.method == "POST" else None,
        election=election,
        contested=[row for row in nomination.nominees_by_post(election) if row.preselects],
        voters=Registration.objects.filter(election=election).registered().count(),
    )
    if form.is_valid():
        with form.showing_refusals():
            actions.record_preselection(election=election, by=request.user, **form.values())
            messages.success(request, "预选结果已登记。请核对入选名单后签发公告。")
            return redirect("candidates:preselection", election.pk)
    return _page(request, election, form, "登记预选结果")


@require_http_methods(BOTH)
def preselection_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Preselection.objects.visible_to(request.user).select_related(
        "election__village__township__county", "election__cycle"
    )
    meeting = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.CANDIDATE_EDIT, meeting)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.showing_refusals():
            actions.cancel_preselection(preselection=meeting, by=request.user, **form.cleaned_data)
            messages.success(request, "预选结果已作废，可以重新登记。")
            return redirect("candidates:preselection", meeting.election_id)
    return _page(request, meeting.election, form, "作废预选结果", submit="作废", danger=True)
