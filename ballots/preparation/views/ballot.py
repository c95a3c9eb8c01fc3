"""How the ballot looks, and having it printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ballots.models import BallotDesign, Round
from ballots.preparation import actions, queries
from ballots.preparation.forms.ballot import DesignForm
from ballots.preparation.rules.void_rules import void_rules_for
from ballots.preparation.tasks import PRINT
from ballots.preparation.views.pages import get_round, preparation_act
from ballots.prints.ballot import design_findings, master_pdf, master_word
from election_office.accounts.access import can
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_button, typed
from election_office.documents.rendering import CannotPrint
from election_office.documents.responses import DOCX, PDF, file_response
from election_office.jobs.models import Job
from election_office.law.dates import cn_date


@require_http_methods(["GET", "HEAD", "POST"])
def design(request: StaffRequest, election_id: int) -> HttpResponse:
    """Form, paper and void rules; what contradicts the rulebook is shown with its article."""
    voting = get_round(request, election_id, Permission.BALLOT_EDIT)
    book, found = voting.election.rulebook, queries.design_of(voting)
    lines = void_rules_for(queries.ballot_facts(voting), book)

    def act(**said: Any) -> None:
        design, _ = actions.decide_design(round=voting, by=request.user, **said)
        for line in design_findings(voting, design):
            messages.warning(request, line)

    return preparation_act(
        request,
        voting.election,
        DesignForm(**typed(request), design=found, lines=lines),
        act,
        title="选票样式和无效票规则",
        done="选票样式和无效票规则已保存。",
        then=reverse("ballots:prepare_print", args=[election_id]),
        notes=[
            f"选票形式的依据：{book.cite('ballot_form')}；另选他人的依据：{book.cite('write_in_allowed')}。",
            f"候选人的姓名和次序取自正式候选人名单，应选名额取自{voting.election.words.here}职位，不在这里改。",
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def print_ballots(request: StaffRequest, election_id: int) -> HttpResponse:
    """Look at the sample, then take the master sheet or have every numbered sheet made."""
    voting = get_round(request, election_id, Permission.BALLOT_EDIT if request.method == "POST" else None)
    if request.method == "POST":
        return act_button(
            request,
            partial(actions.ask_ballots, round=voting, by=request.user),
            back=reverse("ballots:prepare_print", args=[election_id]),
            then=lambda job: reverse("jobs:detail", args=[job.pk]),
        )
    found = queries.design_of(voting)
    copies = queries.copies_of(voting, found)
    jobs = Job.objects.visible_to(request.user).filter(kind=PRINT, key=f"round:{voting.pk}")
    context = {
        "election": voting.election,
        "round": voting,
        "design": found,
        "copies": copies,
        "sheets": -(-copies // found.per_sheet),
        "findings": design_findings(voting, found),
        "may_edit": can(request.user, Permission.BALLOT_EDIT, voting) and voting.takes_ballots,
        "jobs": jobs.order_by("-pk")[:3],
        "facts": _facts(found, copies, queries.registered_of(voting), cn_date(voting.day)),
    }
    return render(request, "ballots/preparation/print.html", context)


def _facts(found: BallotDesign, copies: int, registered: int, day: str) -> list[tuple[str, str]]:
    return [
        ("选票形式", found.get_form_display()),
        ("纸张", f"{found.sheet}纸，每张纸{found.per_sheet}张选票"),
        ("票根", "带编号票根，编号不登记领票人" if found.with_stub else "不带票根"),
        ("应印", f"{copies}张（登记{registered}人，备用{found.reserve_percent}%）"),
        ("投票日", day),
    ]


@require_safe
def master(request: StaffRequest, election_id: int) -> HttpResponse:
    """The master sheet for the printer, without watermark and without numbers."""
    return _master(request, election_id, master_pdf, "pdf", PDF)


@require_safe
def master_docx(request: StaffRequest, election_id: int) -> HttpResponse:
    return _master(request, election_id, master_word, "docx", DOCX)


def _master(
    request: StaffRequest, election_id: int, make: Callable[[Round], bytes], ending: str, content_type: str
) -> HttpResponse:
    voting = get_round(request, election_id, Permission.BALLOT_EDIT)
    try:
        data = make(voting)
    except (ValidationError, CannotPrint) as error:
        problems = error.messages if isinstance(error, ValidationError) else [str(error)]
        context = {"title": "选票母版", "problems": problems}
        return render(request, "documents/preview_refused.html", context, status=422)
    name = f"{voting.election.village.name}{voting.title}选票母版.{ending}"
    return file_response(data, name=name, content_type=content_type, inline=ending == "pdf")
