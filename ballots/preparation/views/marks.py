"""The township's colours and seals, the sealed draw, and its opening."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ballots.models import BallotMark, MarkDraw, Round
from ballots.notices.draw import CODE as DRAW_RECORD
from ballots.preparation import actions, queries
from ballots.preparation.forms.marks import DrawForm, MarkForm, PrinterForm, RevealForm
from ballots.preparation.views.pages import get_round
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page, typed
from election_office.documents import kinds
from election_office.documents.queries import current_document
from villages.models import Township

DRAW = "ballots/preparation/draw.html"
DRAWN = "已抽签，结果已密封，投票日发票前启封。"


@require_http_methods(["GET", "HEAD", "POST"])
def marks(request: StaffRequest, pk: int) -> HttpResponse:
    """The list all villages of a township draw from, and the form that makes it longer."""
    rows = Township.objects.visible_to(request.user).select_related("county")
    township = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.COUNT_DECIDE, township)
    return act_page(
        request,
        MarkForm(**typed(request)),
        partial(actions.add_mark, township=township, by=request.user),
        title="选票颜色和印章名录",
        button="登记",
        done=lambda mark: f"已登记{mark.get_kind_display()}“{mark.name}”。",
        back=reverse("ballots:marks", args=[township.pk]),
        template="ballots/preparation/marks.html",
        context=lambda: {"township": township, "groups": _groups(township)},
    )


def _groups(township: Township) -> list[tuple[str, list[BallotMark]]]:
    known = list(township.ballot_marks.filter(ended_at__isnull=True).select_related("entered_by"))
    return [(label, [row for row in known if row.kind == kind]) for kind, label in BallotMark.Kind.choices]


@require_http_methods(["GET", "HEAD", "POST"])
def mark_end(request: StaffRequest, pk: int) -> HttpResponse:
    rows = BallotMark.objects.visible_to(request.user).select_related("township")
    mark = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.COUNT_DECIDE, mark)
    back = reverse("ballots:marks", args=[mark.township_id])
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.end_mark, mark=mark, by=request.user),
        title=f"停用{mark.get_kind_display()}“{mark.name}”",
        consequences=["以后的抽签不再使用。", "已经抽签的村不受影响。"],
        button="停用",
        done=f"“{mark.name}”已停用，以后的抽签不再使用。",
        back=back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: StaffRequest, election_id: int) -> HttpResponse:
    """Before: draw. Afterwards: that it was drawn, by whom; on the polling day: open it. Never what was
    drawn, until it is opened."""
    needed = Permission.BALLOT_EDIT if request.method == "POST" else None
    voting = get_round(request, election_id, needed)
    found = MarkDraw.objects.filter(round=voting).first()
    form = _draw_form(request, found) if can(request.user, Permission.BALLOT_EDIT, voting) else None
    shown = partial(_draw_context, request, voting, found)
    if form is None:
        return render(request, DRAW, shown())
    drawing = found is None
    return act_page(
        request,
        form,
        partial(actions.draw_marks if drawing else actions.reveal_marks, round=voting, by=request.user),
        title="抽签确定颜色和印章",
        button="现在抽签" if drawing else "当众启封",
        done=DRAWN if drawing else "抽签结果已启封，请当众宣布，并签发抽签记录。",
        back=reverse("ballots:prepare_draw", args=[election_id]),
        template=DRAW,
        context=shown,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def draw_for_printing(request: StaffRequest, election_id: int) -> HttpResponse:
    """The person in charge of printing opens the draw; the page shows it once, to him."""
    voting = get_round(request, election_id, Permission.COUNT_DECIDE)
    context: dict[str, Any] = {"election": voting.election}
    return act_page(
        request,
        PrinterForm(**typed(request)),
        partial(actions.open_draw_for_printing, round=voting, by=request.user),
        title="印制负责人启封抽签结果",
        button="启封",
        back=reverse("ballots:prepare_draw", args=[election_id]),
        help_text="由一名印制负责人启封，按抽中的颜色印制选票、准备印章。",
        consequences=["只启封一次，启封人记入操作记录。", "颜色和印章只显示这一次，到投票日当众启封。"],
        shows=lambda drawn: render(
            request, "ballots/preparation/draw_print.html", context | {"drawn": drawn}
        ),
        context=context,
    )


def _draw_context(request: StaffRequest, round: Round, found: MarkDraw | None) -> dict[str, Any]:
    return {
        "election": round.election,
        "round": round,
        "draw": found,
        "drawn": actions.revealed(found) if found else {},
        "items": _facts(found, queries.marks_of(round) if found is None else found.options),
        "early": timezone.localdate() < round.day,
        "paper": current_document(found, DRAW_RECORD) if found else None,
        "may_issue": can(request.user, kinds.get(DRAW_RECORD).permission, round),
        "may_list": can(request.user, Permission.COUNT_DECIDE, round.election.village.township),
    }


def _draw_form(request: StaffRequest, found: MarkDraw | None) -> DrawForm | RevealForm | None:
    if found is None:
        return DrawForm(**typed(request))
    return RevealForm(**typed(request)) if found.revealed_at is None else None


def _facts(found: MarkDraw | None, options: dict[str, list[str]]) -> list[tuple[str, str]]:
    """What may be drawn, and what happened so far."""
    facts = [(f"可抽的{label}", "、".join(options[kind])) for kind, label in BallotMark.Kind.choices]
    if found is not None:
        facts.append(("抽签", f"{queries.moment(found.drawn_at)}，{found.drawer}抽签，{found.witness}见证"))
        if found.revealed_at is not None:
            facts.append(("启封", f"{queries.moment(found.revealed_at)}，在场：{found.revealed_before}"))
    return facts
