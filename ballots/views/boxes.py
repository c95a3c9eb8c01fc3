"""Boxes of a round, the ballots handed out and found, and the closing of the polls."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ballots import actions, queries
from ballots.aftermath import queries as after
from ballots.forms import BallotsForm, BoxForm, CorrectionForm, MixForm
from ballots.issuing.queries import unsealed_boxes, unsettled_conflicts
from ballots.issuing.rules import check_conflicts, check_sealed
from ballots.models import Box, Round
from ballots.rules.polls import balance, check_start_counting, missing_steps
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page, typed
from election_office.law.dates import cn_date
from villages import consequences
from villages.queries import missing_before
from villages.views.elections import get_election


@require_safe
def boxes(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    voting = queries.current_round(election)
    context: dict[str, Any] = {
        "election": election,
        "round": voting,
        "contests": queries.contests_of(voting) if voting else [],
        "boxes": [],
        "may_edit": can(request.user, Permission.BALLOT_EDIT, election),
        "may_decide": can(request.user, Permission.COUNT_DECIDE, election),
    }
    if voting is not None:
        found = queries.boxes_of(voting)
        facts = queries.poll_facts(voting, found)
        context |= {
            "boxes": found,
            "facts": facts,
            "balance": balance(facts, election.rulebook) if facts.issued else [],
            "complete": bool(found) and not facts.incomplete,
            "round_paper": after.round_paper(voting),
            "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
        }
    return render(request, "ballots/boxes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def box_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.BALLOT_EDIT, election)
    return act_page(
        request,
        BoxForm(**typed(request)),
        partial(actions.add_box, election=election, by=request.user),
        title="增加票箱",
        button="保存",
        done=lambda box: f"已建立票箱“{box.name}”。",
        back=reverse("ballots:boxes", args=[election.pk]),
        consequences=consequences.after("box.added", election, {}),
        context={"election": election},
    )


def _box(request: StaffRequest, pk: int, permission: Permission = Permission.BALLOT_EDIT) -> Box:
    """The box with its election, or 404 outside the user's divisions, 403 without the permission."""
    rows = Box.objects.visible_to(request.user).select_related(
        "round__election__village__township__county", "round__election__cycle"
    )
    box = get_object_or_404(rows, pk=pk)
    require(request.user, permission, box)
    return box


@require_http_methods(["GET", "HEAD", "POST"])
def box_edit(request: StaffRequest, pk: int) -> HttpResponse:
    box = _box(request, pk)
    election = box.round.election
    return act_page(
        request,
        BoxForm(**typed(request), box=box),
        partial(actions.edit_box, box=box, by=request.user),
        title=f"修改票箱“{box.name}”",
        button="保存",
        done="票箱已保存。",
        back=reverse("ballots:boxes", args=[election.pk]),
        consequences=consequences.after("box.edited", election, {}),
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def box_remove(request: StaffRequest, pk: int) -> HttpResponse:
    box = _box(request, pk)
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.remove_box, box=box, by=request.user),
        title=f"删除票箱“{box.name}”",
        consequences=[
            "这个票箱不再列入本轮投票。",
            "已经录入票数的票箱不能删除。",
            *consequences.after("box.removed", box.round.election, {}),
        ],
        danger=True,
        button="删除",
        done=f"已删除票箱“{box.name}”。",
        back=reverse("ballots:boxes", args=[box.round.election_id]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def box_ballots(request: StaffRequest, pk: int) -> HttpResponse:
    box = _box(request, pk)
    form = BallotsForm(request.POST or None, box=box)
    if form.is_valid():
        with form.showing_refusals():
            actions.enter_ballots(box=box, by=request.user, **form.cleaned_data)
            messages.success(request, f"票箱“{box.name}”的票数已保存。")
            return redirect("ballots:boxes", box.round.election_id)
    context = {
        "election": box.round.election,
        "form": form,
        "title": f"“{box.name}”的票数",
        "submit": "保存票数",
    }
    return render(request, "ballots/box_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def box_mix(request: StaffRequest, pk: int) -> HttpResponse:
    """集中开箱: the ballots of a small box are counted among those of another."""
    box = _box(request, pk)
    form = MixForm(request.POST or None, box=box)
    if form.is_valid():
        with form.showing_refusals():
            actions.mix_boxes(box=box, by=request.user, **form.cleaned_data)
            messages.success(request, f"“{box.name}”的选票已登记混入“{form.cleaned_data['into'].name}”。")
            return redirect("ballots:boxes", box.round.election_id)
    context = {
        "election": box.round.election,
        "form": form,
        "title": f"“{box.name}”与其他票箱混合计票",
        "submit": "登记混合计票",
        "confirm": "选票混合以后不能再分开。已经当众混合了吗？",
        "help": "当众把两个票箱的选票倒在一起混匀，再一并唱票计票；两箱发出和收回的数分别保留。",
    }
    return render(request, "ballots/box_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def box_correct(request: StaffRequest, pk: int) -> HttpResponse:
    box = _box(request, pk, Permission.COUNT_DECIDE)
    form = CorrectionForm(request.POST or None, box=box)
    if form.is_valid():
        with form.showing_refusals():
            actions.correct_ballots(box=box, by=request.user, **form.cleaned_data)
            messages.success(request, f"票箱“{box.name}”的票数已更正，理由留痕。")
            return redirect("ballots:boxes", box.round.election_id)
    context = {
        "election": box.round.election,
        "form": form,
        "title": f"更正“{box.name}”的票数",
        "submit": "更正",
        "help": "收回的选票有改动的，本箱已录的计票单全部作废，须重新录入。",
    }
    return render(request, "ballots/box_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def count_start(request: StaffRequest, election_id: int) -> HttpResponse:
    """投票结束，开始计票: shows every reason against it before anybody presses the button."""
    election = get_election(request, election_id)
    require(request.user, Permission.BALLOT_EDIT, election)
    voting = queries.current_round(election)
    if voting is None:
        return redirect("ballots:boxes", election.pk)
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.showing_refusals():
            actions.start_counting(round=voting, by=request.user)
            messages.success(request, "投票结束，登记人数已经封存，可以录入计票单。")
            return redirect("ballots:count", election.pk)
    context = {"election": election, "form": form} | _standing(voting)
    return render(request, "ballots/count_start.html", context)


def _standing(round: Round) -> dict[str, Any]:
    """The numbers of the round and everything that stands against counting it."""
    election = round.election
    facts = queries.poll_facts(round, queries.boxes_of(round))
    decision = check_start_counting(facts, election.rulebook) + check_conflicts(unsettled_conflicts(round))
    return {
        "decision": decision + check_sealed(unsealed_boxes(round)) + missing_steps(_open_steps(round)),
        "numbers": [
            ("投票日", cn_date(facts.day)),
            (election.words.voter, f"{facts.registered}人"),
            ("发出选票", f"{facts.issued}张"),
            ("收回选票", f"{facts.recovered}张"),
            ("票箱", f"{len(facts.boxes)}个"),
        ],
        "ready": decision.allowed,
    }


def _open_steps(round: Round) -> list[str]:
    """What should be done before the vote: the open steps, and the notice of a later round on the wall."""
    step = round.election.steps.filter(code="polling").first()
    notice = after.round_paper(round)
    waiting = [f"张贴{notice.title}"] if notice and not notice.hangs else []
    return [*(missing_before(step) if step else []), *waiting]
