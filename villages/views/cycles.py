"""The township's plan: drafted, dated, approved."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page, typed
from election_office.law.words import words_for
from villages import actions, queries, rules
from villages.forms import CycleForm
from villages.models import Cycle, Township
from villages.plan.views import get_cycle, picture


@require_safe
def cycle_list(request: StaffRequest) -> HttpResponse:
    cycles = Cycle.objects.visible_to(request.user).select_related("township")
    townships = Township.objects.visible_to(request.user)
    return render(request, "villages/cycle_list.html", {"cycles": cycles, "townships": townships})


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_add(request: StaffRequest, pk: int) -> HttpResponse:
    township = get_object_or_404(Township.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CYCLE_PLAN, township)
    return act_page(
        request,
        CycleForm(**typed(request)),
        partial(actions.create_cycle, township=township, by=request.user),
        title=f"拟订{township}换届方案",
        button="保存",
        done="方案草稿已建立，请核对职数标准和各事项日期。",
        back=reverse("villages:cycle_list"),
        then=lambda cycle: reverse("villages:cycle_detail", args=[cycle.pk]),
        help_text="建立后再核对职数标准和各事项日期。",
    )


@require_safe
def cycle_detail(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk)
    context: dict[str, object] = {"cycle": cycle}
    if cycle.state == Cycle.State.DRAFT:
        drafts = queries.plan_drafts(cycle)
        books = {draft.village.name: draft.book for draft in drafts}
        decision = rules.check_plan([draft.facts for draft in drafts], books, timezone.localdate())
        context |= {"drafts": drafts, "decision": decision}
    else:
        context["elections"] = queries.elections_with_posts(cycle)
    steps = list(cycle.plan_steps.all())
    day = cycle.default_day
    context["steps"] = [(step, step.starts_on(day), step.due_on(day)) for step in steps]
    context |= picture(cycle, steps) | {"changes": cycle.changes.select_related("changed_by")}
    return render(request, "villages/cycle_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_edit(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk)
    require(request.user, Permission.CYCLE_PLAN, cycle)
    form = CycleForm(**typed(request), cycle=cycle)
    return act_page(
        request,
        form,
        lambda default_day, paper_number, term_ends_on, version, **_: actions.update_cycle(
            cycle=cycle,
            term_ends_on=term_ends_on,
            default_day=default_day,
            paper_number=paper_number,
            seat_table=form.seat_table(cycle),
            by=request.user,
            version=version,
        ),
        title=f"修改{cycle}方案",
        button="保存",
        done="方案已保存。",
        back=reverse("villages:cycle_detail", args=[cycle.pk]),
        help_text=f"职数按村的人口逐档套用，最后一档的人口留空，表示更多；{words_for(cycle.township.code).body}依法由三至七人组成。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_approve(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_cycle(request, pk)
    require(request.user, Permission.CYCLE_PLAN, cycle)
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.approve_cycle, cycle=cycle, by=request.user),
        title=f"批准{cycle}方案",
        button="批准方案",
        done=lambda elections: f"方案已批准，{len(elections)}个村的选举和步骤已经排定。",
        back=reverse("villages:cycle_detail", args=[cycle.pk]),
        facts=[("统一选举日", cycle.default_day), ("方案文号", cycle.paper_number)],
        consequences=[
            "为每个村建立选举、职位和全部步骤，每一步都有日期和依据。",
            "批准后只能办理变更，写明改什么、哪些村、为什么、依据哪份文件；已办结的步骤不受影响。",
        ],
    )
