"""The county asks its townships for a report and sees who has answered; a township answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.access import can_in, require, require_in, within
from election_office.accounts.http import StaffRequest
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.http import act_button, act_page, typed
from election_office.documents.responses import file_response
from election_office.figures import actions
from election_office.figures.forms import AnswerForm, AskForm, SendBackForm
from election_office.figures.models import ReportAnswer, ReportAsk, ReportDue
from election_office.figures.queries import COUNTY
from election_office.figures.rules import Answerable

LAST_FIRST = Prefetch(
    "answers", queryset=ReportAnswer.objects.select_related("answered_by").order_by("-pk"), to_attr="sent"
)
MOST_TODAY = 12
TONES = {"done": "done", "late": "late", "overdue": "overdue", "open": "todo"}


@dataclass(frozen=True, slots=True)
class DueRow:
    """One township's part of one report, and how it stands today."""

    due: ReportDue
    answer: ReportAnswer | None
    sent_back: ReportAnswer | None
    words: str
    tone: str
    urged_on: dt.date | None = None


def owed_reports(user: User, today: dt.date) -> list[DueRow]:
    """What the county still waits for from this user's townships, the nearest limit first, for 今天."""
    if not user.areas(Permission.CYCLE_PLAN):
        return []
    dues = within(ReportDue.objects.all(), user, Permission.CYCLE_PLAN, ReportDue.place)
    answered = ReportAnswer.objects.filter(due=OuterRef("pk"), revoked_at__isnull=True)
    return due_rows(dues.exclude(Exists(answered)).order_by("ask__due_on")[:MOST_TODAY], today)


def due_rows(dues: QuerySet[ReportDue], today: dt.date) -> list[DueRow]:
    """Who has answered, who is late, worst first."""
    found = []
    rows = dues.select_related("ask", "township").annotate(urged_on=Max("urges__urged_on"))
    for due in rows.prefetch_related(LAST_FIRST):
        sent: list[ReportAnswer] = due.sent
        answer = next((row for row in sent if not row.is_revoked), None)
        state = Answerable(due.ask.due_on, answer.answered_on if answer else None)
        back = sent[0] if sent and answer is None else None
        tone = TONES[state.state(today)]
        found.append(DueRow(due, answer, back, state.words(today), tone, due.urged_on))
    order = ("overdue", "todo", "late", "done")
    return sorted(found, key=lambda row: (order.index(row.tone), row.due.ask.due_on, row.due.township.code))


def county_of(user: User) -> str:
    """The county this user asks for; empty for everybody else."""
    return next((area for area in user.areas(Permission.DEFER_APPROVE) if len(area) == COUNTY), "")


@require_safe
def reports(request: StaffRequest) -> HttpResponse:
    """A county: what it asked for. A township: what it is asked for."""
    user = request.user
    if not user.areas_in_view():
        raise Http404
    county = county_of(user)
    rows = due_rows(ReportDue.objects.visible_to(user), timezone.localdate())
    asks: dict[int, list[DueRow]] = {}
    for row in rows:
        asks.setdefault(row.due.ask_id, []).append(row)
    context = {
        "county": county,
        "asks": [
            (parts[0].due.ask, parts, sum(part.answer is not None for part in parts))
            for parts in asks.values()
        ],
        "rows": rows,
        "may_answer": bool(user.areas(Permission.CYCLE_PLAN)),
    }
    return render(request, "figures/reports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: StaffRequest) -> HttpResponse:
    county = county_of(request.user)
    if not county:
        raise PermissionDenied("只有县换届办可以向乡镇要报告。")
    return act_page(
        request,
        AskForm(**typed(request), area_code=county),
        partial(actions.ask_report, area_code=county, by=request.user),
        title="要求乡镇上报",
        button="发出",
        done="已发出，乡镇的“上级要报”里能看到。",
        back=reverse("figures:reports"),
    )


def due_in(request: StaffRequest, pk: int) -> ReportDue:
    rows = ReportDue.objects.visible_to(request.user).select_related("ask", "township")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    due = due_in(request, pk)
    require(request.user, Permission.CYCLE_PLAN, due)
    return act_page(
        request,
        AnswerForm(**typed(request)),
        partial(actions.answer_report, due=due, by=request.user),
        title=f"上报：{due.ask.title}",
        button="上报",
        done="已上报。",
        back=reverse("figures:reports"),
        facts=[("要求", due.ask.what), ("上报期限", due.ask.due_on.strftime("%Y-%m-%d"))],
    )


def answer_in(request: StaffRequest, pk: int) -> ReportAnswer:
    rows = ReportAnswer.objects.visible_to(request.user).select_related(
        "due__ask", "due__township", "answered_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def sent(request: StaffRequest, pk: int) -> HttpResponse:
    """What was sent: words, figures as they stood, and the file."""
    row = answer_in(request, pk)
    may = not row.is_revoked and can_in(request.user, Permission.DEFER_APPROVE, row.due.ask.division)
    return render(request, "figures/sent.html", {"row": row, "may_send_back": may})


@require_safe
def sent_file(request: StaffRequest, pk: int) -> HttpResponse:
    row = answer_in(request, pk)
    if not row.file:
        raise Http404
    with row.file.open("rb") as file:
        return file_response(file.read(), name=row.filename, content_type="application/octet-stream")


@require_POST
def urge(request: StaffRequest, pk: int) -> HttpResponse:
    """催报: one press for every township that has not answered this."""
    county = county_of(request.user)
    if not county:
        raise PermissionDenied("只有县换届办可以催报。")
    ask = get_object_or_404(ReportAsk, pk=pk, division=county)
    return act_button(
        request,
        partial(actions.urge_answers, ask=ask, by=request.user),
        back=reverse("figures:reports"),
        done=lambda rows: f"已催报{len(rows)}个乡镇，乡镇的工作台上会提示。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: StaffRequest, pk: int) -> HttpResponse:
    row = answer_in(request, pk)
    require_in(request.user, Permission.DEFER_APPROVE, row.due.ask.division)
    return act_page(
        request,
        SendBackForm(**typed(request)),
        partial(actions.send_back, answer=row, by=request.user),
        title=f"退回{row.due.township.name}的上报",
        button="退回",
        done="已退回，乡镇可以重报。",
        back=reverse("figures:reports"),
        consequences=["这份上报保留备查，不再作数。", "乡镇要重新上报，原来的期限不变。"],
        facts=[("事项", row.due.ask.title), ("上报日期", row.answered_on.strftime("%Y-%m-%d"))],
    )
