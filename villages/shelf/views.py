"""The shelf of an election, and what is taken from it."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from election_office.accounts.http import StaffRequest
from election_office.core.http import act_button
from election_office.documents.responses import file_response
from election_office.jobs.models import Job
from villages.shelf import actions, register
from villages.shelf.register import Form
from villages.views.elections import get_election

RECENT = 5


@require_safe
def shelf(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    words = election.words
    forms = [form for form in register.every() if form.wanted(election)]
    jobs = Job.objects.visible_to(request.user).filter(
        area_code=election.area_code, kind="villages.shelf_print", params__election=election.pk
    )
    context = {
        "election": election,
        "phases": [
            (phase.title(words), [(form, form.named(words), form.said(words)) for form in held])
            for phase, held in groupby(forms, key=lambda form: form.phase)
        ],
        "jobs": jobs[:RECENT],
    }
    return render(request, "villages/shelf.html", context)


@require_safe
def shelf_form(request: StaffRequest, election_id: int, code: str, format: str) -> HttpResponse:
    """A short form in answer, or back with the reason why not."""
    election = get_election(request, election_id)
    form = _asked(code, format, long=False)
    try:
        made = actions.make_file(election=election, form=form, format=format, by=request.user)
    except ValidationError as refused:
        messages.error(request, "".join(refused.messages))
        return redirect("villages:shelf", election.pk)
    return file_response(made.data, name=made.name, content_type=made.content_type, inline=format == "pdf")


@require_POST
def shelf_make(request: StaffRequest, election_id: int, code: str, format: str) -> HttpResponse:
    election = get_election(request, election_id)
    form = _asked(code, format, long=True)
    return act_button(
        request,
        partial(actions.ask_file, election=election, form=form, format=format, by=request.user),
        back=reverse("villages:shelf", args=[election.pk]),
        then=lambda job: reverse("jobs:detail", args=[job.pk]),
    )


def _asked(code: str, format: str, *, long: bool) -> Form:
    form = register.find(code)
    if form is None or form.long is not long or format not in actions.FORMATS:
        raise Http404
    return form
