"""One 换届 of a collective: nominees, the meeting, the vote, the result and what follows."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ballots.collective import actions, overview, queries, rules
from ballots.collective.forms import (
    AcceptForm,
    ApplyForm,
    AssemblyForm,
    HeadForm,
    HoldForm,
    MinutesForm,
    NomineeForm,
    ProxyForm,
    ReadingForm,
    StudyForm,
    TermForm,
    VotesForm,
)
from ballots.collective.views.organisation import BOTH, get_collective, page_of
from ballots.models import Assembly, CollectiveTerm, HouseholdProxy, Nominee, RegistrationChange
from ballots.prints.collective_meeting import MEETING_SHEETS, Sheets, parts_of
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_page, typed
from election_office.documents.actions import working_pdf
from election_office.documents.responses import PDF, file_response


def get_term(
    request: StaffRequest, pk: int, permission: Permission = Permission.VILLAGE_VIEW
) -> CollectiveTerm:
    term = get_object_or_404(CollectiveTerm.objects.visible_to(request.user).with_places(), pk=pk)
    require(request.user, permission, term)
    return term


def get_assembly(
    request: StaffRequest, pk: int, permission: Permission = Permission.VILLAGE_VIEW
) -> Assembly:
    assembly = get_object_or_404(Assembly.objects.visible_to(request.user).with_places(), pk=pk)
    require(request.user, permission, assembly)
    return assembly


def _page(term: CollectiveTerm) -> str:
    return reverse("ballots:collective_term", args=[term.pk])


def _meeting(assembly: Assembly) -> str:
    return reverse("ballots:assembly", args=[assembly.pk])


@require_http_methods(BOTH)
def term_open(request: StaffRequest, pk: int) -> HttpResponse:
    collective = get_collective(request, pk, Permission.CYCLE_PLAN)
    return act_page(
        request,
        TermForm(**typed(request), collective=collective),
        partial(actions.open_term, collective=collective, by=request.user),
        title=f"建立{collective}换届",
        button="建立",
        done="换届已建立。",
        back=page_of(collective),
        then=_page,
        help_text="理事会一般三至七名单数；监事会或者一至二名监事。章程规定理事长由理事会推选的，名额计入理事。",
    )


@require_safe
def term(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_term(request, pk)
    context = overview.of_term(row) | {
        "may_edit": can(request.user, Permission.CANDIDATE_EDIT, row),
        "may_record": can(request.user, Permission.STEP_RECORD, row),
        "may_call": can(request.user, Permission.BALLOT_EDIT, row),
        "may_rule": can(request.user, Permission.RULES_OVERLAY, row),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, row),
    }
    return render(request, "ballots/collective/term.html", context)


@require_http_methods(BOTH)
def study(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_term(request, pk, Permission.STEP_RECORD)
    return act_page(
        request,
        StudyForm(**typed(request), row=row),
        partial(actions.note_study, term=row, by=request.user),
        title="登记党组织研究讨论",
        button="登记",
        done="已登记。",
        back=_page(row),
        help_text="需由会议审议决定的重要事项，应当先经乡镇党委、街道党工委或者村党组织研究讨论。",
    )


@require_http_methods(BOTH)
def nominee_add(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_term(request, pk, Permission.CANDIDATE_EDIT)
    return act_page(
        request,
        NomineeForm(**typed(request), term=row),
        partial(actions.nominate, term=row, by=request.user),
        title="登记候选人",
        button="登记",
        done=lambda entry: f"已登记{entry.get_kind_display()}候选人{entry}。",
        back=_page(row),
        help_text="理事会成员、财务人员、会计人员及其近亲属不得担任监事；理事会成员之间近亲属回避。",
    )


@require_http_methods(BOTH)
def nominee_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Nominee.objects.visible_to(request.user).select_related("term__collective", "member__person")
    row = get_object_or_404(rows, pk=pk, revoked_at__isnull=True)
    require(request.user, Permission.CANDIDATE_EDIT, row)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_nominee, nominee=row, by=request.user),
        title=f"撤回{row.get_kind_display()}候选人{row}",
        button="撤回",
        done="已撤回。",
        back=_page(row.term),
        danger=True,
    )


# ------------------------------------------------------------------ the meeting


@require_http_methods(BOTH)
def assembly_plan(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_term(request, pk, Permission.BALLOT_EDIT)
    return act_page(
        request,
        AssemblyForm(**typed(request)),
        partial(actions.plan_assembly, term=row, by=request.user),
        title=f"召集{row.get_way_display()}",
        button="召集",
        done="会议已安排，请签发并张贴会议通知。",
        back=_page(row),
        then=_meeting,
    )


@require_safe
def assembly(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_assembly(request, pk)
    context = overview.of_assembly(row) | {
        "parts": range(1, parts_of(row) + 1),
        "may_call": can(request.user, Permission.BALLOT_EDIT, row),
        "may_proxy": can(request.user, Permission.PROXY_EDIT, row),
        "may_count": can(request.user, Permission.COUNT_ENTER, row),
        "may_declare": can(request.user, Permission.COUNT_DECIDE, row),
        "may_rule": can(request.user, Permission.RULES_OVERLAY, row),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, row),
    }
    return render(request, "ballots/collective/assembly.html", context)


@require_safe
def sheets(request: StaffRequest, pk: int) -> HttpResponse:
    """The sign-in sheet, part by part, with the blank proxy, the ballot and the tally."""
    row = get_assembly(request, pk, Permission.BALLOT_EDIT)
    part = request.GET.get("part", "1")
    number = int(part) if part.isdecimal() else 0
    if not 1 <= number <= parts_of(row):
        raise Http404
    try:
        pdf = working_pdf(MEETING_SHEETS, Sheets(row, number))
    except ValidationError as error:
        context = {"title": "会议用表", "problems": error.messages}
        return render(request, "documents/preview_refused.html", context, status=422)
    return file_response(pdf, name=f"会议用表-{row.pk}-{number}.pdf", content_type=PDF, inline=True)


@require_http_methods(BOTH)
def assembly_edit(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_assembly(request, pk, Permission.BALLOT_EDIT)
    return act_page(
        request,
        AssemblyForm(**typed(request), row=row),
        partial(actions.change_assembly, assembly=row, by=request.user),
        title="修改会议安排",
        button="保存",
        done="已保存；通知已经张贴的，请签发更正。",
        back=_meeting(row),
    )


@require_http_methods(BOTH)
def proxy_add(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_assembly(request, pk, Permission.PROXY_EDIT)
    return act_page(
        request,
        ProxyForm(**typed(request), collective=row.term.collective),
        partial(actions.give_proxy, assembly=row, by=request.user),
        title="登记同户委托",
        button="登记",
        done="委托已登记。",
        back=_meeting(row),
        help_text="只能书面委托本组织同一户内具有完全民事行为能力的其他家庭成员。",
    )


@require_http_methods(BOTH)
def proxy_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    rows = HouseholdProxy.objects.visible_to(request.user)
    row = get_object_or_404(
        rows.select_related("assembly", "member__person", "trustee__person"), pk=pk, revoked_at__isnull=True
    )
    require(request.user, Permission.PROXY_EDIT, row)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.revoke_proxy, proxy=row, by=request.user),
        title="撤回同户委托",
        button="撤回",
        done="委托已撤回。",
        back=_meeting(row.assembly),
        facts=[("委托", str(row))],
    )


@require_http_methods(BOTH)
def assembly_hold(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_assembly(request, pk, Permission.BALLOT_EDIT)
    entitled = queries.entitled_count(row.term, row.day)
    book = row.term.rulebook_on(row.day)
    least = rules.least_participants(entitled, row.term.way, book)
    return act_page(
        request,
        HoldForm(**typed(request), row=row),
        partial(actions.hold_assembly, assembly=row, by=request.user),
        title="登记会议参加人数",
        button="登记",
        done=lambda entry: f"已登记：应到{entry.entitled}人，参加{entry.participants}人。",
        back=_meeting(row),
        facts=[
            ("应到人数", f"{entitled}人"),
            ("至少参加", f"{least}人" if least else "章程没有规定"),
            ("已登记的同户委托", f"{len(queries.proxies_of(row))}人"),
        ],
        help_text="现场按签到册，在线按会议截屏清点；委托人数由系统计入，不用填写。",
    )


@require_http_methods(BOTH)
def votes(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_assembly(request, pk, Permission.COUNT_ENTER)
    nominees = queries.to_vote_on(row.term) if not row.is_declared else []
    labels = queries.labels_of(nominee.member for nominee in nominees)
    return act_page(
        request,
        VotesForm(**typed(request), row=row, nominees=nominees, labels=labels),
        partial(actions.enter_votes, assembly=row, by=request.user),
        title="录入表决票数",
        button="保存",
        done="票数已录入，请核对后宣布结果。",
        back=_meeting(row),
        help_text=f"逐人表决，每人三项合计不多于参加的{row.participants}人。",
    )


@require_http_methods(BOTH)
def minutes(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_assembly(request, pk, Permission.BALLOT_EDIT)
    return act_page(
        request,
        MinutesForm(**typed(request), row=row),
        partial(actions.write_minutes, assembly=row, by=request.user),
        title="登记会议记录",
        button="保存",
        done="会议记录已保存。",
        back=_meeting(row),
    )


@require_safe
def minutes_scan(request: StaffRequest, pk: int) -> FileResponse:
    row = get_assembly(request, pk)
    if not row.minutes_scan:
        raise Http404
    ending = str(row.minutes_scan.name).rpartition(".")[2]
    name = f"会议记录-{row.pk}.{ending}"
    return FileResponse(row.minutes_scan.open("rb"), as_attachment=True, filename=name)


# ------------------------------------------------------------------ the result


@require_http_methods(BOTH)
def reading(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_term(request, pk, Permission.RULES_OVERLAY)
    return act_page(
        request,
        ReadingForm(
            **typed(request), row=row, initial={"paper": row.win_rule_paper, "note": row.win_rule_note}
        ),
        partial(actions.decide_reading, term=row, by=request.user),
        title="认定当选票数的算法",
        button="认定",
        done="已认定。",
        back=_page(row),
        consequences=[
            "本届理事会、监事会成员按这一算法确定当选。",
            "法律没有单独规定选举人员的当选票数，由章程规定；认定应当有书面文件。",
        ],
    )


@require_http_methods(BOTH)
def declare(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_assembly(request, pk, Permission.COUNT_DECIDE)
    return act_page(
        request,
        OfficeForm(**typed(request), row=row),
        partial(actions.declare, assembly=row, by=request.user),
        title="宣布选举结果",
        button="宣布",
        done="结果已宣布，请签发并张贴结果公告。",
        back=_meeting(row),
        facts=overview.result_facts(row),
        consequences=[
            "当选人随即确定，票数不能再改。",
            "理事长变动的，须向县级农业农村主管部门申请变更登记。",
        ],
    )


@require_http_methods(BOTH)
def result_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_assembly(request, pk, Permission.COUNT_DECIDE)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_result, assembly=row, by=request.user),
        title="撤销宣布的结果",
        button="撤销",
        done="已撤销，可以更正票数后重新宣布。",
        back=_meeting(row),
        consequences=["这次会议的当选人全部撤销，票数保留。"],
        danger=True,
    )


@require_http_methods(BOTH)
def head(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_term(request, pk, Permission.STEP_RECORD)
    return act_page(
        request,
        HeadForm(**typed(request), term=row),
        partial(actions.choose_head, term=row, by=request.user),
        title="登记推选理事长、监事长",
        button="登记",
        done=lambda item: f"已登记{item}。",
        back=_page(row),
        help_text="章程规定由理事会、监事会在成员中推选的才用登记：三分之二以上出席，全体过半数同意。",
    )


@require_http_methods(BOTH)
def change_apply(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_term(request, pk, Permission.STEP_RECORD)
    return act_page(
        request,
        ApplyForm(**typed(request)),
        partial(actions.apply_change, term=row, by=request.user),
        title="申请变更登记",
        button="登记申请",
        done="申请已登记，请签发申请附件。",
        back=_page(row),
        help_text="理事长是法定代表人，换人的应当向县级农业农村主管部门申请变更登记。",
    )


@require_http_methods(BOTH)
def change_accept(request: StaffRequest, pk: int) -> HttpResponse:
    rows = RegistrationChange.objects.visible_to(request.user).select_related("term__collective")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.STEP_RECORD, row)
    return act_page(
        request,
        AcceptForm(
            **typed(request), row=row, initial={"accepted_on": row.accepted_on or timezone.localdate()}
        ),
        partial(actions.accept_change, change=row, by=request.user),
        title="登记变更登记核准",
        button="登记",
        done="已登记，法定代表人已更新。",
        back=_page(row.term),
        facts=[("原法定代表人", row.before or "未登记"), ("新法定代表人", row.after)],
    )
