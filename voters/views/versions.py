"""Confirming the roll, its versions, and the notices that tell of them."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page, typed
from villages.views.elections import get_election
from voters import actions, queries, rules
from voters.forms import PaperSizeForm, SupplementForm
from voters.models import RollVersion

OF_THE_ELECTION = ("election__village__township__county", "election__cycle")


@require_http_methods(["GET", "HEAD", "POST"])
def roll_confirm(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_CONFIRM, election)
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.showing_refusals():
            version = actions.confirm_roll(election=election, by=request.user)
            messages.success(request, f"名单已确认，共{version.voter_count}人，请签发名单公告并张贴。")
            return redirect("documents:paper", version.notice_code, version.pk)
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
        "versions": [(row, queries.posted_words(row)) for row in rows.order_by("-number")],
        "untold": queries.untold_changes(election) if rows else None,
        "final": queries.final_version(election),
        "posting": queries.roll_posting(election, timezone.localdate()),
        "may_confirm": can(request.user, Permission.ROLL_CONFIRM, election),
    }
    return render(request, "voters/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def version_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """On which sheets the notice is printed; the page that issues it comes after."""
    rows = RollVersion.objects.visible_to(request.user).without_entries()
    roll = get_object_or_404(rows.select_related(*OF_THE_ELECTION), pk=pk)
    require(request.user, Permission.ROLL_CONFIRM, roll)
    if not roll.notice_code:
        raise Http404
    notice_url = reverse("documents:paper", args=[roll.notice_code, roll.pk])
    return act_page(
        request,
        PaperSizeForm(**typed(request), row=roll),
        partial(actions.choose_paper, roll=roll, by=request.user),
        title=f"{roll}公告的纸张",
        button="保存",
        done="纸张已选定，请看预览稿。",
        back=notice_url,
        context={"election": roll.election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def corrections(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_CONFIRM, election)
    form = SupplementForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            version = actions.record_corrections(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, f"更正已列入{version}，请签发补充公告。")
            return redirect("documents:paper", version.notice_code, version.pk)
    context = {"election": election, "form": form, "untold": queries.untold_changes(election)}
    return render(request, "voters/corrections.html", context)
