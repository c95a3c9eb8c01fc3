"""Pages of the preselection."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidates.models import Preselection
from candidates.nomination import queries as nomination
from candidates.preselection import actions, queries
from candidates.preselection.forms import PreselectionForm
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, typed
from villages.models import Election
from villages.views.elections import get_election
from voters.models import Registration

BOTH = ["GET", "HEAD", "POST"]


@require_safe
def preselection(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    reads = (queries.meetings_of, queries.earlier_meetings, queries.result_notices)
    nomination.read_page_ahead(election, *(read.ask(election) for read in reads))
    rows = nomination.nominees_by_post(election)
    notice = nomination.preliminary_notice(election)
    context = {
        "election": election,
        "plan": nomination.plan_of(election),
        "meeting": queries.meeting_of(election),
        "earlier": queries.earlier_meetings(election),
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


@require_http_methods(BOTH)
def preselection_record(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    form = PreselectionForm(
        **typed(request),
        election=election,
        contested=[row for row in nomination.nominees_by_post(election) if row.preselects],
        voters=Registration.objects.filter(election=election).registered().count(),
    )
    return act_page(
        request,
        form,
        lambda **_: actions.record_preselection(election=election, by=request.user, **form.values()),
        title="登记预选结果",
        button="保存",
        done="预选结果已登记。请核对入选名单后签发公告。",
        back=reverse("candidates:preselection", args=[election.pk]),
        help_text="照监票人签字的预选计票单填写。数字对不上的，这里逐条说明，不予保存；"
        "人数不够的预选无效，须重新召开。",
        context={"election": election},
    )


@require_http_methods(BOTH)
def preselection_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Preselection.objects.visible_to(request.user).select_related(
        "election__village__township__county", "election__cycle"
    )
    meeting = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.CANDIDATE_EDIT, meeting)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.cancel_preselection, preselection=meeting, by=request.user),
        title="作废预选结果",
        button="作废",
        done="预选结果已作废，可以重新登记。",
        back=reverse("candidates:preselection", args=[meeting.election_id]),
        consequences=["这次预选的得票和入选名单不再作数，登记和理由保留备查。", "接着重新登记预选结果。"],
        danger=True,
        context={"election": meeting.election},
    )
