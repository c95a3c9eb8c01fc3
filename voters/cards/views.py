"""Cards: issue, print, find, hand over, replace."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_button, act_page, numbers_in, typed
from election_office.jobs.models import Job
from election_office.law.words import words_for
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


def _job_page(job: Job) -> str:
    return reverse("jobs:detail", args=[job.pk])


@require_POST
def cards_issue(request: StaffRequest, election_id: int) -> HttpResponse:
    """Cards for everybody who has none, and straight on to printing what is new."""
    election = get_election(request, election_id)

    def issue() -> tuple[int, Job]:
        count = actions.issue_cards(election=election, by=request.user)
        return count, actions.ask_cards(election=election, only_new=True, by=request.user)

    return act_button(
        request,
        issue,
        back=reverse("voters:cards", args=[election.pk]),
        done=lambda made: f"已制发{_card_word(election)}{made[0]}张，正在打印。" if made[0] else "",
        then=lambda made: _job_page(made[1]),
    )


@require_POST
def cards_print(request: StaffRequest, election_id: int) -> HttpResponse:
    """All cards in force once more: the same numbers and codes on new paper."""
    election = get_election(request, election_id)
    return act_button(
        request,
        partial(actions.ask_cards, election=election, only_new=False, by=request.user),
        back=reverse("voters:cards", args=[election.pk]),
        then=_job_page,
    )


@require_POST
def cards_hand_over(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    chosen = numbers_in(request.POST.getlist("card"))
    return act_button(
        request,
        partial(actions.hand_over_cards, election=election, cards=chosen, by=request.user),
        back=f"{reverse('voters:cards', args=[election.pk])}{_back_query(request)}",
        done=lambda count: f"已登记发放{count}张。",
    )


def _back_query(request: StaffRequest) -> str:
    """The page of the list the boxes were ticked on."""
    page = request.POST.get("page", "")
    return f"?page={page}" if page.isdecimal() else ""


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
    word = words_for(cycle.area_code).card
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.ask_township_cards, cycle=cycle, by=request.user),
        title=f"各村{word}",
        button=f"打印各村{word}",
        done="已开始打印，可以离开本页。",
        back=reverse("villages:cycle_detail", args=[cycle.pk]),
        then=_job_page,
        help_text="为名单已经确认的各村补齐证件，并在后台印成一包：每村一份PDF，另附清单（张数、页数、校验值）。",
        consequences=[f"为名单已确认的各村补齐并打印全部{word}。"],
        template="voters/cards_township.html",
        context={"cycle": cycle, "rows": queries.township_rows(cycle)},
    )
