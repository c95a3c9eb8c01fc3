"""The set-up of an empty office, and the list that leads on from it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.http import StaffRequest
from election_office.core.http import typed
from election_office.dashboard.begin.actions import found_office
from election_office.dashboard.begin.checklist import begun
from election_office.dashboard.begin.checklist import checklist as make_checklist
from election_office.dashboard.begin.codes import is_founding_code, needs_founding
from election_office.dashboard.begin.forms import CodeForm, FoundingForm, PlaceSearchForm
from election_office.dashboard.begin.provinces import coverage
from villages import divisions

OPENED = "founding_code"


def _opened(request: HttpRequest) -> bool:
    return needs_founding() and is_founding_code(request.session.get(OPENED, ""))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def founding(request: HttpRequest) -> HttpResponse:
    """The code from the terminal."""
    if not needs_founding():
        return redirect("dashboard:home")
    form = CodeForm(**typed(request))
    if form.is_valid():
        if is_founding_code(form.cleaned_data["code"]):
            request.session[OPENED] = form.cleaned_data["code"]
            return redirect("dashboard:founding_place")
        form.add_error("code", "设立码不正确，请看服务器终端，或者运行 manage.py setup_code。")
    return render(request, "dashboard/founding.html", {"form": form})


@login_not_required
@require_safe
def founding_place(request: HttpRequest) -> HttpResponse:
    """Which township: found in the list of divisions, or typed by hand on the next page."""
    if not _opened(request):
        return redirect("dashboard:founding")
    words = request.GET.get("q", "").strip()[:40]
    context = {
        "form": PlaceSearchForm(initial={"q": words}),
        "words": words,
        "found": divisions.search_townships(words),
        "as_of": divisions.as_of(),
    }
    return render(request, "dashboard/founding_place.html", context)


@sensitive_post_parameters("password", "again")
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def founding_office(request: HttpRequest) -> HttpResponse:
    """Names, telephone, first people; the answer shows the one-time passwords, once."""
    if not _opened(request):
        return redirect("dashboard:founding")
    entry = divisions.township(request.GET.get("town", ""))
    form = FoundingForm(**typed(request), entry=entry)
    if form.is_valid():
        with form.showing_refusals():
            founded = found_office(code=request.session[OPENED], **form.values())
            login(request, founded.first, backend=settings.AUTHENTICATION_BACKENDS[0])
            return render(request, "dashboard/founding_done.html", {"founded": founded})
    code = form["township_code"].value() or ""
    known = (
        coverage(code, timezone.localdate())
        if len(code) == 9 and code.isascii() and code.isdecimal()
        else None
    )
    context = {"form": form, "entry": entry, "known": known}
    return render(request, "dashboard/founding_office.html", context)


@require_safe
def checklist(request: StaffRequest) -> HttpResponse:
    township = begun(request.user)
    if township is None:
        return redirect("dashboard:home")
    return render(request, "dashboard/checklist.html", {"list": make_checklist(township)})
