"""Bringing a file of voters: uploaded, tried, reported on, imported."""

from __future__ import annotations

from functools import partial

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_button, typed
from election_office.core.sheets import XLSX
from election_office.documents.responses import file_response
from election_office.law.words import GENERAL
from villages.models import Election
from villages.views.elections import get_election, record_page
from voters import actions, queries
from voters.actions.imports import SAME_FILE
from voters.forms import ChangeFilter, FindingFilter, UploadForm
from voters.imports.codes import place_of
from voters.imports.report import report_of
from voters.imports.workbooks import template_workbook
from voters.models import RollChange, RollImport
from voters.reading_forms import ReadingForm
from voters.rules import SECOND_OFFICER_PERCENT
from voters.tables import ChangeTable, FindingTable, UnchangedTable

PER_PAGE = 50
TRYING = "先试读：逐行列出问题，不写入名单；没有必须改正的问题时再导入，要么全部导入，要么一个也不导入。"
AWAITS = "已提请核准，请另一名经办人登录后在本页核准，核准后才导入。"


def _keeper(request: StaffRequest, election_id: int) -> Election:
    """Files of identity numbers are shown to those alone who keep the roll."""
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_EDIT, election)
    return election


@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _keeper(request, election_id)
    context = {
        "imports": RollImport.objects.filter(election=election).select_related("uploaded_by", "applied_by"),
        "confirmed": queries.is_confirmed(election),
    }
    return record_page(
        "voters:roll",
        request,
        election,
        UploadForm(**typed(request)),
        partial(actions.upload_roll, election=election, by=request.user),
        title="导入名册",
        button="上传并试读",
        done=lambda row: SAME_FILE if row.state == RollImport.State.APPLIED else "",
        then=_detail,
        help_text=TRYING,
        template="voters/import_list.html",
        context=context,
    )


def _detail(row: RollImport) -> str:
    return reverse("voters:import_detail", args=[row.pk])


def _job(row: RollImport) -> str:
    return reverse("jobs:detail", args=[row.job_id])


def _import(request: StaffRequest, pk: int) -> RollImport:
    rows = RollImport.objects.visible_to(request.user).select_related(
        "election__village__township__county", "election__cycle", "job", "uploaded_by", "applied_by",
        "asked_by", "approved_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@require_safe
def import_detail(request: StaffRequest, pk: int) -> HttpResponse:
    row = _import(request, pk)
    codes = sorted(row.trial.get("codes", {}), key=place_of)
    bar = FindingFilter(request.GET or None, codes=codes)
    table = FindingTable(bar.narrow(row.findings.all()))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    job = row.job
    running = job is not None and not job.finished
    context = {
        "election": row.election,
        "row": row,
        **report_of(row),
        "bar": bar,
        "table": table,
        "running": running,
        "live": job.live() if job else None,
        "failed": job.error if job is not None and job.state == "failed" else "",
        "form": OfficeForm(),
        "told": row.comparison,
        "limit": SECOND_OFFICER_PERCENT,
        "asked_by_me": row.asked_by_id == request.user.pk,
        "may_import": row.ready and not running,
        "reading": ReadingForm(roll_import=row),
    }
    return render(request, "voters/import_detail.html", context)


@require_POST
def import_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """What the columns are and what becomes of the people set apart; the file is tried again with it."""
    row = _import(request, pk)
    return act_button(
        request,
        partial(actions.settle_reading, roll_import=row, by=request.user),
        form=ReadingForm(request.POST, roll_import=row),
        back=_detail(row),
    )


@require_POST
def import_apply(request: StaffRequest, pk: int) -> HttpResponse:
    row = _import(request, pk)

    def awaits(row: RollImport) -> bool:
        return row.state == RollImport.State.AWAITING

    return act_button(
        request,
        partial(actions.ask_import, roll_import=row, by=request.user),
        back=_detail(row),
        done=lambda row: AWAITS if awaits(row) else "",
        then=lambda row: _detail(row) if awaits(row) else _job(row),
    )


@require_POST
def import_approve(request: StaffRequest, pk: int) -> HttpResponse:
    """The second person's word for a large change."""
    row = _import(request, pk)
    act = partial(actions.approve_import, roll_import=row, by=request.user)
    return act_button(request, act, back=_detail(row), then=_job)


@require_safe
def import_changes(request: StaffRequest, pk: int) -> HttpResponse:
    """Person by person what the file would do to the roll: four lists."""
    row = _import(request, pk)
    bar = ChangeFilter(request.GET if "kind" in request.GET else {"kind": RollChange.Kind.ADDED})
    rows = bar.narrow(row.changes.all(), queries.unchanged_by(row))
    table = (ChangeTable if rows.model is RollChange else UnchangedTable)(rows)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"election": row.election, "row": row, "told": row.comparison, "bar": bar, "table": table}
    return render(request, "voters/import_changes.html", context)


@require_POST
def import_retry(request: StaffRequest, pk: int) -> HttpResponse:
    """Try the same file again: groups were added, or another village struck a double off."""
    row = _import(request, pk)
    return act_button(
        request, partial(actions.ask_trial, roll_import=row, by=request.user), back=_detail(row)
    )


@require_safe
def import_faults(request: StaffRequest, pk: int) -> FileResponse:
    row = _import(request, pk)
    if not row.faults:
        raise Http404
    name = f"{row.filename.rpartition('.')[0] or row.filename}（问题表）.xlsx"
    return FileResponse(row.faults.open(), as_attachment=True, filename=name, content_type=XLSX)


@require_safe
def import_template(request: StaffRequest) -> HttpResponse:
    return file_response(
        template_workbook(), name=f"{GENERAL.voter_short}登记表（空白）.xlsx", content_type=XLSX
    )
