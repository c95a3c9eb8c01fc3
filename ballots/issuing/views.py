"""The desk, the hall and the township's view of the polling day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from ballots.issuing import actions, queries
from ballots.issuing.actions import Act
from ballots.issuing.forms import IncidentForm, OpenForm, SealForm
from ballots.issuing.rules import Totals, turnout_needed
from ballots.models import Box, BoxSeal, HandOut, Incident, IssueConflict, Round
from ballots.powercut.queries import issues_of
from ballots.preparation.queries import handed_out_beside_the_list, unbalanced
from ballots.prints.day_record import day_record_pdf
from ballots.queries import boxes_of, current_round
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, sent_json, typed
from election_office.documents.charts import svg_for_page
from election_office.documents.responses import PDF, file_response
from election_office.law.decision import RuleRefused
from villages.models.people import person_named
from villages.queries import rulebooks_of
from villages.views.elections import get_election
from voters.electors.queries import entitled_count

SEALING_HELP = "第一张选票投入以前，打开票箱给在场的人看，确认是空箱，再加锁、贴封条。"
OPENING_HELP = "投票结束后当众开箱，先看封条是否完好。登记开箱以后，这个票箱不再发票。"


def _box(request: StaffRequest, pk: int) -> Box:
    rows = Box.objects.visible_to(request.user).select_related(
        "round__election__village__township__county", "round__election__cycle", "seal", "opening"
    )
    box = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.BALLOT_EDIT, box)
    return box


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: StaffRequest, pk: int) -> HttpResponse:
    """The page carries the roll and keeps what it could not send; a POST takes acts and answers each."""
    box = _box(request, pk)
    if request.method == "POST":
        return _take(request, box)
    voting = box.round
    start = {
        "box": box.pk,
        "name": box.name,
        "user": request.user.pk,
        "url": reverse("ballots:desk", args=[box.pk]),
        "worker": reverse("ballots:desk_worker", args=[box.pk]),
        "now": timezone.now().timestamp(),
        "roll": queries.station_roll(voting),
        "issued": queries.issued_marks(voting),
        "closed": actions.closed_because(box),
    }
    unchecked = getattr(box, "opening", None) is None
    context = {"box": box, "election": voting.election, "start": start, "unchecked": unchecked}
    return render(request, "ballots/issuing/desk.html", context)


@require_safe
def desk_worker(request: StaffRequest, pk: int) -> HttpResponse:
    """The worker of one desk: it rules the addresses below its own, which are the desk and no other page."""
    _box(request, pk)
    script = static("js/desk_worker.js")
    return HttpResponse(f'importScripts("{script}");\n', content_type="text/javascript")


def _act(row: dict[str, Any]) -> Act:
    at = parse_datetime(str(row["at"]))
    if row["kind"] not in ("own", "proxy", "exchange") or at is None or timezone.is_naive(at):
        raise ValueError(row["kind"])
    voter = None if row["kind"] == "exchange" else int(row["voter"])
    return Act(uuid.UUID(str(row["token"])), row["kind"], voter, at, bool(row.get("offline")))


def _take(request: StaffRequest, box: Box) -> JsonResponse:
    """The answer to each act, and what changed at all desks since this one last heard."""
    try:
        sent = sent_json(request)
        acts = [_act(row) for row in sent["acts"]]
        since = dt.datetime.fromtimestamp(float(sent["since"]), dt.UTC)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError):
        return JsonResponse({"error": "发票记录的内容不对，请刷新页面后重试。"}, status=422)
    now = timezone.now()
    try:
        answers = actions.take_acts(box=box, acts=acts, by=request.user) if acts else []
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    except RuleRefused as refused:
        return JsonResponse(
            {"error": "".join(finding.message for finding in refused.decision.refusals)}, status=422
        )
    return JsonResponse(
        {
            "answers": [{"token": str(a.token), "state": a.state, "message": a.message} for a in answers],
            "marks": queries.changed_marks(box.round, since),
            "now": now.timestamp(),
            "closed": actions.closed_because(box),
        }
    )


@require_safe
def polling_day(request: StaffRequest, election_id: int) -> HttpResponse:
    """Turnout by hour and box, seals, conflicts and the log of one village."""
    election = get_election(request, election_id)
    voting = current_round(election)
    context: dict[str, Any] = {"election": election, "round": voting}
    if voting is not None:
        boxes = list(voting.boxes.select_related("seal").annotate(checked_at=F("opening__opened_at")))
        rows = _box_rows(voting, boxes)
        issued = sum(row.issued if box.issued is None else box.issued for box, row, _ in rows)
        registered = entitled_count(election) if voting.registered is None else voting.registered
        context |= {
            "rows": rows,
            "issued": issued,
            "registered": registered,
            "needed": turnout_needed(registered, election.rulebook, election.electing_way),
            "conflicts": IssueConflict.objects.filter(box__round=voting).select_related(
                "box", "voter__person"
            ),
            "paper_issues": issues_of(voting),
            "incidents": voting.incidents.select_related("box", "recorded_by"),
            "may_edit": can(request.user, Permission.BALLOT_EDIT, election),
            "may_decide": can(request.user, Permission.COUNT_DECIDE, election),
        }
        context |= _openings(voting, boxes) | _turnout(voting, boxes) | {"states": by_state(rows)}
    return render(request, "ballots/issuing/polling_day.html", context)


def _turnout(round: Round, boxes: Sequence[Box]) -> dict[str, Any]:
    """The hours of the day as a table and as its picture."""
    hours = queries.turnout_by_hour(round, boxes)
    drawing = mark_safe(svg_for_page(queries.hours_chart(hours)))  # noqa: S308 -- escaped where it is drawn
    return {"hours": hours, "picture": drawing if hours else ""}


BoxRow = tuple[Box, Totals, BoxSeal | None]
# What a box waits for, in the order of the day: tone, word.
STATES = {
    "check": ("overdue", "待检查"),
    "seal": ("soon", "待加封"),
    "open": ("doing", "投票中"),
    "done": ("done", "已开箱"),
}


def by_state(rows: Sequence[BoxRow]) -> list[tuple[str, str, list[BoxRow]]]:
    """Tone, word and boxes of each state that has any: what still waits stands first."""
    found: dict[str, list[BoxRow]] = {state: [] for state in STATES}
    for row in rows:
        found[_state(row)].append(row)
    return [(*STATES[state], group) for state, group in found.items() if group]


def _state(row: BoxRow) -> str:
    box, _, seal = row
    if seal is not None:
        return "done" if seal.opened_at else "open"
    return "check" if getattr(box, "checked_at", None) is None else "seal"


def _box_rows(round: Round, boxes: Sequence[Box]) -> list[BoxRow]:
    """Where nobody was checked off at the table, the typed numbers of the box are shown."""
    totals = queries.box_totals(round)
    return [(box, _totals(box, totals), getattr(box, "seal", None)) for box in boxes]


def _totals(box: Box, checked_off: dict[int, Totals]) -> Totals:
    if box.pk in checked_off or box.issued_own is None:
        return checked_off.get(box.pk, Totals())
    return Totals(box.issued_own, box.issued_proxy or 0, box.spoiled)


def _openings(round: Round, boxes: Sequence[Box]) -> dict[str, Any]:
    """Boxes nobody has checked, and what a mobile box gave to people it does not list. ``boxes``: with
    ``checked_at``."""
    begun = round.takes_ballots and round.day <= timezone.localdate()
    waiting = [box.name for box in boxes if getattr(box, "checked_at", None) is None]
    return {"waiting": waiting if begun else [], "beside_the_list": handed_out_beside_the_list(round)}


@require_safe
def day_record(request: StaffRequest, election_id: int) -> HttpResponse:
    """The record of the polling day as a paper to be signed."""
    election = get_election(request, election_id)
    voting = current_round(election)
    if voting is None:
        return redirect("ballots:polling_day", election.pk)
    try:
        pdf = day_record_pdf(voting)
    except ValidationError as error:
        context = {"title": "投票日记录", "problems": error.messages}
        return render(request, "documents/preview_refused.html", context, status=422)
    name = f"{election.village.name}{voting.title}投票日记录.pdf"
    return file_response(pdf, name=name, content_type=PDF, inline=True)


@require_safe
def polling_days(request: StaffRequest) -> HttpResponse:
    """Every village voting today, with its turnout and what happened there."""
    today: dt.date = timezone.localdate()
    rows = queries.village_days(request.user, today)
    books = rulebooks_of(row[0].election for row in rows)
    days = [
        (voting, registered, issued, turnout_needed(registered, books[voting.election_id]), *said)
        for voting, registered, issued, *said in rows
    ]
    rounds = [row[0] for row in rows]
    open_books = unbalanced(rounds)
    log = Incident.objects.filter(round__in=rounds).select_related("round__election__village", "box")[:50]
    hours, stations = queries.stations_by_hour(rounds)
    context = {"days": days, "incidents": log, "open_books": open_books, "hours": hours, "stations": stations}
    return render(request, "ballots/issuing/polling_days.html", context)


@require_safe
def handouts(request: StaffRequest, pk: int) -> HttpResponse:
    """What was handed out at a box, newest first; a slip is taken back from here."""
    box = _box(request, pk)
    words = request.GET.get("q", "").strip()
    rows = box.handouts.select_related("voter__person", "handed_by", "proxy__agent__person")
    if words:
        rows = rows.filter(person_named(words, "voter__person__"))
    context = {
        "box": box,
        "election": box.round.election,
        "rows": rows.order_by("-handed_at", "-pk")[:100],
        "q": words,
        "closed": actions.closed_because(box),
    }
    return render(request, "ballots/issuing/handouts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def handout_undo(request: StaffRequest, pk: int) -> HttpResponse:
    rows = HandOut.objects.visible_to(request.user).select_related("box__round__election", "voter__person")
    handout = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.BALLOT_EDIT, handout)
    back = reverse("ballots:handouts", args=[handout.box_id])
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.undo_hand_out, handout=handout, by=request.user),
        title=f"撤回{handout.voter}的发票登记",
        facts=[("票箱", handout.box.name), ("发票时间", queries.moment(handout.handed_at))],
        consequences=["发出的那张选票须先收回。", "撤回后本人可以重新领票。"],
        danger=True,
        button="撤回",
        done=f"已撤回{handout.voter}的发票登记，理由留痕。",
        back=back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_settle(request: StaffRequest, pk: int) -> HttpResponse:
    rows = IssueConflict.objects.visible_to(request.user).select_related(
        "box__round__election", "voter__person"
    )
    conflict = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.BALLOT_EDIT, conflict)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        lambda reason: actions.settle_conflict(conflict=conflict, settlement=reason, by=request.user),
        title=f"处理{conflict.voter}的离线发票冲突",
        facts=[("票箱", conflict.box.name), ("不予登记的原因", conflict.message)],
        consequences=["写明是否真的发出选票、选票是否收回。", "全部处理以后才能开始计票。"],
        button="登记处理情况",
        done="冲突的处理情况已登记。",
        back=reverse("ballots:polling_day", args=[conflict.box.round.election_id]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def box_seal(request: StaffRequest, pk: int) -> HttpResponse:
    """Sealing first, opening afterwards."""
    box = _box(request, pk)
    opening = getattr(box, "seal", None) is not None
    form = (OpenForm if opening else SealForm)(**typed(request))
    return act_page(
        request,
        form,
        partial(actions.open_box if opening else actions.seal_box, box=box, by=request.user),
        title=f"“{box.name}”{'当众开箱' if opening else '验空加封'}",
        button="已核对，当众开箱，不再发票" if opening else "登记",
        done=f"票箱“{box.name}”已登记{'开箱' if opening else '加封'}。",
        back=reverse("ballots:polling_day", args=[box.round.election_id]),
        help_text=OPENING_HELP + _before_opening(box) if opening else SEALING_HELP,
        context={"election": box.round.election},
    )


def _before_opening(box: Box) -> str:
    """What whoever opens a box should have before his eyes."""
    facts = queries.opening_facts(box, timezone.now(), "", by_township=False)
    said = f"本箱已发出选票{facts.handed_out}张。"
    return said + (f"公告的投票结束时间是{facts.closes_at:%H:%M}。" if facts.closes_at else "")


@require_http_methods(["GET", "HEAD", "POST"])
def box_close_again(request: StaffRequest, pk: int) -> HttpResponse:
    """The opening of a box was recorded by mistake."""
    box = _box(request, pk)
    require(request.user, Permission.COUNT_DECIDE, box)
    back = reverse("ballots:polling_day", args=[box.round.election_id])
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.close_box_again, box=box, by=request.user),
        title=f"撤回“{box.name}”的开箱登记",
        facts=[("票箱", box.name)],
        consequences=["票箱须没有真的打开，或者已经当众重新加封。", "撤回后本箱可以继续发票，理由留痕。"],
        danger=True,
        button="撤回开箱登记",
        done=f"票箱“{box.name}”的开箱登记已撤回，可以继续发票，理由留痕。",
        back=back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def incident_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.BALLOT_EDIT, election)
    voting = current_round(election)
    if voting is None:
        return redirect("ballots:boxes", election.pk)
    return act_page(
        request,
        IncidentForm(**typed(request), boxes=boxes_of(voting)),
        partial(actions.record_incident, round=voting, by=request.user),
        title="登记投票日情况",
        button="登记",
        done="情况已登记。",
        back=reverse("ballots:polling_day", args=[election.pk]),
        help_text="发生了什么、怎么处理的，当时就记；镇里马上看得到。",
        context={"election": election},
    )


@require_safe
def incident_photo(request: StaffRequest, pk: int) -> HttpResponseBase:
    row = get_object_or_404(Incident.objects.visible_to(request.user), pk=pk)
    if not row.photo:
        raise Http404
    return FileResponse(row.photo.open(), content_type="image/jpeg", filename=f"incident-{pk}.jpg")
