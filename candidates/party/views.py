from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from candidates.models import PartyCount, PartyExemption, PartyNominee, PartyReply
from candidates.nomination.forms import ReviewsForm
from candidates.party import actions, forms, queries
from candidates.party.rules import check_congress
from candidates.prints.party import WORKING
from election_office.accounts.access import can, require, within
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.pickers import answer_search
from election_office.documents import actions as documents
from election_office.documents.responses import PDF, file_response
from villages.models import Election, Person
from villages.views.elections import get_election

Row = TypeVar("Row", PartyCount, PartyNominee, PartyExemption)
BOTH = ["GET", "HEAD", "POST"]
PLACES = ("election__village__township__county", "election__cycle")


def _edit(
    request: StaffRequest, election_id: int, permission: Permission = Permission.CANDIDATE_EDIT
) -> Election:
    election = get_election(request, election_id)
    require(request.user, permission, election)
    return election


def _row(request: StaffRequest, model: type[Row], pk: int) -> Row:
    rows = within(
        model._default_manager.all(), request.user, Permission.VILLAGE_VIEW, "election__village__code"
    )
    row = get_object_or_404(rows.select_related(*PLACES), pk=pk)
    require(request.user, Permission.CANDIDATE_EDIT, row)
    return row


def page(request: StaffRequest, election: Election, form: Form, title: str, **more: Any) -> HttpResponse:
    context = {"election": election, "form": form, "title": title, "submit": "保存", "danger": False} | more
    return render(request, "candidates/party_form.html", context)


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
    form = forms.PlanForm(request.POST or None, plan=queries.plan_of(election), book=election.rulebook)
    if form.is_valid():
        with form.showing_refusals():
            _, decision = actions.set_plan(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, "村党组织换届安排已保存。")
            for finding in decision.warnings:
                messages.warning(request, finding.message)
            return redirect("candidates:party", election.pk)
    note = "按镇换届方案填写，预备人选批复以前可以修改。"
    return page(request, election, form, "村党组织换届安排", note=note)


@require_http_methods(BOTH)
def recommendation_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = forms.RecommendationForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            count = actions.hold_recommendation(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, f"已登记{count}。请由两人先后录入计票单。")
            return redirect("candidates:party", election.pk)
    note = "党员推荐和群众推荐各登记一次。实到不多于应到，发出的推荐票不多于实到；票数在计票单里录入。"
    return page(request, election, form, "登记推荐会议", note=note)


@require_http_methods(BOTH)
def meeting_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = forms.MeetingForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            count = actions.hold_meeting(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, f"已登记，应到会{count.due}人。请由两人先后录入计票单。")
            return redirect("candidates:party", election.pk)
    exempt = queries.exemptions_in_force(election)
    [congress] = check_congress(None, False, election.rulebook).findings
    note = (
        f"不计入应到会的党员{exempt}人，应到会人数由有选举权的党员减去他们得出。"
        f"{congress.message}召开代表大会的，这里填代表人数。{election.rulebook.cite('party_congress_from').basis}"
    )
    return page(request, election, form, "党员大会投票", note=note)


@require_http_methods(BOTH)
def count_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    count = _row(request, PartyCount, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.cancel_count(count=count, by=request.user, **form.cleaned_data)
            messages.success(request, "已作废这次计票，可以重新登记。")
            return redirect("candidates:party", count.election_id)
    return page(request, count.election, form, f"作废{count}的计票", submit="作废", danger=True)


@require_http_methods(BOTH)
def count_declare(request: StaffRequest, pk: int) -> HttpResponse:
    count = _row(request, PartyCount, pk)
    result = queries.result_of(count)
    known = queries.standing_by_name(count.election)
    strangers = [name for name in result.elected if name not in known] if result else []
    form = forms.DeclareForm(
        request.POST if request.method == "POST" else None, election=count.election, strangers=strangers
    )
    if form.is_valid():
        with form.showing_refusals():
            seats, _ = actions.declare(count=count, people=form.people(), by=request.user)
            messages.success(request, f"已宣布，当选委员{len(seats)}人。")
            return redirect("candidates:party", count.election_id)
    votes = sorted(queries.votes_of(count).items(), key=lambda line: -line[1])
    more = {"submit": "宣布结果", "danger": True, "result": result, "votes": votes}
    note = "请对照计票结果报告单，确认无误后宣布。宣布以后不能撤回。"
    return page(request, count.election, form, f"宣布{count}结果", note=note, **more)


@require_http_methods(BOTH)
def propose(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    names = queries.recommended_names(queries.counts_of(election), queries.nominees_of(election))
    form = forms.ProposeForm(
        request.POST or None,
        election=election,
        names=names,
        may_name=can(request.user, Permission.REVIEW_DECIDE, election),
    )
    if form.is_valid():
        with form.showing_refusals():
            nominee = actions.propose(election=election, by=request.user, **form.values())
            messages.success(request, f"已列为初步人选：{nominee}。")
            return redirect("candidates:party", election.pk)
    note = "按两次推荐得票研究提出，逐人登记。票面写法不同但属于同一人的，一并勾选。"
    return page(request, election, form, "提出初步人选", note=note)


@require_http_methods(BOTH)
def nominee_leave(request: StaffRequest, pk: int) -> HttpResponse:
    nominee = _row(request, PartyNominee, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.leave(nominee=nominee, by=request.user, **form.cleaned_data)
            messages.success(request, f"{nominee}已退出。")
            return redirect("candidates:party", nominee.election_id)
    return page(request, nominee.election, form, f"{nominee}退出", submit="退出", danger=True)


@require_http_methods(BOTH)
def reviews_open(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    people = {
        row.pk: f"{row.person.name}（{row.get_intended_display()}）"
        for row in queries.without_review(election)
    }
    form = ReviewsForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.open_reviews(election=election, answers=form.answers(), by=request.user)
            messages.success(request, f"已为{len(made)}人建立资格审查材料。请逐人补全后报审。")
            return redirect("candidates:review_list", election.pk)
    note = "先为每人建立审查材料，再到资格联审页补全、报镇初审和县联审。"
    return page(request, election, form, "初步人选报资格联审", submit="建立审查材料", note=note)


@require_http_methods(BOTH)
def prepare(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    rows = queries.standings(election, queries.counts_of(election), queries.nominees_of(election))
    form = forms.PrepareForm(request.POST or None, standings=rows)
    if form.is_valid():
        with form.showing_refusals():
            chosen = actions.prepare(election=election, chosen=form.nominees(), by=request.user)
            messages.success(request, f"已确定预备人选{len(chosen)}人。请签发公示。")
            return redirect("candidates:party", election.pk)
    note = "只能从联审通过并已考察的正式党员中选定，人数与换届安排一致。联审没有结束的不能选。"
    return page(request, election, form, "确定预备人选", note=note)


@require_http_methods(BOTH)
def prepare_undo(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.undo_prepared(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, "预备人选已撤回，可以重新确定。")
            return redirect("candidates:party", election.pk)
    return page(request, election, form, "撤回预备人选", submit="撤回", danger=True)


@require_http_methods(BOTH)
def exemption_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id, Permission.REVIEW_DECIDE)
    form = forms.ExemptionForm(request.POST or None, book=election.rulebook)
    if form.is_valid():
        with form.showing_refusals():
            row = actions.exempt(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, f"已登记{row}。党员大会通过后才不计入应到会。")
            return redirect("candidates:party", election.pk)
    note = "只有五种情形：征求本人和家属意见，报乡镇党委同意，再经党员大会通过，三项齐备才不计入应到会。"
    return page(request, election, form, "登记不计入应到会的党员", note=note)


@require_http_methods(BOTH)
def exemptions_pass(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = forms.PassForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            number = actions.pass_exemptions(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, f"党员大会已通过，{number}人不计入应到会。")
            return redirect("candidates:party", election.pk)
    return page(request, election, form, "党员大会通过不计入应到会的名单")


@require_http_methods(BOTH)
def exemption_end(request: StaffRequest, pk: int) -> HttpResponse:
    exemption = _row(request, PartyExemption, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.end_exemption(exemption=exemption, by=request.user, **form.cleaned_data)
            messages.success(request, f"{exemption}恢复计入应到会。")
            return redirect("candidates:party", exemption.election_id)
    return page(request, exemption.election, form, f"{exemption}恢复计入应到会", submit="恢复计入")


@require_http_methods(BOTH)
def reply(request: StaffRequest, election_id: int, subject: str) -> HttpResponse:
    if subject not in PartyReply.Subject.values:
        raise Http404
    election = _edit(request, election_id, Permission.REVIEW_DECIDE)
    form = forms.ReplyForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            row = actions.reply(election=election, subject=subject, by=request.user, **form.values())
            messages.success(request, f"已登记批复{row}。")
            return redirect("candidates:party", election.pk)
    note = "照批复原件登记。登记同意以后，此前的办理情况不能再改。"
    return page(request, election, form, forms.REPLY_TITLES[PartyReply.Subject(subject)], note=note)


@require_http_methods(BOTH)
def seats_reduce(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = forms.ReduceForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            plan = actions.reduce_seats(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, f"已减少委员名额{plan.reduced}名。")
            return redirect("candidates:party", election.pk)
    note = "名额接近选满时，经应到会党员过半数同意，可以减少没有选出的名额，不再另行选举。登记后不能撤回。"
    return page(request, election, form, "党员大会决定减少名额", danger=True, note=note)


@require_http_methods(BOTH)
def office_elect(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = forms.OfficeElectionForm(request.POST or None, seats=queries.seated(election))
    if form.is_valid():
        with form.showing_refusals():
            seat = actions.elect_office(by=request.user, **form.values())
            messages.success(request, f"已登记：{seat}。")
            return redirect("candidates:party", election.pk)
    note = "由新一届委员会全体会议在委员中选举，须得到委员过半数的赞成。书记、副书记逐人登记。"
    return page(request, election, form, "委员会选举书记、副书记", note=note)
