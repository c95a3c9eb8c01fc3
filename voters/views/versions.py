"""Confirming the roll, its versions, and the notices that tell of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.documents.responses import preview_response
from villages.views.elections import get_election
from voters import actions, queries, rules
from voters.actions.versions import NOTICE_OF
from voters.documents.rolls import roll_places, told_on
from voters.forms import NoticeForm, SupplementForm
from voters.models import RollVersion


@require_http_methods(["GET", "HEAD", "POST"])
def roll_confirm(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_CONFIRM, election)
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.showing_refusals():
            version = actions.confirm_roll(election=election, by=request.user)
            messages.success(request, f"名单已确认，共{version.voter_count}人，请签发名单公告并张贴。")
            return redirect("voters:version_notice", version.pk)
    facts = queries.confirmation_facts(election)
    context = {
        "election": election,
        "form": form,
        "facts": facts,
        "decision": rules.check_confirmation(facts, election.rulebook),
        "groups": queries.counts_by_group(election),
        "post_by": rules.roll_posting_deadline(election.rulebook),
        "post_basis": election.rulebook.cite("roll_days"),
    }
    return render(request, "voters/roll_confirm.html", context)


@require_safe
def versions(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    rows = RollVersion.objects.filter(election=election).select_related("document", "frozen_by")
    context = {
        "election": election,
        "versions": [(row, told_on(row)) for row in rows.order_by("-number")],
        "untold": queries.untold_changes(election) if rows else None,
        "final": queries.final_version(election),
        "posting": queries.roll_posting(election, timezone.localdate()),
        "may_confirm": can(request.user, Permission.ROLL_CONFIRM, election),
    }
    return render(request, "voters/versions.html", context)


def _version(request: StaffRequest, pk: int) -> RollVersion:
    rows = RollVersion.objects.visible_to(request.user).select_related(
        "election__village__township__county", "election__cycle", "document", "frozen_by"
    )
    return get_object_or_404(rows, pk=pk)


def _require_told(version: RollVersion) -> None:
    """The version that closes the roll is no paper to be posted."""
    if version.kind == RollVersion.Kind.FINAL:
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def version_notice(request: StaffRequest, pk: int) -> HttpResponse:
    """The facts are frozen and the number given only on POST."""
    version = _version(request, pk)
    require(request.user, Permission.ROLL_CONFIRM, version)
    _require_told(version)
    form = NoticeForm(request.POST or None, initial={"paper_size": version.paper_size})
    if form.is_valid():
        with form.showing_refusals():
            document = actions.issue_roll_notice(version=version, by=request.user, **form.cleaned_data)
            messages.success(request, f"已签发{document.number}。请张贴后逐处登记张贴时间和照片。")
            return redirect("documents:detail", document.pk)
    context = {
        "election": version.election,
        "version": version,
        "form": form,
        "places": [place for place in roll_places(version) if place.required],
        "post_by": rules.roll_posting_deadline(version.election.rulebook),
        "post_basis": version.election.rulebook.cite("roll_days"),
    }
    return render(request, "voters/version_notice.html", context)


@require_safe
def version_preview(request: StaffRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    require(request.user, Permission.ROLL_CONFIRM, version)
    _require_told(version)
    if request.GET.get("paper_size") in ("A4", "A3"):
        version.paper_size = request.GET["paper_size"]
    return preview_response(request, NOTICE_OF[version.kind], version)


@require_http_methods(["GET", "HEAD", "POST"])
def corrections(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_CONFIRM, election)
    form = SupplementForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            version = actions.record_corrections(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, f"更正已列入{version}，请签发补充公告。")
            return redirect("voters:version_notice", version.pk)
    context = {"election": election, "form": form, "untold": queries.untold_changes(election)}
    return render(request, "voters/corrections.html", context)
