"""The pages of what follows a declared result."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ballots import counts
from ballots import queries as counting
from ballots.aftermath import actions, forms, queries
from ballots.aftermath.rules import bars_of
from ballots.models import Recall, Reopening, Result, Round, Winner, WinnerDecision
from ballots.notices import departure as departure_notice
from ballots.notices import vacancy as vacancy_notice
from ballots.notices import winner as winner_notice
from ballots.notices import winner_report
from ballots.recalls import queries as recalls
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_page, typed
from election_office.documents.models import Document
from election_office.documents.queries import current_document
from election_office.documents.responses import file_response
from election_office.law.dates import cn_date
from villages.models import Election, Holder
from villages.views.elections import get_election


def _page(election: Election) -> dict[str, object]:
    return {"election": election}


def _to_result(election: Election) -> str:
    return reverse("ballots:result", args=[election.pk])


def _result(request: StaffRequest, pk: int) -> Result:
    return get_object_or_404(Result.objects.visible_to(request.user).with_places(), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def reopening_request(request: StaffRequest, pk: int) -> HttpResponse:
    result = _result(request, pk)
    require(request.user, Permission.BALLOT_EDIT, result)
    consequences = [
        "批准后，这次结果作废，原数据保留备查。",
        "结果公告、报告单、当选证书同时撤销，当选人暂不履职。",
        "计票单可以作废重录，核对后重新当场宣布。",
    ]
    consequences += [
        f"这次结果公布以后组织的{later.title}（投票日{cn_date(later.day)}）还没有开始，批准撤销时一并取消，公告和候选人同时作废。"
        for later in queries.later_rounds(result)
        if later.state == Round.State.PREPARING
    ]
    return act_page(
        request,
        forms.ReopeningForm(**typed(request)),
        partial(actions.request_reopening, result=result, by=request.user),
        title="申请撤销已宣布的结果",
        button="提交申请",
        done="申请已提交，须由乡镇另一名工作人员审批。",
        back=_to_result(result.election),
        consequences=consequences,
        context=_page(result.election),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopening_decide(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Reopening.objects.visible_to(request.user).select_related(
            "result__round__election__village__township__county",
            "result__round__election__cycle",
            "requested_by",
        ),
        pk=pk,
    )
    require(request.user, Permission.COUNT_DECIDE, found)
    form = forms.DecideForm(**typed(request))
    return act_page(
        request,
        form,
        partial(actions.decide_reopening, request=found, by=request.user),
        title="审批撤销结果的申请",
        button="登记审批",
        done="审批意见已登记。",
        back=_to_result(found.election),
        facts=[("申请人", found.requested_by.name), ("文书", found.paper_number), ("理由", found.reason)],
        context=_page(found.election),
    )


# ------------------------------------------------------------------ winners


def _winner(request: StaffRequest, pk: int) -> Winner:
    return get_object_or_404(Winner.objects.visible_to(request.user).with_places(), pk=pk)


def _code_of(decision: WinnerDecision) -> str:
    escalated = decision.kind == WinnerDecision.Kind.ESCALATED
    return winner_report.CODE if escalated else winner_notice.CODE


@require_safe
def winner(request: StaffRequest, pk: int) -> HttpResponse:
    """One winner: the votes, the review, every decision, and what may be decided now."""
    found = _winner(request, pk)
    election = found.election
    decisions = list(found.decisions.select_related("decided_by"))
    papers = [
        (decision, code := _code_of(decision), current_document(decision, code)) for decision in decisions
    ]
    context = {
        "election": election,
        "winner": found,
        "file": queries.file_of(found),
        "clause": queries.clause_text(election),
        "papers": papers,
        "review_by": election.rulebook.cite("winner_review"),
        "may_open": can(request.user, Permission.CANDIDATE_EDIT, election),
        "may_decide": can(request.user, Permission.COUNT_DECIDE, election),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
    }
    return render(request, "ballots/aftermath/winner.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def winner_file(request: StaffRequest, pk: int) -> HttpResponse:
    found = _winner(request, pk)
    require(request.user, Permission.CANDIDATE_EDIT, found)
    existing = queries.file_of(found)
    if existing is not None:
        return redirect("candidates:review_file", existing.pk)
    return act_page(
        request,
        forms.WinnerFileForm(**typed(request)),
        partial(actions.open_winner_file, winner=found, by=request.user),
        title=f"建立{found.name}的资格审查材料",
        button="建立",
        done=f"已建立{found.name}的资格审查材料，请补齐后提交。",
        back=_to_result(found.election),
        then=lambda file: reverse("candidates:review_file", args=[file.pk]),
        facts=[("姓名", found.name), ("够当选的职位", found.post.title), ("得票", f"{found.votes}票")],
        context=_page(found.election),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def winner_decide(request: StaffRequest, pk: int) -> HttpResponse:
    found = _winner(request, pk)
    require(request.user, Permission.COUNT_DECIDE, found)
    return act_page(
        request,
        forms.WinnerDecisionForm(**typed(request), bars=bars_of(found.election.rulebook)),
        partial(actions.decide_winner, winner=found, by=request.user),
        title=f"决定{found.name}的当选资格",
        button="登记决定",
        done=lambda decision: f"已登记：{decision}。请签发公文。",
        back=reverse("ballots:winner", args=[found.pk]),
        consequences=[
            "得票照实公布，不因决定改变。",
            "确认当选后可以颁发证书；当选无效的，名额空出，当选证书撤销。",
            f"只是不符合政策要求、没有写入{found.election.words.here}选举办法的，只能报上级研究。",
        ],
        context=_page(found.election),
    )


# ------------------------------------------------------------------ voting again, vacancies


@require_http_methods(["GET", "HEAD", "POST"])
def repeat_call(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.COUNT_DECIDE, election)
    plan = queries.repeat_plan(election)
    if not plan:
        messages.info(request, "现在没有应当重新选举的职位。")
        return redirect("ballots:result", election.pk)
    form = forms.RepeatForm(**typed(request), plan=plan)
    lost = "、".join(winner.name for row in plan for winner in row.winners)
    undecided = [f"{lost}的当选因超限委托票不能确定，名额空出，重新投票。"] if lost else []
    return act_page(
        request,
        form,
        partial(actions.call_repeat, election=election, by=request.user),
        title="组织重新选举",
        button="组织重新选举",
        done=lambda voting: f"已组织重新选举，投票日{cn_date(voting.day)}。请签发公告。",
        back=_to_result(election),
        consequences=["第一次投票的规定全部适用：过半数投票有效，过半数选票当选。", *undecided],
        context=_page(election),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def by_election_call(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.COUNT_DECIDE, election)
    plan = queries.open_seats(election)
    if not plan or counting.current_round(election) is None:
        messages.info(request, f"{election.words.body}没有出缺的名额。")
        return redirect("ballots:term", election.pk)
    form = forms.ByElectionForm(**typed(request), plan=plan)
    limit = queries.by_election_limit(election)
    in_time = [f"成员不足规定人数，补选最迟在{cn_date(limit)}以前举行。"] if limit else []
    return act_page(
        request,
        form,
        partial(actions.call_by_election, election=election, by=request.user),
        title="组织补选",
        button="组织补选",
        done=lambda voting: f"已组织补选，投票日{cn_date(voting.day)}。请签发公告。",
        back=reverse("ballots:term", args=[election.pk]),
        then=_to_result(election),
        consequences=["程序参照选举的规定；补选的成员任期到本届届满时止。", *in_time],
        context=_page(election),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.COUNT_DECIDE, election)
    options = queries.vacancy_options_of(election)
    form = forms.VacancyForm(**typed(request))
    return act_page(
        request,
        form,
        partial(actions.leave_vacant, election=election, by=request.user),
        title="决定名额空缺",
        button="登记决定",
        done="已登记名额空缺决定，请签发公告。",
        back=_to_result(election),
        then=reverse("ballots:term", args=[election.pk]),
        help_text=f"{options.reason}（依据：{options.vacancy_by}）",
        context=_page(election),
    )


# ------------------------------------------------------------------ the term


@require_safe
def term(request: StaffRequest, election_id: int) -> HttpResponse:
    """Who sits in the committee, who left and why, and the seats that are open."""
    election = get_election(request, election_id)
    queries.read_term_ahead(election)
    book = election.rulebook
    context = {
        "election": election,
        "members": queries.members(election),
        "departures": [
            _paper_of(departure, departure_notice.CODE) for departure in queries.departures(election)
        ],
        "recalls": recalls.shown(election),
        "vacancies": [
            _paper_of(vacancy, vacancy_notice.CODE)
            for vacancy in election.vacancies.select_related("post", "by_election__election")
        ],
        "open_seats": queries.open_seats(election),
        "waiting": counting.runoff_plan(election) is not None,
        "limit": queries.by_election_limit(election),
        "by_election_by": book.cite("by_election_body"),
        "may_decide": can(request.user, Permission.COUNT_DECIDE, election),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
    }
    return render(request, "ballots/aftermath/term.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def departure(request: StaffRequest, pk: int) -> HttpResponse:
    holder = get_object_or_404(Holder.objects.seated(), pk=pk)
    election = get_election(request, holder.body.election_id)
    require(request.user, Permission.COUNT_DECIDE, election)
    waiting = recalls.waiting_of(holder)
    form = forms.DepartureForm(**typed(request), election=election, demanded=waiting is not None)
    return act_page(
        request,
        form,
        partial(actions.end_membership, holder=holder, by=request.user),
        title=f"登记{holder.person.name}职务终止",
        button="登记",
        done="职务终止已登记，名额出缺，可以组织补选。",
        back=reverse("ballots:term", args=[election.pk]),
        help_text="辞职的，填写审议会议的应到、实到、同意人数；罢免的，填写联名人数和表决各项；其他原因不填人数。",
        facts=_member_facts(holder, waiting),
        consequences=["登记以后名额出缺，可以组织补选；职务终止公告在“任期内变动”页签发。"],
        context=_page(election),
    )


def _member_facts(holder: Holder, waiting: Recall | None) -> list[tuple[str, str]]:
    facts = [
        ("姓名", holder.person.name),
        ("职务", holder.post_title),
        ("任期起", cn_date(holder.term_from)),
    ]
    if waiting is not None:
        facts.append(("收到罢免要求", f"{cn_date(waiting.received_on)}（{waiting.get_basis_display()}）"))
    return facts


# ------------------------------------------------------------------ papers and open files


@login_not_required
@require_safe
def open_file(request: StaffRequest, code: str, name: str) -> HttpResponse:
    """The count behind a paper, for whoever holds the paper: byte for byte what its checksum was made of."""
    found = queries.result_behind(code)
    if found is None:
        raise Http404
    files = queries.open_files(found)
    if name not in files:
        raise Http404
    title, data = files[name]
    village = found.election.village.name
    return file_response(
        counts.canonical(data),
        name=f"{village}{found.round.title}{title}.json",
        content_type="application/json",
    )


def _paper_of(subject: Model, code: str) -> tuple[Model, Document | None]:
    return subject, current_document(subject, code)
