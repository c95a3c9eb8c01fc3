"""Boxes of a round, the ballots handed out and found, and the closing of the polls."""

from collections.abc import Callable
from functools import partial
from typing import Any

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
from election_office.law.decision import Decision
from villages import consequences
from villages.queries import missing_before
from villages.views.elections import get_election

CLOSING = (
    "登记参加选举的人数和有效委托数封存，以后名单的变动不影响结果。",
    "选票上的候选人、应选名额固定，每个票箱、每个职位各有一张计票单。",
    "票箱的票数不能再改；确需更正的，由有权决定的人写明事由办理。",
)


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
    return _box_act(
        request,
        box,
        BallotsForm(**typed(request), box=box),
        actions.enter_ballots,
        title=f"“{box.name}”的票数",
        button="保存票数",
        done=f"票箱“{box.name}”的票数已保存。",
    )


def _box_act(
    request: StaffRequest, box: Box, form: OfficeForm, act: Callable[..., Any], **words: Any
) -> HttpResponse:
    """One act about one box, and back to all of them."""
    back = reverse("ballots:boxes", args=[box.round.election_id])
    act, context = partial(act, box=box, by=request.user), {"election": box.round.election}
    return act_page(request, form, act, back=back, context=context, **words)


@require_http_methods(["GET", "HEAD", "POST"])
def box_mix(request: StaffRequest, pk: int) -> HttpResponse:
    """集中开箱: the ballots of a small box are counted among those of another."""
    box = _box(request, pk)
    return _box_act(
        request,
        box,
        MixForm(**typed(request), box=box),
        actions.mix_boxes,
        title=f"“{box.name}”与其他票箱混合计票",
        button="登记混合计票",
        done=lambda row: f"“{box.name}”的选票已登记混入“{row.mixed_into.name}”。",
        help_text="当众把两个票箱的选票倒在一起混匀，再一并唱票计票；两箱发出和收回的数分别保留。",
        consequences=["选票混合以后不能再分开，已经当众混合了才登记。", "两个票箱的票数不能再改。"],
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def box_correct(request: StaffRequest, pk: int) -> HttpResponse:
    box = _box(request, pk, Permission.COUNT_DECIDE)
    return _box_act(
        request,
        box,
        CorrectionForm(**typed(request), box=box),
        actions.correct_ballots,
        title=f"更正“{box.name}”的票数",
        button="更正",
        done=f"票箱“{box.name}”的票数已更正，理由留痕。",
        consequences=["收回的选票有改动的，本箱已录的计票单全部作废，须重新录入。"],
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def count_start(request: StaffRequest, election_id: int) -> HttpResponse:
    """投票结束，开始计票: shows every reason against it before anybody presses the button."""
    election = get_election(request, election_id)
    require(request.user, Permission.BALLOT_EDIT, election)
    voting = queries.current_round(election)
    if voting is None:
        return redirect("ballots:boxes", election.pk)
    decision, numbers, ready = _standing(voting)
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.start_counting, round=voting, by=request.user),
        title="投票结束，开始计票",
        button="开始计票" if ready else "",
        done="投票结束，登记人数已经封存，可以录入计票单。",
        back=reverse("ballots:boxes", args=[election.pk]),
        then=reverse("ballots:count", args=[election.pk]),
        help_text="请在全部票箱开箱、清点以后办理。",
        facts=numbers,
        consequences=CLOSING,
        template="ballots/count_start.html",
        context={"election": election, "decision": decision},
    )


def _standing(round: Round) -> tuple[Decision, list[tuple[str, str]], bool]:
    """Everything that stands against counting the round, its numbers, and whether it may be counted."""
    election = round.election
    facts = queries.poll_facts(round, queries.boxes_of(round))
    decision = check_start_counting(facts, election.rulebook) + check_conflicts(unsettled_conflicts(round))
    numbers = [
        ("投票日", cn_date(facts.day)),
        (election.words.voter, f"{facts.registered}人"),
        ("发出选票", f"{facts.issued}张"),
        ("收回选票", f"{facts.recovered}张"),
        ("票箱", f"{len(facts.boxes)}个"),
    ]
    shown = decision + check_sealed(unsealed_boxes(round)) + missing_steps(_open_steps(round))
    return shown, numbers, decision.allowed


def _open_steps(round: Round) -> list[str]:
    """What should be done before the vote: the open steps, and the notice of a later round on the wall."""
    step = round.election.steps.filter(code="polling").first()
    notice = after.round_paper(round)
    waiting = [f"张贴{notice.title}"] if notice and not notice.hangs else []
    return [*(missing_before(step) if step else []), *waiting]
