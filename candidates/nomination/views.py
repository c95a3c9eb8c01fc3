from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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
from election_office.documents import actions as documents
from election_office.documents.responses import PDF, file_response
from election_office.law.decision import Decision
from villages.committee.queries import members_who_must_leave
from villages.models import Election, Post
from villages.views.elections import get_election

BOTH = ["GET", "HEAD", "POST"]
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


def page(request: StaffRequest, election: Election, form: Form, title: str, **more: Any) -> HttpResponse:
    context = {"election": election, "form": form, "title": title, "submit": "保存", "danger": False} | more
    return render(request, "candidates/nomination_form.html", context)


def ask(request: StaffRequest, election: Election, form: Form, title: str, **more: Any) -> HttpResponse:
    """The page before an act that cannot simply be taken back: what it rests on and what follows."""
    back = reverse("candidates:nomination", args=[election.pk])
    context = {"title": title, "facts": None, "form": form, "danger": False, "cancel_url": back} | more
    return render(request, "components/confirm.html", context)


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
    form = forms.PlanForm(request.POST or None, election=election, plan=queries.plan_of(election))
    if form.is_valid():
        with form.showing_refusals():
            actions.set_plan(election=election, by=request.user, **form.values())
            messages.success(request, "提名安排已保存。")
            return redirect("candidates:nomination", election.pk)
    return page(request, election, form, "提名安排")


@require_http_methods(BOTH)
def sheet_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = forms.SheetForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.add_sheet(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, "已登记会场。请由两人先后录入计票单。")
            return redirect("candidates:nomination", election.pk)
    return page(request, election, form, "登记提名会场")


@require_http_methods(BOTH)
def nominate(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = forms.NominateForm(request.POST or None, election=election)
    if form.is_valid():
        with form.showing_refusals():
            nominee = actions.nominate(election=election, by=request.user, **form.cleaned_data)
            messages.success(
                request, f"已登记{nominee}被提名为{nominee.post.title}人选。请取得本人书面意见。"
            )
            return redirect("candidates:nomination", election.pk)
    return page(request, election, form, "登记被提名人")


@require_http_methods(BOTH)
def nominee_answer(request: StaffRequest, pk: int) -> HttpResponse:
    nominee = _nominee(request, pk)
    form = forms.AnswerForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.answer_nomination(
                nominee=nominee,
                accepts=form.cleaned_data["accepts"] == "yes",
                answered_on=form.cleaned_data["answered_on"],
                by=request.user,
            )
            messages.success(request, f"已登记{nominee}的书面意见。")
            return redirect("candidates:nomination", nominee.election_id)
    return page(request, nominee.election, form, f"{nominee}是否参选{nominee.post.title}")


@require_http_methods(BOTH)
def nominee_leave(request: StaffRequest, pk: int) -> HttpResponse:
    nominee = _nominee(request, pk)
    form = LeaveForm(request.POST or None, grounds=removal_grounds(nominee.election))
    if form.is_valid():
        with form.showing_refusals():
            moved = actions.leave_list(nominee=nominee, by=request.user, **form.values())
            names = "、".join(row.person.name for row in moved)
            messages.success(request, f"{nominee}已退出。" + (f"按提名得票由{names}递补。" if names else ""))
            return redirect("candidates:nomination", nominee.election_id)
    state = "初步候选人" if nominee.listed else nominee.get_state_display()
    more: dict[str, Any] = {
        "facts": [("职位", nominee.post.title), ("提名得票", f"{nominee.votes}票"), ("情况", state)],
        "consequences": LEAVING if nominee.listed else LEAVING[:1],
    }
    return ask(request, nominee.election, form, f"{nominee}退出", submit="登记退出", danger=True, **more)


@require_http_methods(BOTH)
def second_ballot(request: StaffRequest, election_id: int, post_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    post = get_object_or_404(Post, pk=post_id, election=election)
    row = next(entry for entry in queries.nominees_by_post(election) if entry.post.pk == post.pk)
    form = forms.SecondBallotForm(
        request.POST if row.tied and request.method == "POST" else None, tied=row.tied
    )
    if form.is_valid():
        with form.showing_refusals():
            actions.record_second_ballot(post=post, votes=form.votes(), by=request.user)
            messages.success(request, "再次投票得票已登记。")
            return redirect("candidates:nomination", election.pk)
    return page(request, election, form, f"{post.title}人选得票相等，再次投票")


@require_http_methods(BOTH)
def preliminary_make(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.showing_refusals():
            listed = actions.make_preliminary(election=election, by=request.user)
            messages.success(request, f"已产生初步候选人{len(listed)}名。请签发并张贴名单公告。")
            return redirect("candidates:nomination", election.pk)
    rows = queries.nominees_by_post(election)
    return ask(
        request,
        election,
        form,
        "产生初步候选人名单",
        facts=[(row.post.title, _names(row.chosen)) for row in rows],
        consequences=[
            "以上各人列入初步候选人名单，提名计票和本人意见不再改动。",
            f"接着签发名单公告，在{election.words.place}和各{election.words.group}张贴。",
        ],
        submit="产生名单",
    )


@require_http_methods(BOTH)
def preliminary_undo(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.undo_preliminary(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, "名单已撤回，可以补充提名后重新产生。")
            return redirect("candidates:nomination", election.pk)
    return ask(
        request,
        election,
        form,
        "撤回初步候选人名单",
        consequences=["名单上的人回到“同意参选”，可以补充提名后重新产生名单。", "撤回的理由留痕。"],
        submit="撤回名单",
        danger=True,
    )


@require_http_methods(BOTH)
def reviews_open(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    people = {row.pk: f"{row.person.name}（{row.post.title}）" for row in queries.without_review(election)}
    form = forms.ReviewsForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.open_reviews(election=election, answers=form.answers(), by=request.user)
            messages.success(request, f"已为{len(made)}人建立资格审查材料。请逐人补全后报审。")
            return redirect("candidates:review_list", election.pk)
    return page(request, election, form, "初步候选人报资格联审", submit="建立审查材料")


@require_http_methods(BOTH)
def nominee_object(request: StaffRequest, pk: int) -> HttpResponse:
    nominee = _nominee(request, pk)
    form = forms.ObjectionForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            row = actions.object_to(nominee=nominee, by=request.user, **form.cleaned_data)
            messages.success(request, f"已受理，最迟{row.due_on:%Y年%m月%d日}答复。")
            return redirect("candidates:nomination", nominee.election_id)
    return page(request, nominee.election, form, f"对{nominee}的意见")


@require_http_methods(BOTH)
def objection_answer(request: StaffRequest, pk: int) -> HttpResponse:
    objection = get_object_or_404(NomineeObjection.objects.select_related("nominee"), pk=pk)
    nominee = _nominee(request, objection.nominee_id)
    objection.nominee = nominee
    form = forms.ObjectionAnswerForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.answer_objection(
                objection=objection,
                upheld=form.cleaned_data["outcome"] == "upheld",
                answer=form.cleaned_data["answer"],
                decided_on=form.cleaned_data["decided_on"],
                by=request.user,
            )
            messages.success(request, "已登记答复。")
            return redirect("candidates:nomination", nominee.election_id)
    return page(request, nominee.election, form, f"答复{objection}")


@require_http_methods(BOTH)
def formal_make(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _edit(request, election_id)
    form = forms.FormalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.make_formal(election=election, by=request.user)
            messages.success(request, f"已确定正式候选人{len(made)}名。请核对次序后签发公告。")
            return redirect("candidates:list", election.pk)
    rows = queries.nominees_by_post(election)
    return ask(
        request,
        election,
        form,
        "确定正式候选人",
        facts=[(row.post.title, _names(row.going_on)) for row in rows],
        consequences=[
            "以上各人成为正式候选人，不得再接受委托投票，已接受的委托即时失效。",
            "接着核对次序，签发正式候选人名单公告并张贴。",
        ],
        submit="确定正式候选人",
    )


@require_http_methods(BOTH)
def sign_up_make(request: StaffRequest, election_id: int) -> HttpResponse:
    """The list of a village without candidates."""
    election = _edit(request, election_id)
    form = forms.FormalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.make_sign_up_list(election=election, by=request.user)
            messages.success(request, f"已确定自荐竞职人员{len(made)}名。请核对次序后签发公告。")
            return redirect("candidates:list", election.pk)
    return ask(
        request,
        election,
        form,
        "确定自荐竞职人员名单",
        facts=[(row.post.title, row.person.name) for row in sign_up.signed_up(election)],
        consequences=[
            "以上各人列入名单并印上选票，不得再接受委托投票，已接受的委托即时失效。",
            f"{election.words.voter_short}也可以另选其他{election.words.voter_short}；接着签发自荐竞职人员名单公告并张贴。",
        ],
        submit="确定名单",
    )


@require_http_methods(BOTH)
def policy_seats_set(request: StaffRequest, election_id: int) -> HttpResponse:
    """What the plan wants of the team as a whole: policy, shown on the list, never a bar."""
    election = _edit(request, election_id)
    form = forms.PolicySeatsForm(
        request.POST if request.method == "POST" else None,
        election=election,
        plan=queries.plan_of(election),
        people=policy_seats.those_who_stand(election),
    )
    if form.is_valid():
        with form.showing_refusals():
            actions.set_policy_seats(election=election, by=request.user, **form.values())
            messages.success(request, "政策岗位要求已保存，候选人页显示要求、已有和差额。")
            return redirect("candidates:list", election.pk)
    return page(request, election, form, "政策岗位（专职专选、定位产生）")
