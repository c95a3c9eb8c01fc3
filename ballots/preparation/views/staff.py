"""Who serves at the polls."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballots.models import PollWorker, Round
from ballots.notices.staff import CODE as STAFF_NOTICE
from ballots.preparation import actions, queries
from ballots.preparation.actions import stations
from ballots.preparation.forms.staff import AssignForm, WorkerForm
from ballots.preparation.rules.opening import BoxStaff, check_box_staff
from ballots.preparation.rules.staffing import NEEDED, check_complete
from ballots.preparation.views.pages import get_round
from ballots.queries import boxes_of, current_round
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_button, act_page, typed
from election_office.core.pickers import answer_search
from election_office.documents.queries import current_document
from election_office.law.relations import SET_LABELS
from villages import consequences
from villages.models import Person
from villages.views.elections import get_election


@require_safe
def staff_list(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    voting = current_round(election)
    circle = election.rulebook.value("staff_relation_set")
    context: dict[str, Any] = {
        "election": election,
        "round": voting,
        "may_edit": can(request.user, Permission.BALLOT_EDIT, election),
        "circle": SET_LABELS[str(circle)],
        "basis": election.rulebook.cite("staff_relation_set"),
    }
    if voting is not None:
        context |= _staff_of(voting)
    return render(request, "ballots/preparation/staff.html", context)


def _staff_of(round: Round) -> dict[str, Any]:
    workers = queries.workers_of(round)
    counts = queries.role_counts(workers)
    boxes = [
        BoxStaff(
            box.name,
            issuers=sum(worker.box_id == box.pk and worker.role == "issuer" for worker in workers),
            watchers=sum(
                worker.box_id == box.pk and worker.role in ("chief", "scrutineer") for worker in workers
            ),
        )
        for box in boxes_of(round)
    ]
    conflicts = queries.staff_decision(round, workers)
    return {
        "workers": workers,
        "numbers": [(label, counts[role], role in NEEDED) for role, label in PollWorker.Role.choices],
        "conflicts": conflicts,
        "complete": check_complete(counts, round.election.rulebook) + check_box_staff(boxes),
        "notice": current_document(round, STAFF_NOTICE),
        "may_carry": not workers and round.number > 1,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def worker_add(request: StaffRequest, election_id: int) -> HttpResponse:
    voting = get_round(request, election_id, Permission.BALLOT_EDIT)
    election = voting.election
    initial = {name: request.GET.get(name, "") for name in ("role", "box")}

    def act(**said: Any) -> PollWorker:
        row, decision = actions.add_worker(round=voting, by=request.user, **said)
        for finding in decision.warnings:
            messages.warning(request, finding.message)
        return row

    return act_page(
        request,
        WorkerForm(**typed(request), election=election, boxes=boxes_of(voting), initial=initial),
        act,
        title="增加工作人员",
        button="列入",
        done=lambda row: f"已列入{row}。",
        back=reverse("ballots:staff", args=[election.pk]),
        consequences=consequences.after("worker.added", election, {}),
        context={"election": election},
    )


@require_safe
def worker_search(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.BALLOT_EDIT, election)
    return answer_search(request, Person.objects.filter(village_id=election.village_id))


def _worker(request: StaffRequest, pk: int) -> PollWorker:
    rows = PollWorker.objects.visible_to(request.user).select_related(
        "round__election__village__township__county", "round__election__cycle", "box", "person"
    )
    worker = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.BALLOT_EDIT, worker)
    return worker


@require_http_methods(["GET", "HEAD", "POST"])
def worker_assign(request: StaffRequest, pk: int) -> HttpResponse:
    worker = _worker(request, pk)
    voting = worker.round
    return act_page(
        request,
        AssignForm(**typed(request), worker=worker, boxes=boxes_of(voting)),
        partial(stations.assign_worker, worker=worker, by=request.user),
        title=f"{worker}在哪个票箱",
        button="保存",
        done=f"{worker.name}的分工已保存。",
        back=reverse("ballots:staff", args=[voting.election_id]),
        consequences=consequences.after("worker.assigned", voting.election, {}),
        context={"election": voting.election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def worker_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Taken off the list; the page leads on to who serves instead."""
    worker = _worker(request, pk)
    instead = reverse("ballots:worker_add", args=[worker.round.election_id])
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.remove_worker, worker=worker, by=request.user),
        title=f"撤下{worker}",
        facts=[("票箱", worker.box.name if worker.box else "选举大会会场")],
        consequences=[
            "撤下以后接着补上接替的人。",
            *consequences.after("worker.removed", worker.round.election, {}),
        ],
        button="撤下",
        done=f"已撤下{worker}，请补上接替的人。",
        back=reverse("ballots:staff", args=[worker.round.election_id]),
        then=f"{instead}?role={worker.role}&box={worker.box_id or ''}",
    )


@require_POST
def staff_carry(request: StaffRequest, election_id: int) -> HttpResponse:
    """The staff of the round before, without those who stand in this one."""
    voting = get_round(request, election_id, Permission.BALLOT_EDIT)

    def act() -> int:
        made, left = stations.carry_staff_over(round=voting, by=request.user)
        for sentence in left:
            messages.warning(request, sentence)
        return len(made)

    return act_button(
        request,
        act,
        back=reverse("ballots:staff", args=[election_id]),
        done=lambda number: f"已沿用上一轮{number}人。",
    )
