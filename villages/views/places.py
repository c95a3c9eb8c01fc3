"""Townships and villages."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require, within
from election_office.accounts.http import StaffRequest
from election_office.accounts.models import Assignment
from election_office.accounts.permissions import Permission, Role
from election_office.core.http import act_page, number_or_none, typed
from election_office.documents.models import Document
from villages import actions
from villages.models import County, Election, Step, Township, Village
from villages.place_forms import GroupsForm, VillageForm

PAGE_VILLAGES = 50
VILLAGE_HELP = "人口决定职数标准，公告栏地点印在公告的张贴清单里。"


@require_safe
def village_list(request: StaffRequest) -> HttpResponse:
    newest = Prefetch(
        "elections", queryset=Election.objects.select_related("cycle").order_by("-cycle__ordinal")
    )
    villages = (
        Village.objects.visible_to(request.user)
        .in_being()
        .select_related("township")
        .annotate(group_count=Count("groups"), **readiness())
        .prefetch_related(newest)
        .order_by("code")  # a query that counts groups keeps no order of its model
    )
    township = number_or_none(request.GET.get("township", ""))
    if township:
        villages = villages.filter(township=township)
    page = Paginator(villages, PAGE_VILLAGES).get_page(request.GET.get("page"))
    townships = Township.objects.visible_to(request.user).select_related("county")
    counties = within(County.objects.all(), request.user, Permission.PLACES_MANAGE, "code")
    context = {"villages": page, "townships": townships, "counties": counties, "narrowed": bool(township)}
    return render(request, "villages/list.html", context)


def readiness() -> dict[str, Any]:
    """What a village needs before its roll: somebody with an account; and how far its roll is."""
    clerks = Assignment.objects.filter(
        area_code=OuterRef("code"), role=Role.VILLAGE_CLERK, ended_at__isnull=True, user__is_active=True
    )
    done = Step.objects.filter(election__village=OuterRef("pk"), done_on__isnull=False, dropped=False)
    done = done.exclude(election__cycle__state="closed")
    return {
        "has_clerk": Exists(clerks),
        "roll_made": Exists(done.filter(code="register")),
        "roll_posted": Exists(done.filter(code="roll_notice")),
    }


@require_safe
def township_detail(request: StaffRequest, pk: int) -> HttpResponse:
    township = get_object_or_404(Township.objects.visible_to(request.user).select_related("county"), pk=pk)
    villages = (
        Village.objects.visible_to(request.user)
        .filter(township=township)
        .annotate(group_count=Count("groups"))
    )
    context = {
        "township": township,
        "villages": villages,
        "cycles": township.cycles.all(),
        "rest_years": sorted(township.rest_days.items()),
        "may_decide": can(request.user, Permission.COUNT_DECIDE, township),
    }
    return render(request, "villages/township_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def village_add(request: StaffRequest, pk: int) -> HttpResponse:
    township = get_object_or_404(Township.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CYCLE_PLAN, township)
    return act_page(
        request,
        VillageForm(**typed(request), township=township),
        partial(actions.add_village, township=township, by=request.user),
        title=f"登记{township}的村",
        button="保存",
        done=lambda village: f"已登记{village.name}。接下来请登记{village.words.group}。",
        back=reverse("villages:list"),
        then=lambda village: reverse("villages:groups", args=[village.pk]),
        help_text=VILLAGE_HELP,
    )


@require_safe
def village_detail(request: StaffRequest, pk: int) -> HttpResponse:
    village = get_object_or_404(
        Village.objects.visible_to(request.user).select_related("township__county"), pk=pk
    )
    groups = village.groups.with_people()
    elections = village.elections.with_places().prefetch_related("posts").order_by("-cycle__ordinal")
    context = {
        "village": village,
        "groups": groups,
        "elections": elections,
        "last_term": village.last_term.all(),
        "untrue_papers": Document.objects.untrue().filter(area_code=village.code).order_by("untrue_since"),
    }
    return render(request, "villages/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def village_edit(request: StaffRequest, pk: int) -> HttpResponse:
    village = get_object_or_404(Village.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.VILLAGE_EDIT, village)
    return act_page(
        request,
        VillageForm(**typed(request), row=village),
        partial(actions.update_village, village=village, by=request.user),
        title=f"修改{village}",
        button="保存",
        done="已保存。",
        back=reverse("villages:detail", args=[village.pk]),
        help_text=VILLAGE_HELP,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def village_groups(request: StaffRequest, pk: int) -> HttpResponse:
    village = get_object_or_404(Village.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.VILLAGE_EDIT, village)
    groups = list(village.groups.with_people())
    form = GroupsForm(**typed(request), row=village, groups=groups)

    def act(count: int, version: int | None, **_: object) -> None:
        actions.set_groups(
            village=village, count=count, by=request.user, version=version,
            places=form.places, names=form.names, leaders=form.leaders,
        )  # fmt: skip

    return act_page(
        request,
        form,
        act,
        title=f"{village}{village.words.group}",
        button="保存",
        done=f"{village.words.group}已保存。",
        back=reverse("villages:detail", args=[village.pk]),
        help_text=f"{village.words.roll_short}要在每个小组张贴，请写明各组张贴地点。先填小组数保存，再逐组填写地点。",
        template="villages/groups.html",
        context={"village": village, "lacking": [group for group in groups if not group.notice_place]},
    )
