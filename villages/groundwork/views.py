"""The pages of the groundwork: of the township, of one village, and the examination."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_button, act_page, typed
from election_office.documents.responses import DOCX, file_response
from election_office.documents.word import docx_of
from villages.groundwork import actions, drafting, forms, queries
from villages.groundwork.actions.exams import needed
from villages.groundwork.rules import Refreshed
from villages.models import (
    CleanupItem,
    Cycle,
    Deferral,
    Draft,
    Election,
    GoodsLine,
    Participant,
    Question,
    Sitting,
    Spending,
    StandstillException,
    TaskForce,
    TermReport,
)
from villages.notices.standstill import NOTICE as STANDSTILL_NOTICE
from villages.plan.views import get_cycle
from villages.views.elections import get_election, record_page

GET_OR_POST = ["GET", "HEAD", "POST"]

# ------------------------------------------------------------------ the township


@require_safe
def duty_roster(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk)
    context = {
        "cycle": cycle,
        "shifts": cycle.shifts.all(),
        "today": timezone.localdate(),
        "may_plan": can(request.user, Permission.CYCLE_PLAN, cycle),
    }
    return render(request, "villages/groundwork/roster.html", context)


@require_http_methods(GET_OR_POST)
def shifts_set(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    return act_page(
        request,
        forms.ShiftsForm(**typed(request)),
        partial(actions.set_shifts, cycle=cycle, by=request.user),
        title="登记值班安排",
        button="登记",
        done=lambda count: f"已登记{count}天。",
        back=reverse("villages:duty_roster", args=[pk]),
    )


@require_safe
def stores(request: StaffRequest, pk: int) -> HttpResponse:
    """Money arranged and spent, and goods by kind."""
    cycle = get_cycle(request, pk)
    context = {
        "cycle": cycle,
        "money": queries.money(cycle),
        "goods": queries.goods_table(cycle),
        "lines": cycle.goods.select_related("election__village"),
        "may_plan": can(request.user, Permission.CYCLE_PLAN, cycle),
    }
    return render(request, "villages/groundwork/stores.html", context)


@require_http_methods(GET_OR_POST)
def spending_add(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    return act_page(
        request,
        forms.SpendForm(**typed(request), cycle=cycle),
        partial(actions.spend, cycle=cycle, by=request.user),
        title="登记经费支出",
        button="登记",
        done="支出已登记。",
        back=reverse("villages:stores", args=[pk]),
    )


@require_http_methods(GET_OR_POST)
def goods_add(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    return act_page(
        request,
        forms.GoodsForm(**typed(request), cycle=cycle),
        partial(actions.move_goods, cycle=cycle, by=request.user),
        title="登记物资",
        button="登记",
        done=lambda line: f"已登记{line}。",
        back=reverse("villages:stores", args=[pk]),
    )


@require_http_methods(GET_OR_POST)
def spending_strike(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Spending, pk=pk, cycle__in=Cycle.objects.visible_to(request.user))
    require(request.user, Permission.CYCLE_PLAN, row)
    act = partial(actions.strike_spending, spending=row, by=request.user)
    return _strike(request, act, f"划去支出“{row}”", row.cycle_id)


@require_http_methods(GET_OR_POST)
def goods_strike(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(GoodsLine, pk=pk, cycle__in=Cycle.objects.visible_to(request.user))
    require(request.user, Permission.CYCLE_PLAN, row)
    act = partial(actions.strike_goods, line=row, by=request.user)
    return _strike(request, act, f"划去“{row}”", row.cycle_id)


def _strike(request: StaffRequest, act: Callable[..., Any], title: str, cycle_id: int) -> HttpResponse:
    return act_page(
        request,
        ReasonForm(**typed(request)),
        act,
        title=title,
        button="划去",
        done="已划去，记录保留。",
        back=reverse("villages:stores", args=[cycle_id]),
        consequences=["这一行不再计入，记录保留。"],
    )


# ------------------------------------------------------------------ drafts


def _kind(kind: str) -> str:
    if kind not in Draft.Kind.values:
        raise Http404
    return kind


@require_http_methods(GET_OR_POST)
def draft(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """The draft, section by section, to be read and changed."""
    cycle = get_cycle(request, pk, to_change=True)
    row = cycle.drafts.filter(kind=_kind(kind)).first()
    back = reverse("villages:cycle_preparation", args=[pk])
    title = str(Draft.Kind(kind).label)
    if row is None:
        context = {"cycle": cycle, "kind": kind, "title": title}
        return render(request, "villages/groundwork/draft_begin.html", context)
    row.cycle = cycle
    return act_page(
        request,
        forms.DraftForm(**typed(request), sections=drafting.sections(row), row=row),
        partial(actions.edit_draft, draft=row, by=request.user),
        title=title,
        button="保存修改",
        done="草稿已保存。",
        back=back,
        then=reverse("villages:draft", args=[pk, kind]),
        help_text="由记录起草，可以逐段修改；人工修改过的段落，按记录更新时保留。",
        template="villages/groundwork/draft.html",
        context={"cycle": cycle, "kind": kind, "draft": row},
    )


@require_POST
def draft_refresh(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)

    def said(found: Refreshed) -> str:
        clashes = f"这些段落人工修改过，保留原文，但记录已有变化，请核对：{'、'.join(found.clashes)}。"
        return "已按现有记录更新。" + (clashes if found.clashes else "")

    return act_button(
        request,
        partial(actions.refresh_draft, cycle=cycle, kind=_kind(kind), by=request.user),
        back=reverse("villages:draft", args=[pk, kind]),
        done=said,
        warns=lambda found: bool(found.clashes),
    )


@require_safe
def draft_word(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    row = get_object_or_404(cycle.drafts, kind=_kind(kind))
    row.cycle = cycle
    name = f"{cycle.township.name}{row.get_kind_display()}.docx"
    return file_response(docx_of(drafting.paper(row)), name=name, content_type=DOCX)


# ------------------------------------------------------------------ the examination


@require_safe
def bank(request: StaffRequest, pk: int) -> HttpResponse:
    """The bank with its answers: of those who plan, who set the examination."""
    cycle = get_cycle(request, pk, to_change=True)
    context = {"cycle": cycle, "questions": queries.bank(cycle.township)}
    return render(request, "villages/groundwork/bank.html", context)


@require_http_methods(GET_OR_POST)
def questions_add(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    return act_page(
        request,
        forms.QuestionsForm(**typed(request)),
        partial(actions.add_questions, township=cycle.township, by=request.user),
        title="登记考试题目",
        button="登记",
        done=lambda count: f"已登记{count}题。",
        back=reverse("villages:exam_bank", args=[pk]),
    )


@require_http_methods(GET_OR_POST)
def question_end(request: StaffRequest, pk: int, cycle_id: int) -> HttpResponse:
    cycle = get_cycle(request, cycle_id, to_change=True)
    row = get_object_or_404(Question, pk=pk, township=cycle.township)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_question, question=row, by=request.user),
        title="停用题目",
        button="停用",
        done="题目已停用，以前的考卷不变。",
        back=reverse("villages:exam_bank", args=[cycle_id]),
        facts=[("题目", row.text)],
        consequences=["以后的考试不再抽到这道题。"],
    )


def _participant(request: StaffRequest, pk: int) -> Participant:
    rows = Participant.objects.in_force().filter(election__in=Election.objects.visible_to(request.user))
    rows = rows.select_related("activity__cycle__township", "election__village__township__county")
    participant = get_object_or_404(rows.select_related("election__cycle"), pk=pk)
    require(request.user, needed(participant, request.user), participant.election or participant)
    return participant


@require_http_methods(GET_OR_POST)
def exam_start(request: StaffRequest, pk: int) -> HttpResponse:
    participant = _participant(request, pk)
    sitting = queries.open_sitting(participant)
    if sitting is not None:
        return redirect("villages:exam", sitting.pk)
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.start_sitting, participant=participant, by=request.user),
        title=f"{participant.name}的培训考试",
        button="开始考试",
        done="考试开始，答完请交卷。",
        back=reverse("villages:preparation", args=[participant.election_id]),
        then=lambda row: reverse("villages:exam", args=[row.pk]),
        facts=[("培训", participant.activity.title), ("合格线", f"{participant.activity.pass_mark}分")],
        consequences=["从题库随机抽题，满分100分。", "没有合格的可以补考，成绩取最好的一次。"],
        context={"election": participant.election},
    )


@require_http_methods(GET_OR_POST)
def exam(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Sitting.objects.filter(participant__election__in=Election.objects.visible_to(request.user))
    sitting = get_object_or_404(rows, pk=pk)
    participant = _participant(request, sitting.participant_id)
    sitting.participant = participant
    back = reverse("villages:preparation", args=[participant.election_id])
    if sitting.handed_in_at:
        context = {"election": participant.election, "sitting": sitting, "back": back}
        return render(request, "villages/groundwork/exam_done.html", context)
    return act_page(
        request,
        forms.SittingForm(**typed(request), questions=queries.drawn(sitting)),
        partial(actions.hand_in, sitting=sitting, by=request.user),
        title=f"{participant.name}的培训考试（第{sitting.number}次）",
        button="交卷",
        done=lambda row: f"已交卷，得{row.mark}分，合格线{participant.activity.pass_mark}分。",
        back=back,
        then=reverse("villages:exam", args=[pk]),
        context={"election": participant.election},
    )


# ------------------------------------------------------------------ one village


_page = partial(record_page, "villages:groundwork")


@require_safe
def groundwork(request: StaffRequest, election_id: int) -> HttpResponse:
    """Deferral, clean-up, the old team's report and the matters put off."""
    election = get_election(request, election_id)
    context = {
        "election": election,
        "deferral": election.deferrals.filter(state=Deferral.State.APPROVED).first(),
        "force": queries.task_force(election),
        "today": timezone.localdate(),
        "cleanup": election.cleanup_items.all(),
        "report": TermReport.objects.filter(election=election).first(),
        "standstill": queries.standstill(election),
        "standstill_url": STANDSTILL_NOTICE.issue_url(election),
        "exceptions": election.exceptions_asked.all(),
        "supervises": can(request.user, Permission.SUPERVISE, election),
        "may_plan": can(request.user, Permission.CYCLE_PLAN, election),
        "may_record": can(request.user, Permission.STEP_RECORD, election),
    }
    return render(request, "villages/groundwork/village.html", context)


@require_http_methods(GET_OR_POST)
def force_set(request: StaffRequest, pk: int) -> HttpResponse:
    deferral = get_object_or_404(Deferral.objects.visible_to(request.user), pk=pk)
    election = get_election(request, deferral.election_id, Permission.CYCLE_PLAN)
    form = forms.ForceForm(**typed(request), row=TaskForce.objects.filter(deferral=deferral).first())
    act = partial(actions.set_force, deferral=deferral, by=request.user)
    return _page(request, election, form, act, title="确定驻村工作组", button="保存")


@require_http_methods(GET_OR_POST)
def force_review(request: StaffRequest, pk: int) -> HttpResponse:
    force = get_object_or_404(TaskForce.objects.visible_to(request.user).select_related("deferral"), pk=pk)
    election = get_election(request, force.deferral.election_id, Permission.SUPERVISE)
    act = partial(actions.review_deferral, force=force, by=request.user)
    help_text = "具备换届条件的，由乡镇在村庄页恢复换届。"
    form = forms.ReviewForm(**typed(request))
    return _page(request, election, form, act, title="登记暂缓换届复查", help_text=help_text)


@require_http_methods(GET_OR_POST)
def cleanup_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.SUPERVISE)
    act = partial(actions.add_cleanup, election=election, by=request.user)
    return _page(request, election, forms.CleanupForm(**typed(request)), act, title="登记财务清理事项")


@require_http_methods(GET_OR_POST)
def cleanup_finish(request: StaffRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(CleanupItem.objects.visible_to(request.user), pk=pk)
    election = get_election(request, item.election_id, Permission.SUPERVISE)
    act = partial(actions.finish_cleanup, item=item, by=request.user)
    facts = [("问题", item.found), ("责任人", item.owner)]
    form = forms.FinishForm(**typed(request))
    return _page(request, election, form, act, title="登记财务清理完成", facts=facts)


@require_http_methods(GET_OR_POST)
def term_report(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.STEP_RECORD)
    row = TermReport.objects.filter(election=election).first()
    form = forms.TermReportForm(**typed(request), row=row)
    act = partial(actions.set_term_report, election=election, by=request.user)
    return _page(request, election, form, act, title="登记任期工作报告", button="保存")


@require_safe
def term_report_file(request: StaffRequest, election_id: int) -> FileResponse:
    election = get_election(request, election_id)
    row = get_object_or_404(TermReport, election=election)
    if not row.file:
        raise Http404
    return FileResponse(row.file.open(), as_attachment=True, filename=row.filename)


@require_http_methods(GET_OR_POST)
def exception_ask(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.STEP_RECORD)
    act = partial(actions.ask_exception, election=election, by=request.user)
    return _page(request, election, forms.AskForm(**typed(request)), act, title="申请办理重大事项")


@require_http_methods(GET_OR_POST)
def exception_decide(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(StandstillException.objects.visible_to(request.user), pk=pk)
    election = get_election(request, row.election_id, Permission.CYCLE_PLAN)
    act = partial(actions.decide_exception, exception=row, by=request.user)
    facts = [("事项", row.matter), ("理由", row.reason)]
    form = forms.DecideForm(**typed(request))
    return _page(request, election, form, act, title="决定是否同意办理", facts=facts)
