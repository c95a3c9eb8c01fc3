"""Exceptions with their papers, and 倒查: who passed whom, years later."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from candidates.models import ExceptionStatement, Inspection, Opinion, ReviewFile, ReviewRuling
from candidates.review import actions, exports, queries
from candidates.review.forms import ExportForm, ReplyForm, StatementForm
from candidates.review.views.shared import (
    download,
    election_act,
    file_act,
    get_file,
    get_reviewed_election,
)
from election_office.accounts.access import can, require, within
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import typed
from election_office.core.sheets import XLSX
from election_office.documents.queries import current_document
from election_office.documents.responses import file_response
from villages.models import Person


def _statement_url(statement: ExceptionStatement) -> str:
    return reverse("candidates:review_statement", args=[statement.pk])


DRAFTED: dict[str, Any] = {
    "button": "起草",
    "done": "专项说明已起草，请核对预览稿后签发。",
    "then": _statement_url,
}

# ── 专项说明 ──────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def review_explain(request: StaffRequest, pk: int) -> HttpResponse:
    file = get_file(request, pk)
    require(request.user, Permission.REVIEW_DECIDE, file)
    return file_act(
        request,
        file,
        StatementForm(**typed(request)),
        partial(actions.explain_person, file=file, by=request.user),
        title=f"起草{file}的专项说明",
        template="candidates/review_act.html",
        context={"decision": queries.person_lines(file)},
        **DRAFTED,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_explain_team(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_reviewed_election(request, election_id)
    require(request.user, Permission.REVIEW_DECIDE, election)
    return election_act(
        request,
        election,
        StatementForm(**typed(request)),
        partial(actions.explain_team, election=election, by=request.user),
        title="起草班子结构专项说明",
        template="candidates/review_act.html",
        context={"decision": queries.check_team(election)},
        **DRAFTED,
    )


def _statement(request: StaffRequest, pk: int) -> ExceptionStatement:
    rows = ExceptionStatement.objects.visible_to(request.user).select_related(
        "election__village__township__county", "election__cycle", "file__person", "made_by"
    )
    return get_object_or_404(rows, pk=pk)


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
    return election_act(
        request,
        statement.election,
        ReplyForm(**typed(request)),
        partial(actions.record_reply, statement=statement, by=request.user),
        title="登记专项说明批复",
        button="登记",
        done="批复已登记。",
        back=_statement_url(statement),
    )


@require_safe
def review_reply_scan(request: StaffRequest, pk: int) -> FileResponse:
    statement = _statement(request, pk)
    return download(statement.reply_scan, statement.filename)


@require_http_methods(["GET", "HEAD", "POST"])
def review_statement_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    statement = _own_statement(request, pk)
    return election_act(
        request,
        statement.election,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_statement, statement=statement, by=request.user),
        title="撤回专项说明",
        button="撤回",
        done="专项说明已撤回。已签发的，请在公文页作废。",
        back=_statement_url(statement),
        then=reverse("candidates:review_list", args=[statement.election_id]),
        facts=[("内容", "；".join(line["message"] for line in statement.lines))],
        consequences=["这份专项说明不再作为例外的依据。", "记录保留，不会删除。"],
        danger=True,
    )


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
            return file_response(exports.trace_workbook(rows), name=name, content_type=XLSX)
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
