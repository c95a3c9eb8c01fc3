"""The workbook of a township: template out, trial, import; and the slips of its accounts."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.access import require
from election_office.accounts.bulk.actions import hand_out_passwords
from election_office.accounts.http import StaffRequest
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.http import act_button, act_page, typed
from election_office.core.sheets import XLSX
from election_office.core.workbooks import UnreadableWorkbook
from election_office.documents.responses import PDF, file_response
from villages import divisions
from villages.models import Township
from villages.workbook.actions import import_workbook
from villages.workbook.check import Plan, plan_for
from villages.workbook.columns import ACCOUNTS
from villages.workbook.forms import SlipsForm, TriedForm, WorkbookForm
from villages.workbook.reader import read
from villages.workbook.slips import slips_pdf
from villages.workbook.template import workbook_for

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
    return act_button(
        request,
        partial(import_workbook, township=township, by=request.user),
        form=TriedForm(request.POST, township=township),
        back=reverse("villages:workbook", args=[pk]),
        done=_imported,
        then=lambda plan: reverse(
            "villages:password_slips" if _new_accounts(plan) else "villages:township_detail", args=[pk]
        ),
    )


def _imported(plan: Plan) -> str:
    rows = "、".join(f"{name}{new + changed}行" for name, new, changed, _ in plan.counts() if new + changed)
    return f"已导入：{rows}。"


def _new_accounts(plan: Plan) -> bool:
    return any(name == ACCOUNTS and new for name, new, _, _ in plan.counts())


@require_http_methods(["GET", "HEAD", "POST"])
def password_slips(request: StaffRequest, pk: int) -> HttpResponse:
    township = _township(request, pk, Permission.STAFF_MANAGE)

    def slips(accounts: list[tuple[User, str]]) -> HttpResponse:
        address = str(settings.OFFICE_ADDRESS).rstrip("/") or request.build_absolute_uri("/")
        pdf = slips_pdf(township, accounts, address)
        return file_response(pdf, name=f"{township.name}账号密码条.pdf", content_type=PDF)

    return act_page(
        request,
        SlipsForm(**typed(request), township=township, by=request.user),
        partial(hand_out_passwords, area_code=township.code, by=request.user),
        title=f"{township}：打印账号密码条",
        button="生成密码条",
        shows=slips,  # in the answer alone: no message, session or file may hold a password
        back=reverse("villages:township_detail", args=[pk]),
        help_text="为勾选的账号各设一个一次性密码，印成可裁开的纸条。还没有登录过的账号已经勾好，其余可以一并重置。",
        consequences=[
            "勾选账号的原密码立即失效。",
            "密码只印在这份文件里，平台不保存；请当面发放，发完后删除文件。",
            "本人首次登录时须自行修改。",
        ],
        template="villages/password_slips.html",
        context={"township": township},
    )
