"""The electoral committee of one election: choosing, publishing, leaving, following."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.pickers import answer_search
from election_office.documents.queries import subject_label
from election_office.law.dates import cn_date, window_end
from villages.committee import actions, forms, queries, rules
from villages.models import (
    CommitteeChange,
    CommitteeChoice,
    CommitteeNominee,
    CommitteeObjection,
    Election,
    Person,
)
from villages.views.elections import get_election

GET_OR_POST = ["GET", "HEAD", "POST"]


def _keeper(request: StaffRequest, election_id: int) -> Election:
    election = get_election(request, election_id)
    require(request.user, Permission.STEP_RECORD, election)
    return election


def _choice(request: StaffRequest, pk: int) -> CommitteeChoice:
    """The choice, for those who may work on it."""
    choice = get_object_or_404(CommitteeChoice.objects.visible_to(request.user).with_places(), pk=pk)
    require(request.user, Permission.STEP_RECORD, choice)
    return choice


def _form(request: StaffRequest, election: Election, form: OfficeForm, **words: Any) -> HttpResponse:
    words.setdefault("submit", "保存")
    words.setdefault("back", reverse("villages:committee", args=[election.pk]))
    return render(request, "villages/committee_form.html", {"form": form, "election": election} | words)


@require_safe
def committee(request: StaffRequest, election_id: int) -> HttpResponse:
    """Members, who must leave, who follows, papers and opinions: the committee on one page."""
    election = get_election(request, election_id)
    members = queries.serving(election)
    due = queries.members_who_must_leave(election)
    notice = queries.committee_notice(election)
    context = {
        "election": election,
        "choices": election.committee_choices.all(),
        "first": queries.first_choice(election),
        "members": members,
        "due": {one.person: one for one in due},
        "must_leave": due,
        "composition": queries.check_members(election) if members else None,
        "line": queries.line_of_succession(election, [one.person for one in due]),
        "notice": notice,
        "changes": _changes(election),
        "objections": election.committee_objections.all(),
        "objections_end": _objections_end(election),
        "may_record": can(request.user, Permission.STEP_RECORD, election),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
    }
    return render(request, "villages/committee.html", context)


def _changes(election: Election) -> list[tuple[CommitteeChange, Any]]:
    """Each change with the notice that told of it. Constant statements."""
    papers = queries.change_notices(election)
    rows = election.committee_changes.select_related("new_chair__person").prefetch_related(
        "departed__person", "joined__person", "joined__nominee"
    )
    return [(change, papers.get(subject_label(change))) for change in rows]


def _objections_end(election: Election) -> Any:
    posted_on = queries.posted_on(election)
    return window_end(posted_on, election.rulebook.value("ec_objection_days")) if posted_on else None


@require_safe
def person_search(request: StaffRequest, election_id: int) -> HttpResponse:
    """What the pickers of committee and bodies ask while somebody types."""
    election = _keeper(request, election_id)
    return answer_search(request, Person.objects.filter(village=election.village))


# ------------------------------------------------------------------ a choice


@require_http_methods(GET_OR_POST)
def choice_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _keeper(request, election_id)
    form = forms.ChoiceForm(request.POST or None, election=election)
    if form.is_valid():
        with form.showing_refusals():
            choice = actions.record_choice(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, "推选会议已登记，接下来登记到会人数和各人得票。")
            return redirect("villages:committee_attendance", choice.pk)
    again = queries.first_choice(election) is not None
    title = "登记另行推选" if again else "登记推选会议"
    return _form(request, election, form, title=title, help="按会议记录填写；得票情况下一步逐人登记。")


@require_http_methods(GET_OR_POST)
def choice_edit(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    form = forms.ChoiceForm(request.POST or None, election=choice.election, choice=choice)
    if form.is_valid():
        with form.showing_refusals():
            actions.update_choice(choice=choice, by=request.user, **form.cleaned_data)
            messages.success(request, "已保存。")
            return redirect("villages:committee_choice", choice.pk)
    back = reverse("villages:committee_choice", args=[choice.pk])
    help_text = "改变推选方式的，到会人数须重新登记。"
    return _form(request, choice.election, form, title="修改推选会议", help=help_text, back=back)


@require_safe
def choice_detail(request: StaffRequest, pk: int) -> HttpResponse:
    choice = get_object_or_404(CommitteeChoice.objects.visible_to(request.user).with_places(), pk=pk)
    nominees = queries.nominees(choice)
    rows = queries.ranked(nominees)
    meetings, missing = queries.attendance(choice)
    decision = queries.check_choice(choice) if choice.is_draft else None
    context = {
        "election": choice.election,
        "choice": choice,
        "nominees": nominees,
        "entering": {row.person for row in rules.elected(rows, choice.seats)},
        "meetings": meetings,
        "missing": missing,
        "decision": decision,
        "may_record": can(request.user, Permission.STEP_RECORD, choice),
    }
    return render(request, "villages/committee_choice.html", context)


@require_http_methods(GET_OR_POST)
def attendance_edit(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    form = forms.AttendanceForm(request.POST or None, choice=choice)
    if form.is_valid():
        with form.showing_refusals():
            actions.set_attendance(choice=choice, meetings=form.entries(), by=request.user)
            messages.success(request, "到会情况已登记。")
            return redirect("villages:committee_choice", choice.pk)
    back = reverse("villages:committee_choice", args=[choice.pk])
    title = f"{choice.get_body_display()}到会情况"
    return _form(request, choice.election, form, title=title, help="按会议签到记录填写。", back=back)


@require_http_methods(GET_OR_POST)
def nominee_add(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    form = forms.NomineeForm(request.POST or None, election=choice.election)
    if form.is_valid():
        with form.showing_refusals():
            row = actions.add_nominee(choice=choice, by=request.user, **form.cleaned_data)
            messages.success(request, f"已登记{row.person.name}，得{row.votes}票。")
            return redirect("villages:committee_nominee_add", choice.pk)
    context = {
        "form": form,
        "election": choice.election,
        "choice": choice,
        "nominees": queries.nominees(choice),
        "may_add_people": can(request.user, Permission.VILLAGE_EDIT, choice),
    }
    return render(request, "villages/committee_nominee.html", context)


def _nominee(request: StaffRequest, pk: int) -> CommitteeNominee:
    rows = CommitteeNominee.objects.filter(choice__in=CommitteeChoice.objects.visible_to(request.user))
    row = get_object_or_404(
        rows.select_related(
            "person", "choice__election__village__township__county", "choice__election__cycle"
        ),
        pk=pk,
    )
    require(request.user, Permission.STEP_RECORD, row)
    return row


@require_http_methods(GET_OR_POST)
def nominee_edit(request: StaffRequest, pk: int) -> HttpResponse:
    row = _nominee(request, pk)
    form = forms.NomineeEditForm(request.POST or None, nominee=row)
    if form.is_valid():
        with form.showing_refusals():
            actions.update_nominee(nominee=row, by=request.user, **form.cleaned_data)
            messages.success(request, "已保存。")
            return redirect("villages:committee_choice", row.choice_id)
    back = reverse("villages:committee_choice", args=[row.choice_id])
    return _form(request, row.choice.election, form, title=f"更正{row.person.name}的得票", help="", back=back)


@require_http_methods(GET_OR_POST)
def nominee_remove(request: StaffRequest, pk: int) -> HttpResponse:
    row = _nominee(request, pk)
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.showing_refusals():
            actions.remove_nominee(nominee=row, by=request.user)
            messages.success(request, f"已从名单上去掉{row.person.name}。")
            return redirect("villages:committee_choice", row.choice_id)
    context = {
        "title": f"从推选名单上去掉{row.person.name}",
        "facts": [("得票", f"{row.votes}票")],
        "consequences": ["只去掉这一行登记，人员记录保留。", "推选确认以后不能再去掉。"],
        "form": form,
        "submit": "去掉",
        "cancel_url": reverse("villages:committee_choice", args=[row.choice_id]),
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(GET_OR_POST)
def choice_settle(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    form = forms.SettleForm(request.POST or None, choice=choice)
    if form.is_valid():
        with form.showing_refusals():
            actions.settle_choice(choice=choice, by=request.user, **form.values())
            messages.success(request, "成员已确认，请签发名单公告并报镇备案。")
            return redirect("villages:committee", choice.election_id)
    entering = rules.elected(queries.ranked(queries.nominees(choice)), choice.seats)
    names = "、".join(f"{row.name}（{row.votes}票）" for row in entering)
    back = reverse("villages:committee_choice", args=[choice.pk])
    words = {"title": "确认成员", "help": f"按得票进入的：{names}。" if names else "", "submit": "确认成员"}
    return _form(request, choice.election, form, back=back, **words)


@require_http_methods(GET_OR_POST)
def choice_reopen(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.reopen_choice(choice=choice, by=request.user, **form.cleaned_data)
            messages.success(request, "确认已撤回，可以更正后重新确认。")
            return redirect("villages:committee_choice", choice.pk)
    context = {
        "title": "撤回推选的确认",
        "facts": [("推选日期", cn_date(choice.held_on)), ("确认人", choice.settled_by or "尚未确认")],
        "consequences": ["由这次推选产生的成员名单作废，得票记录保留。", "名单公告签发以后不能撤回。"],
        "form": form,
        "submit": "撤回确认",
        "cancel_url": reverse("villages:committee_choice", args=[choice.pk]),
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(GET_OR_POST)
def choice_file(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    form = forms.FilingForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.file_with_township(choice=choice, by=request.user, **form.cleaned_data)
            messages.success(request, "报镇备案已登记。")
            return redirect("villages:committee", choice.election_id)
    return _form(request, choice.election, form, title="登记报镇备案", help="成员名单公布以后报乡镇备案。")


# ------------------------------------------------------------------ leaving and following


@require_http_methods(GET_OR_POST)
def leave(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _keeper(request, election_id)
    form = forms.LeaveForm(request.POST or None, election=election)
    if form.is_valid():
        with form.showing_refusals():
            change = actions.leave_committee(election=election, by=request.user, **form.values())
            messages.success(request, "退出和递补已登记，请签发公告并张贴。")
            return redirect("documents:paper", queries.CHANGE_NOTICE, change.pk)
    help_text = "被提名的成员（2026年起还有近亲属被提名的成员）应当退出；出缺的依次递补或者另行推选。"
    return _form(request, election, form, title="办理退出和递补", help=help_text, submit="登记退出和递补")


@require_http_methods(GET_OR_POST)
def chair_choose(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _keeper(request, election_id)
    form = forms.ChairForm(request.POST or None, election=election)
    if form.is_valid():
        with form.showing_refusals():
            change = actions.choose_chair(election=election, by=request.user, **form.cleaned_data)
            messages.success(request, "新任主任已登记，请签发公告并张贴。")
            return redirect("documents:paper", queries.CHANGE_NOTICE, change.pk)
    help_text = "主任出缺或者调整的，由现任成员推选；推选以前由副主任主持。"
    return _form(request, election, form, title="推选主任", help=help_text, submit="登记")


# ------------------------------------------------------------------ opinions on the list


@require_http_methods(GET_OR_POST)
def objection_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _keeper(request, election_id)
    form = forms.ObjectionForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            row = actions.record_objection(election=election, by=request.user, **form.cleaned_data)
            if row.late:
                messages.warning(request, "意见已登记；它在期限以后提出，已注明“逾期”。")
            else:
                messages.success(request, "意见已登记，请及时答复。")
            return redirect("villages:committee", election.pk)
    days = election.rulebook.value("ec_objection_days")
    help_text = f"对成员名单的意见在公布之日起{days}日内向{election.village.committee_name}提出。"
    return _form(request, election, form, title="登记对名单的意见", help=help_text, submit="登记")


@require_http_methods(GET_OR_POST)
def objection_answer(request: StaffRequest, pk: int) -> HttpResponse:
    rows = CommitteeObjection.objects.filter(election__in=Election.objects.visible_to(request.user))
    objection = get_object_or_404(
        rows.select_related("election__village__township__county", "election__cycle"), pk=pk
    )
    require(request.user, Permission.STEP_RECORD, objection)
    form = forms.AnswerForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.answer_objection(objection=objection, by=request.user, **form.cleaned_data)
            messages.success(request, "答复已登记。")
            return redirect("villages:committee", objection.election_id)
    title = f"答复{objection.objector}的意见"
    return _form(request, objection.election, form, title=title, help=objection.what, submit="登记答复")
