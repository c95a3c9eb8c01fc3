"""How the pages of the review fetch their rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from candidates.models import ReviewFile, ReviewRequest
from election_office.accounts.access import can
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page
from villages.models import Election
from villages.views.elections import get_election, record_page


def get_file(request: StaffRequest, pk: int) -> ReviewFile:
    return get_object_or_404(ReviewFile.objects.visible_to(request.user).with_places(), pk=pk)


def get_request(request: StaffRequest, pk: int) -> ReviewRequest:
    """One of the persons sent to the user's own unit, or 404."""
    return get_object_or_404(ReviewRequest.objects.sent_to(request.user).with_people(), pk=pk)


def get_reviewed_election(request: StaffRequest, election_id: int) -> Election:
    """The election, for those who keep or decide its reviews; others who may read the village are told so."""
    election = get_election(request, election_id)
    held = (Permission.CANDIDATE_EDIT, Permission.AUDIT_VIEW)
    if not any(can(request.user, permission, election) for permission in held):
        raise PermissionDenied("资格审查材料只由承办和决定的人员查看。")
    return election


def download(stored: FieldFile, name: str) -> FileResponse:
    """A kept file under the name it came with."""
    if not stored:
        raise Http404
    return FileResponse(stored.open(), as_attachment=True, filename=name or str(stored.name))


# One act on the reviews of an election; it leads back to their list.
election_act = partial(record_page, "candidates:review_list")


def file_act(
    request: StaffRequest, file: ReviewFile, form: OfficeForm, act: Callable[..., Any], **more: Any
) -> HttpResponse:
    """One act on a person's file; it leads back to the file."""
    back = reverse("candidates:review_file", args=[file.pk])
    return election_act(request, file.election, form, act, **{"back": back} | more)


def opinion_page(
    request: StaffRequest, file: ReviewFile, form: OfficeForm, act: Callable[..., Any], unit: str, **more: Any
) -> HttpResponse:
    """One sheet of opinion: every line of the review is answered, then the conclusion."""
    return act_page(
        request,
        form,
        act,
        title=f"{unit}对{file.person.name}的审查意见",
        button="提交意见",
        help_text=f"{file.election.village.name}，{file.get_post_display()}人选。"
        "每一项都要答复，没有预选；有问题的写明具体情况。",
        template="candidates/review_opinion.html",
        context={"person": file.person},
        **more,
    )
