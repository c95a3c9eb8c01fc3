"""Pages of the papers of meetings that choose the electoral committee or the members of a body."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page, typed
from villages.meetings import actions, forms, queries
from villages.models import Body, CommitteeChoice, MeetingSheet
from villages.models.meetings import MEETING
from villages.readings import pages

GET_OR_POST = ["GET", "HEAD", "POST"]
TITLES = {MEETING: "得票"}
CHOOSER = "主持会议的人"


def _choice(request: StaffRequest, pk: int) -> CommitteeChoice:
    choice = get_object_or_404(CommitteeChoice.objects.visible_to(request.user).with_places(), pk=pk)
    require(request.user, Permission.STEP_RECORD, choice)
    return choice


def _sheet(request: StaffRequest, pk: int, permission: Permission = Permission.STEP_RECORD) -> MeetingSheet:
    rows = MeetingSheet.objects.visible_to(request.user).with_places().with_readings()
    sheet: MeetingSheet = get_object_or_404(rows, pk=pk)
    require(request.user, permission, sheet)
    if sheet.choice is not None:
        sheet.choice.election = sheet.election
    if sheet.body is not None:
        sheet.body.election = sheet.election
    return sheet


def _back(sheet: MeetingSheet) -> str:
    if sheet.choice_id is not None:
        return reverse("villages:committee_choice", args=[sheet.choice_id])
    return reverse("villages:body", args=[sheet.body_id])


@require_http_methods(GET_OR_POST)
def choice_sheet_add(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    return act_page(
        request,
        forms.SheetForm(**typed(request), subject=choice),
        partial(actions.open_choice_sheet, choice=choice, by=request.user),
        title="登记推选会议的计票单",
        button="登记",
        done=lambda sheet: f"已登记{sheet}的计票单，请两人分别录入。",
        back=reverse("villages:committee_choice", args=[choice.pk]),
        help_text="每次会议一张计票单，由两人分别录入，一致后自动列入得票名单。",
        context={"election": choice.election},
    )


@require_http_methods(GET_OR_POST)
def body_sheet_add(request: StaffRequest, pk: int) -> HttpResponse:
    body = get_object_or_404(Body.objects.visible_to(request.user).with_places(), pk=pk)
    require(request.user, Permission.STEP_RECORD, body)
    return act_page(
        request,
        forms.SheetForm(**typed(request), subject=body),
        partial(actions.open_body_sheet, body=body, by=request.user),
        title=f"登记产生{body.title}的计票单",
        button="登记",
        done=lambda sheet: f"已登记{sheet}的计票单，请两人分别录入。",
        back=reverse("villages:body", args=[body.pk]),
        help_text="每次会议一张计票单，由两人分别录入；登记任职时得票按计票单填写。",
        context={"election": body.election},
    )


@require_http_methods(GET_OR_POST)
def sheet_read(request: StaffRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    return pages.read_page(
        request,
        sheet,
        forms.ReadingForm,
        read=partial(actions.read_sheet, sheet=sheet),
        reread=partial(actions.reread_cells, sheet=sheet),
        titles=TITLES,
        chooser=CHOOSER,
        back=_back(sheet),
    )


@require_http_methods(GET_OR_POST)
def sheet_settle(request: StaffRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk, Permission.COUNT_DECIDE)
    act = partial(actions.settle_sheet, sheet=sheet)
    return pages.settle_page(request, sheet, act, titles=TITLES, chooser=CHOOSER, back=_back(sheet))


@require_http_methods(GET_OR_POST)
def sheet_reset(request: StaffRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk, Permission.COUNT_DECIDE)
    more = ["由计票单列出的得票名单一并撤销，重新录入一致后再列出。"] if sheet.choice_id else []
    act = partial(actions.reset_sheet, sheet=sheet)
    return pages.reset_page(request, sheet, act, back=_back(sheet), more=more)


@require_http_methods(GET_OR_POST)
def sheet_remove(request: StaffRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.remove_sheet, sheet=sheet, by=request.user),
        title=f"删除{sheet}的计票单",
        button="删除",
        done=f"已删除{sheet}的计票单。",
        back=_back(sheet),
        consequences=["只有还没有录入的计票单可以删除。"],
        context={"election": sheet.election},
    )


@require_http_methods(GET_OR_POST)
def name_person(request: StaffRequest, pk: int) -> HttpResponse:
    """A written name that several people bear, or nobody."""
    choice = _choice(request, pk)
    names = queries.open_names(choice, queries.sheets_of(choice))
    return act_page(
        request,
        forms.NameForm(**typed(request), choice=choice, names=names),
        partial(actions.name_person, choice=choice, by=request.user),
        title="认定票面姓名",
        button="认定",
        done="已认定，得票列入名单。",
        back=reverse("villages:committee_choice", args=[choice.pk]),
        help_text=f"{choice.election.words.here}只有一人叫这个姓名的已自动列入；同名的、写法不同的，在这里认定是谁。",
        context={"election": choice.election},
    )
