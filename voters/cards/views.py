"""Cards: issue, print, find, hand over, replace."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import refusal_sentence
from election_office.core.http import act_page, numbers_in, typed
from election_office.jobs.models import Job
from election_office.law.decision import RuleRefused
from villages.models import Cycle, Election
from villages.views.elections import get_election
from voters import queries as roll
from voters.cards import actions, queries
from voters.cards.forms import ReprintForm
from voters.models import Card

PAGE_ROWS = 50


def _card_word(election: Election) -> str:
    return election.words.card


@require_safe
def cards(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    words = request.GET.get("q", "")
    rows = Card.objects.filter(election=election).matching(words).with_people().in_roll_order()
    if not words:
        rows = rows.in_force()
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    proxies = queries.proxies_of_holders(page.object_list)
    context: dict[str, Any] = {
        "election": election,
        "card": _card_word(election),
        "counts": queries.card_counts(election),
        "confirmed": roll.is_confirmed(election),
        "words": words,
        "page": page,
        "rows": [(row, proxies.get(row.registration_id)) for row in page.object_list],
        "may_edit": can(request.user, Permission.ROLL_EDIT, election),
        "may_township": can(request.user, Permission.ROLL_EDIT, election.village.township),
        "jobs": Job.objects.visible_to(request.user)
        .filter(kind="voters.cards_pdf", area_code=election.area_code)
        .active(),
    }
    return render(request, "voters/cards.html", context)


@require_POST
def cards_issue(request: StaffRequest, election_id: int) -> HttpResponse:
    """Cards for everybody who has none, and straight on to printing what is new."""
    election = get_election(request, election_id)
    try:
        count = actions.issue_cards(election=election, by=request.user)
        job = actions.ask_cards(election=election, only_new=True, by=request.user)
    except (RuleRefused, ValidationError) as refused:
        messages.error(request, _why(refused))
        return redirect("voters:cards", election.pk)
    if count:
        messages.success(request, f"已制发{_card_word(election)}{count}张，正在打印。")
    return redirect("jobs:detail", job.pk)


@require_POST
def cards_print(request: StaffRequest, election_id: int) -> HttpResponse:
    """All cards in force once more: the same numbers and codes on new paper."""
    election = get_election(request, election_id)
    try:
        job = actions.ask_cards(election=election, only_new=False, by=request.user)
    except (RuleRefused, ValidationError) as refused:
        messages.error(request, _why(refused))
        return redirect("voters:cards", election.pk)
    return redirect("jobs:detail", job.pk)


@require_POST
def cards_hand_over(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    chosen = numbers_in(request.POST.getlist("card"))
    try:
        count = actions.hand_over_cards(election=election, cards=chosen, by=request.user)
        messages.success(request, f"已登记发放{count}张。")
    except (RuleRefused, ValidationError) as refused:
        messages.error(request, _why(refused))
    return redirect(f"{reverse('voters:cards', args=[election.pk])}{_back_query(request)}")


def _back_query(request: StaffRequest) -> str:
    """The page of the list the boxes were ticked on."""
    page = request.POST.get("page", "")
    return f"?page={page}" if page.isdecimal() else ""


def _why(refused: RuleRefused | ValidationError) -> str:
    if isinstance(refused, RuleRefused):
        return "".join(refusal_sentence(finding) for finding in refused.decision.refusals)
    return "".join(refused.messages)


@require_safe
def card(request: StaffRequest, code: str) -> HttpResponse:
    """What the QR leads to: whether this very card is in force, and who is in the way of a ballot."""
    row = get_object_or_404(
        Card.objects.visible_to(request.user)
        .with_people()
        .select_related("election__village__township__county", "election__cycle", "issued_by", "revoked_by"),
        code=code.upper().replace("-", ""),
    )
    later = Card.objects.in_force().filter(registration=row.registration).first() if row.revoked_at else None
    context = {
        "election": row.election,
        "row": row,
        "card": _card_word(row.election),
        "proxy": queries.proxies_of_holders([row]).get(row.registration_id),
        "held": roll.principals_of([row.registration_id]).get(row.registration_id, []),
        "later": later,
        "registered": row.registration.status == "registered",
        "may_edit": can(request.user, Permission.ROLL_EDIT, row),
    }
    return render(request, "voters/card.html", context)


def _card(request: StaffRequest, pk: int) -> Card:
    rows = Card.objects.visible_to(request.user).with_people()
    return get_object_or_404(rows.select_related("election__village", "election__cycle"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def card_reprint(request: StaffRequest, pk: int) -> HttpResponse:
    row = _card(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    word = _card_word(row.election)
    return act_page(
        request,
        ReprintForm(**typed(request)),
        partial(actions.reprint_card, card=row, by=request.user),
        title=f"补发{word}",
        facts=[
            ("姓名", row.registration.person.name),
            ("名单序号", row.number),
            ("原证", f"第{row.edition}次制发，{row.shown_code}"),
        ],
        consequences=[f"原{word}立即作废，再出示时平台提示作废。", f"新{word}编为第{row.edition + 1}次。"],
        danger=True,
        button="作废原证并补发",
        done=lambda new: f"已补发第{new.edition}次，原证已作废；点“制发并打印”打印新证。",
        back=reverse("voters:card", args=[row.code]),
        then=lambda new: reverse("voters:card", args=[new.code]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cards_township(request: StaffRequest, pk: int) -> HttpResponse:
    """Every village of the plan: how far its cards are, and one button to print them all."""
    cycle = get_object_or_404(
        Cycle.objects.visible_to(request.user).select_related("township__county"), pk=pk
    )
    require(request.user, Permission.ROLL_EDIT, cycle)
    if request.method == "POST":
        return redirect("jobs:detail", actions.ask_township_cards(cycle=cycle, by=request.user).pk)
    rows = queries.township_rows(cycle)
    return render(request, "voters/cards_township.html", {"cycle": cycle, "rows": rows})
