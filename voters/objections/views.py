"""申诉: the list with its clocks, one objection, its decision and its papers."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_page, typed
from election_office.core.pickers import answer_search
from election_office.documents import actions as documents
from election_office.documents import queries as papers
from villages.views.elections import get_election
from voters.forms import describe
from voters.models import Objection, Registration
from voters.objections import actions, queries, rules
from voters.objections.forms import (
    DecisionForm,
    ObjectionFilter,
    ObjectionForm,
    PersonForm,
    change_form,
    change_of,
)
from voters.objections.tables import ObjectionTable
from voters.rules import objections_until

PER_PAGE = 50


@require_safe
def objection_list(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    bar = ObjectionFilter(request.GET or None)
    rows = bar.narrow(Objection.objects.filter(election=election).select_related("about__group"))
    table = ObjectionTable(rows.order_by(F("decided_on").asc(nulls_first=True), "due_on", "number"))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    versions = queries.posted_versions(election)
    book = election.rulebook
    days = [row.document.fully_posted_on for row in versions if row.document]
    posted = [day for day in days if day is not None]
    context = {
        "election": election,
        "bar": bar,
        "table": table,
        "counts": queries.counts(election),
        "window_until": objections_until(max(posted), book) if posted else None,
        "open": bool(versions),
        "step": election.steps.filter(code="objections").first(),
        "article": book.cite("objection_days"),
        "may_edit": can(request.user, Permission.ROLL_EDIT, election),
        "may_decide": can(request.user, Permission.ROLL_CONFIRM, election),
    }
    return render(request, "voters/objection_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def objection_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_EDIT, election)
    versions = queries.posted_versions(election)
    form = ObjectionForm(request.POST or None, request.FILES or None, election=election, versions=versions)
    if form.is_valid():
        with form.showing_refusals():
            row = actions.file_objection(election=election, by=request.user, **form.details())
            if not row.in_time:
                messages.warning(request, f"这件申诉逾期收到，已登记，由{election.words.committee}自行核对。")
            messages.success(request, f"已受理第{row.number}号申诉，请打印受理单交申诉人。")
            return redirect("voters:objection", row.pk)
    context = {"election": election, "form": form, "versions": versions, "rulebook": election.rulebook}
    return render(request, "voters/objection_form.html", context)


@require_safe
def objection_person_search(request: StaffRequest, election_id: int) -> HttpResponse:
    """Everybody with a row here, pending and left off too: they are who objections are about."""
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_EDIT, election)
    rows = Registration.objects.filter(election=election).with_people()
    return answer_search(request, rows, describe=describe)


def _objection(request: StaffRequest, pk: int) -> Objection:
    rows = Objection.objects.visible_to(request.user).with_details()
    return get_object_or_404(rows.select_related("entered_by", "decision_entered_by"), pk=pk)


@require_safe
def objection(request: StaffRequest, pk: int) -> HttpResponse:
    row = _objection(request, pk)
    book = row.election.rulebook
    context = {
        "election": row.election,
        "row": row,
        "receipt": papers.current_document(row, "voters.objection_receipt"),
        "window_article": book.cite("objection_days"),
        "decision_article": book.cite("decision_days"),
        "missing": papers.missing_places(row.document) if row.document else [],
        "alike": queries.alike(row),
        "namesakes": queries.namesakes(row),
        "may_edit": can(request.user, Permission.ROLL_EDIT, row),
        "may_decide": can(request.user, Permission.ROLL_CONFIRM, row),
        "may_reveal": can(request.user, Permission.NUMBERS_VIEW, row),
    }
    return render(request, "voters/objection.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def objection_person(request: StaffRequest, pk: int) -> HttpResponse:
    row = _objection(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    form = PersonForm(request.POST or None, election=row.election)
    if form.is_valid():
        with form.showing_refusals():
            actions.name_the_person(objection=row, by=request.user, **form.cleaned_data)
            messages.success(request, "已指明所涉人员。")
            return redirect("voters:objection", row.pk)
    context = {"election": row.election, "row": row, "form": form, "submit": "选定", "title": "指明所涉人员"}
    return render(request, "voters/objection_act.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def objection_uphold(request: StaffRequest, pk: int) -> HttpResponse:
    row = _objection(request, pk)
    require(request.user, Permission.ROLL_CONFIRM, row)
    form = DecisionForm(request.POST or None, request.FILES or None)
    change = change_form(row, request.POST or None)
    if form.is_valid() and (change is None or change.is_valid()):
        with form.showing_refusals():
            actions.uphold_objection(
                objection=row, change=change_of(change), by=request.user, **form.cleaned_data
            )
            messages.success(request, "已登记处理决定，名单已按决定变动。请签发处理决定书和补充公告。")
            return redirect("voters:objection", row.pk)
    context = _decision_context(row) | {"form": form, "change": change, "upholds": True}
    return render(request, "voters/objection_decision.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def objection_reject(request: StaffRequest, pk: int) -> HttpResponse:
    row = _objection(request, pk)
    require(request.user, Permission.ROLL_CONFIRM, row)
    form = DecisionForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.reject_objection(objection=row, by=request.user, **form.cleaned_data)
            messages.success(request, "已登记处理决定，名单不变。请签发处理决定书并张贴。")
            return redirect("voters:objection", row.pk)
    context = _decision_context(row) | {"form": form, "change": None, "upholds": False}
    return render(request, "voters/objection_decision.html", context)


def _decision_context(row: Objection) -> dict[str, Any]:
    needs_person = row.about_id is None and row.claim in (Objection.Claim.REMOVE, Objection.Claim.CORRECT)
    return {
        "election": row.election,
        "row": row,
        "late": row.due_on < timezone.localdate(),
        "article": row.election.rulebook.cite("decision_days"),
        "needs_person": needs_person,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def objection_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    row = _objection(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_objection, objection=row, by=request.user),
        title=f"撤回申诉第{row.number}号",
        facts=[("申诉人", row.objector_name), ("所涉人员", row.about_name)],
        consequences=["申诉人自己撤回的，不再作处理决定。", "申诉和撤回的情况都保留在清单上。"],
        button="登记撤回",
        done="已登记撤回。",
        back=reverse("voters:objection", args=[row.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def objection_contact(request: StaffRequest, pk: int) -> HttpResponse:
    row = _objection(request, pk)
    require(request.user, Permission.NUMBERS_VIEW, row)
    form = ReasonForm(request.POST or None)
    number = ""
    if form.is_valid():
        with form.showing_refusals():
            number = actions.reveal_contact(
                objection=row, purpose=form.cleaned_data["reason"], by=request.user
            )
    context = {
        "election": row.election,
        "row": row,
        "form": form,
        "submit": "查看电话",
        "title": "查看申诉人电话",
        "number": number,
    }
    return render(request, "voters/objection_act.html", context)


@require_POST
def objection_receipt(request: StaffRequest, pk: int) -> HttpResponse:
    """The receipt, numbered once; asked for again, the same paper."""
    row = _objection(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    form = OfficeForm(request.POST)
    with form.showing_refusals():
        document = papers.current_document(row, "voters.objection_receipt") or documents.issue(
            "voters.objection_receipt", row, by=request.user
        )
        return redirect("documents:detail", document.pk)
    return _said(request, form, row)


def _said(request: StaffRequest, form: OfficeForm, row: Objection) -> HttpResponse:
    """A button has no form to show its refusal in: the page says it."""
    for sentence in form.non_field_errors():
        messages.error(request, str(sentence))
    return redirect("voters:objection", row.pk)


@require_safe
def objection_file(request: StaffRequest, pk: int, which: str) -> FileResponse:
    """What was brought in may name numbers: for those who keep the roll."""
    row = _objection(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    found = {"letter": (row.paper_file, row.paper_name), "decision": (row.decision_file, row.decision_name)}
    file, name = found.get(which, (None, ""))
    if not file:
        raise Http404
    return FileResponse(file.open(), as_attachment=True, filename=name)


@require_http_methods(["GET", "HEAD", "POST"])
def objections_close(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_CONFIRM, election)
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.showing_refusals():
            actions.close_objections(election=election, by=request.user)
            messages.success(request, "名单申诉已办结。")
            return redirect("voters:objection_list", election.pk)
    counted = queries.counts(election)
    context = {
        "election": election,
        "form": form,
        "counts": counted,
        "decision": rules.check_closing(queries.closing_facts(election), election.rulebook),
    }
    return render(request, "voters/objection_close.html", context)
