"""What can be printed from the roll, and the printing."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from election_office.accounts.access import can
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.sheets import XLSX
from election_office.documents.rendering import Pdf
from election_office.documents.responses import PDF, file_response
from election_office.jobs.models import Job
from villages.models import Election
from villages.views.elections import get_election
from voters import queries
from voters.prints import actions
from voters.prints.actions import PAPERS, RollPaper

RECENT = 5


@require_safe
def papers(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    jobs = Job.objects.visible_to(request.user).filter(
        area_code=election.area_code, kind__in=["voters.paper_pdf", "voters.cards_pdf"]
    )
    context = {
        "election": election,
        "papers": PAPERS.values(),
        "card": election.words.card,
        "confirmed": queries.is_confirmed(election),
        "may_print": can(request.user, Permission.ROLL_EDIT, election),
        "jobs": [(job, job.live()) for job in jobs[:RECENT]],
    }
    return render(request, "voters/papers.html", context)


@require_POST
def paper_print(request: StaffRequest, election_id: int, paper: str) -> HttpResponse:
    """The PDF in answer, the page of the job that makes it, or back with the reason why not."""
    election = get_election(request, election_id)
    wanted = PAPERS.get(paper)
    if wanted is None:
        raise Http404("没有这种纸样。")
    try:
        return _answer(request, election, wanted)
    except ValidationError as refused:
        messages.error(request, "".join(refused.messages))
        return redirect("voters:papers", election.pk)


def _answer(request: StaffRequest, election: Election, paper: RollPaper) -> HttpResponse:
    name = f"{election.village.name}{paper.title}"
    if paper.code == "statistics" and request.POST.get("format") == "xlsx":
        data = actions.statistics_file(election=election, by=request.user)
        return file_response(data, name=f"{name}.xlsx", content_type=XLSX)
    made = actions.ask_paper(election=election, paper=paper, by=request.user)
    if isinstance(made, Pdf):
        return file_response(made.data, name=f"{name}.pdf", content_type=PDF)
    return redirect("jobs:detail", made.pk)
