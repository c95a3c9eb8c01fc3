"""One village's election: its timeline, and the acts that change its course."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_page, typed
from election_office.documents.queries import papers_on_walls
from election_office.documents.truth.queries import untrue_papers
from election_office.law.dates import cn_date
from villages import actions, consequences, queries
from villages.forms import DeferralDecisionForm, MoveDayForm, PollingForm, PostsForm, WayForm
from villages.models import Deferral, Election
from villages.order.queries import exceptions_of
from villages.weeks import four_weeks


def get_election(request: StaffRequest, election_id: int, to: Permission | None = None) -> Election:
    """The election with its places, or 404 when it lies outside the user's divisions.

    ``to``: what its page is for; whoever may only look is told so (PermissionDenied).
    """
    rows = Election.objects.visible_to(request.user).with_places().with_rules()
    election = get_object_or_404(rows, pk=election_id)
    if to is not None:
        require(request.user, to, election)
    return election


def record_page(
    page: str,
    request: StaffRequest,
    election: Election,
    form: OfficeForm,
    act: Callable[..., Any],
    **words: Any,
) -> HttpResponse:
    """A form among the pages of the election; back to ``page``, the name of one, unless ``words`` differ."""
    back = reverse(page, args=[election.pk])
    context = {"election": election} | words.pop("context", {})
    words = {"button": "登记", "done": "已登记。", "back": back} | words
    return act_page(request, form, act, context=context, **words)


@require_safe
def election_detail(request: StaffRequest, election_id: int) -> HttpResponse:
    election, today = get_election(request, election_id), timezone.localdate()
    course = queries.timeline(election, today)
    steps = [row.step for stage in course.stages for row in stage.rows]
    context: dict[str, Any] = {
        "election": election,
        "exceptions": exceptions_of(election),
        "timeline": course,
        "weeks": four_weeks(steps, today, election.election_day, election.village.township.days_off),
        "papers": papers_on_walls(election.pk),
        "committee": election.committee_members.filter(left_on__isnull=True).select_related("person"),
        "untrue_papers": untrue_papers(election.pk),
        "posts": election.posts.all(),
        "deferrals": election.deferrals.select_related("requested_by", "decided_by"),
        "may_plan": can(request.user, Permission.CYCLE_PLAN, election),
        "may_decide": can(request.user, Permission.DEFER_APPROVE, election),
        "may_record": can(request.user, Permission.STEP_RECORD, election),
    }
    return render(request, "villages/election_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stage_open(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CYCLE_PLAN, election)
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.open_election_stage, election=election, by=request.user),
        title=f"{election.village.name}进入选举阶段",
        button="进入选举阶段",
        done=f"{election.village.name}已进入选举阶段。",
        back=reverse("villages:election_detail", args=[election.pk]),
        facts=[("选举日", cn_date(election.election_day))],
        consequences=[
            f"开始办理公告、{election.words.voter_short}登记等法定事项。",
            "离任审计、业务培训应当已经办结。",
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def day_move(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CYCLE_PLAN, election)

    def act(**data: Any) -> None:
        for step in actions.move_election_day(election=election, by=request.user, **data):
            day = cn_date(step.limit_on)
            messages.warning(request, f"{step.title}的期限{day}已过，按新的选举日无法按期办理。")

    return act_page(
        request,
        MoveDayForm(**typed(request), row=election),
        act,
        title="调整选举日",
        button="调整",
        done="选举日已改，未办结的步骤已重新计算。",
        back=reverse("villages:election_detail", args=[election.pk]),
        consequences=consequences.after("election.day_moved", election, {}),
        asks=partial(consequences.after, "election.day_moved", election),
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def posts_edit(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CYCLE_PLAN, election)
    form = PostsForm(**typed(request), election=election)
    return act_page(
        request,
        form,
        lambda version, **_: actions.set_posts(
            election=election, rows=form.seat_rows(), by=request.user, version=version
        ),
        title="职位和名额",
        button="保存",
        done="职数已保存。",
        back=reverse("villages:election_detail", args=[election.pk]),
        consequences=consequences.after("election.posts_set", election, {}),
        asks=partial(consequences.after, "election.posts_set", election),
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def way_edit(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CYCLE_PLAN, election)
    return act_page(
        request,
        WayForm(**typed(request), row=election),
        partial(actions.set_way, election=election, by=request.user),
        title="选举方式",
        button="保存",
        done="选举方式已保存。",
        back=reverse("villages:election_detail", args=[election.pk]),
        help_text="每种方式计算投票人数的基数不同；由代表选举的，须有会议决定的记录。",
        consequences=[
            f"{election.words.roll_short}公布以后不能再改。",
            f"由{election.words.representative}选举的，不实行委托投票。",
        ],
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def polling_edit(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.BALLOT_EDIT, election)
    return act_page(
        request,
        PollingForm(**typed(request), row=election),
        partial(actions.set_polling, election=election, by=request.user),
        title="投票时间和地点",
        button="保存",
        done="投票时间和地点已保存。",
        back=reverse("villages:election_detail", args=[election.pk]),
        consequences=consequences.after("election.polling_set", election, {}),
        asks=partial(consequences.after, "election.polling_set", election),
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def deferral_request(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.DEFER_REQUEST, election)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.request_deferral, election=election, by=request.user),
        title="申请暂缓换届",
        button="报县批准",
        done="暂缓换届申请已报县换届办。",
        back=reverse("villages:election_detail", args=[election.pk]),
        help_text="选情特别复杂的村，经县批准可以暂缓；暂缓期间不计超期，仍计入全镇总数。",
        context={"election": election},
    )


def _deferral(request: StaffRequest, pk: int) -> Deferral:
    return get_object_or_404(
        Deferral.objects.filter(election__in=Election.objects.visible_to(request.user)).select_related(
            "election__village__township__county", "election__cycle"
        ),
        pk=pk,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def deferral_decide(request: StaffRequest, pk: int) -> HttpResponse:
    deferral = _deferral(request, pk)
    require(request.user, Permission.DEFER_APPROVE, deferral)
    return act_page(
        request,
        DeferralDecisionForm(**typed(request)),
        partial(actions.decide_deferral, deferral=deferral, by=request.user),
        title="暂缓换届审批",
        button="登记决定",
        done="决定已登记。",
        back=reverse("villages:election_detail", args=[deferral.election_id]),
        help_text=f"申请理由：{deferral.reason}",
        context={"election": deferral.election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def deferral_end(request: StaffRequest, pk: int) -> HttpResponse:
    deferral = _deferral(request, pk)
    require(request.user, Permission.DEFER_REQUEST, deferral)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.end_deferral, deferral=deferral, by=request.user),
        title="恢复换届",
        button="恢复换届",
        done="已恢复换届，请核对选举日。",
        back=reverse("villages:election_detail", args=[deferral.election_id]),
        then=reverse("villages:day_move", args=[deferral.election_id]),
        help_text="恢复后重新计算期限；原选举日已过的，下一步请改定选举日。",
        context={"election": deferral.election},
    )
