"""Townships and villages."""

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require, within
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from villages import actions
from villages.models import County, Election, Township, Village
from villages.place_forms import GroupsForm, VillageForm


@require_safe
def village_list(request: StaffRequest) -> HttpResponse:
    newest = Prefetch(
        "elections", queryset=Election.objects.select_related("cycle").order_by("-cycle__ordinal")
    )
    villages = (
        Village.objects.visible_to(request.user)
        .in_being()
        .select_related("township")
        .annotate(group_count=Count("groups"))
        .prefetch_related(newest)
    )
    townships = Township.objects.visible_to(request.user).select_related("county")
    counties = within(County.objects.all(), request.user, Permission.STAFF_MANAGE, "code")
    context = {"villages": villages, "townships": townships, "counties": counties}
    return render(request, "villages/list.html", context)


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
        "may_decide": can(request.user, Permission.COUNT_DECIDE, township),
    }
    return render(request, "villages/township_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def village_add(request: StaffRequest, pk: int) -> HttpResponse:
    township = get_object_or_404(Township.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CYCLE_PLAN, township)
    form = VillageForm(request.POST or None, township=township)
    if form.is_valid():
        with form.showing_refusals():
            village = actions.add_village(township=township, by=request.user, **form.cleaned_data)
            messages.success(request, f"已登记{village.name}。接下来请登记村民小组。")
            return redirect("villages:groups", village.pk)
    return render(request, "villages/village_form.html", {"form": form, "township": township})


@require_safe
def village_detail(request: StaffRequest, pk: int) -> HttpResponse:
    village = get_object_or_404(
        Village.objects.visible_to(request.user).select_related("township__county"), pk=pk
    )
    groups = village.groups.annotate(people_count=Count("people"))
    elections = village.elections.with_places().prefetch_related("posts").order_by("-cycle__ordinal")
    context = {
        "village": village,
        "groups": groups,
        "elections": elections,
        "last_term": village.last_term.all(),
    }
    return render(request, "villages/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def village_edit(request: StaffRequest, pk: int) -> HttpResponse:
    village = get_object_or_404(Village.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.VILLAGE_EDIT, village)
    form = VillageForm(request.POST or None, village=village)
    if form.is_valid():
        with form.showing_refusals():
            actions.update_village(village=village, by=request.user, **form.cleaned_data)
            messages.success(request, "已保存。")
            return redirect("villages:detail", village.pk)
    return render(request, "villages/village_form.html", {"form": form, "village": village})


@require_http_methods(["GET", "HEAD", "POST"])
def village_groups(request: StaffRequest, pk: int) -> HttpResponse:
    village = get_object_or_404(Village.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.VILLAGE_EDIT, village)
    form = GroupsForm(request.POST or None, groups=list(village.groups.all()))
    if form.is_valid():
        with form.showing_refusals():
            actions.set_groups(
                village=village,
                count=form.cleaned_data["count"],
                places=form.places,
                names=form.names,
                leaders=form.leaders,
                by=request.user,
            )
            messages.success(request, "村民小组已保存。")
            return redirect("villages:detail", village.pk)
    return render(request, "villages/groups_form.html", {"form": form, "village": village})
