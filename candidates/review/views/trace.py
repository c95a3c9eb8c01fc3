"""Exceptions with their papers, and 倒查: who passed whom, years later."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from candidates.models import ExceptionStatement, Inspection, Opinion, ReviewFile, ReviewRuling
from candidates.review import actions, exports, queries
from candidates.review.forms import ExportForm, ReplyForm, StatementForm
from candidates.review.views.shared import download, get_file, get_reviewed_election
from election_office.accounts.access import can, require, within
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.documents.queries import current_document
from election_office.documents.responses import file_response
from villages.models import Person

# ── 专项说明 ──────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def review_explain(request: StaffRequest, pk: int) -> HttpResponse:
    file = get_file(request, pk)
    require(request.user, Permission.REVIEW_DECIDE, file)
    form = StatementForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            statement = actions.explain_person(file=file, by=request.user, **form.cleaned_data)
            messages.success(request, "专项说明已起草，请核对预览稿后签发。")
            return redirect("candidates:review_statement", statement.pk)
    context = {
        "form": form,
        "file": file,
        "election": file.election,
        "decision": queries.person_lines(file),
        "title": f"起草{file}的专项说明",
        "submit": "起草",
        "back": reverse("candidates:review_file", args=[file.pk]),
    }
    return render(request, "candidates/review_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_explain_team(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_reviewed_election(request, election_id)
    require(request.user, Permission.REVIEW_DECIDE, election)
    form = StatementForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            statement = actions.explain_team(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, "专项说明已起草，请核对预览稿后签发。")
            return redirect("candidates:review_statement", statement.pk)
    context = {
        "form": form,
        "election": election,
        "decision": queries.check_team(election),
        "title": "起草班子结构专项说明",
        "submit": "起草",
        "back": reverse("candidates:review_list", args=[election.pk]),
    }
    return render(request, "candidates/review_form.html", context)


def _statement(request: StaffRequest, pk: int) -> ExceptionStatement:
    rows = ExceptionStatement.objects.select_related(
        "election__village__township__county", "election__cycle", "file__person", "made_by"
    )
    fence = within(rows, request.user, Permission.CANDIDATE_EDIT, "election__village__code") | within(
        rows, request.user, Permission.AUDIT_VIEW, "election__village__code"
    )
    return get_object_or_404(fence, pk=pk)


@require_safe
def review_statement(request: StaffRequest, pk: int) -> HttpResponse:
    statement = _statement(request, pk)
    context = {
        "statement": statement,
        "election": statement.election,
        "document": current_document(statement, queries.STATEMENT),
        "may_decide": can(request.user, Permission.REVIEW_DECIDE, statement),
        "reads_papers": can(request.user, Permission.AUDIT_VIEW, statement),
    }
    return render(request, "candidates/review_statement.html", context)


def _own_statement(request: StaffRequest, pk: int) -> ExceptionStatement:
    statement = _statement(request, pk)
    require(request.user, Permission.REVIEW_DECIDE, statement)
    return statement


@require_http_methods(["GET", "HEAD", "POST"])
def review_statement_reply(request: StaffRequest, pk: int) -> HttpResponse:
    statement = _own_statement(request, pk)
    form = ReplyForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.record_reply(statement=statement, by=request.user, **form.cleaned_data)
            messages.success(request, "批复已登记。")
            return redirect("candidates:review_statement", statement.pk)
    context = {
        "form": form,
        "election": statement.election,
        "title": "登记专项说明批复",
        "submit": "登记",
        "back": reverse("candidates:review_statement", args=[statement.pk]),
    }
    return render(request, "candidates/review_form.html", context)


@require_safe
def review_reply_scan(request: StaffRequest, pk: int) -> FileResponse:
    statement = _statement(request, pk)
    return download(statement.reply_scan, statement.filename)


@require_http_methods(["GET", "HEAD", "POST"])
def review_statement_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    statement = _own_statement(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.withdraw_statement(statement=statement, by=request.user, **form.cleaned_data)
            messages.success(request, "专项说明已撤回。已签发的，请在公文页作废。")
            return redirect("candidates:review_list", statement.election_id)
    context = {
        "title": "撤回专项说明",
        "facts": [("内容", "；".join(line["message"] for line in statement.lines))],
        "consequences": ["这份专项说明不再作为例外的依据。", "记录保留，不会删除。"],
        "form": form,
        "submit": "撤回",
        "danger": True,
        "cancel_url": reverse("candidates:review_statement", args=[statement.pk]),
    }
    return render(request, "components/confirm.html", context)


# ── 倒查 ──────────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def review_trace_search(request: StaffRequest) -> HttpResponse:
    if not request.user.areas(Permission.AUDIT_VIEW):
        raise PermissionDenied("审查责任倒查由乡镇和县办理。")
    words = request.GET.get("q", "").strip()
    people = within(Person.objects.all(), request.user, Permission.AUDIT_VIEW, "village__code")
    known = people.filter(pk__in=ReviewFile.objects.values("person"))
    found = known.matching(words).select_related("village")[:50] if words else []
    return render(request, "candidates/review_trace_search.html", {"words": words, "found": found})


def _traced(request: StaffRequest, pk: int) -> tuple[Person, list[ReviewFile]]:
    people = within(
        Person.objects.select_related("village__township__county"),
        request.user,
        Permission.AUDIT_VIEW,
        "village__code",
    )
    person = get_object_or_404(people, pk=pk)
    return person, queries.trace_files(person, request.user)


@require_safe
def review_trace(request: StaffRequest, pk: int) -> HttpResponse:
    person, files = _traced(request, pk)
    context = {
        "person": person,
        "files": [(file, queries.trace_rows(file)) for file in files],
    }
    return render(request, "candidates/review_trace.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_trace_export(request: StaffRequest, pk: int) -> HttpResponse:
    person, files = _traced(request, pk)
    form = ExportForm(request.POST or None)
    if form.is_valid() and files:
        with form.showing_refusals():
            actions.export_trace(
                file_ids=[file.pk for file in files], target=files[0], by=request.user, **form.cleaned_data
            )
            rows = [row for file in files for row in queries.trace_rows(file)]
            name = f"{person.name}审查责任倒查表{timezone.localdate():%Y%m%d}.xlsx"
            return file_response(exports.trace_workbook(rows), name=name, content_type=exports.XLSX)
    return render(request, "candidates/review_trace_export.html", {"form": form, "person": person})


FENCE = "file__election__village__code"


@require_safe
def review_opinion_scan(request: StaffRequest, pk: int) -> FileResponse:
    rows = within(Opinion.objects.all(), request.user, Permission.AUDIT_VIEW, FENCE)
    opinion = get_object_or_404(rows, pk=pk)
    return download(opinion.scan, opinion.filename)


@require_safe
def review_inspection_scan(request: StaffRequest, pk: int) -> FileResponse:
    rows = within(Inspection.objects.all(), request.user, Permission.AUDIT_VIEW, FENCE)
    inspection = get_object_or_404(rows, pk=pk)
    return download(inspection.scan, inspection.filename)


@require_safe
def review_ruling_scan(request: StaffRequest, pk: int) -> FileResponse:
    rows = within(ReviewRuling.objects.all(), request.user, Permission.AUDIT_VIEW, FENCE)
    ruling = get_object_or_404(rows, pk=pk)
    return download(ruling.scan, ruling.filename)
