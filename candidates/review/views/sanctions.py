"""Sanctions on a person's file, and the county's decision on them."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from candidates.models import ReviewFile, Sanction
from candidates.review import actions
from candidates.review.forms import SanctionForm, ToleranceForm
from candidates.review.views.shared import get_file
from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, typed

BOTH = ["GET", "HEAD", "POST"]


def _sanction(request: StaffRequest, pk: int) -> Sanction:
    files = ReviewFile.objects.visible_to(request.user)
    rows = Sanction.objects.select_related("file__election__village__township__county", "file__person")
    return get_object_or_404(rows.filter(file__in=files), pk=pk)


def _file_page(sanction: Sanction) -> str:
    return reverse("candidates:review_file", args=[sanction.file_id])


@require_http_methods(BOTH)
def sanction_add(request: StaffRequest, pk: int) -> HttpResponse:
    file = get_file(request, pk)
    require(request.user, Permission.CANDIDATE_EDIT, file)
    return act_page(
        request,
        SanctionForm(**typed(request)),
        partial(actions.record_sanction, file=file, by=request.user),
        title=f"登记{file}的处分和影响期",
        button="登记",
        done="已登记，影响期内拟任更高职务的不能通过联审。",
        back=reverse("candidates:review_file", args=[file.pk]),
        context={"election": file.election},
    )


@require_http_methods(BOTH)
def sanction_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    sanction = _sanction(request, pk)
    require(request.user, Permission.REVIEW_DECIDE, sanction)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_sanction, sanction=sanction, by=request.user),
        title=f"撤回{sanction.file}的{sanction}登记",
        button="撤回",
        done="已撤回，原登记保留。",
        back=_file_page(sanction),
        consequences=["这条处分不再影响拟任职务，原登记和理由保留。"],
        danger=True,
        context={"election": sanction.file.election},
    )


@require_http_methods(BOTH)
def sanction_tolerate(request: StaffRequest, pk: int) -> HttpResponse:
    sanction = _sanction(request, pk)
    require(request.user, Permission.TOLERANCE_DECIDE, sanction)
    return act_page(
        request,
        ToleranceForm(**typed(request)),
        partial(actions.tolerate_error, sanction=sanction, by=request.user),
        title=f"登记对{sanction.file}的容错纠错决定",
        button="登记决定",
        done="已登记，这条处分不再限制拟任职务。",
        back=_file_page(sanction),
        facts=[("处理", sanction), ("文号", sanction.paper_number), ("影响期届满", sanction.until)],
        consequences=[
            "影响期内可以拟任高于原任的职务，其他审查要求不变。",
            "登记以后不能撤改，决定和文号留痕。",
        ],
        context={"election": sanction.file.election},
    )
