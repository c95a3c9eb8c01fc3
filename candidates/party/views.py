from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidates.models import PartyCount, PartyExemption, PartyNominee, PartyReply
from candidates.nomination.forms import ReviewsForm
from candidates.party import actions, forms, queries
from candidates.party.rules import check_congress
from candidates.prints.party import WORKING
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import typed
from election_office.core.pickers import answer_search
from election_office.documents import actions as documents
from election_office.documents.responses import PDF, file_response
from villages.models import Election, Person
from villages.views.elections import get_election, record_page

Row = TypeVar("Row", PartyCount, PartyNominee, PartyExemption)
Act = Callable[..., Any]
BOTH = ["GET", "HEAD", "POST"]
PLACES = ("election__village__township__county", "election__cycle")
NOTE = "办理情况写入操作留痕。有不符合规定的，这里逐条说明，不予保存。"


def _edit(
    request: StaffRequest, election_id: int, permission: Permission = Permission.CANDIDATE_EDIT
) -> Election:
    election = get_election(request, election_id)
    require(request.user, permission, election)
    return election


def _row(request: StaffRequest, model: type[Row], pk: int) -> Row:
    row = get_object_or_404(model.objects.visible_to(request.user).select_related(*PLACES), pk=pk)
    require(request.user, Permission.CANDIDATE_EDIT, row)
    return row


def _act(
    request: StaffRequest, election: Election, form: OfficeForm, act: Act, title: str, **more: Any
) -> HttpResponse:
    """One act of the branch's election; it leads back to the page of the branch."""
    words = {"title": title, "button": "保存", "help_text": NOTE} | more
    return record_page("candidates:party", request, election, form, act, **words)


@require_safe
def party(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    context = queries.overview(election) | {
        "election": election,
        "may_edit": can(request.user, Permission.CANDIDATE_EDIT, election),
        "may_decide": can(request.user, Permission.REVIEW_DECIDE, election),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
        "report_check": actions.check_report(election),
    }
    return render(request, "candidates/party.html", context)


@require_safe
def person_search(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    return answer_search(request, Person.objects.filter(village=election.village))


@require_safe
def paper(request: StaffRequest, election_id: int, code: str) -> HttpResponse:
    """A form to be written on or signed by hand."""
    kind = WORKING.get(code)
    if kind is None:
        raise Http404
    election = _edit(request, election_id, kind.permission)
    try:
        if missing := queries.not_yet(code, election):
            raise ValidationError(missing)
        pdf = documents.working_pdf(kind.code, election)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect("candidates:party", election.pk)
    return file_response(pdf, name=f"{kind.title}.pdf", content_type=PDF, inline=True)


@require_http_methods(BOTH)
def plan(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = forms.PlanForm(**typed(request), plan=queries.plan_of(election), book=election.rulebook)
    return _act(
        request,
        election,
        form,
        partial(actions.set_plan, election=election, by=request.user),
        "村党组织换届安排",
        done=lambda made: "".join(
            ["村党组织换届安排已保存。", *(finding.message for finding in made[1].warnings)]
        ),
        warns=lambda made: bool(made[1].warnings),
        help_text="按镇换届方案填写，预备人选批复以前可以修改。",
    )


@require_http_methods(BOTH)
def recommendation_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    return _act(
        request,
        election,
        forms.RecommendationForm(**typed(request)),
        partial(actions.hold_recommendation, election=election, by=request.user),
        "登记推荐会议",
        done=lambda count: f"已登记{count}。请由两人先后录入计票单。",
        help_text="党员推荐和群众推荐各登记一次。实到不多于应到，发出的推荐票不多于实到；票数在计票单里录入。",
    )


@require_http_methods(BOTH)
def meeting_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    exempt = queries.exemptions_in_force(election)
    [congress] = check_congress(None, False, election.rulebook).findings
    return _act(
        request,
        election,
        forms.MeetingForm(**typed(request)),
        partial(actions.hold_meeting, election=election, by=request.user),
        "党员大会投票",
        done=lambda count: f"已登记，应到会{count.due}人。请由两人先后录入计票单。",
        help_text=f"不计入应到会的党员{exempt}人，应到会人数由有选举权的党员减去他们得出。{congress.message}"
        f"召开代表大会的，这里填代表人数。{election.rulebook.cite('party_congress_from').basis}",
    )


@require_http_methods(BOTH)
def count_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    count = _row(request, PartyCount, pk)
    return _act(
        request,
        count.election,
        ReasonForm(**typed(request)),
        partial(actions.cancel_count, count=count, by=request.user),
        f"作废{count}的计票",
        button="作废",
        done="已作废这次计票，可以重新登记。",
        danger=True,
    )


@require_http_methods(BOTH)
def count_declare(request: StaffRequest, pk: int) -> HttpResponse:
    count = _row(request, PartyCount, pk)
    result = queries.result_of(count)
    known = queries.standing_by_name(count.election)
    strangers = [name for name in result.elected if name not in known] if result else []
    form = forms.DeclareForm(**typed(request), election=count.election, strangers=strangers)
    votes = sorted(queries.votes_of(count).items(), key=lambda line: -line[1])
    return _act(
        request,
        count.election,
        form,
        lambda **_: actions.declare(count=count, people=form.people(), by=request.user),
        f"宣布{count}结果",
        button="宣布结果",
        done=lambda made: f"已宣布，当选委员{len(made[0])}人。",
        danger=True,
        help_text="请对照计票结果报告单，确认无误后宣布。宣布以后不能撤回。",
        template="candidates/party_declare.html",
        context={"result": result, "votes": votes},
    )


@require_http_methods(BOTH)
def propose(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    names = queries.recommended_names(queries.counts_of(election), queries.nominees_of(election))
    may_name = can(request.user, Permission.REVIEW_DECIDE, election)
    form = forms.ProposeForm(**typed(request), election=election, names=names, may_name=may_name)
    return _act(
        request,
        election,
        form,
        lambda **_: actions.propose(election=election, by=request.user, **form.values()),
        "提出初步人选",
        done=lambda nominee: f"已列为初步人选：{nominee}。",
        help_text="按两次推荐得票研究提出，逐人登记。票面写法不同但属于同一人的，一并勾选。",
    )


@require_http_methods(BOTH)
def nominee_leave(request: StaffRequest, pk: int) -> HttpResponse:
    nominee = _row(request, PartyNominee, pk)
    return _act(
        request,
        nominee.election,
        ReasonForm(**typed(request)),
        partial(actions.leave, nominee=nominee, by=request.user),
        f"{nominee}退出",
        button="退出",
        done=f"{nominee}已退出。",
        danger=True,
    )


@require_http_methods(BOTH)
def reviews_open(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    waiting = queries.without_review(election)
    people = {row.pk: f"{row.person.name}（{row.get_intended_display()}）" for row in waiting}
    return _act(
        request,
        election,
        ReviewsForm(**typed(request), people=people),
        partial(actions.open_reviews, election=election, by=request.user),
        "初步人选报资格联审",
        button="建立审查材料",
        done=lambda made: f"已为{len(made)}人建立资格审查材料。请逐人补全后报审。",
        then=reverse("candidates:review_list", args=[election.pk]),
        help_text="先为每人建立审查材料，再到资格联审页补全、报镇初审和县联审。",
    )


@require_http_methods(BOTH)
def prepare(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    rows = queries.standings(election, queries.counts_of(election), queries.nominees_of(election))
    form = forms.PrepareForm(**typed(request), standings=rows)
    return _act(
        request,
        election,
        form,
        lambda **_: actions.prepare(election=election, chosen=form.nominees(), by=request.user),
        "确定预备人选",
        done=lambda chosen: f"已确定预备人选{len(chosen)}人。请签发公示。",
        help_text="只能从联审通过并已考察的正式党员中选定，人数与换届安排一致。联审没有结束的不能选。",
    )


@require_http_methods(BOTH)
def prepare_undo(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    return _act(
        request,
        election,
        ReasonForm(**typed(request)),
        partial(actions.undo_prepared, election=election, by=request.user),
        "撤回预备人选",
        button="撤回",
        done="预备人选已撤回，可以重新确定。",
        danger=True,
    )


@require_http_methods(BOTH)
def exemption_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id, Permission.REVIEW_DECIDE)
    return _act(
        request,
        election,
        forms.ExemptionForm(**typed(request), book=election.rulebook),
        partial(actions.exempt, election=election, by=request.user),
        "登记不计入应到会的党员",
        done=lambda row: f"已登记{row}。党员大会通过后才不计入应到会。",
        help_text="只有五种情形：征求本人和家属意见，报乡镇党委同意，再经党员大会通过，三项齐备才不计入应到会。",
    )


@require_http_methods(BOTH)
def exemptions_pass(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    return _act(
        request,
        election,
        forms.PassForm(**typed(request)),
        partial(actions.pass_exemptions, election=election, by=request.user),
        "党员大会通过不计入应到会的名单",
        done=lambda number: f"党员大会已通过，{number}人不计入应到会。",
    )


@require_http_methods(BOTH)
def exemption_end(request: StaffRequest, pk: int) -> HttpResponse:
    exemption = _row(request, PartyExemption, pk)
    return _act(
        request,
        exemption.election,
        ReasonForm(**typed(request)),
        partial(actions.end_exemption, exemption=exemption, by=request.user),
        f"{exemption}恢复计入应到会",
        button="恢复计入",
        done=f"{exemption}恢复计入应到会。",
    )


@require_http_methods(BOTH)
def reply(request: StaffRequest, election_id: int, subject: str) -> HttpResponse:
    if subject not in PartyReply.Subject.values:
        raise Http404
    election = _edit(request, election_id, Permission.REVIEW_DECIDE)
    form = forms.ReplyForm(**typed(request))
    return _act(
        request,
        election,
        form,
        lambda **_: actions.reply(election=election, subject=subject, by=request.user, **form.values()),
        forms.REPLY_TITLES[PartyReply.Subject(subject)],
        done=lambda row: f"已登记批复{row}。",
        help_text="照批复原件登记。登记同意以后，此前的办理情况不能再改。",
    )


@require_http_methods(BOTH)
def seats_reduce(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    return _act(
        request,
        election,
        forms.ReduceForm(**typed(request)),
        partial(actions.reduce_seats, election=election, by=request.user),
        "党员大会决定减少名额",
        done=lambda plan: f"已减少委员名额{plan.reduced}名。",
        danger=True,
        help_text="名额接近选满时，经应到会党员过半数同意，可以减少没有选出的名额，不再另行选举。登记后不能撤回。",
    )


@require_http_methods(BOTH)
def office_elect(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = forms.OfficeElectionForm(**typed(request), seats=queries.seated(election))
    return _act(
        request,
        election,
        form,
        lambda **_: actions.elect_office(by=request.user, **form.values()),
        "委员会选举书记、副书记",
        done=lambda seat: f"已登记：{seat}。",
        help_text="由新一届委员会全体会议在委员中选举，须得到委员过半数的赞成。书记、副书记逐人登记。",
    )
