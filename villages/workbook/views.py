"""The workbook of a township: template out, trial, import; and the slips of its accounts."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.access import require
from election_office.accounts.bulk.actions import hand_out_passwords
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.workbooks import UnreadableWorkbook
from election_office.documents.responses import PDF, file_response
from villages import divisions
from villages.models import Township
from villages.workbook.actions import import_workbook
from villages.workbook.check import plan_for
from villages.workbook.columns import ACCOUNTS
from villages.workbook.forms import SlipsForm, TriedForm, WorkbookForm
from villages.workbook.reader import read
from villages.workbook.slips import slips_pdf
from villages.workbook.template import workbook_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS_SHOWN = 200


def _township(request: StaffRequest, pk: int, permission: Permission = Permission.CYCLE_PLAN) -> Township:
    township = get_object_or_404(Township.objects.visible_to(request.user).select_related("county"), pk=pk)
    require(request.user, permission, township)
    return township


@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: StaffRequest, pk: int) -> HttpResponse:
    """Upload, and the trial in the answer."""
    township = _township(request, pk)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {
        "township": township,
        "form": form,
        "listed_on": divisions.as_of(),
        "listed": len(divisions.villages_of(township.code)),
        "entered": township.villages.in_being().count(),
    }
    if form.is_valid():
        content = form.cleaned_data["file"]
        try:
            plan = plan_for(township, read(content), request.user)
        except UnreadableWorkbook as error:
            form.add_error("file", str(error))
        else:
            context |= {"plan": plan, "faults": plan.faults[:FAULTS_SHOWN], "counts": plan.counts()}
            context["tried"] = TriedForm.of(township, content)
    return render(request, "villages/workbook.html", context)


@require_safe
def workbook_template(request: StaffRequest, pk: int) -> HttpResponse:
    township = _township(request, pk)
    return file_response(
        workbook_for(township), name=f"{township.name}换届资料工作簿.xlsx", content_type=XLSX
    )


@require_POST
def workbook_import(request: StaffRequest, pk: int) -> HttpResponse:
    township = _township(request, pk)
    form = TriedForm(request.POST, township=township)
    if form.is_valid():
        with form.showing_refusals():
            plan = import_workbook(township=township, content=form.cleaned_data["tried"], by=request.user)
            counts = plan.counts()
            said = "、".join(f"{name}{new + changed}行" for name, new, changed, _ in counts if new + changed)
            messages.success(request, f"已导入：{said}。")
            if any(name == ACCOUNTS and new for name, new, _, _ in counts):
                return redirect("villages:password_slips", pk)
            return redirect("villages:township_detail", pk)
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return redirect("villages:workbook", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def password_slips(request: StaffRequest, pk: int) -> HttpResponse:
    township = _township(request, pk, Permission.STAFF_MANAGE)
    form = SlipsForm(request.POST or None, township=township, by=request.user)
    if form.is_valid():
        with form.showing_refusals():
            accounts = hand_out_passwords(
                people=form.cleaned_data["people"], area_code=township.code, by=request.user
            )
            address = str(settings.OFFICE_ADDRESS).rstrip("/") or request.build_absolute_uri("/")
            pdf = slips_pdf(township, accounts, address)
            # In the answer alone: no message, session or file may hold a password.
            return file_response(pdf, name=f"{township.name}账号密码条.pdf", content_type=PDF)
    return render(request, "villages/password_slips.html", {"form": form, "township": township})
