from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidates.forms import LeaveForm
from candidates.models import Candidate, Nominee, NomineeObjection
from candidates.nomination import actions, corrections, forms, policy_seats, queries, sign_up
from candidates.prints.nomination import FORMS
from candidates.queries import removal_grounds
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import typed
from election_office.documents import actions as documents
from election_office.documents.responses import PDF, file_response
from election_office.law.decision import Decision
from villages.committee import queries as committee
from villages.committee.queries import members_who_must_leave
from villages.models import Election, Post
from villages.views.elections import get_election, record_page

BOTH = ["GET", "HEAD", "POST"]
NOTE = "办理情况写入操作留痕。有不符合规定的，这里逐条说明，不予保存。"
PLACES = "election__village__township__county"
LEAVING = [
    "此人不再作为人选，原因和依据留痕备查。",
    "由本职位提名得票多的下一名递补；得票相等的再次投票。",
    "名单公告已经张贴的，须签发更正公告并重新张贴。",
]


def _edit(request: StaffRequest, election_id: int) -> Election:
    election = get_election(request, election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    return election


def _nominee(request: StaffRequest, pk: int) -> Nominee:
    rows = Nominee.objects.visible_to(request.user).select_related(
        PLACES, "election__cycle", "person", "post"
    )
    nominee = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.CANDIDATE_EDIT, nominee)
    return nominee


def _act(
    request: StaffRequest,
    election: Election,
    form: OfficeForm,
    act: Callable[..., Any],
    title: str,
    **more: Any,
) -> HttpResponse:
    """One act of the nomination; it leads back to the page of the nomination."""
    words = {"title": title, "button": "保存", "help_text": NOTE} | more
    return record_page("candidates:nomination", request, election, form, act, **words)


def _names(nominees: Sequence[Nominee]) -> str:
    return "、".join(f"{nominee.person.name}（{nominee.votes}票）" for nominee in nominees)


@require_safe
def nomination(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    prefetch_related_objects([election], "posts")
    context = _overview(election) | {
        "may_edit": can(request.user, Permission.CANDIDATE_EDIT, election),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
    }
    return render(request, "candidates/nomination.html", context)


def _overview(election: Election) -> dict[str, Any]:
    queries.read_page_ahead(election, committee.members_of.ask(election), committee.put_forward.ask(election))
    rows, sheets = queries.nominees_by_post(election), queries.sheets_of(election)
    listed, plan = any(row.listed for row in rows), queries.plan_of(election)
    notice = queries.preliminary_notice(election)
    written, objections = queries.written_names(election), corrections.objections_of(election)
    now = corrections.Progress(
        election=election,
        plan=plan,
        sheets=sheets,
        rows=rows,
        untaken=sum(row.nominee is None for row in written),
        notice=notice,
        changes=corrections.preliminary_changes(election, notice, rows),
        objections=objections,
        without_review=len(queries.without_review(election, rows)),
        candidates=Candidate.objects.filter(election=election).standing().count(),
    )
    return _shown(now) | {"written": written, "totals": queries.totals(sheets), "listed": listed}


def _shown(now: corrections.Progress) -> dict[str, Any]:
    election, plan = now.election, now.plan
    listed = any(row.listed for row in now.rows)
    decision = _after(now) if listed else _before(now)
    return {
        "election": election,
        "plan": plan,
        "ways": [label for name, label in forms.WAYS.items() if plan is not None and plan.has(name)],
        "sheets": now.sheets,
        "rows": now.rows,
        "decision": decision,
        "running": any(finding.code == "objection_time_running" for finding in decision.refusals),
        "notice": now.notice,
        "step": corrections.next_step(now),
        "objections": now.objections,
        "must_leave": members_who_must_leave(election),
        "women_rule": election.rulebook.parameter("women_rule"),
        "no_list": election.mode == Election.Mode.NO_CANDIDATES,
    }


def _before(now: corrections.Progress) -> Decision:
    """What stands between the people put forward and the list; before that, whether enough took part."""
    if now.untaken or not any(row.nominees for row in now.rows):
        read = bool(now.sheets) and all(sheet.agreed for sheet in now.sheets)
        return queries.turnout(now.election) if read else Decision()
    return queries.check_preliminary(now.election, list(now.rows))


def _after(now: corrections.Progress) -> Decision:
    """What stands between the preliminary list and the formal one; a list nobody has seen is said once."""
    if now.notice is None:
        return Decision()
    return queries.check_formal(now.election, list(now.rows)) + corrections.check_changes(now.changes)


@require_safe
def blank_form(request: StaffRequest, election_id: int, code: str) -> HttpResponse:
    """A form to be written on or signed by hand."""
    kind = FORMS.get(code)
    if kind is None:
        raise Http404
    election = get_election(request, election_id)
    require(request.user, kind.permission, election)
    pdf = documents.working_pdf(kind.code, election)
    return file_response(pdf, name=f"{kind.title}.pdf", content_type=PDF, inline=True)


@require_http_methods(BOTH)
def nomination_plan(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = forms.PlanForm(**typed(request), election=election, plan=queries.plan_of(election))
    return _act(
        request,
        election,
        form,
        lambda **_: actions.set_plan(election=election, by=request.user, **form.values()),
        "提名安排",
        done="提名安排已保存。",
    )


@require_http_methods(BOTH)
def sheet_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    return _act(
        request,
        election,
        forms.SheetForm(**typed(request)),
        partial(actions.add_sheet, election=election, by=request.user),
        "登记提名会场",
        done="已登记会场。请由两人先后录入计票单。",
    )


@require_http_methods(BOTH)
def nominate(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    return _act(
        request,
        election,
        forms.NominateForm(**typed(request), election=election),
        partial(actions.nominate, election=election, by=request.user),
        "登记被提名人",
        done=lambda row: f"已登记{row}被提名为{row.post.title}人选。请取得本人书面意见。",
    )


@require_http_methods(BOTH)
def nominee_answer(request: StaffRequest, pk: int) -> HttpResponse:
    nominee = _nominee(request, pk)
    return _act(
        request,
        nominee.election,
        forms.AnswerForm(**typed(request)),
        lambda accepts, answered_on: actions.answer_nomination(
            nominee=nominee, accepts=accepts == "yes", answered_on=answered_on, by=request.user
        ),
        f"{nominee}是否参选{nominee.post.title}",
        done=f"已登记{nominee}的书面意见。",
    )


@require_http_methods(BOTH)
def nominee_leave(request: StaffRequest, pk: int) -> HttpResponse:
    nominee = _nominee(request, pk)
    form = LeaveForm(**typed(request), grounds=removal_grounds(nominee.election))
    state = "初步候选人" if nominee.listed else nominee.get_state_display()
    return _act(
        request,
        nominee.election,
        form,
        lambda **_: actions.leave_list(nominee=nominee, by=request.user, **form.values()),
        f"{nominee}退出",
        button="登记退出",
        done=lambda moved: _left(nominee, moved),
        danger=True,
        facts=[("职位", nominee.post.title), ("提名得票", f"{nominee.votes}票"), ("情况", state)],
        consequences=LEAVING if nominee.listed else LEAVING[:1],
        help_text="",
    )


def _left(nominee: Nominee, moved: Sequence[Nominee]) -> str:
    names = "、".join(row.person.name for row in moved)
    return f"{nominee}已退出。" + (f"按提名得票由{names}递补。" if names else "")


@require_http_methods(BOTH)
def second_ballot(request: StaffRequest, election_id: int, post_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    post = get_object_or_404(Post, pk=post_id, election=election)
    row = next(entry for entry in queries.nominees_by_post(election) if entry.post.pk == post.pk)
    form = forms.SecondBallotForm(**(typed(request) if row.tied else {}), tied=row.tied)
    return _act(
        request,
        election,
        form,
        lambda **_: actions.record_second_ballot(post=post, votes=form.votes(), by=request.user),
        f"{post.title}人选得票相等，再次投票",
        done="再次投票得票已登记。",
    )


@require_http_methods(BOTH)
def preliminary_make(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    rows = queries.nominees_by_post(election)
    return _act(
        request,
        election,
        OfficeForm(**typed(request)),
        partial(actions.make_preliminary, election=election, by=request.user),
        "产生初步候选人名单",
        button="产生名单",
        done=lambda listed: f"已产生初步候选人{len(listed)}名。请签发并张贴名单公告。",
        facts=[(row.post.title, _names(row.chosen)) for row in rows],
        consequences=[
            "以上各人列入初步候选人名单，提名计票和本人意见不再改动。",
            f"接着签发名单公告，在{election.words.place}和各{election.words.group}张贴。",
        ],
        help_text="",
    )


@require_http_methods(BOTH)
def preliminary_undo(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    return _act(
        request,
        election,
        forms.ReasonForm(**typed(request)),
        partial(actions.undo_preliminary, election=election, by=request.user),
        "撤回初步候选人名单",
        button="撤回名单",
        done="名单已撤回，可以补充提名后重新产生。",
        consequences=["名单上的人回到“同意参选”，可以补充提名后重新产生名单。", "撤回的理由留痕。"],
        danger=True,
        help_text="",
    )


@require_http_methods(BOTH)
def reviews_open(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    people = {row.pk: f"{row.person.name}（{row.post.title}）" for row in queries.without_review(election)}
    return _act(
        request,
        election,
        forms.ReviewsForm(**typed(request), people=people),
        partial(actions.open_reviews, election=election, by=request.user),
        "初步候选人报资格联审",
        button="建立审查材料",
        done=lambda made: f"已为{len(made)}人建立资格审查材料。请逐人补全后报审。",
        then=reverse("candidates:review_list", args=[election.pk]),
    )


@require_http_methods(BOTH)
def nominee_object(request: StaffRequest, pk: int) -> HttpResponse:
    nominee = _nominee(request, pk)
    return _act(
        request,
        nominee.election,
        forms.ObjectionForm(**typed(request)),
        partial(actions.object_to, nominee=nominee, by=request.user),
        f"对{nominee}的意见",
        done=lambda row: f"已受理，最迟{row.due_on:%Y年%m月%d日}答复。",
    )


@require_http_methods(BOTH)
def objection_answer(request: StaffRequest, pk: int) -> HttpResponse:
    objection = get_object_or_404(NomineeObjection.objects.select_related("nominee"), pk=pk)
    nominee = objection.nominee = _nominee(request, objection.nominee_id)
    return _act(
        request,
        nominee.election,
        forms.ObjectionAnswerForm(**typed(request)),
        lambda outcome, **values: actions.answer_objection(
            objection=objection, upheld=outcome == "upheld", by=request.user, **values
        ),
        f"答复{objection}",
        done="已登记答复。",
    )


@require_http_methods(BOTH)
def formal_make(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    rows = queries.nominees_by_post(election)
    return _act(
        request,
        election,
        forms.FormalForm(**typed(request)),
        lambda **_: actions.make_formal(election=election, by=request.user),
        "确定正式候选人",
        button="确定正式候选人",
        done=lambda made: f"已确定正式候选人{len(made)}名。请核对次序后签发公告。",
        then=reverse("candidates:list", args=[election.pk]),
        facts=[(row.post.title, _names(row.going_on)) for row in rows],
        consequences=[
            "以上各人成为正式候选人，不得再接受委托投票，已接受的委托即时失效。",
            "接着核对次序，签发正式候选人名单公告并张贴。",
        ],
        help_text="",
    )


@require_http_methods(BOTH)
def sign_up_make(request: StaffRequest, election_id: int) -> HttpResponse:
    """The list of a village without candidates."""
    election = _edit(request, election_id)
    voter = election.words.voter_short
    return _act(
        request,
        election,
        forms.FormalForm(**typed(request)),
        lambda **_: actions.make_sign_up_list(election=election, by=request.user),
        "确定自荐竞职人员名单",
        button="确定名单",
        done=lambda made: f"已确定自荐竞职人员{len(made)}名。请核对次序后签发公告。",
        then=reverse("candidates:list", args=[election.pk]),
        facts=[(row.post.title, row.person.name) for row in sign_up.signed_up(election)],
        consequences=[
            "以上各人列入名单并印上选票，不得再接受委托投票，已接受的委托即时失效。",
            f"{voter}也可以另选其他{voter}；接着签发自荐竞职人员名单公告并张贴。",
        ],
        help_text="",
    )


@require_http_methods(BOTH)
def policy_seats_set(request: StaffRequest, election_id: int) -> HttpResponse:
    """What the plan wants of the team as a whole: policy, shown on the list, never a bar."""
    election = _edit(request, election_id)
    plan, people = queries.plan_of(election), policy_seats.those_who_stand(election)
    form = forms.PolicySeatsForm(**typed(request), election=election, plan=plan, people=people)
    return _act(
        request,
        election,
        form,
        lambda **_: actions.set_policy_seats(election=election, by=request.user, **form.values()),
        "政策岗位（专职专选、定位产生）",
        done="政策岗位要求已保存，候选人页显示要求、已有和差额。",
        then=reverse("candidates:list", args=[election.pk]),
    )
