"""The pages of the preparation: the township's own, and the sheet of one village."""

from __future__ import annotations

from functools import partial

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_page, numbers_in, typed
from villages.groundwork.queries import exams_asked, exams_of
from villages.models import (
    Activity,
    Cycle,
    DepartureAudit,
    Election,
    LastTermMember,
    Measure,
    SuitablePerson,
    Survey,
    WorkingMember,
)
from villages.notices.audit_results import NOTICE as AUDIT_NOTICE
from villages.plan.views import get_cycle
from villages.preparation import actions, forms, queries
from villages.views.elections import get_election, record_page

GET_OR_POST = ["GET", "HEAD", "POST"]

# ------------------------------------------------------------------ the township


@require_safe
def cycle_preparation(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk)
    context = {
        "cycle": cycle,
        "members": cycle.working_members.filter(ended_on__isnull=True),
        "groups": queries.activity_groups(cycle),
        "may_plan": can(request.user, Permission.CYCLE_PLAN, cycle),
    }
    return render(request, "villages/cycle_preparation.html", context)


@require_http_methods(GET_OR_POST)
def member_add(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk, to_change=True)
    return act_page(
        request,
        forms.MemberForm(**typed(request)),
        partial(actions.add_member, cycle=cycle, by=request.user),
        title="登记换届工作机构成员",
        button="登记",
        done=lambda member: f"已登记{member.name}。",
        back=reverse("villages:cycle_preparation", args=[pk]),
    )


@require_http_methods(GET_OR_POST)
def member_end(request: StaffRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(
        WorkingMember.objects.filter(cycle__in=Cycle.objects.visible_to(request.user)).select_related(
            "cycle__township"
        ),
        pk=pk,
    )
    require(request.user, Permission.CYCLE_PLAN, member)
    return act_page(
        request,
        forms.EndMemberForm(**typed(request)),
        partial(actions.end_member, member=member, by=request.user),
        title=f"{member.name}退出工作机构",
        button="登记退出",
        done=f"已登记{member.name}退出。",
        back=reverse("villages:cycle_preparation", args=[member.cycle_id]),
        facts=[("工作机构", member.get_body_display()), ("职务", member.duty)],
        consequences=["此人不再算作工作机构成员，记录保留。"],
    )


@require_http_methods(GET_OR_POST)
def activity_add(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    cycle = get_cycle(request, pk)
    if kind not in Activity.Kind.values:
        raise Http404
    require(request.user, Permission.CYCLE_PLAN, cycle)
    # From a row of the day's page: the villages where it is still to be done.
    named = numbers_in(request.GET.get("villages", "").split(","))
    return act_page(
        request,
        forms.ActivityForm(**typed(request), cycle=cycle, kind=kind, ticked=named),
        partial(actions.record_activity, cycle=cycle, kind=kind, by=request.user),
        title=f"登记{Activity.Kind(kind).label}",
        button="登记",
        done=lambda activity: f"已登记“{activity.title}”。",
        back=reverse("villages:cycle_preparation", args=[pk]),
        then=lambda activity: reverse("villages:activity", args=[activity.pk]),
        help_text="一次登记，选中的村同时作数；没有包括的村另行登记。",
    )


def _activity(request: StaffRequest, pk: int) -> Activity:
    rows = Activity.objects.filter(cycle__in=Cycle.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("cycle__township__county", "recorded_by"), pk=pk)


@require_safe
def activity_detail(request: StaffRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    context = {
        "activity": activity,
        "cycle": activity.cycle,
        "villages": activity.villages.select_related("election__village"),
        "people": queries.participants_for(activity, request.user),
        "may_plan": can(request.user, Permission.CYCLE_PLAN, activity),
    }
    return render(request, "villages/activity.html", context)


@require_safe
def activity_file(request: StaffRequest, pk: int) -> FileResponse:
    activity = _activity(request, pk)
    if not activity.file:
        raise Http404
    return FileResponse(activity.file.open(), as_attachment=True, filename=activity.filename)


@require_http_methods(GET_OR_POST)
def activity_participants(request: StaffRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    require(request.user, Permission.CYCLE_PLAN, activity)
    return act_page(
        request,
        forms.ParticipantsForm(**typed(request), activity=activity),
        partial(actions.register_participants, activity=activity, by=request.user),
        title=f"登记“{activity.title}”的签到和成绩",
        button="登记",
        done=lambda count: f"已登记{count}人。",
        back=reverse("villages:activity", args=[pk]),
        help_text="同一人再登记一次，以后一次为准。",
    )


@require_http_methods(GET_OR_POST)
def activity_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    require(request.user, Permission.CYCLE_PLAN, activity)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.revoke_activity, activity=activity, by=request.user),
        title=f"撤回“{activity.title}”",
        button="撤回",
        done="登记已撤回，记录保留。",
        back=reverse("villages:activity", args=[pk]),
        facts=[("种类", activity.get_kind_display()), ("日期", activity.held_on)],
        consequences=["这项登记对所有村不再作数。", "由它办结的事项重新变为未办结。"],
        danger=True,
    )


# ------------------------------------------------------------------ one village


@require_safe
def preparation(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    supervises = can(request.user, Permission.SUPERVISE, election)
    queries.read_page_ahead(election, exams_asked.ask(request.user))
    context = {
        "election": election,
        "steps": queries.overview(election),
        "team": queries.team(election),
        "audit_standing": queries.audit_standing(election),
        "audit_in_time": queries.audit_in_time(election),
        "audit_notice_url": AUDIT_NOTICE.issue_url(election),
        "liaison": queries.liaison_of(election),
        "activities": queries.activities(election),
        "staff": queries.learners(election, queries.staff_of(election)),
        "excuses": queries.excuses_of(election),
        "exams": exams_of(request.user),
        "supervises": supervises,
        "may_plan": can(request.user, Permission.CYCLE_PLAN, election),
    }
    if supervises:
        context |= queries.what_was_found(election)
    return render(request, "villages/preparation.html", context)


_page = partial(record_page, "villages:preparation")


@require_http_methods(GET_OR_POST)
def incumbent_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.CYCLE_PLAN)
    act = partial(actions.add_incumbent, election=election, by=request.user)
    help_text = "全镇资料表已经导入的不用再登记。"
    form = forms.IncumbentForm(**typed(request))
    return _page(request, election, form, act, title="登记现任班子成员", help_text=help_text)


@require_http_methods(GET_OR_POST)
def incumbent_edit(request: StaffRequest, pk: int) -> HttpResponse:
    rows = LastTermMember.objects.visible_to(request.user).select_related("village")
    member = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.CYCLE_PLAN, member)
    return act_page(
        request,
        forms.IncumbentCorrectionForm(**typed(request), row=member),
        partial(actions.correct_incumbent, member=member, by=request.user),
        title=f"更正{member.name}的资料",
        button="保存",
        done="已保存，统计数字随之更新。",
        back=reverse("villages:detail", args=[member.village_id]),
        facts=[
            ("班子", member.get_body_display()),
            ("姓名", member.name),
            ("出生年月", f"{member.birth_year}年{member.birth_month}月"),
        ],
    )


@require_http_methods(GET_OR_POST)
def team_bring(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.CYCLE_PLAN)
    holders = queries.team_elected_before(election)
    names = "、".join(f"{row.person.name}（{row.post_title}）" for _, row in holders) or "没有找到"
    return _page(
        request,
        election,
        OfficeForm(**typed(request)),
        partial(actions.bring_team, election=election, by=request.user),
        title="从上一届选举带入现任班子",
        button="带入",
        done=lambda rows: f"已带入{len(rows)}人。",
        facts=[("现任成员", names)],
        consequences=["审计、谈话和新老对比以这些人为准。"],
    )


@require_http_methods(GET_OR_POST)
def liaison_set(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.CYCLE_PLAN)
    act = partial(actions.set_liaison, election=election, by=request.user)
    return _page(request, election, forms.LiaisonForm(**typed(request)), act, title="确定包村领导")


@require_http_methods(GET_OR_POST)
def survey_edit(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.SUPERVISE)
    row = Survey.objects.filter(election=election).first()
    form = forms.SurveyForm(**typed(request), row=row)
    act = partial(actions.set_survey, election=election, by=request.user)
    return _page(request, election, form, act, title="填写摸底表", button="保存", done="摸底表已保存。")


@require_http_methods(GET_OR_POST)
def classify(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.CYCLE_PLAN)
    act = partial(actions.classify, election=election, by=request.user)
    return _page(request, election, forms.ClassifyForm(**typed(request)), act, title="登记选情分类")


@require_http_methods(GET_OR_POST)
def suitable_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.SUPERVISE)
    act = partial(actions.add_suitable, election=election, by=request.user)
    return _page(request, election, forms.SuitableForm(**typed(request)), act, title="登记合适人选")


@require_http_methods(GET_OR_POST)
def suitable_decide(request: StaffRequest, pk: int) -> HttpResponse:
    rows = SuitablePerson.objects.visible_to(request.user)
    person = get_object_or_404(rows, pk=pk)
    election = get_election(request, person.election_id, Permission.CYCLE_PLAN)
    act = partial(actions.decide_suitable, person=person, by=request.user)
    title = f"审定{person.name}"
    facts = [("拟推荐岗位", person.meant_for), ("来源", person.get_source_display())]
    return _page(request, election, forms.DecideForm(**typed(request)), act, title=title, facts=facts)


@require_http_methods(GET_OR_POST)
def measure_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.SUPERVISE)
    act = partial(actions.add_measure, election=election, by=request.user)
    return _page(request, election, forms.MeasureForm(**typed(request)), act, title="登记整顿事项")


@require_http_methods(GET_OR_POST)
def measure_finish(request: StaffRequest, pk: int) -> HttpResponse:
    measure = get_object_or_404(Measure.objects.visible_to(request.user), pk=pk)
    election = get_election(request, measure.election_id, Permission.SUPERVISE)
    act = partial(actions.finish_measure, measure=measure, by=request.user)
    facts = [("问题", measure.problem), ("措施", measure.measure), ("责任人", measure.owner)]
    form = forms.FinishMeasureForm(**typed(request))
    return _page(request, election, form, act, title="登记整顿完成", facts=facts)


def _member(election: Election, pk: int) -> LastTermMember:
    return get_object_or_404(LastTermMember, village_id=election.village_id, pk=pk)


@require_http_methods(GET_OR_POST)
def audit_add(request: StaffRequest, election_id: int, member_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.CYCLE_PLAN)
    member = _member(election, member_id)
    act = partial(actions.record_audit, election=election, member=member, by=request.user)
    return _page(
        request,
        election,
        forms.AuditForm(**typed(request)),
        act,
        title=f"登记{member.name}的离任审计结果",
        facts=[("职务", member.post)],
        help_text="全部成员登记后签发结果公告，张贴后这一事项自动办结。",
    )


@require_http_methods(GET_OR_POST)
def audit_remedy(request: StaffRequest, pk: int) -> HttpResponse:
    audit = get_object_or_404(DepartureAudit.objects.visible_to(request.user).select_related("member"), pk=pk)
    election = get_election(request, audit.election_id, Permission.CYCLE_PLAN)
    act = partial(actions.remedy_audit, audit=audit, by=request.user)
    title = f"登记{audit.member.name}审计问题整改完成"
    facts = [("问题", audit.findings), ("处理要求", audit.remedy)]
    return _page(request, election, forms.RemedyForm(**typed(request)), act, title=title, facts=facts)


@require_http_methods(GET_OR_POST)
def talk_add(request: StaffRequest, election_id: int, member_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.SUPERVISE)
    member = _member(election, member_id)
    act = partial(actions.record_talk, election=election, member=member, by=request.user)
    title = f"登记与{member.name}的谈话"
    form = forms.TalkForm(**typed(request))
    return _page(request, election, form, act, title=title, facts=[("职务", member.post)])


@require_http_methods(GET_OR_POST)
def training_excuse(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.CYCLE_PLAN)
    return _page(
        request,
        election,
        forms.ExcuseForm(**typed(request)),
        partial(actions.excuse, election=election, by=request.user),
        title="批准免训",
        button="批准",
        done=lambda row: f"已批准{row.name}免训。",
        consequences=["此人没有培训合格也可以上岗。", "姓名和理由写入操作留痕，一直显示在准备工作页上。"],
        danger=True,
    )
