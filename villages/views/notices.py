"""Issuing a notice about the election itself whose kind has no file in ``notices`` yet.

A declared notice has its page in documents; an old address of it leads there.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.core.forms import OfficeForm
from election_office.documents import actions as documents
from election_office.documents import kinds
from election_office.documents import notice as register
from election_office.documents.kinds import DocumentKind
from election_office.documents.models import Document
from election_office.documents.responses import preview_response
from villages.actions import require_stage
from villages.models import Election
from villages.models.elections import Stage
from villages.views.elections import get_election


def _kind(code: str) -> DocumentKind:
    kind = kinds.find(code) if kinds.is_issued_for_elections(code) else None
    if kind is None:
        raise Http404
    return kind


@require_safe
def notice_preview(request: StaffRequest, election_id: int, kind: str) -> HttpResponse:
    election = get_election(request, election_id)
    known = _kind(kind)
    require(request.user, known.permission, election)
    return preview_response(request, known.code, election)


@require_http_methods(["GET", "HEAD", "POST"])
def notice_issue(request: StaffRequest, election_id: int, kind: str) -> HttpResponse:
    """The facts are frozen and the number given only on POST; a paper in force is corrected, not doubled."""
    election = get_election(request, election_id)
    if register.find(kind) is not None:
        return redirect("documents:paper", kind, election.pk)
    known = _kind(kind)
    require(request.user, known.permission, election)
    current = Document.objects.for_election(election.pk).of_kind(known.code).in_force().first()
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if current is None and form.is_valid():
        with form.showing_refusals():
            document = _issue(known, election, request)
            messages.success(request, f"已签发{document.number}。请张贴后逐处登记张贴时间和照片。")
            return redirect("documents:detail", document.pk)
    context = {
        "election": election,
        "kind": known,
        "form": form,
        "current": current,
        "places": known.places(election) if known.places else [],
        "preview_url": reverse("villages:notice_preview", args=[election.pk, known.code]),
    }
    return render(request, "villages/notice_issue.html", context)


def _issue(kind: DocumentKind, election: Election, request: StaffRequest) -> Document:
    require_stage(election, Stage.ELECTION)
    return documents.issue(kind.code, election, by=request.user, election_id=election.pk)
