"""The gallery of all papers, for officers."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_button
from election_office.documents import gallery as specimens
from election_office.documents.responses import PDF, file_response
from election_office.jobs.actions import submit
from election_office.jobs.models import Job

FORMATS = {"pdf": PDF, "png": "image/png"}


def _area(request: StaffRequest) -> str:
    """Where this officer plans elections. Raises PermissionDenied."""
    areas = request.user.areas(Permission.CYCLE_PLAN)
    if not areas:
        raise PermissionDenied
    return areas[0]


@require_safe
def gallery(request: StaffRequest) -> HttpResponse:
    area = _area(request)
    made, words = specimens.index(), request.GET.get("q", "").strip()
    rows = [
        (kind, [(length, label, made.get(kind.code, {}).get(length)) for length, label in lengths])
        for lengths in [specimens.LENGTHS.items()]
        for kind in specimens.all_kinds()
        if words in kind.title
    ]
    job = Job.objects.visible_to(request.user).filter(kind="documents.gallery", area_code=area).first()
    context = {"rows": rows, "made": bool(made), "job": job, "words": words}
    return render(request, "documents/gallery.html", context)


@require_POST
def gallery_make(request: StaffRequest) -> HttpResponse:
    return act_button(
        request,
        partial(submit, "documents.gallery", params={}, key="all", area_code=_area(request), by=request.user),
        back=reverse("documents:gallery"),
        then=lambda job: reverse("jobs:detail", args=[job.pk]),
    )


@require_safe
def gallery_file(request: StaffRequest, code: str, length: str, format: str) -> HttpResponse:
    _area(request)
    known = {kind.code for kind in specimens.all_kinds()}
    if code not in known or length not in specimens.LENGTHS or format not in FORMATS:
        raise Http404
    data = specimens.read(specimens.name(code, length, format))
    if data is None:
        raise Http404
    return file_response(data, name=f"{code}-{length}.{format}", content_type=FORMATS[format], inline=True)
