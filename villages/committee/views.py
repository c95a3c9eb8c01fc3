"""The electoral committee of one election: choosing, publishing, leaving, following."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_page, typed
from election_office.core.pickers import answer_search
from election_office.documents.models import Document
from election_office.documents.queries import subject_label
from election_office.law.dates import cn_date, window_end
from villages.committee import actions, forms, queries, rules
from villages.meetings.queries import open_names, sheets_of
from villages.models import (
    CommitteeChange,
    CommitteeChoice,
    CommitteeMember,
    CommitteeNominee,
    CommitteeObjection,
    Election,
    Person,
)
from villages.views.elections import get_election, record_page

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


_page = partial(record_page, "villages:committee", button="保存")


def _choice_page(
    request: StaffRequest, choice: CommitteeChoice, form: OfficeForm, act: Callable[..., Any], **words: Any
) -> HttpResponse:
    back = reverse("villages:committee_choice", args=[choice.pk])
    return _page(request, choice.election, form, act, **{"back": back} | words)


def _to_notice(change: CommitteeChange) -> str:
    return reverse("documents:paper", args=[queries.CHANGE_NOTICE, change.pk])


@require_safe
def committee(request: StaffRequest, election_id: int) -> HttpResponse:
    """Members, who must leave, who follows, papers and opinions: the committee on one page."""
    election = get_election(request, election_id)
    members = queries.serving(election)
    due = queries.members_who_must_leave(election)
    notice = queries.committee_notice(election)
    context = {
        "election": election,
        "choices": queries.choices_of(election),
        "first": queries.first_choice(election),
        "members": members,
        "due": {row.person: row for row in due},
        "must_leave": due,
        "composition": queries.check_members(election) if members else None,
        "line": queries.line_of_succession(election, [row.person for row in due]),
        "notice": notice,
        "changes": _changes(election),
        "objections": election.committee_objections.all(),
        "objections_end": _objections_end(election),
        "may_record": can(request.user, Permission.STEP_RECORD, election),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
    }
    return render(request, "villages/committee.html", context)


@dataclass(frozen=True)
class ChangeRow:
    """A change, who left and came by it, and the notice that told of it."""

    change: CommitteeChange
    departed: list[CommitteeMember]
    joined: list[CommitteeMember]
    paper: Document | None


def _changes(election: Election) -> list[ChangeRow]:
    """In their order. One statement beside the members and the notices."""
    papers, members = queries.change_notices(election), queries.members_of(election)
    return [
        ChangeRow(
            change,
            [row for row in members if row.left_by_id == change.pk],
            [row for row in members if row.joined_by_id == change.pk],
            papers.get(subject_label(change)),
        )
        for change in election.committee_changes.select_related("new_chair__person")
    ]


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
    again = queries.first_choice(election) is not None
    return _page(
        request,
        election,
        forms.ChoiceForm(**typed(request), election=election),
        partial(actions.record_choice, election=election, by=request.user),
        title="登记另行推选" if again else "登记推选会议",
        done="推选会议已登记，接下来登记到会人数和各人得票。",
        then=lambda choice: reverse("villages:committee_attendance", args=[choice.pk]),
        help_text="按会议记录填写；得票情况下一步逐人登记。",
    )


@require_http_methods(GET_OR_POST)
def choice_edit(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    return _choice_page(
        request,
        choice,
        forms.ChoiceForm(**typed(request), election=choice.election, choice=choice),
        partial(actions.update_choice, choice=choice, by=request.user),
        title="修改推选会议",
        done="已保存。",
        help_text="改变推选方式的，到会人数须重新登记。",
    )


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
        "may_decide": can(request.user, Permission.COUNT_DECIDE, choice),
        "sheets": (sheets := sheets_of(choice)),
        "sheet_open": choice.is_draft,
        "sheet_add": reverse("villages:choice_sheet_add", args=[choice.pk]),
        "open_names": open_names(choice, sheets),
    }
    return render(request, "villages/committee_choice.html", context)


@require_http_methods(GET_OR_POST)
def attendance_edit(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    form = forms.AttendanceForm(**typed(request), choice=choice)
    return _choice_page(
        request,
        choice,
        form,
        lambda **_: actions.set_attendance(choice=choice, meetings=form.entries(), by=request.user),
        title=f"{choice.meeting_title}到会情况",
        done="到会情况已登记。",
        help_text="按会议签到记录填写。",
    )


@require_http_methods(GET_OR_POST)
def nominee_add(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    return _choice_page(
        request,
        choice,
        forms.NomineeForm(**typed(request), election=choice.election),
        partial(actions.add_nominee, choice=choice, by=request.user),
        title="登记被推选人得票",
        button="登记，继续下一人",
        done=lambda row: f"已登记{row.person.name}，得{row.votes}票。",
        then=reverse("villages:committee_nominee_add", args=[choice.pk]),
        help_text="得票的人都要登记，包括没有进入的：出缺时按这张名单依次递补。",
        template="villages/committee_nominee.html",
        context={
            "nominees": queries.nominees(choice),
            "may_add_people": can(request.user, Permission.VILLAGE_EDIT, choice),
        },
    )


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
    return _choice_page(
        request,
        row.choice,
        forms.NomineeEditForm(**typed(request), nominee=row),
        partial(actions.update_nominee, nominee=row, by=request.user),
        title=f"更正{row.person.name}的得票",
        done="已保存。",
    )


@require_http_methods(GET_OR_POST)
def nominee_remove(request: StaffRequest, pk: int) -> HttpResponse:
    row = _nominee(request, pk)
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.remove_nominee, nominee=row, by=request.user),
        title=f"从推选名单上去掉{row.person.name}",
        button="去掉",
        done=f"已从名单上去掉{row.person.name}。",
        back=reverse("villages:committee_choice", args=[row.choice_id]),
        facts=[("得票", f"{row.votes}票")],
        consequences=["只去掉这一行登记，人员记录保留。", "推选确认以后不能再去掉。"],
    )


@require_http_methods(GET_OR_POST)
def choice_settle(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    form = forms.SettleForm(**typed(request), choice=choice)
    entering = rules.elected(queries.ranked(queries.nominees(choice)), choice.seats)
    names = "、".join(f"{row.name}（{row.votes}票）" for row in entering)
    return _choice_page(
        request,
        choice,
        form,
        lambda **_: actions.settle_choice(choice=choice, by=request.user, **form.values()),
        title="确认成员",
        button="确认成员",
        done="成员已确认，请签发名单公告并报镇备案。",
        then=reverse("villages:committee", args=[choice.election_id]),
        help_text=f"按得票进入的：{names}。" if names else "",
    )


@require_http_methods(GET_OR_POST)
def choice_reopen(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.reopen_choice, choice=choice, by=request.user),
        title="撤回推选的确认",
        button="撤回确认",
        done="确认已撤回，可以更正后重新确认。",
        back=reverse("villages:committee_choice", args=[choice.pk]),
        facts=[("推选日期", cn_date(choice.held_on)), ("确认人", choice.settled_by or "尚未确认")],
        consequences=["由这次推选产生的成员名单作废，得票记录保留。", "名单公告签发以后不能撤回。"],
    )


@require_http_methods(GET_OR_POST)
def choice_file(request: StaffRequest, pk: int) -> HttpResponse:
    choice = _choice(request, pk)
    return _page(
        request,
        choice.election,
        forms.FilingForm(**typed(request)),
        partial(actions.file_with_township, choice=choice, by=request.user),
        title="登记报镇备案",
        done="报镇备案已登记。",
        help_text="成员名单公布以后报乡镇备案。",
    )


# ------------------------------------------------------------------ leaving and following


@require_http_methods(GET_OR_POST)
def leave(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _keeper(request, election_id)
    form = forms.LeaveForm(**typed(request), election=election)
    return _page(
        request,
        election,
        form,
        lambda **_: actions.leave_committee(election=election, by=request.user, **form.values()),
        title="办理退出和递补",
        button="登记退出和递补",
        done="退出和递补已登记，请签发公告并张贴。",
        then=_to_notice,
        help_text="被提名的成员（2026年起还有近亲属被提名的成员）应当退出；出缺的依次递补或者另行推选。",
    )


@require_http_methods(GET_OR_POST)
def chair_choose(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _keeper(request, election_id)
    return _page(
        request,
        election,
        forms.ChairForm(**typed(request), election=election),
        partial(actions.choose_chair, election=election, by=request.user),
        title="推选主任",
        button="登记",
        done="新任主任已登记，请签发公告并张贴。",
        then=_to_notice,
        help_text="主任出缺或者调整的，由现任成员推选；推选以前由副主任主持。",
    )


# ------------------------------------------------------------------ opinions on the list


@require_http_methods(GET_OR_POST)
def objection_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _keeper(request, election_id)
    days = election.rulebook.value("ec_objection_days")
    return _page(
        request,
        election,
        forms.ObjectionForm(**typed(request)),
        partial(actions.record_objection, election=election, by=request.user),
        title="登记对名单的意见",
        button="登记",
        done=lambda row: (
            "意见已登记；它在期限以后提出，已注明“逾期”。" if not row.in_time else "意见已登记，请及时答复。"
        ),
        help_text=f"对成员名单的意见在公布之日起{days}日内向{election.village.committee_name}提出。",
    )


@require_http_methods(GET_OR_POST)
def objection_answer(request: StaffRequest, pk: int) -> HttpResponse:
    rows = CommitteeObjection.objects.filter(election__in=Election.objects.visible_to(request.user))
    objection = get_object_or_404(
        rows.select_related("election__village__township__county", "election__cycle"), pk=pk
    )
    require(request.user, Permission.STEP_RECORD, objection)
    return _page(
        request,
        objection.election,
        forms.AnswerForm(**typed(request)),
        partial(actions.answer_objection, objection=objection, by=request.user),
        title=f"答复{objection}",
        button="登记答复",
        done="答复已登记。",
        help_text=objection.text,
    )
