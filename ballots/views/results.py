"""The result of a round: what is missing, what it would be, what was declared, and its papers."""

import io
import zipfile
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ballots import actions, counts, queries
from ballots.aftermath import queries as after
from ballots.aftermath.rules import check_reopening
from ballots.forms import DeclareForm, RunoffForm
from ballots.models import Result, Round
from ballots.notices import reopening, report
from ballots.notices import result as result_notice
from ballots.recounts.queries import recounts_of
from ballots.rules import Outcome
from ballots.rules.results import QUESTIONS, check_declare
from ballots.statements import export_of
from ballots.summary import read_aloud, summary_of
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_page, typed
from election_office.documents import kinds
from election_office.documents.queries import current_document, current_documents
from election_office.documents.responses import file_response
from election_office.law.dates import cn_date
from villages.models import Election
from villages.views.elections import get_election

PAPERS = (result_notice.CODE, report.CODE)


@require_safe
def result(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    prefetch_related_objects([election], "posts")
    voting = _chosen_round(request, election)
    context: dict[str, Any] = {
        "election": election,
        "round": voting,
        "rounds": list(Round.objects.filter(election=election)) if voting and voting.number > 1 else [],
        "may_decide": can(request.user, Permission.COUNT_DECIDE, election),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
        "summary": None,
    }
    if voting is not None:
        after.read_result_ahead(voting)
        context |= _corrections(request, voting)
    if voting is not None and voting.state == Round.State.DECLARED:
        context |= _declared(voting)
    elif voting is not None and voting.is_counting:
        context |= _preview(voting)
    return render(request, "ballots/result.html", context)


def _chosen_round(request: StaffRequest, election: Election) -> Round | None:
    """The round of ``?round=``, the newest by default."""
    number = request.GET.get("round", "")
    if number.isascii() and number.isdecimal() and len(number) < 4:
        found = get_object_or_404(Round, election=election, number=int(number))
        found.election = election
        return found
    return queries.current_round(election)


def _declared(round: Round) -> dict[str, Any]:
    in_force = queries.results_in_force(round.election)
    result = next((row for row in in_force if row.round_id == round.pk), None)
    if result is None:
        return {}
    result.round = round
    issued = current_documents(result, PAPERS)
    papers = [(kind, kinds.get(kind).title, issued.get(kind)) for kind in PAPERS]
    newest = queries.current_round(round.election) == round
    plan = queries.runoff_plan(round.election) if newest else None
    return {
        "result": result,
        "summary": summary_of(
            result.count, queries.current_outcome(result), round.election.rulebook, round.day
        )
        | {"round": round.title},
        "papers": papers,
        "winners": queries.winners_with_papers(result),
        "plan": plan,
        "withdrawable": check_reopening(after.reopening_facts(result), round.election.rulebook).allowed,
        "procedures": after.procedures(round.election, result, plan) if newest else [],
        "vacancy": after.vacancy_options_of(round.election) if plan and plan.kind == "runoff" else None,
    }


def _corrections(request: StaffRequest, round: Round) -> dict[str, Any]:
    """How the round was called, what was asked about its result, and the versions that were withdrawn."""
    return {
        "call": after.call_of(round),
        "round_paper": after.round_paper(round),
        "reopenings": [(row, current_document(row, reopening.CODE)) for row in after.reopenings_of(round)],
        "versions": after.versions_of(round),
        "may_ask": can(request.user, Permission.BALLOT_EDIT, round),
    }


def _preview(round: Round) -> dict[str, Any]:
    """What the sheets say so far; the outcome only when all of them agree."""
    counts.read_count_ahead(round)
    known = counts.gather(round)
    context: dict[str, Any] = {"missing": known.missing, "total": len(known.sheets)}
    if not known.missing:
        count = counts.build_count(round, known)
        outcome = counts.decide(count)
        election = round.election
        book = election.rulebook
        summary = summary_of(count, outcome.as_dict(), book, round.day) | {"round": round.title}
        context |= {
            "summary": summary,
            "aloud": read_aloud(election.village.name, summary, election.words.people, election.base_label),
            "decision": check_declare([], outcome, book) + recounts_of(round).decision,
            "outcome": outcome,
        }
    return context


@require_http_methods(["GET", "HEAD", "POST"])
def result_declare(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.COUNT_DECIDE, election)
    voting = queries.current_round(election)
    if voting is None:
        return redirect("ballots:result", election.pk)
    context = {"election": election, "round": voting} | _preview(voting)
    return act_page(
        request,
        DeclareForm(**typed(request), questions=_questions(context)),
        partial(actions.declare_result, round=voting, by=request.user),
        title="当场宣布结果",
        button="当场宣布结果",
        done="结果已宣布，请签发结果公告并张贴。",
        back=reverse("ballots:result", args=[election.pk]),
        template="ballots/declare.html",
        context=context,
    )


def _questions(context: dict[str, Any]) -> list[tuple[str, str]]:
    """Code → sentence of what somebody has to decide or take upon himself before the result is declared."""
    outcome: Outcome | None = context.get("outcome")
    if outcome is None:
        return []
    return [(finding.code, finding.message) for finding in outcome.errors if finding.code in QUESTIONS]


def _result(request: StaffRequest, pk: int) -> Result:
    return get_object_or_404(Result.objects.visible_to(request.user).with_places(), pk=pk)


@require_safe
def result_file(request: StaffRequest, pk: int, name: str) -> HttpResponse:
    """count.json or outcome.json, byte for byte what the checksum was made of."""
    found = _result(request, pk)
    data = {"count": found.count, "outcome": found.outcome}.get(name)
    if data is None:
        raise Http404
    title = {"count": "计票数据", "outcome": "选举结果"}[name]
    village = found.election.village.name
    return file_response(
        counts.canonical(data),
        name=f"{village}{found.round.title}{title}.json",
        content_type="application/json",
    )


@require_safe
def result_statements(request: StaffRequest, pk: int) -> HttpResponse:
    """The published count as statements for a public verifier, in one archive."""
    found = _result(request, pk)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in export_of(found.count).files().items():
            archive.writestr(zipfile.ZipInfo(name), text)
    title = f"{found.election.village.name}{found.round.title}计票单声明.zip"
    return file_response(target.getvalue(), name=title, content_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
def runoff_call(request: StaffRequest, pk: int) -> HttpResponse:
    election = _result(request, pk).election
    require(request.user, Permission.COUNT_DECIDE, election)
    plan = queries.runoff_plan(election)
    back = reverse("ballots:result", args=[election.pk])
    if plan is None:
        messages.info(request, "现在没有等待另行选举或者再次投票的名额。")
        return redirect(back)
    tie = plan.kind == "tie"
    again = f"就没有选足的名额再投一次票，沿用本次的{election.words.roll_short}。"
    return act_page(
        request,
        RunoffForm(**typed(request), plan=plan, posts=list(election.posts.all())),
        partial(actions.call_runoff, election=election, by=request.user),
        title="组织再次投票" if tie else "组织另行选举",
        button="确定",
        done=lambda voting: f"已组织{voting.title}，投票日{cn_date(voting.day)}。请签发公告、建立票箱。",
        back=back,
        then=reverse("ballots:boxes", args=[election.pk]),
        help_text="只在得票相等的人中投票，得票多的当选。" if tie else again,
        context={"election": election},
    )
